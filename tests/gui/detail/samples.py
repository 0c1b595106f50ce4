"""Deliveries as the window shows them, made by hand: a dropped list and an accepted click."""

from app.destination.model import FieldError, Leaf, LeftOut, Note, Provenance
from app.segment.jsontext import Json, JsonObject

TRIGGER = (("event",), ("type",))
BID = "ChAGj-Q1bXsHkYyUqfT9vKc2EhABk"

LIST_MESSAGE: JsonObject = {
    "messageId": "ajs-next-1764-9f1c07d2e6",
    "event": "Product List Viewed",
    "timestamp": "2026-11-24T14:05:09.871Z",
    "anonymousId": "7c1f0b52-64d8-4e0b-9a37-52d08c11e2a9",
    "properties": {
        "products": [
            {"resolvedBidId": f"{BID}3", "product_id": "HP-2041"},
            {"product_id": "HP-5520"},
            {"resolvedBidId": f"{BID}9", "product_id": "HP-3307"},
        ]
    },
    "context": {
        "library": {"name": "analytics.js", "version": "npm:next-1.84.0"},
        "page": {"path": "/search", "title": "trail mug"},
        "userAgent": "Mozilla/5.0",
        "locale": "en-US",
        "timezone": "Europe/Berlin",
    },
}
LIST_EVENT: Json = {
    "id": "ajs-next-1764-9f1c07d2e6",
    "occurredAt": "2026-11-24T14:05:09.871Z",
    "opaqueUserId": "7c1f0b52-64d8-4e0b-9a37-52d08c11e2a9",
    "products": [{"resolvedBidId": f"{BID}3"}, {}, {"resolvedBidId": f"{BID}9"}],
}


def _bid(row: int) -> tuple[str | int, ...]:
    return ("properties", "products", row, "resolvedBidId")


LIST_PROVENANCE = Provenance(
    leaves=(
        Leaf(("id",), "path", (("messageId",),)),
        Leaf(("occurredAt",), "path", (("timestamp",),)),
        Leaf(("opaqueUserId",), "path", (("anonymousId",),)),
        Leaf(("products", 0, "resolvedBidId"), "path", (_bid(0),)),
        Leaf(("products", 2, "resolvedBidId"), "path", (_bid(2),)),
    ),
    left_out=(
        LeftOut(("deviceType",), "absent", (("context", "device", "type"),)),
        LeftOut(("channel",), "absent", (("properties", "channel"),)),
        LeftOut(("products", 1, "resolvedBidId"), "missing", (_bid(1),)),
    ),
    trigger=TRIGGER,
)
LIST_ERRORS = (
    FieldError(
        "$.products[1]",
        "The value at /products/1 is missing the required field 'resolvedBidId'.",
        ("products", 1, "resolvedBidId"),
        (_bid(1),),
    ),
)

CLICK_MESSAGE: JsonObject = {
    "messageId": "ajs-next-1764-9f1c07e01a",
    "event": "Product Clicked",
    "timestamp": "2026-11-24T14:05:11.240Z",
    "anonymousId": "7c1f0b52-64d8-4e0b-9a37-52d08c11e2a9",
    "properties": {
        "product_id": "HP-2041",
        "resolvedBidId": f"{BID}3",
        "placement": {"position": "3", "component": "tile"},
        "page": {"type": "search", "pageId": "search-results"},
    },
    "context": {"page": {"path": "/search", "title": "trail mug, Harbor & Pine"}},
    "type": "track",
}
CLICK_EVENT: Json = {
    "id": "ajs-next-1764-9f1c07e01a",
    "occurredAt": "2026-11-24T14:05:11.240Z",
    "opaqueUserId": "7c1f0b52-64d8-4e0b-9a37-52d08c11e2a9",
    "resolvedBidId": f"{BID}3",
    "placement": {"path": "/search", "position": 3},
    "page": {"type": "search", "pageId": "search-results", "value": "trail mug, Harbor & Pine"},
    "channel": "onsite",
}
CLICK_PROVENANCE = Provenance(
    leaves=(
        Leaf(("id",), "path", (("messageId",),)),
        Leaf(("occurredAt",), "path", (("timestamp",),)),
        Leaf(("opaqueUserId",), "path", (("anonymousId",),)),
        Leaf(("resolvedBidId",), "path", (("properties", "resolvedBidId"),)),
        Leaf(("placement", "path"), "path", (("context", "page", "path"),)),
        Leaf(
            ("placement", "position"),
            "path",
            (("properties", "placement", "position"),),
            (Note("coerced", '"3"'),),
        ),
        Leaf(("page", "type"), "path", (("properties", "page", "type"),)),
        Leaf(("page", "pageId"), "path", (("properties", "page", "pageId"),)),
        Leaf(("page", "value"), "path", (("context", "page", "title"),)),
        Leaf(("channel",), "constant"),
    ),
    left_out=(
        LeftOut(("placement", "component"), "unknown", (("properties", "placement", "component"),)),
        LeftOut(("deviceType",), "absent", (("context", "device", "type"),)),
        LeftOut(("entity",), "absent", (("properties", "entity"),)),
    ),
    trigger=TRIGGER,
)
