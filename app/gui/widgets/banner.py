"""Banners: one line over a list that stays until its cause is gone."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QEasingCurve, QRectF, Qt, QVariantAnimation
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.gui import motion, theme
from app.gui.fonts import scaled
from app.gui.shapes import paint_shape
from app.gui.widgets.label import plain_label
from app.gui.widgets.link import Link

_HEIGHT = 36

ORDER = (
    "disk",
    "not-listening",
    "analysis",
    "port",
    "fault",
    "parked",
    "read-only",
    "accept",
    "behind",
    "new",
)
"""Which banner goes before which where two causes are there at once."""


@dataclass(frozen=True)
class Message:
    """What a banner says.

    `kind` is the word of a soft colour (`warning`, `rejected`, `info`, `neutral`, `accent`);
    `shape` a shape's name or empty; `first` the bold clause, `rest` the others; `actions` are
    (text, what it does).
    """

    kind: str
    shape: str
    first: str
    rest: str = ""
    actions: tuple[tuple[str, Callable[[], None]], ...] = ()


class Banner(QFrame):
    """One message, 36 high."""

    def __init__(self, message: Message, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._message = message
        self.setFixedHeight(scaled(_HEIGHT))
        self.setAccessibleName(f"{message.first} {message.rest}".strip())
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12 + (24 if message.shape else 0), 0, 12, 0)
        layout.setSpacing(18)
        words = QHBoxLayout()
        words.setSpacing(5)
        ink = "accent" if message.kind == "accent" else "text"
        if message.first:
            words.addWidget(plain_label(message.first, "section", ink))
        rest = plain_label(message.rest, "base", "text2", elide=Qt.TextElideMode.ElideRight)
        words.addWidget(rest, 1)
        layout.addLayout(words, 1)
        for text, action in message.actions:
            link = Link(text, weight=500)
            link.clicked.connect(lambda _on=False, action=action: action())
            layout.addWidget(link)
        theme.watcher.theme_changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Soft ground, line under it, shape."""
        painter = QPainter(self)
        ground = theme.color(f"{self._message.kind}Soft")
        painter.fillRect(self.rect(), ground)
        painter.fillRect(0, self.height() - 1, self.width(), 1, theme.color("line"))
        if self._message.shape:
            top = (self.height() - 16) / 2
            paint_shape(painter, self._message.shape, QRectF(12, top, 16, 16), surface=ground)
        painter.end()


class BannerArea(QWidget):
    """The place of the banner: shows the first cause of `ORDER` that is there, or nothing."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._causes: dict[str, Message] = {}
        self._shown: Message | None = None
        self._banner: Banner | None = None
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setAlignment(Qt.AlignmentFlag.AlignBottom)
        self._grow = QVariantAnimation(self)
        self._grow.setEasingCurve(QEasingCurve.Type.OutQuad)
        self._grow.valueChanged.connect(lambda value: self.setFixedHeight(int(value)))
        self.setFixedHeight(0)

    def set(self, cause: str, message: Message | None) -> None:
        """Say or take back what one cause of `ORDER` has to say. Raises ValueError for another."""
        ORDER.index(cause)
        if message is None:
            self._causes.pop(cause, None)
        else:
            self._causes[cause] = message
        self._show()

    def shown(self) -> Message | None:
        """The message on the screen."""
        return self._shown

    def _show(self) -> None:
        message = next((self._causes[key] for key in ORDER if key in self._causes), None)
        if message == self._shown:
            return
        self._shown = message
        old, self._banner = self._banner, None
        if old is not None:
            self._layout.removeWidget(old)
            old.hide()
            old.deleteLater()
        if message is not None:
            self._banner = Banner(message, self)
            self._layout.addWidget(self._banner)
        goal = scaled(_HEIGHT) if message is not None else 0
        length = motion.duration(120)
        self._grow.stop()
        if not self.isVisible() or not length or self.height() == goal:
            self.setFixedHeight(goal)
            return
        self._grow.setDuration(length)
        self._grow.setStartValue(self.height())
        self._grow.setEndValue(goal)
        self._grow.start()
