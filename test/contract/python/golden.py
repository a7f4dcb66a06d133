"""Holds every golden/*.bin against the document: decoded with plain msgpack, value by value.

Prints a line of JSON for each file: its name, the number of values compared, and what differs.
"""

import json
import re
import struct
from typing import Any, Iterator

import msgpack

from frames import BY_CODE, DOCUMENT, decode
from mirror import Mirror
from xxh32 import xxh32

HEX = re.compile(r"^((?:[0-9a-f]{2} )*[0-9a-f]{2})(?:  |$)")


def examples() -> Iterator[tuple[str, bytes, list[str]]]:
    """Name, bytes and descriptions of each example in the document."""
    for name, text in re.findall(r"<!-- example (\w+) -->\n```text\n(.*?)```", DOCUMENT.read_text(), re.S):
        data, described = b"", []
        for line in text.splitlines():
            hexadecimal = HEX.match(line)
            data += bytes.fromhex(hexadecimal[1]) if hexadecimal else b""
            described.append((line[len(hexadecimal[0]) :] if hexadecimal else line).strip())
        yield name, data, [line for line in described if line]


def _literal(text: str) -> Any:
    if text == "absent":
        return None
    if match := re.fullmatch(r"(\d+) = \w+", text):
        return int(match[1])
    return json.loads(text)


def _agrees(value: Any, text: str) -> bool:
    """Whether a decoded value is what the document says of it."""
    if match := re.match(r"array of (\d+)", text):
        return isinstance(value, list) and len(value) == int(match[1])
    if match := re.fullmatch(r"bin of (\d+) bytes(?:, (f32|f64|u32)(.*))?", text):
        size, item, numbers = match.groups()
        if not isinstance(value, bytes) or len(value) != int(size):
            return False
        form = {"f32": "f", "f64": "d", "u32": "I"}.get(item, "B")
        unpacked = struct.unpack(f"<{len(value) // struct.calcsize(form)}{form}", value)
        return item is None or list(unpacked) == [float(n) for n in numbers.split()]
    return value == _literal(text)


def _at(values: list, path: str, names: list[str], nested: dict[str, list[str]]) -> Any:
    """The value at a path such as `runs[0].name`."""
    found: Any = values
    above = ""
    for step in re.findall(r"\w+|\[\d+\]", path):
        if step.startswith("["):
            found = found[int(step[1:-1])]
        else:
            found = found[(nested[above] if above else names).index(step)]
            above = step
    return found


def compare(name: str, described: list[str], message: bytes) -> list[str]:
    """What differs between the description of an example and its file."""
    code, *values = msgpack.unpackb(message)
    frame = BY_CODE[code]
    head, title, *lines = described
    wrong = [] if head == f"array of {len(values) + 1} values" else [head]
    wrong += [] if title == f"{frame.name}: {code}" and frame.name.lower() == name else [title]
    row = re.search(rf"^\| {code} \| .*$", DOCUMENT.read_text(), re.M)[0]
    nested = {
        field: re.findall(r"`(\w+)\??` ", inner)
        for field, inner in re.findall(r"`(\w+)\??` (?:array ≤ \d+ of )?\[([^\]]+)\]", row)
    }
    names = [field.name for field in frame.fields]
    for line in lines:
        path, text = line.split(": ", 1)
        if not _agrees(_at(values, path, names, nested), text):
            wrong.append(line)
    return wrong


def vectors() -> list[str]:
    """Test vectors of the hash that the document tells, and that are wrong."""
    told = re.findall(r"→\s+`0x([0-9a-f]{8})`", DOCUMENT.read_text())
    floats = [struct.pack("<3f", 0.6, 0.3, 0.1), struct.pack("<4f", 0.5, 0.25, 0.125, 0)]
    counted = [f"{xxh32(data):08x}" for data in (b"", b"abc", *floats)]
    return [] if counted == told else [f"{counted} is not {told}"]


def worked() -> list[str]:
    """The snapshot of the examples, then the delta: is the hash the one that the document tells?"""
    frames = {name: decode(data)[1] for name, data, _ in examples() if name in ("snapshot", "delta")}
    told = re.search(r"its hash would be 0x([0-9a-f]{8})", DOCUMENT.read_text())[1]
    mirror = Mirror(len(frames["snapshot"]["data"]) // 4)
    taken = mirror.snapshot(frames["snapshot"]) and mirror.delta(frames["delta"])
    return [] if taken and f"{mirror.hash:08x}" == told else [f"{mirror.hash:08x} is not {told}"]


def main() -> None:
    for name, data, described in examples():
        message = (DOCUMENT.parent / f"golden/{name}.bin").read_bytes()
        wrong = compare(name, described, message)
        wrong += [] if data == message else ["the bytes of the document"]
        decode(message, sender="")
        print(json.dumps({"name": name, "values": len(described), "wrong": wrong}))
    print(json.dumps({"name": "xxh32", "values": 4, "wrong": vectors()}))
    print(json.dumps({"name": "worked", "values": 1, "wrong": worked()}))


main()
