"""Samples on their way to a run, each until its fate is known. PROTOCOL.md, "Feeding"."""

import itertools
import struct
from dataclasses import dataclass
from typing import Iterator

Sample = tuple[list[float], list[float]]


@dataclass
class _Request:
    position: int  # the first sample whose fate is not known
    end: int


def _column(rows: list[list[float]]) -> bytes:
    values = list(itertools.chain.from_iterable(rows))
    return struct.pack(f"<{len(values)}f", *values)


class Feed:
    """Gives out SAMPLES frames as far as the windows allow, and takes RESULTs."""

    def __init__(self, run: str, name: str, samples: list[Sample]):
        self.run, self.name, self.samples = run, name, samples
        self.fates: dict[int, str] = {}
        self.reasons: dict[int, str] = {}
        self.version = 0
        self.resent = 0
        self._next = 0
        self._requests: dict[int, _Request] = {}

    @property
    def done(self) -> bool:
        return len(self.fates) == len(self.samples)

    def due(self, limits: dict, numbers: Iterator[int]) -> Iterator[dict]:
        """The fields of the frames that may be sent now."""
        while self._next < len(self.samples):
            in_flight = sum(request.end - request.position for request in self._requests.values())
            room = min(limits["samplesPerFrame"], limits["samplesInFlight"] - in_flight)
            if room <= 0:
                return
            first, end = self._next, min(self._next + room, len(self.samples))
            x, y = zip(*self.samples[first:end])
            number = next(numbers)
            self._requests[number] = _Request(first, end)
            self._next = end
            yield {
                **{"request": number, "run": self.run, "feed": self.name},
                **{"first": first, "n": end - first, "x": _column(x), "y": _column(y)},
            }

    def result(self, frame: dict) -> int | None:
        """Takes a RESULT; after a throttled one, the milliseconds to wait before sending on."""
        request = self._requests.get(frame["request"])
        if request is None:
            return None
        if frame["status"] == "throttled":
            self._rewind(request.position)
            return frame["retryAfter"] or 0
        for index in range(request.position, frame["upTo"]):
            self.fates.setdefault(index, frame["status"])
            if frame["reason"] is not None:
                self.reasons[index] = frame["reason"]
        self.version = max(self.version, frame["version"])
        request.position = frame["upTo"]
        if request.position >= request.end:
            del self._requests[frame["request"]]
        return None

    def reconnected(self) -> None:
        """What has no fate is sent again."""
        unknown = (i for i in range(len(self.samples)) if i not in self.fates)
        self._rewind(next(unknown, len(self.samples)), everything=True)

    def _rewind(self, to: int, everything: bool = False) -> None:
        self.resent += max(0, self._next - to)
        self._next = min(self._next, to)
        self._requests = {
            number: request
            for number, request in self._requests.items()
            if not everything and request.position < to
        }
