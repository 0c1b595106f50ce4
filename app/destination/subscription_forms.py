"""The spellings in which a destination's subscriptions are handed around.

- Segment's Public API: `data.subscriptions[]` with `actionSlug`, `trigger`, `settings` (which is
  the mapping), in pages; wrappers of third parties put more levels around it.
- Terraform's state as JSON (`terraform show -json`) and its code, which `terraform` reads: the
  same with underscores, the mapping as a text that holds JSON.
- Presets and the older shape: `partnerAction`, `subscribe`, `mapping`.
- Our own `Configuration.to_json`: `action`, `trigger`, `mapping`.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from app.destination.remark import Remark, note, quoted
from app.segment.jsontext import Json, JsonError, JsonObject, loads
from app.segment.paths import Path

_TRIGGERS = ("trigger", "subscribe")
_MAPPINGS = ("mapping", "settings")
_SLUGS = ("actionSlug", "action_slug", "partnerAction", "action")
_IDS = ("actionId", "action_id", "ActionID")
_MODELS = ("modelId", "model_id")
_DESTINATIONS = ("destinationId", "destination_id", "ConfigID")
_LISTS = ("subscriptions", "presets")
RESOURCES = "segment_destination_subscription"
"""Terraform's type of a subscription."""
_OTHERS = frozenset(
    {"id", "ID", "name", "type", "enabled", "alternate", "ProjectID", "createdAt", "updatedAt"}
    | {"reverseETLSchedule", "reverse_etl_schedule", "reverseETLModelId"}
)
_KNOWN = _OTHERS.union(_TRIGGERS, _MAPPINGS, _SLUGS, _IDS, _MODELS, _DESTINATIONS)


@dataclass(slots=True)
class Candidate:
    """An object that is meant as a subscription, with its parts as they stand in it.

    What is None is not there. `trigger_at` and its like are places in the JSON. `listed`: it
    stands where subscriptions do. `remarks`: what was found on the way.
    """

    at: Path
    id: Json = None
    name: Json = None
    trigger: Json = None
    trigger_at: Path = ()
    action: Json = None
    action_at: Path = ()
    action_id: Json = None
    mapping: Json = None
    mapping_at: Path = ()
    enabled: Json = True
    alternate: Json = False
    destination: Json = None
    model: Json = None
    listed: bool = False
    remarks: list[Remark] = field(default_factory=list)


def candidates_in(data: Json) -> Iterator[Candidate]:
    """All objects in `data` that are meant as subscriptions, in document order: by what is in
    them, or because they stand in a list of that name. Mappings are not searched. `data` must
    be within bounds."""
    waiting: list[tuple[Path, Json]] = [((), data)]
    while waiting:
        path, value = waiting.pop()
        listed = is_listed(path)
        if isinstance(value, dict):
            if listed or is_candidate(value):
                found = _candidate(path, value)
                found.listed = listed
                yield found
                continue
            below: list[tuple[Path, Json]] = [((*path, key), item) for key, item in value.items()]
        elif isinstance(value, list):
            below = [((*path, index), item) for index, item in enumerate(value)]
        else:
            if listed:
                remark = Remark(path, "A subscription must be an object.")
                yield Candidate(path, listed=True, remarks=[remark])
            continue
        waiting += reversed(below)


def is_listed(path: Path) -> bool:
    """Whether it is a place where subscriptions stand."""
    return len(path) > 1 and (
        path[-2] == RESOURCES or (path[-2] in _LISTS and isinstance(path[-1], int))
    )


def once(candidates: list[Candidate], remarks: list[Remark]) -> list[Candidate]:
    """The candidates without those that stand there again: of one id the last is kept, and what
    was sent to Segment gives way to its answer, which has an id. Says so in `remarks`."""
    last = {_identity(one): one for one in candidates if isinstance(one.id, str)}
    answers = [(one.name, one.trigger, one.destination) for one in last.values()]
    kept: list[Candidate] = []
    for one in candidates:
        if isinstance(one.id, str) and last[_identity(one)] is not one:
            remarks.append(note(one.at, "It stands there twice: the later one is used."))
        elif one.id is not None or not any(
            (one.name, one.trigger) == (name, trigger) and one.destination in (None, home)
            for name, trigger, home in answers
        ):
            kept.append(one)
    return kept


def _identity(one: Candidate) -> tuple[str, str]:
    return str(one.id), str(one.destination)


def is_candidate(value: JsonObject) -> bool:
    """Two of the three parts are enough: the third is then missed in a sentence. A mapping may
    be called `settings` only beside the others."""
    trigger = _key_of(value, _TRIGGERS) is not None
    action = _key_of(value, (*_SLUGS, *_IDS)) is not None
    return (trigger and (action or _key_of(value, _MAPPINGS) is not None)) or (
        action and "mapping" in value
    )


def _candidate(at: Path, value: JsonObject) -> Candidate:
    found = Candidate(at, id=value.get("id"), name=value.get("name"))
    if (key := _key_of(value, _TRIGGERS)) is not None:
        found.trigger, found.trigger_at = value[key], (*at, key)
    if (key := _key_of(value, _SLUGS)) is not None:
        found.action, found.action_at = value[key], (*at, key)
        if isinstance(found.action, dict):
            found.action, found.action_at = found.action.get("slug"), (*at, key, "slug")
    if (key := _key_of(value, _IDS)) is not None:
        found.action_id = value[key]
        found.action_at = found.action_at or (*at, key)
    # `settings` beside a `mapping` are the destination's own.
    if (key := _key_of(value, _MAPPINGS)) is not None:
        found.mapping, found.mapping_at = value[key], (*at, key)
        if isinstance(found.mapping, str):
            _read_text(found)
    found.enabled = value.get("enabled", True)
    found.alternate = value.get("alternate", False)
    found.model = value.get(_key_of(value, _MODELS) or "")
    found.destination = value.get(_key_of(value, _DESTINATIONS) or "")
    for key in value:
        if key not in _KNOWN:
            found.remarks.append(note((*at, key), f"{quoted(key)} is not known and not used."))
    return found


def _read_text(found: Candidate) -> None:
    """Terraform keeps a mapping as JSON in a text."""
    try:
        found.mapping = loads(found.mapping)
    except JsonError as error:
        found.mapping = {}
        found.remarks.append(
            Remark(found.mapping_at, f"The mapping is a text without JSON: {error}.")
        )


def _key_of(value: JsonObject, keys: tuple[str, ...]) -> str | None:
    """The first of the keys that has something in it."""
    return next((key for key in keys if value.get(key) is not None), None)
