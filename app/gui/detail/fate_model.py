"""One delivery made ready to be shown side by side. Pure: no Qt, no clock."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from app.destination.model import FieldError, Leaf, Provenance
from app.gui.detail.event_tree import EventTree
from app.gui.detail.links import Link, links_of
from app.gui.detail.nodes import MessageTree
from app.gui.detail.visible import visible
from app.segment.jsontext import Json, JsonObject
from app.segment.paths import MISSING, Path, get, path_text

_MANY_ROWS = 400
"""Rows opened at first in one document; what is broken is opened before the rest."""


@dataclass(frozen=True)
class Fate:
    """Two documents, the lines between them, and the rows that are open at first."""

    message: MessageTree
    event: EventTree
    links: tuple[Link, ...]
    open_message: frozenset[Path]
    open_event: frozenset[Path]
    has_event: bool
    refused_by: Literal["dropped", "rejected"] = "dropped"

    @property
    def broken_message(self) -> Path | None:
        """The first row of the message at which something is wrong."""
        return next(iter(self.message.broken), None)

    @property
    def broken_event(self) -> Path | None:
        """The first row of the event that is the cause of a loss."""
        return next(iter(self.event.broken), None)


def fate_of(
    message: JsonObject,
    event: Json,
    provenance: Provenance | None,
    *,
    errors: Sequence[FieldError] = (),
    refused_by: Literal["dropped", "rejected"] = "dropped",
    others: Iterable[Provenance | None] = (),
    has_delivery: bool = True,
) -> Fate:
    """Make the two trees of one delivery.

    `others` are the provenances of the message's other deliveries: what they read is not called
    unused. `has_delivery` False: nothing mapped this message.
    """
    provenance = _of_leaves(provenance, event, message)
    errors = _placed(errors, event, provenance)
    links = links_of(provenance, errors)
    event_tree = EventTree(event, provenance, errors, refused_by)
    used = _used(message, [provenance, *others], errors) if has_delivery else None
    broken = _broken_sources(message, links, event_tree, refused_by)
    message_tree = MessageTree(
        message,
        used=used,
        trigger=provenance.trigger if provenance else (),
        order=(link.source for link in links if link.source is not None),
        targets=_targets(links),
        broken=broken,
    )
    sources = [link.source for link in links if link.source is not None]
    ways = [*broken, *sources]
    if not has_delivery:
        ways = [("properties", "x"), ("traits", "x")]
    missing = event_tree.broken
    return Fate(
        message_tree,
        event_tree,
        links,
        _ways(ways),
        _ways([*missing, *event_tree.shown_paths()]),
        has_event=isinstance(event, dict | list) and has_delivery,
        refused_by=refused_by,
    )


def _of_leaves(
    provenance: Provenance | None, event: Json, message: JsonObject
) -> Provenance | None:
    """Without the origin of an empty object that the mapping made: nothing in it was read, so
    that it says nothing about where a value came from. One that came over as it was stays."""
    if provenance is None:
        return None

    def came_over(leaf: Leaf) -> bool:
        if not isinstance(get(event, leaf.path), dict | list):
            return True
        return leaf.kind == "path" and not any(get(message, one) for one in leaf.sources)

    return replace(provenance, leaves=tuple(filter(came_over, provenance.leaves)))


def _placed(
    errors: Sequence[FieldError], event: Json, provenance: Provenance | None
) -> list[FieldError]:
    """The complaints with places in the event and in the message.

    Topsort's contract names places in the request (`purchases[0].items[2].unitPrice`), of which
    the event may be the one in the list, and knows no message.
    """
    sources: dict[Path, tuple[Path, ...]] = {}
    if provenance is not None:
        sources.update((one.path, one.sources) for one in provenance.left_out)
        sources.update((one.path, one.sources) for one in provenance.leaves)
    placed = []
    for error in errors:
        at = error.at
        if len(at) > 2 and isinstance(event, dict) and at[0] not in event:
            at = at[2:]
        placed.append(replace(error, at=at, sources=error.sources or sources.get(at, ())))
    return placed


def _used(
    message: JsonObject, provenances: Iterable[Provenance | None], errors: Iterable[FieldError]
) -> set[Path]:
    """The places in the message that something reads. What is empty or refused was read too;
    where the message has nothing there is nothing to be called used."""
    found = {path for error in errors for path in error.sources}
    for one in provenances:
        if one is not None:
            found.update(one.trigger)
            found.update(path for leaf in one.leaves for path in leaf.sources)
            read = (left for left in one.left_out if left.reason != "unknown")
            found.update(path for left in read for path in left.sources)
    return {path for path in found if get(message, path) is not MISSING}


def _targets(links: Iterable[Link]) -> dict[Path, tuple[str, ...]]:
    found: dict[Path, list[str]] = {}
    for link in links:
        if link.source is not None and link.kind == "read":
            found.setdefault(link.source, []).append(visible(path_text(link.event)))
    return {path: tuple(texts) for path, texts in found.items()}


def _broken_sources(
    message: Json,
    links: Iterable[Link],
    event_tree: EventTree,
    refused_by: Literal["dropped", "rejected"],
) -> dict[Path, Literal["dropped", "rejected"]]:
    """The rows of the message to be tinted: the source of a refused value, or the nearest parent
    of a source that is missing; where that is the message itself, the row of what is missing."""
    plain = MessageTree(message)
    bad = set(event_tree.broken)
    found: dict[Path, Literal["dropped", "rejected"]] = {}
    for link in links:
        if link.source is None:
            continue
        if link.kind == "missing":
            nearest = plain.nearest(link.source).path
            found[nearest or link.source[:1]] = refused_by
        elif link.event in bad:
            found.setdefault(link.source, refused_by)
    return found


def _ways(paths: Iterable[Path]) -> frozenset[Path]:
    """Every row over these, so many that the most important ways are open."""
    opened: set[Path] = set()
    for path in paths:
        opened.update(path[:end] for end in range(1, len(path)))
        if len(opened) > _MANY_ROWS:
            break
    return frozenset(opened)
