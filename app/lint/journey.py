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
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from app.lint.finding import Finding
from app.lint.ids import Likeness
from app.lint.timeline import Timeline, TwoClocks

if TYPE_CHECKING:
    from app.lint.rule import Watcher

KEEP_AT_LEAST = 20_000
"""Facts that are remembered however old they are."""

KEEP_AT_MOST = 150_000
"""Facts that are remembered at all."""

KEEP_FOR = 60 * 60_000
"""Milliseconds between the arrival of a fact and that of the newest one."""


@dataclass(frozen=True, slots=True)
class Gap:
    """A delivery of an impression or a click that has no bid and names no entity.

    `found` is what stands where the bid should be (`missing`, `null`, `empty`, `blank`);
    `required`: the definition in use refuses the payload for it; `lost`: it does not reach
    Topsort for another reason.
    """

    delivery: int
    action: str
    product: str
    found: str
    path: str
    required: bool
    lost: bool


@dataclass(slots=True, eq=False)
class Edge:
    """Two clicks that may be one action. Of several edges the one of the lowest rank wins; the
    rank is a total order that arrival has no part in."""

    rank: tuple[int, int, str, int, str, int]
    clicked: "Fact"
    added: "Fact"
    gap: int
    certainty: str
    likeness: Likeness
    across: bool

    def other(self, fact: "Fact") -> "Fact":
        """The partner of `fact`."""
        return self.added if fact is self.clicked else self.clicked


@dataclass(slots=True, eq=False)
class Fact:
    """One message as the session rules know it.

    `t` is the time on the client's own clock, `occ` what Segment makes of it (comparable across
    clients). `role` is `clicked` or `added` for the two events that a single action may both
    send. `click` is the delivery that is mapped to a click, `lost` whether it does not get
    through. `skew` is `sentAt - originalTimestamp`. `said` holds the findings that stand on it
    now, by code.
    """

    row: int
    message_id: str
    event: str
    t: int
    occ: int
    role: str = ""
    separates: bool = False
    bid: str = ""
    product: str = ""
    sku: str = ""
    path: str = ""
    library: str = ""
    language: str = "other"
    server: bool = False
    click: int | None = None
    lost: bool = False
    hint: bool = False
    skew: int | None = None
    carries: tuple[tuple[str, str], ...] = ()
    gaps: tuple[Gap, ...] = ()
    copy: bool = False
    gone: bool = False
    edge: Edge | None = None
    said: dict[str, tuple[Finding, ...]] = field(default_factory=dict)


@dataclass(slots=True)
class Shelf:
    """One product before one user: who carried a bid for it, and who should have."""

    carriers: TwoClocks = field(default_factory=TwoClocks)
    lacking: TwoClocks = field(default_factory=TwoClocks)


@dataclass(slots=True)
class User:
    """What one user did. Clicks are kept by role, pages on their own clocks and corrected."""

    clicks: dict[str, TwoClocks] = field(default_factory=dict)
    pages: Timeline = field(default_factory=Timeline)
    pages_occ: Timeline = field(default_factory=Timeline)
    shelves: dict[str, Shelf] = field(default_factory=dict)
    facts: int = 0


class Journeys:
    """The users of a run, and the copies of their messages."""

    def __init__(self, watchers: Iterable["Watcher"]) -> None:
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
