"""A file dropped on the window is opened; while it hovers, a frame says so."""

from pathlib import Path

from PySide6.QtCore import QMimeData, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from app.gui import theme
from app.gui.events.words import one_line
from app.gui.fonts import ui_font


def dropped_file(data: QMimeData) -> Path | None:
    """The one local file of a drop; None where it is something else."""
    urls = data.urls()
    if len(urls) != 1 or not urls[0].isLocalFile():
        return None
    return Path(urls[0].toLocalFile())


class DropFrame(QWidget):
    """2 px of `accent` round the window, and "Open {name}"."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._words = ""
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def show_name(self, name: str) -> None:
        """A file of this name hovers."""
        self._words = f"Open {one_line(name, 80)}"
        window = self.parentWidget()
        if window is not None:
            self.setGeometry(window.rect())
        self.show()
        self.raise_()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Frame and plate."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.color("accent"), 2))
        painter.drawRect(QRectF(self.rect()).adjusted(1, 1, -1, -1))
        painter.setFont(ui_font(15, 600))
        width = painter.fontMetrics().horizontalAdvance(self._words) + 40
        plate = QRectF((self.width() - width) / 2, self.height() / 2 - 22, width, 44)
        painter.setPen(QPen(theme.color("accent"), 1))
        painter.setBrush(theme.color("raised"))
        painter.drawRoundedRect(plate, 8, 8)
        painter.setPen(theme.color("text"))
        painter.drawText(plate, Qt.AlignmentFlag.AlignCenter, self._words)
        painter.end()
