"""The user's own configuration, out of whatever JSON Segment gave them.

Tolerant about the wrapping, strict about what is in it: what is not known is named with its
place, never passed over in silence.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from app.destination.actions import ACTIONS
from app.destination.bounds import beyond_bounds
from app.destination.definition import Definition, load_definition
from app.destination.destination_settings import settings_in
from app.destination.model import Configuration, Subscription
from app.destination.own_form import carried_in, is_own_form, without_carried
from app.destination.packaged_definitions import UnknownDefinitionError
from app.destination.remark import NO_CODE, Code, Remark, note, quoted
from app.destination.subscription_action import Actions, fitting
from app.destination.subscription_check import (
    check_mapping,
    check_trigger,
    without_knobs,
)
from app.destination.subscription_forms import Candidate, candidates_in, once
from app.masking import masked_json
from app.segment.jsontext import Json, JsonObject
from app.segment.paths import Path

NEWEST = "topsort-2026-07"


NO_ACTIONS: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read: the configuration, None where `remarks` hold an error.

    `unnamed`: subscriptions of which it is not said what they run, each by its name and with the
    actions that fit it. `read_subscriptions` takes the answer as `actions`.
    """

    configuration: Configuration | None
    remarks: tuple[Remark, ...]
    unnamed: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @property
    def errors(self) -> tuple[Remark, ...]:
        """What keeps the configuration from being used."""
        return tuple(one for one in self.remarks if one.error)

    @property
    def notes(self) -> tuple[Remark, ...]:
        """What should be known about it all the same."""
        return tuple(one for one in self.remarks if not one.error)


def read_subscriptions(
    data: Json,
    *,
    definition: str | None = None,
    actions: Mapping[str, str] = NO_ACTIONS,
    code: Code = NO_CODE,
) -> Reading:
    """Read the JSON of a destination's subscriptions, in any of the known spellings.

    `definition` is the destination that they are for, if the JSON does not name one itself.
    `actions` says which action the subscription of a name, or an action id, stands for, where
    `data` does not. `code` is the text that `data` came from. Never fails over what `data` holds.
    """
    reading = _read(data, definition, actions)
    remarks = (*code.remarks, *(_with_line(one, code.lines) for one in reading.remarks))
    return replace(reading, remarks=remarks)


def _read(data: Json, definition: str | None, told: Mapping[str, str]) -> Reading:
    beyond = beyond_bounds(data)
    if beyond is not None:
        return _refused(Remark(beyond.at, f"It is too large: {beyond.reason}."))
    try:
        found = _definition_of(data, definition)
    except UnknownDefinitionError as error:
        return _refused(Remark(("definition",), str(error)))
    if isinstance(found, Remark):
        return _refused(found)
    safe = masked_json(data)
    remarks = []
    if safe is not data:
        remarks.append(note((), "There was a key or a token in it. It is not kept."))
    carried: dict[str, JsonObject] = {}
    if is_own_form(safe):
        carried, said = carried_in(safe)
        remarks += said
        safe = without_carried(safe)
    settings, said = settings_in(safe, found.data["settings"])
    remarks += said
    candidates = once(list(candidates_in(safe)), remarks)
    actions = Actions(found, candidates, told)
    if any(one.listed or one.trigger is not None for one in candidates):
        subscriptions, said = _with_triggers(candidates, found, actions)
        said += _pages(safe, len(candidates))
    else:
        more = bool(settings or carried)
        subscriptions, said = _without_triggers(safe, candidates, found, actions, more)
    remarks += [*said, *actions.unused()]
    if any(one.error for one in remarks):
        return Reading(None, tuple(remarks), tuple(actions.unnamed))
    configuration = Configuration(found.id, tuple(subscriptions), settings, **carried)
    return Reading(configuration, tuple(remarks))


def _refused(remark: Remark) -> Reading:
    return Reading(None, (remark,))


def _with_line(remark: Remark, lines: Mapping[Path, int]) -> Remark:
    """The remark with the line of its place, or of the nearest one above it."""
    above = (remark.at[:length] for length in range(len(remark.at), 0, -1))
    return remark._replace(line=next((lines[at] for at in above if at in lines), remark.line))


def _definition_of(data: Json, asked: str | None) -> Definition | Remark:
    own = data.get("definition") if isinstance(data, dict) else None
    if own is None:
        return load_definition(asked or NEWEST)
    if not isinstance(own, str):
        return Remark(("definition",), "The definition must be an id such as topsort-2026-07.")
    if asked is not None and asked != own:
        return Remark(("definition",), f"It is for {own}, but {asked} is asked for.")
    return load_definition(own)


def _with_triggers(
    candidates: list[Candidate], definition: Definition, actions: Actions
) -> tuple[list[Subscription], list[Remark]]:
    subscriptions: list[Subscription] = []
    remarks: list[Remark] = []
    homes = [one.destination for one in candidates if one.destination is not None]
    for one in candidates:
        remarks += one.remarks
        if one.destination not in (None, *homes[:1]):
            remarks.append(
                Remark(
                    one.at,
                    f"It belongs to another destination, {quoted(one.destination)}; the first "
                    f"one is of {quoted(homes[0])}. Keep those of one destination.",
                )
            )
        if one.model not in (None, ""):
            remarks.append(note(one.at, "It reads a warehouse model and is not for events."))
            continue
        subscription, said = _subscription(one, actions, definition)
        remarks += said
        if subscription is not None:
            subscriptions.append(subscription)
    if not subscriptions and not any(one.error for one in remarks):
        text = "All subscriptions in it read a warehouse model (“modelId”), so none is for events."
        remarks.append(Remark((), text))
    return subscriptions, remarks


def _subscription(
    one: Candidate, actions: Actions, definition: Definition
) -> tuple[Subscription | None, list[Remark]]:
    """The subscription, None where there is an error about it."""
    remarks = list(_shape_faults(one))
    action, said = actions.of(one)
    remarks += said
    mapping = without_knobs(one.mapping) if isinstance(one.mapping, dict) else {}
    if one.trigger is not None:
        remarks += check_trigger(one.trigger, one.trigger_at)
    if action is not None and isinstance(one.mapping, dict):
        fields = definition.data["actions"][action]["fields"]
        remarks += check_mapping(mapping, fields, one.mapping_at)
    if action is None or any(fault.error for fault in remarks):
        return None, remarks
    name = one.name if one.name is not None else action
    return Subscription(name, one.trigger, action, mapping, one.enabled, one.alternate), remarks


def _shape_faults(one: Candidate) -> Iterator[Remark]:
    if one.trigger is None:
        yield Remark(one.at, "It has no “trigger” (in presets “subscribe”), so it never fires.")
    if one.mapping is None:
        yield Remark(one.at, "It has no “mapping” (in Segment’s Public API “settings”).")
    elif not isinstance(one.mapping, dict):
        yield Remark(one.mapping_at, f"The mapping must be an object, not {quoted(one.mapping)}.")
    if one.name is not None and not isinstance(one.name, str):
        yield Remark((*one.at, "name"), f"The name must be a text, not {quoted(one.name)}.")
    for key, value in (("enabled", one.enabled), ("alternate", one.alternate)):
        if not isinstance(value, bool):
            yield Remark((*one.at, key), f"{quoted(key)} must be true or false.")


def _without_triggers(
    data: Json,
    candidates: list[Candidate],
    definition: Definition,
    actions: Actions,
    has_more: bool,
) -> tuple[list[Subscription], list[Remark]]:
    """Mappings alone replace those of the packaged subscriptions of their action; settings alone,
    as the older Config API gives them, leave the packaged ones as they are."""
    single = _single_mapping(data, definition)
    if not candidates and single is not None:
        candidates = [single]
    if not candidates:
        return _packaged(definition, has_more)
    chosen = list(definition.subscriptions)
    remarks: list[Remark] = []
    for one in candidates:
        remarks += one.remarks
        one.trigger = ""
        action, said = actions.of(one)
        remarks += said
        faults = list(_shape_faults(one))
        remarks += faults
        if action is None or any(fault.error for fault in faults):
            continue
        mapping = without_knobs(one.mapping)
        fields = definition.data["actions"][action]["fields"]
        remarks += check_mapping(mapping, fields, one.mapping_at)
        chosen = [
            replace(kept, mapping=mapping) if kept.action == action else kept for kept in chosen
        ]
        names = ", ".join(kept.name for kept in chosen if kept.action == action)
        remarks.append(note(one.at, f"A mapping without a trigger: it is used for {names}."))
    return chosen, remarks


def _packaged(definition: Definition, has_more: bool) -> tuple[list[Subscription], list[Remark]]:
    if has_more:
        text = "It holds no subscriptions: Segment’s presets are used."
        return list(definition.subscriptions), [note((), text)]
    text = (
        "There is no subscription in it. Each has “trigger”, “actionSlug” and “settings” "
        "(Segment’s Public API), or “subscribe”, “partnerAction” and “mapping” (presets)."
    )
    return [], [Remark((), text)]


def _single_mapping(data: Json, definition: Definition) -> Candidate | None:
    """The whole of `data` as one mapping, if most of its keys are fields of some action."""
    if not isinstance(data, dict):
        return None
    at: tuple[str, ...] = ()
    if len(data) == 1 and isinstance(data.get("mapping"), dict):
        data, at = data["mapping"], ("mapping",)
    mapping: JsonObject = without_knobs(data)
    known = max(len(fitting(mapping, definition, name)) for name in ACTIONS)
    if not mapping or known * 2 < len(mapping):
        return None
    return Candidate(at, mapping=mapping, mapping_at=at)


def _pages(data: Json, count: int) -> list[Remark]:
    """Segment's Public API gives subscriptions in pages: what is not in this one is missed."""
    waiting: list[tuple[tuple[str, ...], Json]] = [((), data)]
    while waiting:
        path, value = waiting.pop()
        if not isinstance(value, dict):
            continue
        page = value.get("pagination")
        if isinstance(page, dict):
            total = page.get("totalEntries")
            if page.get("next") or (type(total) is int and total > count):
                of = f" of {total}" if type(total) is int else ""
                text = f"This is one page: {count}{of} subscriptions. The others are not judged."
                return [note((*path, "pagination"), text)]
        waiting += [((*path, key), item) for key, item in value.items()]
    return []
