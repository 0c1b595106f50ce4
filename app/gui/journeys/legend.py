"""What the lines of the canvas mean, and what is assumed."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.gui import theme
from app.gui.events.words import one_line
from app.gui.fonts import scaled
from app.gui.journeys.paint import paint_legend
from app.gui.widgets import Panel, plain_label


class Legend(Panel):
    """32 high: what the lines mean, and what is assumed."""

    _KINDS = (("credited", "credited"), ("missed", "nearest miss"), ("bid", "same bid"))

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("surface", "t", parent)
        self.setFixedHeight(scaled(32))
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 1, 14, 0)
        row.setSpacing(18)
        self._labels = []
        for _, text in self._KINDS:
            label = plain_label(text, "small", "text2")
            label.setContentsMargins(36, 0, 0, 0)
            row.addWidget(label)
            self._labels.append(label)
        self.assumed = plain_label("", "small", "text2", elide=Qt.TextElideMode.ElideRight)
        self.assumed.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.assumed, 1)
        self.setAccessibleName("Legend")
        theme.watcher.theme_changed.connect(self.update)

    def say(self, assumed: str) -> None:
        """What is taken for granted of Topsort's attribution."""
        self.assumed.setText(one_line(assumed))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Pieces of the lines."""
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for (kind, _), label in zip(self._KINDS, self._labels, strict=True):
            place = label.geometry()
            area = QRectF(place.x(), place.y(), 27, place.height())
            paint_legend(painter, kind, area)
        painter.end()
