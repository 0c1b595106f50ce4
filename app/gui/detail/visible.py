"""Captured text made fit to be shown: one line, nothing invisible, no secret in full.

Everything here was written by somebody else. A line end, a control character, a character that
turns the writing direction or a lone surrogate is printed as its JSON escape, so that a row of a
tree shows what is really there.
"""

import re

from app.masking import masked
from app.segment.jsontext import Json, dumps_text

LONG = 600
"""Characters of one value that a tree row lays out; no row is wide enough for more."""

_HIDDEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff0-\uffff"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)
_SHORT = {"\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"}


def visible(text: str) -> str:
    """`text` on one line: what cannot be seen is written as a JSON escape."""
    return _HIDDEN.sub(_escape, text)


def key_text(key: str | int) -> str:
    """A key or an index as a tree row shows it."""
    return str(key) if isinstance(key, int) else shortened(visible(masked(key)))


def value_text(value: Json) -> str:
    """A leaf as a tree row shows it: JSON on one line, long text cut in the middle."""
    if isinstance(value, str):
        return f'"{visible(_in_quotes(shortened(masked(value))))}"'
    return shortened(dumps_text(value))


def whole_text(value: Json) -> str:
    """A value in full, for reading and copying: a string as it is, all else as indented JSON."""
    return masked(value if isinstance(value, str) else dumps_text(value, indent=2))


def shortened(text: str, limit: int = LONG) -> str:
    """`text` with its middle cut out where it is longer than `limit`."""
    if len(text) <= limit:
        return text
    half = limit // 2
    return f"{text[:half]}…{text[-half:]}"


def is_id(value: Json) -> bool:
    """Whether a string looks like an id: its end tells as much as its start, so a row that is too
    narrow cuts its middle. Words, addresses and paths are cut at the right."""
    return isinstance(value, str) and not any(mark in value for mark in (" ", "/", "\n"))


def short_id(text: str) -> str:
    """First four and last four characters of a long id, as in the event list."""
    shown = visible(text)
    return shown if len(shown) <= 11 else f"{shown[:4]}…{shown[-4:]}"


def size_text(size: int) -> str:
    """A number of bytes: `812 bytes`, `2.1 KB`, `1.4 MB`."""
    if size < 1000:
        return "1 byte" if size == 1 else f"{size} bytes"
    if size < 999_950:
        return f"{size / 1000:.1f} KB"
    return f"{size / 1_000_000:.1f} MB"


def printable(text: str) -> str:
    """Text of several lines: line ends and tabs stay, all else that hides is escaped."""
    return _HIDDEN.sub(lambda found: found[0] if found[0] in "\n\t" else _escape(found), text)


def _escape(found: re.Match[str]) -> str:
    character = found[0]
    code = ord(character)
    if character in _SHORT:
        return _SHORT[character]
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _in_quotes(text: str) -> str:
    if '"' not in text and "\\" not in text:
        return text
    return text.replace("\\", "\\\\").replace('"', '\\"')
