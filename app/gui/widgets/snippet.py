"""Code to copy: sunken, monospaced, one marked line, a copy button at the top right."""

import re

from PySide6.QtCore import QEvent, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFontMetricsF,
    QGuiApplication,
    QPainter,
    QPalette,
    QPen,
    QResizeEvent,
    QSyntaxHighlighter,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
)
from PySide6.QtWidgets import QMenu, QTextEdit, QWidget

from app.gui import theme
from app.gui.fonts import mono_font, scaled
from app.gui.widgets.buttons import Button, icon_button, plain_button
from app.gui.widgets.toast import show_toast

_PAD = 12
_SIDE = 10
_LINE = 20
_WORDS = (
    r"import|export|from|const|let|var|new|function|return|await|async|def|val|package|func|"
    r"require|using|public|static|final|String|if|else|true|false|null|nil|None|True|False|class"
)
_TOKENS = re.compile(
    r"(?P<string>\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|`[^`\n]*`)"
    r"|(?P<comment>(?<![:\w])//.*|^\s*#.*|<!--.*?-->)"
    rf"|(?P<word>\b(?:{_WORDS})\b|=>)"
    r"|(?P<number>\b\d+(?:\.\d+)?\b)"
)
_KINDS = {"string": "jsonString", "comment": "text3", "word": "accent", "number": "jsonNumber"}


class CodeHighlighter(QSyntaxHighlighter):
    """Strings, numbers, a few words; good enough for ten lines of any language."""

    def __init__(self, document: QTextDocument) -> None:
        super().__init__(document)
        theme.watcher.theme_changed.connect(self.rehighlight)

    def highlightBlock(self, text: str) -> None:
        """Colour one line."""
        for match in _TOKENS.finditer(text):
            look = QTextCharFormat()
            look.setForeground(theme.color(_KINDS[str(match.lastgroup)]))
            self.setFormat(match.start(), match.end() - match.start(), look)


class Snippet(QTextEdit):
    """Read-only code. `marked_line` (its text) lies on `accentSoft` and is what the button copies.

    Without a marked line, the button is an icon of 26 px and copies everything.
    """

    def __init__(
        self,
        text: str = "",
        marked_line: str = "",
        *,
        name: str = "Code",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._marked = ""
        self._above = 0
        self.setReadOnly(True)
        self.setLineWrapMode(QTextEdit.LineWrapMode.NoWrap)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setFrameShape(QTextEdit.Shape.NoFrame)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setAcceptRichText(False)
        self.setTabChangesFocus(True)
        self.setFont(mono_font(12))
        self.setAccessibleName(name)
        self.setViewportMargins(_SIDE - 4, _PAD - 7, _SIDE - 4, _PAD - 1)
        self.highlighter = CodeHighlighter(self.document())
        self._line_button = plain_button("Copy line", "copy", small=True, parent=self)
        self._line_button.clicked.connect(self.copy_line)
        self._all_button = icon_button("copy", "Copy", parent=self)
        self._all_button.clicked.connect(self.copy_all)
        self.set_code(text, marked_line)
        self._tint()
        theme.watcher.theme_changed.connect(self._tint)

    def set_code(self, text: str, marked_line: str = "") -> None:
        """Show other code."""
        self._marked = marked_line.strip("\n")
        self.setPlainText(text.rstrip("\n"))
        self._line_button.setVisible(bool(self._marked))
        self._all_button.setVisible(not self._marked)
        self._space()
        self._show_mark()
        self._fit()
        self._place_button()

    def copy_line(self) -> None:
        """Copy the marked line only."""
        QGuiApplication.clipboard().setText(self._marked.strip())
        show_toast(self, "Copied the line")

    def copy_all(self) -> None:
        """Copy all of it."""
        QGuiApplication.clipboard().setText(self.toPlainText())
        show_toast(self, "Copied the code")

    def copy_button(self) -> Button:
        """The button at the top right."""
        return self._line_button if self._marked else self._all_button

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Copy line, Copy all."""
        menu = self.make_menu()
        menu.popup(event.globalPos())

    def make_menu(self) -> QMenu:
        """The menu of a right click; it deletes itself when it closes."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if self._marked:
            menu.addAction("Copy line", self.copy_line)
        menu.addAction("Copy all", self.copy_all)
        return menu

    def _space(self) -> None:
        cursor = QTextCursor(self.document())
        cursor.select(QTextCursor.SelectionType.Document)
        look = QTextBlockFormat()
        look.setLineHeight(scaled(_LINE), QTextBlockFormat.LineHeightTypes.FixedHeight.value)
        cursor.mergeBlockFormat(look)

    def _fit(self) -> None:
        room = self.viewport().width() - 2 * self.document().documentMargin()
        bar = 10 if self._widest() > room else 0
        self.setFixedHeight(
            scaled(_LINE) * self.document().blockCount() + 2 * _PAD + bar + self._above
        )

    def _show_mark(self) -> None:
        """Put the marked lines on `accentSoft`, without their indentation."""
        marked = {line.strip() for line in self._marked.split("\n")} - {""}
        selections = []
        block = self.document().firstBlock()
        while block.isValid():
            if block.text().strip() in marked:
                indent = len(block.text()) - len(block.text().lstrip())
                selection = QTextEdit.ExtraSelection()
                look = QTextCharFormat()
                look.setBackground(theme.color("accentSoft"))
                cursor = QTextCursor(block)
                cursor.setPosition(block.position() + indent)
                cursor.movePosition(
                    QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor
                )
                selection.cursor = cursor
                selection.format = look
                selections.append(selection)
            block = block.next()
        self.setExtraSelections(selections)

    def _widest(self) -> float:
        metrics = QFontMetricsF(self.font())
        return max(
            (metrics.horizontalAdvance(line) for line in self.toPlainText().split("\n")),
            default=0.0,
        )

    def _tint(self) -> None:
        palette = QPalette(self.palette())
        palette.setColor(QPalette.ColorRole.Base, Qt.GlobalColor.transparent)
        palette.setColor(QPalette.ColorRole.Text, QColor(theme.color("text")))
        self.setPalette(palette)
        self._show_mark()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the button in its corner."""
        super().resizeEvent(event)
        self._fit()
        self._place_button()

    def _place_button(self) -> None:
        button = self.copy_button()
        # A long first line must not lie under the button: first it loses its words, and where
        # that is not enough it gets a line of its own.
        first = self.toPlainText().partition("\n")[0]
        taken = QFontMetricsF(self.font()).horizontalAdvance(first) + 2 * _PAD + 8
        if self._marked:
            button.set_icon_only(False)
            button.set_icon_only(taken + button.sizeHint().width() > self.width())
        above = taken + button.sizeHint().width() > self.width()
        if above and self._marked:
            button.set_icon_only(False)
        self._set_above(scaled(_LINE) + 4 if above else 0)
        button.resize(button.sizeHint())
        button.move(self.width() - button.width() - 8, 8)

    def _set_above(self, room: int) -> None:
        """Keep `room` px over the code free."""
        if room != self._above:
            self._above = room
            self.setViewportMargins(_SIDE - 4, _PAD - 7 + room, _SIDE - 4, _PAD - 1)
            self._fit()

    def event(self, event: QEvent) -> bool:
        """Paint the ground under the viewport; the viewport's own events go elsewhere."""
        if event.type() == QEvent.Type.Paint:
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(theme.color("line"), 1))
            painter.setBrush(theme.color("sunken"))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 5, 5)
            painter.end()
            return True
        return super().event(event)
