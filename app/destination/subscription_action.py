"""Which action a subscription runs, also where it is not named outright."""

from collections.abc import Iterable

from app.destination import fql
from app.destination.definition import Definition
from app.destination.remark import Remark, note, quoted
from app.destination.subscription_check import near, without_knobs
from app.destination.subscription_forms import Candidate
from app.segment.jsontext import Json, JsonObject


def fitting(mapping: JsonObject, definition: Definition, action: str) -> list[str]:
    """The keys of a mapping that are fields of an action."""
    fields = definition.data["actions"][action]["fields"]
    return [key for key in mapping if key in fields]


class Actions:
    """The actions of the subscriptions in one file.

    Terraform's code and some answers hold an action's id only: it is learnt from a subscription
    that has both id and name, or guessed from trigger and fields, and then said so.
    """

    def __init__(self, definition: Definition, candidates: Iterable[Candidate]) -> None:
        self._definition = definition
        self._known = list(definition.data["actions"])
        self._named = {
            one.action_id: one.action
            for one in candidates
            if isinstance(one.action_id, str) and one.action in self._known
        }

    def of(self, one: Candidate) -> tuple[str | None, list[Remark]]:
        """The action's name, None with an error where it is not one of the definition's."""
        if one.action is not None:
            return self._checked(one.action, one)
        if isinstance(one.action_id, str) and one.action_id in self._named:
            return self._named[one.action_id], []
        guesses = self._guesses(one)
        if len(guesses) == 1:
            text = f"The action is not named; by its trigger and fields it is {quoted(guesses[0])}."
            return guesses[0], [note(one.action_at or one.at, text)]
        which = " or ".join(quoted(name) for name in guesses or self._known)
        return None, [
            Remark(
                one.action_at or one.at,
                f"Which action it runs is not said: add “actionSlug” with {which}.",
            )
        ]

    def _checked(self, action: Json, one: Candidate) -> tuple[str | None, list[Remark]]:
        if not isinstance(action, str):
            return None, [Remark(one.action_at, "The action must be a text.")]
        if action in self._known:
            return action, []
        text = (
            f"Segment’s Topsort destination ({self._definition.id}) has no action "
            f"{quoted(action)}; it may belong to another destination. "
            f"Known: {', '.join(self._known)}.{near(action, self._known)}"
        )
        return None, [Remark(one.action_at, text)]

    def _guesses(self, one: Candidate) -> list[str]:
        if not isinstance(one.mapping, dict):
            return []
        mapping = without_knobs(one.mapping)
        counts = {name: len(fitting(mapping, self._definition, name)) for name in self._known}
        best = max(counts.values())
        guesses = [name for name in self._known if counts[name] == best and best]
        by_trigger = [name for name in guesses if name in self._by_trigger(one.trigger)]
        if len(by_trigger) == 1:
            return by_trigger
        sizes = {name: len(self._definition.data["actions"][name]["fields"]) for name in guesses}
        return [name for name in guesses if sizes[name] == min(sizes.values())]

    def _by_trigger(self, trigger: Json) -> set[str]:
        """Actions of the packaged subscriptions that ask for the same event or type."""
        wanted = _words(trigger)
        return {
            kept.action
            for kept in self._definition.subscriptions
            if wanted and wanted & _words(kept.trigger)
        }


def _words(trigger: Json) -> frozenset[str]:
    """The events that a trigger asks for, or without any its whole text."""
    try:
        events = fql.parse(trigger).events if isinstance(trigger, str) else ()
    except fql.FqlError:
        return frozenset()
    if not events and isinstance(trigger, str):
        return frozenset(f"type {kind}" for kind in ("page", "screen") if f'"{kind}"' in trigger)
    return frozenset(events)
