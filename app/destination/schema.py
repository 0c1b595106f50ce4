"""The schema of an action's payload, made from its fields once."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from app.segment.jsontext import JsonObject

_KINDS: dict[str, tuple[str, ...]] = {"datetime": ("string", "number"), "text": ("string",)}
"""Field types that are not JSON Schema types."""


@dataclass(frozen=True, slots=True)
class Shape:
    """What one value of a payload must be.

    - `kinds`: JSON Schema types, one of which it must have (`integer` is a number).
    - `title`: the label that Segment's complaints name; none for the items of a list.
    - `properties` and `required`: for an object whose keys are known. An object without them
      may hold anything.
    - `items`: for a list.
    - `is_date`: a text must be a date.
    """

    kinds: tuple[str, ...]
    title: str = ""
    properties: Mapping[str, "Shape"] | None = None
    required: tuple[str, ...] = ()
    items: "Shape | None" = None
    is_date: bool = False
    allows_text: bool = field(init=False, default=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "allows_text", "string" in self.kinds)


def narrowed(shape: Shape, keys: tuple[str, ...]) -> Shape:
    """The schema of an object with these of its keys alone."""
    properties = {key: below for key, below in (shape.properties or {}).items() if key in keys}
    required = tuple(key for key in shape.required if key in keys)
    return replace(shape, properties=properties, required=required)


def schema_of(fields: JsonObject) -> Shape:
    """The schema of a whole payload. Raises KeyError where a field lacks its type."""
    return _object_shape(fields, "")


def _object_shape(fields: JsonObject, title: str) -> Shape:
    return Shape(
        ("object",),
        title,
        {key: _shape(definition) for key, definition in fields.items()},
        tuple(key for key, definition in fields.items() if definition.get("required") is True),
    )


def _shape(definition: JsonObject) -> Shape:
    """A field; with `multiple` it is a list of what it would be otherwise."""
    title = definition.get("label", "")
    kind = definition["type"]
    kinds = _KINDS.get(kind, (kind,))
    properties = definition.get("properties") if kind == "object" else None
    if definition.get("multiple"):
        items = Shape(kinds) if properties is None else _object_shape(properties, "")
        return Shape(("array",), title, items=items)
    if properties is not None:
        return _object_shape(properties, title)
    return Shape(kinds, title, is_date=kind == "datetime")
