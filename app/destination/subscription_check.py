"""What Segment would not run in a subscription, or would run otherwise than it seems."""

from collections.abc import Iterator
from difflib import get_close_matches

from app.destination import fql
from app.destination.directives import DIRECTIVES
from app.destination.mapping import ROOT_DIRECTIVE
from app.destination.mapping_check import faults_of
from app.destination.remark import Remark, note, quoted
from app.segment.jsontext import Json, JsonObject
from app.segment.paths import Path

KNOBS = frozenset(
    {"enable_batching", "batch_size", "batch_keys", "batch_bytes"}
    | {"__segment_internal_sync_mode", "__segment_internal_matching_key"}
)
"""Keys among a mapping's fields that steer Segment's delivery and are no fields."""

SECRETS = frozenset({"api_key", "apiKey", "apikey"})
"""Settings that are never kept."""


def near(word: str, words: Iterator[str] | list[str]) -> str:
    """“ Did you mean ...?” with the nearest of `words`, or nothing."""
    known = {one.casefold(): one for one in words}
    found = get_close_matches(word[:80].casefold(), known, n=1)
    return f" Did you mean {quoted(known[found[0]])}?" if found else ""


def without_knobs(mapping: JsonObject) -> JsonObject:
    """The mapping without what is no field: batching, and keys that ended up in it."""
    return {key: item for key, item in mapping.items() if key not in KNOBS | SECRETS}


def check_trigger(trigger: Json, at: Path) -> Iterator[Remark]:
    """Whether Segment can read a trigger, and reads what stands there."""
    if not isinstance(trigger, str):
        yield Remark(at, f"The trigger must be a text in FQL, not {quoted(trigger)}.")
        return
    try:
        doubts = fql.parse(trigger).doubts
    except fql.FqlError as error:
        told = str(error)
        yield Remark(at, f"The trigger cannot be read: {told}{'' if told.endswith('?') else '.'}")
        return
    for doubt in doubts:
        yield note(at, f"The trigger may not do what it says: {doubt}.")


def check_mapping(mapping: JsonObject, fields: JsonObject, at: Path) -> Iterator[Remark]:
    """Segment's complaints of a mapping, directives that do not exist, and keys that are no
    fields of the action. `mapping` must be within bounds."""
    told: set[Path] = set()
    for place, name in _unknown_directives(mapping):
        told.add(place)
        yield Remark(
            (*at, *place, name),
            f"There is no directive {quoted(name)}.{near(name, list(DIRECTIVES))}",
        )
    try:
        faults = faults_of(mapping)
    except RecursionError:
        yield Remark(at, "The mapping has too many directives inside one another.")
        return
    for fault in faults:
        if fault.at not in told:
            yield Remark((*at, *fault.at), f"The mapping is not valid: {fault.text}")
    yield from _check_fields(mapping, fields, at)
    for key, field in fields.items():
        if field.get("required") is True and key not in mapping and ROOT_DIRECTIVE not in mapping:
            yield note(
                at, f"Nothing is mapped to {quoted(key)}, which is required: all is dropped."
            )


def _unknown_directives(mapping: Json) -> Iterator[tuple[Path, str]]:
    """Objects that Segment takes for a directive of a name that it does not have. Unlike
    Segment's own check, it looks into lists too."""
    waiting: list[tuple[Path, Json]] = [((), mapping)]
    while waiting:
        path, value = waiting.pop()
        if isinstance(value, dict):
            yield from (
                (path, key) for key in value if key.startswith("@") and key not in DIRECTIVES
            )
            below: list[tuple[Path, Json]] = [((*path, key), item) for key, item in value.items()]
        elif isinstance(value, list):
            below = [((*path, index), item) for index, item in enumerate(value)]
        else:
            continue
        waiting += reversed(below)


def _check_fields(mapping: JsonObject, fields: JsonObject, at: Path) -> Iterator[Remark]:
    """Keys at the top, and below in objects and lists that the mapping builds itself."""
    for key, item in mapping.items():
        place = (*at, key)
        if key == ROOT_DIRECTIVE or key.startswith("@"):
            continue
        if key not in fields:
            known = near(key, list(fields))
            yield note(
                place, f"The action has no field {quoted(key)}; Segment leaves it out.{known}"
            )
            continue
        properties = fields[key].get("properties")
        if not properties or not isinstance(item, dict):
            continue
        shape = item.get("@arrayPath")
        if isinstance(shape, list) and len(shape) > 1 and isinstance(shape[1], dict):
            item, place = shape[1], (*place, "@arrayPath", 1)
        if not any(one.startswith("@") for one in item):
            yield from _check_fields(item, properties, place)
