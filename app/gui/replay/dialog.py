"""The replay dialog: first the plan, and once it is confirmed, the run."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QWidget

from app.gui.replay.planview import PlanView
from app.gui.replay.runview import RunView
from app.gui.shell.dialog import Dialog
from app.gui.shell.notice import Notice
from app.gui.tasks import spawn
from app.replay.control import Control
from app.replay.plan import Candidate, Plan
from app.replay.run import RunRow, State, Summary
from app.replay.target import Target

Progress = Callable[[Summary, RunRow | None], None]
Send = Callable[[Plan, bool, Control, Progress], Awaitable[Summary]]
"""Sends a plan: (plan, stop at a surprise, the hand on it, progress) -> the end."""


class ReplayDialog(Dialog):
    """Plan, then run. Nothing is sent before the button that says so.

    Signals:
        event_wanted(object): show the event with this row id.
        ran(object): the Summary at the end of a run.
    """

    event_wanted = Signal(object)
    ran = Signal(object)

    def __init__(
        self,
        window: QWidget,
        candidates: Sequence[Candidate],
        target: Target,
        send: Send,
        now: Callable[[], int],
    ) -> None:
        super().__init__(window, "Plan a replay", QSize(980, 700))
        self._send = send
        self._control: Control | None = None
        self._task: asyncio.Task[None] | None = None
        self._question: Notice | None = None
        self.run_view: RunView | None = None
        self.plan_view = PlanView(candidates, target, now)
        self.plan_view.send_wanted.connect(self._start)
        self.plan_view.cancelled.connect(self.reject)
        self.body.addWidget(self.plan_view)
        self.plan_view.cancel_button.setFocus()

    def is_running(self) -> bool:
        """Whether something is being sent, or waits for a decision."""
        return self._control is not None

    def stop(self) -> None:
        """Send nothing more; what is under way is still recorded."""
        if self._control is not None:
            self._control.cancel()

    async def ended(self, patience: float) -> None:
        """Wait until nothing is being sent any more, at most `patience` seconds."""
        if self._task is not None:
            await asyncio.wait({self._task}, timeout=patience)

    def _start(self, plan: Plan, stop_at_surprise: bool) -> None:
        self._control = Control()
        view = self.run_view = RunView(plan)
        self.body.removeWidget(self.plan_view)
        self.plan_view.hide()
        self.body.addWidget(view)
        view.pause_wanted.connect(self._pause)
        view.go_on_wanted.connect(self._go_on)
        view.cancel_wanted.connect(self.stop)
        view.close_wanted.connect(self.accept)
        view.event_wanted.connect(self._show_event)
        view.pause_button.setFocus()
        self._summary = Summary(total=len(plan.chosen))
        self._show(self._summary, None)
        self._task = spawn(self._run(plan, stop_at_surprise, self._control), self._failed)

    async def _run(self, plan: Plan, stop_at_surprise: bool, control: Control) -> None:
        end = await self._send(plan, stop_at_surprise, control, self._show)
        self._control = None
        self._withdraw()
        self._show(end, None)
        self.ran.emit(end)
        if self.run_view is not None:
            self.run_view.close_button.setFocus()

    def _withdraw(self) -> None:
        """Nothing is left to cancel: take the question back."""
        if self._question is not None:
            self._question.reject()

    def _failed(self, error: BaseException) -> None:
        """Nothing more is sent: what could not be recorded is not sent."""
        self._control = None
        self._withdraw()
        if self.run_view is not None:
            self.title.setText(
                f"Stopped: {self._summary.sent:,} sent, {self._summary.waiting:,} not"
            )
            self.run_view.subtitle.setText(str(error) or type(error).__name__)
            for button in (self.run_view.pause_button, self.run_view.cancel_button):
                button.hide()
            self.run_view.close_button.show()

    def _show(self, summary: Summary, result: RunRow | None) -> None:
        self._summary = summary
        self.title.setText(summary.title)
        self.setAccessibleName(summary.title)
        if self.run_view is not None:
            self.run_view.show_summary(summary, result)
        if self._question is not None:
            self._question.say(*self._question_words())

    def _pause(self) -> None:
        if self._control is not None:
            self._control.pause()
            self._show_state("paused")

    def _go_on(self) -> None:
        if self._control is not None:
            self._control.go_on()
            self._show_state("sending")

    def _show_state(self, state: State) -> None:
        self._show(replace(self._summary, state=state), None)

    def _show_event(self, row: object) -> None:
        self.event_wanted.emit(row)
        if not self.is_running():
            self.accept()

    def reject(self) -> None:
        """Esc and the close button: while it runs, ask first."""
        if not self.is_running():
            super().reject()
            return
        self._pause()
        text, answer = self._question_words()
        notice = self._question = Notice(self, "Cancel this replay?", text, answer, "Back")
        notice.accepted.connect(self.stop)
        notice.finished.connect(self._answered)
        notice.show_over()

    def _question_words(self) -> tuple[str, str]:
        """What was under way comes back while the question stands, so its numbers change."""
        sent, waiting = self._summary.sent, self._summary.waiting
        were = "1 was sent" if sent == 1 else f"{sent:,} were sent"
        wait = "1 waits" if waiting == 1 else f"{waiting:,} wait"
        text = f"{were}, {wait}. What was sent stays recorded."
        return text, f"Cancel the {waiting:,} left"

    def _answered(self, _code: int) -> None:
        self._question = None
