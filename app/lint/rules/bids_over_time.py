"""Rules about the bid: resolvedBidId."""

from collections.abc import Iterable, Iterator
from operator import itemgetter

from app.lint.facts import Fact, Gap
from app.lint.finding import Finding
from app.lint.rule import CLOCKS, USER, Rule
from app.lint.rules.clicks import PAIR_READS
from app.lint.scene import Setting
from app.lint.silence import silenced
from app.lint.snippets import Code, track
from app.lint.tally import Tally
from app.lint.texts import ARTICLES, Text, counted
from app.lint.timeline import time_on
from app.lint.users import Shelf, User
from app.topsort.words import clean, duration

BID_001 = Text(
    title="No resolvedBidId",
    says={
        "accepted": (
            "{event} goes out as {an_action} without a bid and without an entity: "
            "resolvedBidId is {found}."
        ),
        "lost": "{event} has no bid and no entity: resolvedBidId is {found}.",
        "required": (
            "{event} has no bid: resolvedBidId is {found}, and the definition in use "
            "requires one. Since 22 July 2026 Segment no longer does."
        ),
    },
    costs={
        "accepted": (
            "It will not be tied to a campaign. How Topsort counts such an event is not "
            "published; its contract accepts it."
        ),
        "lost": (
            "The {action} does not get through for another reason; once it does, it will not "
            "be tied to a campaign."
        ),
        "required": "The {action} is lost before Topsort.",
    },
    fixes={
        "": (
            "For a product that won an auction, send the winner’s resolvedBidId. For any "
            "other product, name it in entity."
        )
    },
    capture={
        "": "resolvedBidId is never sent on {event}: {lacking} of {messages} lack it.",
        "most": "resolvedBidId is hardly ever sent on {event}: {lacking} of {messages} lack it.",
        "cost": (
            "None of these will be tied to a campaign. How Topsort counts such events is not "
            "published."
        ),
    },
)

BID_001S = Text(
    title="Bid lost on the way",
    says={
        "earlier": (
            "{product} carried a bid in {sighting} {ago} earlier, and carries none in this "
            "{event}: resolvedBidId is {found}."
        ),
        "pair": (
            "{sighting}, {ago} apart and from the same action, carries a bid for {product}; "
            "this {event} carries none: resolvedBidId is {found}."
        ),
    },
    costs={
        "accepted": (
            "This {action} will not be tied to the campaign that won. How Topsort counts "
            "such an event is not published; its contract accepts it."
        ),
        "lost": (
            "The {action} does not get through for another reason; once it does, it will not "
            "be tied to the campaign that won."
        ),
        "required": ("The {action} is lost before Topsort, although the product won an auction."),
    },
    fixes={
        "": (
            "Carry the bid along from the auction’s answer to this event: in the link, or in "
            "the state of the page."
        )
    },
)


_WINNER = Code("winner.resolvedBidId", 'winner["resolvedBidId"]', "the winner’s resolvedBidId")
_CARRIED = Code(
    "new URLSearchParams(location.search).get('bid')",
    'request.args.get("bid")',
    "the bid that came along with the link",
)


class MissingBids:
    """BID-001: an impression or click goes out with neither bid nor entity. BID-001s: the same
    product carried a bid before the same user up to half an hour earlier, or in the other click
    of the same action, so that the bid was lost on the way."""

    codes: tuple[str, ...] = ("BID-001", "BID-001s")
    together = "clicks"

    def __init__(self, setting: Setting, tally: Tally) -> None:
        self._window = setting.bands.sighting

    def joined(self, user: User, fact: Fact) -> Iterable[Fact]:
        """A carrier changes what is said of those after it."""
        touched: list[Fact] = []
        if fact.gaps:
            touched.append(fact)
        for product in {gap.product for gap in fact.gaps if gap.product}:
            user.shelf(product).lacking.add(fact)
        if not fact.copy:
            for product in _products(fact):
                shelf = user.shelf(product)
                shelf.carriers.add(fact)
                if shelf.lacking:
                    touched += self._after(shelf, fact)
        return touched

    def left(self, user: User, fact: Fact) -> Iterable[Fact]:
        """Those that a carrier stood for look for the one before it."""
        touched: list[Fact] = []
        for product in _products(fact):
            touched += self._after(user.shelves[product], fact)
        self.forget(user, fact)
        return touched

    def forget(self, user: User, fact: Fact) -> None:
        """Off the shelves."""
        for product in {gap.product for gap in fact.gaps} | _products(fact):
            shelf = user.shelves.get(product)
            if shelf is None:
                continue
            if fact.carries:
                shelf.carriers.remove(fact)
            if fact.gaps:
                shelf.lacking.remove(fact)
            if not shelf:
                del user.shelves[product]

    def findings(self, user: User | None, fact: Fact) -> Iterable[Finding]:
        """One for each delivery without a bid."""
        for gap in fact.gaps:
            carrier, ago = self._carrier(user, fact, gap) if user is not None else (None, 0)
            if carrier is not None:
                yield _lost_on_the_way(fact, gap, carrier, "earlier", ago)
            elif fact.edge is not None and not fact.copy and fact.edge.other(fact).bid:
                partner = fact.edge.other(fact)
                yield _lost_on_the_way(fact, gap, partner, "pair", fact.edge.gap)
            else:
                yield _missing(fact, gap)

    def _carrier(self, user: User, fact: Fact, gap: Gap) -> tuple[Fact | None, int]:
        """The latest fact, not later than this one, that carried a bid for the product; and the
        milliseconds between them."""
        shelf = user.shelves.get(gap.product)
        latest: tuple[Fact | None, int] = (None, self._window + 1)
        if shelf is None:
            return latest
        for line, corrected in shelf.carriers.seen_from(fact):
            now = time_on(fact, corrected)
            for one in line.before(now, now - self._window):
                if one is not fact and (one.message_id != fact.message_id or not one.message_id):
                    ago = now - time_on(one, corrected)
                    latest = min(latest, (one, ago), key=itemgetter(1))
                    break
        return latest

    def _after(self, shelf: Shelf, carrier: Fact) -> Iterator[Fact]:
        """Those for whom this carrier is the latest."""
        for line, corrected in shelf.lacking.seen_from(carrier):
            time = time_on(carrier, corrected)
            following = shelf.carriers.line(carrier.server, corrected).after(time, carrier)
            last = time + self._window
            yield from line.between(time, last if following is None else min(last, following))


def _products(fact: Fact) -> set[str]:
    return {product for product, _ in fact.carries if product}


def _missing(fact: Fact, gap: Gap) -> Finding:
    text = BID_001
    return Finding(
        code="BID-001",
        severity="error" if gap.required else "warning",
        title=text.title,
        message=text.says[_fate(gap)].format(
            event=_name(fact.event),
            action=gap.action,
            an_action=ARTICLES[gap.action],
            found=gap.found,
        ),
        cost=_cost(text, gap),
        fix=text.fixes[""],
        snippet=_snippet(fact, gap, _WINNER),
        paths=(gap.path,),
        delivery=gap.delivery,
    )


def _lost_on_the_way(fact: Fact, gap: Gap, carrier: Fact, how: str, apart: int) -> Finding:
    text = BID_001S
    return Finding(
        code="BID-001s",
        severity="error" if gap.required else "warning",
        title=text.title,
        message=text.says[how].format(
            product=_name(gap.product) or "the same product",
            sighting=_name(carrier.event),
            ago=duration(apart),
            event=_name(fact.event),
            found=gap.found,
        ),
        cost=_cost(text, gap),
        fix=text.fixes[""],
        snippet=_snippet(fact, gap, _CARRIED),
        paths=(gap.path,),
        delivery=gap.delivery,
        others=(carrier.row,),
    )


def _cost(text: Text, gap: Gap) -> str:
    return text.costs[_fate(gap)].format(action=gap.action)


def _fate(gap: Gap) -> str:
    return "required" if gap.required else "lost" if gap.lost else "accepted"


def _snippet(fact: Fact, gap: Gap, bid: Code) -> str:
    properties = {"product_id": gap.product, "resolvedBidId": bid}
    return track(fact.language, fact.event, properties)


def _name(text: str) -> str:
    short = text if len(text) <= 60 else f"{text[:59]}…"
    return clean(short)


def never_sent(tally: Tally, setting: Setting) -> Iterator[Finding]:
    """BID-001 over the capture: nearly all events of a name lack a bid, so that it is the site
    that never sends one. Each of them keeps its own finding."""
    bands = setting.bands
    for event, named in tally.names.items():
        total, lacking = named.total, named.lacking.count
        if total < bands.group_size or lacking * 100 < bands.group_share * total:
            continue
        finding = Finding(
            code="BID-001",
            severity="warning",
            title=BID_001.title,
            message=BID_001.capture["" if lacking == total else "most"].format(
                event=_name(event), lacking=f"{lacking:,}", messages=counted(total, "message")
            ),
            cost=BID_001.capture["cost"],
            fix=BID_001.fixes[""],
            others=named.lacking.examples,
        )
        yield from silenced((finding,), setting.silences, event=event)


_READS = (
    "properties.resolvedBidId",
    "properties.products[].resolvedBidId",
    "properties.products[].product_id",
    "properties.product_id",
    "properties.entity",
    "properties.channel",
    "properties.externalCampaignId",
    "properties.externalVendorId",
    *USER,
    *CLOCKS,
)

RULES = (
    Rule("BID-001", BID_001, "error", _READS, watcher=MissingBids),
    Rule("BID-001", BID_001, "warning", _READS, capture=never_sent),
    Rule("BID-001s", BID_001S, "error", (*_READS, *PAIR_READS), watcher=MissingBids),
)
