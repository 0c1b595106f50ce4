"""The dates that V8's `Date.parse` reads.

First a strict ISO 8601 reader, which keeps what it read when the rest fits no more, then an old
one that takes numbers, month names, zones and times in almost any order.
"""

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from app.destination.javascript import SPACES, WHITESPACE

_WORD = re.compile(rf"[^\x00-@{WHITESPACE}]+")
_DIGITS = re.compile("[0-9]+")
_SIGNIFICANT = 9
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_HALVES = {"am": 0, "pm": 12}
_ZONES = {
    "ut": 0,
    "utc": 0,
    "z": 0,
    "gmt": 0,
    "est": -5,
    "edt": -4,
    "cst": -6,
    "cdt": -5,
    "mst": -7,
    "mdt": -6,
    "pst": -8,
    "pdt": -7,
}
_LAST_YEAR = 2**30 - 1

_Kind = Literal[
    "number", "symbol", "space", "month", "half", "zone", "time", "word", "other", "end"
]


@dataclass(frozen=True, slots=True)
class _Token:
    kind: _Kind
    value: int = 0
    length: int = 0
    symbol: str = ""


_END = _Token("end")


class _NoDateError(Exception):
    """The text is no date, whatever follows."""


def _tokens(text: str) -> list[_Token]:
    tokens: list[_Token] = []
    at = 0
    while at < len(text):
        token, at = _token(text, at)
        tokens.append(token)
    return tokens


def _token(text: str, at: int) -> tuple[_Token, int]:
    if digits := _DIGITS.match(text, at):
        figures = digits[0].lstrip("0")[:_SIGNIFICANT]
        return _Token("number", int(figures or 0), len(digits[0])), digits.end()
    character = text[at]
    if character in ":-+.)":
        return _Token("symbol", symbol=character), at + 1
    if word := _WORD.match(text, at):
        return _word(word[0]), word.end()
    if character in SPACES:
        return _Token("space"), at + 1
    if character == "(":
        return _Token("other"), _after_parentheses(text, at)
    return _Token("other"), at + 1


def _word(word: str) -> _Token:
    key = "".join(chr(ord(character) | 0x20) for character in word[:3])
    if key in _MONTHS:
        return _Token("month", _MONTHS.index(key) + 1, len(word))
    if len(word) <= 3:
        if key in _HALVES:
            return _Token("half", _HALVES[key], len(word))
        if key in _ZONES:
            return _Token("zone", _ZONES[key], len(word))
        if key == "t":
            return _Token("time", 0, 1)
    return _Token("word", 0, len(word))


def _after_parentheses(text: str, at: int) -> int:
    depth = 0
    while at < len(text):
        depth += {"(": 1, ")": -1}.get(text[at], 0)
        at += 1
        if depth <= 0:
            break
    return at


@dataclass(slots=True)
class _Reader:
    """The tokens, and what was understood of them so far."""

    tokens: list[_Token]
    at: int = 0
    days: list[int] = field(default_factory=list)
    month: int | None = None
    iso: bool = False
    times: list[int] = field(default_factory=list)
    half: int | None = None
    sign: int | None = None
    zone_hour: int | None = None
    zone_minute: int | None = None

    def peek(self) -> _Token:
        return self.tokens[self.at] if self.at < len(self.tokens) else _END

    def next(self) -> _Token:
        token = self.peek()
        self.at += 1
        return token

    def skip(self, symbol: str) -> bool:
        if self.peek().symbol == symbol:
            self.at += 1
            return True
        return False

    def fixed(self, length: int, low: int, high: int) -> bool:
        token = self.peek()
        return token.kind == "number" and token.length == length and low <= token.value <= high

    def take(self, length: int, low: int, high: int) -> int:
        """A number of exactly so many digits; anything else is the end of every hope."""
        if not self.fixed(length, low, high):
            raise _NoDateError
        return self.next().value

    def add_day(self, number: int) -> None:
        if len(self.days) == 3:
            raise _NoDateError
        self.days.append(number)

    def add_time(self, number: int) -> None:
        if len(self.times) == 4:
            raise _NoDateError
        self.times.append(number)

    def add_last_time(self, number: int) -> None:
        """Without a complaint where all four places are taken: V8 does not look."""
        self.times = [*self.times, number, 0, 0, 0][:4]

    def expects_time(self, number: int) -> bool:
        limits = {1: 59, 2: 59, 3: 999}
        return 0 <= number <= limits.get(len(self.times), -1)

    def set_zone(self, hours: int) -> None:
        self.sign = -1 if hours < 0 else 1
        self.zone_hour = abs(hours)
        self.zone_minute = 0


def milliseconds(text: str) -> int | None:
    """The moment that `Date.parse(text)` names, in milliseconds since 1970, or None.

    A time without a zone is taken as UTC here, where a browser would take the local one. The
    limits of a JavaScript date are not applied.
    """
    reader = _Reader(_tokens(text))
    try:
        token = _read_iso(reader)
        has_number = bool(reader.days)
        while token.kind != "end":
            has_number = _read_legacy(reader, token, has_number)
            token = reader.next()
        return _moment(reader)
    except _NoDateError:
        return None


def _read_iso(reader: _Reader) -> _Token:
    """Read as much as is ISO 8601; the token that the old reader goes on with, or the end."""
    first = reader.peek()
    if first.symbol in ("+", "-"):
        reader.next()
        sign = 1 if first.symbol == "+" else -1
        if not reader.fixed(6, 0, 999_999):
            return first
        year = reader.next().value
        if sign < 0 and year == 0:
            return first
        reader.add_day(sign * year)
    elif reader.fixed(4, 0, 9999):
        reader.add_day(reader.next().value)
    else:
        return reader.next()
    if reader.skip("-"):
        if not reader.fixed(2, 1, 12):
            return reader.next()
        reader.add_day(reader.next().value)
        if reader.skip("-"):
            if not reader.fixed(2, 1, 31):
                return reader.next()
            reader.add_day(reader.next().value)
    if reader.peek().kind == "time":
        reader.next()
        _read_iso_time(reader)
    elif reader.peek().kind != "end":
        return reader.next()
    if reader.zone_hour is None and not reader.times:
        reader.set_zone(0)
    reader.iso = True
    return _END


def _read_iso_time(reader: _Reader) -> None:
    """Everything after the `T`; the old reader gets no second try here."""
    hour = reader.take(2, 0, 24)
    reader.add_time(hour)
    last = 0 if hour == 24 else 59
    if not reader.skip(":"):
        raise _NoDateError
    reader.add_time(reader.take(2, 0, last))
    if reader.skip(":"):
        reader.add_time(reader.take(2, 0, last))
        if reader.skip("."):
            fraction = reader.next()
            if fraction.kind != "number" or (hour == 24 and fraction.value > 0):
                raise _NoDateError
            reader.add_time(_thousandths(fraction))
    token = reader.peek()
    if token.kind == "zone" and token.length == 1:
        reader.next()
        reader.set_zone(0)
    elif token.symbol in ("+", "-"):
        reader.next()
        reader.sign = 1 if token.symbol == "+" else -1
        _read_iso_zone(reader)
    if reader.peek().kind != "end":
        raise _NoDateError


def _read_iso_zone(reader: _Reader) -> None:
    if reader.fixed(4, 0, 9999):
        hour, minute = divmod(reader.next().value, 100)
        if hour > 23 or minute > 59:
            raise _NoDateError
    else:
        hour = reader.take(2, 0, 23)
        if not reader.skip(":"):
            raise _NoDateError
        minute = reader.take(2, 0, 59)
    reader.zone_hour, reader.zone_minute = hour, minute


def _thousandths(token: _Token) -> int:
    length = min(token.length, _SIGNIFICANT)
    return token.value * 1000 // int(10**length)


def _read_legacy(reader: _Reader, token: _Token, has_number: bool) -> bool:
    """Take one token as the old reader does; whether a number was read by now."""
    if token.kind == "number":
        _read_number(reader, token.value)
        return True
    if token.kind in ("month", "half", "zone", "time", "word"):
        _read_word(reader, token, has_number)
        return has_number
    utc = reader.zone_hour == 0 and reader.zone_minute == 0
    if token.symbol in ("+", "-") and (utc or reader.times):
        _read_offset(reader, token.symbol)
        return True
    if token.symbol in ("+", "-", ")") and has_number:
        raise _NoDateError
    return has_number


def _read_number(reader: _Reader, number: int) -> None:
    if reader.skip(":"):
        if reader.skip(":"):
            if reader.times:
                raise _NoDateError
            reader.times += [number, 0]
        else:
            reader.add_time(number)
            reader.skip(".")
    elif reader.peek().symbol == "." and reader.expects_time(number):
        reader.next()
        reader.add_time(number)
        if reader.peek().kind != "number":
            raise _NoDateError
        reader.add_last_time(_thousandths(reader.next()))
    elif reader.zone_hour is not None and reader.zone_minute is None and number <= 59:
        reader.zone_minute = number
    elif reader.expects_time(number):
        reader.add_last_time(number)
        after = reader.peek()
        closes = after.kind in ("end", "space") or after.symbol in ("+", "-")
        if not closes and not (after.kind == "zone" and after.length == 1):
            raise _NoDateError
    else:
        reader.add_day(number)
        reader.skip(".")
        reader.skip("-")


def _read_word(reader: _Reader, token: _Token, has_number: bool) -> None:
    if token.kind == "half" and reader.times:
        reader.half = token.value
    elif token.kind == "month":
        reader.month = token.value
        reader.skip("-")
    elif token.kind == "zone" and has_number:
        reader.set_zone(token.value)
    elif has_number or reader.peek().kind == "number":
        raise _NoDateError


def _read_offset(reader: _Reader, symbol: str) -> None:
    reader.sign = 1 if symbol == "+" else -1
    number = length = 0
    if reader.peek().kind == "number":
        token = reader.next()
        number, length = token.value, token.length
    if reader.peek().symbol == ":":
        reader.zone_hour, reader.zone_minute = number, None
    elif length in (1, 2):
        reader.zone_hour, reader.zone_minute = number, 0
    elif length in (3, 4):
        reader.zone_hour, reader.zone_minute = divmod(number, 100)
    else:
        raise _NoDateError


def _moment(reader: _Reader) -> int:
    if not reader.days:
        raise _NoDateError
    year, month, day = _day(reader)
    hour, minute, second, thousandth = [*reader.times, 0, 0, 0, 0][:4]
    if reader.half is not None:
        if hour > 12:
            raise _NoDateError
        hour = hour % 12 + reader.half
    in_day = hour <= 23 and minute <= 59 and second <= 59 and thousandth <= 999
    if not in_day and (hour, minute, second, thousandth) != (24, 0, 0, 0):
        raise _NoDateError
    zone = 0
    if reader.sign is not None:
        zone = ((reader.zone_hour or 0) * 3600 + (reader.zone_minute or 0) * 60) % 2**32
        if zone >= 2**31:
            raise _NoDateError
        zone *= reader.sign
    minutes = (_days_since_1970(year, month, day) * 24 + hour) * 60 + minute
    return (minutes * 60 + second - zone) * 1000 + thousandth


def _day(reader: _Reader) -> tuple[int, int, int]:
    """Year, month and day; the order depends on what was read."""
    first, second, third = [*reader.days, 1, 1][:3]
    if reader.month is not None:
        month = reader.month
        year, day = (second, first) if 1 <= first <= 31 else (first, second)
    elif reader.iso or not 1 <= first <= 31:
        year, month, day = first, second, third
    else:
        month, day, year = first, second, third
    if not reader.iso:
        if 0 <= year <= 49:
            year += 2000
        elif 50 <= year <= 99:
            year += 1900
    if abs(year) > _LAST_YEAR or not 1 <= month <= 12 or not 1 <= day <= 31:
        raise _NoDateError
    return year, month, day


def _days_since_1970(year: int, month: int, day: int) -> int:
    """Days in the calendar that goes on for ever; February 31 is three days after the 28th."""
    cycles, rest = divmod(year, 400)
    first = date(rest + 400, month, 1)
    return first.toordinal() - date(1970, 1, 1).toordinal() + (cycles - 1) * 146_097 + day - 1
