"""The shapes of outcomes and severities: one drawing, one word and one colour for each.

A shape is a few layers on a grid of 16: a path that is filled or stroked with the shape's own
colour, or cut out of it with the colour of the surface behind. They are drawn as paths at any
size, so they are as sharp at 200 % as at 100 %.
"""

import re
from dataclasses import dataclass
from functools import cache
from typing import Literal

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPainterPath, QPen

from app.gui import theme

WORDS: dict[str, str] = {
    "accepted": "Accepted",
    "sponsored": "Accepted, sponsored",
    "organic": "Accepted, organic",
    "anonymous": "Accepted, anonymous",
    "rejected": "Rejected",
    "dropped": "Dropped",
    "filtered": "Filtered",
    "unmapped": "Unmapped",
    "discarded": "Discarded",
    "pending": "Analysing",
    "doubt": "In doubt",
    "error": "Error",
    "warning": "Warning",
    "info": "Info",
    "mark": "Marked",
}
"""What each shape is called; the word always stands beside it."""

TOKEN: dict[str, str] = {
    "accepted": "accepted",
    "sponsored": "accepted",
    "organic": "accepted",
    "anonymous": "accepted",
    "rejected": "rejected",
    "dropped": "dropped",
    "filtered": "neutral",
    "unmapped": "neutral",
    "discarded": "dropped",
    "pending": "neutral",
    "doubt": "doubt",
    "error": "rejected",
    "warning": "warning",
    "info": "info",
    "mark": "accent",
}
"""The colour token of each shape."""


@dataclass(frozen=True, slots=True)
class Layer:
    """One path: filled (`width` 0) or stroked, with the shape's ink or the surface's.

    `round` ends and corners; `dash` is lengths on and off in units of the grid.
    """

    outline: str
    ink: Literal["shape", "surface"] = "shape"
    width: float = 0.0
    round: bool = True
    dash: tuple[float, ...] = ()


_RING = "circle 8 8 5.8"
_DISC = (
    Layer("circle 8 8 6.5"),
    Layer("M5 8.2 L7.2 10.4 L11 6", "surface", 1.6),
)

LAYERS: dict[str, tuple[Layer, ...]] = {
    "accepted": _DISC,
    "sponsored": _DISC,
    "organic": (Layer(_RING, width=1.4), Layer("M5.3 8.2 L7.2 10.1 L10.7 6.2", width=1.5)),
    "anonymous": (
        Layer(_RING, width=1.4, round=False, dash=(2.2, 2.355)),
        Layer("circle 8 8 1.6"),
    ),
    "rejected": (
        Layer("M5.3 1.5 L10.7 1.5 L14.5 5.3 L14.5 10.7 L10.7 14.5 L5.3 14.5 L1.5 10.7 L1.5 5.3 Z"),
        Layer("M5.6 5.6 L10.4 10.4 M10.4 5.6 L5.6 10.4", "surface", 1.6),
    ),
    "dropped": (
        Layer("rect 2 2 12 12 2"),
        Layer("M8 4.6 L8 10.6 M5.4 8.4 L8 11 L10.6 8.4", "surface", 1.6),
    ),
    "filtered": (Layer("rect 2.7 2.7 10.6 10.6 2", width=1.4), Layer("M5.4 8 L10.6 8", width=1.6)),
    "unmapped": (
        Layer("circle 3.4 8 2", width=1.4),
        Layer("circle 12.6 8 2", width=1.4),
        Layer("M7 10.6 L9 5.4", width=1.4),
    ),
    "discarded": (
        Layer(_RING, width=1.5),
        Layer("M3.9 12.1 L12.1 3.9", width=1.5, round=False),
    ),
    "pending": (
        Layer("circle 3.6 8 1.4"),
        Layer("circle 8 8 1.4"),
        Layer("circle 12.4 8 1.4"),
    ),
    "doubt": (Layer(_RING, width=1.4), Layer("half 8 8 5.8")),
    "error": (
        Layer("M8 1.2 L14.8 8 L8 14.8 L1.2 8 Z"),
        Layer("M8 4.8 L8 8.4", "surface", 1.6),
        Layer("circle 8 10.9 0.95", "surface"),
    ),
    "warning": (
        Layer("M8 1.8 L15 14 L1 14 Z"),
        Layer("M8 6.2 L8 9.6", "surface", 1.5),
        Layer("circle 8 11.7 0.9", "surface"),
    ),
    "info": (
        Layer(_RING, width=1.4),
        Layer("M8 7.4 L8 10.8", width=1.5),
        Layer("circle 8 5.2 0.9"),
    ),
    "mark": (Layer("M4 2 L12 2 L12 14 L8 11 L4 14 Z"),),
}

_TIES = ("sponsored", "organic", "anonymous")


def shape_of(verdict: str, tie: str | None = None) -> str:
    """The shape for a verdict (or an attempt's outcome) and the tie of an accepted one."""
    if verdict == "accepted":
        return tie if tie in _TIES else "accepted"
    if verdict in {"in doubt", "failed"}:
        return "doubt" if verdict == "in doubt" else "error"
    return verdict


@cache
def path_of(outline: str) -> QPainterPath:
    """The painter path of one outline on the grid of 16; shared, never change it."""
    path = QPainterPath()
    word, *rest = outline.split(" ")
    if word in {"circle", "half", "rect"}:
        numbers = [float(text) for text in rest]
        if word == "rect":
            x, y, width, height, radius = numbers
            path.addRoundedRect(QRectF(x, y, width, height), radius, radius)
            return path
        x, y, radius = numbers
        circle = QRectF(x - radius, y - radius, 2 * radius, 2 * radius)
        if word == "circle":
            path.addEllipse(circle)
        else:
            path.moveTo(x, y - radius)
            path.arcTo(circle, 90, -180)
            path.closeSubpath()
        return path
    for letter, numbers_text in re.findall(r"([MLZ])([^MLZ]*)", outline):
        if letter == "Z":
            path.closeSubpath()
            continue
        x, y = (float(text) for text in numbers_text.split())
        (path.moveTo if letter == "M" else path.lineTo)(QPointF(x, y))
    return path


def paint_shape(
    painter: QPainter,
    name: str,
    rect: QRectF,
    *,
    surface: QColor,
    color: QColor | None = None,
) -> None:
    """Draw the shape `name` into the square at the middle of `rect`.

    `surface` is the colour behind it, which shows through the cut-outs; `color` is the token's
    colour unless given.
    """
    ink = color if color is not None else theme.color(TOKEN[name])
    side = min(rect.width(), rect.height())
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(
        rect.x() + (rect.width() - side) / 2,
        rect.y() + (rect.height() - side) / 2,
    )
    painter.scale(side / 16, side / 16)
    for layer in LAYERS[name]:
        paint = ink if layer.ink == "shape" else surface
        path = path_of(layer.outline)
        if layer.width:
            painter.strokePath(path, _pen(paint, layer))
        else:
            painter.fillPath(path, QBrush(paint))
    painter.restore()


def _pen(paint: QColor, layer: Layer) -> QPen:
    pen = QPen(paint, layer.width)
    if layer.round:
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    else:
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    if layer.dash:
        pen.setDashPattern([length / layer.width for length in layer.dash])
    return pen
