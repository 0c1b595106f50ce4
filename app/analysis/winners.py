"""Auction winners and what followed each: the auction's answer says what should come.

A winner is one row of the capture's `auction` table: what Topsort answered with before the
shop's own events (topsort.md 2.1).
"""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from app.analysis.seen import Order, Seen, Touch
from app.topsort.words import clean

_USERS_OF_A_BID = 4
"""Users that are remembered for one bid: a second one is enough to tell."""


@dataclass(frozen=True, slots=True)
class Winner:
    """One product that won a slot.

    `bid` is its `resolvedBidId`, kept as it came. `user` is the auction's `opaqueUserId`, empty
    where it ran without one. `at` is when it was seen, in milliseconds since 1970. `path` is the
    page that asked, empty where that is not known. `row` is its row id in the capture.
    """

    row: int
    bid: str
    product: str
    user: str
    at: int
    path: str = ""


@dataclass(frozen=True, slots=True)
class Followed:
    """A winner and what came of it, the first of each kind.

    `lost` is the first event with its bid that does not reach Topsort; `elsewhere` another user
    under whom the bid was seen (empty: none). `answers` is how often the same winner came: more
    than once where a shop keeps answers.
    """

    winner: Winner
    impression: Touch | None = None
    click: Touch | None = None
    purchase: Order | None = None
    lost: Touch | None = None
    elsewhere: str = ""
    answers: int = 1

    @property
    def silent(self) -> bool:
        """Whether nothing was ever seen of it."""
        return not (self.impression or self.click or self.purchase or self.lost or self.elsewhere)


@dataclass(frozen=True, slots=True)
class PagePath:
    """The winners of one page path, and how many of them each thing followed."""

    path: str
    winners: int
    impressions: int
    clicks: int
    purchases: int
    silent: int

    @property
    def words(self) -> str:
        """`4 winners on /search, 1 impression`."""
        where = clean(self.path[:60]) if self.path else "an unknown page"
        return f"{_count(self.winners, 'winner')} on {where}, " + (
            _count(self.impressions, "impression") if self.impressions else "no impression"
        )


@dataclass(frozen=True)
class Witness:
    """What followed the winners: one by one in the order of time, and by page path, those with
    the most missing impressions first."""

    followed: tuple[Followed, ...] = ()
    paths: tuple[PagePath, ...] = ()

    def of(self, user: str) -> tuple[Followed, ...]:
        """Those of one user (`Seen.user`)."""
        return tuple(self._by_user.get(user, ()))

    @cached_property
    def _by_user(self) -> dict[str, list[Followed]]:
        found: dict[str, list[Followed]] = {}
        for one in self.followed:
            found.setdefault(_key(one.winner), []).append(one)
        return found


def follow(winners: Iterable[Winner], seen: Iterable[Seen]) -> Witness:
    """What followed each winner, in whatever order both come.

    An event belongs to a winner by its bid and user; a winner without a user takes any. A
    purchase belongs to it by user and product, from the time of the auction on.
    """
    firsts, answers = _collapsed(winners)
    messages = sorted(seen, key=lambda one: (one.at, one.message_id, one.row))
    by_bid: dict[tuple[str, str], dict[str, Touch]] = {}
    users: dict[str, dict[str, None]] = {}
    for touch in (touch for message in messages for touch in message.touches if touch.bid):
        kind = touch.kind if touch.state == "sponsored" else "lost"
        for user in (touch.user, ""):
            by_bid.setdefault((touch.bid, user), {}).setdefault(kind, touch)
        known = users.setdefault(touch.bid, {})
        if len(known) < _USERS_OF_A_BID:
            known[touch.user] = None
    bought = _bought(firsts, messages)
    followed = tuple(
        Followed(
            one,
            touched.get("impression"),
            touched.get("click"),
            bought.get(one),
            touched.get("lost"),
            _other(users.get(one.bid, {}), one),
            answers[one],
        )
        for one in firsts
        for touched in [by_bid.get((one.bid, _key(one)), {})]
    )
    return Witness(followed, _paths(followed))


def _bought(winners: list[Winner], messages: list[Seen]) -> dict[Winner, Order]:
    """The first order of each winner's user and product after the auction; both are in the order
    of time, so that a winner is looked at until it has one."""
    waiting: dict[tuple[str, str], deque[Winner]] = {}
    for one in winners:
        if one.user and one.product:
            waiting.setdefault((_key(one), one.product), deque()).append(one)
    bought: dict[Winner, Order] = {}
    for message in messages:
        order = message.order
        if order is None or order.state != "accepted":
            continue
        for line in order.lines:
            queue = waiting.get((order.user, line.product))
            while queue and queue[0].at <= order.at:
                bought[queue.popleft()] = order
    return bought


def _key(winner: Winner) -> str:
    """The user as `Seen.user` names it; empty where the auction ran without one."""
    return f"a:{winner.user}" if winner.user else ""


def _other(users: Iterable[str], winner: Winner) -> str:
    if not winner.user:
        return ""
    return next((one for one in users if one != _key(winner)), "")


def _collapsed(winners: Iterable[Winner]) -> tuple[list[Winner], dict[Winner, int]]:
    """Each bid of each user once, its earliest answer; and how many answers there were."""
    firsts: dict[tuple[str, str, str], Winner] = {}
    counts: dict[tuple[str, str, str], int] = {}
    for one in sorted(winners, key=lambda one: (one.at, one.row)):
        # A winner without a bid can be told from another by its row alone.
        key = (one.bid or f"\0{one.row}", one.user, one.product)
        firsts.setdefault(key, one)
        counts[key] = counts.get(key, 0) + 1
    return list(firsts.values()), {firsts[key]: count for key, count in counts.items()}


def _paths(followed: tuple[Followed, ...]) -> tuple[PagePath, ...]:
    by_path: dict[str, list[Followed]] = {}
    for one in followed:
        by_path.setdefault(one.winner.path, []).append(one)
    paths = [
        PagePath(
            path,
            len(group),
            sum(one.impression is not None for one in group),
            sum(one.click is not None for one in group),
            sum(one.purchase is not None for one in group),
            sum(one.silent for one in group),
        )
        for path, group in by_path.items()
    ]
    return tuple(sorted(paths, key=lambda one: (one.impressions - one.winners, one.path)))


def _count(number: int, noun: str) -> str:
    return f"1 {noun}" if number == 1 else f"{number:,} {noun}s"
