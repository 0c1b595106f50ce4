"""Where a mapping reads a field from, as far as that can be seen without running it."""

import re
from dataclasses import dataclass

from app.segment.jsontext import Json, JsonObject
from app.segment.paths import MISSING, Path, get

_PATH = re.compile(r"\$?\.?((?:[A-Za-z_]\w*)(?:\.[A-Za-z_]\w*)*)\Z")


@dataclass(frozen=True, slots=True)
class ListSource:
    """A list that a mapping walks through: its place, and the key of each field in one item."""

    path: Path
    keys: dict[str, Path]


@dataclass(frozen=True, slots=True)
class Line:
    """One item of such a list as the message has it."""

    path: Path
    value: Json

    def get(self, key: Path | None) -> Json:
        """The item's value at `key`, or MISSING; out of a list of one, as the destination takes
        it where it wants a text or a number."""
        value = MISSING if key is None else get(self.value, key)
        return value[0] if isinstance(value, list) and len(value) == 1 else value


def source(directive: Json) -> Path | None:
    """`("properties", "price")` for `{"@path": "$.properties.price"}`; None for all else."""
    if not isinstance(directive, dict) or len(directive) != 1:
        return None
    text = directive.get("@path")
    match = _PATH.match(text) if isinstance(text, str) else None
    return tuple(match[1].split(".")) if match else None


def list_source(directive: Json) -> ListSource | None:
    """What an `@arrayPath` directive walks through; None for all else."""
    if not isinstance(directive, dict):
        return None
    parts = directive.get("@arrayPath")
    if not isinstance(parts, list) or len(parts) != 2 or not isinstance(parts[1], dict):
        return None
    path = source({"@path": parts[0]})
    if path is None:
        return None
    keys = {name: key for name, one in parts[1].items() if (key := source(one)) is not None}
    return ListSource(path, keys)


def lines(message: JsonObject, where: ListSource) -> list[Line]:
    """The items of the list; a single object counts as a list of one, as in Segment."""
    value = get(message, where.path)
    if isinstance(value, dict):
        return [Line(where.path, value)]
    if not isinstance(value, list):
        return []
    return [Line((*where.path, index), item) for index, item in enumerate(value)]
