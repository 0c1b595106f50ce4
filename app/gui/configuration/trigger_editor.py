"""The trigger in FQL: coloured, with the parser's own mistake under it."""

import re

from PySide6.QtCore import QEvent, QMimeData, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFontMetrics,
    QKeyEvent,
    QPainter,
    QPalette,
    QPen,
    QResizeEvent,
    QSyntaxHighlighter,
    QTextCharFormat,
    QTextDocument,
    QTextOption,
)
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from app.destination.fql_tokens import LONGEST_TRIGGER
from app.gui import theme
from app.gui.configuration.trigger_words import Mistake, mistake_of
from app.gui.detail.parts import Shape
from app.gui.fonts import mono_font
from app.gui.widgets import Link, plain_label

_TOKENS = re.compile(
    r'(?P<string>"[^"]*"?)'
    r"|(?P<word>\b(?:and|or|contains|match)\b)"
    r"|(?P<field>\b(?:type|event|name|userId|properties|traits|context)\b)"
    r"|(?P<number>\b\d+(?:\.\d+)?\b|\btrue\b|\bfalse\b|\bnull\b)"
)
_INK = {"string": "jsonString", "word": "accent", "field": "accent", "number": "jsonNumber"}
_MOST_LINES = 5
_COLOURED = 5_000
"""Characters that are coloured; a longer trigger is plain."""


class TriggerHighlighter(QSyntaxHighlighter):
    """Colours a trigger, and underlines its mistake."""

    def __init__(self, document: QTextDocument) -> None:
        super().__init__(document)
        self.mistake: Mistake | None = None
        theme.watcher.theme_changed.connect(self.rehighlight)

    def set_mistake(self, mistake: Mistake | None) -> None:
        """Underline it, or nothing."""
        if mistake != self.mistake:
            self.mistake = mistake
            self.rehighlight()

    def highlightBlock(self, text: str) -> None:
        """Colour the line; a trigger is one line."""
        for found in _TOKENS.finditer(text[:_COLOURED]):
            look = QTextCharFormat()
            kind = str(found.lastgroup)
            look.setForeground(theme.color(_INK[kind]))
            if kind == "word":
                look.setFontWeight(600)
            first = _units(text[: found.start()])
            self.setFormat(first, _units(found[0]), look)
        one = self.mistake
        if one is not None and self.currentBlock().blockNumber() == 0:
            token = "rejected" if one.blocking else "warning"
            for place in range(one.column - 1, min(one.column - 1 + one.length, _units(text))):
                look = self.format(place)
                look.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
                look.setUnderlineColor(theme.color(token))
                self.setFormat(place, 1, look)


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


class TriggerField(QPlainTextEdit):
    """One logical line, shown over as many as it needs, up to five. Tab leaves it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.wrong = ""
        self.setAccessibleName("Trigger")
        self.setFont(mono_font(12))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setTabChangesFocus(True)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setViewportMargins(7, 5, 7, 5)
        self.setProperty("ring", "none")
        self.colours = TriggerHighlighter(self.document())
        self.document().setDocumentMargin(2)
        self.textChanged.connect(self.fit)
        self._tint()
        theme.watcher.theme_changed.connect(self._tint)
        self.fit()

    def _tint(self) -> None:
        palette = QPalette(self.palette())
        palette.setColor(QPalette.ColorRole.Base, Qt.GlobalColor.transparent)
        palette.setColor(QPalette.ColorRole.Text, QColor(theme.color("text")))
        self.setPalette(palette)

    def set_wrong(self, kind: str) -> None:
        """`rejected` or `warning`: the border says that there is a mistake; empty: none."""
        self.wrong = kind
        self.update()

    def fit(self) -> None:
        """As high as its lines."""
        lines = min(_MOST_LINES, max(1, round(self.document().size().height())))
        height = lines * QFontMetrics(self.font()).lineSpacing() + 16
        if height != self.height():
            self.setFixedHeight(height)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width has other lines."""
        super().resizeEvent(event)
        self.fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A trigger has no line ends."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.ignore()
            return
        super().keyPressEvent(event)

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Line ends become spaces; what is too long is cut."""
        room = LONGEST_TRIGGER - len(self.toPlainText())
        text = " ".join(source.text()[: max(0, room)].split("\n"))
        self.insertPlainText(text.replace("\r", "").replace("\u2029", " "))

    def event(self, event: QEvent) -> bool:
        """Paint the frame under the viewport."""
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.update()
        if event.type() == QEvent.Type.Paint:
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            focused = self.hasFocus()
            token = self.wrong or ("accent" if focused else "line2")
            width = 2 if focused else 1
            painter.setPen(QPen(theme.color(token), width))
            painter.setBrush(theme.color("surface"))
            inset = width / 2
            frame = QRectF(self.rect()).adjusted(inset, inset, -inset, -inset)
            painter.drawRoundedRect(frame, 5, 5)
            painter.end()
            return True
        return super().event(event)


class TriggerEditor(QWidget):
    """The field, and under it what is wrong with a link that mends it.

    Signals:
        edited(str, bool): the text, and whether Segment can read it.
        back_wanted: back to the last good trigger.
    """

    edited = Signal(str, bool)
    back_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field = TriggerField()
        self.shape = Shape("error", 15)
        self.said = plain_label("", "small-medium", "rejected")
        self.rest = plain_label("", "small", "text2")
        self.repair = Link("", px=12, weight=500)
        self.back = Link("Back to the last good trigger", px=12, weight=500)
        self.mistake: Mistake | None = None
        self._known = ""
        self._line = QWidget()
        row = QHBoxLayout(self._line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        shape = QVBoxLayout()
        shape.setContentsMargins(0, 4, 0, 0)
        shape.addWidget(self.shape)
        shape.addStretch(1)
        row.addLayout(shape)
        self._words = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._words.setSpacing(5)
        tail = QHBoxLayout()
        tail.setSpacing(8)
        for part in (self.rest, self.repair, self.back):
            tail.addWidget(part)
        tail.addStretch(1)
        self._words.addWidget(self.said)
        self._words.addLayout(tail, 1)
        row.addLayout(self._words, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(7)
        layout.addWidget(self.field)
        layout.addWidget(self._line)
        self.field.textChanged.connect(self._typed)
        self.repair.clicked.connect(self._mend)
        self.back.clicked.connect(self.back_wanted)
        self._look()

    def text(self) -> str:
        """The trigger as it is written."""
        return self.field.toPlainText()

    def show_text(self, text: str) -> None:
        """Show a trigger without telling anyone; the cursor stays where it says that already."""
        if text == self.text():
            return
        self._known = text
        self.field.setPlainText(text)
        self._look()

    def _typed(self) -> None:
        # Colours make Qt say that the text is another one.
        if self.text() == self._known:
            return
        self._known = self.text()
        self._look()
        self.edited.emit(self.text(), self.mistake is None or not self.mistake.blocking)

    def _look(self) -> None:
        one = self.mistake = mistake_of(self.text())
        self.field.colours.set_mistake(one)
        kind = "" if one is None else "rejected" if one.blocking else "warning"
        self.field.set_wrong(kind)
        self._line.setVisible(one is not None)
        if one is None:
            self.field.setAccessibleDescription("Segment’s filter language, FQL")
            return
        self.shape.set_name("error" if one.blocking else "warning")
        rest = "The last good trigger stays in use." if one.blocking else "It is used as it stands."
        self.said.setText(one.sentence)
        self.said.set_color("rejected" if one.blocking else "warning")
        self.rest.setText(rest)
        self.field.setAccessibleDescription(f"{one.sentence} {rest}")
        self.repair.setText(one.repair)
        self.repair.setVisible(bool(one.repair))
        self.back.setVisible(one.blocking and not one.repair)
        self._fold()

    def _fold(self) -> None:
        """One line where sentence and way out fit into it, else one under the other."""
        link = self.repair if self.repair.text() else self.back
        needs = 23 + self.said.fontMetrics().horizontalAdvance(self.said.text()) + 18
        needs += self.rest.sizeHint().width() + link.sizeHint().width()
        wide = needs <= self.width()
        self.said.setWordWrap(not wide)
        self._words.setDirection(
            QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom
        )

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width has another fold."""
        super().resizeEvent(event)
        self._fold()

    def _mend(self) -> None:
        if self.mistake is not None and self.mistake.repair:
            cursor = self.field.textCursor()
            # As one step that Ctrl+Z takes back.
            cursor.select(cursor.SelectionType.Document)
            cursor.insertText(self.mistake.repaired)
            self.field.setFocus()
