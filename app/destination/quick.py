"""Emptying and validating a payload in one pass that remembers nothing.

It gives the same payload as `payload.filled` and `payload.validated`, several times as fast, and
says which fields of the action are at fault instead of what is wrong with them: that is worked
out again where there is a fault. The schema is turned into functions once.
"""

from collections.abc import Callable, Mapping
from math import isfinite
from typing import TypeAlias

from app.destination.dates import is_date
from app.destination.javascript import MAX_SAFE
from app.destination.payload import coerced, fits, is_filled
from app.destination.schema import Shape
from app.segment.jsontext import Json, JsonObject
from app.segment.paths import MISSING

Check: TypeAlias = Callable[[Json, list[bool]], Json]
"""Takes a value and gives it as the validator leaves it, or MISSING where it is taken out as
empty; appends to the list where something is wrong."""

Checked: TypeAlias = tuple[JsonObject, tuple[str, ...]]
"""A payload and the fields at fault, in the order of the schema."""


def quick_check(schema: Shape) -> Callable[[JsonObject], Checked]:
    """The function that empties and validates payloads of a schema."""
    fields = [
        (key, _field(shape, top=True), key in schema.required)
        for key, shape in (schema.properties or {}).items()
    ]

    def run(resolved: JsonObject) -> Checked:
        payload: JsonObject = {}
        faulty: tuple[str, ...] = ()
        wrong: list[bool] = []
        for key, check, required in fields:
            value = resolved.get(key, MISSING)
            if value is not MISSING:
                value = check(value, wrong)
            if value is not MISSING:
                payload[key] = value
                if wrong:
                    faulty += (key,)
                    wrong.clear()
            elif required:
                faulty += (key,)
        return payload, faulty

    return run


def _field(shape: Shape, *, top: bool) -> Check:
    """Empty values taken out, then validation."""
    if shape.properties is not None:
        return _filled_object(shape, shape.properties)
    if shape.items is not None:
        return _filled_list(shape, shape.items, top)
    check = _scalar(shape)
    keeps_empty = shape.allows_text and not top

    def run(value: Json, wrong: list[bool]) -> Json:
        if value is None or (value == "" and not keeps_empty):
            return MISSING
        return check(value, wrong)

    return run


def _filled_object(shape: Shape, properties: Mapping[str, Shape]) -> Check:
    fields = [
        (key, _field(below, top=False), key in shape.required) for key, below in properties.items()
    ]

    def run(value: Json, wrong: list[bool]) -> Json:
        if type(value) is not dict:
            if value is None or value == "":
                return MISSING
            wrong.append(True)
            return value
        result: JsonObject = {}
        for key, check, required in fields:
            item = value.get(key, MISSING)
            if item is not MISSING:
                item = check(item, wrong)
            if item is not MISSING:
                result[key] = item
            elif required:
                wrong.append(True)
        return result

    return run


def _filled_list(shape: Shape, items: Shape, top: bool) -> Check:
    """At the top a single value becomes a list of one."""
    check = _checked_list(shape, items)

    def run(value: Json, wrong: list[bool]) -> Json:
        if type(value) is list:
            value = [item for item in value if item is not MISSING and is_filled(item, items)]
        elif value is None or value == "":
            return MISSING
        elif top:
            value = [value]
        return check(value, wrong)

    return run


def _checked(shape: Shape) -> Check:
    """Validation alone, for what is in a list: objects there are not emptied."""
    if shape.items is not None:
        return _checked_list(shape, shape.items)
    if shape.properties is None:
        return _scalar(shape)
    fields = [
        (key, _checked(below), key in shape.required) for key, below in shape.properties.items()
    ]

    def run(value: Json, wrong: list[bool]) -> Json:
        if type(value) is not dict:
            wrong.append(True)
            return value
        result: JsonObject = {}
        for key, check, required in fields:
            item = value.get(key, MISSING)
            if item is not MISSING:
                result[key] = check(item, wrong)
            elif required:
                wrong.append(True)
        return result

    return run


def _checked_list(shape: Shape, items: Shape) -> Check:
    check, coerce = _checked(items), _scalar(shape)

    def run(value: Json, wrong: list[bool]) -> Json:
        value = coerce(value, wrong)
        return [check(item, wrong) for item in value] if type(value) is list else value

    return run


def _scalar(shape: Shape) -> Check:
    """Anything but an object with known keys; the items of a list are not looked at."""
    kinds, dated = shape.kinds, shape.is_date
    text = "string" in kinds
    number = "number" in kinds or "integer" in kinds
    decimal = "number" in kinds

    def run(value: Json, wrong: list[bool]) -> Json:
        kind = type(value)
        if kind is str and text:
            if dated and not is_date(value):
                wrong.append(True)
            return value
        if kind is int and number and -MAX_SAFE <= value <= MAX_SAFE:
            return value
        if kind is float and decimal and isfinite(value):
            return value
        if fits(value, kinds):
            return value
        found, seen = coerced(value, kinds)
        if found is not MISSING:
            value = seen = found
        else:
            wrong.append(True)
        if dated and isinstance(seen, str) and not is_date(seen):
            wrong.append(True)
        return value

    return run
