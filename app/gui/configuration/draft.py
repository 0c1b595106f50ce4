"""A configuration while it is being edited. Pure: no Qt.

What cannot be used yet, such as a trigger that Segment cannot read, is kept beside the
configuration: the last good one stays in it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from app.destination import load_definition
from app.destination.model import Configuration, Subscription
from app.segment.jsontext import Json, JsonObject

SKIP_ZERO = "skipZeroPricePurchases"


@dataclass(frozen=True)
class Draft:
    """`base` judges the capture now, `configuration` would after the change.

    `triggers` are texts that cannot be used, by the position of their subscription; `fields` the
    same of mapping fields, by position and field.
    """

    base: Configuration
    configuration: Configuration
    triggers: Mapping[int, str] = field(default_factory=dict)
    fields: Mapping[tuple[int, str], str] = field(default_factory=dict)

    @property
    def changed(self) -> bool:
        """Whether applying it would change anything."""
        return self.configuration != self.base

    @property
    def faulty(self) -> bool:
        """Whether something is written that cannot be used."""
        return bool(self.triggers or self.fields)

    @property
    def dirty(self) -> bool:
        """Whether something would be lost without it."""
        return self.changed or self.faulty

    def trigger(self, at: int) -> str:
        """The trigger as it is written, good or not."""
        return self.triggers.get(at, self.configuration.subscriptions[at].trigger)

    def is_changed(self, at: int) -> bool:
        """Whether a subscription is another one than now."""
        if at in self.triggers or any(place == at for place, _ in self.fields):
            return True
        return self.configuration.subscriptions[at] not in self.base.subscriptions


def begun(configuration: Configuration) -> Draft:
    """Nothing is changed yet."""
    return Draft(configuration, configuration)


def preset_of(definition: str, name: str) -> Subscription | None:
    """The packaged subscription of this name, None where there is none."""
    return next(
        (one for one in load_definition(definition).subscriptions if one.name == name), None
    )


def with_subscription(draft: Draft, at: int, subscription: Subscription) -> Draft:
    """One subscription in place of the one at this position."""
    some = list(draft.configuration.subscriptions)
    some[at] = subscription
    return _with(draft, replace(draft.configuration, subscriptions=tuple(some)))


def switched(draft: Draft, at: int, on: bool) -> Draft:
    """A subscription on or off."""
    return with_subscription(draft, at, replace(draft.configuration.subscriptions[at], enabled=on))


def with_trigger(draft: Draft, at: int, text: str, *, good: bool) -> Draft:
    """A trigger as it is written; one that is not `good` does not take effect."""
    triggers = {place: old for place, old in draft.triggers.items() if place != at}
    if not good:
        return replace(draft, triggers={**triggers, at: text})
    one = replace(draft.configuration.subscriptions[at], trigger=text)
    return with_subscription(replace(draft, triggers=triggers), at, one)


def with_field(draft: Draft, at: int, name: str, value: Json) -> Draft:
    """What a field of a mapping is made of."""
    one = draft.configuration.subscriptions[at]
    kept = {place: text for place, text in draft.fields.items() if place != (at, name)}
    changed = replace(one, mapping={**one.mapping, name: value})
    return with_subscription(replace(draft, fields=kept), at, changed)


def without_field(draft: Draft, at: int, name: str) -> Draft:
    """Nothing is mapped to a field."""
    one = draft.configuration.subscriptions[at]
    kept = {place: text for place, text in draft.fields.items() if place != (at, name)}
    mapping = {key: value for key, value in one.mapping.items() if key != name}
    return with_subscription(replace(draft, fields=kept), at, replace(one, mapping=mapping))


def with_default_field(draft: Draft, at: int, name: str) -> Draft:
    """A field as Segment proposes it, which may be nothing."""
    one = draft.configuration.subscriptions[at]
    definition = load_definition(draft.configuration.definition)
    known = one.action in definition.data["actions"]
    usual = definition.default_mapping(one.action) if known else {}
    if name in usual:
        return with_field(draft, at, name, usual[name])
    return without_field(draft, at, name)


def with_faulty_field(draft: Draft, at: int, name: str, text: str) -> Draft:
    """A text that is no mapping; what the field was made of before stays in use."""
    return replace(draft, fields={**draft.fields, (at, name): text})


def to_preset(draft: Draft, at: int) -> Draft:
    """A subscription as it is packaged; its switch stays as it is."""
    one = draft.configuration.subscriptions[at]
    preset = preset_of(draft.configuration.definition, one.name)
    if preset is None:
        return draft
    triggers = {place: text for place, text in draft.triggers.items() if place != at}
    fields = {place: text for place, text in draft.fields.items() if place[0] != at}
    kept = replace(draft, triggers=triggers, fields=fields)
    return with_subscription(kept, at, replace(preset, enabled=one.enabled))


def added(draft: Draft, action: str) -> Draft:
    """One more subscription, at the end: `action` with the mapping that Segment proposes."""
    names = {one.name for one in draft.configuration.subscriptions}
    definition = load_definition(draft.configuration.definition)
    title = definition.data["actions"][action]["title"]
    name = next(
        name
        for number in range(1, len(names) + 2)
        if (name := f"{title}, own" + (f" {number}" if number > 1 else "")) not in names
    )
    one = Subscription(
        name, 'type = "track" and event = "My Event"', action, definition.default_mapping(action)
    )
    some = (*draft.configuration.subscriptions, one)
    return _with(draft, replace(draft.configuration, subscriptions=some))


def removed(draft: Draft, at: int) -> Draft:
    """Without the subscription at this position."""
    some = draft.configuration.subscriptions
    triggers = {_after(place, at): text for place, text in draft.triggers.items() if place != at}
    fields = {
        (_after(place, at), name): text
        for (place, name), text in draft.fields.items()
        if place != at
    }
    changed = replace(draft.configuration, subscriptions=(*some[:at], *some[at + 1 :]))
    return Draft(draft.base, changed, triggers, fields)


def _after(place: int, gone: int) -> int:
    return place - 1 if place > gone else place


def with_definition(draft: Draft, definition: str) -> Draft:
    """The same under another definition: subscriptions that are as packaged become the packaged
    ones of that definition, all others stay."""
    old = draft.configuration.definition
    some = tuple(
        replace(new, enabled=one.enabled)
        if (new := preset_of(definition, one.name)) is not None
        and (was := preset_of(old, one.name)) is not None
        and replace(was, enabled=one.enabled) == one
        else one
        for one in draft.configuration.subscriptions
    )
    return _with(draft, replace(draft.configuration, definition=definition, subscriptions=some))


def with_setting(draft: Draft, name: str, on: bool) -> Draft:
    """A setting of the destination; one that is off and was never named stays unnamed."""
    settings = {key: value for key, value in draft.configuration.settings.items() if key != name}
    if on or name in draft.base.settings:
        settings[name] = on
    return _with(draft, replace(draft.configuration, settings=settings))


def with_rules(draft: Draft, rules: JsonObject) -> Draft:
    """Bands and silences; empty parts are left out, so that the hash stays what it was."""
    kept = {key: value for key, value in rules.items() if value}
    return _with(draft, replace(draft.configuration, rules=kept))


def with_attribution(draft: Draft, attribution: JsonObject) -> Draft:
    """What is assumed of Topsort's attribution."""
    return _with(draft, replace(draft.configuration, attribution=attribution))


def with_configuration(draft: Draft, configuration: Configuration) -> Draft:
    """Another configuration, such as one that was pasted."""
    return Draft(draft.base, configuration)


def rebased(draft: Draft, base: Configuration) -> Draft:
    """The same changes on another base: it was changed elsewhere while this was edited."""
    old, mine = draft.base, draft.configuration
    if not draft.dirty:
        return begun(base)
    now = {one.name: one for one in base.subscriptions}
    was = {one.name: one for one in old.subscriptions}
    some = tuple(
        now[one.name] if one.name in now and was.get(one.name) == one else one
        for one in mine.subscriptions
    )
    return Draft(
        base,
        Configuration(
            base.definition if mine.definition == old.definition else mine.definition,
            some,
            base.settings if mine.settings == old.settings else mine.settings,
            base.rules if mine.rules == old.rules else mine.rules,
            base.attribution if mine.attribution == old.attribution else mine.attribution,
        ),
        draft.triggers,
        draft.fields,
    )


def _with(draft: Draft, configuration: Configuration) -> Draft:
    return replace(draft, configuration=configuration)
