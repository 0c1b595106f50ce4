"""The pieces over the rows of a pair: two names with their plates, and the time between them."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen, QPolygonF, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.gui import theme
from app.gui.detail.parts import PlateLabel, Shape
from app.gui.fonts import scaled, ui_font
from app.gui.widgets import plain_label

PATH, SIGN, END, VALUE = 232, 36, 20, 332
"""Widths of the path, the sign, the room at the right, and of a value where there is room."""


def columns(width: int) -> tuple[int, int, int, int]:
    """Widths of path, left value, sign and right value in a pane of this width."""
    path = PATH if width >= 700 else max(140, width * PATH // 952)
    value = max(80, (width - path - SIGN - END) // 2)
    return path, value, SIGN, value


class PairName(QWidget):
    """One side's head: shape, event name, plate."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 0, 4, 0)
        row.setSpacing(9)
        self.shape = Shape("", 15)
        self.name = plain_label("", "section", elide=Qt.TextElideMode.ElideRight)
        self.plate = PlateLabel()
        row.addWidget(self.shape)
        row.addWidget(self.name)
        row.addWidget(self.plate)
        row.addStretch(1)

    def say(self, shape: str, name: str, plate: str, kind: str) -> None:
        """Show one event; `plate` is a word of family `kind`, or empty."""
        self.shape.set_name(shape)
        self.name.setText(name)
        self.plate.set_plate(plate, kind)


class PairHeader(QWidget):
    """The line over the rows, 34 high."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(scaled(34))
        self.path = plain_label("Path in the message", "small", "text2", parent=self)
        self.left = PairName(self)
        self.right = PairName(self)
        theme.watcher.theme_changed.connect(self.update)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Stand over the columns."""
        path, value, sign, _ = columns(self.width())
        height = self.height() - 1
        self.path.setGeometry(12, 0, path - 12, height)
        self.left.setGeometry(path, 0, value, height)
        self.right.setGeometry(path + value + sign, 0, value, height)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Ground and the line under it."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.color("surface2"))
        painter.fillRect(0, self.height() - 1, self.width(), 1, theme.color("line"))
        painter.end()


class TimeLine(QWidget):
    """Two ticks on a line, arrows, and the distance between them in words, 40 high."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(scaled(40))
        self._distance = ""
        self._first = "accent"
        self._second = "warning"
        self.label = plain_label("Time between the two", "small", "text2", parent=self)
        theme.watcher.theme_changed.connect(self.update)

    def say(self, distance: str, first: str, second: str) -> None:
        """The distance in words, and the colour tokens of the earlier and the later tick."""
        self._distance, self._first, self._second = distance, first, second
        self.setAccessibleName(f"Time between the two: {distance}")
        self.update()

    def text(self) -> str:
        """The distance in words."""
        return self._distance

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The words stand in the path column."""
        self.label.setGeometry(12, 6, columns(self.width())[0] - 12, 22)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the line."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.color("surface"))
        path, value, sign, _ = columns(self.width())
        left, width = float(path), float(2 * value + sign)
        base = 26.5
        painter.fillRect(QRectF(left, base, width, 1), theme.color("line"))
        for step in range(1, 10):
            painter.fillRect(
                QRectF(round(left + width * step / 10), base - 3, 1, 6), theme.color("line2")
            )
        first, second = round(left + width * 0.257), round(left + width * 0.638)
        painter.fillRect(QRectF(first, 12, 2, 18), theme.color(self._first))
        painter.fillRect(QRectF(second, 12, 2, 18), theme.color(self._second))
        font = ui_font(13, 600)
        painter.setFont(font)
        painter.setPen(theme.color("text"))
        words = QFontMetricsF(font).horizontalAdvance(self._distance)
        middle = (first + second) / 2 + 1
        box = QRectF(middle - words / 2, 6, words + 1, 22)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self._distance)
        _arrow(painter, box.left() - 16, first + 4)
        _arrow(painter, box.right() + 16, second - 2)
        painter.end()


def _arrow(painter: QPainter, start: float, end: float) -> None:
    step = 4.0 if end > start else -4.0
    if abs(end - start) < 8 or (end - start) * step < 0:
        return
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(theme.color("text2"), 1))
    y = 17.5
    painter.drawLine(QPointF(start, y), QPointF(end, y))
    tip = QPointF(end, y)
    painter.drawPolyline(QPolygonF([tip + QPointF(-step, -4), tip, tip + QPointF(-step, 4)]))
    painter.restore()
