"""What a JSON body costs in memory once it is read, reckoned before it is."""

import re

from app.segment.refused import Refused

_TEXT = 60
_LIST = 64
_OBJECT = 190
"""Bytes of a short text or number, of a list, and of an object with a few keys, as they stay in
CPython 3.11; measured. Keys that repeat are kept once."""

MAX_NEEDED = 220 * 1024 * 1024
"""Bytes that one body may take; more is refused with 413. A batch of ordinary events takes seven
times its length, so that this is never less than MAX_WIRE of them."""

_ASTRAL = re.compile(rb"[\xf0-\xf4]")
_BEYOND_LATIN = re.compile(rb"[\xc4-\xef]")
_CONTINUATIONS = bytes(range(0x80, 0xC0))


def needed_memory(body: bytes) -> int:
    """Bytes that the text of `body` and what is read from it take at most, the body left out.

    One character beyond U+FFFF makes all of a text four bytes wide.
    """
    characters = len(body)
    width = 1
    if not body.isascii():
        characters = len(body.translate(None, _CONTINUATIONS))
        width = 4 if _ASTRAL.search(body) else 2 if _BEYOND_LATIN.search(body) else 1
    parts = _TEXT * body.count(b",") + _LIST * body.count(b"[") + _OBJECT * body.count(b"{")
    return 2 * characters * width + parts


def check_memory(body: bytes) -> int:
    """`needed_memory`. Raises Refused (413) where it is over MAX_NEEDED."""
    needed = needed_memory(body)
    if needed > MAX_NEEDED:
        raise Refused(
            413,
            "too_many_values",
            f"The body would take {needed // (1024 * 1024):,} MB of memory to read.",
            "Segment takes 500 KB a batch and 32 KB an event. Send smaller batches.",
        )
    return needed
