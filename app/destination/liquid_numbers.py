"""Arithmetic of the filters of `@liquid`."""

from math import floor, fmod, inf, isfinite, nan

from app.destination.javascript import double, number_of, text_of

_MAX_SAFE = 2**53 - 1


def divided(value: int | float, by: int | float) -> int | float:
    """JavaScript's division."""
    if by == 0:
        return nan if value == 0 else inf if value > 0 else -inf
    return value / by


def modulo(value: int | float, by: int | float) -> int | float:
    """The rest, of the sign of `by`."""
    if by == 0 or not isfinite(value):
        return nan
    return fmod(fmod(value, by) + by, by)


def rounded(number: int | float, by: int | float) -> int | float:
    """Half goes away from zero, by the digits of the number as it is printed."""
    scaled = _shifted(abs(number), by)
    if not scaled <= _MAX_SAFE:
        return number
    whole = _shifted(floor(scaled + 0.5), -by)
    return -whole if number < 0 else whole


def _shifted(number: int | float, by: int | float) -> int | float:
    digits, _, power = text_of(number).partition("e")
    return number_of(f"{digits}e{text_of(double(int(power or 0) + by))}")
