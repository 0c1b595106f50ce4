"""The `date` filter of `@liquid`: moments printed by a pattern, in UTC as on a server."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from app.destination.javascript import is_number, number_of, text_of
from app.destination.legacy_dates import milliseconds
from app.segment.jsontext import Json
from app.segment.paths import MISSING

_DEFAULT = "%A, %B %-e, %Y at %-l:%M %P %z"
_CODE = re.compile(r"%([-_0^#:]*)(\d*)([A-Za-z%+])")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

_CODES: dict[str, tuple[int, str, Callable[[datetime], str | int]]] = {
    "Y": (4, "0", lambda at: at.year),
    "C": (2, "0", lambda at: at.year // 100),
    "y": (2, "0", lambda at: at.year % 100),
    "m": (2, "0", lambda at: at.month),
    "d": (2, "0", lambda at: at.day),
    "e": (2, " ", lambda at: at.day),
    "j": (3, "0", lambda at: at.timetuple().tm_yday),
    "H": (2, "0", lambda at: at.hour),
    "k": (2, " ", lambda at: at.hour),
    "I": (2, "0", lambda at: at.hour % 12 or 12),
    "l": (2, " ", lambda at: at.hour % 12 or 12),
    "M": (2, "0", lambda at: at.minute),
    "S": (2, "0", lambda at: at.second),
    "L": (3, "0", lambda at: at.microsecond // 1000),
    "u": (1, "0", lambda at: at.isoweekday()),
    "w": (1, "0", lambda at: at.isoweekday() % 7),
    "s": (1, "0", lambda at: (at - _EPOCH) // timedelta(seconds=1)),
    "A": (0, " ", lambda at: _DAYS[at.weekday()]),
    "a": (0, " ", lambda at: _DAYS[at.weekday()][:3]),
    "B": (0, " ", lambda at: _MONTHS[at.month - 1]),
    "b": (0, " ", lambda at: _MONTHS[at.month - 1][:3]),
    "h": (0, " ", lambda at: _MONTHS[at.month - 1][:3]),
    "p": (0, " ", lambda at: "PM" if at.hour >= 12 else "AM"),
    "P": (0, " ", lambda at: "pm" if at.hour >= 12 else "am"),
    "q": (0, " ", lambda at: _ordinal(at.day)),
    "Z": (0, " ", lambda at: "UTC"),
    "n": (0, " ", lambda at: "\n"),
    "t": (0, " ", lambda at: "\t"),
    "%": (0, " ", lambda at: "%"),
}


def formatted(value: Json, form: Json) -> Json:
    """`value` printed by the pattern `form`; what is no date stays as it is."""
    moment = _moment(value)
    if moment is None:
        return value
    pattern = form if isinstance(form, str) else _DEFAULT
    return _CODE.sub(lambda match: _printed(match, moment), pattern)


def _moment(value: Json) -> datetime | None:
    number: int | float | None
    if is_number(value) or (isinstance(value, str) and value.isascii() and value.isdecimal()):
        number = number_of(value) * 1000
    elif value is None or value is MISSING:
        return None
    else:
        # As `new Date(value)`: true is a millisecond, a list is read as the text it prints.
        number = number_of(value) if isinstance(value, bool) else milliseconds(text_of(value))
    if number is None:
        return None
    try:
        return _EPOCH + timedelta(milliseconds=number)
    except (OverflowError, ValueError):
        return None


def _printed(match: re.Match[str], moment: datetime) -> str:
    flags, width, code = match.groups()
    if code == "z":
        return "+00:00" if ":" in flags else "+0000"
    if code not in _CODES:
        return match[0]
    least, filler, read = _CODES[code]
    text = str(read(moment))
    if "-" in flags:
        return text
    filler = "0" if "0" in flags else " " if "_" in flags else filler
    text = text.rjust(int(width) if width else least, filler)
    return text.upper() if "^" in flags else text.swapcase() if "#" in flags else text


def _ordinal(day: int) -> str:
    if day in (11, 12, 13):
        return "th"
    return {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
