"""What the rules remember of all users.

Messages come out of order and twice. Rules that look at several messages therefore work on
facts: one small record for each message that matters to them, kept in the order of its time.
Copies of one messageId are one fact; the copy of the lowest row stands for it.

What is remembered is bounded: a fact goes when it came more than an hour before the newest one
and many have come since. A capture of fewer messages is remembered whole, whatever the clocks
in it say.
"""

from collections import deque
from collections.abc import Iterable, Sequence

from app.lint.facts import Fact
from app.lint.groups import Groups
from app.lint.rule import Watcher
from app.lint.tally import Tally
from app.lint.users import User

KEEP_AT_LEAST = 20_000
"""Facts that are remembered however old they are."""

KEEP_AT_MOST = 100_000
"""Facts that are remembered at all."""

KEEP_FOR = 60 * 60_000
"""Milliseconds between the arrival of a fact and that of the newest one."""

Touched = tuple[Fact, int]
"""A fact whose findings may be others now, and whose: those of one of the groups, or, as
WATCHED, of the watchers."""

WATCHED = -1


class Journeys:
    """The users of a run, the groups of their messages, and the copies."""

    def __init__(self, watchers: Iterable[Watcher], groups: Sequence[Groups], tally: Tally) -> None:
        self._tally = tally
        self._watchers = tuple(watchers)
        self._groups = tuple(groups)
        self._users: dict[str, User] = {}
        self._first: dict[str, Fact] = {}
        self._arrivals: deque[tuple[int, Fact]] = deque()
        self.forgot = 0

    def __len__(self) -> int:
        return len(self._arrivals)

    def user(self, fact: Fact) -> User | None:
        """What is remembered of the fact's user; None where it has none."""
        return self._users.get(fact.user)

    def join(self, fact: Fact, arrived: int) -> list[Touched]:
        """Take in a fact; answer whose findings may be others now.

        `arrived` is milliseconds since 1970. A row that was taken in before changes nothing.
        """
        touched: list[Touched] = []
        if fact.message_id and not fact.separates:
            known = self._first.get(fact.message_id)
            if known is not None and known.row == fact.row:
                return []
            if known is not None and known.row < fact.row:
                fact.copy = True
            else:
                self._first[fact.message_id] = fact
                if known is not None:
                    touched += self._demote(known)
        user = None
        if fact.user:
            user = self._users.get(fact.user)
            if user is None:
                user = self._users[fact.user] = User()
            user.facts += 1
        self._arrivals.append((arrived, fact))
        touched += self._joined(user, fact)
        self._tally.saw(fact, user)
        if len(self._arrivals) > KEEP_AT_LEAST:
            self._forget(arrived)
        return touched

    def _demote(self, fact: Fact) -> list[Touched]:
        """An earlier row of the same message has come: this one becomes the copy."""
        if fact.mapped:
            self._tally.count(fact, -1)
        user = self._users.get(fact.user)
        touched: list[Touched] = []
        if user is not None:
            for watcher in self._watchers:
                touched += ((one, WATCHED) for one in watcher.left(user, fact))
        for index, groups in enumerate(self._groups):
            if not groups.window.copies:
                touched += ((one, index) for one in groups.remove(fact))
        fact.copy = True
        if user is not None:
            for watcher in self._watchers:
                touched += ((one, WATCHED) for one in watcher.joined(user, fact))
        touched += ((fact, index) for index in range(WATCHED, len(self._groups)))
        return touched

    def _joined(self, user: User | None, fact: Fact) -> list[Touched]:
        touched: list[Touched] = []
        if user is not None:
            for watcher in self._watchers:
                touched += [(one, WATCHED) for one in watcher.joined(user, fact)]
        touched.append((fact, WATCHED))
        if fact.mapped:
            if not fact.copy:
                self._tally.count(fact, 1)
            for index, groups in enumerate(self._groups):
                if not fact.copy or groups.window.copies:
                    touched += [(one, index) for one in groups.add(fact)]
        return touched

    def _forget(self, now: int) -> None:
        while len(self._arrivals) > KEEP_AT_LEAST:
            arrived, fact = self._arrivals[0]
            if len(self._arrivals) <= KEEP_AT_MOST and now - arrived < KEEP_FOR:
                return
            self._arrivals.popleft()
            self.forgot += 1
            fact.gone = True
            for groups in self._groups:
                if fact.mapped and (not fact.copy or groups.window.copies):
                    groups.remove(fact)
            if self._first.get(fact.message_id) is fact:
                del self._first[fact.message_id]
            user = self._users.get(fact.user)
            if user is None:
                continue
            for watcher in self._watchers:
                watcher.forget(user, fact)
            user.facts -= 1
            if not user.facts:
                del self._users[fact.user]
