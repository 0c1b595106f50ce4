"""A run: what was sent, what came back, what still waits."""

from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.gui.detail.answers import attempt_text
from app.gui.replay.cells import CellTable, Row
from app.gui.replay.rows import RUN_COLUMNS, run_row
from app.gui.widgets import (
    Panel,
    ProgressBar,
    ReadingText,
    flat_button,
    main_button,
    plain_button,
    plain_label,
)
from app.replay.plan import Plan
from app.replay.run import RunRow, Summary

_MOST_LINES = 9
_CHOOSE = "Choose a line to read its answer."


class RunView(QWidget):
    """Shows a run. Pausing and cancelling hold back what waits; what was sent stays on the screen.

    Signals:
        pause_wanted, go_on_wanted, cancel_wanted, close_wanted.
        event_wanted(object): row id of the chosen line; show it in the list.
    """

    pause_wanted = Signal()
    go_on_wanted = Signal()
    cancel_wanted = Signal()
    close_wanted = Signal()
    event_wanted = Signal(object)

    def __init__(self, plan: Plan, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = plan.chosen
        self._results: dict[int, RunRow] = {}
        self._today = datetime.now()
        self._state = "sending"
        self._follow, self._own_move, self._newest = True, False, -1
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        head = QVBoxLayout()
        head.setContentsMargins(19, 2, 19, 14)
        head.setSpacing(12)
        self.subtitle = plain_label("", "base", "text2")
        head.addWidget(self.subtitle)
        self.bar = ProgressBar("Sent")
        head.addWidget(self.bar)
        layout.addLayout(head)
        line = Panel("line")
        line.setFixedHeight(1)
        layout.addWidget(line)
        self.table = CellTable(RUN_COLUMNS, "Run", 30)
        self.table.cells().set_rows(len(self._rows), self._row)
        self.table.row_changed.connect(self._row_changed)
        self.table.verticalScrollBar().valueChanged.connect(self._scrolled)
        layout.addWidget(self.table, 1)
        layout.addWidget(self._foot())
        self.show_summary(Summary(total=len(self._rows)), None)

    def _foot(self) -> QWidget:
        foot = Panel("surface2", "t", round_foot=True)
        layout = QVBoxLayout(foot)
        layout.setContentsMargins(19, 13, 19, 15)
        layout.setSpacing(10)
        self.answer = ReadingText("Answer", most=_MOST_LINES, said="Copied the answer")
        self.answer.say(_CHOOSE, copyable=False)
        layout.addWidget(self.answer)
        row = QHBoxLayout()
        row.setSpacing(8)
        self.event_button = flat_button("Show this event")
        self.event_button.setEnabled(False)
        self.event_button.clicked.connect(self._show_event)
        self.go_on_button = main_button("Go on", "play")
        self.go_on_button.clicked.connect(self.go_on_wanted)
        self.pause_button = plain_button("Pause")
        self.pause_button.clicked.connect(self.pause_wanted)
        self.cancel_button = plain_button("")
        self.cancel_button.clicked.connect(self.cancel_wanted)
        self.close_button = plain_button("Close")
        self.close_button.clicked.connect(self.close_wanted)
        row.addWidget(self.event_button)
        row.addStretch(1)
        for button in (
            self.go_on_button,
            self.pause_button,
            self.cancel_button,
            self.close_button,
        ):
            row.addWidget(button)
        layout.addLayout(row)
        return foot

    def _row(self, at: int) -> Row:
        return run_row(self._rows[at], self._results.get(at), self._today)

    def show_summary(self, summary: Summary, result: RunRow | None) -> None:
        """How far it is, and the line that has just come back."""
        if result is not None:
            self._results[result.index] = result
            self.table.cells().refresh(result.index)
            self._follow_to(result.index)
            if self.table.currentIndex().row() == result.index:
                self._chosen(result.index)
        self._state = summary.state
        self.bar.show_progress(summary.sent, summary.total)
        self.subtitle.setText(self._words(summary))
        over = summary.state in {"done", "cancelled"}
        paused = summary.state in {"paused", "surprised"}
        self.go_on_button.setVisible(paused)
        self.pause_button.setVisible(summary.state == "sending")
        self.cancel_button.setVisible(not over)
        self.cancel_button.setText(f"Cancel the {summary.waiting:,} left")
        self.close_button.setVisible(over)

    def _follow_to(self, row: int) -> None:
        """Keep the newest answer in view, until the user scrolls or chooses a line."""
        if self._follow and row > self._newest:
            self._newest = row
            self._own_move = True
            self.table.scrollTo(self.table.cells().index(row, 0))
            self._own_move = False

    def _scrolled(self) -> None:
        if not self._own_move:
            self._follow = False

    def _words(self, summary: Summary) -> str:
        words = "Sandbox on this computer."
        if summary.state != "done" and summary.sent:
            # At the end the title has them.
            words = f"{words} So far {summary.counts}."
        if summary.state == "surprised":
            return f"{words} An answer differs from the forecast: the line with “wrong”."
        if summary.key_refused:
            return f"{words} The target refused the key."
        return words

    def state(self) -> str:
        """The state of the last summary."""
        return self._state

    def _row_changed(self, row: int) -> None:
        self._follow = False
        self._chosen(row)

    def _chosen(self, row: int) -> None:
        result = self._results.get(row)
        self.event_button.setEnabled(row >= 0)
        if result is None:
            self.answer.say("Not sent yet." if row >= 0 else _CHOOSE, copyable=False)
        else:
            self.answer.say(f"Answer: {attempt_text(result.attempt)}")

    def _show_event(self) -> None:
        row = self.table.currentIndex().row()
        if row >= 0:
            self.event_wanted.emit(self._rows[row].row)
