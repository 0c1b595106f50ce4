"""Rules about clicks: one action of a user must not become two."""

from collections.abc import Iterable, Iterator
from itertools import islice, product

from app.lint.facts import Edge, Fact
from app.lint.finding import Finding, Severity
from app.lint.ids import Likeness, likeness
from app.lint.rule import CLOCKS, USER, Rule
from app.lint.scene import Setting
from app.lint.snippets import Code, track
from app.lint.tally import Tally
from app.lint.texts import Text
from app.lint.timeline import TwoClocks, time_on
from app.lint.users import User
from app.topsort.words import duration

CLK_001 = Text(
    title="Duplicate click",
    says={
        "pair": "{clicked} and {added} came {gap} apart: {same}. {certainty}.",
        "both": "Clicks and click rate are too high by one.",
        "maybe": "If they are one action, clicks and click rate are too high by one.",
        "lost": "Not both get through now; once they do, Topsort counts two.",
        "packaged": "If both are mapped to clicks in Segment, Topsort counts two.",
        "one": (
            "Only {mapped} is mapped to a click here, so Topsort counts one; if both are "
            "mapped, it counts two."
        ),
        "no_bid": (
            "{poor} carries no bid: that click is tied to no campaign, not billed, and still noise."
        ),
        "no_bids": "Neither carries a bid: these clicks are tied to no campaign, not billed.",
        "skew": (
            "They waited unlike times before they were sent; clock skew corrected, the gap is "
            "that of {clock}."
        ),
    },
    costs={
        "both": (
            "The second click may be charged: Topsort says once per session and does not "
            "promise it."
        ),
        "if": (
            "Then the second click may be charged: Topsort says once per session and does not "
            "promise it."
        ),
        "": "Segment does not catch it: the two have different messageIds.",
    },
    fixes={
        "both": ("Keep {keep}: both carry the bid, and Topsort’s guide names it as the click."),
        "one": "Keep {keep}: only it carries the bid.",
        "none": "Keep {keep}: Topsort’s guide names it as the click.",
        "off": (
            "Switch the subscription for {other} off, or keep the button’s click off the tile."
        ),
        "map": "Map no click to {other}, or keep the button’s click off the tile.",
    },
)

CERTAINTY: dict[str, str] = {
    "certain": "One action: certain ({limit} or less)",
    "probable": "One action: probable ({limit} or less)",
    "possible": "One action: possible ({limit} or less)",
}


CLICKED = "Product Clicked"
ADDED = "Product Added"

_OTHER = {"clicked": "added", "added": "clicked"}
_LOWER = {"certain": "probable", "probable": "possible"}
_CLOCKS = {False: "the device itself", True: "Segment’s corrected times"}
"""On which clock a gap was measured, by whether the two came from different clients."""

_NEIGHBOURS = 64
"""Clicks of one user that are looked at on either side: a bound for a load test that sends
everything as one user, never reached by a person within ten seconds."""


class DuplicateClicks:
    """CLK-001: Product Clicked and Product Added from one action of one user.

    Which two belong together follows from the set of clicks alone: of all pairs that could be
    one action the nearest in time is taken first, and each click joins at most one. That is the
    only stable matching, so it can be kept up to date one click at a time: a new click takes
    the nearest partner that prefers it, and whoever lost its partner looks again.
    """

    codes: tuple[str, ...] = ("CLK-001",)
    together = "clicks"

    def __init__(self, setting: Setting, tally: Tally) -> None:
        self._bands = setting.bands
        self._packaged = setting.packaged

    def joined(self, user: User, fact: Fact) -> Iterable[Fact]:
        """A page parts the pairs around it; a click looks for its partner."""
        if fact.separates:
            user.pages.add(fact.t, fact)
            user.pages_occ.add(fact.occ, fact)
            return self._part(user, fact)
        if not fact.role or fact.copy:
            return []
        clicks = user.clicks.get(fact.role)
        if clicks is None:
            clicks = user.clicks[fact.role] = TwoClocks()
        clicks.add(fact)
        return self._propose(user, [fact])

    def left(self, user: User, fact: Fact) -> Iterable[Fact]:
        """Its partner is free and looks again."""
        self.forget(user, fact)
        edge = fact.edge
        if edge is None:
            return []
        partner = edge.other(fact)
        fact.edge = partner.edge = None
        return [partner, *self._propose(user, [partner])]

    def forget(self, user: User, fact: Fact) -> None:
        """Off the timelines; a pair that it was part of stands."""
        if fact.separates:
            user.pages.remove(fact.t, fact)
            user.pages_occ.remove(fact.occ, fact)
        if fact.role in user.clicks:
            user.clicks[fact.role].remove(fact)

    def findings(self, user: User | None, fact: Fact) -> Iterable[Finding]:
        """One for a click that has a partner."""
        if fact.edge is not None:
            yield _duplicate(fact, fact.edge, self._bands.skew, self._packaged, self._limits())

    def _propose(self, user: User, free: list[Fact]) -> list[Fact]:
        touched: list[Fact] = []
        while free:
            fact = free.pop()
            if fact.edge is not None or fact.gone:
                continue
            for edge in sorted(self._edges(user, fact), key=_rank):
                partner = edge.other(fact)
                if partner.edge is not None:
                    if partner.edge.rank <= edge.rank:
                        continue
                    lost = partner.edge.other(partner)
                    lost.edge = None
                    touched.append(lost)
                    free.append(lost)
                fact.edge = partner.edge = edge
                touched += (fact, partner)
                break
        return touched

    def _part(self, user: User, page: Fact) -> list[Fact]:
        """Part the pairs that have this page between them."""
        clicks = user.clicks.get("clicked")
        if clicks is None:
            return []
        limit = self._bands.limit
        free: list[Fact] = []
        for server, corrected in product((False, True), repeat=2):
            moment = time_on(page, corrected)
            line = clicks.line(server, corrected)
            for fact in line.between(moment - limit, moment + limit):
                edge = fact.edge
                if edge is None or edge.across is not corrected:
                    continue
                first, last = _span(edge)
                if first < moment < last:
                    edge.clicked.edge = edge.added.edge = None
                    free += (edge.clicked, edge.added)
        return [*free, *self._propose(user, list(free))]

    def _edges(self, user: User, fact: Fact) -> Iterator[Edge]:
        role = _OTHER[fact.role]
        limit = self._bands.limit
        others = user.clicks.get(role)
        if others is None:
            return
        for line, corrected in others.seen_from(fact):
            moment = time_on(fact, corrected)
            for one in (
                *islice(line.between(moment, moment + limit), _NEIGHBOURS),
                *islice(line.before(moment - 1, moment - limit), _NEIGHBOURS),
            ):
                edge = self._edge(user, *((fact, one) if role == "added" else (one, fact)))
                if edge is not None:
                    yield edge

    def _edge(self, user: User, clicked: Fact, added: Fact) -> Edge | None:
        """The two as one action, or None where they cannot be one."""
        if clicked.click is None and added.click is None:
            return None
        alike = _likeness(clicked, added)
        if alike is None or (clicked.path and added.path and clicked.path != added.path):
            return None
        across = clicked.server is not added.server
        first, last = sorted((time_on(clicked, across), time_on(added, across)))
        certainty = self._certainty(clicked, added, last - first, across)
        if alike == "variant":
            certainty = _LOWER.get(certainty, "")
        if not certainty or (user.pages_occ if across else user.pages).parts(first, last):
            return None
        rank = (
            last - first,
            first,
            clicked.message_id,
            clicked.row,
            added.message_id,
            added.row,
        )
        return Edge(rank, clicked, added, last - first, certainty, alike, across)

    def _certainty(self, clicked: Fact, added: Fact, gap: int, across: bool) -> str:
        bands = self._bands
        if gap > bands.limit:
            return ""
        if across:
            return "possible" if gap <= bands.cross_clock else ""
        if gap <= bands.certain and clicked.library == added.library:
            return "certain"
        if gap <= bands.probable:
            return "probable"
        same_path = clicked.path == added.path
        hint = clicked.hint or added.hint
        return "possible" if gap <= bands.possible and same_path and hint else ""

    def _limits(self) -> dict[str, int]:
        bands = self._bands
        return {
            "certain": bands.certain,
            "probable": bands.probable,
            "possible": max(bands.possible, bands.probable),
        }


def _likeness(clicked: Fact, added: Fact) -> Likeness | None:
    if clicked.bid and added.bid:
        return "bid" if clicked.bid == added.bid else None
    return likeness((clicked.product, clicked.sku), (added.product, added.sku))


def _rank(edge: Edge) -> tuple[int, int, str, int, str, int]:
    return edge.rank


def _span(edge: Edge) -> tuple[int, int]:
    first, last = sorted((time_on(edge.clicked, edge.across), time_on(edge.added, edge.across)))
    return first, last


def _duplicate(
    fact: Fact, edge: Edge, skew: int, packaged: bool, limits: dict[str, int]
) -> Finding:
    clicked, added = edge.clicked, edge.added
    both = clicked.click is not None and added.click is not None
    keep = added if added.bid and not clicked.bid else clicked
    other = edge.other(keep)
    text = CLK_001
    certainty = CERTAINTY[edge.certainty].format(limit=duration(limits[edge.certainty]))
    says = [
        text.says["pair"].format(
            clicked=CLICKED,
            added=ADDED,
            gap=duration(edge.gap),
            same=_same(edge),
            certainty=certainty,
        )
    ]
    if _skewed(clicked, added, skew):
        says.append(text.says["skew"].format(clock=_CLOCKS[edge.across]))
    if both and (clicked.lost or added.lost):
        says.append(text.says["lost"])
    elif both:
        says.append(text.says["maybe" if edge.certainty == "possible" else "both"])
    elif packaged:
        says.append(text.says["packaged"])
    else:
        mapped = CLICKED if clicked.click is not None else ADDED
        says.append(text.says["one"].format(mapped=mapped))
    bids = bool(clicked.bid) + bool(added.bid)
    if bids < 2:
        says.append(text.says["no_bid" if bids else "no_bids"].format(poor=other.event))
    cost = [text.costs["both" if both else "if"]] if bids == 2 else []
    fix = [
        text.fixes["both" if bids == 2 else "one" if bids else "none"].format(keep=keep.event),
        text.fixes["map" if other.click is None else "off"].format(other=other.event),
    ]
    severity: Severity = (
        "warning" if (both or packaged) and edge.certainty != "possible" else "info"
    )
    return Finding(
        code="CLK-001",
        severity=severity,
        title=text.title,
        message=" ".join(says),
        cost=" ".join([*cost, text.costs[""]]),
        fix=" ".join(fix),
        snippet=_snippet(fact, keep),
        paths=("event",),
        delivery=fact.click,
        others=(edge.other(fact).row,),
        keep=keep.row,
        gap=edge.gap,
    )


_ALIKE: dict[Likeness, str] = {
    "bid": "same bid",
    "product": "same product",
    "sku": "same sku",
    "variant": "product ids of one product",
}


def _same(edge: Edge) -> str:
    words = ["same user", _ALIKE[edge.likeness]]
    if edge.clicked.path and edge.clicked.path == edge.added.path:
        words.append("same page")
    return ", ".join(words)


def _skewed(clicked: Fact, added: Fact, skew: int) -> bool:
    if clicked.skew is None or added.skew is None:
        return False
    return abs(clicked.skew - added.skew) > skew


def _snippet(fact: Fact, keep: Fact) -> str:
    """What to change where it was sent: in a browser the button inside the tile, elsewhere the
    one call that should stay."""
    if fact.language == "browser":
        return "addButton.onclick = event => {\n  event.stopPropagation()\n  addToCart(product)\n}"
    bid = Code("winner.resolvedBidId", 'winner["resolvedBidId"]', "the winner’s resolvedBidId")
    return track(fact.language, keep.event, {"product_id": keep.product, "resolvedBidId": bid})


PAIR_READS = (
    "event",
    *USER,
    "properties.resolvedBidId",
    "properties.product_id",
    "properties.sku",
    *(f"properties.{name}" for name in ("source", "cart_id", "target", "element", "button")),
    "properties.click_target",
    "context.page.path",
    *CLOCKS,
)
"""What decides whether two clicks are one action."""

RULES = (Rule("CLK-001", CLK_001, "warning", PAIR_READS, watcher=DuplicateClicks, shared=True),)
