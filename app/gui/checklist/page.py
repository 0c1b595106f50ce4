"""The Checklist screen: points at the left, the chosen one at the right."""

import time
from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.analysis.checklist import Mark, Row
from app.gui.bridge import Bridge
from app.gui.checklist.feed import ChecklistFeed
from app.gui.checklist.hand import NUMBERS, said_mark
from app.gui.checklist.head import ChecklistHead
from app.gui.checklist.lines import filter_of
from app.gui.checklist.side import SidePane
from app.gui.checklist.table import ChecklistTable
from app.gui.detail.parts import EmptyText
from app.gui.detail.visible import visible
from app.gui.events.words import clock
from app.gui.fonts import scaled
from app.gui.jobs import deliver, deliver_future
from app.gui.shell.notice import Notice
from app.gui.widgets import Panel, show_toast
from app.services import Inspector
from app.services.checklist import Looked, mark_text
from app.store.model import Run

_SIDE = 372
_NARROW = 1160

ASK_TITLE = "Numbers are written, and not saved"
ASK = "What was written about Topsort’s dashboard is lost when this capture is closed."


class ChecklistPage(Panel):
    """Follows the capture while it is on the screen.

    Signals:
        filter_wanted(str): show this filter in Events.
        event_wanted(object): show one message in Events, by its row id.
        rule_wanted(str): show this rule.
    """

    filter_wanted = Signal(str)
    event_wanted = Signal(object)
    rule_wanted = Signal(str)

    def __init__(self, inspector: Inspector, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__("surface", "", parent)
        self.setAccessibleName("Checklist")
        self._inspector = inspector
        self._since = self._run = 0
        self._narrow = self._alone = False
        self.looked: Looked | None = None
        self.head = ChecklistHead()
        self.table = ChecklistTable()
        self.side = SidePane()
        self.problem = EmptyText("The checklist cannot be made")
        self.problem.hide()
        self.feed = ChecklistFeed(inspector, bridge, self)
        self._list = QWidget()
        left = QVBoxLayout(self._list)
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(0)
        left.addWidget(self.head)
        left.addWidget(self.problem)
        left.addWidget(self.table, 1)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._list, 1)
        layout.addWidget(self.side)
        self._connect()
        self._place()

    def _connect(self) -> None:
        self.feed.looked.connect(self._show)
        self.feed.failed.connect(self._failed)
        self.feed.reading.connect(self.head.show_reading)
        self.head.run_wanted.connect(self.start_run)
        self.head.whole_wanted.connect(self._other_run)
        self.head.stop_wanted.connect(self.feed.stop_reading)
        self.head.go_on_wanted.connect(self.feed.read_on)
        self.table.point_changed.connect(lambda _point: self._show_side())
        self.table.followed.connect(self.follow)
        self.table.opened.connect(self.open)
        self.side.events_wanted.connect(self._show_events)
        self.side.event_wanted.connect(self.event_wanted)
        self.side.rule_wanted.connect(self.rule_wanted)
        self.side.back_wanted.connect(self._back)
        self.side.hand.marked.connect(self.mark)

    # The screen.

    def enter(self) -> None:
        """It is on the screen now."""
        deliver(
            self._inspector.read(lambda reader: reader.runs()),
            self,
            self._runs,
            lambda _error: None,
        )
        self.feed.enter()
        self.table.setFocus()

    def leave(self) -> None:
        """It is not on the screen any more."""
        self.feed.leave()

    def stop(self) -> None:
        """The window closes."""
        self.feed.close()

    def ask_to_leave(self, leave: Callable[[], None]) -> None:
        """Call `leave` at once; where numbers would be lost, only after a question."""
        if not self.side.hand.left_unsaved():
            leave()
            return
        question = Notice(self.window(), ASK_TITLE, ASK, "Leave without them", "Stay")
        question.accepted.connect(leave)
        question.show_over()

    def panes(self) -> list[QWidget]:
        """What F6 goes round."""
        return [self.head, self.table, self.side]

    def set_fold(self, width: int) -> None:
        """Under 1160 the chosen point becomes a page behind its row."""
        narrow = width < scaled(_NARROW)
        if narrow != self._narrow:
            self._narrow = narrow
            self._alone = False
            self._place()

    def _place(self) -> None:
        self.side.setVisible(not self._narrow or self._alone)
        self._list.setVisible(not self._alone)
        self.side.set_alone(self._alone)
        if self._alone:
            self.side.setMinimumWidth(0)
            self.side.setMaximumWidth(16_777_215)
        else:
            self.side.setFixedWidth(scaled(_SIDE))

    def showEvent(self, event: QShowEvent) -> None:
        """The side pane has its width before it is seen."""
        super().showEvent(event)
        self._place()

    # What it shows.

    def _show(self, looked: Looked) -> None:
        self.looked = looked
        self.problem.hide()
        self.table.show()
        self.head.show_checklist(looked.checklist, self._since, looked.older)
        self.table.lines.show(looked.checklist)
        if self.table.point() is None:
            first = next((one for one in looked.checklist.rows if one.state == "not_met"), None)
            self.table.choose((first or looked.checklist.rows[0]).point.id)
        self._show_side()

    def _show_side(self) -> None:
        row = self.table.point()
        if row is not None:
            self.side.show_row(row, read_only=self._inspector.read_only)

    def _failed(self, reason: str) -> None:
        self.problem.say("The checklist cannot be made", visible(reason))
        self.problem.show()
        self.table.setVisible(self.looked is not None)

    def _back(self) -> None:
        self._alone = False
        self._place()
        self.table.setFocus()

    # What is done.

    def open(self, point: str) -> None:
        """Return on a point: its pane in a narrow window, else its link."""
        if not self._narrow:
            self.follow(point)
        elif self._row(point) is not None:
            self._alone = True
            self._place()
            self.side.back.setFocus()

    def follow(self, point: str) -> None:
        """The link of a point: its messages, or a person's word on it."""
        row = self._row(point)
        if row is None:
            return
        if not row.link:
            return
        if row.link.startswith("Show"):
            self._show_events(point)
        elif row.link == NUMBERS:
            self.table.choose(point)
            if self._narrow:
                self.open(point)
            self.side.hand.numbers.setFocus()
        else:
            self.mark(point, said_mark(row))

    def _row(self, point: str) -> Row | None:
        return self.table.lines.point(self.table.lines.place(point))

    def _show_events(self, point: str) -> None:
        row = self._row(point)
        if row is None or not row.messages:
            return
        text, whole = filter_of(row)
        if not text:
            self.event_wanted.emit(row.messages[0].row)
            return
        self.filter_wanted.emit(text)
        if not whole:
            show_toast(self, f"The newest of {row.count:,} are shown")

    def mark(self, point: str, mark: object) -> None:
        """Note what a person says of a point; it can be undone."""
        row = self._row(point)
        if row is None or not isinstance(mark, Mark):
            return
        before = row.mark
        self._write(point, mark, lambda: self._say(row, before, mark))

    def _say(self, row: Row, before: Mark, mark: Mark) -> None:
        words = (
            "Set as not needed"
            if mark.not_needed
            else "Confirmed by hand"
            if mark.confirmed
            else "Taken back"
        )
        point = row.point.id
        show_toast(self, words, lambda: self._write(point, before, lambda: None))

    def _write(self, point: str, mark: Mark, done: object) -> None:
        def written(_result: None) -> None:
            self.feed.look_now()
            if callable(done):
                done()

        deliver_future(
            self._inspector.write(lambda writer: writer.remark("point", mark_text(point, mark))),
            self,
            written,
            lambda error: self._not_written(str(error)),
        )

    def _not_written(self, reason: str) -> None:
        show_toast(self, f"It could not be noted. {visible(reason)}")

    # Runs.

    def start_run(self) -> None:
        """Judge only what comes from now on."""
        now = time.time_ns() // 1_000_000
        name = f"Run {clock(now, today=datetime.now(), millis=False)}"
        deliver_future(
            self._inspector.write(lambda writer: writer.start_run(name)),
            self,
            lambda _number: self._run_started(now),
            lambda error: self._not_written(str(error)),
        )

    def _run_started(self, now: int) -> None:
        self._run = now
        self._choose_run(now)
        show_toast(self, "A fresh run: only what comes from now on counts here")

    def _runs(self, runs: list[Run]) -> None:
        self._run = max((one.started_at for one in runs), default=0)
        self.head.show_run(self._since, self._run, read_only=self._inspector.read_only)

    def _other_run(self) -> None:
        self._choose_run(0 if self._since else self._run)

    def _choose_run(self, since: int) -> None:
        self._since = since
        self.head.show_run(since, self._run, read_only=self._inspector.read_only)
        self.feed.show_since(since)
