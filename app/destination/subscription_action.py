"""Which action a subscription runs, also where it is not named outright."""

from collections.abc import Iterable, Mapping

from app.destination import fql
from app.destination.definition import Definition
from app.destination.remark import Remark, note, quoted
from app.destination.subscription_check import near, without_knobs
from app.destination.subscription_forms import RESOURCES, Candidate
from app.segment.jsontext import Json, JsonObject


def fitting(mapping: JsonObject, definition: Definition, action: str) -> list[str]:
    """The keys of a mapping that are fields of an action."""
    fields = definition.data["actions"][action]["fields"]
    return [key for key in mapping if key in fields]


class Actions:
    """The actions of the subscriptions in one file.

    Terraform's code and some answers hold an action's id only: it is said from outside (`told`,
    by the subscription's name, its Terraform label or the action's id), learnt from a
    subscription that has both id and name, or guessed from trigger and fields, and then said so.
    """

    def __init__(
        self, definition: Definition, candidates: Iterable[Candidate], told: Mapping[str, str]
    ) -> None:
        self._definition = definition
        self._known = list(definition.data["actions"])
        self._told = told
        self._unused = set(told)
        self._names: set[str] = set()
        self._named: dict[str, str] = {}
        for one in candidates:
            self._names.update(_names_of(one))
            action = one.action if one.action is not None else self._said_of(one)
            if action is None:
                guesses = self._guesses(one)
                action = guesses[0] if len(guesses) == 1 else None
            if isinstance(one.action_id, str) and isinstance(action, str) and action in self._known:
                self._named.setdefault(one.action_id, action)
        self.unnamed: list[tuple[str, tuple[str, ...]]] = []

    def of(self, one: Candidate) -> tuple[str | None, list[Remark]]:
        """The action's name, None with an error where it is not one of the definition's. What is
        not known stands in `unnamed` then, with the actions that it may be."""
        said = self._said_of(one)
        if one.action is not None or said is not None:
            return self._checked(one.action if one.action is not None else said, one)
        guesses = self._guesses(one)
        if len(guesses) == 1:
            text = f"The action is not named; by its trigger and fields it is {quoted(guesses[0])}."
            return guesses[0], [note(one.action_at or one.at, text)]
        if isinstance(one.action_id, str) and one.action_id in self._named:
            return self._named[one.action_id], []
        may_be = tuple(guesses or self._known)
        self.unnamed.append((next(iter(_names_of(one)), ""), may_be))
        key = "action_slug" if one.action_at[-1:] == ("action_id",) else "actionSlug"
        text = f"Which action it runs is not said: add {quoted(key)} with {_either(may_be)}."
        return None, [Remark(one.action_at or one.at, text)]

    def unused(self) -> list[Remark]:
        """Errors about actions that were said of what is not there."""
        return [
            Remark((), f"There is no subscription {quoted(name)}.{near(name, sorted(self._names))}")
            for name in self._told
            if name in self._unused and name not in self._names
        ]

    def _said_of(self, one: Candidate) -> str | None:
        found = next((name for name in _names_of(one) if name in self._told), None)
        self._unused.discard(found or "")
        return None if found is None else self._told[found]

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


def _names_of(one: Candidate) -> list[str]:
    """What a subscription is called: its name, its label in Terraform's code, its action's id."""
    label = one.at[-1] if one.at[-2:-1] == (RESOURCES,) else None
    return [name for name in (one.name, label, one.action_id) if isinstance(name, str)]


def _either(names: tuple[str, ...]) -> str:
    return " or ".join(quoted(name) for name in names)


def _words(trigger: Json) -> frozenset[str]:
    """The events that a trigger asks for, or without any its whole text."""
    try:
        events = fql.parse(trigger).events if isinstance(trigger, str) else ()
    except fql.FqlError:
        return frozenset()
    if not events and isinstance(trigger, str):
        return frozenset(f"type {kind}" for kind in ("page", "screen") if f'"{kind}"' in trigger)
    return frozenset(events)
