"""Over the checklist: how far the shop is, what it rests on, how many points are in which state."""

from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.analysis.checklist import Checklist
from app.analysis.checklist_found import State
from app.gui.checklist.states import StateMark
from app.gui.events.words import clock
from app.gui.fonts import tabular, ui_font
from app.gui.widgets import Link, Panel, PlainLabel, ProgressBar, plain_button, plain_label

_WORDS: dict[State, str] = {
    "met": "met",
    "part": "in part",
    "not_met": "not met",
    "no_evidence": "no evidence yet",
    "by_hand": "by hand",
}


class ChecklistHead(Panel):
    """Title, second line, counts, and the choice of a run.

    Signals:
        run_wanted: start a fresh run.
        whole_wanted: look at the whole capture, or at the run again.
        stop_wanted, go_on_wanted: about the reading of a large capture.
    """

    run_wanted = Signal()
    whole_wanted = Signal()
    stop_wanted = Signal()
    go_on_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("surface", "b", parent)
        self.title = plain_label("Nothing to judge yet", "title").wrapped()
        self.since = plain_label("", "base", "text2").wrapped()
        self.run_button = plain_button("Start a fresh run", "replay")
        self.run_button.clicked.connect(self.run_wanted)
        self.whole_link = Link("", px=12)
        self.whole_link.clicked.connect(self.whole_wanted)
        self.counts: dict[State, PlainLabel] = {}
        self.progress = ProgressBar("Messages read")
        self.progress_words = plain_label("", "small", "text2")
        self.stop_link = Link("Stop", px=12)
        self.stop_link.clicked.connect(self._stop)
        self._stopped = False
        self._lay_out()
        self.show_reading(0, 0)

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 19, 16, 14)
        layout.setSpacing(10)
        top = QHBoxLayout()
        top.setSpacing(16)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self.title)
        words.addWidget(self.since)
        top.addLayout(words, 1)
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addWidget(self.run_button, 0, Qt.AlignmentFlag.AlignRight)
        right.addWidget(self.whole_link, 0, Qt.AlignmentFlag.AlignRight)
        top.addLayout(right)
        layout.addLayout(top)
        row = QHBoxLayout()
        row.setSpacing(8)
        for state, word in _WORDS.items():
            number = self.counts[state] = plain_label("0", "section")
            number.setFont(tabular(ui_font(13, 600)))
            row.addWidget(StateMark(state, 16))
            row.addWidget(number)
            row.addWidget(plain_label(word, "base", "text2"))
            row.addSpacing(12)
        row.addStretch(1)
        layout.addLayout(row)
        self._reading = QWidget()
        line = QHBoxLayout(self._reading)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(12)
        line.addWidget(self.progress_words)
        line.addWidget(self.progress, 1)
        line.addWidget(self.stop_link)
        layout.addWidget(self._reading)

    def show_checklist(self, made: Checklist, since: int, older: int = 0) -> None:
        """Title, counts and where they come from; `since` is when the run began, 0 without;
        `older` messages were not read."""
        self.title.setText(made.title)
        for state, label in self.counts.items():
            number = made.counts.get(state, 0)
            label.setText(f"{number:,}")
            label.setAccessibleName(f"{number:,} {_WORDS[state]}")
        self.since.setText(_since_words(made, since, older))

    def show_run(self, since: int, known: int, *, read_only: bool) -> None:
        """`since`: the run on show began then, 0 for the whole capture; `known`: the newest run
        that there is, 0 for none."""
        self.run_button.setVisible(not read_only)
        self.whole_link.setVisible(bool(known))
        moment = clock(known, today=datetime.now(), millis=False) if known else ""
        self.whole_link.setText(
            "Look at the whole capture" if since else f"Look at the run since {moment}"
        )

    def show_reading(self, done: int, total: int) -> None:
        """How far the reading of the capture is; hidden where there is nothing to wait for."""
        if total:
            self._stopped = False
            self.stop_link.setText("Stop")
            self.progress_words.setText(f"Reading {done:,} of {total:,} messages")
            self.progress.show_progress(done, total)
        if not self._stopped:
            self._reading.setVisible(total > 0)

    def _stop(self) -> None:
        self._stopped = not self._stopped
        if self._stopped:
            self.progress_words.setText("Stopped. The points are those of before.")
            self.stop_link.setText("Read again")
            self.stop_wanted.emit()
        else:
            self._reading.hide()
            self.go_on_wanted.emit()


def _since_words(made: Checklist, since: int, older: int) -> str:
    begin = since or made.since
    if not made.messages or begin is None:
        return "Rows fill from what is captured. Each links to the messages that prove it."
    moment = clock(begin, today=datetime.now(), millis=False)
    run = "in the run since" if since else "since"
    words = f"Rows fill from what was captured {run} {moment}. Each links to the messages that "
    left_out = made.forgotten + (0 if since else older)
    more = f" {left_out:,} older ones are not looked at." if left_out else ""
    return f"{words}prove it.{more}"
