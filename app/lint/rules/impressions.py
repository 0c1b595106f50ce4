"""Rules about impressions that count more than once, or less than they seem to."""

from collections.abc import Iterator

from app.lint.bid_lists import list_bids
from app.lint.facts import Fact
from app.lint.finding import Finding
from app.lint.groups import Entry, Group, Window
from app.lint.rule import CLOCKS, USER, Rule
from app.lint.scene import Scene, Setting
from app.lint.texts import Text, counted, short
from app.lint.timeline import time_on
from app.topsort.words import duration

IMP_001 = Text(
    title="Duplicate impression",
    says={
        "": "The same user was shown the same bid twice, {apart} apart: in {event} and {other}.",
        "more": (
            "The same user was shown the same {bids} twice, {apart} apart: in {event} and {other}."
        ),
    },
    costs={
        "": (
            "One bid is one ad in one place, so that a second impression is always too many; "
            "where impressions are paid for, it may be billed. Topsort contradicts itself on what "
            "it counts once."
        )
    },
    fixes={"": "Remember which bids this user was shown, and send each impression once."},
)

PLV_006 = Text(
    title="One id for a list",
    says={"": "{total} impressions go out under one id, the messageId of {event}."},
    costs={
        "": (
            "Topsort contradicts itself on whether a repeated id counts once. If it does, one "
            "impression of the list counts and the others vanish."
        )
    },
    fixes={"": "Send one event for each product that was seen, mapped to a single impression."},
    capture={
        "": (
            "Lists that send several impressions under one id each, as Segment’s list action "
            "does: {messages}."
        ),
        "cost": (
            "Topsort contradicts itself on whether a repeated id counts once. If it does, one "
            "impression of each list counts and the others vanish."
        ),
    },
)

PLV_008 = Text(
    title="Bid twice in a list",
    says={"": "{bids} {stand} more than once in this list."},
    costs={
        "": (
            "One bid is one ad in one place: the second impression is too many, and where "
            "impressions are paid for it may be billed."
        )
    },
    fixes={"": "Give each product the bid that it won, and list a winner once."},
)


def _shown(fact: Fact) -> Iterator[Entry]:
    if fact.view is not None:
        for bid in fact.bids:
            yield (fact.user, bid), None, True


SHOWN = Window("impressions of one user and bid", _shown, reach=1, needs=(("view",), ("carries",)))


def shown_twice(fact: Fact, groups: list[Group], setting: Setting) -> Iterator[Finding]:
    """IMP-001: the same user was shown the same bid in two events, whatever lies between."""
    found: dict[int, tuple[Fact, list[int]]] = {}
    for group in groups:
        near = [one for side in group.near(fact) for one in side]
        if near:
            one = min(near, key=lambda other: (_gap(fact, other), other.row))
            found.setdefault(one.row, (one, []))[1].append(1)
    for one, bids in found.values():
        gap = _gap(fact, one)
        yield IMP_001.finding(
            "IMP-001",
            "warning",
            says="more" if len(bids) > 1 else "",
            paths=("properties.resolvedBidId",),
            delivery=fact.view,
            others=(one.row,),
            gap=gap,
            event=short(fact.event),
            other=short(one.event),
            apart=duration(gap),
            bids=counted(len(bids), "bid"),
        )


def _gap(fact: Fact, other: Fact) -> int:
    across = fact.server is not other.server
    return abs(time_on(fact, across) - time_on(other, across))


def one_id_for_all(scene: Scene) -> Iterator[Finding]:
    """PLV-006: the impressions of a list share the message's id."""
    for index, judged in scene.deliveries("impressionsList"):
        request = judged.delivery.request
        impressions = request.get("impressions") if isinstance(request, dict) else None
        if isinstance(impressions, list) and len(impressions) > 1:
            yield PLV_006.finding(
                "PLV-006",
                "warning",
                paths=("messageId",),
                delivery=index,
                total=len(impressions),
                event=short(scene.event),
            )


def bid_twice(scene: Scene) -> Iterator[Finding]:
    """PLV-008: one bid stands at several products of a list."""
    for index, judged in scene.deliveries("impressionsList"):
        bids = [bid for _, bid in list_bids(scene, judged)]
        again = {bid for bid in bids if bids.count(bid) > 1} if len(set(bids)) < len(bids) else ()
        if again:
            yield PLV_008.finding(
                "PLV-008",
                "warning",
                paths=("properties.products",),
                delivery=index,
                bids=counted(len(again), "bid"),
                stand="stands" if len(again) == 1 else "stand",
            )


_LISTS = ("impressionsList",)
_LISTED = ("properties.products[].resolvedBidId",)

RULES = (
    Rule(
        "IMP-001",
        IMP_001,
        "warning",
        (*USER, "properties.resolvedBidId", *_LISTED, *CLOCKS),
        window=SHOWN,
        over=shown_twice,
        shared=True,
    ),
    Rule(
        "PLV-006",
        PLV_006,
        "warning",
        (*_LISTED, "messageId"),
        _LISTS,
        one_id_for_all,
        set_up=True,
    ),
    Rule("PLV-008", PLV_008, "warning", _LISTED, _LISTS, bid_twice),
)
