"""Rules on and off, and the numbers that they compare with."""

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.gui.configuration.rule_lists import (
    BandLine,
    RuleLine,
    amount,
    band_lines,
    rule_lines,
    with_band,
    with_silence,
    without_parts,
)
from app.gui.replay.cells import Cell, CellTable, Column, Row
from app.gui.shell.dialog import Dialog
from app.gui.widgets import Link, NumberField, Segmented, plain_button, plain_label
from app.segment.jsontext import JsonObject

_RULES = (Column("", 44), Column("Rule", 110), Column("What it looks for", 0), Column("", 150))
_BANDS = (
    Column("Number", 150),
    Column("Is", 110, right=True),
    Column("Usually", 110, right=True),
    Column("Why", 0),
)
_ROW = 28


class RulesDialog(Dialog):
    """Changes the draft at once; nothing is applied here.

    Signals:
        changed(object): the new rules, as JSON.
    """

    changed = Signal(object)

    def __init__(self, window: QWidget, rules: JsonObject) -> None:
        """Raises RulesError."""
        super().__init__(window, "Rules", QSize(980, 700))
        self._rules = rules
        self._lines: tuple[RuleLine, ...] = ()
        self._bands: tuple[BandLine, ...] = ()
        self.what = Segmented([("rules", "Rules"), ("bands", "Numbers")], name="What to show")
        self.what.chosen.connect(lambda key: self.stack.setCurrentIndex(key == "bands"))
        self.table = CellTable(_RULES, "Rules, Space silences or lets speak", _ROW)
        self.table.ticked.connect(self._tick)
        self.table.row_changed.connect(lambda _at: self._show_parts())
        self.parts_link = Link("", px=12)
        self.parts_link.clicked.connect(self._lift)
        self.bands = CellTable(_BANDS, "Numbers that rules compare with", _ROW)
        self.bands.row_changed.connect(lambda _at: self._show_band())
        self.band_name = plain_label("", "medium")
        self.number = NumberField(0, 0, 2**31 - 1, name="The number")
        self.number.number_changed.connect(self._number)
        self.number.editingFinished.connect(self._take)
        self.unit = plain_label("", "base", "text2")
        self.fault = plain_label("", "small", "rejected")
        self.usual_link = Link("As it usually is", px=12)
        self.usual_link.clicked.connect(self._usual)
        self.close_foot = plain_button("Close")
        self.close_foot.clicked.connect(self.accept)
        self._lay_out()
        self._fill()
        self.bands.selectRow(0)
        self.table.selectRow(0)
        self.table.setFocus()

    def _lay_out(self) -> None:
        self.body.setContentsMargins(0, 6, 0, 14)
        top = QHBoxLayout()
        top.setContentsMargins(19, 0, 19, 8)
        top.setSpacing(14)
        top.addWidget(self.what)
        words = "What is silenced is counted and not shown. Nothing holds before you apply it."
        top.addWidget(plain_label(words, "small", "text2"), 1)
        self.body.addLayout(top)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.table)
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.bands, 1)
        line = QHBoxLayout()
        line.setContentsMargins(19, 8, 19, 0)
        line.setSpacing(10)
        for part in (self.band_name, self.number, self.unit, self.fault):
            line.addWidget(part)
        line.addStretch(1)
        line.addWidget(self.usual_link)
        column.addLayout(line)
        self.stack.addWidget(page)
        self.body.addWidget(self.stack, 1)
        foot = QHBoxLayout()
        foot.setContentsMargins(19, 10, 19, 0)
        foot.addWidget(self.parts_link)
        foot.addStretch(1)
        foot.addWidget(self.close_foot)
        self.body.addLayout(foot)

    def _fill(self) -> None:
        fresh = not self._lines
        self._lines, self._bands = rule_lines(self._rules), band_lines(self._rules)
        if fresh:
            self.table.cells().set_rows(len(self._lines), self._rule_row)
            self.bands.cells().set_rows(len(self._bands), self._band_row)
        else:
            self.table.cells().refresh()
            self.bands.cells().refresh()
        self._show_parts()

    def _rule_row(self, at: int) -> Row:
        return rule_row(self._lines[at])

    def _band_row(self, at: int) -> Row:
        return band_row(self._bands[at])

    def _change(self, rules: JsonObject) -> None:
        if rules != self._rules:
            self._rules = rules
            self._fill()
            self.changed.emit(rules)

    def _tick(self, rows: list[int], heard: bool) -> None:
        self._change(with_silence(self._rules, [self._lines[row].code for row in rows], not heard))

    def _show_parts(self) -> None:
        at = self.table.currentIndex().row()
        line = self._lines[at] if 0 <= at < len(self._lines) else None
        count = 0 if line is None else line.parts
        places = "1 place" if count == 1 else f"{count} places"
        self.parts_link.setText(f"Let {line.code if line else ''} speak in {places} again")
        self.parts_link.setVisible(bool(count))

    def _lift(self) -> None:
        at = self.table.currentIndex().row()
        if 0 <= at < len(self._lines):
            self._change(without_parts(self._rules, self._lines[at].code))

    def _band(self) -> BandLine | None:
        at = self.bands.currentIndex().row()
        return self._bands[at] if 0 <= at < len(self._bands) else None

    def _show_band(self) -> None:
        one = self._band()
        if one is None:
            return
        self.band_name.setText(one.name.replace("_", " "))
        self.unit.setText({"ms": "milliseconds", "percent": "percent"}.get(one.unit, one.unit))
        blocked = self.number.blockSignals(True)
        self.number.setText(str(one.value))
        self.number.blockSignals(blocked)
        self._number()

    def _number(self) -> None:
        one, number = self._band(), self.number.number()
        if one is None:
            return
        wrong = number is None or number > one.cap
        self.fault.setText(
            f"A whole number from 0 to {one.cap:,}; {amount(one.value, one.unit)} stays in use."
            if wrong
            else ""
        )

    def _take(self) -> None:
        one, number = self._band(), self.number.number()
        if one is not None and number is not None and number <= one.cap:
            self._change(with_band(self._rules, one.name, number))

    def _usual(self) -> None:
        one = self._band()
        if one is not None:
            self._change(with_band(self._rules, one.name, one.usual))
            self._show_band()

    def done(self, result: int) -> None:
        """A number that was just written counts too."""
        self._take()
        super().done(result)


def rule_row(line: RuleLine) -> Row:
    """A rule as cells: a ticked box speaks."""
    box = "off" if line.silenced else "on"
    said = "silenced" if line.silenced else f"silenced in {line.parts}" if line.parts else ""
    cells = (
        Cell(box=box),
        Cell(line.code, mono=True),
        Cell(line.title, "text3" if line.silenced else "text"),
        Cell(said, "text2", px=12),
    )
    return Row(cells, f"{line.code} {line.title}, {said or 'speaks'}")


def band_row(line: BandLine) -> Row:
    """A band as cells; one that was changed is bold."""
    changed = line.value != line.usual
    name = line.name.replace("_", " ")
    is_, usual = amount(line.value, line.unit), amount(line.usual, line.unit)
    cells = (
        Cell(name, weight=500 if changed else 400),
        Cell(is_, "accent" if changed else "text", weight=600 if changed else 400),
        Cell(usual, "text2"),
        Cell(line.reason, "text2", px=12),
    )
    return Row(cells, f"{name}, {is_}, usually {usual}. {line.reason}")
