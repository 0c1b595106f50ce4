"""Wakes coroutines from the thread that commits, many at a time."""

import asyncio
from collections import deque
from concurrent.futures import Future
from contextlib import suppress
from typing import TypeVar

T = TypeVar("T")


class Wakes:
    """Lets coroutines of one event loop wait for futures of another thread.

    Each call of `call_soon_threadsafe` is a write to the loop's own pipe, during which the other
    thread gives its turn away; so what one commit finishes wakes the loop once.
    """

    def __init__(self) -> None:
        self._due: deque[asyncio.Future[None]] = deque()
        self._called = False

    async def wait(self, future: Future[T]) -> T:
        """The result of `future`, which is never cancelled by it: others may share its commit."""
        if not future.done():
            loop = asyncio.get_running_loop()
            waiter: asyncio.Future[None] = loop.create_future()
            future.add_done_callback(lambda _: self._wake(loop, waiter))
            await waiter
        return future.result()

    def _wake(self, loop: asyncio.AbstractEventLoop, waiter: asyncio.Future[None]) -> None:
        """On the other thread. What is added before `_called` is looked at is seen by the run
        that is called already; what is added later calls one of its own."""
        self._due.append(waiter)
        if not self._called:
            self._called = True
            with suppress(RuntimeError):  # the endpoint has stopped and its loop is closed
                loop.call_soon_threadsafe(self._run)

    def _run(self) -> None:
        self._called = False
        while self._due:
            waiter = self._due.popleft()
            if not waiter.done():
                waiter.set_result(None)
