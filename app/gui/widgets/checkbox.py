"""A check box of 16 px, and the painting of one for tables."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from app.gui import theme
from app.gui.fonts import scaled, ui_font
from app.gui.icons import paint_icon

_SIDE = 15
_GAP = 8


def paint_box(painter: QPainter, middle: QRectF, *, on: bool, barred: bool = False) -> None:
    """A box in the middle of `middle`; a barred one can't be ticked and has a pale border."""
    box = QRectF(0, 0, _SIDE - 1, _SIDE - 1)
    box.moveCenter(middle.center())
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(theme.color("line" if barred else "accent" if on else "line2"), 1.2))
    painter.setBrush(theme.color("surface2" if barred else "accentFill" if on else "surface"))
    painter.drawRoundedRect(box, 3, 3)
    if on:
        tick = QRectF(0, 0, 14, 14)
        tick.moveCenter(middle.center())
        paint_icon(painter, "tick-bold", tick, theme.color("onAccent"))
    painter.restore()


class CheckBox(QAbstractButton):
    """A box with its words; `toggled` tells of a change."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setCheckable(True)
        self.setText(text)
        self.setAccessibleName(text)
        self.setFont(ui_font(13))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        theme.watcher.theme_changed.connect(self.update)

    def sizeHint(self) -> QSize:
        """Box and words, 24 high."""
        words = QFontMetrics(self.font()).horizontalAdvance(self.text())
        return QSize(_SIDE + _GAP + words, scaled(24))

    def minimumSizeHint(self) -> QSize:
        """Never cut."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Box, words."""
        painter = QPainter(self)
        paint_box(painter, QRectF(0, 0, _SIDE, self.height()), on=self.isChecked())
        painter.setPen(theme.color("text" if self.isEnabled() else "text3"))
        painter.setFont(self.font())
        area = QRectF(_SIDE + _GAP, 0, self.width(), self.height())
        painter.drawText(
            area, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, self.text()
        )
        painter.end()
