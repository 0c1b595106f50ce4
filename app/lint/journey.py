"""What the rules remember of each user.

Messages come out of order and twice. Rules that look at several messages therefore work on
facts: one small record for each message that matters to them, kept in the order of its time.
Copies of one messageId are one fact; the copy of the lowest row stands for it.

What is remembered is bounded: a fact goes when it came more than an hour before the newest one
and many have come since. A capture of fewer messages is remembered whole, whatever the clocks
in it say.
"""

from collections import deque
from collections.abc import Iterable

from app.lint.facts import Fact
from app.lint.rule import Watcher
from app.lint.users import User

KEEP_AT_LEAST = 20_000
"""Facts that are remembered however old they are."""

KEEP_AT_MOST = 150_000
"""Facts that are remembered at all."""

KEEP_FOR = 60 * 60_000
"""Milliseconds between the arrival of a fact and that of the newest one."""


class Journeys:
    """The users of a run, and the copies of their messages."""

    def __init__(self, watchers: Iterable[Watcher]) -> None:
        self._watchers = tuple(watchers)
        self._users: dict[str, User] = {}
        self._first: dict[str, tuple[str, Fact]] = {}
        self._arrivals: deque[tuple[int, str, Fact]] = deque()

    def __len__(self) -> int:
        return len(self._arrivals)

    def join(self, name: str, fact: Fact, arrived: int) -> list[tuple[User, Fact]]:
        """Take in a fact of the user `name`; answer whose findings may be others now.

        `arrived` is milliseconds since 1970. A row that was taken in before changes nothing.
        """
        touched: list[tuple[User, Fact]] = []
        if fact.message_id and not fact.separates:
            known = self._first.get(fact.message_id)
            if known is not None and known[1].row == fact.row:
                return []
            if known is not None and known[1].row < fact.row:
                fact.copy = True
            else:
                self._first[fact.message_id] = (name, fact)
                if known is not None:
                    touched += self._demote(*known)
        user = self._users.setdefault(name, User())
        user.facts += 1
        self._arrivals.append((arrived, name, fact))
        touched += self._joined(user, fact)
        self._forget(arrived)
        return touched

    def _demote(self, name: str, fact: Fact) -> list[tuple[User, Fact]]:
        """An earlier row of the same message has come: this one becomes the copy."""
        user = self._users[name]
        left = [(user, one) for watcher in self._watchers for one in watcher.left(user, fact)]
        fact.copy = True
        return left + self._joined(user, fact)

    def _joined(self, user: User, fact: Fact) -> list[tuple[User, Fact]]:
        touched = [(user, one) for watcher in self._watchers for one in watcher.joined(user, fact)]
        return [*touched, (user, fact)]

    def _forget(self, now: int) -> None:
        while len(self._arrivals) > KEEP_AT_LEAST:
            arrived, name, fact = self._arrivals[0]
            if len(self._arrivals) <= KEEP_AT_MOST and now - arrived < KEEP_FOR:
                return
            self._arrivals.popleft()
            fact.gone = True
            user = self._users[name]
            for watcher in self._watchers:
                watcher.forget(user, fact)
            if self._first.get(fact.message_id, ("", None))[1] is fact:
                del self._first[fact.message_id]
            user.facts -= 1
            if not user.facts:
                del self._users[name]
