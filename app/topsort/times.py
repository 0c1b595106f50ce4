"""Times as Topsort's contract wants them."""

import re
from datetime import date
from functools import lru_cache

_RFC3339 = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:\.(\d+))?(?:[Zz]|([+-])(\d\d):(\d\d))",
    re.ASCII,
)
_EPOCH = date(1970, 1, 1).toordinal()
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
    year, month, day, hour, minute, second = (int(part) for part in match.groups()[:6])
    fraction, sign, offset_hours, offset_minutes = match.groups()[6:]
    if hour > 23 or minute > 59 or second > 60:
        return None
    try:
        days = date(year, month, day).toordinal() - _EPOCH
    except ValueError:
        return None
    offset = 0
    if sign is not None:
        if int(offset_hours) > 23 or int(offset_minutes) > 59:
            return None
        offset = (int(offset_hours) * 60 + int(offset_minutes)) * (1 if sign == "+" else -1)
    seconds = days * 86_400 + hour * 3_600 + (minute - offset) * 60 + min(second, 59)
    return seconds * 1_000 + int(((fraction or "") + "000")[:3])


_kept = lru_cache(maxsize=4_096)(_read)
