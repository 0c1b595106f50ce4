"""The whole of one value, over the rows under it."""

from PySide6.QtCore import QEvent, QRect, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFontMetricsF, QKeyEvent, QPalette, QTextOption
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QWidget

from app.gui import theme
from app.gui.detail.visible import printable, whole_text
from app.gui.fonts import mono_font
from app.segment.jsontext import Json

_MOST = 200_000
"""Characters laid out here; the Message tab shows what is longer."""
_HIGH = 168
_FRAME = 18


class ValueBox(QPlainTextEdit):
    """Read-only text in place. Esc, Return and leaving it close it.

    Signals:
        closed(): it wants to go.
    """

    closed = Signal()

    def __init__(self, value: Json, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        text = printable(whole_text(value))
        if len(text) > _MOST:
            text = f"{text[:_MOST]}…"
        self.setReadOnly(True)
        self.setFont(mono_font(12))
        self.setFrameShape(QFrame.Shape.Box)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setTabChangesFocus(True)
        self.setAccessibleName(f"Value of {name}")
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Base, theme.color("raised"))
        palette.setColor(QPalette.ColorRole.WindowText, theme.color("line2"))
        self.setPalette(palette)
        self.setPlainText(text)

    def open_at(self, room: QRect, left: int, below: int, above: int) -> None:
        """Show it inside `room`, from `left` to the right edge, under the row that ends at
        `below`, or over the row that starts at `above` where there is more space."""
        width = max(room.width() - left - 8, 120)
        self.resize(width, _HIGH)
        line = QFontMetricsF(self.font()).lineSpacing()
        lines = max(1, round(self._height_in_lines()))
        down, up = room.height() - below - 4, above - 4
        most = max(down, up, round(line) + _FRAME)
        height = min(round(lines * line) + _FRAME, _HIGH, most)
        top = below if height <= down or down >= up else max(above - height, 0)
        self.setGeometry(left, top, width, height)
        self.show()
        self.raise_()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def _height_in_lines(self) -> float:
        self.document().setTextWidth(self.viewport().width())
        block, lines = self.document().firstBlock(), 0
        while block.isValid() and lines < 100:
            self.blockBoundingRect(block)
            lines += max(1, block.layout().lineCount())
            block = block.next()
        return lines

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc and Return close."""
        if event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.closed.emit()
            return
        super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Keep Esc from a shortcut of the window while this is open."""
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.ShortcutOverride
            and event.key() == Qt.Key.Key_Escape
        ):
            event.accept()
            return True
        return super().event(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Leaving closes, apart from a menu or another window in front."""
        super().focusOutEvent(event)
        if event.reason() not in (
            Qt.FocusReason.PopupFocusReason,
            Qt.FocusReason.ActiveWindowFocusReason,
        ):
            self.hide()
