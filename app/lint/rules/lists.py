"""Rules about Product List Viewed: one event, many impressions."""

from app.lint.bid_lists import listed, listed_product
from app.lint.finding import Finding
from app.lint.rule import Rule
from app.lint.scene import Scene
from app.lint.snippets import Code, track
from app.lint.sources import Line
from app.lint.texts import Text
from app.segment.paths import MISSING, path_text
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
    title="Blank bid in a list",
    says={"": "{places}: the bid is there and blank, and would be sent as an empty text."},
    costs={
        "": (
            "Topsort’s contract wants at least one character, and refuses the whole list for "
            "one blank bid."
        )
    },
    fixes={"": "Send only the auction winners in this event."},
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
        if judged.outcome != "dropped" or not lacking or not with_bid:
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
        if judged.outcome != "dropped" or not lacking:
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
    """PLV-003: a product's bid is null or an empty text, which goes out as an empty text and
    makes Topsort refuse the list."""
    findings = []
    for index, judged in scene.deliveries("impressionsList"):
        key, products = listed(scene, judged)
        blank = [line for line in products if line.get(key) in (None, "")]
        if judged.outcome not in ("dropped", "rejected") or not blank:
            continue
        text = PLV_003
        findings.append(
            Finding(
                code="PLV-003",
                severity="error",
                title=text.title,
                message=text.says[""].format(places=_named(_paths(blank, key))),
                cost=text.costs[""],
                fix=text.fixes[""],
                snippet=_snippet(scene),
                paths=_paths(blank, key),
                delivery=index,
            )
        )
    return findings


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
    return tuple(path_text((*line.path, *key)) for line in at)


def _named(paths: tuple[str, ...]) -> str:
    if len(paths) > _NAMED:
        return f"{_joined(list(paths[:_NAMED]), last=', ')} and {len(paths) - _NAMED} more"
    return _joined(list(paths))


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
        "PLV-001", PLV_001, "error", ("properties.products[].resolvedBidId",), _WHEN, partial_list
    ),
    Rule(
        "PLV-002",
        PLV_002,
        "error",
        ("properties.products[].resolvedBidId",),
        _WHEN,
        list_without_bids,
    ),
    Rule("PLV-003", PLV_003, "error", ("properties.products[].resolvedBidId",), _WHEN, blank_bid),
)
