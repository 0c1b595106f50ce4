"""Toasts: one short line at the bottom that goes by itself."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPropertyAnimation, QRectF, Qt, QTimer
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QGraphicsOpacityEffect, QHBoxLayout, QWidget

from app.gui import motion, theme
from app.gui.fonts import scaled
from app.gui.widgets.label import plain_label
from app.gui.widgets.link import Link

_HEIGHT = 36
_ABOVE = 24 + 24
"""The status bar, and the gap above it."""


class Toast(QFrame):
    """Text in `surface` on a ground of `text`, with an Undo link where it can be undone."""

    def __init__(self, window: QWidget, text: str, undo: Callable[[], None] | None) -> None:
        super().__init__(window)
        self.setAccessibleName(text)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(14, 0, 14, 0)
        layout.setSpacing(12)
        layout.addWidget(plain_label(text, "base", "surface"))
        if undo is not None:
            link = Link("Undo", weight=600, token="surface")
            link.clicked.connect(lambda: undo())
            link.clicked.connect(self.fade)
            layout.addWidget(link)
        self.setFixedHeight(scaled(_HEIGHT))
        self.adjustSize()
        self._window = window
        self._fade = QPropertyAnimation(self)
        window.installEventFilter(self)
        self._place()
        self.show()
        self.raise_()
        self._clock = QTimer(self)
        self._clock.setSingleShot(True)
        self._clock.timeout.connect(self.fade)
        self._clock.start(4000 if undo is None else 10000)
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, text))

    def _place(self) -> None:
        self.move(
            (self._window.width() - self.width()) // 2,
            self._window.height() - scaled(_ABOVE) - self.height(),
        )

    def fade(self) -> None:
        """Go away."""
        length = motion.duration(120)
        if not length or not self.isVisible():
            self.hide()
            self.deleteLater()
            return
        effect = QGraphicsOpacityEffect(self)
        self.setGraphicsEffect(effect)
        self._fade.setTargetObject(effect)
        self._fade.setPropertyName(b"opacity")
        self._fade.setDuration(length)
        self._fade.setStartValue(1.0)
        self._fade.setEndValue(0.0)
        self._fade.finished.connect(self.deleteLater)
        self._fade.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay in the middle of the window."""
        if event.type() == QEvent.Type.Resize:
            self._place()
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        """Ground with round corners."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("text"))
        painter.drawRoundedRect(QRectF(self.rect()), 6, 6)
        painter.end()


def show_toast(widget: QWidget, text: str, undo: Callable[[], None] | None = None) -> Toast:
    """Say `text` at the bottom of the window of `widget`, for 4 s (10 s with `undo`).

    A toast that is still there goes first; screen readers hear it politely.
    """
    window = widget.window()
    for old in window.findChildren(Toast):
        old.hide()
        old.deleteLater()
    return Toast(window, text, undo)
