"""The five states of a point as shapes: squares, so that none is taken for an outcome."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from app.analysis.checklist_found import STATE_WORDS, State
from app.gui import theme

INK: dict[State, str] = {
    "met": "accepted",
    "part": "text2",
    "not_met": "rejected",
    "no_evidence": "line2",
    "by_hand": "line2",
}
"""The colour token of each shape."""

WORD_INK: dict[State, str] = {
    "met": "accepted",
    "part": "text2",
    "not_met": "rejected",
    "no_evidence": "text2",
    "by_hand": "text2",
}
"""The colour token of each word."""

_GRID = 18.0
_BOX = QRectF(1.5, 1.5, 15, 15)
_TICK = (QPointF(5.2, 9.3), QPointF(7.9, 12), QPointF(12.8, 6.6))


def paint_state(
    painter: QPainter, state: State, rect: QRectF, surface: QColor, *, word_of_person: bool = False
) -> None:
    """Draw a state into the square at the middle of `rect`. `surface` is the colour behind it.

    `word_of_person`: a person says that it is settled. The tick is drawn into the outline then,
    and never looks like one that rests on evidence.
    """
    ink = theme.color(INK[state])
    side = min(rect.width(), rect.height())
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(rect.center().x() - side / 2, rect.center().y() - side / 2)
    painter.scale(side / _GRID, side / _GRID)
    filled = state in ("met", "not_met")
    pen = QPen(ink, 1.3)
    if state == "by_hand":
        pen.setDashPattern([2.1, 1.7])
    painter.setPen(pen)
    painter.setBrush(ink if filled else Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(_BOX, 3.5, 3.5)
    if state == "part":
        painter.save()
        painter.setClipRect(QRectF(0, 9, 18, 9))
        painter.setBrush(ink)
        painter.drawRoundedRect(_BOX, 3.5, 3.5)
        painter.restore()
    mark = QPen(surface if filled else theme.color("text2"), 1.7)
    mark.setCapStyle(Qt.PenCapStyle.RoundCap)
    mark.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(mark)
    if state == "met" or (word_of_person and not filled):
        painter.drawPolyline(_TICK)
    elif state == "not_met":
        painter.drawLine(QPointF(6, 6), QPointF(12, 12))
        painter.drawLine(QPointF(12, 6), QPointF(6, 12))
    painter.restore()


class StateMark(QWidget):
    """One state as a widget; its word stands beside it, so it is silent for screen readers."""

    def __init__(self, state: State, side: int = 18, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state: State = state
        self._settled = False
        self.setFixedSize(side, side)
        theme.watcher.theme_changed.connect(self.update)

    def show_state(self, state: State, *, word_of_person: bool = False) -> None:
        """Draw another one."""
        self._state, self._settled = state, word_of_person
        self.setToolTip(STATE_WORDS[state])
        self.update()

    def state(self) -> State:
        """The state on show."""
        return self._state

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw it."""
        painter = QPainter(self)
        surface = theme.color("surface")
        rect = QRectF(self.rect())
        paint_state(painter, self._state, rect, surface, word_of_person=self._settled)
        painter.end()
