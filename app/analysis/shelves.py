"""Clicks and impressions in the order of their time, to find the nearest to an order."""

from bisect import bisect_right
from collections.abc import Iterator
from typing import NamedTuple

from app.analysis.seen import Format, Kind, State, Touch


class Sort(NamedTuple):
    """What decides, but for time, user and product, whether a touch can earn an order.

    `copy`: a message of the same messageId, with other content, came before it.
    """

    kind: Kind
    state: State
    format: Format
    copy: bool


class Shelf:
    """Touches of one thing, by their sort. Filled in the order of time."""

    __slots__ = ("_by_sort",)

    def __init__(self) -> None:
        self._by_sort: dict[Sort, tuple[list[int], list[Touch]]] = {}

    def put(self, sort: Sort, touch: Touch) -> None:
        """Add a touch that is not before any that is there."""
        times, touches = self._by_sort.setdefault(sort, ([], []))
        times.append(touch.at)
        touches.append(touch)

    def sorts(self) -> Iterator[tuple[Sort, list[int], list[Touch]]]:
        """Each sort that is there, with its times and touches."""
        for sort, (times, touches) in self._by_sort.items():
            yield sort, times, touches

    def around(self, at: int) -> Iterator[tuple[Sort, Touch]]:
        """Of each sort the last touch up to `at`, and the first one after it."""
        for sort, times, touches in self.sorts():
            index = bisect_right(times, at)
            if index:
                yield sort, touches[index - 1]
            if index < len(touches):
                yield sort, touches[index]

    def before(self, at: int, most: int) -> Iterator[tuple[Sort, Touch]]:
        """Of each sort the last `most` touches up to `at`, latest first."""
        for sort, times, touches in self.sorts():
            index = bisect_right(times, at)
            for touch in reversed(touches[max(0, index - most) : index]):
                yield sort, touch
