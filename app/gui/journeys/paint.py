"""How the parts of a journey's canvas are painted."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPainterPath, QPen

from app.analysis.attribution import OrderCredit
from app.analysis.journey import Step
from app.gui import theme
from app.gui.events.words import one_line
from app.gui.fonts import ui_font
from app.gui.journeys.layout import BOX, LINE, NODE, SILENCE, Box, Node, Point, Quiet, Way
from app.gui.journeys.words import STATE_TOKENS, step_name
from app.gui.shapes import paint_shape

_SHAPE = 18
_ROUND = 10.0
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


def font_of(px: int, weight: int = 400) -> QFont:
    """A font of the canvas in the layout's own px: the painter is scaled already."""
    font = ui_font(px, weight)
    font.setPixelSize(px)
    return font


def label_width(steps: Sequence[Step]) -> Callable[[int], float]:
    """What gives the width of the label of a step in px."""
    name, second = QFontMetricsF(font_of(12, 500)), QFontMetricsF(font_of(11))

    def measured(at: int) -> float:
        step = steps[at]
        return max(
            name.horizontalAdvance(step_name(step)),
            second.horizontalAdvance(one_line(step.second, 80)),
        )

    return measured


def path_of(way: Way) -> QPainterPath:
    """The line of a way: straight parts with round corners, then its bow where it has one."""
    points = way.points
    straight = points[:-3] if way.curve else points
    path = QPainterPath(QPointF(*points[0]))
    for at in range(1, len(straight) - 1):
        _corner(path, straight[at - 1], straight[at], straight[at + 1])
    if len(straight) > 1:
        path.lineTo(QPointF(*straight[-1]))
    if way.curve:
        first, second, end = (QPointF(*one) for one in points[-3:])
        path.cubicTo(first, second, end)
    return path


def _corner(path: QPainterPath, before: Point, corner: Point, after: Point) -> None:
    radius = min(_ROUND, _length(before, corner) / 2, _length(corner, after) / 2)
    path.lineTo(_towards(corner, before, radius))
    path.quadTo(QPointF(*corner), _towards(corner, after, radius))


def _length(one: Point, other: Point) -> float:
    return abs(one[0] - other[0]) + abs(one[1] - other[1])


def _towards(start: Point, goal: Point, distance: float) -> QPointF:
    length = _length(start, goal) or 1.0
    part = distance / length
    return QPointF(start[0] + (goal[0] - start[0]) * part, start[1] + (goal[1] - start[1]) * part)


def paint_way(painter: QPainter, way: Way, *, hot: bool) -> None:
    """Same bid: thin. Credited: strong, a dot at the order and an arrow under the click. Missed:
    dashed, a hollow dot."""
    path = path_of(way)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if way.kind == "bid":
        painter.setPen(_pen("accent" if hot else "link", 2.0 if hot else 1.25))
        painter.drawPath(path)
        return
    credited = way.kind == "credited"
    token = _token(way)
    width = (2.25 if credited else 1.75) + (0.75 if hot else 0)
    pen = _pen(token, width)
    if not credited:
        pen.setDashPattern([5 / width, 4 / width])
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    painter.setPen(pen)
    painter.drawPath(path)
    if credited:
        painter.setPen(_pen(token, width))
        _arrow_head(painter, way.points[0], way.points[1])


def paint_end(painter: QPainter, way: Way) -> None:
    """The dot at the order, over the edge of its box: filled where it is credited."""
    token = _token(way)
    painter.setPen(_pen(token, 1.75))
    painter.setBrush(theme.color(token if way.kind == "credited" else "surface"))
    painter.drawEllipse(QPointF(*way.points[-1]), 3.2, 3.2)
    painter.setBrush(Qt.BrushStyle.NoBrush)


def _token(way: Way) -> str:
    if way.kind == "credited":
        return "accent"
    return "rejected" if way.state == "lost" else "warning"


def _arrow_head(painter: QPainter, tip: Point, behind: Point) -> None:
    """Open, at the touch: up from below, or to the right from its left side."""
    x, y = tip
    if abs(behind[0] - x) > abs(behind[1] - y):
        side = -1 if behind[0] < x else 1
        wings = (QPointF(x + side * 6, y - 5), QPointF(x + side * 6, y + 5))
    else:
        side = 1 if behind[1] > y else -1
        wings = (QPointF(x - 5, y + side * 6), QPointF(x + 5, y + side * 6))
    head = QPainterPath(wings[0])
    head.lineTo(QPointF(x, y))
    head.lineTo(wings[1])
    painter.drawPath(head)


def paint_node(painter: QPainter, node: Node, step: Step, *, current: bool, keys: bool) -> None:
    """Ground, shape, and the two lines of the label on a plate."""
    surface = theme.color("surface")
    middle = QPointF(node.x, node.y)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(surface)
    painter.drawEllipse(middle, NODE, NODE)
    square = QRectF(node.x - _SHAPE / 2, node.y - _SHAPE / 2, _SHAPE, _SHAPE)
    if step.outcome is None:
        _paint_auction(painter, square.adjusted(1, 1, -1, -1))
    else:
        paint_shape(painter, step.shape, square, surface=surface)
    name, second = QFontMetricsF(font_of(12, 500)), QFontMetricsF(font_of(11))
    right = Qt.TextElideMode.ElideRight
    lines = (
        name.elidedText(step_name(step), right, node.room),
        second.elidedText(one_line(step.second, 80), right, node.room),
    )
    width = max(name.horizontalAdvance(lines[0]), second.horizontalAdvance(lines[1]))
    plate = QRectF(node.x + NODE + 1, node.y - 16, width + 6, 32)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color("accentSoft" if current and keys else "surface"))
    if current and not keys:
        painter.setBrush(theme.color("selIdle"))
    painter.drawRoundedRect(plate, 3, 3)
    painter.setFont(font_of(12, 500))
    painter.setPen(theme.color("text"))
    painter.drawText(plate.adjusted(3, 1, 0, -15), _LEFT, lines[0])
    painter.setFont(font_of(11))
    painter.setPen(theme.color("text2"))
    painter.drawText(plate.adjusted(3, 16, 0, -1), _LEFT, lines[1])
    if current:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(_pen("accent" if keys else "line2", 2))
        painter.drawEllipse(middle, NODE, NODE)


def _paint_auction(painter: QPainter, square: QRectF) -> None:
    """An outlined square with three bars."""
    painter.setPen(_pen("text2", 1.4))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(square.adjusted(0.7, 0.7, -0.7, -0.7), 3, 3)
    painter.setPen(_pen("text2", 1.6))
    foot = square.bottom() - 4
    for at, height in enumerate((4.0, 7.0, 5.0)):
        x = square.x() + 4.6 + at * 3.4
        painter.drawLine(QPointF(x, foot), QPointF(x, foot - height))


def paint_box(
    painter: QPainter,
    box: Box,
    step: Step,
    credit: OrderCredit | None,
    rows: tuple[tuple[str, str], ...],
    *,
    current: bool,
    keys: bool,
) -> None:
    """An order: its value, then a row for each line. `rows` are product and word, in step with
    the lines of `credit`."""
    area = QRectF(box.x, box.y, BOX, box.height)
    painter.setBrush(theme.color("surface"))
    painter.setPen(_pen("line2", 1))
    painter.drawRoundedRect(area.adjusted(0.5, 0.5, -0.5, -0.5), 5, 5)
    head = QRectF(box.x + 1, box.y + 1, BOX - 2, LINE - 1)
    if current:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("accentSoft" if keys else "selIdle"))
        painter.drawRoundedRect(head, 4, 4)
    ground = theme.color("accentSoft" if current and keys else "selIdle" if current else "surface")
    place = QRectF(box.x + 10, box.y, 14, LINE)
    paint_shape(painter, step.shape, place, surface=ground)
    _text(painter, head.adjusted(31, 0, -8, 0), one_line(step.second, 80), "text", 600)
    for at in range(box.lines):
        top = box.y + LINE * (at + 1)
        painter.fillRect(QRectF(box.x + 1, top, BOX - 2, 1), theme.color("line"))
        product, word = rows[at]
        state = credit.lines[at].state if credit is not None else ""
        token = STATE_TOKENS.get(state, "text2")
        row = QRectF(box.x + 11, top, BOX - 20, LINE)
        used = _text(painter, row, word, token, 500, right=True)
        _text(painter, row.adjusted(0, 0, -used - 8, 0), product, "text", 400)
    if box.more:
        top = box.y + LINE * (box.lines + 1)
        painter.fillRect(QRectF(box.x + 1, top, BOX - 2, 1), theme.color("line"))
        row = QRectF(box.x + 11, top, BOX - 20, LINE)
        _text(painter, row, f"{box.more:,} more lines", "text2", 400)
    if current:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(_pen("accent" if keys else "line2", 2))
        painter.drawRoundedRect(area.adjusted(1, 1, -1, -1), 5, 5)


def _text(
    painter: QPainter, area: QRectF, text: str, token: str, weight: int, *, right: bool = False
) -> float:
    font = font_of(12, weight)
    metrics = QFontMetricsF(font)
    shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, area.width())
    painter.setFont(font)
    painter.setPen(theme.color(token))
    painter.drawText(area, _RIGHT if right else _LEFT, shown)
    return metrics.horizontalAdvance(shown)


def paint_quiet(painter: QPainter, quiet: Quiet, bottom: float) -> None:
    """The column of a silence."""
    area = QRectF(round(quiet.x), 0, SILENCE, bottom)
    painter.fillRect(area, theme.color("surface2"))
    for x in (area.left(), area.right() - 1):
        painter.fillRect(QRectF(x, 0, 1, bottom), theme.color("line"))


def paint_quiet_words(painter: QPainter, quiet: Quiet, middle: float) -> None:
    """Its length, upwards, on a plate of its own: no line goes through it."""
    font = font_of(11)
    width = QFontMetricsF(font).horizontalAdvance(quiet.words)
    painter.save()
    painter.translate(round(quiet.x) + SILENCE / 2, middle)
    painter.rotate(-90)
    plate = QRectF(-width / 2 - 5, -8, width + 10, 16)
    painter.fillRect(plate, theme.color("surface2"))
    painter.setFont(font)
    painter.setPen(theme.color("text2"))
    painter.drawText(plate, Qt.AlignmentFlag.AlignCenter, quiet.words)
    painter.restore()


def paint_legend(painter: QPainter, kind: str, area: QRectF) -> None:
    """A short piece of a line, for the legend."""
    y = area.center().y()
    token = {"credited": "accent", "missed": "warning", "bid": "link"}[kind]
    width = {"credited": 2.25, "missed": 1.75, "bid": 1.25}[kind]
    pen = _pen(token, width)
    if kind == "missed":
        pen.setDashPattern([5 / width, 4 / width])
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    painter.setPen(pen)
    painter.drawLine(QPointF(area.x(), y), QPointF(area.right(), y))


def _pen(token: str, width: float) -> QPen:
    pen = QPen(theme.color(token), width)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    return pen
