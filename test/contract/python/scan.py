"""What a reader must refuse before it decodes a message: PROTOCOL.md, "Malformed messages"."""

DEPTH = 8
#: What a client allows servers.
ELEMENTS = 65_536

# First byte -> bytes of payload that follow it.
_FIXED = {0xC0: 0, 0xC2: 0, 0xC3: 0, 0xCA: 4, 0xCB: 8}
_FIXED |= {0xCC + i: 1 << i for i in range(4)} | {0xD0 + i: 1 << i for i in range(4)}
# First byte -> bytes of the length that follows it, and what it is the length of.
_SIZED = {0xC4: (1, "bin"), 0xC5: (2, "bin"), 0xC6: (4, "bin")}
_SIZED |= {0xD9: (1, "str"), 0xDA: (2, "str"), 0xDB: (4, "str")}
_SIZED |= {0xDC: (2, "array"), 0xDD: (4, "array"), 0xDE: (2, "map"), 0xDF: (4, "map")}


class Malformed(Exception):
    """A message that breaks the protocol; `code` is what to close with."""

    def __init__(self, what: str, code: int = 4500):
        super().__init__(what)
        self.code = code


def _head(message: bytes, at: int) -> tuple[str, int, int]:
    """The kind of the value at `at`, its size (bytes, or items), and where what follows its head begins."""
    byte = message[at]
    if byte < 0x80 or byte >= 0xE0:
        return "number", 0, at + 1
    if byte < 0x90:
        return "map", byte & 15, at + 1
    if byte < 0xA0:
        return "array", byte & 15, at + 1
    if byte < 0xC0:
        return "str", byte & 31, at + 1
    if byte in _FIXED:
        return "number", _FIXED[byte], at + 1
    if byte not in _SIZED:
        raise Malformed(f"byte {byte:#04x} at {at}: no such type here")
    width, kind = _SIZED[byte]
    if at + 1 + width > len(message):
        raise Malformed("cut in a length")
    return kind, int.from_bytes(message[at + 1 : at + 1 + width], "big"), at + 1 + width


def scan(message: bytes) -> None:
    """Raises Malformed unless `message` is one array within the limits."""
    at, elements = 0, 0
    open_: list[list] = []  # of [kind, items to come]
    while True:
        if at >= len(message):
            raise Malformed("cut")
        kind, size, at = _head(message, at)
        if not open_ and kind != "array":
            raise Malformed(f"a frame is an array, this is a {kind}")
        if open_ and open_[-1][0] == "map" and open_[-1][1] % 2 == 0 and kind != "str":
            raise Malformed("a key that is no str")
        if open_:
            open_[-1][1] -= 1
        if kind in ("array", "map"):
            items = size * 2 if kind == "map" else size
            elements += items
            open_.append([kind, items])
            if elements > ELEMENTS or len(open_) > DEPTH:
                raise Malformed("too many elements, or nested too deep")
        else:
            at += size
        if at > len(message):
            raise Malformed("a length beyond the end")
        while open_ and open_[-1][1] == 0:
            open_.pop()
        if not open_:
            break
    if at != len(message):
        raise Malformed("bytes after the end")
