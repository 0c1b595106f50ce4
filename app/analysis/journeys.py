"""The journey of each user: what they saw, clicked and bought, and what their orders earn."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from app.analysis.attribution import Credits, LineState, OrderCredit, first_of_each
from app.analysis.credit_words import Clock, money, order_words, short
from app.analysis.journey import (
    Arc,
    Column,
    Journey,
    SameBid,
    Silence,
    Step,
)
from app.analysis.journey_words import headline, user_summary
from app.analysis.seen import Seen, Touch
from app.analysis.winners import Followed, Witness

TOGETHER = 2_000
"""Milliseconds within which steps of different lanes stand in one column."""

SILENT = 30_000
"""Milliseconds without any event that are drawn as a silence and not to scale."""

SESSION = 30 * 60_000
"""Milliseconds without any event after which another session begins. Topsort does not define
its session; this is the usual one."""


@dataclass(frozen=True, slots=True)
class UserSummary:
    """One row of the list of users. `shape` is a shape of the window or empty; `words` is its
    second line (`1 order, 1 of 2 credited`). Times are milliseconds since 1970."""

    user: str
    events: int
    orders: int
    lines: int
    credited: int
    shape: str
    words: str
    last: int

    @property
    def name(self) -> str:
        """The id itself; empty for events without any."""
        return self.user[2:]

    @property
    def not_credited(self) -> bool:
        """Whether an order has a line that earns nothing."""
        return self.credited < self.lines or (self.orders > 0 and not self.lines)


@dataclass(frozen=True)
class Users:
    """All users, those of the latest event first, and how many orders they have."""

    users: tuple[UserSummary, ...]
    orders: int

    @property
    def words(self) -> str:
        """`63 users, 79 orders`."""
        users = "1 user" if len(self.users) == 1 else f"{len(self.users):,} users"
        orders = "1 order" if self.orders == 1 else f"{self.orders:,} orders"
        return f"{users}, {orders}"


def users_of(seen: Iterable[Seen], credits: Credits) -> Users:
    """Every user in a capture; events with neither anonymousId nor userId are one without a
    name. Copies of a message are one event."""
    events: Counter[str] = Counter()
    last: dict[str, int] = {}
    for one in _collapsed(seen):
        events[one.user] += 1
        last[one.user] = max(one.at, last.get(one.user, one.at))
    found = [_summary(user, count, credits.of(user), last[user]) for user, count in events.items()]
    found.sort(key=lambda one: (-one.last, one.user))
    return Users(tuple(found), len(credits.orders))


def journey_of(
    user: str, seen: Iterable[Seen], credits: Credits, witness: Witness, clock: Clock
) -> Journey:
    """The journey of one user: of `seen` only theirs are looked at. `clock` prints times of day."""
    everything = [one for one in seen if one.user == user]
    copies = Counter(one.message_id for one in everything if one.message_id)
    own = _collapsed(everything)
    followed = witness.of(user)
    orders = credits.of(user)
    steps = _steps(own, copies, followed)
    places = {step.row: index for index, step in enumerate(steps) if step.row is not None}
    silences, sessions = _silences(own, steps)
    return Journey(
        user=user,
        persons=tuple(dict.fromkeys(one.person for one in own if one.person)),
        events=len(own),
        sessions=sessions,
        first=own[0].at if own else 0,
        last=own[-1].at if own else 0,
        headline=headline(own, sessions),
        steps=tuple(steps),
        columns=_columns(steps, clock),
        silences=silences,
        same_bid=_same_bid(steps),
        arcs=_arcs(orders, places),
        orders=orders,
        words=tuple(order_words(one, credits.assumptions, clock) for one in orders),
        followed=followed,
        assumed=credits.assumptions.sentence,
    )


def _collapsed(seen: Iterable[Seen]) -> list[Seen]:
    """By time, copies left out."""
    return [one for one, copy in first_of_each(seen) if not copy]


def _summary(user: str, events: int, orders: Sequence[OrderCredit], last: int) -> UserSummary:
    lines = [line for order in orders for line in order.lines]
    states: Counter[LineState] = Counter(line.state for line in lines)
    shape, words = user_summary(orders, states)
    return UserSummary(
        user, events, len(orders), len(lines), states["credited"], shape, words, last
    )


def _steps(own: Sequence[Seen], copies: Counter[str], followed: Sequence[Followed]) -> list[Step]:
    steps = [_step(one, copies[one.message_id] or 1) for one in own if one.lane]
    auctions: dict[tuple[int, str], list[Followed]] = {}
    for one in followed:
        auctions.setdefault((one.winner.at, one.winner.path), []).append(one)
    steps += [_auction(at, path, group) for (at, path), group in auctions.items()]
    # At the same time an auction comes before what it led to.
    steps.sort(key=lambda one: (one.at, one.row is not None, one.message_id, one.row or 0))
    return steps


def _step(one: Seen, copies: int) -> Step:
    return Step(
        row=one.row,
        message_id=one.message_id,
        at=one.at,
        lane=one.lane,
        name=one.name,
        second=_second(one),
        outcome=one.verdict,
        tie=one.tie,
        shape=one.tie if one.verdict == "accepted" and one.tie else _SHAPES[one.verdict],
        products=one.products,
        bids=tuple(dict.fromkeys(touch.bid for touch in one.touches if touch.bid)),
        findings=one.findings,
        copies=copies,
    )


_SHAPES = {
    "accepted": "sponsored",
    "rejected": "rejected",
    "dropped": "dropped",
    "filtered": "filtered",
    "unmapped": "unmapped",
    "discarded": "discarded",
}


def _second(one: Seen) -> str:
    if one.order is not None:
        value = money(one.order.value, one.order.currency)
        return f"Order, {value}" if value else "Order"
    products = [touch.product for touch in one.touches]
    if len(products) != 1:
        return f"{len(products)} products"
    name = short(products[0]) or "no product"
    return f"{name}, no bid" if one.tie == "anonymous" else name


def _auction(at: int, path: str, group: Sequence[Followed]) -> Step:
    return Step(
        row=None,
        message_id="",
        at=at,
        lane="auction",
        name=short(path) or "auction",
        second="1 winner" if len(group) == 1 else f"{len(group)} winners",
        outcome=None,
        tie=None,
        shape="auction",
        products=", ".join(short(one.winner.product) for one in group[:3]),
        bids=tuple(dict.fromkeys(one.winner.bid for one in group if one.winner.bid)),
        findings=(),
        copies=1,
    )


def _columns(steps: Sequence[Step], clock: Clock) -> tuple[Column, ...]:
    columns: list[Column] = []
    lanes: set[str] = set()
    for index, step in enumerate(steps):
        fits = columns and step.at - columns[-1].at <= TOGETHER and step.lane not in lanes
        if fits:
            last = columns[-1]
            columns[-1] = Column(last.at, last.words, (*last.steps, index))
            lanes.add(step.lane)
        else:
            columns.append(Column(step.at, clock(step.at), (index,)))
            lanes = {step.lane}
    return tuple(columns)


def _silences(own: Sequence[Seen], steps: Sequence[Step]) -> tuple[tuple[Silence, ...], int]:
    """The silences, and the number of sessions. Auctions count as events."""
    times = sorted([one.at for one in own] + [one.at for one in steps if one.row is None])
    silences: list[Silence] = []
    sessions = 1 if times else 0
    before = 0
    for first, second in pairwise(times):
        gap = second - first
        if gap <= SILENT:
            continue
        sessions += gap >= SESSION
        while before < len(steps) and steps[before].at <= first:
            before += 1
        silences.append(Silence(before, first, second))
    return tuple(silences), sessions


def _same_bid(steps: Sequence[Step]) -> tuple[SameBid, ...]:
    """From the first step of each bid to every later one: the auction where it was seen."""
    first: dict[str, int] = {}
    links: dict[tuple[int, int], str] = {}
    for index, step in enumerate(steps):
        for bid in step.bids:
            start = first.setdefault(bid, index)
            if start != index:
                links.setdefault((start, index), bid)
    return tuple(SameBid(start, end, bid) for (start, end), bid in links.items())


def _arcs(orders: Sequence[OrderCredit], places: dict[int, int]) -> tuple[Arc, ...]:
    arcs = []
    for number, credit in enumerate(orders):
        for index, line in enumerate(credit.lines):
            touch: Touch | None = line.winner or (line.miss.touch if line.miss else None)
            if touch is not None:
                arcs.append(Arc(number, index, places.get(touch.row), line.state))
    return tuple(arcs)
