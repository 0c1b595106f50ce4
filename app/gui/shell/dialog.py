"""Dialogs of the window: raised, over a scrim, opened and never executed."""

from PySide6.QtCore import QEvent, QObject, QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen, QShowEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from app.gui import theme
from app.gui.widgets import PlainLabel, icon_button, plain_label

_EDGE = 44
"""What a dialog leaves free of the window at each side."""


class Scrim(QWidget):
    """Darkens the window behind a modal dialog, and keeps its size."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setGeometry(window.rect())
        window.installEventFilter(self)
        self.show()
        self.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Cover the window, whatever its size."""
        if event.type() == QEvent.Type.Resize and isinstance(watched, QWidget):
            self.setGeometry(watched.rect())
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        """One token over everything."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.color("scrim"))
        painter.end()


class Dialog(QDialog):
    """A dialog with a title and a close button, modal to its window. Esc cancels it.

    Subclasses fill `body`. `show_over` opens it; `finished` tells that it is gone.
    """

    def __init__(self, window: QWidget, title: str, size: QSize) -> None:
        """`size` is what it would like in px; it gets at most the window less 44 at each side."""
        super().__init__(window, Qt.WindowType.Dialog | Qt.WindowType.FramelessWindowHint)
        self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setWindowTitle(title)
        self.setAccessibleName(title)
        self._window = window
        self._size = size
        self._scrim: Scrim | None = None
        self._grip: QPoint | None = None
        outer = QVBoxLayout(self)
        outer.setContentsMargins(1, 1, 1, 1)
        outer.setSpacing(0)
        head = QHBoxLayout()
        head.setContentsMargins(19, 17, 19, 0)
        self.title: PlainLabel = plain_label(title, "verdict")
        head.addWidget(self.title, 1)
        self.close_button = icon_button("close", "Close", "Close (Esc)")
        self.close_button.clicked.connect(self.reject)
        head.addWidget(self.close_button)
        outer.addLayout(head)
        self.body = QVBoxLayout()
        self.body.setSpacing(0)
        outer.addLayout(self.body, 1)
        theme.watcher.theme_changed.connect(self.update)
        self.finished.connect(self._gone)

    def show_over(self) -> None:
        """Open it in the middle of its window, over a scrim."""
        self._scrim = Scrim(self._window)
        free = self._window.size() - QSize(2 * _EDGE, 2 * _EDGE)
        self.resize(self._size.boundedTo(free).expandedTo(self.minimumSizeHint()))
        self.open()

    def showEvent(self, event: QShowEvent) -> None:
        """In the middle of the window."""
        super().showEvent(event)
        middle = self._window.mapToGlobal(self._window.rect().center())
        self.move(middle - self.rect().center())

    def _gone(self) -> None:
        if self._scrim is not None:
            self._scrim.hide()
            self._scrim.deleteLater()
            self._scrim = None
        self.deleteLater()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A frameless dialog is moved by its ground."""
        if event.button() is Qt.MouseButton.LeftButton:
            self._grip = event.globalPosition().toPoint() - self.pos()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move it."""
        if self._grip is not None:
            self.move(event.globalPosition().toPoint() - self._grip)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let it go."""
        self._grip = None

    def paintEvent(self, event: QPaintEvent) -> None:
        """The raised ground with round corners."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.color("line"), 1))
        painter.setBrush(theme.color("raised"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8)
        painter.end()
