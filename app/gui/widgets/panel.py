"""A plain ground in one token, with 1 px lines at some of its edges."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from app.gui import theme


class Panel(QWidget):
    """A widget filled with `ground`; `edges` names where a line goes: any of "ltrb".

    `round_foot` rounds its lower corners, for the foot of a dialog.
    """

    def __init__(
        self,
        ground: str = "surface",
        edges: str = "",
        parent: QWidget | None = None,
        *,
        round_foot: bool = False,
    ) -> None:
        super().__init__(parent)
        self._ground = ground
        self._edges = edges
        self._round_foot = round_foot
        theme.watcher.theme_changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Fill, then the lines."""
        painter = QPainter(self)
        if self._round_foot:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color(self._ground))
            # The upper corners lie above the widget.
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0, -7, 0, 0), 7, 7)
        else:
            painter.fillRect(event.rect(), theme.color(self._ground))
        line = theme.color("line")
        width, height = self.width(), self.height()
        if "l" in self._edges:
            painter.fillRect(0, 0, 1, height, line)
        if "r" in self._edges:
            painter.fillRect(width - 1, 0, 1, height, line)
        if "t" in self._edges:
            painter.fillRect(0, 0, width, 1, line)
        if "b" in self._edges:
            painter.fillRect(0, height - 1, width, 1, line)
        painter.end()
