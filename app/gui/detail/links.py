"""The lines between the two documents: which there are, and where they run.

All of it is plain geometry in device-independent px, y downwards from the top of the gutter.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from math import hypot
from typing import Literal, TypeAlias

from app.destination.model import FieldError, Provenance
from app.segment.paths import Path

LinkKind: TypeAlias = Literal["read", "missing", "constant"]
EndShape: TypeAlias = Literal["dot", "hollow", "up", "down", "square", "none"]

INSET = 5.0
"""Distance of a curve's ends from the edges of the gutter."""
STUB = 13.0
"""Length of the line from an event leaf to the square of a constant."""
SQUARE = 7.0
REACH = 4.0
"""How near the pointer must be to a curve to hover it."""
MANY = 60
"""With more links than these only those of visible event leaves are drawn."""
_STEPS = 24


@dataclass(frozen=True, slots=True)
class Link:
    """One line: from a place in the event to the place in the message that filled it.

    `missing`: the message has nothing there. `constant`: nothing in the message has a part in it
    (a constant of the mapping, a default of the validation); then `source` is None.
    """

    event: Path
    source: Path | None
    kind: LinkKind


@dataclass(frozen=True, slots=True)
class Place:
    """Where the row of a place is: its centre, which may lie outside the gutter. `exact` is False
    where the row of a folded branch, or of the nearest parent, stands in for it."""

    y: float
    exact: bool = True
    row: Path = ()


@dataclass(frozen=True, slots=True)
class Curve:
    """A link as drawn: a cubic from the left end to the right end; of a constant, a straight stub
    from its square to the event's end."""

    link: Link
    x0: float
    y0: float
    x1: float
    y1: float
    left: EndShape
    right: EndShape

    @property
    def bend(self) -> float:
        """How far each control point lies inwards, on its own end's height."""
        return 0.0 if self.link.kind == "constant" else (self.x1 - self.x0 + 2 * INSET) / 2

    def at(self, t: float) -> tuple[float, float]:
        """The point of the curve at `t` from 0 (left) to 1 (right)."""
        u = 1 - t
        a, b, c, d = u * u * u, 3 * u * u * t, 3 * u * t * t, t * t * t
        c0, c1 = self.x0 + self.bend, self.x1 - self.bend
        return a * self.x0 + b * c0 + c * c1 + d * self.x1, (a + b) * self.y0 + (c + d) * self.y1

    def distance(self, x: float, y: float) -> float:
        """The distance of a point from the curve."""
        best = float("inf")
        px, py = self.at(0)
        for step in range(1, _STEPS + 1):
            qx, qy = self.at(step / _STEPS)
            best = min(best, _to_segment(x, y, px, py, qx, qy))
            px, py = qx, qy
        return best


def links_of(provenance: Provenance | None, errors: Iterable[FieldError] = ()) -> tuple[Link, ...]:
    """Every line of one delivery, in the order of the event: one per leaf and source."""
    found: dict[Link, None] = {}
    provenance = provenance or Provenance()
    leaves = {leaf.path for leaf in provenance.leaves}
    for leaf in provenance.leaves:
        if leaf.kind == "path":
            for source in leaf.sources:
                found[Link(leaf.path, source, "read")] = None
        else:
            found[Link(leaf.path, None, "constant")] = None
    absent = [(one.path, one.sources) for one in provenance.left_out if one.reason == "missing"]
    absent += [(error.at, error.sources) for error in errors if error.at not in leaves]
    for path, sources in absent:
        for source in sources:
            if path and source and Link(path, source, "read") not in found:
                found[Link(path, source, "missing")] = None
    return tuple(found)


def curves(
    links: Sequence[Link],
    *,
    left: Callable[[Path], Place | None],
    right: Callable[[Path], Place | None],
    width: float,
    height: float,
) -> list[Curve]:
    """The curves to draw between what is in sight.

    `left` and `right` answer where the row of a place in the message and in the event is, None
    where it has none. A curve with both ends out of sight is left out; with more than MANY links
    also one whose event leaf is out of sight or folded away.
    """
    drawn = []
    for link in links:
        end = right(link.event)
        if end is None or (len(links) > MANY and not (end.exact and 0 <= end.y <= height)):
            continue
        curve = _constant(link, end, width) if link.source is None else None
        if link.source is not None:
            start = left(link.source)
            if start is None:
                continue
            curve = _between(link, start, end, width)
        if curve is not None and (shown := _clipped(curve, height)) is not None:
            drawn.append(shown)
    return drawn


def nearest(drawn: Sequence[Curve], x: float, y: float) -> Curve | None:
    """The curve within REACH of a point that is nearest to it."""
    best = None
    distance = REACH
    for curve in drawn:
        low, high = sorted((curve.y0, curve.y1))
        if low - REACH <= y <= high + REACH and (found := curve.distance(x, y)) <= distance:
            best, distance = curve, found
    return best


def _between(link: Link, start: Place, end: Place, width: float) -> Curve:
    hollow = link.kind == "missing"
    return Curve(
        link,
        INSET,
        start.y,
        width - INSET,
        end.y,
        "dot" if start.exact and not hollow else "hollow",
        "dot" if end.exact and not hollow else "hollow",
    )


def _constant(link: Link, end: Place, width: float) -> Curve:
    right = width - INSET
    return Curve(link, right - STUB, end.y, right, end.y, "square", "none")


def _clipped(curve: Curve, height: float) -> Curve | None:
    away0, away1 = _away(curve.y0, height), _away(curve.y1, height)
    if away0 and away1:
        return None
    if away0:
        return replace(curve, y0=0.0 if away0 == "up" else height, left=away0)
    if away1:
        return replace(curve, y1=0.0 if away1 == "up" else height, right=away1)
    return curve


def _away(y: float, height: float) -> Literal["up", "down"] | None:
    if y < 0:
        return "up"
    return "down" if y > height else None


def _to_segment(x: float, y: float, px: float, py: float, qx: float, qy: float) -> float:
    dx, dy = qx - px, qy - py
    length = dx * dx + dy * dy
    t = 0.0 if length == 0 else max(0.0, min(1.0, ((x - px) * dx + (y - py) * dy) / length))
    return hypot(x - px - t * dx, y - py - t * dy)
