"""Facts of one user in the order of their time."""

from bisect import bisect_left
from collections.abc import Iterator
from itertools import count
from typing import TypeAlias

from app.lint.facts import Fact

Key: TypeAlias = tuple[int, str, int]
"""Time in milliseconds, messageId, row: a total order that arrival has no part in."""

Entry: TypeAlias = tuple[Key, int, Fact]

_serials = count()


class Timeline:
    """A sorted list of facts."""

    __slots__ = ("_entries",)

    def __init__(self) -> None:
        self._entries: list[Entry] = []

    def __bool__(self) -> bool:
        return bool(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def __iter__(self) -> Iterator[Fact]:
        return (entry[2] for entry in self._entries)

    def add(self, time: int, fact: Fact) -> int:
        """Put `fact` at `time`; answer its index."""
        # The serial keeps two entries of one key apart, so that facts are never compared.
        entry = ((time, fact.message_id, fact.row), next(_serials), fact)
        if not self._entries or self._entries[-1] < entry:
            self._entries.append(entry)
            return len(self._entries) - 1
        index = bisect_left(self._entries, entry)
        self._entries.insert(index, entry)
        return index

    def time(self, index: int) -> int:
        """The time of the entry at `index`."""
        return self._entries[index][0][0]

    def fact(self, index: int) -> Fact:
        """The fact at `index`."""
        return self._entries[index][2]

    def index(self, time: int, fact: Fact) -> int:
        """The index of `fact` at `time`."""
        return self._first((time, fact.message_id, fact.row))

    def near(self, index: int, reach: int) -> tuple[list[Fact], list[Fact]]:
        """Up to `reach` facts before and after the one at `index`, each side nearest first."""
        before = self._entries[max(0, index - reach) : index]
        after = self._entries[index + 1 : index + 1 + reach]
        return [entry[2] for entry in reversed(before)], [entry[2] for entry in after]

    def remove(self, time: int, fact: Fact) -> None:
        """Take `fact` away from `time`, if it is there."""
        key = (time, fact.message_id, fact.row)
        for index in range(self._first(key), len(self._entries)):
            entry = self._entries[index]
            if entry[0] != key:
                return
            if entry[2] is fact:
                del self._entries[index]
                return

    def between(self, first: int, last: int) -> Iterator[Fact]:
        """Facts from `first` to `last`, both included, earliest first."""
        for index in range(self._first((first, "", 0)), len(self._entries)):
            entry = self._entries[index]
            if entry[0][0] > last:
                return
            yield entry[2]

    def before(self, time: int, earliest: int) -> Iterator[Fact]:
        """Facts from `time` back to `earliest`, both included, latest first."""
        for index in range(self._first((time + 1, "", 0)) - 1, -1, -1):
            entry = self._entries[index]
            if entry[0][0] < earliest:
                return
            yield entry[2]

    def parts(self, first: int, last: int) -> bool:
        """Whether a fact lies between the two times, on neither of them."""
        index = self._first((first + 1, "", 0))
        return index < len(self._entries) and self._entries[index][0][0] < last

    def after(self, time: int, fact: Fact) -> int | None:
        """The time of the entry that follows `fact` at `time`; None where none does."""
        index = self._first((time, fact.message_id, fact.row + 1))
        return self._entries[index][0][0] if index < len(self._entries) else None

    def _first(self, key: Key) -> int:
        """Index of the first entry that is not before `key`."""
        # A shorter tuple sorts before the longer ones that begin with it.
        return bisect_left(self._entries, (key,))


class TwoClocks:
    """Facts on both their times.

    Two facts of one client are compared on its own clock, `t`; a server's clock is another than
    the user's device's, so that those of both are compared on the times that Segment has
    corrected, `occ`.
    """

    __slots__ = ("_lines",)

    def __init__(self) -> None:
        self._lines: dict[tuple[bool, bool], Timeline] = {}

    def __bool__(self) -> bool:
        return any(self._lines.values())

    def add(self, fact: Fact) -> None:
        """Take `fact` in."""
        for corrected in (False, True):
            line = self._lines.setdefault((fact.server, corrected), Timeline())
            line.add(time_on(fact, corrected), fact)

    def remove(self, fact: Fact) -> None:
        """Take `fact` out, if it is there."""
        for corrected in (False, True):
            self.line(fact.server, corrected).remove(time_on(fact, corrected), fact)

    def line(self, server: bool, corrected: bool) -> Timeline:
        """Those of servers, or of devices, on one of the clocks."""
        return self._lines.get((server, corrected), _EMPTY)

    def seen_from(self, fact: Fact) -> Iterator[tuple[Timeline, bool]]:
        """Those of the same kind of client on its own clock, those of the other on the corrected
        one, and whether it is that."""
        yield self.line(fact.server, False), False
        yield self.line(not fact.server, True), True


def time_on(fact: Fact, corrected: bool) -> int:
    """The time of `fact` on one of the clocks."""
    return fact.occ if corrected else fact.t


_EMPTY = Timeline()
"""Stands for timelines that nothing was added to; `TwoClocks` never adds to it."""
