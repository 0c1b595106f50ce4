"""Rules about clicks that come again, or without what should go before them."""

from collections.abc import Iterable, Iterator
from itertools import islice

from app.lint.facts import Fact
from app.lint.finding import Finding
from app.lint.groups import Entry, Group, Window
from app.lint.rule import CLOCKS, USER, Rule
from app.lint.scene import Setting
from app.lint.tally import Tally
from app.lint.texts import Text, counted, short
from app.lint.timeline import time_on
from app.lint.users import Sighting, User
from app.topsort.words import duration

CLK_002 = Text(
    title="Fired twice",
    says={"": "{event} came twice {apart} apart: same user, {same}, two messageIds."},
    costs={
        "bid": (
            "Clicks and click rate are too high by one. The second click may be charged: Topsort "
            "says once per session and does not promise it."
        ),
        "": "Clicks and click rate are too high by one.",
    },
    fixes={
        "": (
            "Look for a listener that is bound twice, often after a page was rendered anew, or "
            "for a tag manager that tracks the same click as your code."
        )
    },
)

CLK_003 = Text(
    title="Clicked again",
    says={"": "The same user clicked the same bid twice, {apart} apart ({event} and {other})."},
    costs={
        "": (
            "It may well be a real second click. Topsort says that it charges once per session "
            "and does not promise it; the click rate counts both."
        )
    },
    fixes={"": "Nothing to do where the user really clicked twice."},
)

CLK_004 = Text(
    title="Click without impression",
    says={"": "No impression of this bid came from this user before {event}."},
    costs={
        "": (
            "Click rates come out too high, and a model that credits the last impression finds "
            "none. Whether the click itself counts all the same is not published."
        )
    },
    fixes={"": "Send the impression, with the same bid, when the product becomes visible."},
    capture={
        "": (
            "{unseen} of {bids} were clicked by a user who had sent no impression of them: "
            "{share} %."
        ),
    },
)

CLK_005 = Text(
    title="Impression after the click",
    says={
        "": (
            "{event} on {path} reports an impression of a bid that the user had clicked {apart} "
            "before, on {clicked}."
        )
    },
    costs={
        "": (
            "Segment’s Product Viewed is the view of a product’s own page; Topsort’s impression "
            "is a product seen in a list. So clicks and impressions come out nearly equal."
        )
    },
    fixes={
        "": (
            "Send the impression from the list, when the product becomes visible there, and map "
            "no impression to the product’s own page."
        )
    },
    capture={
        "": (
            "In {messages} an impression came after the click on the same bid, from another "
            "page: Product Viewed is mapped as an impression and sent from the product’s page."
        ),
        "cost": (
            "Topsort takes an impression for a product seen in a list, so that the click rate "
            "comes near 100 %."
        ),
    },
)

_NEIGHBOURS = 64
"""Impressions after a click that are looked at: a bound for load tests, never reached by a
person between two clicks on one bid."""

_EVER = 1 << 62


def _doubles(fact: Fact) -> Iterator[Entry]:
    if fact.click is None:
        return
    who = (fact.user, fact.server, fact.event)
    if not fact.attributed:
        for bid in fact.bids:
            yield (*who, "bid", bid), None, True
    thing = fact.product or fact.sku
    if thing:
        yield (*who, "product", thing), None, True


def _repeats(fact: Fact) -> Iterator[Entry]:
    # The click that credits a banner's bid to a product comes after the one on the banner.
    if fact.click is not None and not fact.attributed:
        for bid in fact.bids:
            yield (fact.user, fact.server, bid), None, True


_CLICK = (("click",),)

DOUBLES = Window("clicks of one user, event and thing", _doubles, own=True, reach=1, needs=_CLICK)
REPEATS = Window(
    "clicks of one user and bid", _repeats, own=True, reach=1, needs=(*_CLICK, ("carries",))
)


def fired_twice(fact: Fact, groups: list[Group], setting: Setting) -> Iterator[Finding]:
    """CLK-002: the same event of one user on one bid, or on one product where not both name a
    bid, twice within a second."""
    nearest: tuple[int, Fact, str] | None = None
    for group in groups:
        same = group.key[3]  # type: ignore[index]
        for one in (side[0] for side in group.near(fact) if side):
            gap = abs(one.t - fact.t)
            if gap > setting.bands.double or (same == "product" and fact.bid and one.bid):
                continue
            if nearest is None or (gap, one.row) < (nearest[0], nearest[1].row):
                nearest = gap, one, same
    if nearest is None:
        return
    gap, one, same = nearest
    yield CLK_002.finding(
        "CLK-002",
        "warning",
        costs="bid" if fact.bid and one.bid else "",
        snippet=_BIND_ONCE if fact.language == "browser" else "",
        paths=("event",),
        delivery=fact.click,
        others=(one.row,),
        gap=gap,
        event=short(fact.event),
        apart=duration(gap),
        same=f"same {same}",
    )


_BIND_ONCE = (
    "tile.onclick = event => {\n  // one handler; addEventListener adds another each time\n}"
)


def clicked_again(fact: Fact, groups: list[Group], setting: Setting) -> Iterator[Finding]:
    """CLK-003: the same user clicked the same bid again, too late for one action and within one
    session. Legitimate, and still worth knowing."""
    bands = setting.bands
    gaps = [
        (abs(one.t - fact.t), one.row, one)
        for group in groups
        for side in group.near(fact)
        for one in side
        if bands.repeat < abs(one.t - fact.t) <= bands.sighting
    ]
    if gaps:
        gap, _, one = min(gaps)
        yield CLK_003.finding(
            "CLK-003",
            "info",
            paths=("properties.resolvedBidId",),
            delivery=fact.click,
            others=(one.row,),
            gap=gap,
            event=short(fact.event),
            other=short(one.event),
            apart=duration(gap),
        )


class Sightings:
    """CLK-004: a click on a bid that this user had sent no impression of. CLK-005: an impression
    that follows the click on the same bid, on another page."""

    codes: tuple[str, ...] = ("CLK-004", "CLK-005")
    together = "sightings"

    def __init__(self, setting: Setting, tally: Tally) -> None:
        self._skew = setting.bands.skew
        self._tally = tally

    def joined(self, user: User, fact: Fact) -> Iterable[Fact]:
        """An impression changes what is said of the clicks after it, a click what is said of the
        impressions after it."""
        if fact.copy or not fact.carries:
            return []
        touched: list[Fact] = [fact]
        for bid in fact.bids:
            sighting = user.sightings.get(bid)
            if sighting is None:
                sighting = user.sightings[bid] = Sighting()
                self._tally.pairs += 1
            if fact.view is not None:
                sighting.shown.add(fact)
            if fact.click is not None:
                sighting.clicked.add(fact)
            self._rate(sighting, fact, 1)
            touched += self._changed(sighting, fact)
        return touched

    def left(self, user: User, fact: Fact) -> Iterable[Fact]:
        """What it changed is as it was."""
        touched: list[Fact] = []
        for bid in fact.bids:
            sighting = user.sightings[bid]
            touched += self._changed(sighting, fact)
        self.forget(user, fact, gone=False)
        return touched

    def forget(self, user: User, fact: Fact, *, gone: bool = True) -> None:
        """Off the shelves."""
        for bid in fact.bids if fact.carries else ():
            sighting = user.sightings.get(bid)
            if sighting is None:
                continue
            if fact.view is not None:
                sighting.shown.remove(fact)
            if fact.click is not None:
                sighting.clicked.remove(fact)
            if not gone:
                self._weigh(sighting)
                self._rate(sighting, fact, -1)
            if not sighting:
                del user.sightings[bid]
                if not gone:
                    self._tally.pairs -= 1

    def findings(self, user: User | None, fact: Fact) -> Iterable[Finding]:
        """For a click the bids that were not shown, for an impression the click before it."""
        if user is None or fact.copy or not fact.carries:
            return
        if fact.click is not None:
            for bid in fact.bids:
                sighting = user.sightings.get(bid)
                if sighting is not None and not self._shown_before(sighting, fact):
                    yield _unseen(fact)
                    break
        if fact.view is not None and fact.path:
            for bid in fact.bids:
                sighting = user.sightings.get(bid)
                click = None if sighting is None else _click_before(sighting, fact)
                if click is not None and click.path and click.path != fact.path:
                    yield _too_late(fact, click)
                    break

    def _changed(self, sighting: Sighting, fact: Fact) -> list[Fact]:
        touched: list[Fact] = []
        if fact.view is not None:
            for line, corrected in sighting.clicked.seen_from(fact):
                time = time_on(fact, corrected)
                following = sighting.shown.line(fact.server, corrected).after(time, fact)
                last = _EVER if following is None else following + self._skew
                touched += line.between(time - self._skew, last)
        if fact.click is not None:
            for line, corrected in sighting.shown.seen_from(fact):
                time = time_on(fact, corrected)
                touched += islice(line.between(time, _EVER), _NEIGHBOURS)
        if sighting.clicked or sighting.lacking:
            self._weigh(sighting)
        return touched

    def _weigh(self, sighting: Sighting) -> None:
        """Keep the number of bids up to date that were clicked before they were shown."""
        lacking = False
        for server in (False, True):
            clicked = sighting.clicked.line(server, False)
            if clicked and not self._shown_before(sighting, clicked.fact(0)):
                lacking = True
        if lacking is not sighting.lacking:
            sighting.lacking = lacking
            self._tally.unseen += 1 if lacking else -1

    def _rate(self, sighting: Sighting, fact: Fact, by: int) -> None:
        """Keep the numbers of bids up to date that were shown and that were clicked, with
        success. A bid counts once for each user: a real second click makes no click rate, and
        duplicates have findings of their own. The click that credits a banner's bid to a product
        follows the one on the banner."""
        if fact.won:
            sighting.won += by
            if sighting.won == max(by, 0):
                self._tally.impressions += by
        if fact.hit and not fact.attributed:
            sighting.hits += by
            if sighting.hits == max(by, 0):
                self._tally.clicks += by

    def _shown_before(self, sighting: Sighting, click: Fact) -> bool:
        for line, corrected in sighting.shown.seen_from(click):
            leeway = self._skew if corrected else 0
            if line.time(0) <= time_on(click, corrected) + leeway:
                return True
        return False


def _click_before(sighting: Sighting, fact: Fact) -> Fact | None:
    """The click that came last before an impression."""
    found = []
    for line, corrected in sighting.clicked.seen_from(fact):
        time = time_on(fact, corrected)
        for click in line.before(time - 1, -_EVER):
            found.append((time - time_on(click, corrected), click.row, click))
            break
    return min(found)[2] if found else None


def _unseen(fact: Fact) -> Finding:
    return CLK_004.finding(
        "CLK-004",
        "info",
        paths=("properties.resolvedBidId",),
        delivery=fact.click,
        event=short(fact.event),
    )


def _too_late(fact: Fact, click: Fact) -> Finding:
    across = fact.server is not click.server
    gap = time_on(fact, across) - time_on(click, across)
    return CLK_005.finding(
        "CLK-005",
        "warning",
        paths=("properties.resolvedBidId", "context.page.path"),
        delivery=fact.view,
        others=(click.row,),
        gap=gap,
        event=short(fact.event),
        path=short(fact.path),
        clicked=short(click.path),
        apart=duration(gap),
    )


def unseen_bids(tally: Tally, setting: Setting) -> Iterator[Finding]:
    """CLK-004 over the capture: more than a fifth of the bids in it were clicked unseen."""
    bands = setting.bands
    if tally.pairs < bands.unseen_size or tally.unseen * 100 <= bands.unseen_share * tally.pairs:
        return
    yield Finding(
        code="CLK-004",
        severity="warning",
        title=CLK_004.title,
        message=CLK_004.capture[""].format(
            unseen=tally.unseen,
            bids=counted(tally.pairs, "bid"),
            share=round(100 * tally.unseen / tally.pairs),
        ),
        cost=CLK_004.costs[""],
        fix=CLK_004.fixes[""],
    )


_BID = ("properties.resolvedBidId", "properties.products[].resolvedBidId", *USER)
_FOLLOW = "properties.additionalAttribution"

RULES = (
    Rule(
        "CLK-002",
        CLK_002,
        "warning",
        (
            "event",
            *USER,
            "properties.resolvedBidId",
            "properties.product_id",
            "properties.sku",
            _FOLLOW,
            *CLOCKS,
        ),
        window=DOUBLES,
        over=fired_twice,
        shared=True,
    ),
    Rule(
        "CLK-003",
        CLK_003,
        "info",
        (*USER, "properties.resolvedBidId", _FOLLOW, *CLOCKS),
        window=REPEATS,
        over=clicked_again,
        shared=True,
    ),
    Rule("CLK-004", CLK_004, "info", (*_BID, *CLOCKS), watcher=Sightings),
    Rule("CLK-004", CLK_004, "warning", _BID, capture=unseen_bids),
    Rule(
        "CLK-005",
        CLK_005,
        "warning",
        (*_BID, "context.page.path", *CLOCKS),
        watcher=Sightings,
        set_up=True,
    ),
)
