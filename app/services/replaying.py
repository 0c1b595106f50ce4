"""A replay of what a capture holds, with each attempt written down in it."""

import asyncio
import uuid

from app.replay.control import Control
from app.replay.plan import Plan
from app.replay.run import OnProgress, Summary, run
from app.replay.send import make_client
from app.store.model import Attempt
from app.store.writer import Writer

WORKERS = 4
"""Requests of a replay that are under way at a time."""


async def replay(
    plan: Plan,
    writer: Writer,
    *,
    control: Control,
    on_progress: OnProgress,
    stop_at_surprise: bool,
) -> Summary:
    """Send a plan, recording each attempt; see `app.replay.run.run`. Raises StoreFailed where an
    attempt cannot be recorded."""

    async def record(attempt: Attempt, known: bool) -> None:
        # What may have reached the sandbox counts nowhere: it needs no trace of its own.
        if known or not plan.target.is_sandbox:
            await asyncio.wrap_future(writer.record([attempt]))

    async with make_client(plan.target, workers=WORKERS) as client:
        return await run(
            plan,
            client,
            replay=uuid.uuid4().hex,
            record=record,
            on_progress=on_progress,
            control=control,
            workers=WORKERS,
            stop_at_surprise=stop_at_surprise,
        )
