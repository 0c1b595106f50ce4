"""Counters over a capture as a whole, for the findings that stand on no single message.

They grow with each message by constant work, and what they say does not hang on the order in
which messages come. They are not set back when messages are forgotten.
"""

from bisect import insort
from dataclasses import dataclass, field

from app.lint.facts import Fact
from app.lint.users import User

EXAMPLES = 5
"""Rows that a finding of the capture names."""

_KEPT = 64
_NAMES = 500
"""Names of events that are counted one by one; what comes beyond is a load test."""

MOST_SENDERS = 500
"""Origins, and write keys, that are told apart."""

_FIRST_USERS = 3
_ACCOUNTS = 4

_Key = tuple[int, str, int]


@dataclass(slots=True)
class Standing:
    """So many rows, the earliest of them as examples."""

    count: int = 0
    _kept: list[_Key] = field(default_factory=list)

    def put(self, fact: Fact | None, row: int) -> None:
        """One more row; its fact says when it was."""
        self.count += 1
        insort(self._kept, _key(fact, row))
        del self._kept[_KEPT:]

    def take(self, fact: Fact | None, row: int) -> None:
        """The row is none of them any longer."""
        self.count -= 1
        key = _key(fact, row)
        if key in self._kept:
            self._kept.remove(key)

    @property
    def examples(self) -> tuple[int, ...]:
        """The earliest rows."""
        return tuple(row for _, _, row in self._kept[:EXAMPLES])


@dataclass(slots=True)
class Named:
    """Impressions and clicks of one event name; `lacking`, those without a bid and an entity."""

    total: int = 0
    lacking: Standing = field(default_factory=Standing)


@dataclass(slots=True)
class Tally:
    """What was counted. Copies of a message count once, but among `users` and `kinds`.

    - `standing`: rows of faults of the set-up, by code; `identified` those of identify and
      alias calls.
    - `impressions`, `clicks`: bids of one user that were shown and clicked, accepted ones.
    - `pairs`: bids of one user, `unseen` those whose first click came before any impression.
    - `users`: a few of the users; `accounts`: of users with more than one userId, how many events
      they have; `events`: of all users.
    - `kinds`: `impression`, `click`, `purchase`, as far as they were seen.
    - `forgot`: facts that are no longer remembered.
    - `origins`, `write_keys`: of the pages that sent, and of all messages; some hundreds at most.
    - `journeys`: users seen with an impression or a click, `steps`: how many of those there were.
    """

    standing: dict[str, Standing] = field(default_factory=dict)
    names: dict[str, Named] = field(default_factory=dict)
    impressions: int = 0
    clicks: int = 0
    pairs: int = 0
    unseen: int = 0
    users: set[str] = field(default_factory=set)
    events: int = 0
    accounts: dict[str, int] = field(default_factory=dict)
    kinds: set[str] = field(default_factory=set)
    origins: set[str] = field(default_factory=set)
    write_keys: set[str] = field(default_factory=set)
    journeys: int = 0
    steps: int = 0
    forgot: int = 0
    identified: Standing = field(default_factory=Standing)

    def stands(self, code: str, fact: Fact | None, row: int) -> None:
        """A fault of the set-up stands on one more row."""
        self.standing.setdefault(code, Standing()).put(fact, row)

    def falls(self, code: str, fact: Fact | None, row: int) -> None:
        """It stands there no longer."""
        self.standing[code].take(fact, row)

    def heard(self, origin: str, write_key: str) -> None:
        """A message has come from a page of this origin, with this write key; empty where it
        names none."""
        if origin and len(self.origins) < MOST_SENDERS:
            self.origins.add(origin)
        if write_key and len(self.write_keys) < MOST_SENDERS:
            self.write_keys.add(write_key)

    def saw(self, fact: Fact, user: User | None) -> None:
        """A row has come, a copy perhaps."""
        if not fact.mapped:
            return
        self.events += 1
        if user is not None:
            self._saw_user(fact, user)
        if fact.click is not None:
            self.kinds.add("click")
        if fact.view is not None:
            self.kinds.add("impression")
        if fact.order is not None:
            self.kinds.add("purchase")

    def _saw_user(self, fact: Fact, user: User) -> None:
        if len(self.users) < _FIRST_USERS:
            self.users.add(fact.user)
        user.events += 1
        if fact.account and fact.account not in user.accounts and len(user.accounts) < _ACCOUNTS:
            user.accounts.append(fact.account)
        merges = len(user.accounts) > 1
        if merges and (fact.user in self.accounts or len(self.accounts) < _NAMES):
            self.accounts[fact.user] = user.events
        if fact.click is not None or fact.view is not None:
            self.journeys += not user.steps
            self.steps += 1
            user.steps += 1

    def count(self, fact: Fact, by: int) -> None:
        """A fact joins (1), or leaves because another copy stands for it (-1)."""
        if fact.click is None and (fact.view is None or not fact.event):
            return
        named = self.names.get(fact.event)
        if named is None:
            if len(self.names) >= _NAMES:
                return
            named = self.names[fact.event] = Named()
        named.total += by
        if fact.gaps:
            (named.lacking.put if by > 0 else named.lacking.take)(fact, fact.row)


def _key(fact: Fact | None, row: int) -> _Key:
    return (fact.occ, fact.message_id, row) if fact is not None else (0, "", row)
