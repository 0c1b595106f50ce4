"""Where a value came from, while a mapping is being resolved."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from app.destination.javascript import index_of_key, truthy
from app.destination.lookup import member
from app.destination.model import Note
from app.segment.jsontext import Json
from app.segment.paths import MISSING, Path


class Origin(NamedTuple):
    """The origin of one value of a payload.

    - `sources`: the places in the message that the value was made from; none for a constant.
      With `children`: those that made the object or list be there at all.
    - `conditions`: the places that decided which way the mapping took.
    - `verbatim`: the value stands as it is at its one source, so what is in it stands below that.
    - `children`: origins of the items where the mapping put the value together itself.
    - `others`: where a key that is not among `children` would have come from.
    """

    kind: Literal["path", "constant"]
    sources: tuple[Path, ...] = ()
    conditions: tuple[Path, ...] = ()
    notes: tuple[Note, ...] = ()
    verbatim: bool = False
    children: Mapping[str | int, "Origin"] | None = None
    others: tuple["Origin", ...] = ()

    def child(self, step: str | int) -> "Origin":
        """The origin of the item `step` of the value, whether it is there or not."""
        if self.children is not None:
            found = self.children.get(step)
            if found is None:
                found = joined(other.child(step) for other in self.others)
            if not self.conditions and not self.notes:
                return found
            return found.under(self.conditions, self.notes)
        if self.verbatim:
            place = (*self.sources[0], step)
            return Origin(self.kind, (place,), self.conditions, self.notes, True)
        return self

    def under(self, conditions: tuple[Path, ...], notes: tuple[Note, ...] = ()) -> "Origin":
        """The same origin, reached under `conditions` and with `notes` before its own."""
        if not conditions and not notes:
            return self
        return self._replace(
            conditions=_union(self.conditions, conditions), notes=(*notes, *self.notes)
        )

    def everything(self) -> "Origin":
        """All sources and conditions of the value and of what is in it, in one flat origin."""
        return self if self.children is None else joined([self])

    def derived(self, note: Note | None = None) -> "Origin":
        """The origin of something computed from the value as a whole."""
        flat = self.everything()
        notes = flat.notes if note is None else (*flat.notes, note)
        return Origin(flat.kind, flat.sources, flat.conditions, notes)


CONSTANT = Origin("constant")
"""A value that stands in the mapping."""

MESSAGE = Origin("path", ((),), verbatim=True)
"""The message itself."""


def tree(
    children: Mapping[str | int, Origin],
    others: tuple[Origin, ...] = (),
    sources: tuple[Path, ...] = (),
) -> Origin:
    """The origin of an object or list that the mapping put together."""
    return Origin("path" if sources else "constant", sources, children=children, others=others)


def joined(origins: Iterable[Origin]) -> Origin:
    """The origin of a value made from several, or a constant where none has a source."""
    sources: tuple[Path, ...] = ()
    conditions: tuple[Path, ...] = ()
    notes: tuple[Note, ...] = ()
    for origin in origins:
        flat = origin if origin.children is None else _without_children(origin)
        sources = _union(sources, flat.sources)
        conditions = _union(conditions, flat.conditions)
        notes += flat.notes
    return Origin("path" if sources else "constant", sources, conditions, notes)


def _without_children(origin: Origin) -> Origin:
    if not origin.children:
        return origin
    below = joined(origin.children.values())
    return Origin(
        "path",
        below.sources,
        _union(origin.conditions, below.conditions),
        (*origin.notes, *below.notes),
    )


def _union(first: tuple[Path, ...], second: tuple[Path, ...]) -> tuple[Path, ...]:
    return tuple(dict.fromkeys((*first, *second))) if second else first


@dataclass(slots=True)
class Tracer:
    """Carries origins through a resolution that is being watched.

    `scope` is the origin of the data that directives read; `origin` is that of the value that
    was resolved last, to be taken before the next one is resolved.
    """

    scope: Origin = MESSAGE
    origin: Origin = field(default=CONSTANT)


def origin_of_look_up(value: Json, keys: tuple[str, ...], origin: Origin) -> Origin:
    """Which place `look_up` took its answer from, or the whole way where it found nothing."""
    for key in keys:
        if value is not MISSING and not truthy(value):
            return origin
        if isinstance(value, str) or (isinstance(value, list) and key == "length"):
            origin = origin.derived()
        else:
            index = index_of_key(key) if isinstance(value, list) else None
            origin = origin.child(key if index is None else index)
        value = member(value, key)
    return origin
