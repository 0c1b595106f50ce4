"""Labels. Everything captured is hostile text, so a label never reads markup."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from app.gui import theme
from app.gui.fonts import mono_font, tabular, ui_font

_SIZES: dict[str, tuple[float, int]] = {
    "title": (20, 600),
    "verdict": (15, 600),
    "count": (17, 600),
    "base": (13, 400),
    "medium": (13, 500),
    "section": (13, 600),
    "small": (12, 400),
    "small-medium": (12, 500),
    "small-strong": (12, 600),
    "micro": (11, 400),
    "micro-medium": (11, 500),
}
_MONO: dict[str, float] = {"mono": 12, "mono-address": 12.5, "mono-large": 15}


class PlainLabel(QLabel):
    """Plain text in one role of the type table and one colour token.

    With `elide` it is one line that gives way at that side; the accessible name keeps the text.
    """

    def __init__(
        self,
        text: str = "",
        role: str = "base",
        color: str = "text",
        *,
        elide: Qt.TextElideMode = Qt.TextElideMode.ElideNone,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._elide = elide
        self._token = color
        self._surface: str | None = None
        self.setTextFormat(Qt.TextFormat.PlainText)
        font = mono_font(_MONO[role]) if role in _MONO else ui_font(*_SIZES[role])
        # Tabular figures widen the hyphen too, so words keep their own.
        self.setFont(tabular(font) if role == "count" else font)
        if elide is not Qt.TextElideMode.ElideNone:
            policy = self.sizePolicy()
            policy.setHorizontalPolicy(QSizePolicy.Policy.Preferred)
            self.setSizePolicy(policy)
        self.setText(text)
        self._tint()
        theme.watcher.theme_changed.connect(self._tint)

    def set_color(self, token: str) -> None:
        """Use another colour token."""
        if token != self._token:
            self._token = token
            self._tint()

    def setText(self, text: str) -> None:
        """Show `text` as it is."""
        if text == self.text() and text == self.accessibleName():
            return
        super().setText(text)
        self.setAccessibleName(text)

    def wrapped(self) -> "PlainLabel":
        """The same label, over several lines."""
        self.setWordWrap(True)
        return self

    def _tint(self) -> None:
        palette = QPalette(self.palette())
        palette.setColor(QPalette.ColorRole.WindowText, QColor(theme.color(self._token)))
        self.setPalette(palette)

    def minimumSizeHint(self) -> QSize:
        """An eliding label can become small."""
        hint = super().minimumSizeHint()
        if self._elide is not Qt.TextElideMode.ElideNone:
            hint.setWidth(min(hint.width(), 24))
        return hint

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Say the whole text in the tooltip where the line is cut."""
        super().resizeEvent(event)
        if self._elide is not Qt.TextElideMode.ElideNone:
            cut = self.fontMetrics().horizontalAdvance(self.text()) > self.width()
            self.setToolTip(plain_tip(self.text()) if cut else "")

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint one elided line, or what QLabel paints."""
        if self._elide is Qt.TextElideMode.ElideNone:
            super().paintEvent(event)
            return
        painter = QPainter(self)
        painter.setPen(theme.color(self._token))
        painter.setFont(self.font())
        rect = self.contentsRect()
        text = self.fontMetrics().elidedText(self.text(), self._elide, rect.width())
        painter.drawText(rect, self.alignment() | Qt.AlignmentFlag.AlignVCenter, text)
        painter.end()


def plain_label(
    text: str = "",
    role: str = "base",
    color: str = "text",
    *,
    elide: Qt.TextElideMode = Qt.TextElideMode.ElideNone,
    parent: QWidget | None = None,
) -> PlainLabel:
    """A label whose text is never read as markup.

    `role`: title, verdict, count, base, medium, section, small, small-medium, small-strong,
    micro, micro-medium, mono, mono-address, mono-large.
    """
    return PlainLabel(text, role, color, elide=elide, parent=parent)


def plain_tip(text: str) -> str:
    """Hostile text as a tooltip: tooltips guess at markup, so everything is escaped."""
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return f"<span>{escaped}</span>" if escaped else ""
