"""How much memory requests may hold together, so that many large ones cannot take it all."""

import asyncio
from collections import deque

from app.segment.memory import MAX_NEEDED
from app.segment.refused import Refused

BODIES = 36 * 1024 * 1024
"""Bytes of large bodies that are read or wait, at a time: one of the longest and some more."""

DECODED = MAX_NEEDED
"""Bytes that bodies take while they are decoded and stored, as `needed_memory` reckons."""

PATIENCE = 4.0
"""Seconds that a request waits for room. Then it is answered 429, after which every SDK that can
tries again."""


def busy() -> Refused:
    """The refusal of a request that found no room in time."""
    return Refused(
        429,
        "busy",
        "Too many large requests came at once.",
        "The SDK sends it again by itself. Send smaller batches: Segment takes 500 KB.",
    )


class Room:
    """A number of bytes that is shared; first come, first served. For one event loop."""

    def __init__(self, size: int) -> None:
        self.free = size
        self._waiting: deque[tuple[int, asyncio.Future[None]]] = deque()

    async def claim(self, size: int) -> None:
        """Wait until `size` bytes are free, and take them."""
        if not self._waiting and size <= self.free:
            self.free -= size
            return
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((size, turn))
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                self.free += size
            else:
                self._waiting.remove((size, turn))
            self._serve()
            raise

    def release(self, size: int) -> None:
        """Give bytes back."""
        self.free += size
        self._serve()

    def _serve(self) -> None:
        while self._waiting and self._waiting[0][0] <= self.free:
            size, turn = self._waiting.popleft()
            if not turn.done():
                self.free -= size
                turn.set_result(None)


class Claims:
    """What one request holds of a room; given back at the end of the `with`."""

    def __init__(self, room: Room) -> None:
        self._room = room
        self._held = 0

    def __enter__(self) -> "Claims":
        return self

    def __exit__(self, *_: object) -> None:
        self.resize(0)

    async def grow(self, size: int) -> None:
        """Hold `size` bytes in all. Raises Refused (429) where they are not free in time."""
        more = size - self._held
        if more <= 0:
            return
        if more > self._room.free:
            try:
                async with asyncio.timeout(PATIENCE):
                    await self._room.claim(more)
            except TimeoutError:
                raise busy() from None
        else:
            await self._room.claim(more)
        self._held = size

    def resize(self, size: int) -> None:
        """Hold `size` bytes in all, fewer than before."""
        if size < self._held:
            self._room.release(self._held - size)
            self._held = size
