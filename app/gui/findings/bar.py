"""The bars over the findings: filter, grouping, order; then the sum, and how far the look is."""

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QAction, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from app.gui import theme
from app.gui.events.bar import HEIGHT
from app.gui.events.filter_field import HEIGHT as FIELD_HEIGHT
from app.gui.events.filter_field import FilterField
from app.gui.findings.words import GROUPS, SORTS
from app.gui.fonts import scaled
from app.gui.shapes import paint_shape
from app.gui.widgets import (
    Link,
    Panel,
    PlainLabel,
    ProgressBar,
    Segmented,
    flat_button,
    plain_label,
)


class FieldBar(Panel):
    """44 high: the filter field, and at its right what a page puts there."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("surface2", "b", parent)
        self.field = FilterField(self)
        space = scaled(HEIGHT - FIELD_HEIGHT) // 2
        left = QVBoxLayout()
        left.setContentsMargins(0, space, 0, space)
        left.addWidget(self.field)
        self.tools = QHBoxLayout()
        self.tools.setContentsMargins(0, space + 1, 0, 0)
        self.tools.setSpacing(8)
        right = QVBoxLayout()
        right.addLayout(self.tools)
        right.addStretch(1)
        line = QHBoxLayout(self)
        line.setContentsMargins(12, 0, 12, 0)
        line.setSpacing(12)
        line.addLayout(left, 1)
        line.addLayout(right)


class FindingsBar(FieldBar):
    """Signals:
    grouped(str): rule, user or page.
    sorted_by(str): cost, events, users or last.
    """

    grouped = Signal(str)
    sorted_by = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._label = plain_label("Group by", "base", "text2")
        self.tools.addWidget(self._label)
        self.group = Segmented(GROUPS, name="Group by", px=13)
        self.group.chosen.connect(self.grouped)
        self.tools.addWidget(self.group)
        self.sort_button = flat_button("Sort: cost")
        self.sort_button.setToolTip("The order inside each severity")
        menu = QMenu(self.sort_button)
        self._sorts: dict[str, QAction] = {}
        for key, text in SORTS:
            action = menu.addAction(text.capitalize())
            action.setCheckable(True)
            action.triggered.connect(lambda _on=False, key=key: self._sort(key))
            self._sorts[key] = action
        self.sort_button.setMenu(menu)
        self.tools.addWidget(self.sort_button)
        self._sorts["cost"].setChecked(True)

    def set_narrow(self, narrow: bool) -> None:
        """Where there is little room the words before the choice go."""
        self._label.setVisible(not narrow)

    def _sort(self, key: str) -> None:
        for one, action in self._sorts.items():
            action.setChecked(one == key)
        self.sort_button.setText(f"Sort: {dict(SORTS)[key]}")
        self.sorted_by.emit(key)


class SumLine(Panel):
    """44 high: what is lost altogether; at the right what can be done about the list.

    Signals:
        again_wanted: sort the rows anew.
        silences_wanted: show the silenced rules.
    """

    again_wanted = Signal()
    silences_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("surface", "b", parent)
        self.setFixedHeight(scaled(44))
        self._shape = ""
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 0, 16, 1)
        row.setSpacing(14)
        words = QHBoxLayout()
        words.setSpacing(5)
        self.first: PlainLabel = plain_label("", "section")
        self.rest = plain_label("", "base", "text2", elide=Qt.TextElideMode.ElideRight)
        words.addWidget(self.first)
        words.addWidget(self.rest, 1)
        row.addLayout(words, 1)
        self.again = Link("Sort again", weight=500)
        self.again.setToolTip("News have changed the order; the rows stay until you say so")
        self.again.clicked.connect(self.again_wanted)
        self.silenced = Link("", weight=500)
        self.silenced.clicked.connect(self.silences_wanted)
        row.addWidget(self.again)
        row.addWidget(self.silenced)
        self._row = row
        self.say("", "")

    def say(self, sum_line: str, scope: str) -> None:
        """The sum, whose first sentence is bold, and what was looked at."""
        first, dot, rest = sum_line.partition(". ")
        self.first.setText(f"{first}." if dot else sum_line)
        self.rest.setText(f"{rest} {scope}".strip())
        self._shape = "error" if sum_line else ""
        self._row.setContentsMargins(42 if sum_line else 16, 0, 16, 1)
        self.setAccessibleName(f"{sum_line} {scope}".strip())
        self.first.setVisible(bool(sum_line))
        self._show()

    def offer(self, *, again: bool, silenced: str) -> None:
        """The links at the right."""
        self.again.setVisible(again)
        self.silenced.setText(silenced)
        self.silenced.setVisible(bool(silenced))
        self._show()

    def _show(self) -> None:
        said = self.first.text() or self.rest.text()
        self.setVisible(bool(said) or not self.again.isHidden() or not self.silenced.isHidden())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Ground, line and shape."""
        super().paintEvent(event)
        if self._shape:
            painter = QPainter(self)
            ground = theme.color("surface")
            place = QRectF(16, (self.height() - 16) / 2, 16, 16)
            paint_shape(painter, self._shape, place, surface=ground)
            painter.end()


class ReadingLine(Panel):
    """How far a large capture is read; gone once it is.

    Signals:
        stop_wanted, on_wanted: stop reading, and read on.
    """

    stop_wanted = Signal()
    on_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("surface", "b", parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 7, 16, 9)
        column.setSpacing(5)
        row = QHBoxLayout()
        self.words = plain_label("", "base", "text2")
        row.addWidget(self.words, 1)
        self.link = Link("Stop", weight=500)
        self.link.clicked.connect(self._clicked)
        row.addWidget(self.link)
        column.addLayout(row)
        self.bar = ProgressBar("Reading messages")
        column.addWidget(self.bar)
        self._reached = (0, 0)
        self.hide()

    def show_progress(self, done: int, total: int) -> None:
        """`done` of `total` messages are read."""
        self._reached = (done, total)
        self.words.setText(f"Reading messages: {done:,} of {total:,}")
        self.link.setText("Stop")
        self.bar.show_progress(done, total)
        self.show()

    def show_failure(self, words: str) -> None:
        """The capture could not be read."""
        self.words.setText(words)
        self.link.setText("Try again")
        self.bar.hide()
        self.show()

    def done(self) -> None:
        """Everything is read."""
        self.bar.show()
        self.hide()

    def _clicked(self) -> None:
        if self.link.accessibleName() == "Stop":
            done, total = self._reached
            self.words.setText(f"Stopped: {done:,} of {total:,} messages are read")
            self.link.setText("Read on")
            self.stop_wanted.emit()
        else:
            self.bar.show()
            self.on_wanted.emit()
