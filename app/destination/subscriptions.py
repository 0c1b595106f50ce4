"""The user's own configuration, out of whatever JSON Segment gave them.

Tolerant about the wrapping, strict about what is in it: what is not known is named with its
place, never passed over in silence.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from app.destination.actions import ACTIONS
from app.destination.bounds import beyond_bounds
from app.destination.definition import Definition, load_definition
from app.destination.destination_settings import settings_in
from app.destination.model import Configuration, Subscription
from app.destination.own_form import carried_in, is_own_form, without_carried
from app.destination.packaged_definitions import UnknownDefinitionError
from app.destination.remark import Remark, note, quoted
from app.destination.subscription_action import Actions, fitting
from app.destination.subscription_check import (
    check_mapping,
    check_trigger,
    without_knobs,
)
from app.destination.subscription_forms import Candidate, candidates_in
from app.segment.jsontext import Json, JsonObject

NEWEST = "topsort-2026-07"


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read: the configuration, None where `remarks` hold an error."""

    configuration: Configuration | None
    remarks: tuple[Remark, ...]

    @property
    def errors(self) -> tuple[Remark, ...]:
        """What keeps the configuration from being used."""
        return tuple(one for one in self.remarks if one.error)

    @property
    def notes(self) -> tuple[Remark, ...]:
        """What should be known about it all the same."""
        return tuple(one for one in self.remarks if not one.error)


def read_subscriptions(data: Json, *, definition: str | None = None) -> Reading:
    """Read the JSON of a destination's subscriptions, in any of the known spellings.

    `definition` is the destination that they are for, if the JSON does not name one itself.
    Never fails over what `data` holds.
    """
    beyond = beyond_bounds(data)
    if beyond is not None:
        return _refused(Remark(beyond.at, f"It is too large: {beyond.reason}."))
    try:
        found = _definition_of(data, definition)
    except UnknownDefinitionError as error:
        return _refused(Remark(("definition",), str(error)))
    if isinstance(found, Remark):
        return _refused(found)
    carried: dict[str, JsonObject] = {}
    own: list[Remark] = []
    if is_own_form(data):
        carried, own = carried_in(data)
        data = without_carried(data)
    candidates = list(candidates_in(data))
    settings, remarks = settings_in(data, found.data["settings"])
    remarks += own
    if not any(one.listed or one.trigger is not None for one in candidates):
        told = bool(settings or carried)
        subscriptions, said = _without_triggers(data, candidates, found, told)
    else:
        subscriptions, said = _with_triggers(candidates, found)
        said += _pages(data, len(candidates))
    remarks += said
    if any(one.error for one in remarks):
        return Reading(None, tuple(remarks))
    configuration = Configuration(found.id, tuple(subscriptions), settings, **carried)
    return Reading(configuration, tuple(remarks))


def _refused(remark: Remark) -> Reading:
    return Reading(None, (remark,))


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
    candidates: list[Candidate], definition: Definition
) -> tuple[list[Subscription], list[Remark]]:
    actions = Actions(definition, candidates)
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
        remarks.append(Remark((), "No subscription in it is for events."))
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
    data: Json, candidates: list[Candidate], definition: Definition, has_more: bool
) -> tuple[list[Subscription], list[Remark]]:
    """Mappings alone replace those of the packaged subscriptions of their action; settings alone,
    as the older Config API gives them, leave the packaged ones as they are."""
    single = _single_mapping(data, definition)
    if not candidates and single is not None:
        candidates = [single]
    if not candidates:
        return _packaged(definition, has_more)
    actions = Actions(definition, candidates)
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
