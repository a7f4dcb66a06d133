"""Frames by name, both ways; the table of frames in PROTOCOL.md is read as the grammar it is."""

import math
import pathlib
import re
from typing import Any, Callable, NamedTuple

import msgpack

from scan import Malformed, scan

DOCUMENT = pathlib.Path(__file__).parents[3] / "packages/wire/PROTOCOL.md"


class Kind(NamedTuple):
    """A type of the table: how a decoded value is read (and checked), and how one is written."""

    read: Callable[[Any], Any]
    write: Callable[[Any], Any]


class Field(NamedTuple):
    name: str
    optional: bool
    kind: Kind


class Frame(NamedTuple):
    code: int
    name: str
    direction: str
    fields: list[Field]


def _must(fits: bool, value: Any, what: str) -> Any:
    if not fits:
        raise Malformed(f"{value!r:.80} is no {what}")
    return value


def _uint(below: int) -> Kind:
    def read(value: Any) -> int:
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        fits = isinstance(value, int) and not isinstance(value, bool) and 0 <= value < below
        return _must(fits, value, f"uint < {below}")

    return Kind(read, int)


def _plain(what: str, fits: Callable[[Any], bool]) -> Kind:
    return Kind(lambda value: _must(fits(value), value, what), lambda value: value)


def _str(most: int) -> Kind:
    def fits(value: Any) -> bool:
        return isinstance(value, str) and len(value.encode("utf-16-le")) // 2 <= most

    return _plain(f"str ≤ {most}", fits)


def _bin(item: int) -> Kind:
    return _plain(f"bin of {item}-byte items", lambda v: isinstance(v, bytes) and len(v) % item == 0)


def _array(most: int, of: Kind) -> Kind:
    def read(value: Any) -> list:
        _must(isinstance(value, list) and len(value) <= most, value, f"array ≤ {most}")
        return [of.read(item) for item in value]

    return Kind(read, lambda value: [of.write(item) for item in value])


def _enum(names: dict[int, str]) -> Kind:
    codes = {name: code for code, name in names.items()}
    one_of = _uint(max(names) + 1)
    return Kind(lambda value: names[one_of.read(value)], lambda name: codes[name])


def read_fields(fields: list[Field], values: list) -> dict:
    """Values by name: missing ones are nil, surplus ones are ignored."""
    padded = values + [None] * (len(fields) - len(values))
    return {
        field.name: None if field.optional and value is None else field.kind.read(value)
        for field, value in zip(fields, padded)
    }


def write_fields(fields: list[Field], values: dict) -> list:
    return [
        None if field.optional and values.get(field.name) is None else field.kind.write(values[field.name])
        for field in fields
    ]


def _record(fields: list[Field]) -> Kind:
    def read(value: Any) -> dict:
        return read_fields(fields, _must(isinstance(value, list), value, "array"))

    return Kind(read, lambda value: write_fields(fields, value))


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)


_MAP = _plain("map", lambda value: isinstance(value, dict) and "__proto__" not in value)
_BOOL = _plain("bool", lambda value: isinstance(value, bool))
_NUMBER = _plain("number", _is_number)
_NAMED = {"uint32": _uint(2**32), "uint53": _uint(2**53), "bool": _BOOL, "number": _NUMBER, "map": _MAP}
_NAMED |= {"bin of f32": _bin(4), "bin of u32": _bin(4), "bin of f64": _bin(8), "bin": _bin(1)}


def _kind(text: str) -> Kind:
    if text in _NAMED:
        return _NAMED[text]
    if match := re.fullmatch(r"uint ≤ (\d+)", text):
        return _uint(int(match[1]) + 1)
    if match := re.fullmatch(r"str ≤ (\d+)", text):
        return _str(int(match[1]))
    if match := re.fullmatch(r"array ≤ (\d+) of (.+)", text):
        return _array(int(match[1]), _kind(match[2]))
    if match := re.fullmatch(r"\[(.+)\]", text):
        return _record([_field(part) for part in match[1].split("; ")])
    names = re.findall(r"(\d+) = `([^`]+)`", text)
    if not names:
        raise ValueError(f"PROTOCOL.md: no such type: {text}")
    return _enum({int(code): name for code, name in names})


def _field(text: str) -> Field:
    name, optional, kind = re.fullmatch(r"`(\w+)(\??)` (.+)", text).groups()
    return Field(name, optional == "?", _kind(kind))


def _table() -> list[Frame]:
    table = DOCUMENT.read_text().split("<!-- frames -->")[1].split("<!-- /frames -->")[0]
    rows = re.findall(r"^\| (\d+) \| (\w+) \| ([^|]+) \| ([^|]+) \|$", table, re.M)
    return [
        Frame(int(code), name, direction, [_field(part) for part in fields.split("<br>")])
        for code, name, direction, fields in rows
    ]


BY_CODE = {frame.code: frame for frame in _table()}
BY_NAME = {frame.name: frame for frame in BY_CODE.values()}


def decode(message: bytes, sender: str = "s→c") -> tuple[str, dict]:
    """The name and fields of a frame, or Malformed; `sender` is who may have sent it, None for either side."""
    scan(message)
    try:
        code, *values = msgpack.unpackb(message, max_bin_len=len(message))
    except UnicodeDecodeError as error:
        raise Malformed(str(error), 1007) from error
    except ValueError as error:
        raise Malformed(str(error)) from error
    frame = BY_CODE.get(code) if isinstance(code, int) else None
    if frame is None or (sender and frame.direction not in (sender, "both")):
        raise Malformed(f"a frame {code!r:.20} from this side")
    try:
        return frame.name, read_fields(frame.fields, values)
    except Malformed as error:
        raise Malformed(f"{frame.name}: {error}") from error


def encode(name: str, /, **fields: Any) -> bytes:
    frame = BY_NAME[name]
    return msgpack.packb([frame.code, *write_fields(frame.fields, fields)])
