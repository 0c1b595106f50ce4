"""Every difference that a change would make: a list, and one message side by side."""

from datetime import datetime

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from app.analysis.fate_diff import Difference, Fate, RuleCount
from app.destination.model import Configuration
from app.gui.detail.pair_tab import PairView, Side
from app.gui.detail.parts import EmptyText
from app.gui.detail.visible import visible
from app.gui.events.words import clock, one_line, short_id
from app.gui.fonts import scaled
from app.gui.jobs import Delivery, deliver
from app.gui.replay.cells import Cell, CellTable, Column, Row
from app.gui.shapes import TOKEN, WORDS, shape_of
from app.gui.shell.dialog import Dialog
from app.gui.widgets import Segmented, Splitter, flat_button, plain_button, plain_label
from app.services import Inspector
from app.services.trial import SideBySide, Tried, side_by_side

_COLUMNS = (
    Column("Judged at", 126, most=190),
    Column("Event", 150, most=260),
    Column("User", 100),
    Column("Now", 178),
    Column("With the change", 178),
    Column("What differs", 0),
)
_RULES = (
    Column("Rule", 100),
    Column("What it says", 0),
    Column("Now", 90, right=True),
    Column("With the change", 120, right=True),
)
_ROW = 28


class CompareDialog(Dialog):
    """Signals:
    event_wanted(object): show this message in Events.
    """

    event_wanted = Signal(object)

    def __init__(
        self,
        window: QWidget,
        inspector: Inspector,
        tried: Tried,
        before: Configuration,
        after: Configuration,
    ) -> None:
        super().__init__(window, "What the change would do", QSize(1180, 760))
        self._inspector = inspector
        self._sides = before, after
        self._reading: Delivery[SideBySide] | None = None
        diff = tried.diff
        self._of = {
            "fate": [one for one in diff.differences if one.kind == "fate"],
            "payload": [one for one in diff.differences if one.kind == "payload"],
        }
        self._shown: list[Difference] = []
        self.what = Segmented(
            [
                ("fate", f"Fates {diff.fates:,}"),
                ("payload", f"Payloads {diff.payloads:,}"),
                ("rule", f"Findings of {len(diff.rules):,} rules"),
            ],
            name="Which differences",
        )
        self.what.chosen.connect(lambda _key: self._fill())
        self.left_out = plain_label("", "small", "text3")
        self.table = CellTable(_COLUMNS, "Messages that would fare otherwise", _ROW)
        self.table.row_changed.connect(self._choose)
        self.table.doubleClicked.connect(lambda _index: self._show_event())
        self.rules = CellTable(_RULES, "Findings by rule", _ROW)
        self.view = PairView()
        self.empty = EmptyText("Nothing of this kind")
        self.event_button = flat_button("Show in Events")
        self.event_button.clicked.connect(self._show_event)
        self._lay_out(diff.rules)
        first = next((key for key in ("fate", "payload") if self._of[key]), "rule")
        if first == self.what.key():
            self._fill()
        else:
            self.what.choose(first)
        self.table.setFocus()
        self._counts = diff.fates, diff.payloads

    def _lay_out(self, rules: tuple[RuleCount, ...]) -> None:
        self.body.setContentsMargins(0, 8, 0, 12)
        top = QHBoxLayout()
        top.setContentsMargins(19, 0, 19, 8)
        top.setSpacing(12)
        top.addWidget(self.what)
        top.addWidget(self.left_out)
        top.addStretch(1)
        self.body.addLayout(top)
        both = Splitter(Qt.Orientation.Vertical)
        both.addWidget(self.table)
        both.addWidget(self.view)
        both.set_default([scaled(300), scaled(300)])
        self.stack = QStackedWidget()
        for page in (both, self.rules, self.empty):
            self.stack.addWidget(page)
        self.body.addWidget(self.stack, 1)
        self.rules.cells().set_rows(len(rules), lambda at: _rule_row(rules[at]))
        foot = QHBoxLayout()
        foot.setContentsMargins(12, 10, 19, 4)
        foot.addWidget(self.event_button)
        foot.addStretch(1)
        self.close_foot = plain_button("Close")
        self.close_foot.clicked.connect(self.reject)
        foot.addWidget(self.close_foot)
        self.body.addLayout(foot)

    def _fill(self) -> None:
        key = self.what.key()
        self._shown = self._of.get(key, [])
        today = datetime.now()
        self.table.cells().set_rows(
            len(self._shown), lambda at: _difference_row(self._shown[at], today)
        )
        rules = key == "rule"
        page = 1 if rules and self.rules.cells().rowCount() else 0 if self._shown else 2
        self.stack.setCurrentIndex(page)
        self.event_button.setVisible(page == 0)
        words = self.what.button(key).accessibleName()
        digits = "".join(one for one in words if one.isdigit())
        count = int(digits) if digits and not rules else 0
        cut = count > len(self._shown)
        self.left_out.setText(f"The first {len(self._shown):,} are listed." if cut else "")
        if self._shown:
            self.table.selectRow(0)

    def _choose(self, at: int) -> None:
        if self._reading is not None:
            self._reading.cancel()
            self._reading = None
        if not 0 <= at < len(self._shown):
            return
        one = self._shown[at]
        before, after = self._sides
        self._reading = deliver(
            self._inspector.read(lambda reader: side_by_side(reader, one.row, before, after)),
            self,
            lambda found: self._show(one, found),
            lambda _error: self.view.show_pair((), Side("", ""), Side("", "")),
        )

    def _show(self, one: Difference, found: SideBySide) -> None:
        self._reading = None
        self.view.show_pair(
            found.rows,
            _side(one.before, "now"),
            _side(one.after, "with the change"),
            path_title="Path in what is sent",
        )

    def _show_event(self) -> None:
        at = self.table.currentIndex().row()
        if 0 <= at < len(self._shown):
            self.event_wanted.emit(self._shown[at].row)
            self.accept()


def _side(fate: Fate, plate: str) -> Side:
    shape = shape_of(fate.verdict, fate.tie)
    return Side(
        shape, WORDS.get(shape, fate.verdict), plate, "accent" if plate != "now" else "plain"
    )


def _fate_cell(fate: Fate) -> Cell:
    shape = shape_of(fate.verdict, fate.tie)
    word = WORDS[shape]
    several = len(fate.deliveries)
    extra = f"{several} deliveries" if several > 1 else ""
    return Cell(word, TOKEN[shape], shape=shape, weight=500, extra=extra)


def _what(one: Difference) -> str:
    if one.paths:
        return ", ".join(one_line(path, 80) for path in one.paths)
    before = {name for name, _, _ in one.before.deliveries}
    after = {name for name, _, _ in one.after.deliveries}
    said = [
        *(f"“{one_line(name, 60)}” takes it" for name in sorted(after - before)),
        *(f"“{one_line(name, 60)}” no longer takes it" for name in sorted(before - after)),
    ]
    return ", ".join(said)


def _difference_row(one: Difference, today: datetime) -> Row:
    time = clock(one.judged_at, today=today)
    before, after = _fate_cell(one.before), _fate_cell(one.after)
    cells = (
        Cell(time, mono=True),
        Cell(one_line(one.name, 120), weight=500),
        Cell(short_id(one_line(one.user)), "text2", mono=True),
        before,
        after,
        Cell(_what(one), "text2", px=12),
    )
    sentence = (
        f"{time}, {one_line(one.name, 120)}, now {before.text}, with the change {after.text}, "
        f"{_what(one)}"
    )
    return Row(cells, visible(sentence))


def _rule_row(one: RuleCount) -> Row:
    cells = (
        Cell(one.code, mono=True),
        Cell(one.title),
        Cell(f"{one.before:,}"),
        Cell(f"{one.after:,}", weight=500),
    )
    return Row(cells, f"{one.code} {one.title}, {one.before} now, {one.after} with the change")
