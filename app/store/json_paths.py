"""The test behind `in.a.b:` and `out.a.b:`: does any value at a path fit?"""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from math import isfinite

from app.segment.jsontext import Json, JsonError, loads
from app.store.like import folded_like
from app.store.texts import column_text

EVENT_ARRAYS = ("impressions", "clicks", "purchases", "pageviews")
"""Where a Topsort request holds its events; a path of `out.` may begin in an event."""


def path_matches(body: bytes | None, spec: str) -> bool:
    """Whether a JSON body has a value that fits at a path.

    `spec` is JSON: `{"path": [...], "tests": [...], "events": bool}`. Lists on the way are
    looked through: the value fits if any item's does. A test is `{}` (there is a value, and it
    is not null), `{"like": pattern}`, or `{"low", "high", "open_low", "open_high"}` for numbers
    and texts that are numbers; an absent bound is null. With `events` the path may also begin
    in any event of a Topsort request.
    """
    if body is None:
        return False
    path, tests, events = _read(spec)
    try:
        document = loads(body)
    except JsonError:
        return False
    starts = [document]
    if events and isinstance(document, dict):
        for name in EVENT_ARRAYS:
            items = document.get(name)
            if isinstance(items, list):
                starts.extend(items)
    return any(
        _fits(value, test) for start in starts for value in _values(start, path) for test in tests
    )


@lru_cache(maxsize=64)
def _read(spec: str) -> tuple[tuple[str, ...], tuple[dict[str, Json], ...], bool]:
    data = loads(spec)
    return tuple(data["path"]), tuple(data["tests"]), data["events"]


def _values(value: Json, path: Sequence[str]) -> Iterator[Json]:
    """The values at a path; a list is looked through, unless the step is an index of it."""
    for number, step in enumerate(path):
        if isinstance(value, list):
            if step.isdecimal() and step.isascii():
                if len(step) > 9 or int(step) >= len(value):
                    return
                value = value[int(step)]
                continue
            for item in value:
                yield from _values(item, path[number:])
            return
        if not isinstance(value, dict) or step not in value:
            return
        value = value[step]
    if isinstance(value, list):
        yield from value
    yield value


def _fits(value: Json, test: dict[str, Json]) -> bool:
    if "like" in test:
        text = value_text(value)
        return text is not None and folded_like(column_text(text), test["like"])
    if "low" in test:
        number = _number(value)
        return number is not None and in_interval(
            number, test["low"], test["high"], test["open_low"], test["open_high"]
        )
    return value is not None


def in_interval(
    number: float, low: float | None, high: float | None, open_low: bool, open_high: bool
) -> bool:
    """Whether a number lies between two bounds, either of which may be absent or excluded."""
    if low is not None and (number < low or (open_low and number == low)):
        return False
    return not (high is not None and (number > high or (open_high and number == high)))


def value_text(value: Json) -> str | None:
    """A single value as a person writes it into a filter; None for lists and objects."""
    if isinstance(value, str):
        return value
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and isfinite(value) and value.is_integer() and abs(value) < 2**53:
        return str(int(value))
    if isinstance(value, int | float):
        return str(value)
    return None


def _number(value: Json) -> float | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return float(value)
    if isinstance(value, str) and len(value) < 64:
        try:
            number = float(value)
        except ValueError:
            return None
        return number if isfinite(number) else None
    return None
