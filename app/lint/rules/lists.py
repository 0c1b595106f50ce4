"""Rules about Product List Viewed: one event, many impressions."""

from collections.abc import Iterator

from app.lint.bid_lists import listed, listed_product
from app.lint.faults import dropped_for, paths, paths_of, place, shown_path, told
from app.lint.finding import Finding
from app.lint.rule import Rule
from app.lint.scene import Scene
from app.lint.snippets import Code, track
from app.lint.sources import Line
from app.lint.texts import Text
from app.segment.paths import MISSING
from app.topsort.contract import MAX_EVENTS
from app.topsort.words import clean

PLV_001 = Text(
    title="Partial list",
    says={"": "{with_bid} of {total} products {carry} a bid. {lacking}, so {lost} lost."},
    costs={
        "": (
            "Segment refuses the whole list for one product without a bid, sponsored "
            "products included."
        )
    },
    fixes={"": "Send only the auction winners in this event."},
)

PLV_002 = Text(
    title="List without bids",
    says={
        "": "None of the {total} products carries a bid, so the whole list is lost.",
        "only": "The only product carries no bid, so the whole list is lost.",
    },
    costs={
        "": (
            "An organic list cannot be sent with this action: it requires a bid for every product."
        )
    },
    fixes={
        "": (
            "Send the event with auction winners only and leave it out where there is none, "
            "or switch the subscription off."
        )
    },
)

PLV_003 = Text(
    title="Blank bid",
    says={"": "{places}: the bid is there and blank, and goes out as an empty text."},
    costs={
        "": (
            "Topsort’s contract wants at least one character, and refuses the whole list for "
            "one blank bid."
        )
    },
    fixes={"": "Send only the auction winners in this event."},
)

PLV_004 = Text(
    title="Too many impressions",
    says={"": "The list holds {total} products, and every one becomes an impression."},
    costs={
        "": (
            "Topsort’s published contract takes {most} events in one request, so the whole list "
            "is refused. Segment does not split it."
        )
    },
    fixes={"": "Split the list into several track calls of {most} products at most."},
)

PLV_005 = Text(
    title="Empty list",
    says={
        "rejected": "{place} is an empty list, and goes out as a request without an impression.",
        "dropped": "{places}. Segment wants a list of products there.",
    },
    costs={
        "rejected": "Topsort’s published contract refuses a request without an event.",
        "dropped": "Segment refuses the event, and no impression of this list is counted.",
    },
    fixes={"": "Leave the event out where no auction winner is in the list."},
)

PLV_007 = Text(
    title="List without placement",
    says={
        "": (
            "The impressions of a list go out without placement: this action has no field for "
            "path and position."
        )
    },
    costs={"": "Reports by page path or position will not show them."},
    fixes={"": "If the path matters, send one Product Viewed for each winner, with its placement."},
)

_NAMED = 3
_WHEN = ("impressionsList",)


def partial_list(scene: Scene) -> list[Finding]:
    """PLV-001: some products have a bid and at least one has no such key, so that Segment
    refuses the whole list."""
    findings = []
    for index, judged in scene.deliveries("impressionsList"):
        key, products = listed(scene, judged)
        lacking = [line for line in products if line.get(key) is MISSING]
        with_bid = sum(1 for line in products if _has_bid(line, key))
        if not lacking or not with_bid or not dropped_for(scene, judged, "products", None):
            continue
        text = PLV_001
        total = len(products)
        findings.append(
            Finding(
                code="PLV-001",
                severity="error",
                title=text.title,
                message=text.says[""].format(
                    carry="carries" if with_bid == 1 else "carry",
                    with_bid=with_bid,
                    total=total,
                    lacking=_lacking(lacking),
                    lost=f"{total} impressions are",
                ),
                cost=text.costs[""],
                fix=text.fixes[""],
                snippet=_snippet(scene),
                paths=_paths(lacking, key),
                delivery=index,
            )
        )
    return findings


def list_without_bids(scene: Scene) -> list[Finding]:
    """PLV-002: no product has a bid. Normal for a list of organic products, which this action
    cannot send."""
    findings = []
    for index, judged in scene.deliveries("impressionsList"):
        key, products = listed(scene, judged)
        lacking = [line for line in products if line.get(key) is MISSING]
        if not lacking or not dropped_for(scene, judged, "products", None):
            continue
        if any(_has_bid(line, key) for line in products):
            continue
        text = PLV_002
        findings.append(
            Finding(
                code="PLV-002",
                severity="error",
                title=text.title,
                message=text.says["only" if len(products) == 1 else ""].format(total=len(products)),
                cost=text.costs[""],
                fix=text.fixes[""],
                snippet=_snippet(scene),
                paths=_paths(lacking, key),
                delivery=index,
            )
        )
    return findings


def blank_bid(scene: Scene) -> list[Finding]:
    """PLV-003: a product's bid is null or an empty text, or the product itself is one, which goes
    out as an empty text and makes Topsort refuse the list."""
    findings = []
    for index, judged in scene.deliveries("impressionsList"):
        key, products = listed(scene, judged)
        refused = {one.path[1] for one in judged.refusals if one.path[2:] == ("resolvedBidId",)}
        blank = [
            line
            for number, line in enumerate(products)
            if line.get(key) in (None, "") or number in refused
        ]
        if judged.outcome != "rejected" or not blank:
            continue
        places = [shown_path((*line.path, *key)) for line in blank]
        findings.append(
            PLV_003.finding(
                "PLV-003",
                "error",
                places=_named(places),
                snippet=_snippet(scene),
                paths=_paths(blank, key),
                delivery=index,
            )
        )
    return findings


def too_many(scene: Scene) -> Iterator[Finding]:
    """PLV-004: more products than Topsort takes events in one request."""
    for index, judged in scene.deliveries("impressionsList"):
        if judged.outcome != "rejected":
            continue
        if any(one.path == ("impressions",) for one in judged.refusals):
            _, products = listed(scene, judged)
            yield PLV_004.finding(
                "PLV-004",
                "error",
                total=len(judged.delivery.event["impressions"]),
                most=MAX_EVENTS,
                paths=paths([products[0].path[:-1]] if products else []),
                delivery=index,
            )


def empty_list(scene: Scene) -> Iterator[Finding]:
    """PLV-005: no products: an empty list goes out as an empty request, a missing one is
    refused by Segment."""
    for index, judged in scene.deliveries("impressionsList"):
        if judged.outcome == "rejected":
            if not any(one.err_code == "empty_request" for one in judged.refusals):
                continue
            where = place(scene, judged, ("products",))
            yield PLV_005.finding(
                "PLV-005",
                "error",
                says="rejected",
                costs="rejected",
                place=shown_path(where) or "products",
                paths=paths([where]),
                delivery=index,
            )
            continue
        faults = [
            one
            for one in dropped_for(scene, judged, "products")
            if len(one.at) == 1 or (not isinstance(one.value, dict | list) and len(one.at) == 2)
        ]
        if faults:
            yield PLV_005.finding(
                "PLV-005",
                "error",
                says="dropped",
                costs="dropped",
                places=told(faults),
                paths=paths_of(faults),
                delivery=index,
            )


def no_placement(scene: Scene) -> Iterator[Finding]:
    """PLV-007: the action for lists has no placement."""
    for index, judged in scene.deliveries("impressionsList"):
        where = paths([place(scene, judged, ("products",))])
        yield PLV_007.finding("PLV-007", "info", paths=where, delivery=index)


def _has_bid(line: Line, key: tuple[str | int, ...]) -> bool:
    return line.get(key) not in (MISSING, None, "")


def _lacking(lacking: list[Line]) -> str:
    names = [clean(name) for line in lacking[:_NAMED] if (name := listed_product(line)[:40])]
    verb = "has" if len(lacking) == 1 else "have"
    if len(names) != len(lacking):
        return f"{len(lacking)} {verb} none"
    # A bare number would be taken for a count.
    kind = "Product " if names[0].isdecimal() else ""
    return f"{kind}{_joined(names)} {verb} none"


def _paths(at: list[Line], key: tuple[str | int, ...]) -> tuple[str, ...]:
    return paths((*line.path, *key) for line in at)


def _named(places: list[str]) -> str:
    if len(places) > _NAMED:
        return f"{_joined(places[:_NAMED], last=', ')} and {len(places) - _NAMED} more"
    return _joined(places)


def _joined(names: list[str], last: str = " and ") -> str:
    return last.join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else names[0]


def _snippet(scene: Scene) -> str:
    return track(
        scene.language,
        "Product List Viewed",
        {
            "products": Code(
                "products.filter(p => p.resolvedBidId)",
                '[p for p in products if p.get("resolvedBidId")]',
                "the auction winners only",
            )
        },
    )


RULES = (
    Rule(
        "PLV-001",
        PLV_001,
        "error",
        ("properties.products[].resolvedBidId",),
        _WHEN,
        partial_list,
        lost=True,
    ),
    Rule(
        "PLV-002",
        PLV_002,
        "error",
        ("properties.products[].resolvedBidId",),
        _WHEN,
        list_without_bids,
        lost=True,
    ),
    Rule(
        "PLV-003",
        PLV_003,
        "error",
        ("properties.products[].resolvedBidId",),
        _WHEN,
        blank_bid,
        lost=True,
    ),
    Rule("PLV-004", PLV_004, "error", ("properties.products",), _WHEN, too_many, lost=True),
    Rule("PLV-005", PLV_005, "error", ("properties.products",), _WHEN, empty_list, lost=True),
    Rule("PLV-007", PLV_007, "info", (), _WHEN, no_placement),
)
