"""XXH32 of xxHash, with seed 0: the hash that proves that two copies of weights are the same."""

import struct

P1, P2, P3, P4, P5 = 2654435761, 2246822519, 3266489917, 668265263, 374761393
MASK = 0xFFFFFFFF


def _rotl(value: int, by: int) -> int:
    return ((value << by) | (value >> (32 - by))) & MASK


def _stripes(data: bytes, end: int) -> int:
    a, b, c, d = (P1 + P2) & MASK, P2, 0, (-P1) & MASK
    for w, x, y, z in struct.iter_unpack("<4I", data[:end]):
        a = _rotl((a + w * P2) & MASK, 13) * P1 & MASK
        b = _rotl((b + x * P2) & MASK, 13) * P1 & MASK
        c = _rotl((c + y * P2) & MASK, 13) * P1 & MASK
        d = _rotl((d + z * P2) & MASK, 13) * P1 & MASK
    return (_rotl(a, 1) + _rotl(b, 7) + _rotl(c, 12) + _rotl(d, 18)) & MASK


def xxh32(data: bytes) -> int:
    """The hash of `data`."""
    size = len(data)
    end = size - size % 16
    h = _stripes(data, end) if size >= 16 else P5
    h = (h + size) & MASK
    words = end + (size - end) // 4 * 4
    for (word,) in struct.iter_unpack("<I", data[end:words]):
        h = _rotl((h + word * P3) & MASK, 17) * P4 & MASK
    for byte in data[words:]:
        h = _rotl((h + byte * P5) & MASK, 11) * P1 & MASK
    h = (h ^ (h >> 15)) * P2 & MASK
    h = (h ^ (h >> 13)) * P3 & MASK
    return h ^ (h >> 16)
