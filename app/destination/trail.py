"""The origin of a payload's values, kept up with what happens to them on the way out."""

from typing import NamedTuple

from app.destination.javascript import json_text
from app.destination.model import LeftOutReason, Note, NoteKind
from app.destination.origin import Origin
from app.segment.jsontext import Json
from app.segment.paths import MISSING, Path


class Gap(NamedTuple):
    """Why a key is not there, the places that would have filled it, and those that decided so."""

    reason: LeftOutReason
    sources: tuple[Path, ...]
    conditions: tuple[Path, ...]


class Trail:
    """What is known of one value while it is cleaned, validated and sent.

    Trails of what is in the value are made when first asked for. `left_out` holds what is not
    in it any more, by key.
    """

    __slots__ = ("_children", "left_out", "notes", "origin")

    def __init__(self, origin: Origin) -> None:
        self.origin = origin
        self.notes: tuple[Note, ...] = ()
        self.left_out: dict[str | int, Gap] = {}
        self._children: dict[str | int, Trail] = {}

    def at(self, step: str | int) -> "Trail":
        """The trail of the item `step`, whether it is there or not."""
        child = self._children.get(step)
        if child is None:
            child = self._children[step] = Trail(self.origin.child(step))
        return child

    def seen(self, step: str | int) -> tuple[Origin, tuple[Note, ...]]:
        """Origin and notes of the item `step`, without a trail of its own if it has none yet."""
        child = self._children.get(step)
        return (self.origin.child(step), ()) if child is None else (child.origin, child.notes)

    def leave_out(self, step: str | int, reason: LeftOutReason) -> None:
        """Say that the item `step` is not there any more, or never was."""
        origin = self.seen(step)[0].everything()
        self.left_out[step] = Gap(reason, origin.sources, origin.conditions)

    def put(self, step: str | int, trail: "Trail") -> None:
        """Say that the item `step` has this trail."""
        self._children[step] = trail

    def keep(self, steps: list[int]) -> None:
        """Say that a list holds only these of its items, in this order."""
        kept = [self.at(step) for step in steps]
        self._children = dict(enumerate(kept))

    def move(self, old: str, new: str) -> None:
        """Say that what stood under one key now stands under another."""
        self._children[new] = self.at(old)
        if old in self.left_out:
            self.left_out[new] = self.left_out.pop(old)

    def tell(self, kind: NoteKind, detail: str) -> None:
        """Remember what happened to the value."""
        self.notes += (Note(kind, detail),)

    def note(self, kind: NoteKind, former: Json) -> None:
        """Remember what happened to the value, and what it was before."""
        self.tell(kind, "undefined" if former is MISSING else json_text(former))

    def flatten(self, former: Json) -> None:
        """A value with whatever is in it became one text."""
        self.origin = self.origin.derived()
        self._children = {}
        self.note("coerced", former)

    def unwrap(self, former: Json) -> None:
        """A list of one gave way to its item."""
        item = self.at(0)
        self.origin, self._children = item.origin, item._children
        self.notes += item.notes
        self.note("unwrapped", former)

    def wrap(self, former: Json) -> None:
        """The value became the only item of a list."""
        item = Trail(self.origin)
        item._children, self._children = self._children, {0: item}
        item.note("wrapped", former)
