"""JSON as text: read-only, coloured, with a line to find in it."""

import re

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import (
    QKeyEvent,
    QSyntaxHighlighter,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
)
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
    QVBoxLayout,
    QWidget,
)

from app.gui import theme
from app.gui.detail.visible import masked, printable
from app.gui.fonts import mono_font, scaled, ui_font
from app.gui.widgets import flat_button, icon_button, plain_label

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


class _Field(QLineEdit):
    """Return goes on, Shift+Return back, Esc closes."""

    step = Signal(bool)
    closed = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.step.emit(not event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        elif event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.ShortcutOverride
            and event.key() == Qt.Key.Key_Escape
        ):
            event.accept()
            return True
        return super().event(event)


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


def is_find(event: QKeyEvent) -> bool:
    """Whether a key is Ctrl+F."""
    control = event.modifiers() == Qt.KeyboardModifier.ControlModifier
    return control and event.key() == Qt.Key.Key_F


class JsonText(QWidget):
    """The text, a line to find in it, and a button for what was cut."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._whole = ""
        self._asked = ""
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
        self.field = _Field()
        self.count = plain_label("", "small", "text3")
        self.find_line = self._find_line()
        self.cut_line = self._cut_line()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.find_line)
        layout.addWidget(self.cut_line)
        layout.addWidget(self.text, 1)
        self.text.find_wanted.connect(self.open_find)
        theme.watcher.theme_changed.connect(self._mark)

    def _find_line(self) -> QWidget:
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(12, 5, 8, 5)
        row.setSpacing(8)
        self.field.setPlaceholderText("Find in this text")
        self.field.setAccessibleName("Find in this text")
        self.field.setFont(ui_font(13))
        self.field.setFixedHeight(scaled(26))
        self.field.setMaximumWidth(320)
        row.addWidget(self.field, 1)
        row.addWidget(self.count)
        back = flat_button("Previous", small=True)
        forth = flat_button("Next", small=True)
        close = icon_button("close", "Close the find line")
        for button in (back, forth, close):
            row.addWidget(button)
        row.addStretch(1)
        back.clicked.connect(lambda: self.step(forward=False))
        forth.clicked.connect(lambda: self.step(forward=True))
        close.clicked.connect(self.close_find)
        self.field.textChanged.connect(self._changed)
        self.field.step.connect(lambda forward: self.step(forward=forward))
        self.field.closed.connect(self.close_find)
        line.hide()
        return line

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
        """Show JSON text; above a megabyte only its beginning. Keeps the scroll place where the
        text is the one on show."""
        if text == self._asked:
            return
        self._asked = text
        self._whole = printable(masked(text))
        cut = len(self._whole) > CUT
        self.cut_line.setVisible(cut)
        if cut:
            self.cut_words.setText(
                f"The first megabyte of {len(self._whole) / 1_000_000:.1f}. The rest is not shown."
            )
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
        self.find_line.show()
        selected = self.text.textCursor().selectedText()
        if selected and "\u2029" not in selected:
            self.field.setText(selected)
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()

    def close_find(self) -> None:
        """Hide the find line and go back to the text."""
        self.find_line.hide()
        self._mark()
        self.text.setFocus(Qt.FocusReason.OtherFocusReason)

    def step(self, *, forward: bool) -> None:
        """Go to the next or previous place, round at the ends."""
        places = self._places()
        if not places:
            return
        cursor = self.text.textCursor()
        at = cursor.selectionStart()
        if forward:
            after = at if not cursor.hasSelection() else at + 1
            goal = next((place for place in places if place >= after), places[0])
        else:
            goal = next((place for place in reversed(places) if place < at), places[-1])
        self._go(goal)
        self.count.setText(f"{places.index(goal) + 1} of {len(places)}")

    def _changed(self) -> None:
        places = self._places()
        self._mark()
        if not self.field.text():
            self.count.setText("")
        elif not places:
            self.count.setText("not found")
        else:
            self._go(places[0])
            self.count.setText(f"1 of {len(places)}")

    def _places(self) -> list[int]:
        asked = self.field.text()
        if not asked:
            return []
        found = re.finditer(re.escape(asked), self.text.toPlainText(), re.IGNORECASE)
        return [match.start() for match in found]

    def _go(self, place: int) -> None:
        # Qt counts UTF-16 units, Python counts characters.
        before = self.text.toPlainText()[:place]
        start = len(before.encode("utf-16-le", "surrogatepass")) // 2
        length = len(self.field.text().encode("utf-16-le", "surrogatepass")) // 2
        cursor = self.text.textCursor()
        cursor.setPosition(start)
        cursor.setPosition(start + length, QTextCursor.MoveMode.KeepAnchor)
        self.text.setTextCursor(cursor)

    def _mark(self) -> None:
        marks: list[QTextEdit.ExtraSelection] = []
        if self.find_line.isVisible() and self.field.text():
            cursor = QTextCursor(self.text.document())
            look = QTextCharFormat()
            look.setBackground(theme.color("warningSoft"))
            while len(marks) < _MOST_MARKED:
                cursor = self.text.document().find(self.field.text(), cursor)
                if cursor.isNull():
                    break
                mark = QTextEdit.ExtraSelection()
                mark.cursor, mark.format = cursor, look
                marks.append(mark)
        self.text.setExtraSelections(marks)
