"""Rules about what a purchase can be credited to. Attribution itself is previewed elsewhere;
these say where it surely fails."""

from collections.abc import Iterable, Iterator
from itertools import islice

from app.lint.facts import Fact
from app.lint.finding import Finding
from app.lint.rule import CLOCKS, USER, Rule
from app.lint.scene import Setting
from app.lint.tally import Tally
from app.lint.texts import Text, short
from app.lint.timeline import time_on
from app.lint.users import Kin, Shelf, User
from app.topsort.words import duration

PUR_012 = Text(
    title="Nothing to credit",
    says={
        "": (
            "No click or impression with a bid came from this user for any product of this order "
            "within {window} before it."
        ),
        "forgot": (
            "Among the latest messages, which alone are remembered in so large a capture, no "
            "click or impression with a bid came from this user for any product of this order "
            "within {window} before it."
        ),
    },
    costs={"": "The order cannot be credited to a campaign. That is normal for an organic one."},
    fixes={
        "": (
            "If you expected a campaign to be credited, compare the anonymousId and the product "
            "ids with those of the click."
        )
    },
)

PUR_013 = Text(
    title="Product id differs",
    says={
        "": (
            "The order has product {bought}; {apart} before, the user clicked {clicked} with a "
            "bid. The two are probably one product."
        )
    },
    costs={
        "": (
            "Topsort credits a sale to a click on the same product id, so that this line is "
            "probably not credited."
        )
    },
    fixes={"": "Send the id that the catalogue has, in the same spelling, in all events."},
)

PUR_014 = Text(
    title="Purchase before its click",
    says={"": "The order is {apart} older than the only click with a bid on {product}: {event}."},
    costs={"": "A sale is never credited to a click that came after it."},
    fixes={"": "Look at the clocks of the server and of the device, and at late calls of track."},
)

_NEIGHBOURS = 64
"""Orders after a click, and clicks and kindred products before an order, that are looked at."""

_VENDOR = "\0"


class Attributions:
    """PUR-012, PUR-013 and PUR-014: what came before an order, or did not.

    Who carried a bid for a product stands on the user's shelves already; a vendor has a shelf of
    its own. Products are also found by what they may be variants of, from a user's first order
    on.
    """

    codes: tuple[str, ...] = ("PUR-012", "PUR-013", "PUR-014")
    together = "orders"

    def __init__(self, setting: Setting, tally: Tally) -> None:
        self._bands = setting.bands
        self._tally = tally

    def joined(self, user: User, fact: Fact) -> Iterable[Fact]:
        """A bid changes what is said of the orders after it, and shortly before it."""
        if fact.copy:
            return []
        if fact.order is not None:
            self._order_joined(user, fact)
            return [fact]
        if not fact.carries:
            return []
        if fact.vendor:
            user.shelf(_VENDOR + fact.vendor).carriers.add(fact)
        if user.kin is None:
            return []
        for product, _ in fact.carries:
            user.kin.add(product)
        return self._orders_near(user, fact)

    def left(self, user: User, fact: Fact) -> Iterable[Fact]:
        """The same the other way round."""
        touched = self._orders_near(user, fact) if fact.carries and user.kin is not None else []
        self.forget(user, fact)
        return touched

    def forget(self, user: User, fact: Fact) -> None:
        """Off the shelves."""
        if fact.order is not None:
            for product in {line.product for line in fact.order.lines}:
                self._clear(user, product, fact)
            for vendor in {line.vendor for line in fact.order.lines}:
                self._clear(user, _VENDOR + vendor, fact)
        elif fact.vendor and fact.carries:
            self._clear(user, _VENDOR + fact.vendor, fact)

    def findings(self, user: User | None, fact: Fact) -> Iterable[Finding]:
        """One for an order without anything; else one for each cause."""
        if user is None or fact.order is None or fact.copy or not fact.order.lines:
            return
        said = any(self._credited(user, fact, one.product, one.vendor) for one in fact.order.lines)
        done = set()
        for line in fact.order.lines:
            product = line.product
            if not product or product in done:
                continue
            done.add(product)
            found = self._about(user, fact, product)
            if found is not None:
                said = True
                yield found
        # Of an order that is lost, other rules say so.
        if not said and not fact.order.lost:
            yield PUR_012.finding(
                "PUR-012",
                "info",
                says="forgot" if self._tally.forgot else "",
                paths=("anonymousId", "properties.products"),
                delivery=fact.order.delivery,
                window=duration(self._bands.window).removesuffix(" 0 h"),
            )

    def _about(self, user: User, fact: Fact, product: str) -> Finding | None:
        """What keeps one product of an order from being credited, as far as that is known."""
        shelf = user.shelves.get(product)
        if shelf is not None and self._earlier(shelf, fact, clicks=False) is not None:
            clicked = self._earlier(shelf, fact, clicks=True)
            return None if clicked is not None else self._later(shelf, fact, product)
        for kin in self._kin(user, product):
            shelf_of_kin = user.shelves.get(kin)
            click = None if shelf_of_kin is None else self._earlier(shelf_of_kin, fact, clicks=True)
            if click is not None:
                return _other_id(fact, product, kin, click)
        return None if shelf is None else self._later(shelf, fact, product)

    def _order_joined(self, user: User, fact: Fact) -> None:
        assert fact.order is not None
        if user.kin is None:
            user.kin = Kin()
            for product, shelf in user.shelves.items():
                if shelf.carriers and not product.startswith(_VENDOR):
                    user.kin.add(product)
        for line in fact.order.lines:
            if line.product:
                user.kin.add(line.product)
        for product in {line.product for line in fact.order.lines if line.product}:
            user.shelf(product).bought.add(fact)
        for vendor in {line.vendor for line in fact.order.lines if line.vendor}:
            user.shelf(_VENDOR + vendor).bought.add(fact)

    def _orders_near(self, user: User, fact: Fact) -> list[Fact]:
        touched: list[Fact] = []
        names = {product for product, _ in fact.carries if product}
        for product in tuple(names):
            names.update(self._kin(user, product))
        if fact.vendor:
            names.add(_VENDOR + fact.vendor)
        for name in names:
            shelf = user.shelves.get(name)
            for line, corrected in shelf.bought.seen_from(fact) if shelf is not None else ():
                if line:
                    time = time_on(fact, corrected)
                    first, last = time - self._bands.sighting, time + self._bands.window
                    touched += islice(line.between(first, last), _NEIGHBOURS)
        return touched

    def _credited(self, user: User, fact: Fact, product: str, vendor: str) -> bool:
        for name in (product, _VENDOR + vendor if vendor else ""):
            shelf = user.shelves.get(name) if name else None
            if shelf is not None and self._earlier(shelf, fact, clicks=False) is not None:
                return True
        return False

    def _earlier(self, shelf: Shelf, fact: Fact, *, clicks: bool) -> Fact | None:
        """The bid, or the click with a bid, that came last before an order."""
        found: list[tuple[int, int, Fact]] = []
        for line, corrected in shelf.carriers.seen_from(fact):
            time = time_on(fact, corrected)
            leeway = self._bands.skew if corrected else 0
            for one in islice(line.before(time + leeway, time - self._bands.window), _NEIGHBOURS):
                if not clicks or one.click is not None:
                    found.append((time - time_on(one, corrected), one.row, one))
                    break
        return min(found)[2] if found else None

    def _later(self, shelf: Shelf, fact: Fact, product: str) -> Finding | None:
        """An order of a product that was clicked soon after, and never before."""
        for line, corrected in shelf.carriers.seen_from(fact):
            time = time_on(fact, corrected)
            soon = line.between(time + self._bands.skew + 1, time + self._bands.sighting)
            for one in islice(soon, _NEIGHBOURS):
                if one.click is not None:
                    assert fact.order is not None
                    gap = time_on(one, corrected) - time
                    return PUR_014.finding(
                        "PUR-014",
                        "warning",
                        paths=("originalTimestamp", "timestamp"),
                        delivery=fact.order.delivery,
                        others=(one.row,),
                        gap=gap,
                        apart=duration(gap),
                        product=short(product),
                        event=short(one.event),
                    )
        return None

    def _kin(self, user: User, product: str) -> Iterator[str]:
        return iter(()) if user.kin is None else iter(user.kin.of(product))

    def _clear(self, user: User, name: str, fact: Fact) -> None:
        shelf = user.shelves.get(name)
        if shelf is not None:
            shelf.bought.remove(fact)
            if name.startswith(_VENDOR):
                shelf.carriers.remove(fact)
            if not shelf:
                del user.shelves[name]


def _other_id(fact: Fact, product: str, kin: str, click: Fact) -> Finding:
    assert fact.order is not None
    across = fact.server is not click.server
    gap = time_on(fact, across) - time_on(click, across)
    return PUR_013.finding(
        "PUR-013",
        "warning",
        paths=tuple(
            line.place.rpartition(".")[0] + ".product_id"
            for line in fact.order.lines
            if line.product == product
        )[:5],
        delivery=fact.order.delivery,
        others=(click.row,),
        gap=gap,
        bought=short(product),
        clicked=short(kin),
        apart=duration(gap),
    )


_READS = (
    *USER,
    "properties.products[].product_id",
    "properties.product_id",
    "properties.resolvedBidId",
    "properties.products[].resolvedBidId",
    *CLOCKS,
)

_VENDORS = (
    "properties.vendorId",
    "properties.externalVendorId",
    "properties.products[].vendorId",
    "properties.products[].brand",
)

RULES = (
    Rule("PUR-012", PUR_012, "info", (*_READS, *_VENDORS), watcher=Attributions),
    Rule("PUR-013", PUR_013, "warning", _READS, watcher=Attributions),
    Rule("PUR-014", PUR_014, "warning", _READS, watcher=Attributions),
)
