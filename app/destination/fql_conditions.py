"""One condition of an FQL trigger, and how Segment judges it."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from app.destination.javascript import MAX_SAFE, double, is_number, number_of, text_of, units
from app.destination.lookup import look_up
from app.segment.jsontext import Json, JsonObject
from app.segment.paths import MISSING, Path

Matcher: TypeAlias = Callable[[JsonObject], bool]

_STEP = re.compile(r"[^\[.\]]+")


class BrokenError(Exception):
    """Segment's own code fails while it judges the condition: the subscription does not fire."""


@dataclass(frozen=True, slots=True)
class Condition:
    """`name` is the field as the trigger spells it, `root` the part of the message it reads.

    `operator` is one of FQL's (`=`, `<`), of those that Segment derives (`exists`, `is_true`,
    `number_equals`, `starts_with`), or anything at all: an unknown one never holds.
    """

    root: str
    name: str
    operator: str
    value: str | int | float | bool = ""

    @property
    def keys(self) -> tuple[str, ...]:
        """The steps below `root`; none where the root itself is meant."""
        if self.root not in ("properties", "traits", "context"):
            return ()
        return tuple(_STEP.findall(self.name.removeprefix(f"{self.root}.")))

    @property
    def path(self) -> Path:
        """The place in the message that the condition reads."""
        return (self.root, *self.keys)


def matcher(condition: Condition) -> Matcher:
    """The condition as a function of the message."""
    holds = _test(condition.operator, condition.value)
    root, keys = condition.root, condition.keys
    if keys:
        return lambda message: holds(look_up(message.get(root, MISSING), keys))
    if root in ("properties", "traits", "context"):
        return _broken
    return lambda message: holds(message.get(root, MISSING))


def _broken(message: JsonObject) -> bool:
    raise BrokenError


def _test(operator: str, value: str | int | float | bool) -> Callable[[Json], bool]:
    text = text_of(value)
    number = number_of(value)
    # Only a text equals a text.
    if operator == "=":
        return lambda actual: bool(actual == text)
    if operator == "!=":
        return lambda actual: bool(actual != text)
    if operator in _NUMBERS:
        compare = _NUMBERS[operator]
        return lambda actual: is_number(actual) and compare(_double(actual), number)
    if operator in _TEXTS:
        wanted, test = _TEXTS[operator]
        if not any("\ud800" <= character <= "\udfff" for character in text):
            return lambda actual: isinstance(actual, str) and test(actual, text) is wanted
        # Half a character may be found inside a whole one.
        return lambda actual: isinstance(actual, str) and test(units(actual), text) is wanted
    return _OTHERS.get(operator, lambda actual: False)


def _double(number: int | float) -> int | float:
    if isinstance(number, int) and not -MAX_SAFE <= number <= MAX_SAFE:
        return double(number)
    return number


_NUMBERS: dict[str, Callable[[int | float, int | float], bool]] = {
    "number_equals": lambda actual, number: actual == number,
    "number_not_equals": lambda actual, number: actual != number,
    "<": lambda actual, number: actual < number,
    "<=": lambda actual, number: actual <= number,
    ">": lambda actual, number: actual > number,
    ">=": lambda actual, number: actual >= number,
}
_TEXTS: dict[str, tuple[bool, Callable[[str, str], bool]]] = {
    "contains": (True, lambda actual, text: text in actual),
    "not_contains": (False, lambda actual, text: text in actual),
    "starts_with": (True, str.startswith),
    "not_starts_with": (False, str.startswith),
    "ends_with": (True, str.endswith),
    "not_ends_with": (False, str.endswith),
}
_OTHERS: dict[str, Callable[[Json], bool]] = {
    "exists": lambda actual: actual is not None and actual is not MISSING,
    "not_exists": lambda actual: actual is None or actual is MISSING,
    "is_true": lambda actual: actual is True,
    "is_false": lambda actual: actual is False,
}
