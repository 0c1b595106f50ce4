"""All touches of a capture, found by user, product, vendor, person and bid."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from app.analysis.seen import Order, Seen, Touch
from app.analysis.shelves import Shelf, Sort
from app.analysis.variants import Variants

if TYPE_CHECKING:
    from app.analysis.attribution import Obstacle

_USERS_OF_A_BID = 4
"""Users that are remembered for one bid: a second one is enough to doubt it."""


class Index:
    """Built once from messages in the order of time; `copy` beside each says whether it is one."""

    def __init__(self, messages: Sequence[tuple[Seen, bool]]) -> None:
        self._own: dict[str, dict[str, Shelf]] = {}
        self._vendors: dict[tuple[str, str], Shelf] = {}
        self._persons: dict[tuple[str, str], Shelf] = {}
        self._products: dict[str, Shelf] = {}
        self._bids: dict[str, dict[str, None]] = {}
        self._first: dict[str, int] = {}
        self._variants: dict[str, Variants] = {}
        for seen, copy in messages:
            for touch in seen.touches:
                self._put(touch, copy)

    def _put(self, touch: Touch, copy: bool) -> None:
        sort = Sort(touch.kind, touch.state, touch.format, copy)
        self._first.setdefault(touch.user, touch.at)
        if touch.product:
            shelves = self._own.setdefault(touch.user, {})
            shelves.setdefault(touch.product, Shelf()).put(sort, touch)
            self._products.setdefault(touch.product, Shelf()).put(sort, touch)
            if touch.person:
                key = (touch.person, touch.product)
                self._persons.setdefault(key, Shelf()).put(sort, touch)
        if touch.vendor:
            self._vendors.setdefault((touch.user, touch.vendor), Shelf()).put(sort, touch)
        if touch.bid:
            users = self._bids.setdefault(touch.bid, {})
            if len(users) < _USERS_OF_A_BID:
                users[touch.user] = None

    def shelf(self, user: str, name: str, *, by_vendor: bool = False) -> Shelf | None:
        """What a user saw of one product, or of one vendor."""
        if by_vendor:
            return self._vendors.get((user, name))
        return self._own.get(user, {}).get(name) if name else None

    def own_products(self, user: str, product: str) -> Iterator[tuple[str, list["Obstacle"]]]:
        """The product itself, then the ids that a user saw and that probably mean it."""
        if not product or user not in self._own:
            return
        yield product, []
        if user not in self._variants:
            self._variants[user] = Variants(self._own[user])
        for other in self._variants[user].of(product):
            yield other, ["variant"]

    def others(
        self, order: Order, product: str, most: int
    ) -> Iterator[tuple[Sort, Touch, "Obstacle"]]:
        """What others saw of the product before the order, each with what ties the two.

        Somebody else's click is a near miss only where something says that they are the same
        customer: a userId, a bid that both carry, or an order by an id that did nothing before.
        """
        if not product:
            return
        for shelf in (self._persons.get((order.person, product)), self._products.get(product)):
            for sort, touch in shelf.before(order.at, most) if shelf else ():
                if touch.user == order.user or sort.copy or sort.state != "sponsored":
                    continue
                if order.person and touch.person == order.person:
                    yield sort, touch, "person"
                elif order.user in self._bids.get(touch.bid, ()):
                    yield sort, touch, "bid"
                elif self._first.get(order.user, order.at) >= order.at:
                    yield sort, touch, "user"

    def other_user_of_bid(self, touch: Touch) -> str:
        """Another user under whom the bid of a touch was seen; empty where there is none."""
        users = self._bids.get(touch.bid, {})
        return next((user for user in users if user != touch.user), "")
