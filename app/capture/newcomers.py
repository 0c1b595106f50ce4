"""Origins and write keys that a capture sees for the first time."""

from collections.abc import Callable, Iterable
from typing import Literal, NamedTuple, TypeAlias

from app.masking import masked
from app.segment.keys import NO_KEY, short_key

NewcomerKind: TypeAlias = Literal["origin", "key"]

MAX_KNOWN = 1_000
"""Newcomers of one kind that are told of: whoever makes up more has been noticed by then."""


class Newcomer(NamedTuple):
    """An origin, or a write key as the request carried it."""

    kind: NewcomerKind
    value: str


def _nobody_listens(_: Newcomer) -> None:
    return


class Newcomers:
    """Knows who was here before, and hands whoever was not to `on_new`. For one thread."""

    def __init__(
        self,
        known: Iterable[Newcomer] = (),
        on_new: Callable[[Newcomer], None] = _nobody_listens,
    ) -> None:
        self._on_new = on_new
        self._known: dict[NewcomerKind, set[str]] = {"origin": set(), "key": set()}
        self._short: set[str] = set()
        for kind, value in known:
            self._learn(kind, value)

    def among(self, origin: str | None, key: str) -> list[NewcomerKind]:
        """What of a stored request was not known until now."""
        found: list[NewcomerKind] = []
        if origin is not None and self._is_new("origin", origin):
            found.append("origin")
        if key != NO_KEY and self._is_new("key", key):
            found.append("key")
        return found

    def _is_new(self, kind: NewcomerKind, value: str) -> bool:
        known = self._known[kind]
        if value in known or len(known) >= MAX_KNOWN:
            return False
        # A key in its short form came in a header; the same one may stand whole in a body.
        is_same = kind == "key" and (value in self._short or short_key(value) in known)
        self._learn(kind, value)
        if not is_same:
            self._on_new(Newcomer(kind, masked(value)))
        return not is_same

    def _learn(self, kind: NewcomerKind, value: str) -> None:
        self._known[kind].add(value)
        if kind == "key":
            self._short.add(short_key(value))
