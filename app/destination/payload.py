"""What Segment does to a resolved payload before an action may send it.

First empty values are taken out, then the JSON Schema validator AJV goes over it: it removes
unknown keys, turns values into the type of their field where that is possible
(`coerceTypes: 'array'`), and complains of the rest. The resolved payload is never changed: it
shares parts with the message.
"""

from collections.abc import Callable, Mapping
from math import isfinite

from app.destination import complaints
from app.destination.dates import is_date
from app.destination.javascript import double, number_of_text, number_text, trimmed
from app.destination.model import FieldError
from app.destination.schema import Shape
from app.destination.trail import Trail
from app.segment.jsontext import Json, JsonObject
from app.segment.paths import MISSING, Path


def filled(value: Json, schema: Shape, trail: Trail | None = None) -> Json:
    """The payload without empty values.

    Null goes, empty text goes where the field is no text and at the top of the payload. Objects
    inside a list are left as they are.
    """
    return _filled(value, schema, trail, top=True)


def _filled(value: Json, shape: Shape, trail: Trail | None, *, top: bool) -> Json:
    if isinstance(value, dict):
        if shape.properties is None:
            return value
        return _filled_keys(value, shape.properties, trail, top)
    if isinstance(value, list):
        return value if shape.items is None else _filled_items(value, shape.items, trail)
    if value is None or (value == "" and not shape.allows_text):
        return MISSING
    return value


def _filled_keys(
    value: JsonObject, properties: Mapping[str, Shape], trail: Trail | None, top: bool
) -> JsonObject:
    kept: JsonObject = {}
    for key, item in value.items():
        if item is MISSING:
            continue
        shape = properties.get(key)
        if shape is not None:
            below = None if trail is None or type(item) is str else trail.at(key)
            item = _filled(item, shape, below, top=False)
        if item is MISSING or (top and item == ""):
            if trail is not None:
                trail.leave_out(key, "empty")
        else:
            kept[key] = item
    return kept


def _filled_items(items: list[Json], shape: Shape, trail: Trail | None) -> list[Json]:
    kept = [
        index
        for index, item in enumerate(items)
        if item is not MISSING and _filled(item, shape, None, top=False) is not MISSING
    ]
    if len(kept) == len(items):
        return items
    if trail is not None:
        for index in set(range(len(items))) - set(kept):
            trail.leave_out(index, "empty")
        trail.keep(kept)
    return [items[index] for index in kept]


def validated(
    payload: Json, schema: Shape, trail: Trail | None = None
) -> tuple[Json, list[FieldError]]:
    """The payload as AJV leaves it, and its complaints in AJV's order."""
    errors: list[FieldError] = []
    if isinstance(payload, dict) and schema.properties is not None:
        payload = _with_lists(payload, schema.properties, trail)
    return _checked(payload, schema, (), errors, trail), errors


def _with_lists(
    payload: JsonObject, properties: Mapping[str, Shape], trail: Trail | None
) -> JsonObject:
    """Segment makes a list of a single value where a field of the action wants one."""
    result = dict(payload)
    for key, shape in properties.items():
        if shape.items is not None and key in payload and not isinstance(payload[key], list):
            result[key] = [payload[key]]
            if trail is not None:
                trail.at(key).wrap(payload[key])
    return result


def _checked(
    value: Json, shape: Shape, at: Path, errors: list[FieldError], trail: Trail | None
) -> Json:
    if shape.properties is not None:
        if isinstance(value, dict):
            return _checked_object(value, shape, shape.properties, at, errors, trail)
        errors.append(complaints.wrong_type(shape, at, value, trail))
        return value
    seen = value
    if not fits(value, shape.kinds):
        found, seen = coerced(value, shape.kinds, trail)
        if found is MISSING:
            errors.append(complaints.wrong_type(shape, at, seen, trail))
        else:
            value = seen = found
    if shape.is_date and isinstance(seen, str) and not is_date(seen):
        errors.append(complaints.no_date(shape, at, trail))
    if shape.items is not None and isinstance(value, list):
        return [
            _checked(item, shape.items, (*at, index), errors, trail and trail.at(index))
            for index, item in enumerate(value)
        ]
    return value


def _checked_object(
    value: JsonObject,
    shape: Shape,
    properties: Mapping[str, Shape],
    at: Path,
    errors: list[FieldError],
    trail: Trail | None,
) -> JsonObject:
    """Missing keys come first, then the keys in the order of the schema."""
    for key in shape.required:
        if value.get(key, MISSING) is MISSING:
            errors.append(complaints.missing_key(shape, at, key, trail))
            if trail is not None:
                trail.leave_out(key, "missing")
    result: JsonObject = {}
    for key, below in properties.items():
        item = value.get(key, MISSING)
        if type(item) is str and below.allows_text and not below.is_date:
            result[key] = item
        elif item is not MISSING:
            path = (*at, key)
            result[key] = _checked(item, below, path, errors, trail and trail.at(key))
    if trail is not None:
        for key, item in value.items():
            if key not in properties and item is not MISSING:
                trail.leave_out(key, "unknown")
    return result


def is_filled(value: Json, shape: Shape) -> bool:
    """Whether an item of a list stays in it."""
    return _filled(value, shape, None, top=False) is not MISSING


def fits(value: Json, kinds: tuple[str, ...]) -> bool:
    """Whether a value has one of the types as it is."""
    if len(kinds) == 1:
        return _FITS[kinds[0]](value)
    return any(_FITS[kind](value) for kind in kinds)


def coerced(value: Json, kinds: tuple[str, ...], trail: Trail | None = None) -> tuple[Json, Json]:
    """The value in one of the wanted types, or MISSING; and the value that AJV looked at last,
    which is the one inside a list of one.

    AJV's test whether that one fits already never holds for a field of two types, so a date in
    a list is refused.
    """
    if kinds == ("object",):
        return MISSING, value
    seen = value
    if isinstance(value, list) and len(value) == 1:
        seen = value[0]
        if len(kinds) == 1 and _FITS[kinds[0]](seen):
            if trail is not None:
                trail.unwrap(value)
            return seen, seen
    found = MISSING
    for kind in kinds:
        found = _COERCIONS[kind](seen)
        if found is not MISSING:
            break
    if found is not MISSING and trail is not None:
        _tell(value, seen, found, trail)
    return found, seen


def _tell(value: Json, seen: Json, coerced: Json, trail: Trail) -> None:
    if isinstance(coerced, list):
        trail.wrap(seen)
        return
    if seen is not value:
        trail.unwrap(value)
    if isinstance(seen, str) and trimmed(seen) != seen:
        trail.note("trimmed", seen)
    trail.note("coerced", seen)


def _is_number(value: Json) -> bool:
    return (
        isinstance(value, int | float) and not isinstance(value, bool) and isfinite(double(value))
    )


def _is_integer(value: Json) -> bool:
    return _is_number(value) and (isinstance(value, int) or value.is_integer())


def _to_text(value: Json) -> Json:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return number_text(value)
    return "" if value is None else MISSING


def _to_number(value: Json) -> Json:
    if isinstance(value, bool) or value is None:
        return int(value or 0)
    if isinstance(value, str) and value:
        number = number_of_text(value)
        return number if number == number else MISSING
    return MISSING


def _to_integer(value: Json) -> Json:
    """Infinite counts as whole: its remainder is NaN."""
    number = _to_number(value)
    if isinstance(number, float) and isfinite(number) and not number.is_integer():
        return MISSING
    return number


def _to_list(value: Json) -> Json:
    return [value] if value is None or isinstance(value, str | int | float) else MISSING


_FITS: dict[str, Callable[[Json], bool]] = {
    "string": lambda value: isinstance(value, str),
    "number": _is_number,
    "integer": _is_integer,
    "object": lambda value: isinstance(value, dict),
    "array": lambda value: isinstance(value, list),
}
_COERCIONS: dict[str, Callable[[Json], Json]] = {
    "string": _to_text,
    "number": _to_number,
    "integer": _to_integer,
    "array": _to_list,
}
