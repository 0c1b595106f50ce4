"""Memory that requests share: nobody waits for ever, nothing is lost, the total holds."""

import asyncio
import gzip
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from app.capture import room as room_module
from app.capture.room import Claims, Room
from app.segment.refused import Refused
from tests.capture.memory import Capture, running


def test_first_come_first_served() -> None:
    async def scene() -> list[str]:
        room = Room(10)
        order: list[str] = []

        async def one(name: str, size: int) -> None:
            with Claims(room) as claims:
                await claims.grow(size)
                order.append(name)
                await asyncio.sleep(0)

        await asyncio.gather(one("a", 6), one("b", 6), one("c", 3), one("d", 10))
        assert room.free == 10
        return order

    assert asyncio.run(scene()) == ["a", "b", "c", "d"]


def test_a_claim_that_finds_no_room_is_refused_and_leaves_no_trace(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(room_module, "PATIENCE", 0.05)

    async def scene() -> None:
        room = Room(10)
        with Claims(room) as first, Claims(room) as second:
            await first.grow(4)
            await first.grow(8)
            await first.grow(3)
            assert room.free == 2
            with pytest.raises(Refused) as caught:
                await second.grow(3)
            assert (caught.value.status, caught.value.code) == (429, "busy")
            await second.grow(2)
            assert room.free == 0
            first.resize(1)
            assert room.free == 7
        assert room.free == 10

    asyncio.run(scene())


def test_one_that_is_cancelled_lets_the_next_one_in() -> None:
    async def scene() -> None:
        room = Room(10)
        await room.claim(8)
        waits = asyncio.create_task(room.claim(9))
        small = asyncio.create_task(room.claim(2))
        await asyncio.sleep(0)
        assert not small.done()
        waits.cancel()
        await asyncio.gather(waits, small, return_exceptions=True)
        assert small.exception() is None
        room.release(10)
        assert room.free == 10

    asyncio.run(scene())


def post(capture: Capture, body: bytes, **headers: str) -> int:
    return httpx.post(
        f"{capture.url}/v1/t",
        content=body,
        headers={name.replace("_", "-"): value for name, value in headers.items()},
        trust_env=False,
        timeout=60,
    ).status_code


def test_many_large_bodies_at_once_are_taken_or_told_to_come_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(room_module, "PATIENCE", 0.2)
    monkeypatch.setattr("app.capture.front.PATIENCE", 0.2)
    monkeypatch.setattr("app.capture.front.BODIES", 5_000_000)
    monkeypatch.setattr("app.capture.front.DECODED", 9_000_000)
    plain = b'{"event":"' + b"x" * 2_000_000 + b'"}'
    packed = gzip.compress(plain)
    with running() as capture, ThreadPoolExecutor(16) as pool:
        capture.sink.held = True
        large = [pool.submit(post, capture, plain) for _ in range(8)]
        large += [pool.submit(post, capture, packed, content_encoding="gzip") for _ in range(8)]
        capture.wait_for(lambda: sum(one.status == 429 for one in capture.sink.requests) >= 10)
        assert len(capture.sink.messages) <= 2
        capture.sink.release()
        answers = Counter(one.result() for one in large)
        assert set(answers) == {200, 429}
        assert answers[200] == len(capture.sink.messages)
        assert len(capture.sink.requests) == 16
        refused = [one for one in capture.sink.requests if one.status == 429]
        assert all(len(one.body) <= 65_536 for one in refused)
        assert post(capture, plain) == 200


def test_small_posts_do_not_wait_for_large_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.capture.front.DECODED", 6_000_000)
    large = b'{"event":"' + b"x" * 2_000_000 + b'"}'
    with running() as capture, ThreadPoolExecutor(4) as pool:
        capture.sink.held = True
        waiting = [pool.submit(post, capture, large) for _ in range(2)]
        capture.wait_for(lambda: len(capture.sink.messages) == 1)
        capture.sink.held = False
        assert post(capture, b'{"event":"small"}') == 200
        capture.sink.release()
        assert [one.result() for one in waiting] == [200, 200]
