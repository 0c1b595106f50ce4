"""JSON text as JavaScript reads and prints it.

Python's own reader takes `NaN`, and its writer prints `Infinity`; neither is JSON. Numbers are
JavaScript doubles: a whole number that a double cannot hold becomes the double nearest to it,
and a number beyond a double is printed as null. Lone surrogates, which browsers do send, are
kept, and written as escapes.

orjson does the work where it reads and prints the same as JavaScript, which is nearly always;
Python's own module does the rest, and names what is wrong.
"""

import json
import re
from math import isfinite
from typing import Any, NoReturn, TypeAlias

import orjson

Json: TypeAlias = Any
"""Any JSON value: None, bool, int, float, str, list or dict with str keys."""

JsonObject: TypeAlias = dict[str, Any]
"""A JSON object."""

MAX_DEPTH = 200
"""Lists and objects inside one another; what is deeper is refused."""

_EXACT_DIGITS = 15
"""A whole number of so many digits always fits a double exactly."""

_LONG_NUMBER = b"9" * (_EXACT_DIGITS + 1)
_ALL_DIGITS_NINE = bytes.maketrans(b"012345678", b"999999999")


class JsonError(ValueError):
    """The text is no JSON.

    `line` and `column` count from 1 and say where the fault is; 0 where that is not known.
    """

    def __init__(self, reason: str, line: int = 0, column: int = 0) -> None:
        self.reason = reason
        self.line = line
        self.column = column
        where = f" at line {line}, column {column}" if line else ""
        super().__init__(f"{reason}{where}")


def loads(text: bytes | str) -> Json:
    """Read one JSON value.

    Raises JsonError for what `JSON.parse` refuses, for invalid UTF-8 and for more than
    MAX_DEPTH lists and objects inside one another.
    """
    try:
        return _loads_usual(text)
    except ValueError:
        pass
    if isinstance(text, bytes):
        try:
            text = text.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            before = error.object[: error.start].decode("utf-8")
            reason = f"not valid UTF-8 (byte {error.start})"
            raise _fault(reason, before, len(before)) from None
    try:
        value = _DECODER.decode(text)
    except json.JSONDecodeError as error:
        raise JsonError(error.msg.removesuffix(" at"), error.lineno, error.colno) from None
    except _ConstantError as error:
        raise _fault(f"{error} is not JSON", text, _place_of_constant(text)) from None
    except RecursionError:
        raise _too_deep(text) from None
    if text.count("[") + text.count("{") > MAX_DEPTH and _deeper_than(value, MAX_DEPTH):
        raise _too_deep(text)
    return value


def dumps(value: Json) -> bytes:
    """Print `value` as compact UTF-8 JSON, in the key order it has."""
    try:
        return orjson.dumps(value)
    except TypeError:
        # A lone surrogate, a whole number over 64 bits, or no JSON at all.
        return dumps_text(value).encode("utf-8")


def dumps_text(value: Json, *, indent: int | None = None) -> str:
    """Print `value` as JSON text; compact without `indent`. Lone surrogates become escapes."""
    separators = (",", ":") if indent is None else (",", ": ")
    try:
        text = json.dumps(
            value, ensure_ascii=False, allow_nan=False, separators=separators, indent=indent
        )
    except ValueError:
        value = _without_infinities(value)
        text = json.dumps(value, ensure_ascii=False, separators=separators, indent=indent)
    if text.isascii():
        return text
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return json.dumps(value, separators=separators, indent=indent)
    return text


def _loads_usual(text: bytes | str) -> Json:
    """Read what orjson reads as JavaScript does. Raises ValueError for anything else."""
    body = text.encode("utf-8") if isinstance(text, str) else text
    if _LONG_NUMBER in body.translate(_ALL_DIGITS_NINE):
        raise ValueError("a number that may be beyond a double")
    value = orjson.loads(body)
    if body.count(b"[") + body.count(b"{") > MAX_DEPTH and _deeper_than(value, MAX_DEPTH):
        raise ValueError("too deep")
    return value


def _whole(digits: str) -> int | float:
    if len(digits) <= _EXACT_DIGITS:
        return int(digits)
    number = float(digits)
    if abs(number) <= 2**53:
        exact = int(digits)
        if abs(exact) <= 2**53:
            return exact
    return number


class _ConstantError(Exception):
    """A word that Python takes for a number."""


def _refuse_constant(name: str) -> NoReturn:
    raise _ConstantError(name)


_DECODER = json.JSONDecoder(parse_int=_whole, parse_constant=_refuse_constant)


_MARKS = re.compile(r'"(?:[^"\\]|\\.)*"?|NaN|-?Infinity|[\[{\]}]', re.DOTALL)
"""Texts as a whole, and what else a fault that Python gives no place for can be at."""


def _place_of_constant(text: str) -> int:
    marks = (mark for mark in _MARKS.finditer(text) if mark[0] in ("NaN", "Infinity", "-Infinity"))
    return next(marks).start()


def _too_deep(text: str) -> JsonError:
    reason = f"more than {MAX_DEPTH} lists and objects inside one another"
    depth = 0
    for mark in _MARKS.finditer(text):
        if mark[0] in "[{":
            depth += 1
            if depth > MAX_DEPTH:
                return _fault(reason, text, mark.start())
        elif mark[0] in "]}":
            depth -= 1
    return JsonError(reason)


def _fault(reason: str, text: str, at: int) -> JsonError:
    """The error at the character `at` of `text`."""
    return JsonError(reason, text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at))


def _deeper_than(value: Json, limit: int) -> bool:
    level = [value]
    for _ in range(limit):
        # What JSON is read into has these two types exactly; comparing them is the fastest way.
        level = [
            inner
            for item in level
            for inner in (item.values() if type(item) is dict else item)
            if type(inner) is dict or type(inner) is list
        ]
        if not level:
            return False
    return True


def _without_infinities(value: Json) -> Json:
    if isinstance(value, dict):
        return {key: _without_infinities(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_without_infinities(item) for item in value]
    if isinstance(value, float) and not isfinite(value):
        return None
    return value
