"""Replays of one window: what is chosen becomes a plan, a plan becomes a run."""

import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from app.gui.jobs import deliver
from app.gui.replay.dialog import Progress, ReplayDialog
from app.gui.shell.notice import Notice, tell
from app.gui.widgets import show_toast
from app.replay.control import Control
from app.replay.plan import Candidate, Plan
from app.replay.run import RunRow, Summary
from app.services import Inspector, candidates

if TYPE_CHECKING:
    from app.gui.window import MainWindow

MOST = 2000
"""Events that one plan holds: nobody looks through more before they are sent."""
_PATIENCE = 5.0
_PACE = 300
"""Milliseconds between two tellings that attempts were recorded."""


class Replays(QObject):
    """At most one dialog at a time.

    Signals:
        recorded: attempts stand in the capture that were not there before.
    """

    recorded = Signal()

    def __init__(self, window: "MainWindow", inspector: Inspector) -> None:
        super().__init__(window)
        self._window = window
        self._inspector = inspector
        self.dialog: ReplayDialog | None = None
        self._tell = QTimer(self)
        self._tell.setSingleShot(True)
        self._tell.setInterval(_PACE)
        self._tell.timeout.connect(self.recorded)

    def plan(self, rows: Sequence[int]) -> None:
        """Plan a replay of `rows`; of what the filter shows where there is none."""
        if self.dialog is not None:
            return
        if self._inspector.read_only:
            show_toast(self._window, "This capture is read-only. Nothing can be replayed.")
            return
        chosen = list(rows) or self._window.events.shown_ids()
        if not chosen:
            show_toast(self._window, "There is no event to replay")
            return
        if len(chosen) > MOST:
            text = (
                f"{len(chosen):,} events are chosen; a plan holds {MOST:,} at most. "
                "Choose fewer, or narrow the filter."
            )
            tell(self._window, "Too many events for one plan", text)
            return
        deliver(
            self._inspector.read(lambda reader: candidates(reader, chosen)),
            self,
            self._open,
            self._no_plan,
        )

    def _open(self, found: list[Candidate]) -> None:
        if self.dialog is not None:
            return
        try:
            target = self._inspector.target
        except OSError as error:
            self._no_plan(error)
            return
        dialog = ReplayDialog(
            self._window, found, target, self._send, lambda: time.time_ns() // 1_000_000
        )
        self.dialog = dialog
        dialog.event_wanted.connect(self._window.doings.show_event)
        dialog.finished.connect(self._closed)
        dialog.show_over()

    def _no_plan(self, error: BaseException) -> None:
        tell(self._window, "The plan could not be made", str(error))

    def _closed(self, _code: int) -> None:
        self.dialog = None

    async def _send(
        self, plan: Plan, stop_at_surprise: bool, control: Control, progress: Progress
    ) -> Summary:
        def progressed(summary: Summary, result: RunRow | None) -> None:
            # A row comes back only once its attempt is recorded.
            if result is not None and not self._tell.isActive():
                self._tell.start()
            progress(summary, result)

        try:
            return await self._inspector.replay(
                plan, control=control, on_progress=progressed, stop_at_surprise=stop_at_surprise
            )
        finally:
            # Also after a failure: what was sent in doubt stands there too.
            self._tell.start()

    def running(self) -> bool:
        """Whether something is being sent, or waits to be."""
        return self.dialog is not None and self.dialog.is_running()

    def ask_to_stop(self, go_on: Callable[[], None]) -> None:
        """Call `go_on` at once where nothing is being sent, else after a question."""
        dialog = self.dialog
        if dialog is None or not dialog.is_running():
            go_on()
            return
        notice = Notice(
            dialog,
            "A replay is under way",
            "What was sent stays recorded; what waits is not sent.",
            "Stop it and close",
            "Back",
        )
        notice.accepted.connect(dialog.stop)
        notice.accepted.connect(go_on)
        notice.show_over()

    async def finish(self) -> None:
        """Send nothing more, and wait a little for what is under way."""
        dialog = self.dialog
        if dialog is None:
            return
        dialog.stop()
        await dialog.ended(_PATIENCE)
        self.dialog = None
        dialog.hide()
