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
    """Two pixels of `accent` round the widget that has the focus.

    It is a sibling of that widget (or its child, where the ring goes inside), follows its place,
    and lets the mouse through.
    """

    def __init__(self) -> None:
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._target: QWidget | None = None
        self._inside = False
        self.hide()
        theme.watcher.theme_changed.connect(self.update)

    def follow(self, _old: QWidget | None, new: QWidget | None) -> None:
        """Go to the widget `new`, or nowhere."""
        if self._target is not None:
            self._target.removeEventFilter(self)
        self._target = None
        place = ring_of(new) if new is not None else "none"
        if new is None or place == "none" or new.isWindow() or isinstance(new, QMenu):
            self._park()
            return
        self._inside = place == "inside"
        self._target = new
        new.installEventFilter(self)
        new.destroyed.connect(self._park)
        self.setParent(new if self._inside else new.parentWidget())
        self._place()

    def _park(self) -> None:
        """Wait outside every window, so that no window takes the ring with it."""
        self.hide()
        self.setParent(None)

    def _place(self) -> None:
        target = self._target
        if target is None:
            return
        rect = target.rect() if self._inside else target.geometry()
        self.setGeometry(rect if self._inside else rect.adjusted(-_OUT, -_OUT, _OUT, _OUT))
        self.setVisible(target.isVisible())
        self.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the target's moves."""
        if watched is self._target:
            if event.type() in {QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.Show}:
                self._place()
            elif event.type() == QEvent.Type.Hide:
                self.hide()
            elif event.type() == QEvent.Type.ParentChange:
                self._park()
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


_rings: dict[int, FocusRing] = {}


def show_focus_rings(app: QApplication) -> FocusRing:
    """Start showing the ring in `app`; the same ring on a second call."""
    ring = _rings.get(id(app))
    if ring is None:
        ring = _rings[id(app)] = FocusRing()
        app.focusChanged.connect(ring.follow)
    return ring
