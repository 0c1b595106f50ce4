"""Where every leaf of an event came from, told in paths.

`of_event` prints the trails that were kept while the event was made. `unread` says which parts
of a message nothing looked at.
"""

from collections.abc import Iterable, Iterator, Sequence

from app.destination.model import Delivery, Leaf, LeftOut, Note, Provenance
from app.destination.origin import Origin, joined
from app.destination.trail import Trail
from app.segment.jsontext import Json, JsonObject
from app.segment.paths import Path


def of_event(event: Json, trail: Trail, trigger: tuple[Path, ...]) -> Provenance:
    """The provenance of an event. `trigger` are the places that the subscription's trigger
    reads."""
    leaves: list[Leaf] = []
    left_out: list[LeftOut] = []
    if not isinstance(event, dict | list) or not event:
        leaves.append(_leaf((), trail.origin, trail.notes))
    waiting: list[tuple[Path, Json, Trail]] = [((), event, trail)]
    while waiting:
        path, value, watched = waiting.pop()
        if watched.left_out:
            left_out += (
                LeftOut(
                    (*path, step), gap.reason, gap.sources, _further(gap.conditions, gap.sources)
                )
                for step, gap in watched.left_out.items()
            )
        branches: list[tuple[Path, Json, Trail]] = []
        for step, item in _items(value):
            below = (*path, step)
            if isinstance(item, dict | list):
                branches.append((below, item, watched.at(step)))
                if item:
                    continue
            leaves.append(_leaf(below, *watched.seen(step)))
        waiting += reversed(branches)
    return Provenance(tuple(leaves), tuple(left_out), trigger)


def _items(value: Json) -> Iterable[tuple[str | int, Json]]:
    if isinstance(value, dict):
        return value.items()
    return enumerate(value) if isinstance(value, list) else ()


def _leaf(path: Path, origin: Origin, noted: tuple[Note, ...]) -> Leaf:
    """Places that could have filled an object or list that the mapping made, and that stayed
    empty, count as conditions: it is no constant."""
    kind, conditions = origin.kind, origin.conditions
    if origin.children is not None:
        inside = joined([*origin.children.values(), *origin.others])
        conditions = tuple(dict.fromkeys((*conditions, *inside.sources, *inside.conditions)))
        kind = "path" if conditions else kind
    notes = (*origin.notes, *noted)
    if len(notes) > 1:
        notes = tuple(dict.fromkeys(notes))
    return Leaf(path, kind, origin.sources, notes, _further(conditions, origin.sources))


def _further(conditions: tuple[Path, ...], sources: tuple[Path, ...]) -> tuple[Path, ...]:
    if not conditions:
        return ()
    return tuple(place for place in conditions if place not in sources)


def unread(message: JsonObject, deliveries: Sequence[Delivery]) -> list[Path]:
    """The leaves of the message that no trigger, value, condition or check of these deliveries
    looked at, in the order of the message.

    An empty object or list is a leaf. What was read and then thrown away counts as read; it is
    among the left out. Deliveries without provenance read nothing.
    """
    read: set[Path] = set()
    above: set[Path] = set()
    for delivery in deliveries:
        for place in _places(delivery.provenance):
            read.add(place)
            above.update(place[:length] for length in range(len(place)))
    found: list[Path] = []
    waiting: list[tuple[Path, Json]] = [((), message)]
    while waiting:
        path, value = waiting.pop()
        if path in read:
            continue
        below = [((*path, step), item) for step, item in _items(value)]
        waiting += reversed(below)
        if not below and path not in above:
            found.append(path)
    return found


def _places(provenance: Provenance | None) -> Iterator[Path]:
    if provenance is None:
        return
    yield from provenance.trigger
    for leaf in provenance.leaves:
        yield from leaf.sources
        yield from leaf.conditions
    for left_out in provenance.left_out:
        yield from left_out.sources
        yield from left_out.conditions
