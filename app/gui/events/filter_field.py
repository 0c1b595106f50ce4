"""The filter field: text, count, clear button, mistake line, suggestions and history."""

from collections.abc import Callable, Sequence
from datetime import datetime
from time import time

from PySide6.QtCore import QEvent, QObject, QPoint, QRectF, QSize, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.gui import theme
from app.gui.events import suggestions
from app.gui.events.filter_editor import FilterEditor
from app.gui.events.mistake_line import MistakeLine
from app.gui.events.suggestion_list import SuggestionList
from app.gui.events.suggestions import Suggestion, Word
from app.gui.events.words import clock, number
from app.gui.fonts import scaled
from app.gui.icons import paint_icon
from app.gui.widgets import icon_button, plain_label
from app.store.filter_error import FilterError
from app.store.filters import parse
from app.store.query import QUERY_ALL, Query

HEIGHT = 30
DELAY = 150
"""Milliseconds after the last key until the filter is evaluated."""
REMEMBERED = 50
_ICON = 16
_PAD = 9

Count = Callable[[Word, Sequence[Suggestion], Callable[[list[Suggestion]], None]], None]


class FilterField(QWidget):
    """The field with its mistake line under it.

    Signals:
        query_changed: a filter without a mistake was entered (Query).
        left: Escape: back to the list.
    """

    query_changed = Signal(object)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._query = QUERY_ALL
        self._counts: tuple[int, int] | None = None
        self._words = ""
        self._history: list[str] = []
        self._back = 0
        self._draft = ""
        self._seen_text = ""
        self._count: Count | None = None
        self._word: Word | None = None
        self._quiet = False
        self.editor = FilterEditor(self)
        self.mistake = MistakeLine(self)
        self._counter = plain_label("", "small", "text2")
        self._counter.setContentsMargins(0, 0, 5, 0)
        self.clear_button = icon_button("close", "Clear the filter", parent=self)
        self._lay_out()
        self._list: SuggestionList | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(DELAY)
        self._timer.timeout.connect(self._evaluate_typed)
        self.editor.textChanged.connect(self._typed)
        self.editor.key_pressed.connect(self._key)
        self.editor.focus_changed.connect(self._focus_changed)
        self.clear_button.clicked.connect(self.clear)
        self.mistake.mended.connect(self._mend)
        self._show_state()
        theme.watcher.theme_changed.connect(self.update)

    def _lay_out(self) -> None:
        self._box = QWidget(self)
        self._box.setFixedHeight(scaled(HEIGHT))
        self._box.installEventFilter(self)
        line = QHBoxLayout(self._box)
        line.setContentsMargins(_PAD + _ICON + 7, 1, 4, 1)
        line.setSpacing(6)
        line.addWidget(self.editor, 1)
        line.addWidget(self._counter)
        line.addWidget(self.clear_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._box)
        column.addWidget(self.mistake)
        self.editor.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setFocusProxy(self.editor)

    # What the page asks and tells.

    @property
    def query(self) -> Query:
        """The last good filter, which is the one in force."""
        return self._query

    def text(self) -> str:
        """What stands in the field, right or wrong."""
        return self.editor.text()

    def set_text(self, text: str) -> None:
        """Write a filter and evaluate it at once."""
        self._quiet = True
        self.editor.set_text(text)
        self._quiet = False
        self._close_list()
        self.evaluate()

    def begin(self, text: str) -> None:
        """Start a term: write `text` after what stands there, with the cursor behind it."""
        old = self.editor.text().rstrip()
        self.editor.setFocus()
        self.editor.set_text(f"{old} {text}" if old else text)

    def clear(self) -> None:
        """The empty filter: everything."""
        self.set_text("")
        self.editor.setFocus()

    def set_counts(self, shown: int, total: int) -> None:
        """The two numbers, from one query."""
        self._counts = (shown, total)
        self._show_state()

    def set_count_words(self, words: str) -> None:
        """What the filter lets through, in the words of a page that lists no events."""
        if words != self._words:
            self._words = words
            self._show_state()

    def set_count_source(self, count: Count) -> None:
        """Who counts what suggestions match: called with word, list and what takes the answer."""
        self._count = count

    def history(self) -> list[str]:
        """Filters that were used, the newest last."""
        return list(self._history)

    def set_history(self, texts: Sequence[str]) -> None:
        """Filters of earlier times."""
        self._history = list(texts)[-REMEMBERED:]
        self._back = 0

    def remember(self) -> None:
        """Keep the filter in force, if it is one, as the newest of the history."""
        text = self._query.text.strip()
        if text:
            self._history = [old for old in self._history if old != text][-REMEMBERED + 1 :]
            self._history.append(text)
        self._back = 0

    def evaluate(self) -> None:
        """Read the text. A mistake is shown, and changes nothing else."""
        self._timer.stop()
        text = self.editor.text()
        try:
            query = parse(text, now=int(time() * 1000))
        except FilterError as error:
            self._show_mistake(error)
            return
        self._show_mistake(None)
        if query.text != self._query.text or query.root != self._query.root:
            self._query = query
            self._show_state()
            self.query_changed.emit(query)

    # Typing.

    def _evaluate_typed(self) -> None:
        """Evaluate, unless the last word is unfinished: its suggestions are open, and it is
        the start of a field's name or no value yet.
        """
        if self.suggested():
            try:
                parse(self.editor.text())
            except FilterError:
                return
            if self._word is not None and self._word.field is None:
                return
        self.evaluate()

    def _typed(self) -> None:
        text = self.editor.text()
        if text == self._seen_text:
            # Colouring the text tells of a change too.
            return
        self._seen_text = text
        self.editor.highlighter.set_wrong(0, 0)
        if not self._quiet:
            self._timer.start()
            self._suggest()
        self._show_state()

    def _key(self, name: str) -> None:
        shown = self._list is not None and self._list.isVisible()
        match name:
            case "return":
                chosen = self._list.chosen() if shown and self._list else None
                if chosen is not None:
                    self._take(chosen)
                else:
                    self._close_list()
                    self.evaluate()
                    self.remember()
            case "tab":
                chosen = (
                    (self._list.chosen() or self._list.first()) if shown and self._list else None
                )
                if chosen is not None:
                    self._take(chosen)
                else:
                    self.editor.leave(forward=True)
            case "escape":
                if shown:
                    self._close_list()
                else:
                    self.left.emit()
            case "down" | "up":
                step = 1 if name == "down" else -1
                if shown and self._list is not None:
                    self._list.step(step)
                else:
                    self._go_back(-step)

    def _go_back(self, step: int) -> None:
        """Through the history: Up to older ones, Down to newer ones and to what was typed."""
        if self._back == 0:
            self._draft = self.editor.text()
        back = max(0, min(len(self._history), self._back + step))
        if back == self._back:
            return
        self._quiet = True
        self.editor.set_text(self._history[-back] if back else self._draft)
        self._quiet = False
        self._back = back
        self._timer.start()

    def _focus_changed(self) -> None:
        if not self.editor.hasFocus():
            self._close_list()
            if not self.mistake.error:
                self.evaluate()
            self.remember()
        self._box.update()

    # Suggestions.

    def _suggest(self) -> None:
        word = suggestions.word_at(self.editor.text(), self.editor.cursor_place())
        self._word = word
        if word is None or not self.editor.hasFocus():
            self._close_list()
            return
        found = suggestions.offline(word)
        self._offer(found)
        if self._count is not None and (found or (word.field and word.value)):
            self._count(word, found, lambda counted: self._counted(word, counted))

    def _counted(self, word: Word, counted: list[Suggestion]) -> None:
        if word == self._word and self.editor.hasFocus():
            self._offer(counted)

    def _offer(self, found: Sequence[Suggestion]) -> None:
        if self._list is None or self._list.parentWidget() is not self.window():
            self._list = SuggestionList(self.window())
            self._list.taken.connect(self._take)
        corner = self._box.mapTo(self.window(), QPoint(0, self._box.height() + 4))
        self._list.offer(found, (corner.x(), corner.y(), self._box.width()))

    def _close_list(self) -> None:
        self._word = None
        if self._list is not None and self._list.isVisible():
            self._timer.start()
        if self._list is not None:
            self._list.hide()

    def _take(self, chosen: object) -> None:
        word = self._word
        if word is None or not isinstance(chosen, Suggestion):
            return
        text = chosen.text
        complete = not text.endswith((":", "."))
        self.editor.replace(word.start, word.end, f"{text} " if complete else text)
        if complete:
            self._close_list()
            self.evaluate()

    def suggested(self) -> list[str]:
        """What the list offers; empty while it is closed."""
        return self._list.texts() if self._list is not None and self._list.isVisible() else []

    # State.

    def _mend(self, text: str) -> None:
        self.set_text(text)
        self.editor.setFocus()

    def _show_mistake(self, error: FilterError | None) -> None:
        self.mistake.show_error(error, self.editor.text())
        start, end = (error.start, error.end) if error is not None else (0, 0)
        self.editor.highlighter.set_wrong(start, end)
        self._show_state()

    def _show_state(self) -> None:
        counts = self._counts
        words = f"{number(counts[0])} of {number(counts[1])}" if counts else self._words
        if self.mistake.error is not None and words:
            words = f"last good: {words}"
        filled = bool(self.editor.text())
        self._counter.setText(words if filled or self._words else "")
        self.clear_button.setVisible(filled)
        resolved = times_in_words(self._query)
        mistake = str(self.mistake.error) if self.mistake.error is not None else ""
        description = ". ".join(part for part in (mistake, resolved, words) if part)
        self.editor.setAccessibleDescription(description)
        self.editor.setToolTip(resolved)
        self._box.update()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Paint the frame of the field."""
        if watched is self._box and event.type() == QEvent.Type.Paint:
            self._paint_box()
            return True
        if watched is self._box and event.type() == QEvent.Type.MouseButtonPress:
            self.editor.setFocus()
        return False

    def _paint_box(self) -> None:
        painter = QPainter(self._box)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        focus = self.editor.hasFocus()
        width = 2.0 if focus else 1.0
        good = "accent" if focus else "line2"
        token = good if self.mistake.error is None else "rejected"
        painter.setPen(QPen(theme.color(token), width))
        painter.setBrush(theme.color("surface"))
        inset = width / 2
        area = QRectF(self._box.rect()).adjusted(inset, inset, -inset, -inset)
        painter.drawRoundedRect(area, 5, 5)
        top = (self._box.height() - _ICON) / 2
        paint_icon(painter, "search", QRectF(_PAD, top, _ICON, _ICON), theme.color("text2"))
        painter.end()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Nothing: the bar's ground shows through."""

    def sizeHint(self) -> QSize:
        """As high as its parts."""
        return super().sizeHint()


def times_in_words(query: Query) -> str:
    """Relative times shown back resolved: `since 13:50:21`."""
    today = datetime.now()
    return ", ".join(
        f"{field} {clock(moment, today=today, millis=False)}" for field, moment in query.times
    )
