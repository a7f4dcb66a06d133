"""A copy of a run's weights: what a client keeps for one stream. PROTOCOL.md, "Weights"."""

import math
import struct
import sys

from scan import Malformed
from xxh32 import xxh32

assert sys.byteorder == "little", "a big-endian machine has to swap bytes; this client doesn't"
BLOCK = 4096


def _float32(value: float) -> float:
    # A cast and not struct.pack, which refuses what is too large in place of making it infinite.
    cell = memoryview(bytearray(4)).cast("f")
    cell[0] = value
    return cell[0]


class Mirror:
    """`state` is empty, ready or lost; who finds it lost subscribes anew."""

    def __init__(self, values: int):
        self.bytes = bytearray(4 * values)
        self.values = memoryview(self.bytes).cast("f")
        self.state = "empty"
        self.epoch = self.version = self.sequence = 0
        self.verified = self.deltas = self.snapshots = 0
        self._parts: list[dict] = []

    @property
    def hash(self) -> int:
        return xxh32(self.bytes)

    def reset(self, frame: dict) -> None:
        self.state, self._parts, self.epoch = "empty", [], frame["epoch"]

    def snapshot(self, frame: dict) -> bool:
        """Takes a part; true if it was the last one."""
        known = self.state == "ready" and frame["epoch"] == self.epoch
        if known and frame["sequence"] <= self.sequence:
            return False
        if frame["encoding"] != "f32":
            raise Malformed(f"a snapshot in {frame['encoding']}")
        if not self._collect(frame, "epoch", "sequence", "version", "parts"):
            return False
        for part in self._parts:
            self._copy(part["first"], part["data"])
        self.snapshots += 1
        self.epoch = frame["epoch"]
        self._take(frame)
        return True

    def delta(self, frame: dict) -> bool:
        """Takes a part; true if it was the last one."""
        if self.state == "empty" or (self.state == "ready" and frame["sequence"] <= self.sequence):
            return False
        follows = frame["sequence"] == self.sequence + 1 and frame["base"] == self.version
        if self.state != "ready" or not follows:
            self.state = "lost"
        elif self._collect(frame, "sequence", "base", "version", "parts"):
            for part in self._parts:
                self._apply(part)
            self.deltas += 1
            self._take(frame)
            return True
        return False

    def _collect(self, frame: dict, *same: str) -> bool:
        """Keeps a part; true if all are there. A part that is missing is a gap."""
        if frame["part"] == 0:
            self._parts = []
        first = self._parts[0] if self._parts else frame
        if frame["part"] != len(self._parts) or any(first[key] != frame[key] for key in same):
            self.state, self._parts = "lost", []
            return False
        self._parts.append(frame)
        return len(self._parts) == frame["parts"]

    def _take(self, frame: dict) -> None:
        self._parts = []
        self.sequence, self.version = frame["sequence"], frame["version"]
        if frame["hash"] is None:
            return
        self.state = "ready" if frame["hash"] == self.hash else "lost"
        self.verified += self.state == "ready"

    def _copy(self, first: int, data: bytes) -> None:
        end = 4 * first + len(data)
        if len(data) % 4 or end > len(self.bytes):
            raise Malformed(f"values {first} … {end // 4} of {len(self.values)}")
        self.bytes[4 * first : end] = data

    def _apply(self, part: dict) -> None:
        width = {"f32": 4, "f16": 2, "int8": 1, "topk": 1}.get(part["encoding"])
        if width is None or len(part["data"]) % width:
            raise Malformed(f"{len(part['data'])} bytes of {part['encoding']}")
        n = len(part["data"]) // width
        if part["encoding"] == "f32":
            self._assign(part, n)
        else:
            self._add(part, n)

    def _places(self, part: dict, n: int) -> list[int] | range:
        indices = part["indices"]
        places = range(part["first"], part["first"] + n)
        if indices is not None:
            places = list(struct.unpack(f"<{len(indices) // 4}I", indices))
        ascending = indices is None or all(a < b for a, b in zip(places, places[1:]))
        if len(places) != n or not ascending or (n and places[-1] >= len(self.values)):
            raise Malformed(f"{n} values at {len(places)} places of {len(self.values)}")
        return places

    def _assign(self, part: dict, n: int) -> None:
        # Bytes and not floats: on its way through a double, a NaN could change.
        for k, place in enumerate(self._places(part, n)):
            self.bytes[4 * place : 4 * place + 4] = part["data"][4 * k : 4 * k + 4]

    def _add(self, part: dict, n: int) -> None:
        scales = struct.unpack(f"<{len(part['scales'] or b'') // 4}f", part["scales"] or b"")
        if len(scales) != math.ceil(n / BLOCK):
            raise Malformed(f"{len(scales)} scales for {n} values")
        values = struct.unpack(f"<{n}{'e' if part['encoding'] == 'f16' else 'b'}", part["data"])
        for k, place in enumerate(self._places(part, n)):
            # A double holds the product exactly, and rounds the sum as often as a float would: once.
            self.values[place] += _float32(scales[k // BLOCK] * values[k])
