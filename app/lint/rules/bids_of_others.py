"""Rules about one bid in several places: it belongs to one user, one product and one moment."""

from collections.abc import Iterator
from functools import partial

from app.lint.bid_hints import auction_time
from app.lint.facts import Fact
from app.lint.finding import Finding, Severity
from app.lint.groups import FEW, Entry, Group, Window
from app.lint.ids import id_text, is_variant
from app.lint.rule import CLOCKS, USER, Rule
from app.lint.scene import Scene, Setting
from app.lint.texts import Text, counted, short
from app.topsort.words import duration

BID_007 = Text(
    title="Bid of another user",
    says={
        "": (
            "The same bid came from another user as well, {apart} {when} ({other}): {bids} of "
            "this {event}."
        ),
        "many": "The same bid came from other users as well: {bids} of this {event}.",
    },
    costs={
        "": (
            "A bid is won in one user’s auction, and a sale is credited by that user’s id. What "
            "Topsort does with a bid under a second id is not published."
        )
    },
    fixes={
        "": (
            "Run an auction for each user and page view, and keep its answer out of every cache "
            "that users share."
        )
    },
)

BID_008 = Text(
    title="Bid of another product",
    says={
        "": "The bid of {product} came with another product as well: {other}.",
        "many": "The bid of {product} came with other products as well.",
        "list": "One bid stands at several products of this {event}, {product} among them.",
    },
    costs={
        "": (
            "A bid is won by one product. The campaign of that product gets what another one "
            "earned; how Topsort counts it is not published."
        )
    },
    fixes={
        "": "Give each product the bid that it won; a loop often keeps the last winner’s for all."
    },
)

BID_009 = Text(
    title="Stale bid",
    says={
        "sighting": "{event} carries a bid that came up {apart} before for the first time.",
        "late": "{event} carries a bid that came up more than {apart} before for the first time.",
        "auction": "{event} carries a bid whose auction seems to have run {apart} before.",
        "ahead": "{event} carries a bid whose auction seems to have run {apart} later.",
    },
    costs={
        "": "How long a bid lives is not published. An old one is often a cached auction.",
        "ahead": (
            "One of the two clocks is wrong, as far as the bid can be read: its inside is not "
            "published. A sale before its auction is never credited."
        ),
    },
    fixes={
        "": "Run an auction for each page view, and keep its answer no longer than the page.",
        "ahead": "Look at the clock of the device or server that sent this event.",
    },
)


def _of_users(fact: Fact) -> Iterator[Entry]:
    if fact.user:
        for bid in fact.bids:
            yield bid, fact.user, True


def _of_products(fact: Fact) -> Iterator[Entry]:
    # A banner's bid leads to products, and additionalAttribution credits it to one of them.
    if not fact.banner and not fact.attributed:
        seen = set()
        for product, bid in fact.carries:
            if product:
                yield bid, product, bid not in seen
                seen.add(bid)


def _of_age(fact: Fact) -> Iterator[Entry]:
    for bid in fact.bids:
        yield bid, None, True


_BIDS = (("carries",),)

USERS = Window("users of one bid", _of_users, unlike=True, needs=_BIDS)
PRODUCTS = Window("products of one bid", _of_products, unlike=True, needs=_BIDS)
AGES = Window("sightings of one bid", _of_age, spans=("stale", "expired"), needs=_BIDS)


def of_another_user(fact: Fact, groups: list[Group], setting: Setting) -> Iterator[Finding]:
    """BID-007: the same bid under several users."""
    shared = [group for group in groups if len(group.traits) > 1]
    if not shared:
        return
    others: dict[int, Fact] = {}
    for group in shared:
        for one in group.others(fact, lambda other: other.user != fact.user):
            others.setdefault(one.row, one)
    if others:
        one = min(others.values(), key=lambda other: (abs(other.occ - fact.occ), other.row))
        says, gap = "", abs(one.occ - fact.occ)
        when = "earlier" if one.occ <= fact.occ else "later"
        other = short(one.user[2:])
    else:
        says, gap, when, other = "many", 0, "", ""
    yield BID_007.finding(
        "BID-007",
        "warning",
        says=says,
        paths=("properties.resolvedBidId", "anonymousId"),
        delivery=fact.view if fact.view is not None else fact.click,
        others=tuple(sorted(others))[:5],
        gap=gap if others else None,
        apart=duration(gap),
        when=when,
        other=other,
        bids=counted(len(shared), "bid"),
        event=short(fact.event),
    )


def of_another_product(fact: Fact, groups: list[Group], setting: Setting) -> Iterator[Finding]:
    """BID-008: the same bid with several products, none a variant of the other."""
    bids = {group.key: group for group in groups}
    for product, bid in fact.carries:
        group = bids.get(bid)
        if group is None or not product or not _clashes(group, product):
            continue
        own = {one for one, of in fact.carries if of == bid and _unlike(one, product)}
        companions = group.others(fact, partial(_elsewhere, bid, product))
        names = sorted({one for other in companions for one in _products(other, bid, product)})
        says = "list" if own else "" if names else "many"
        yield BID_008.finding(
            "BID-008",
            "warning",
            says=says,
            paths=("properties.resolvedBidId", "properties.product_id"),
            delivery=fact.view if fact.view is not None else fact.click,
            others=tuple(sorted(one.row for one in companions)),
            product=short(product),
            other=", ".join(short(one) for one in names[:3]),
            event=short(fact.event),
        )
        return


def _clashes(group: Group, product: str) -> bool:
    """Whether another product of the bid is no variant of this one."""
    if len(group.traits) > FEW:
        return True
    return any(isinstance(one, str) and _unlike(one, product) for one in group.traits)


def _unlike(one: str, product: str) -> bool:
    return one != product and not is_variant(one, product)


def _elsewhere(bid: str, product: str, fact: Fact) -> bool:
    return bool(_products(fact, bid, product))


def _products(fact: Fact, bid: str, product: str) -> list[str]:
    return [one for one, of in fact.carries if of == bid and one and _unlike(one, product)]


def came_late(fact: Fact, groups: list[Group], setting: Setting) -> Iterator[Finding]:
    """BID-009 by sighting: the bid came up long before for the first time. Where the bid itself
    tells its auction's time, that decides (`auction_long_ago`)."""
    bands = setting.bands
    for group in groups:
        age = fact.occ - group.line.time(0)
        if age <= bands.stale or auction_time(str(group.key)) is not None:
            continue
        old = age > bands.expired
        near = group.is_early(fact)
        first = next(iter(group.line))
        span = age if near else bands.expired if old else bands.stale
        yield BID_009.finding(
            "BID-009",
            "warning" if old else "info",
            says="sighting" if near else "late",
            paths=("properties.resolvedBidId",),
            delivery=fact.view if fact.view is not None else fact.click,
            others=(first.row,) if near else (),
            gap=age if near else None,
            event=short(fact.event),
            apart=duration(span),
        )
        return


def auction_long_ago(scene: Scene) -> Iterator[Finding]:
    """BID-009 by the hint in the bid: its auction ran long before the event, or after it."""
    bands = scene.setting.bands
    bid = id_text(scene.properties.get("resolvedBidId"))
    ran = auction_time(bid)
    if ran is None:
        return
    age = scene.times.occurred - ran
    if -bands.ahead <= age <= bands.stale:
        return
    severity: Severity = "warning" if age > bands.expired else "info"
    for index, _ in scene.deliveries("impression", "click")[:1]:
        yield BID_009.finding(
            "BID-009",
            severity,
            says="auction" if age > 0 else "ahead",
            costs="" if age > 0 else "ahead",
            fixes="" if age > 0 else "ahead",
            paths=("properties.resolvedBidId",),
            delivery=index,
            event=short(scene.event),
            apart=duration(age),
        )


_READS = ("properties.resolvedBidId", "properties.products[].resolvedBidId")
_WHEN = ("impression", "click")

RULES = (
    Rule(
        "BID-007",
        BID_007,
        "warning",
        (*_READS, *USER, *CLOCKS),
        window=USERS,
        over=of_another_user,
        shared=True,
    ),
    Rule(
        "BID-008",
        BID_008,
        "warning",
        (
            *_READS,
            "event",
            "properties.product_id",
            "properties.products[].product_id",
            "properties.additionalAttribution",
        ),
        window=PRODUCTS,
        over=of_another_product,
        shared=True,
    ),
    Rule("BID-009", BID_009, "warning", (*_READS, *CLOCKS), window=AGES, over=came_late),
    Rule("BID-009", BID_009, "warning", (*_READS, *CLOCKS), _WHEN, auction_long_ago),
)
