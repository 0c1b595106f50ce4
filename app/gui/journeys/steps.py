"""The table under the canvas, which says the same row by row."""

from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QWidget

from app.analysis.journey import Journey, Step
from app.gui.events.words import clock, one_line
from app.gui.journeys.words import findings_words, outcome_words, step_name, step_sentence
from app.gui.replay.cells import Cell, CellTable, Column, Row
from app.gui.shapes import TOKEN

_ROW = 26
COLUMNS = (
    Column("Time", 122, most=190),
    Column("Outcome", 184),
    Column("Event", 158, most=260),
    Column("Product", 0),
    Column("Findings", 120, most=220),
)


def step_time(step: Step) -> str:
    """Its time, as everywhere in the window."""
    return clock(step.at, today=datetime.now())


class StepTable(CellTable):
    """Signals:
    step_chosen(int): another row is current, by its place in `Journey.steps`.
    step_opened(int): Return or a double click on a row.
    """

    step_chosen = Signal(int)
    step_opened = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(COLUMNS, "Steps of the journey", _ROW, parent)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self._quiet = False
        self.row_changed.connect(self._row_changed)

    def show_steps(self, journey: Journey | None, current: int, *, anew: bool) -> None:
        """List the steps; `anew`: from their end, where orders are."""
        steps = journey.steps if journey is not None else ()
        today = datetime.now()
        top = self.verticalScrollBar().value()
        self._quiet = True
        self.cells().set_rows(len(steps), lambda at: _row(steps[at], today))
        self._quiet = False
        self.choose(current)
        bar = self.verticalScrollBar()
        bar.setValue(bar.maximum() if anew else top)

    def choose(self, step: int) -> None:
        """Make a step current, without telling anybody."""
        self._quiet = True
        if step < 0:
            self.clearSelection()
        elif step != self.currentIndex().row() or not self.selectedIndexes():
            self.selectRow(step)
        self._quiet = False

    def _row_changed(self, row: int) -> None:
        if row >= 0 and not self._quiet:
            self.step_chosen.emit(row)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Return goes to the message."""
        row = self.currentIndex().row()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and row >= 0:
            self.step_opened.emit(row)
        else:
            super().keyPressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Go to the message."""
        super().mouseDoubleClickEvent(event)
        row = self.indexAt(event.position().toPoint()).row()
        if row >= 0:
            self.step_opened.emit(row)


def _row(step: Step, today: datetime) -> Row:
    time = clock(step.at, today=today)
    word, tie = outcome_words(step)
    auction = step.outcome is None
    product = step.second if step.lane == "purchase" else step.products or step.second
    cells = (
        Cell(time, mono=True),
        Cell(
            word,
            "text2" if auction else TOKEN[step.shape],
            shape="" if auction else step.shape,
            weight=500,
            extra=tie.removeprefix(", "),
        ),
        Cell(step_name(step)),
        Cell(one_line(product)),
        Cell(findings_words(step), "text2"),
    )
    return Row(cells, step_sentence(step, time))
