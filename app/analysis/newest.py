"""Keeps the newest of many, whatever the order in which they come."""

from collections.abc import Iterator
from heapq import heappop, heappush
from itertools import count
from typing import Generic, TypeVar

T = TypeVar("T")


class Newest(Generic[T]):
    """Items by their time; when they weigh more than `room` together, the oldest go.

    What is kept in the end hangs on the set of items alone: an item that comes late is refused
    where it would have gone. Each item needs a row of its own.
    """

    def __init__(self, room: int) -> None:
        self._room = room
        self._heap: list[tuple[int, int, int, int, T]] = []
        self._serials = count()
        self._weight = 0
        self._floor: tuple[int, int] | None = None
        self.forgotten = 0
        """How many items are not kept."""

    def __len__(self) -> int:
        return len(self._heap)

    def __iter__(self) -> Iterator[T]:
        """What is kept, in no particular order."""
        return (entry[4] for entry in self._heap)

    def add(self, time: int, row: int, weight: int, item: T) -> None:
        """Take `item` in. `time` is milliseconds since 1970; later rows count as newer."""
        if self._floor is not None and (time, row) <= self._floor:
            self.forgotten += 1
            return
        # The serial keeps items from being compared.
        heappush(self._heap, (time, row, next(self._serials), weight, item))
        self._weight += weight
        while self._weight > self._room and self._heap:
            old = heappop(self._heap)
            self._floor = old[:2]
            self._weight -= old[3]
            self.forgotten += 1

    @property
    def since(self) -> int | None:
        """The time of the newest item that was forgotten; None where all are kept."""
        return None if self._floor is None else self._floor[0]
