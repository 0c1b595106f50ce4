"""The focus ring: one frame that goes where the keyboard is, the same for every control."""

from PySide6.QtCore import QEvent, QObject, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QApplication,
    QMenu,
    QWidget,
)
from shiboken6 import isValid

from app.gui import theme

RING = "ring"
"""Dynamic property of a widget: `outside`, `inside` or `none` (it paints its own)."""

_OUT = 4


def ring_of(widget: QWidget) -> str:
    """Where the ring of a widget goes: its own word, else outside buttons, inside lists."""
    word = widget.property(RING)
    if word:
        return str(word)
    if isinstance(widget, QAbstractButton):
        return "outside"
    if isinstance(widget, QAbstractScrollArea):
        return "inside"
    return "none"


class FocusRing(QWidget):
    """Two pixels of `accent` round the widget `target`.

    It is a sibling of that widget (or its child, where the ring goes inside), follows its place,
    and lets the mouse through.
    """

    def __init__(self, target: QWidget, *, inside: bool) -> None:
        super().__init__(target if inside else target.parentWidget())
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._target = target
        self._inside = inside
        target.installEventFilter(self)
        self._place()

    def _place(self) -> None:
        rect = self._target.rect() if self._inside else self._target.geometry()
        self.setGeometry(rect if self._inside else rect.adjusted(-_OUT, -_OUT, _OUT, _OUT))
        self.setVisible(self._target.isVisible())
        self.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the target's moves."""
        if event.type() in {QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.Show}:
            self._place()
        elif event.type() in {QEvent.Type.Hide, QEvent.Type.ParentChange}:
            self.hide()
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the ring."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.color("accent"), 2))
        rect = QRectF(QRect(0, 0, self.width(), self.height())).adjusted(1, 1, -1, -1)
        radius = 0 if self._inside else 7
        painter.drawRoundedRect(rect, radius, radius)
        painter.end()


class FocusRings(QObject):
    """Puts a ring on each widget that gets the focus, and takes it from the one before."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._ring: FocusRing | None = None
        app.focusChanged.connect(self._follow)

    def ring(self) -> FocusRing | None:
        """The ring on the screen."""
        return self._ring if self._ring is not None and isValid(self._ring) else None

    def _follow(self, _old: QWidget | None, new: QWidget | None) -> None:
        # Its window may have taken the ring with it.
        ring = self.ring()
        if ring is not None:
            ring.hide()
            ring.deleteLater()
        self._ring = None
        place = ring_of(new) if new is not None else "none"
        if new is None or place == "none" or new.isWindow() or isinstance(new, QMenu):
            return
        self._ring = FocusRing(new, inside=place == "inside")


def show_focus_rings(app: QApplication) -> FocusRings:
    """Start showing rings in `app`; the same object on a second call."""
    found = app.findChild(FocusRings)
    return found if found is not None else FocusRings(app)
