"""JSON as text: read-only, coloured, with a line to find in it."""

import re
from bisect import bisect_left

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import (
    QKeyEvent,
    QSyntaxHighlighter,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
)
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPlainTextEdit, QTextEdit, QVBoxLayout, QWidget

from app.gui import theme
from app.gui.detail.find_line import FindLine, is_find
from app.gui.detail.visible import printable
from app.gui.fonts import mono_font
from app.gui.widgets import flat_button, plain_label
from app.masking import masked

CUT = 1_000_000
"""Characters shown at first."""

_TOKENS = re.compile(
    r'(?P<key>"(?:[^"\\]|\\.)*"(?=\s*:))'
    r'|(?P<string>"(?:[^"\\]|\\.)*"?)'
    r"|(?P<number>-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false)"
    r"|(?P<null>null)"
)
_INK = {"key": "text", "string": "jsonString", "number": "jsonNumber", "null": "text3"}
_MOST_MARKED = 500


class JsonHighlighter(QSyntaxHighlighter):
    """Keys, strings, numbers and null, line by line: a JSON string never spans lines."""

    def __init__(self, document: QTextDocument) -> None:
        super().__init__(document)
        theme.watcher.theme_changed.connect(self.rehighlight)

    def highlightBlock(self, text: str) -> None:
        """Colour one line."""
        for found in _TOKENS.finditer(text):
            look = QTextCharFormat()
            look.setForeground(theme.color(_INK[str(found.lastgroup)]))
            self.setFormat(found.start(), found.end() - found.start(), look)


class _Text(QPlainTextEdit):
    """Takes Ctrl+F before the window does."""

    find_wanted = Signal()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and is_find(event):
            if event.type() == QEvent.Type.ShortcutOverride:
                event.accept()
                return True
            if event.type() == QEvent.Type.KeyPress:
                self.find_wanted.emit()
                return True
        return super().event(event)


class JsonText(QWidget):
    """The text, a line to find in it, and a button for what was cut."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._whole = ""
        self._asked: str | None = None
        self.text = _Text()
        self.text.setReadOnly(True)
        self.text.setFrameShape(QFrame.Shape.NoFrame)
        self.text.setFont(mono_font(12))
        self.text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.text.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.text.setTabChangesFocus(True)
        self.text.document().setDocumentMargin(12)
        self.text.setAccessibleName(name)
        self.highlighter = JsonHighlighter(self.text.document())
        self.find_line = FindLine("Find in this text")
        self.cut_line = self._cut_line()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.find_line)
        layout.addWidget(self.cut_line)
        layout.addWidget(self.text, 1)
        self.text.find_wanted.connect(self.open_find)
        self.find_line.changed.connect(self._changed)
        self.find_line.stepped.connect(self._step)
        self.find_line.closed.connect(self._closed)
        theme.watcher.theme_changed.connect(self._mark)

    def _cut_line(self) -> QWidget:
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(12, 4, 12, 4)
        self.cut_words = plain_label("", "small", "text2")
        self.load_all = flat_button("Load all", small=True)
        row.addWidget(self.cut_words)
        row.addWidget(self.load_all)
        row.addStretch(1)
        self.load_all.clicked.connect(self._load_all)
        line.hide()
        return line

    def show_text(self, text: str) -> None:
        """Show JSON text; above a megabyte only its beginning. Nothing moves where the text is
        the one on show."""
        if text == self._asked:
            return
        self._asked = text
        self._whole = printable(masked(text))
        cut = len(self._whole) > CUT
        self.cut_line.setVisible(cut)
        if cut:
            size = f"{len(self._whole) / CUT:.1f}"
            self.cut_words.setText(f"The first megabyte of {size}. The rest is not shown.")
        self.text.setPlainText(self._whole[:CUT])
        self._mark()

    def _load_all(self) -> None:
        self.cut_line.hide()
        place = self.text.verticalScrollBar().value()
        self.text.setPlainText(self._whole)
        self.text.verticalScrollBar().setValue(place)
        self.text.setFocus()
        self._mark()

    def open_find(self) -> None:
        """Show the find line, with the selected words in it."""
        selected = self.text.textCursor().selectedText()
        self.find_line.open("" if "\u2029" in selected else selected)
        self._mark()

    def _closed(self) -> None:
        self._mark()
        self.text.setFocus(Qt.FocusReason.OtherFocusReason)

    def _step(self, forward: bool) -> None:
        """Go to the next or previous place, round at the ends."""
        places = self._places()
        if not places:
            return
        cursor = self.text.textCursor()
        at = bisect_left(places, cursor.selectionStart())
        if not forward:
            at -= 1
        elif cursor.hasSelection() and at < len(places) and places[at] == cursor.selectionStart():
            at += 1
        at %= len(places)
        self._go(places[at])
        self.find_line.say(at, len(places))

    def _changed(self) -> None:
        places = self._places()
        self._mark()
        if places:
            self._go(places[0])
        self.find_line.say(0, len(places))

    def _places(self) -> list[int]:
        """Where the words are, in UTF-16 units, which is how Qt counts."""
        words = self.find_line.text()
        if not words:
            return []
        text = self.text.toPlainText()
        places = [found.start() for found in re.finditer(re.escape(words), text, re.IGNORECASE)]
        if text.isascii():
            return places
        wide = [at for at, character in enumerate(text) if ord(character) > 0xFFFF]
        return [place + bisect_left(wide, place) for place in places]

    def _go(self, place: int) -> None:
        length = len(self.find_line.text().encode("utf-16-le", "surrogatepass")) // 2
        cursor = self.text.textCursor()
        cursor.setPosition(place)
        cursor.setPosition(place + length, QTextCursor.MoveMode.KeepAnchor)
        self.text.setTextCursor(cursor)

    def _mark(self) -> None:
        marks: list[QTextEdit.ExtraSelection] = []
        words = self.find_line.text()
        cursor = QTextCursor(self.text.document())
        look = QTextCharFormat()
        look.setBackground(theme.color("warningSoft"))
        while words and len(marks) < _MOST_MARKED:
            cursor = self.text.document().find(words, cursor)
            if cursor.isNull():
                break
            mark = QTextEdit.ExtraSelection()
            mark.cursor, mark.format = cursor, look
            marks.append(mark)
        self.text.setExtraSelections(marks)
