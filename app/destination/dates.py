"""Which texts Segment takes for a date.

A `datetime` field takes every text that the library day.js calls valid. day.js knows a few ISO
shapes and leaves the rest to `new Date(text)`, that is to V8's reader: strict for ISO 8601, and
otherwise generous to a fault (`product 12` is a day in December).
"""

import re
from math import isfinite

from app.destination.javascript import WHITESPACE, number_of_text, number_text
from app.destination.legacy_dates import milliseconds

_COMMON = re.compile(
    r"[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])"
    r"(?:T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]{1,9})?Z)?"
)
_DAY_JS = re.compile(
    r"[0-9]{4}[-/]?(?:[0-9]{1,2})?[-/]?[0-9]{0,2}"
    rf"[Tt{WHITESPACE}]*(?:[0-9]{{1,2}})?:?(?:[0-9]{{1,2}})?:?(?:[0-9]{{1,2}})?[.:]?(?:[0-9]+)?"
)
_LAST_MOMENT = 8_640_000_000_000_000
"""Milliseconds either side of 1970 that a JavaScript date can hold."""


def is_date(text: str) -> bool:
    """Whether Segment's `date-like` format lets `text` pass.

    A text that is exactly how JavaScript prints a number counts as seconds since 1970, however
    many digits it has.
    """
    if _COMMON.fullmatch(text):
        return True
    number = number_of_text(text)
    if number_text(number) == text:
        return isfinite(number) and abs(number * 1000) <= _LAST_MOMENT
    if text[-1:] not in ("Z", "z") and _DAY_JS.fullmatch(text):
        return True
    moment = milliseconds(text)
    return moment is not None and abs(moment) <= _LAST_MOMENT
