"""The text of the filter: one line, coloured as the filter language reads it."""

from PySide6.QtCore import QMimeData, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QFontMetrics,
    QKeyEvent,
    QPalette,
    QResizeEvent,
    QSyntaxHighlighter,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextOption,
)
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from app.gui import theme
from app.gui.fonts import mono_font
from app.gui.widgets import plain_label
from app.gui.widgets.focus import RING
from app.store.filters import spans

HINT = "Filter, for example verdict:dropped since:10m"

LONGEST = 4000
"""Characters of a filter; what is pasted beyond it is cut."""

_LOOKS: dict[str, tuple[str, int]] = {
    "field": ("accent", 400),
    "colon": ("text3", 400),
    "value": ("text", 400),
    "text": ("text", 400),
    "not": ("rejected", 600),
    "or": ("accent", 600),
    "and": ("accent", 600),
    "bracket": ("accent", 600),
}
"""Kind of a span to its colour token and weight."""


class FilterHighlighter(QSyntaxHighlighter):
    """Colours the spans of the filter language, and underlines a mistake."""

    def __init__(self, document: QTextDocument) -> None:
        super().__init__(document)
        self._wrong = (0, 0)
        theme.watcher.theme_changed.connect(self.rehighlight)

    def set_wrong(self, start: int, end: int) -> None:
        """Underline this part; nothing where it is empty."""
        if (start, end) != self._wrong:
            self._wrong = (start, end)
            self.rehighlight()

    @property
    def wrong(self) -> tuple[int, int]:
        """What is underlined."""
        return self._wrong

    def highlightBlock(self, text: str) -> None:
        """Colour the line. Qt counts in UTF-16 units, the language in characters."""
        for span in spans(text):
            token, weight = _LOOKS[span.kind]
            look = QTextCharFormat()
            look.setForeground(theme.color(token))
            look.setFontWeight(weight)
            first = units(text[: span.start])
            self.setFormat(first, units(text[span.start : span.end]), look)
        start, end = self._wrong
        if end > start:
            first = units(text[:start])
            for place in range(first, first + units(text[start:end])):
                look = self.format(place)
                look.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
                look.setUnderlineColor(theme.color("rejected"))
                self.setFormat(place, 1, look)


def units(text: str) -> int:
    """Length in UTF-16 units, which is how Qt counts."""
    return len(text) + sum(1 for char in text if ord(char) > 0xFFFF)


class FilterEditor(QPlainTextEdit):
    """One line of text.

    Signals:
        key_pressed: a key that does something else than write: `down`, `up`, `return`, `tab`,
            `escape`.
        focus_changed: the focus came or went.
    """

    key_pressed = Signal(str)
    focus_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Filter")
        self.setProperty(RING, "none")
        self.setFrameShape(QPlainTextEdit.Shape.NoFrame)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setWordWrapMode(QTextOption.WrapMode.NoWrap)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setUndoRedoEnabled(True)
        self.setTabChangesFocus(False)
        self.setFont(mono_font(12.5))
        self.document().setDocumentMargin(0)
        self.highlighter = FilterHighlighter(self.document())
        self.viewport().setAutoFillBackground(False)
        self._hint = plain_label(HINT, "base", "text3", parent=self)
        self._hint.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAccessibleDescription(HINT)
        self.textChanged.connect(lambda: self._hint.setVisible(not self.text()))
        self._tint()
        theme.watcher.theme_changed.connect(self._tint)

    def _tint(self) -> None:
        palette = QPalette(self.palette())
        palette.setColor(QPalette.ColorRole.Base, theme.color("surface"))
        palette.setColor(QPalette.ColorRole.Text, theme.color("text"))
        self.setPalette(palette)

    def text(self) -> str:
        """The filter."""
        return self.toPlainText()

    def set_text(self, text: str) -> None:
        """Write another filter, as one step that Undo takes back; the cursor goes to its end."""
        cursor = self.textCursor()
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.insertText(one_row(text))
        self.moveCursor(QTextCursor.MoveOperation.End)

    def cursor_place(self) -> int:
        """The cursor, counted in characters."""
        before = self.textCursor()
        text, place = self.text(), before.position()
        count = 0
        for char in text:
            if place <= 0:
                break
            place -= 2 if ord(char) > 0xFFFF else 1
            count += 1
        return count

    def replace(self, start: int, end: int, text: str) -> None:
        """Write `text` instead of the characters from `start` to `end`."""
        whole = self.text()
        cursor = self.textCursor()
        first = units(whole[:start])
        cursor.setPosition(first)
        cursor.setPosition(first + units(whole[start:end]), QTextCursor.MoveMode.KeepAnchor)
        cursor.insertText(one_row(text))
        self.setTextCursor(cursor)

    def leave(self, *, forward: bool) -> None:
        """Give the focus to what comes next, or to what was before."""
        self.setTabChangesFocus(True)
        self.focusNextPrevChild(forward)
        self.setTabChangesFocus(False)

    def sizeHint(self) -> QSize:
        """One line."""
        return QSize(200, QFontMetrics(self.font()).height())

    def minimumSizeHint(self) -> QSize:
        """One line, narrow."""
        return QSize(80, QFontMetrics(self.font()).height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The line stands in the middle of the height."""
        room = self.height() - QFontMetrics(self.font()).height()
        self.setViewportMargins(0, max(0, room // 2), 0, 0)
        self._hint.setGeometry(1, 0, self.width(), self.height())
        super().resizeEvent(event)

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Pasted line ends become spaces."""
        room = max(0, LONGEST - len(self.text()))
        self.insertPlainText(one_row(source.text())[:room])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Return, Tab and the arrows do not write."""
        name = {
            Qt.Key.Key_Return: "return",
            Qt.Key.Key_Enter: "return",
            Qt.Key.Key_Tab: "tab",
            Qt.Key.Key_Down: "down",
            Qt.Key.Key_Up: "up",
            Qt.Key.Key_Escape: "escape",
        }.get(Qt.Key(event.key()))
        if name is not None:
            self.key_pressed.emit(name)
        elif event.key() == Qt.Key.Key_Backtab:
            self.leave(forward=False)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The field draws its border in accent."""
        super().focusInEvent(event)
        self.focus_changed.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The field draws its border as usual."""
        super().focusOutEvent(event)
        self.focus_changed.emit()


def one_row(text: str) -> str:
    """Line ends and tabs become spaces; so do the signs that Qt takes for paragraphs."""
    return "".join(
        " " if char in "\r\n\t\v\f\x1c\x1d\x1e\x85\u2028\u2029\0" else char for char in text
    )
