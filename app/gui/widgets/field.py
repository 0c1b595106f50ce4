"""Fields to write in: a number, and a few lines."""

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QIntValidator, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QFrame, QLineEdit, QPlainTextEdit, QWidget

from app.gui import theme
from app.gui.fonts import mono_font, scaled, tabular, ui_font

_RADIUS = 5


def _paint_frame(widget: QWidget, focused: bool) -> None:
    painter = QPainter(widget)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(theme.color("accent" if focused else "line2"), 2 if focused else 1))
    painter.setBrush(theme.color("surface"))
    inset = 1.0 if focused else 0.5
    frame = QRectF(widget.rect()).adjusted(inset, inset, -inset, -inset)
    painter.drawRoundedRect(frame, _RADIUS, _RADIUS)
    painter.end()


def _tint(widget: QWidget) -> None:
    palette = QPalette(widget.palette())
    palette.setColor(QPalette.ColorRole.Base, Qt.GlobalColor.transparent)
    palette.setColor(QPalette.ColorRole.Text, QColor(theme.color("text")))
    widget.setPalette(palette)


class NumberField(QLineEdit):
    """A whole number from `least` to `most`. `number` is None where there is none in it.

    Signals:
        number_changed: it holds another number, or none.
    """

    number_changed = Signal()

    def __init__(
        self, value: int, least: int, most: int, *, name: str, parent: QWidget | None = None
    ) -> None:
        """`name` is the accessible name."""
        super().__init__(parent)
        self._least, self._most = least, most
        self.setAccessibleName(name)
        # The style fills the ground of a field whatever the palette says.
        self.setStyleSheet("background: transparent; border: none;")
        self.setFont(tabular(ui_font(13)))
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setFixedSize(scaled(104), scaled(30))
        self.setTextMargins(8, 0, 8, 0)
        self.setProperty("ring", "none")
        validator = QIntValidator(0, most, self)
        self.setValidator(validator)
        self.setText(str(value))
        self.textChanged.connect(self.number_changed)
        self._tint()
        theme.watcher.theme_changed.connect(self._tint)

    def _tint(self) -> None:
        _tint(self)

    def number(self) -> int | None:
        """The number in it, if it is one that is allowed."""
        text = self.text()
        if not text.isascii() or not text.isdigit():
            return None
        found = int(text)
        return found if self._least <= found <= self._most else None

    def paintEvent(self, event: QPaintEvent) -> None:
        """Frame, then the text."""
        _paint_frame(self, self.hasFocus())
        super().paintEvent(event)


class LinesField(QPlainTextEdit):
    """A few lines of plain text, one entry each."""

    def __init__(self, *, name: str, hint: str, parent: QWidget | None = None) -> None:
        """`name` is the accessible name, `hint` stands in it while it is empty."""
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setPlaceholderText(hint)
        self.setFont(mono_font(12))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setTabChangesFocus(True)
        self.setViewportMargins(6, 5, 6, 5)
        self.setProperty("ring", "none")
        self._tint()
        theme.watcher.theme_changed.connect(self._tint)

    def _tint(self) -> None:
        _tint(self)

    def entries(self) -> list[str]:
        """Its lines without blanks round them, each once, in order."""
        lines = (line.strip() for line in self.toPlainText().splitlines())
        return list(dict.fromkeys(line for line in lines if line))

    def set_entries(self, entries: list[str]) -> None:
        """One line each."""
        self.setPlainText("\n".join(entries))

    def event(self, event: QEvent) -> bool:
        """Paint the frame under the viewport; the viewport's own events go elsewhere."""
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.update()
        if event.type() == QEvent.Type.Paint:
            _paint_frame(self, self.hasFocus())
            return True
        return super().event(event)
