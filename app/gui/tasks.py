"""Coroutines started from the window: one way to start them, so that no error is lost."""

import asyncio
import sys
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

T = TypeVar("T")

_running: set[asyncio.Task[Any]] = set()


def spawn(
    work: Coroutine[Any, Any, T], on_error: Callable[[BaseException], None] | None = None
) -> asyncio.Task[T]:
    """Start `work` on the running loop and keep it until it ends.

    An error goes to `on_error`, else to `sys.excepthook`; a cancelled task is silent. Raises
    RuntimeError where no loop runs.
    """
    task = asyncio.get_running_loop().create_task(work)
    _running.add(task)

    def ended(done: asyncio.Task[T]) -> None:
        _running.discard(done)
        error = None if done.cancelled() else done.exception()
        if error is None:
            return
        if on_error is not None:
            on_error(error)
        else:
            sys.excepthook(type(error), error, error.__traceback__)

    task.add_done_callback(ended)
    return task


async def stop_all() -> None:
    """Cancel what still runs and wait for it; for the end of the program."""
    mine = asyncio.current_task()
    tasks = [task for task in _running if task is not mine]
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
