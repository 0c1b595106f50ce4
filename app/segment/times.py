"""Times as Segment's SDKs write them, and as Segment writes them."""

import re
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from app.segment.jsontext import Json

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)
_ISO_8601 = re.compile(
    r"\d{4}-\d\d-\d\d([Tt ]\d\d:\d\d(:\d\d([.,]\d+)?)?([Zz]|[+-]\d\d(:?\d\d)?)?)?",
    re.ASCII,
)
"""What `fromisoformat` reads is wider: week dates, and any character at all before a zone."""


_LONGEST = 100
"""Characters of the times that are kept once read; no SDK writes longer ones."""


def parse_time(text: Json) -> int | None:
    """Milliseconds since 1970, or None where `text` is no readable time.

    The SDKs write ISO 8601 with nothing to nine digits of a second, in UTC or with an offset
    (segment-wire 2.6); finer than a millisecond is cut off. A time without a zone is taken as
    UTC, as a server does.
    """
    if not isinstance(text, str):
        return None
    # Kept, because one message is read by many rules, and a batch has one time of sending.
    return _kept(text) if len(text) <= _LONGEST else _parsed(text)


def _parsed(text: str) -> int | None:
    if not _ISO_8601.fullmatch(text):
        return None
    try:
        moment = datetime.fromisoformat(text.upper())
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return (moment - _EPOCH) // _MILLISECOND


_kept = lru_cache(maxsize=8_192)(_parsed)


@lru_cache(maxsize=256)
def iso(ms: int) -> str:
    """Milliseconds since 1970 as Segment prints them: `2026-11-24T14:05:09.871Z`.

    Raises OverflowError outside the years 1 to 9999.
    """
    text = (_EPOCH + timedelta(milliseconds=ms)).isoformat(timespec="milliseconds")
    return f"{text[:23]}Z"
