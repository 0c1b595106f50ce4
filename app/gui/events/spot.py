"""A transparent button laid over a painting: what is painted under it can be clicked."""

from PySide6.QtCore import QEvent, QRect, Qt, Signal
from PySide6.QtGui import QEnterEvent, QPaintEvent
from PySide6.QtWidgets import QApplication, QToolButton, QWidget

from app.gui.widgets.focus import RING


class Spot(QToolButton):
    """Paints nothing; its parent paints, and asks `hot`.

    Signals:
        chosen: clicked, or Return or Space; True with Shift held, which adds to the filter.
    """

    chosen = Signal(bool)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._painter = parent
        self.setProperty(RING, "inside")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.clicked.connect(self._say)

    @property
    def hot(self) -> bool:
        """Whether the pointer is over it."""
        return self.isEnabled() and self.underMouse()

    def show_at(self, area: QRect, name: str, tip: str = "") -> None:
        """Lie over `area`, called `name`; without a name there is nothing to click."""
        self.setVisible(bool(name))
        self.setGeometry(area)
        self.setAccessibleName(name)
        self.setToolTip(tip)

    def _say(self) -> None:
        shift = QApplication.keyboardModifiers() & Qt.KeyboardModifier.ShiftModifier
        self.chosen.emit(bool(shift))

    def enterEvent(self, event: QEnterEvent) -> None:
        """The parent paints the hover."""
        super().enterEvent(event)
        self._painter.update()

    def leaveEvent(self, event: QEvent) -> None:
        """The parent paints the hover."""
        super().leaveEvent(event)
        self._painter.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Nothing."""
