"""Facts of one user in the order of their time."""

from bisect import bisect_left
from collections.abc import Iterator
from itertools import count
from typing import TypeAlias

from app.lint.facts import Fact

Key: TypeAlias = tuple[int, str, int]
"""Time in milliseconds, messageId, row: a total order that arrival has no part in."""

Entry: TypeAlias = tuple[int, str, int, int, Fact]
"""A key, a serial number and the fact. Flat, because so many of them are made and compared."""

_serials = count()

_NOBODY: Entry = (0, "", 0, 0, Fact(0, "", "", 0, 0))
"""Stands where an entry was that is no longer looked at, so that its fact can go."""


class Timeline:
    """A sorted list of facts. What is forgotten goes from its front, mostly, and what is new
    comes at its end: both take the same few steps however long it is."""

    __slots__ = ("_entries", "_head")

    def __init__(self) -> None:
        self._entries: list[Entry] = []
        self._head = 0

    def __bool__(self) -> bool:
        return len(self._entries) > self._head

    def __len__(self) -> int:
        return len(self._entries) - self._head

    def __iter__(self) -> Iterator[Fact]:
        entries = self._entries
        return (entries[at][4] for at in range(self._head, len(entries)))

    def add(self, time: int, fact: Fact) -> int:
        """Put `fact` at `time`; answer its index."""
        # The serial keeps two entries of one key apart, so that facts are never compared.
        entry = (time, fact.message_id, fact.row, next(_serials), fact)
        entries = self._entries
        if len(entries) == self._head or entries[-1] < entry:
            entries.append(entry)
            return len(entries) - 1 - self._head
        at = bisect_left(entries, entry, self._head)
        if at == self._head and at:
            self._head -= 1
            entries[self._head] = entry
            return 0
        entries.insert(at, entry)
        return at - self._head

    def time(self, index: int) -> int:
        """The time of the entry at `index`."""
        return self._entries[self._head + index][0]

    def fact(self, index: int) -> Fact:
        """The fact at `index`."""
        return self._entries[self._head + index][4]

    def index(self, time: int, fact: Fact) -> int:
        """The index of `fact` at `time`."""
        return self._first((time, fact.message_id, fact.row)) - self._head

    def near(self, index: int, reach: int) -> tuple[list[Fact], list[Fact]]:
        """Up to `reach` facts before and after the one at `index`, each side nearest first."""
        at = self._head + index
        before = self._entries[max(self._head, at - reach) : at]
        after = self._entries[at + 1 : at + 1 + reach]
        return [entry[4] for entry in reversed(before)], [entry[4] for entry in after]

    def remove(self, time: int, fact: Fact) -> None:
        """Take `fact` away from `time`, if it is there."""
        key = (time, fact.message_id, fact.row)
        entries = self._entries
        for at in range(self._first(key), len(entries)):
            entry = entries[at]
            if entry[:3] != key:
                return
            if entry[4] is fact:
                if at == self._head:
                    self._behead()
                else:
                    del entries[at]
                return

    def between(self, first: int, last: int) -> Iterator[Fact]:
        """Facts from `first` to `last`, both included, earliest first."""
        for at in range(self._first((first, "", 0)), len(self._entries)):
            entry = self._entries[at]
            if entry[0] > last:
                return
            yield entry[4]

    def before(self, time: int, earliest: int) -> Iterator[Fact]:
        """Facts from `time` back to `earliest`, both included, latest first."""
        for at in range(self._first((time + 1, "", 0)) - 1, self._head - 1, -1):
            entry = self._entries[at]
            if entry[0] < earliest:
                return
            yield entry[4]

    def parts(self, first: int, last: int) -> bool:
        """Whether a fact lies between the two times, on neither of them."""
        at = self._first((first + 1, "", 0))
        return at < len(self._entries) and self._entries[at][0] < last

    def after(self, time: int, fact: Fact) -> int | None:
        """The time of the entry that follows `fact` at `time`; None where none does."""
        at = self._first((time, fact.message_id, fact.row + 1))
        return self._entries[at][0] if at < len(self._entries) else None

    def _behead(self) -> None:
        """Drop the first entry; its room is given back once half of the list is room."""
        self._entries[self._head] = _NOBODY
        self._head += 1
        if self._head * 2 > len(self._entries):
            del self._entries[: self._head]
            self._head = 0

    def _first(self, key: Key) -> int:
        """Place in the list of the first entry that is not before `key`."""
        # A shorter tuple sorts before the longer ones that begin with it.
        return bisect_left(self._entries, key, self._head)


class TwoClocks:
    """Facts on both their times.

    Two facts of one client are compared on its own clock, `t`; a server's clock is another than
    the user's device's, so that those of both are compared on the times that Segment has
    corrected, `occ`. Most users have facts of one kind of client alone: a line of corrected
    times is made when it is first asked for.
    """

    __slots__ = ("_lines",)

    def __init__(self) -> None:
        # None until there is a fact: most of them stay empty.
        self._lines: dict[tuple[bool, bool], Timeline] | None = None

    def __bool__(self) -> bool:
        return self._lines is not None and any(self._lines.values())

    def add(self, fact: Fact) -> None:
        """Take `fact` in."""
        if self._lines is None:
            self._lines = {}
        own = self._lines.get((fact.server, False))
        if own is None:
            own = self._lines[fact.server, False] = Timeline()
        own.add(fact.t, fact)
        corrected = self._lines.get((fact.server, True))
        if corrected is not None:
            corrected.add(fact.occ, fact)

    def remove(self, fact: Fact) -> None:
        """Take `fact` out, if it is there."""
        for (server, corrected), line in (self._lines or {}).items():
            if server is fact.server:
                line.remove(time_on(fact, corrected), fact)

    def line(self, server: bool, corrected: bool) -> Timeline:
        """Those of servers, or of devices, on one of the clocks."""
        if self._lines is None:
            return _EMPTY
        line = self._lines.get((server, corrected))
        if line is not None:
            return line
        own = self._lines.get((server, False))
        if not own:
            return _EMPTY
        line = self._lines[server, True] = Timeline()
        for fact in own:
            line.add(fact.occ, fact)
        return line

    def seen_from(self, fact: Fact) -> list[tuple[Timeline, bool]]:
        """Those of the same kind of client on its own clock, those of the other on the corrected
        one, and whether it is that; without lines that are empty."""
        found: list[tuple[Timeline, bool]] = []
        if self._lines is not None:
            if line := self.line(fact.server, False):
                found.append((line, False))
            if line := self.line(not fact.server, True):
                found.append((line, True))
        return found


def time_on(fact: Fact, corrected: bool) -> int:
    """The time of `fact` on one of the clocks."""
    return fact.occ if corrected else fact.t


_EMPTY = Timeline()
"""Stands for timelines that nothing was added to; `TwoClocks` never adds to it."""
