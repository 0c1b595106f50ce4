"""Runs a plan: a few workers over one queue, each attempt recorded before and after."""

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

import httpx

from app.replay.answer import Answer, Forecast, compare, is_about_the_key
from app.replay.control import Control
from app.replay.plan import Plan, PlanRow
from app.replay.send import BACKOFF, send
from app.segment.jsontext import dumps
from app.store.model import Attempt

State: TypeAlias = Literal["sending", "paused", "surprised", "cancelled", "done"]


@dataclass(frozen=True, slots=True)
class RunRow:
    """One sent row of the plan: which (an index into `Plan.chosen`) and what came of it."""

    index: int
    row: PlanRow
    attempt: Attempt
    forecast_was: Forecast


@dataclass(frozen=True, slots=True)
class Summary:
    """How far a run is.

    `right`, `wrong` and `in_doubt` add up to `sent` together with `failed`. `key_refused` says
    that the target refused the key, which ends a run.
    """

    total: int
    sent: int = 0
    right: int = 0
    wrong: int = 0
    in_doubt: int = 0
    failed: int = 0
    state: State = "sending"
    key_refused: bool = False

    @property
    def waiting(self) -> int:
        """Rows that were not sent."""
        return self.total - self.sent

    @property
    def as_forecast(self) -> bool:
        """Everything was sent, and every answer was the forecast."""
        return self.state == "done" and self.right == self.total

    @property
    def title(self) -> str:
        """One line for a person, in the words of the screen."""
        if self.state == "cancelled":
            return f"Cancelled: {self.sent:,} sent, {self.waiting:,} not"
        if self.state == "done":
            return f"Done: {self.sent:,} sent, {self.counts}"
        if self.state == "surprised":
            return f"Paused at a surprise: {self._so_far}"
        if self.state == "paused":
            return f"Paused: {self._so_far}"
        return f"Sending: {self.sent:,} of {self.total:,}"

    @property
    def _so_far(self) -> str:
        return f"{self.sent:,} of {self.total:,} sent, {self.waiting:,} waiting"

    @property
    def counts(self) -> str:
        """`13 as forecast, 1 in doubt`; parts without a number are left out."""
        parts = [f"{self.right:,} as forecast"]
        if self.wrong:
            parts.append(f"{self.wrong:,} {'differs' if self.wrong == 1 else 'differ'}")
        if self.in_doubt:
            parts.append(f"{self.in_doubt:,} in doubt")
        if self.failed:
            parts.append(f"{self.failed:,} failed")
        return ", ".join(parts)


Record: TypeAlias = Callable[[Attempt, bool], Awaitable[None]]
"""Takes an attempt, and whether its answer is known."""

OnProgress: TypeAlias = Callable[[Summary, RunRow | None], None]


async def run(
    plan: Plan,
    client: httpx.AsyncClient,
    *,
    replay: str,
    record: Record,
    on_progress: OnProgress,
    control: Control,
    workers: int = 4,
    stop_at_surprise: bool = True,
    clock: Callable[[], int] | None = None,
    backoff: Sequence[float] = BACKOFF,
) -> Summary:
    """Send the chosen rows of `plan`, one request each; returns when all is sent or cancelled.

    `replay` is the id of this run in the records. `record` gets each attempt twice: before it is
    sent, as `in doubt` (should the program die now, the request may have arrived), and again, with
    True, once it is known what came of it. Nothing is sent that could not be recorded: an error
    of `record` ends the run and is raised. `stop_at_surprise` pauses where an answer differs from
    its forecast, and `control` then decides. A refused key (401, 403) ends the run.
    """
    course = _Run(plan, client, replay, record, on_progress, control, stop_at_surprise,
                  clock or _now, backoff)  # fmt: skip
    return await course.go(workers)


class _Run:
    def __init__(
        self,
        plan: Plan,
        client: httpx.AsyncClient,
        replay: str,
        record: Record,
        on_progress: OnProgress,
        control: Control,
        stop_at_surprise: bool,
        clock: Callable[[], int],
        backoff: Sequence[float],
    ) -> None:
        self._plan = plan
        self._client = client
        self._replay = replay
        self._record = record
        self._on_progress = on_progress
        self._control = control
        self._stop_at_surprise = stop_at_surprise
        self._clock = clock
        self._backoff = backoff
        self._waiting = deque(enumerate(plan.chosen))
        self._total = len(self._waiting)
        self._counts = {"right": 0, "wrong": 0, "in doubt": 0, "failed": 0}
        self._key_refused = False

    async def go(self, workers: int) -> Summary:
        try:
            async with asyncio.TaskGroup() as group:
                for _ in range(min(workers, self._total)):
                    group.create_task(self._work())
        except ExceptionGroup as errors:
            raise errors.exceptions[0] from None
        end = self._summary("cancelled" if self._waiting else "done")
        self._on_progress(end, None)
        return end

    async def _work(self) -> None:
        while self._waiting and await self._control.may_send():
            if self._waiting:
                await self._send(*self._waiting.popleft())

    async def _send(self, index: int, row: PlanRow) -> None:
        assert row.request is not None  # Plan.chosen holds no other
        body = dumps(row.request)
        started = self._clock()
        before = Answer("in doubt", None, "")
        await self._record(self._attempt(row, body, started, before, 0), False)
        begin = time.monotonic()
        answer = await send(self._client, self._plan.target, body, backoff=self._backoff)
        took = round((time.monotonic() - begin) * 1000)
        attempt = self._attempt(row, body, started, answer, took)
        await self._record(attempt, True)
        forecast_was = compare(row.outcome, answer.outcome)
        self._counts[forecast_was if forecast_was != "open" else answer.outcome] += 1
        if is_about_the_key(answer.status):
            self._key_refused = True
            self._control.cancel()
        elif forecast_was == "wrong" and self._stop_at_surprise and self._waiting:
            self._control.pause(at_surprise=True)
        self._on_progress(self._summary(None), RunRow(index, row, attempt, forecast_was))

    def _attempt(
        self, row: PlanRow, body: bytes, started: int, answer: Answer, took: int
    ) -> Attempt:
        return Attempt(
            row=row.row,
            preset=row.preset,
            replay=self._replay,
            target=self._plan.target.name,
            sent_at=started,
            request=body,
            outcome=answer.outcome,
            status=answer.status,
            answer=answer.text,
            took=took,
            forecast=row.outcome,
        )

    def _summary(self, end: State | None) -> Summary:
        return Summary(
            total=self._total,
            sent=sum(self._counts.values()),
            right=self._counts["right"],
            wrong=self._counts["wrong"],
            in_doubt=self._counts["in doubt"],
            failed=self._counts["failed"],
            state=end or self._state(),
            key_refused=self._key_refused,
        )

    def _state(self) -> State:
        if self._control.cancelled:
            return "cancelled"
        if self._control.paused:
            return "surprised" if self._control.at_surprise else "paused"
        return "sending"


def _now() -> int:
    return time.time_ns() // 1_000_000
