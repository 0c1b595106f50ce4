"""Rules about an order and the lines in it; those about prices stand in `prices.py`."""

import re
from collections.abc import Iterator

from app.lint.faults import (
    Fault,
    dropped_for,
    lost_for,
    paths,
    paths_of,
    place,
    told,
    told_values,
)
from app.lint.finding import Finding
from app.lint.observation import JudgedDelivery
from app.lint.order_lines import kept_lines, order_lines
from app.lint.order_snippets import order_snippet
from app.lint.rule import Rule
from app.lint.scene import Scene
from app.lint.texts import Text
from app.segment.jsontext import Json
from app.segment.paths import MISSING, Path, get
from app.topsort.words import clean, shown

PUR_001 = Text(
    title="No order lines",
    says={
        "dropped": "{places}. Segment wants the lines of the order there.",
        "rejected": "{place} is an empty list: an order without a line.",
        "filtered": "{place} is an empty list, and nothing is sent of such an order.",
    },
    costs={
        "dropped": "Segment refuses the order, and no sale can be credited to a campaign.",
        "rejected": "Topsort answers no_purchase_items and refuses the order.",
        "filtered": "No sale can be credited to a campaign.",
    },
    fixes={"": "Send the lines of the order in products, each with product_id and price."},
)

PUR_002 = Text(
    title="Product id missing",
    says={
        "dropped": "{places}{instead}. Segment refuses the whole order for one such line.",
        "rejected": "{places}. Topsort’s contract refuses the whole order for one such line.",
    },
    costs={"": "The order’s {lines} lost, and no sale can be credited to a campaign."},
    fixes={"": "Send product_id in every line, with the id that the catalogue has."},
)

PUR_008 = Text(
    title="Quantity",
    says={
        "dropped": "{places}. Segment wants a whole number there.",
        "rejected": "{places}. Topsort’s contract wants a whole number from 1.",
        "missing": "{places}. Topsort takes it for 1.",
    },
    costs={
        "dropped": "Segment refuses the whole order for one such line.",
        "rejected": "Topsort’s published contract refuses the whole order for one such line.",
        "missing": "Nothing is lost if one piece was bought.",
    },
    fixes={"": "Send how many pieces were bought, as a whole number from 1."},
)

PUR_009 = Text(
    title="Brand for vendor",
    says={"": "{places}: without a vendorId, the brand goes out as vendorId."},
    costs={
        "": (
            "A brand’s name is seldom a vendor’s id. Sales of other products of the vendor are "
            "then not credited to its campaigns."
        )
    },
    fixes={
        "": "Send vendorId in every line, or take brand out of the mapping of items.",
    },
)

PUR_010 = Text(
    title="Blank vendor",
    says={
        "rejected": "{places}, and goes out as an empty vendorId.",
        "dropped": "{places}. Segment wants a text for the vendorId.",
    },
    costs={
        "rejected": "Topsort’s published contract refuses the whole order for one such line.",
        "dropped": "Segment refuses the whole order for one such line.",
    },
    fixes={"": "Leave vendorId and brand out where there is none."},
)

PUR_015 = Text(
    title="Refund as purchase",
    says={"": "{event} is mapped to a purchase by subscription “{preset}”."},
    costs={
        "": (
            "Topsort has no negative purchases: this one would count as a further order and add "
            "revenue."
        )
    },
    fixes={"": "Map only completed orders to purchases, and switch this subscription off."},
)

_ALIASES = ("productId", "id", "sku")
_PRODUCT_ID = ("items", None, "productId")
_AFTERWARDS = re.compile(
    r"refund|cancell?ed|cancell?ation|chargeback"
    r"|(?<![a-z])(?:return|returned|updated)(?![a-z])",
    re.IGNORECASE,
)
_LINES = 200
"""Lines of one order that are looked through for a brand."""


def no_lines(scene: Scene) -> Iterator[Finding]:
    """PUR-001: an order without lines."""
    for index, judged in scene.deliveries("purchase"):
        if judged.outcome == "accepted":
            continue
        if judged.outcome == "dropped":
            faults = [
                one
                for one in dropped_for(scene, judged, "items")
                if len(one.at) == 1 or (len(one.at) == 2 and not isinstance(one.value, dict))
            ]
            how, where = "dropped", paths_of(faults)
            if not faults:
                continue
        else:
            faults, path = [], place(scene, judged, ("items",))
            how, where = judged.outcome, paths([path])
            if get(scene.message, path) != []:
                continue
        yield PUR_001.finding(
            "PUR-001",
            "warning" if how == "filtered" else "error",
            says=how,
            costs=how,
            places=told(faults),
            place=", ".join(where),
            snippet=order_snippet(scene),
            paths=where,
            delivery=index,
        )


def product_id_missing(scene: Scene) -> Iterator[Finding]:
    """PUR-002: a line lacks its `product_id` (Segment refuses the order), or has null or an
    empty text there (Topsort does)."""
    for index, judged in scene.deliveries("purchase"):
        how, faults = lost_for(scene, judged, *_PRODUCT_ID)
        if not faults:
            continue
        _, lines = order_lines(scene, judged, "productId")
        yield PUR_002.finding(
            "PUR-002",
            "error",
            says=how,
            places=_told(faults),
            instead=_instead(scene, faults),
            lines="only line is" if len(lines) == 1 else f"{len(lines) or len(faults)} lines are",
            snippet=order_snippet(scene),
            paths=paths_of(faults),
            delivery=index,
        )


def quantity(scene: Scene) -> Iterator[Finding]:
    """PUR-008: a quantity that is no whole number from 1; or none, which counts as 1."""
    at = ("items", None, "quantity")
    for index, judged in scene.deliveries("purchase"):
        how, faults = lost_for(scene, judged, *at)
        if judged.outcome == "accepted" and _lacks_quantity(judged):
            how, faults = "missing", _without_quantity(scene, judged)
        if faults:
            yield PUR_008.finding(
                "PUR-008",
                "info" if how == "missing" else "error",
                says=how,
                costs=how,
                places=_told(faults),
                snippet="" if how == "missing" else order_snippet(scene),
                paths=paths_of(faults),
                delivery=index,
            )


def brand_as_vendor(scene: Scene) -> Iterator[Finding]:
    """PUR-009: the mapping falls back to the brand where a line has no vendorId."""
    for index, judged in scene.deliveries("purchase"):
        if judged.outcome not in ("accepted", "rejected"):
            continue
        if not any(item.get("vendorId") for item in judged.delivery.event["items"][:_LINES]):
            continue
        possible = scene.setting.places(judged.delivery, ("items", 0, "vendorId"))
        if len({path[-1] for path in possible}) < 2:
            continue
        kept = kept_lines(scene, judged)
        found: list[tuple[Path, Json]] = []
        for number, item in enumerate(judged.delivery.event["items"][:_LINES]):
            at = number if kept is None or number >= len(kept) else kept[number]
            path = place(scene, judged, ("items", at, "vendorId")) if item.get("vendorId") else ()
            if path and "brand" in str(path[-1]).casefold():
                found.append((path, item["vendorId"]))
        if found:
            yield PUR_009.finding(
                "PUR-009",
                "warning",
                places=told_values(found),
                paths=paths(path for path, _ in found),
                delivery=index,
            )


def blank_vendor(scene: Scene) -> Iterator[Finding]:
    """PUR-010: an empty or null vendorId, or brand in its place."""
    at = ("items", None, "vendorId")
    for index, judged in scene.deliveries("purchase"):
        how, faults = lost_for(scene, judged, *at)
        if faults:
            yield PUR_010.finding(
                "PUR-010",
                "error",
                says=how,
                costs=how,
                places=_told(faults),
                paths=paths_of(faults),
                delivery=index,
            )


def refund(scene: Scene) -> Iterator[Finding]:
    """PUR-015: what happens to an order afterwards, mapped to a purchase."""
    if not _AFTERWARDS.search(scene.event[:_LINES]):
        return
    for index, judged in scene.deliveries("purchase"):
        yield PUR_015.finding(
            "PUR-015",
            "warning",
            event=shown(scene.event),
            preset=clean(judged.delivery.preset),
            paths=("event",),
            delivery=index,
        )


def _lacks_quantity(judged: JudgedDelivery) -> bool:
    return any("quantity" not in item for item in judged.delivery.event["items"])


def _without_quantity(scene: Scene, judged: JudgedDelivery) -> list[Fault]:
    key, lines = order_lines(scene, judged, "quantity")
    if key is None:
        return []
    return [Fault((), (*line.path, *key), MISSING) for line in lines if line.get(key) is MISSING]


def _told(faults: list[Fault]) -> str:
    """The places, a list of one as the value in it."""
    return told_values([(one.path or one.at, _unwrapped(one.value)) for one in faults])


def _unwrapped(value: Json) -> Json:
    return value[0] if isinstance(value, list) and len(value) == 1 else value


def _instead(scene: Scene, faults: list[Fault]) -> str:
    """Names the key that a line has instead, where it is one that people mix up."""
    for fault in faults:
        line = get(scene.message, fault.path[:-1]) if fault.value is MISSING else None
        if isinstance(line, dict):
            for alias in _ALIASES:
                if alias in line:
                    return f"; the line has {alias} instead"
    return ""


_WHEN = ("purchase",)
_PRODUCTS = "properties.products[]"

RULES = (
    Rule("PUR-001", PUR_001, "error", ("properties.products",), _WHEN, no_lines, lost=True),
    Rule(
        "PUR-002",
        PUR_002,
        "error",
        (f"{_PRODUCTS}.product_id",),
        _WHEN,
        product_id_missing,
        lost=True,
    ),
    Rule("PUR-008", PUR_008, "error", (f"{_PRODUCTS}.quantity",), _WHEN, quantity),
    Rule(
        "PUR-009",
        PUR_009,
        "warning",
        (f"{_PRODUCTS}.vendorId", f"{_PRODUCTS}.brand"),
        _WHEN,
        brand_as_vendor,
    ),
    Rule(
        "PUR-010",
        PUR_010,
        "error",
        (f"{_PRODUCTS}.vendorId", f"{_PRODUCTS}.brand"),
        _WHEN,
        blank_vendor,
        lost=True,
    ),
    Rule("PUR-015", PUR_015, "warning", ("event",), _WHEN, refund),
)
