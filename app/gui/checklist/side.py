"""The chosen point: when it is met, what proves it or stands against it, where it comes from."""

from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.analysis.checklist import Evidence, Row
from app.gui.checklist.hand import HandBox
from app.gui.checklist.lines import word_of
from app.gui.checklist.states import StateMark
from app.gui.detail.parts import Paragraph, Rule
from app.gui.events.words import clock, one_line, short_id
from app.gui.fonts import scaled
from app.gui.replay.cells import Cell, CellTable, Column
from app.gui.replay.cells import Row as Cells
from app.gui.shapes import TOKEN, WORDS, shape_of
from app.gui.widgets import Link, Panel, plain_label

SHOWN = 50
"""Messages that the pane lists; Events shows them all."""

_ROW = 26
_COLUMNS = (
    Column("Time", 114, most=190),
    Column("Outcome", 92),
    Column("User", 82),
    Column("Order", 0, right=True),
)


class SidePane(Panel):
    """One point.

    Signals:
        events_wanted(str): show the messages of this point in Events.
        event_wanted(object): show one message, by its row id.
        rule_wanted(str): show this rule.
        back_wanted: back to the list, where the pane covers it.
    """

    events_wanted = Signal(str)
    event_wanted = Signal(object)
    rule_wanted = Signal(str)
    back_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("surface", "l", parent)
        self.setAccessibleName("The chosen point")
        self._row: Row | None = None
        self._rules: list[Link] = []
        self.back = Link("Back to the list", px=12, weight=500)
        self.back.clicked.connect(self.back_wanted)
        self.mark = StateMark("no_evidence")
        self.title = plain_label("", "verdict").wrapped()
        self.met = Paragraph("", color="text2", px=12)
        self.missing = Paragraph("", lead="", color="text", px=12)
        self.figures = QWidget()
        self.shows = Link("", px=12)
        self.shows.clicked.connect(self._show_events)
        self.table = CellTable(_COLUMNS, "Evidence", _ROW)
        self.table.doubleClicked.connect(lambda index: self._open(index.row()))
        self.none = plain_label("", "small", "text3").wrapped()
        self.hand = HandBox()
        self.source = plain_label("", "small", "text2").wrapped()
        self._lay_out()

    def _lay_out(self) -> None:
        page = Panel("surface")
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 14, 0, 12)
        column.setSpacing(0)
        head = QVBoxLayout()
        head.setContentsMargins(16, 0, 16, 14)
        head.setSpacing(8)
        head.addWidget(self.back)
        line = QHBoxLayout()
        line.setSpacing(10)
        line.addWidget(self.mark, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(self.title, 1)
        head.addLayout(line)
        head.addWidget(self.met)
        self._figures = QHBoxLayout(self.figures)
        self._figures.setContentsMargins(0, 2, 0, 0)
        self._figures.setSpacing(24)
        head.addWidget(self.figures)
        head.addWidget(self.missing)
        column.addLayout(head)
        self._hand_rule = Rule()
        column.addWidget(self._hand_rule)
        column.addWidget(self.hand)
        column.addWidget(Rule())
        evidence = QHBoxLayout()
        evidence.setContentsMargins(16, 8, 16, 8)
        evidence.addWidget(plain_label("Evidence", "section"))
        evidence.addStretch(1)
        evidence.addWidget(self.shows)
        column.addLayout(evidence)
        column.addWidget(self.table)
        self.none.setContentsMargins(16, 0, 16, 0)
        column.addWidget(self.none)
        column.addSpacing(14)
        self.source.setContentsMargins(16, 0, 16, 0)
        column.addWidget(self.source)
        column.addSpacing(6)
        self._links = QVBoxLayout()
        self._links.setContentsMargins(16, 0, 16, 0)
        self._links.setSpacing(2)
        column.addLayout(self._links)
        column.addStretch(1)
        self.area = QScrollArea()
        self.area.setWidget(page)
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setAccessibleName("The chosen point")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(1, 0, 0, 0)
        outer.addWidget(self.area)

    def set_alone(self, alone: bool) -> None:
        """Whether it covers the list, with a way back."""
        self.back.setVisible(alone)

    def show_row(self, row: Row, *, read_only: bool) -> None:
        """Show a point; nothing moves where it says the same as before."""
        fresh = self._row is None or self._row.point.id != row.point.id
        if not fresh and row == self._row:
            return
        before, self._row = self._row, row
        said = row.mark.confirmed or row.mark.not_needed
        self.mark.show_state(row.state, word_of_person=said)
        self.title.setText(row.point.title)
        self.title.setAccessibleName(f"{row.point.title}. {word_of(row)}")
        self.met.setText(row.point.met)
        self.missing.setText(row.missing)
        self.missing.setVisible(bool(row.missing))
        self._show_figures(row)
        self.hand.show_row(row, read_only=read_only)
        self._hand_rule.setVisible(not self.hand.isHidden())
        self.shows.setText(_show_words(row))
        self.shows.setVisible(bool(row.messages))
        if before is None or fresh or before.messages != row.messages:
            self._show_evidence(row)
        self.none.setText(_none_words(row))
        self.none.setVisible(bool(_none_words(row)))
        self.source.setText(f"Where this comes from: {row.point.source}")
        if fresh:
            self._show_rules(row)
            self.area.verticalScrollBar().setValue(0)

    def _show_figures(self, row: Row) -> None:
        while (item := self._figures.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for number, words in row.figures:
            one = QWidget()
            column = QVBoxLayout(one)
            column.setContentsMargins(0, 0, 0, 0)
            column.setSpacing(0)
            column.addWidget(plain_label(f"{number:,}", "count"))
            column.addWidget(plain_label(words, "small", "text2"))
            self._figures.addWidget(one)
        self._figures.addStretch(1)
        self.figures.setVisible(bool(row.figures))

    def _show_evidence(self, row: Row) -> None:
        messages = row.messages[:SHOWN]
        today = datetime.now()
        self.table.cells().set_rows(len(messages), lambda at: _cells(messages[at], today))
        self.table.setFixedHeight(scaled(26) + scaled(_ROW) * len(messages) + 2)
        self.table.setVisible(bool(messages))

    def _show_rules(self, row: Row) -> None:
        for link in self._rules:
            self._links.removeWidget(link)
            link.hide()
            link.deleteLater()
        self._rules = []
        for code, title in row.rules:
            link = Link(f"{code} {title}", px=12)
            link.clicked.connect(lambda _on=False, code=code: self.rule_wanted.emit(code))
            self._links.addWidget(link)
            self._rules.append(link)

    def _show_events(self) -> None:
        if self._row is not None:
            self.events_wanted.emit(self._row.point.id)

    def _open(self, at: int) -> None:
        if self._row is not None and 0 <= at < len(self._row.messages):
            self.event_wanted.emit(self._row.messages[at].row)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Return in the evidence opens the message; Esc goes back to the list."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.table.hasFocus():
            self._open(self.table.currentIndex().row())
        elif event.key() == Qt.Key.Key_Escape:
            self.back_wanted.emit()
        else:
            super().keyPressEvent(event)


def _cells(one: Evidence, today: datetime) -> Cells:
    shape = shape_of(one.outcome, one.tie)
    word = WORDS.get(one.outcome, one.outcome)
    time = clock(one.at, today=today)
    user = short_id(one_line(one.user[2:])) if one.user else "no anonymousId"
    order = "" if one.order is None else f"{one.order:,.2f}"
    cells = (
        Cell(time, mono=True),
        Cell(word, TOKEN.get(shape, "text"), shape=shape, weight=500),
        Cell(user, "text2" if one.user else "dropped", mono=bool(one.user)),
        Cell(order),
    )
    name = one_line(one.event, 80)
    parts = [time, WORDS.get(shape, word), name, f"user {user}", f"order {order}" if order else ""]
    return Cells(cells, ", ".join(part for part in parts if part))


def _show_words(row: Row) -> str:
    return f"Show {row.count:,} in Events"


def _none_words(row: Row) -> str:
    if not row.messages:
        return (
            "There is no message to show for it."
            if row.state != "by_hand"
            else ("Nothing in a capture can prove it.")
        )
    if row.count > SHOWN:
        return f"The newest {min(SHOWN, len(row.messages))} of {row.count:,}."
    return ""
