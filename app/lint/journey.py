"""What the rules remember of all users.

Messages come out of order and twice. Rules that look at several messages therefore work on
facts: one small record for each message that matters to them, kept in the order of its time.
Copies of one messageId are one fact; the copy of the lowest row stands for it.

What is remembered is bounded: a fact goes when it came more than an hour before the newest one
and many have come since. A capture of fewer messages is remembered whole, whatever the clocks
in it say.
"""

from collections import deque
from collections.abc import Sequence

from app.lint.facts import Fact
from app.lint.groups import SHAPE, Groups
from app.lint.rule import Watcher
from app.lint.tally import Tally
from app.lint.users import User

KEEP_AT_LEAST = 20_000
"""Facts that are remembered however old they are."""

KEEP_AT_MOST = 50_000
"""Facts that are remembered at all."""

KEEP_FOR = 60 * 60_000
"""Milliseconds between the arrival of a fact and that of the newest one."""

Touched = tuple[Fact, int]
"""A fact whose findings may be others now, and the source of those: the index of watchers that
speak together, or of a window, which come after them."""


class Journeys:
    """The users of a run, the groups of their messages, and the copies."""

    def __init__(
        self, watchers: Sequence[Sequence[Watcher]], groups: Sequence[Groups], tally: Tally
    ) -> None:
        self._tally = tally
        self._watchers = tuple(
            (source, watcher) for source, together in enumerate(watchers) for watcher in together
        )
        self._first_group = len(watchers)
        self._sources = len(watchers) + len(groups)
        self._groups = tuple(groups)
        self._fitting: dict[tuple[bool, ...], tuple[tuple[int, Groups], ...]] = {}
        self._users: dict[str, User] = {}
        self._first: dict[str, Fact] = {}
        self._arrivals: deque[tuple[int, Fact]] = deque()

    def __len__(self) -> int:
        return len(self._arrivals)

    def user(self, fact: Fact) -> User | None:
        """What is remembered of the fact's user; None where it has none."""
        return self._users.get(fact.user)

    def join(self, fact: Fact, arrived: int) -> list[Touched] | None:
        """Take in a fact; answer whose findings may be others now; None for a row that was
        taken in before, which changes nothing.

        `arrived` is milliseconds since 1970.
        """
        touched: list[Touched] = []
        if fact.message_id and not fact.separates:
            known = self._first.get(fact.message_id)
            if known is not None and known.row == fact.row:
                return None
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
            for source, watcher in self._watchers:
                touched += ((one, source) for one in watcher.left(user, fact))
        for source, groups in self._groups_for(fact):
            if not groups.window.copies:
                touched += ((one, source) for one in groups.remove(fact))
        fact.copy = True
        if user is not None:
            for source, watcher in self._watchers:
                touched += ((one, source) for one in watcher.joined(user, fact))
        touched += ((fact, source) for source in range(self._sources))
        return touched

    def _joined(self, user: User | None, fact: Fact) -> list[Touched]:
        touched: list[Touched] = []
        if user is not None:
            for source, watcher in self._watchers:
                for one in watcher.joined(user, fact):
                    touched.append((one, source))
        else:
            touched += ((fact, source) for source in range(self._first_group))
        if fact.mapped:
            if not fact.copy:
                self._tally.count(fact, 1)
            for source, groups in self._groups_for(fact):
                if not fact.copy or groups.window.copies:
                    for one in groups.add(fact):
                        touched.append((one, source))
        return touched

    def _groups_for(self, fact: Fact) -> tuple[tuple[int, Groups], ...]:
        """The windows that may have a place for it, each with its source."""
        shape = (
            fact.click is not None,
            fact.view is not None,
            fact.order is not None,
            bool(fact.carries),
            bool(fact.prices),
            bool(fact.account),
        )
        fitting = self._fitting.get(shape)
        if fitting is None:
            has = {name for name, there in zip(SHAPE, shape, strict=True) if there}
            fitting = self._fitting[shape] = tuple(
                (source, groups)
                for source, groups in enumerate(self._groups, self._first_group)
                if groups.window.fits(has)
            )
        return fitting

    def _forget(self, now: int) -> None:
        while len(self._arrivals) > KEEP_AT_LEAST:
            arrived, fact = self._arrivals[0]
            if len(self._arrivals) <= KEEP_AT_MOST and now - arrived < KEEP_FOR:
                return
            self._arrivals.popleft()
            self._tally.forgot += 1
            fact.gone = True
            for _, groups in self._groups_for(fact) if fact.mapped else ():
                if not fact.copy or groups.window.copies:
                    groups.remove(fact)
            if self._first.get(fact.message_id) is fact:
                del self._first[fact.message_id]
            user = self._users.get(fact.user)
            if user is None:
                continue
            for _, watcher in self._watchers:
                watcher.forget(user, fact)
            user.facts -= 1
            if not user.facts:
                del self._users[fact.user]
