"""Messages of a file or of standard input, with the places of what cannot be read."""

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from app.segment.jsontext import Json, JsonError, JsonObject, loads
from app.segment.keys import NO_KEY
from app.segment.wire import NO_ENVELOPE, Envelope, envelope_of

_BOM = b"\xef\xbb\xbf"
_SQLITE = b"SQLite format 3\x00"


@dataclass(frozen=True, slots=True)
class Entry:
    """One message as it stands in the input, and what its batch says about it."""

    item: JsonObject
    envelope: Envelope = NO_ENVELOPE
    write_key: str = NO_KEY


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A place in the input that holds no message; `line` and `column` count from 1."""

    line: int
    column: int
    reason: str


class SourceError(Exception):
    """The input cannot be read at all; the text is a sentence."""


def is_capture(name: str) -> bool:
    """Whether the file `name` is a capture file, by its first bytes; false for what cannot be
    read."""
    try:
        with Path(name).open("rb") as file:
            return file.read(len(_SQLITE)) == _SQLITE
    except (OSError, ValueError):
        return False


def read_source(name: str) -> bytes:
    """The bytes of the file `name`, or of standard input for `-`. Raises SourceError."""
    if name == "-":
        return sys.stdin.buffer.read()
    try:
        data = Path(name).read_bytes()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise SourceError(f"{name} cannot be read: {reason}.") from error
    if data.startswith(_SQLITE):
        raise SourceError(f"{name} is a capture file. Take its messages out with: export {name}")
    return data


def entries(data: bytes) -> Iterator[Entry | Unreadable]:
    """The messages in `data`, in order.

    Takes JSON lines, one JSON array, one object, and a `{"batch": [...]}` body; the lines of JSON
    lines may be any of the last two. A line that cannot be read does not hold up the others.
    """
    data = data.removeprefix(_BOM)
    try:
        whole = loads(data)
    except JsonError as error:
        lines = data.split(b"\n")
        if _is_one_value(data, lines):
            yield Unreadable(error.line, error.column, error.reason)
            return
    else:
        yield from _of_value(whole, data, line=1)
        return
    for number, line in enumerate(lines, start=1):
        if line.strip():
            yield from _of_line(line, number)


def _of_line(line: bytes, number: int) -> Iterator[Entry | Unreadable]:
    try:
        value = loads(line)
    except JsonError as error:
        yield Unreadable(number, error.column, error.reason)
    else:
        yield from _of_value(value, line, line=number)


def _of_value(value: Json, data: bytes, *, line: int) -> Iterator[Entry | Unreadable]:
    if isinstance(value, list):
        yield from _of_list(value, data, line, NO_ENVELOPE, NO_KEY)
    elif not isinstance(value, dict):
        yield Unreadable(line, 1, f"{_kind(value)} is no message")
    elif isinstance(value.get("batch"), list) and "type" not in value:
        key = value.get("writeKey")
        write_key = key if isinstance(key, str) and key else NO_KEY
        yield from _of_list(value["batch"], data, line, envelope_of(value), write_key)
    else:
        yield Entry(value)


def _of_list(
    items: list[Json], data: bytes, line: int, envelope: Envelope, write_key: str
) -> Iterator[Entry | Unreadable]:
    for index, item in enumerate(items):
        if isinstance(item, dict):
            yield Entry(item, envelope, write_key)
        else:
            below, column = _place(data, index)
            yield Unreadable(line + below, column, f"{_kind(item)} is no message")


def _place(data: bytes, index: int) -> tuple[int, int]:
    """Lines below the first, and column from 1, of an item of the list in `data`.

    Only asked where an item is no message. In a batch body the list is looked for by its key; a
    `"batch":` inside another value before it would be taken instead, and the place be wrong.
    """
    text = data.decode("utf-8-sig")
    at = text.index("[") if text.lstrip().startswith("[") else text.index("[", text.find('"batch"'))
    decoder = json.JSONDecoder()
    at += 1
    for number in range(index + 1):
        at += len(text[at:]) - len(text[at:].lstrip(" \t\r\n,"))
        if number < index:
            _, at = decoder.raw_decode(text, at)
    before = text[:at]
    return before.count("\n"), at - before.rfind("\n")


def _is_one_value(data: bytes, lines: list[bytes]) -> bool:
    """Whether broken input was meant as one value over several lines, not one on each line."""
    if data.lstrip()[:1] == b"[":
        return True
    filled = [line.strip() for line in lines if line.strip()]
    if len(filled) < 2 or filled[0].endswith(b"["):
        return len(filled) > 1
    return filled[0].endswith((b"{", b",")) and not filled[1].startswith(b"{")


def _kind(value: Json) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return "a text"
    return "a list" if isinstance(value, list) else "a number"
