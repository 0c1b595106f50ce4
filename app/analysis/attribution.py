"""Which click or impression would win each line of each order, and what was nearest where none.

A preview: Topsort joins a purchase with an earlier click or impression of the same
`opaqueUserId` for the same product inside a window (topsort.md 2), under settings that cannot
be seen from here. What is assumed of them stands in `assumptions`, and in the answer.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, TypeAlias

from app.analysis.assumptions import Assumptions
from app.analysis.index import Index
from app.analysis.seen import Format, Order, OrderLine, Seen, Touch
from app.analysis.shelves import Sort

Obstacle: TypeAlias = Literal[
    "variant",
    "vendor",
    "person",
    "bid",
    "user",
    "after",
    "window",
    "impression",
    "dropped",
    "rejected",
    "filtered",
    "unmapped",
    "anonymous",
    "organic",
    "copy",
]
"""What keeps a touch from earning a line.

`variant`: its product id differs in case, by a prefix or a suffix · `vendor`: another product of
the same vendor, and halo is off · `person`: another opaqueUserId, the same userId · `bid`:
another opaqueUserId, under which a bid of this user was seen · `user`: another opaqueUserId ·
`after`: it came after the order · `window`: too long before it · `impression`: the model takes
clicks only · `dropped` to `unmapped`: Topsort never has it · `anonymous`: it has no bid ·
`organic`: it names an entity and has no bid · `copy`: its messageId was used before.
"""

LineState: TypeAlias = Literal["credited", "missed", "nothing", "lost"]
"""`credited`: a touch wins · `missed`: none does, and the nearest one points at a fault ·
`nothing`: none was near, or only one that is as it should be, such as an ad that was seen and not
clicked · `lost`: the order itself does not reach Topsort."""

NORMAL: frozenset[Obstacle] = frozenset({"organic", "impression", "window", "vendor"})
"""Obstacles that are no fault by themselves."""

WEIGHTS: dict[Obstacle, int] = {
    "variant": 3,
    "after": 3,
    "person": 3,
    "bid": 4,
    "anonymous": 4,
    "dropped": 4,
    "rejected": 4,
    "filtered": 4,
    "unmapped": 5,
    "copy": 5,
    "impression": 6,
    "window": 6,
    "vendor": 7,
    "organic": 7,
    "user": 8,
}
"""How far from winning each obstacle is: the touch of the least sum is the nearest miss. Chosen
so that the fault which is most likely a mistake of the shop is named first, and what is no fault
last."""

SOON = 10 * 60_000
"""Milliseconds after an order up to which a click is taken for one with a wrong time; what comes
later is another visit."""

_LATER = 9
"""Weight of `after` beyond SOON."""

_FORMATS: dict[Format, int] = {"listings": 0, "brands": 1, "banners": 1}
"""Listings win over all other formats."""

_LOOKED_AT = 32
"""Touches of other users that are looked at for each sort."""


@dataclass(frozen=True, slots=True)
class Miss:
    """The touch that was nearest to winning, and why it does not. `gap` is the milliseconds from
    it to the order, below 0 where it came after."""

    touch: Touch
    obstacles: tuple[Obstacle, ...]
    gap: int


@dataclass(frozen=True, slots=True)
class LineCredit:
    """What one line of an order earns.

    `winner` is the touch that wins (or would, where the order is lost), `gap` the milliseconds
    from it to the order, `left` those that are left of the window then. `by_vendor`: it wins by
    halo. `shared_with`: another user under whom the winner's bid was seen, so that Topsort may
    not take it; empty where there is none. `miss` is the touch that was nearest, where none wins.
    """

    line: OrderLine
    state: LineState
    winner: Touch | None = None
    gap: int = 0
    left: int = 0
    by_vendor: bool = False
    shared_with: str = ""
    miss: Miss | None = None


@dataclass(frozen=True, slots=True)
class OrderCredit:
    """One order. `repeats` is an earlier one of the same order id: each counts by itself."""

    order: Order
    lines: tuple[LineCredit, ...]
    repeats: Order | None = None


@dataclass(frozen=True)
class Credits:
    """All orders, in the order of their time, under what was assumed.

    `forgotten` messages, none of them after `since` (milliseconds since 1970), were not looked
    at: an order near that time may have been won by one of them.
    """

    orders: tuple[OrderCredit, ...]
    assumptions: Assumptions
    forgotten: int = 0
    since: int | None = None

    def of(self, user: str) -> tuple[OrderCredit, ...]:
        """The orders of one user (`Seen.user`)."""
        return tuple(self._by_user.get(user, ()))

    @cached_property
    def missed(self) -> dict[Obstacle, int]:
        """In how many orders each obstacle keeps a line from its credit, of missed lines only."""
        found: Counter[Obstacle] = Counter()
        for one in self.orders:
            misses = [line.miss for line in one.lines if line.state == "missed" and line.miss]
            found.update({obstacle for miss in misses for obstacle in miss.obstacles})
        return dict(found)

    @cached_property
    def _by_user(self) -> dict[str, list[OrderCredit]]:
        found: dict[str, list[OrderCredit]] = {}
        for one in self.orders:
            found.setdefault(one.order.user, []).append(one)
        return found


def attribute(
    seen: Iterable[Seen],
    assumptions: Assumptions,
    *,
    forgotten: int = 0,
    since: int | None = None,
) -> Credits:
    """Credit every order among `seen`, in whatever order they come. Work is in proportion to
    the touches and lines, with a logarithm for each line."""
    messages = first_of_each(seen)
    index = Index(messages)
    firsts: dict[str, Order] = {}
    credits: list[OrderCredit] = []
    for one, copy in messages:
        if copy or one.order is None:
            continue
        order = one.order
        # An order id is the shop's own: the user is no part of it. One that is lost is no first.
        known = order.order_id and order.state == "accepted"
        repeats = firsts.setdefault(order.order_id, order) if known else order
        lines = tuple(_credit(order, line, index, assumptions) for line in order.lines)
        credits.append(OrderCredit(order, lines, None if repeats is order else repeats))
    return Credits(tuple(credits), assumptions, forgotten, since)


def first_of_each(seen: Iterable[Seen]) -> Sequence[tuple[Seen, bool]]:
    """All messages by time, each with whether it is a copy: another of its messageId has a lower
    row. Copies that say the same are left out."""
    seen = list(seen)  # gone through twice
    rows: dict[str, Seen] = {}
    for one in seen_sorted(seen, by_row=True):
        rows.setdefault(one.message_id or f"\0{one.row}", one)
    kept: list[tuple[Seen, bool]] = []
    for one in seen_sorted(seen, by_row=False):
        first = rows[one.message_id or f"\0{one.row}"]
        if first is one:
            kept.append((one, False))
        elif _content(first) != _content(one):
            kept.append((one, True))
    return kept


def seen_sorted(seen: Iterable[Seen], *, by_row: bool) -> list[Seen]:
    """By row, or by time and messageId."""
    if by_row:
        return sorted(seen, key=lambda one: one.row)
    return sorted(seen, key=lambda one: (one.at, one.message_id, one.row))


def _content(one: Seen) -> tuple[object, ...]:
    """What makes two messages of one id different to a rule."""
    touches = tuple((t.at, t.kind, t.product, t.bid, t.vendor) for t in one.touches)
    return one.user, one.name, touches


def _credit(order: Order, line: OrderLine, index: Index, assumptions: Assumptions) -> LineCredit:
    winner, by_vendor = _winner(order, line, index, assumptions)
    if winner is not None:
        return LineCredit(
            line,
            "credited" if order.state == "accepted" else "lost",
            winner,
            order.at - winner.at,
            assumptions.rule(winner.format).window - (order.at - winner.at),
            by_vendor,
            index.other_user_of_bid(winner),
        )
    if order.state != "accepted":
        return LineCredit(line, "lost")
    miss = _nearest(order, line, index, assumptions)
    return LineCredit(line, "missed" if miss and _is_fault(miss) else "nothing", miss=miss)


def _is_fault(miss: Miss) -> bool:
    """Whether something is probably wrong: what comes long after an order is another visit."""
    if miss.gap < -SOON:
        return False
    return not NORMAL.issuperset(miss.obstacles)


def _winner(
    order: Order, line: OrderLine, index: Index, assumptions: Assumptions
) -> tuple[Touch | None, bool]:
    """The touch that earns the line, and whether by its vendor alone."""
    ways = [(line.product, False)]
    if assumptions.halo and line.vendor:
        ways.append((line.vendor, True))
    for name, by_vendor in ways:
        shelf = index.shelf(order.user, name, by_vendor=by_vendor)
        if shelf is None:
            continue
        able = [
            (sort.kind != "click", _FORMATS[sort.format], order.at - touch.at, touch)
            for sort, touch in shelf.around(order.at)
            if not _obstacles(order, sort, touch, assumptions)
        ]
        if able:
            return min(able, key=_rank)[3], by_vendor
    return None, False


def _rank(able: tuple[bool, int, int, Touch]) -> tuple[bool, int, int, str, int, int]:
    """Clicks first, then listings, then the latest: in this order on Topsort's own page."""
    touch = able[3]
    return (*able[:3], touch.message_id, touch.row, touch.place)


def _obstacles(order: Order, sort: Sort, touch: Touch, assumptions: Assumptions) -> list[Obstacle]:
    """What keeps a touch of the right user and product from winning."""
    found: list[Obstacle] = []
    rule = assumptions.rule(sort.format)
    if touch.at > order.at:
        found.append("after")
    elif order.at - touch.at > rule.window:
        found.append("window")
    if sort.kind == "impression" and rule.model == "last_click":
        found.append("impression")
    if sort.state != "sponsored":
        found.append(sort.state)
        if not touch.bid and sort.state not in ("anonymous", "organic"):
            # It would earn nothing if it arrived, either.
            found.append("anonymous")
    if sort.copy:
        found.append("copy")
    return found


def _nearest(order: Order, line: OrderLine, index: Index, assumptions: Assumptions) -> Miss | None:
    """The touch that was nearest to winning; None where there is nothing near."""
    found: list[tuple[int, int, str, int, int, Miss]] = []

    def consider(sort: Sort, touch: Touch, more: Sequence[Obstacle]) -> None:
        obstacles = (*more, *_obstacles(order, sort, touch, assumptions))
        gap = order.at - touch.at
        weight = sum(WEIGHTS[one] for one in obstacles)
        if gap < -SOON:
            weight += _LATER - WEIGHTS["after"]
        miss = Miss(touch, obstacles, gap)
        found.append((weight, abs(gap), touch.message_id, touch.row, touch.place, miss))

    for product, more in index.own_products(order.user, line.product):
        shelf = index.shelf(order.user, product)
        for sort, touch in shelf.around(order.at) if shelf else ():
            consider(sort, touch, more)
    shelf = index.shelf(order.user, line.vendor, by_vendor=True) if line.vendor else None
    for sort, touch in shelf.around(order.at) if shelf and not assumptions.halo else ():
        if sort.state == "sponsored" and touch.product != line.product:
            consider(sort, touch, ["vendor"])
    for sort, touch, link in index.others(order, line.product, _LOOKED_AT):
        consider(sort, touch, [link])
    return min(found, key=lambda one: one[:5])[5] if found else None
