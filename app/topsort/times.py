"""Times as Topsort's contract wants them."""

import re
from datetime import UTC, datetime, timedelta
from functools import lru_cache

_RFC3339 = re.compile(
    r"\d{4}-\d\d-\d\d[Tt](\d\d):\d\d:(\d\d)(?:\.\d+)?(?:[Zz]|[+-]\d\d:(\d\d))",
    re.ASCII,
)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)
_LONGEST = 100
"""Characters of the times that are kept once read; nobody writes longer ones."""


def rfc3339(text: str) -> int | None:
    """Milliseconds since 1970 of an RFC 3339 date-time with an offset; None for all else.

    The published contract wants `Z` or `±hh:mm`. A date alone, a time without a zone, `+0200`
    without its colon and a day that no calendar has are none. A leap second counts as the
    second before it; digits finer than a millisecond are cut off.
    """
    # Kept, because the contract and several rules read the time of one message.
    return _kept(text) if len(text) <= _LONGEST else _read(text)


def _read(text: str) -> int | None:
    match = _RFC3339.fullmatch(text)
    if match is None:
        return None
    hour, second, offset_minutes = match.groups()
    # `fromisoformat` knows no leap second, and takes some of what the contract does not.
    if hour > "23" or (offset_minutes or "") > "59":
        return None
    if second == "60":
        text = f"{text[: match.start(2)]}59{text[match.end(2) :]}"
    try:
        since = datetime.fromisoformat(text.upper()) - _EPOCH
    except ValueError:
        return None
    return since // _MILLISECOND


_kept = lru_cache(maxsize=4_096)(_read)
