"""Values and complaints in words for a person."""

import json
from typing import Any

from app.masking import masked

_LONGEST = 60

WANTS: dict[str, str] = {
    "unitPrice": "a price over 0",
    "quantity": "a whole number from 1",
    "position": "a whole number from 1",
    "pageSize": "a whole number from 1",
    "occurredAt": "a date and time with its offset, such as 2026-11-24T14:05:09.871Z",
    "items": "at least one line",
    "categoryIds": "a list of at least one category",
}
"""What the contract wants of a key, where the kind of complaint alone does not say it well."""

KINDS: dict[str, str] = {
    "string_type": "a text",
    "int_type": "a whole number from 1",
    "greater_than_equal": "a whole number from 1",
    "float_type": "a number",
    "finite_number": "a number",
    "greater_than": "a number over 0",
    "list_type": "a list",
    "dict_type": "an object",
    "model_type": "an object",
    "string_too_short": "at least one character",
    "too_short": "at least one entry",
    "cart_only": "a text, for only the page type cart takes a list",
    "list_of_strings": "a list of texts",
    "future": "a time that has passed",
}
"""What the contract wants, by kind of complaint."""


def shown(value: Any) -> str:
    """A captured value as JSON text in a sentence: short, on one line, keys of APIs masked.

    Characters that cannot be seen, or that turn the reading direction, become escapes.
    """
    if isinstance(value, dict):
        return "an object"
    if isinstance(value, list):
        return "a list" if value else "an empty list"
    text = json.dumps(value, ensure_ascii=False)
    return clean(text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…")


def clean(text: str) -> str:
    """`text` with keys of APIs masked and everything unprintable written as an escape of JSON:
    the short one where there is one, as everywhere in the window."""
    text = masked(text)
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else _escape(char) for char in text)


_SHORT = {"\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"}


def _escape(char: str) -> str:
    code = ord(char)
    return _SHORT.get(char) or (f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}")


def place(path: tuple[str | int, ...]) -> str:
    """A path as people write it: `purchases[0].items[2].unitPrice`."""
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    return clean(text)


def duration(ms: int) -> str:
    """A span of time, in milliseconds, as one reads it: `38 ms`, `1.4 s`, `4 m 02 s`."""
    ms = abs(ms)
    if ms < 1_000:
        return f"{ms} ms"
    if ms < 60_000:
        tenths = ms // 100
        return f"{tenths // 10}.{tenths % 10} s" if tenths % 10 else f"{tenths // 10} s"
    seconds = ms // 1_000
    if seconds < 3_600:
        return f"{seconds // 60} m {seconds % 60:02d} s"
    if seconds < 86_400:
        return f"{seconds // 3_600} h {seconds % 3_600 // 60:02d} m"
    days = seconds // 86_400
    return f"{days} {'day' if days == 1 else 'days'} {seconds % 86_400 // 3_600} h"
