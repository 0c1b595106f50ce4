"""The capture lamp of the top bar: four states, told by shape."""

from typing import Literal

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.gui import theme

LampState = Literal["starting", "listening", "late", "off"]

_SIDE = 12


class Lamp(QWidget):
    """Disc: listening. Triangle: the probe is late. Square: not listening. Ring: starting."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state: LampState = "starting"
        self.setFixedSize(QSize(_SIDE, _SIDE))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.watcher.theme_changed.connect(self.update)

    def state(self) -> LampState:
        """What it shows."""
        return self._state

    def set_state(self, state: LampState) -> None:
        """Show another state."""
        if state != self._state:
            self._state = state
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        if self._state == "listening":
            painter.setBrush(theme.color("accepted"))
            painter.drawEllipse(QPointF(6, 6), 5, 5)
        elif self._state == "late":
            painter.setBrush(theme.color("warning"))
            painter.drawPolygon(QPolygonF([QPointF(6, 0.8), QPointF(11.6, 11), QPointF(0.4, 11)]))
        elif self._state == "off":
            painter.setBrush(theme.color("rejected"))
            painter.drawRoundedRect(QRectF(1.5, 1.5, 9, 9), 1, 1)
        else:
            painter.setPen(QPen(theme.color("line2"), 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(QPointF(6, 6), 4.5, 4.5)
        painter.end()
