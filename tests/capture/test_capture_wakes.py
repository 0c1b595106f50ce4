"""Coroutines that wait for another thread."""

import asyncio
import threading
from concurrent.futures import Future

import pytest

from app.capture.wakes import Wakes


def test_every_waiter_wakes_however_the_threads_take_turns() -> None:
    """Thousands of results in bursts of all lengths; a lost one would never end."""
    bursts = [1, 2, 64, 3, 1, 200, 5] * 40

    async def all_of_them() -> list[int]:
        wakes = Wakes()
        groups: list[list[Future[int]]] = [[Future() for _ in range(size)] for size in bursts]

        def finish() -> None:
            for group in groups:
                for number, future in enumerate(group):
                    future.set_result(number)

        thread = threading.Thread(target=finish)
        waiting = [wakes.wait(future) for group in groups for future in group]
        tasks = [asyncio.create_task(one) for one in waiting]
        await asyncio.sleep(0)
        thread.start()
        results = await asyncio.wait_for(asyncio.gather(*tasks), 30)
        thread.join()
        return results

    assert asyncio.run(all_of_them()) == [number for size in bursts for number in range(size)]


def test_what_one_burst_finishes_wakes_the_loop_once(monkeypatch: pytest.MonkeyPatch) -> None:
    async def calls() -> int:
        loop = asyncio.get_running_loop()
        called: list[object] = []
        real = loop.call_soon_threadsafe

        def count(*arguments: object) -> object:
            called.append(arguments)
            return real(*arguments)  # type: ignore[arg-type]

        monkeypatch.setattr(loop, "call_soon_threadsafe", count)
        wakes = Wakes()
        futures: list[Future[None]] = [Future() for _ in range(100)]
        tasks = [asyncio.create_task(wakes.wait(future)) for future in futures]
        await asyncio.sleep(0)
        # On this thread, so that the loop cannot run between them.
        for future in futures:
            future.set_result(None)
        await asyncio.gather(*tasks)
        return len(called)

    assert asyncio.run(calls()) == 1


def test_an_error_reaches_the_waiter_and_a_waiter_that_left_disturbs_nobody() -> None:
    async def both() -> None:
        wakes = Wakes()
        shared: Future[None] = Future()
        stays = asyncio.create_task(wakes.wait(shared))
        leaves = asyncio.create_task(wakes.wait(shared))
        await asyncio.sleep(0)
        leaves.cancel()
        await asyncio.sleep(0)
        shared.set_exception(OSError("full"))
        with pytest.raises(OSError, match="full"):
            await stays
        assert leaves.cancelled()
        with pytest.raises(OSError, match="full"):
            await wakes.wait(shared)

    asyncio.run(both())


def test_a_loop_that_has_ended_is_no_matter_to_who_commits() -> None:
    future: Future[None] = Future()

    async def leave() -> None:
        task = asyncio.create_task(Wakes().wait(future))
        await asyncio.sleep(0)
        task.cancel()

    asyncio.run(leave())
    future.set_result(None)
    assert future.result() is None
