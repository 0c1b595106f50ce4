"""A progress bar, 8 high; the count always stands above it in words."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.gui import theme


class ProgressBar(QWidget):
    """Follows the data; nothing is animated."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self._done = 0
        self._total = 0
        self.setFixedHeight(8)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(name)
        theme.watcher.theme_changed.connect(self.update)

    def show_progress(self, done: int, total: int) -> None:
        """`done` of `total`."""
        self._done, self._total = done, total
        self.setAccessibleName(f"{self._name}, {done:,} of {total:,}")
        self.update()

    def sizeHint(self) -> QSize:
        """As wide as there is room."""
        return QSize(200, 8)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Ground, then the part that is done."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("neutralSoft"))
        painter.drawRoundedRect(QRectF(self.rect()), 2, 2)
        if self._total and self._done:
            width = self.width() * min(1.0, self._done / self._total)
            painter.setBrush(theme.color("accentFill"))
            painter.drawRoundedRect(QRectF(0, 0, width, self.height()), 2, 2)
        painter.end()
