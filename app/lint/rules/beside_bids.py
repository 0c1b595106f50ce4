"""Rules about what stands beside a bid: an entity, an attribution, an order."""

from collections.abc import Iterator

from app.lint.faults import MOST_PATHS, dropped_for, paths, paths_of, place, refused_for, told
from app.lint.finding import Finding
from app.lint.ids import id_text
from app.lint.rule import Rule
from app.lint.scene import Scene
from app.lint.sent import bid_text, event_name
from app.lint.snippets import Code, track
from app.lint.texts import NOUNS, Text

BID_010 = Text(
    title="Entity ignored",
    says={"": "{event} has both a bid and an entity. With a bid, Topsort ignores the entity."},
    costs={"": "Nothing is lost: the event is tied to the bid’s campaign."},
    fixes={"": "Leave entity out where there is a bid."},
)

BID_011 = Text(
    title="Attribution without bid",
    says={"": "{event} has additionalAttribution and no bid, which it only goes together with."},
    costs={
        "rejected": "Topsort’s published contract refuses the {action} for it.",
        "": "The {action} cannot be attributed to anything more without a bid.",
    },
    fixes={
        "": (
            "Send the bid of the banner that led here along with it; without a bid, name the "
            "product in entity."
        )
    },
)

BID_012 = Text(
    title="Attribution incomplete",
    says={
        "": "{places}. additionalAttribution needs an id, and the type product or vendor, alone.",
        "dropped": "{places}. additionalAttribution has to be an object with id and type.",
    },
    costs={
        "": ("Segment lets it pass; Topsort’s published contract refuses the {noun} for it."),
        "dropped": "Segment refuses the {noun} for it.",
    },
    fixes={"": "Send additionalAttribution with type and id, and nothing else."},
)

BID_013 = Text(
    title="Bid on an order",
    says={"": "The order has {places}. An order has no bid: it is attributed by the user’s id."},
    costs={
        "": (
            "Segment leaves it out, so nothing is lost here. Other senders that pass it on have "
            "the order refused by Topsort’s contract."
        )
    },
    fixes={"": "Leave resolvedBidId out of orders."},
)

_SINGLE = ("impression", "click")
_PRODUCT = Code("product.id", "product.id", "the product’s id")


def entity_ignored(scene: Scene) -> Iterator[Finding]:
    """BID-010: an entity beside a bid."""
    for index, judged in scene.deliveries(*_SINGLE):
        if judged.outcome != "accepted":
            continue
        if judged.delivery.event.get("entity") and bid_text(judged).strip():
            yield BID_010.finding(
                "BID-010",
                "info",
                event=event_name(scene),
                paths=paths([place(scene, judged, ("entity",))]),
                delivery=index,
            )


def attribution_without_bid(scene: Scene) -> Iterator[Finding]:
    """BID-011: `additionalAttribution` without a bid, which Topsort refuses."""
    for index, judged in scene.deliveries(*_SINGLE):
        event = judged.delivery.event
        if not isinstance(event, dict) or not event.get("additionalAttribution"):
            continue
        if id_text(event.get("resolvedBidId")) or isinstance(
            event.get("resolvedBidId"), list | dict
        ):
            continue
        lost = any(
            one.wants == _BOTH for one in refused_for(scene, judged, "additionalAttribution")
        )
        yield BID_011.finding(
            "BID-011",
            "error" if lost else "warning",
            costs="rejected" if lost else "",
            event=event_name(scene),
            action=judged.delivery.action,
            snippet=_snippet(scene, _ATTRIBUTED),
            paths=paths(
                [
                    place(scene, judged, ("additionalAttribution",)),
                    place(scene, judged, ("resolvedBidId",)),
                ]
            ),
            delivery=index,
        )


def attribution_shape(scene: Scene) -> Iterator[Finding]:
    """BID-012: `additionalAttribution` that is not an id with a type."""
    for index, judged in scene.deliveries(*_SINGLE, "impressionsList"):
        is_list = judged.delivery.action == "impressionsList"
        field = "additionalAttribution"
        at = ("products", None, field) if is_list else (field,)
        says = "dropped"
        faults = dropped_for(scene, judged, *at)
        if not faults:
            says = ""
            faults = [one for one in refused_for(scene, judged, *at) if one.wants != _BOTH]
        # A product that is no object has no attribution to complain of.
        faults = [one for one in faults if one.path[-1:] and not isinstance(one.path[-1], int)]
        if faults:
            yield BID_012.finding(
                "BID-012",
                "error",
                says=says,
                costs=says,
                places=told(faults),
                noun=NOUNS[judged.delivery.action],
                snippet="" if is_list else _snippet(scene, _ATTRIBUTED),
                paths=paths_of(faults),
                delivery=index,
            )


def bid_on_order(scene: Scene) -> Iterator[Finding]:
    """BID-013: a bid on an order or on its lines."""
    for index, _ in scene.deliveries("purchase"):
        products = scene.properties.get("products")
        lines = products if isinstance(products, list) else []
        found = [
            f"properties.products[{at}].resolvedBidId"
            for at, line in enumerate(lines)
            if isinstance(line, dict) and line.get("resolvedBidId") is not None
        ]
        if scene.properties.get("resolvedBidId") is not None:
            found.insert(0, _BID)
        if found:
            more = f" and {len(found) - 1} more" if len(found) > 1 else ""
            yield BID_013.finding(
                "BID-013",
                "info",
                places=f"{found[0]}{more}",
                paths=tuple(found[:MOST_PATHS]),
                delivery=index,
            )


_BOTH = "both or neither"
"""What the contract wants of a bid and an `additionalAttribution`."""

_ATTRIBUTED = {
    "resolvedBidId": Code("banner.resolvedBidId", 'banner["resolvedBidId"]', "the banner’s bid"),
    "additionalAttribution": {"type": "product", "id": _PRODUCT},
}


def _snippet(scene: Scene, properties: dict[str, object]) -> str:
    return track(scene.language, scene.event or "Product Clicked", properties)


_BID = "properties.resolvedBidId"
_ADDED = ("properties.additionalAttribution", "properties.products[].additionalAttribution")

RULES = (
    Rule("BID-010", BID_010, "info", (_BID, "properties.entity"), _SINGLE, entity_ignored),
    Rule("BID-011", BID_011, "error", (_BID, _ADDED[0]), _SINGLE, attribution_without_bid),
    Rule(
        "BID-012",
        BID_012,
        "error",
        _ADDED,
        (*_SINGLE, "impressionsList"),
        attribution_shape,
        lost=True,
    ),
    Rule(
        "BID-013",
        BID_013,
        "info",
        (_BID, "properties.products[].resolvedBidId"),
        ("purchase",),
        bid_on_order,
    ),
)
