"""Rules about an order beside other messages: sent twice, or in another unit of money."""

from collections.abc import Iterator

from app.lint.facts import Fact, Order
from app.lint.finding import Finding
from app.lint.groups import Entry, Group, Window
from app.lint.orders import TOTALS, cents
from app.lint.rule import CLOCKS, USER, Rule
from app.lint.scene import Setting
from app.lint.texts import Text, short
from app.lint.timeline import time_on
from app.topsort.words import duration

PUR_011 = Text(
    title="Duplicate order",
    says={
        "id": "{kind} {id} came twice, {apart} apart, under two messageIds.",
        "content": "The same lines and total came twice from one user, {apart} apart.",
    },
    costs={
        "": (
            "The purchase’s id is the messageId, so that Topsort counts each: revenue and sales "
            "come out too high."
        )
    },
    fixes={
        "": (
            "Send the order once: not on each view of the thank-you page, and either from the "
            "browser or from the server. Or map id to the order id, so that both have one."
        )
    },
)

PUR_006 = Text(
    title="Price in cents?",
    says={
        "": (
            "{place} is {price}, and other events show {product} at {other}: a hundred times less."
        )
    },
    costs={
        "": (
            "Topsort reads unitPrice in whole currency, 12.95 for twelve ninety-five. Older "
            "versions wanted cents; revenue would come out a hundred times too high."
        )
    },
    fixes={"": "Send the price of one piece in whole currency, with a decimal point."},
)

_WORDS = {"order": "Order", "checkout": "Checkout", "transaction": "Transaction"}


def _orders(fact: Fact) -> Iterator[Entry]:
    if fact.order is not None:
        for kind, order in fact.order.ids:
            yield (kind, order), None, True
        if fact.order.lines:
            yield ("content", fact.user, fact.order.content), None, True


def _prices(fact: Fact) -> Iterator[Entry]:
    for product, price in fact.prices:
        yield (product, price), "shown", False
    if fact.order is not None:
        for product, price in _whole(fact.order):
            yield (product, price), "ordered", True
        for line in fact.order.lines:
            if line.product and line.price is not None and line.price > 0:
                yield (line.product, cents(line.price)), "shown", False


def _whole(order: Order) -> Iterator[tuple[str, int]]:
    """Product and price of the lines whose price may be one in cents."""
    seen = set()
    for line in order.lines:
        price = line.price
        if line.product and price is not None and price >= 100 and price.is_integer():
            key = (line.product, int(price))
            if key not in seen:
                seen.add(key)
                yield key


ORDERS = Window(
    "orders of one id, or of one user and content", _orders, reach=1, needs=(("order",),)
)
PRICES = Window("prices of one product", _prices, unlike=True, needs=(("order", "prices"),))


def ordered_twice(fact: Fact, groups: list[Group], setting: Setting) -> Iterator[Finding]:
    """PUR-011: one order in two messages, by its id; or, where not both name the order, by its
    user, lines and total within ten minutes."""
    order = fact.order
    if order is None:
        return
    for group in groups:
        kind, name = _key(group)
        near = [
            one
            for side in group.near(fact)
            for one in side
            if one.order is not None and not _conflict(order, one.order)
        ]
        if kind == "content":
            near = [one for one in near if _gap(fact, one) <= setting.bands.same_order]
        if not near:
            continue
        one = min(near, key=lambda other: (_gap(fact, other), other.row))
        gap = _gap(fact, one)
        yield PUR_011.finding(
            "PUR-011",
            "warning",
            says="content" if kind == "content" else "id",
            paths=("properties.products",) if kind == "content" else (f"properties.{kind}_id",),
            delivery=order.delivery,
            others=tuple(sorted(other.row for other in near)),
            gap=gap,
            kind=_WORDS.get(kind, ""),
            id=short(name),
            apart=duration(gap),
        )
        return


def _key(group: Group) -> tuple[str, str]:
    """The kind of id and the id; for orders of one content the word `content`."""
    key = group.key
    return (str(key[0]), str(key[1])) if isinstance(key, tuple) else ("", "")


def _conflict(one: Order, other: Order) -> bool:
    """Whether both name their order and name unlike ones."""
    mine, theirs = dict(one.ids), dict(other.ids)
    return "order" in mine and "order" in theirs and mine["order"] != theirs["order"]


def _gap(fact: Fact, other: Fact) -> int:
    across = fact.server is not other.server
    return abs(time_on(fact, across) - time_on(other, across))


def hundred_times(fact: Fact, groups: list[Group], setting: Setting) -> Iterator[Finding]:
    """PUR-006 beside other events: a whole price is a hundred times what they show."""
    if fact.order is None:
        return
    keys = {group.key for group in groups if "shown" in group.traits}
    for line in fact.order.lines:
        price = line.price
        if price is None or not price.is_integer() or (line.product, int(price)) not in keys:
            continue
        yield PUR_006.finding(
            "PUR-006",
            "warning",
            paths=(line.place,),
            delivery=fact.order.delivery,
            place=short(line.place),
            price=f"{price:.0f}",
            other=f"{price / 100:.2f}",
            product=short(line.product),
        )
        return


_LINES = (
    "properties.products[].product_id",
    "properties.products[].price",
    "properties.products[].quantity",
)

RULES = (
    Rule(
        "PUR-006",
        PUR_006,
        "warning",
        (*_LINES, "properties.price", "properties.product_id"),
        window=PRICES,
        over=hundred_times,
    ),
    Rule(
        "PUR-011",
        PUR_011,
        "warning",
        (
            "properties.order_id",
            "properties.checkout_id",
            "properties.transaction_id",
            *USER,
            *(f"properties.{name}" for name in TOTALS),
            *_LINES,
            *CLOCKS,
        ),
        window=ORDERS,
        over=ordered_twice,
        shared=True,
    ),
)
