"""A link: text in `accent` that does something when clicked."""

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QEnterEvent, QFont, QFontMetrics, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from app.gui import theme
from app.gui.fonts import ui_font


class Link(QPushButton):
    """A button that looks like a link; `clicked` as every button. At least 24 high."""

    def __init__(
        self,
        text: str,
        *,
        px: float = 13,
        weight: int = 400,
        token: str = "accent",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._token = token
        self.setFont(ui_font(px, weight))
        self.setText(text)
        self.setAutoDefault(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.watcher.theme_changed.connect(self.update)

    def setText(self, text: str) -> None:
        """The words of the link, as they are."""
        super().setText(text.replace("&", "&&"))
        self.setAccessibleName(text)
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """Its words, 24 high."""
        metrics = QFontMetrics(self.font())
        return QSize(metrics.horizontalAdvance(self.accessibleName()), max(24, metrics.height()))

    def minimumSizeHint(self) -> QSize:
        """A link is never cut."""
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Return follows the link, as Space does."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        """Underline under the pointer."""
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """No underline."""
        super().leaveEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the words."""
        painter = QPainter(self)
        font = QFont(self.font())
        font.setUnderline(self.isEnabled() and self.underMouse())
        painter.setFont(font)
        painter.setPen(theme.color(self._token if self.isEnabled() else "text3"))
        painter.drawText(
            QRectF(self.rect()),
            Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter,
            self.accessibleName(),
        )
        painter.end()
