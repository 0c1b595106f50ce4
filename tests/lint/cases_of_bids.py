"""Bids and lists: messages at fault, and messages that are nearly so."""

import base64
import json
from typing import Any

from app.destination import load_definition
from tests.lint.one_message import Faulty, Message, Near, track

OLD = load_definition("topsort-2026-01").configuration()
BID = "properties.resolvedBidId"
ADDED = "properties.additionalAttribution"
PRODUCTS = "properties.products"
UUID = "12a55828-8ead-4299-8327-cebb002a0fa8"


def older(kind: str) -> str:
    """A bid of the older published shape."""
    raw = ["b_Mfk15", UUID, kind, "default", ""]
    return base64.b64encode(json.dumps(raw, separators=(",", ":")).encode()).decode()


LISTING, BANNER = older("listings"), older("banners").rstrip("=")
PRODUCT = {"type": "product", "id": "p-1"}


def seen(**properties: Any) -> Message:
    return track("Product Viewed", {"product_id": "p-1", **properties})


def clicked(**properties: Any) -> Message:
    return track("Product Clicked", {"product_id": "p-1", **properties})


def listed(*products: Any) -> Message:
    return track("Product List Viewed", {"products": list(products)})


def ordered(*lines: Any, **more: Any) -> Message:
    return track("Order Completed", {"products": list(lines), **more})


def won(number: int, **more: Any) -> dict[str, Any]:
    return {"product_id": f"p-{number}", "resolvedBidId": f"b-{number}", **more}


LINE = {"product_id": "p-1", "price": 2.5, "quantity": 1}

FAULTY: dict[str, list[Faulty]] = {
    "BID-001i": [
        Faulty("info", seen(entity=PRODUCT), ("properties.entity",)),
        Faulty("info", clicked(entity={"type": "vendor", "id": "v"}), ("properties.entity",)),
        Faulty("info", seen(channel="offsite"), ("properties.channel",)),
    ],
    "BID-002": [
        Faulty("warning", seen(resolved_bid_id="b"), ("properties.resolved_bid_id",)),
        Faulty("warning", clicked(bidId="b", resolvedBidId=""), ("properties.bidId",)),
        Faulty("warning", clicked(resolvedBidID="b"), ("properties.resolvedBidID",)),
        Faulty(
            "warning",
            clicked(product={"resolvedBidId": "b"}),
            ("properties.product.resolvedBidId",),
        ),
        Faulty(
            "warning",
            track("Product Clicked", {}, context={"topsort": {"resolvedBidId": "b"}}),
            ("context.topsort.resolvedBidId",),
        ),
        Faulty("warning", track("Product Clicked", {}, resolvedBidId="b"), ("resolvedBidId",)),
    ],
    "BID-003": [
        *(
            Faulty("warning", clicked(resolvedBidId=word), (BID,))
            for word in ("undefined", "NULL", "NaN", "inherit", "[object Object]", "0", "-", "none")
        ),
        Faulty("warning", clicked(resolvedBidId="67890"), (BID,)),
        Faulty("warning", clicked(resolvedBidId="{{ winner.resolvedBidId }}"), (BID,)),
        Faulty("warning", clicked(resolvedBidId="b-1 b-2"), (BID,)),
        Faulty("warning", clicked(resolvedBidId="p-1"), (BID,)),
        Faulty(
            "warning",
            listed(won(1), {"product_id": "p-2", "resolvedBidId": "undefined"}),
            (f"{PRODUCTS}[1].resolvedBidId",),
        ),
        Faulty(
            "warning",
            listed(won(1), {"product_id": "p-2", "resolvedBidId": "  "}),
            (f"{PRODUCTS}[1].resolvedBidId",),
        ),
    ],
    "BID-004": [
        Faulty("info", seen(resolvedBidId=UUID), (BID,)),
        Faulty("info", clicked(resolvedBidId=UUID.upper()), (BID,)),
        Faulty("info", listed(won(1, resolvedBidId=UUID)), (f"{PRODUCTS}[0].resolvedBidId",)),
    ],
    "BID-005": [
        Faulty("error", clicked(resolvedBidId=["b", "c"]), (BID,)),
        Faulty("error", seen(resolvedBidId={"id": "b"}), (BID,)),
        Faulty("error", seen(resolvedBidId=[]), (BID,)),
        Faulty("error", seen(resolvedBidId=[""]), (BID,)),
        Faulty(
            "error",
            listed(won(1), won(2, resolvedBidId={})),
            (f"{PRODUCTS}[1].resolvedBidId",),
        ),
        Faulty("info", clicked(resolvedBidId=17), (BID,)),
        Faulty("info", clicked(resolvedBidId=True), (BID,)),
        Faulty("info", clicked(resolvedBidId=["b"]), (BID,)),
    ],
    "BID-006": [
        Faulty("info", clicked(resolvedBidId=BANNER), (BID,)),
        Faulty("info", track("Banner Click", {"resolvedBidId": LISTING}), (BID,)),
        Faulty(
            "info",
            clicked(resolvedBidId="ChAGaP5D0KVzyL8Qm3FcXhZ9EhABeHh4aHR0cHM6Ly9zaG9wLmV4YW1wbGUv"),
            (BID,),
        ),
    ],
    "BID-010": [
        Faulty("info", seen(resolvedBidId="b", entity=PRODUCT), ("properties.entity",)),
        Faulty("info", clicked(resolvedBidId=7, entity=PRODUCT), ("properties.entity",)),
    ],
    "BID-011": [
        Faulty("error", clicked(additionalAttribution=PRODUCT), (ADDED, BID)),
        Faulty("error", seen(additionalAttribution=PRODUCT, resolvedBidId=None), (ADDED, BID)),
        Faulty("warning", seen(additionalAttribution=PRODUCT, resolvedBidId=" "), (ADDED, BID)),
        Faulty("warning", seen(additionalAttribution=PRODUCT, page=2), (ADDED, BID)),
    ],
    "BID-012": [
        Faulty(
            "error",
            clicked(resolvedBidId="b", additionalAttribution={"type": "product"}),
            (f"{ADDED}.id",),
        ),
        Faulty(
            "error",
            clicked(resolvedBidId="b", additionalAttribution={"type": "user", "id": ""}),
            (f"{ADDED}.id", f"{ADDED}.type"),
        ),
        Faulty("error", clicked(resolvedBidId="b", additionalAttribution="p-1"), (ADDED,)),
        Faulty(
            "error",
            listed(won(1), won(2, additionalAttribution={"id": "p-9"})),
            (f"{PRODUCTS}[1].additionalAttribution.type",),
        ),
    ],
    "BID-013": [
        Faulty("info", ordered(LINE, resolvedBidId="b"), (BID,)),
        Faulty(
            "info",
            ordered(LINE, {**LINE, "resolvedBidId": "b"}),
            (f"{PRODUCTS}[1].resolvedBidId",),
        ),
    ],
    "PLV-001": [
        Faulty("error", listed(won(1), {"product_id": "p"}), (f"{PRODUCTS}[1].resolvedBidId",)),
        Faulty("error", listed({}, won(1), won(2)), (f"{PRODUCTS}[0].resolvedBidId",)),
    ],
    "PLV-002": [
        Faulty("error", listed({"product_id": "p"}), (f"{PRODUCTS}[0].resolvedBidId",)),
        Faulty(
            "error",
            listed({"product_id": "p"}, {"product_id": "q", "resolved_bid_id": "b"}),
            (f"{PRODUCTS}[0].resolvedBidId", f"{PRODUCTS}[1].resolvedBidId"),
        ),
    ],
    "PLV-003": [
        Faulty(
            "error",
            listed(won(1), won(2, resolvedBidId="")),
            (f"{PRODUCTS}[1].resolvedBidId",),
        ),
        Faulty("error", listed(won(1, resolvedBidId=None)), (f"{PRODUCTS}[0].resolvedBidId",)),
    ],
    "PLV-004": [
        Faulty("error", listed(*(won(number) for number in range(51))), (PRODUCTS,)),
        Faulty("error", listed(*(won(number) for number in range(90))), (PRODUCTS,)),
    ],
    "PLV-005": [
        Faulty("error", listed(), (PRODUCTS,)),
        Faulty("error", track("Product List Viewed", {}), (PRODUCTS,)),
        Faulty("error", track("Product List Viewed", {"products": "p-1"}), (PRODUCTS,)),
    ],
    "PLV-007": [
        Faulty("info", listed(won(1)), (PRODUCTS,)),
        Faulty("info", listed(won(1), won(2)), (PRODUCTS,)),
    ],
}

NEAR: dict[str, list[Near]] = {
    "BID-001i": [
        Near(seen(resolvedBidId="b", entity=PRODUCT)),
        Near(seen()),
        Near(seen(entity={"id": "p-1"})),
    ],
    "BID-002": [
        Near(seen(resolvedBidId="b", resolved_bid_id="b")),
        Near(seen(resolved_bid_id="")),
        Near(seen(bid=0.35, bidder_id="x")),
        Near(track("Product Viewed", {"product_id": "p"}, integrations={"All": False}, bidId="b")),
    ],
    "BID-003": [
        Near(clicked(resolvedBidId="nullable-7")),
        Near(clicked(resolvedBidId="p-10")),
        Near(clicked(resolvedBidId=LISTING)),
        Near(clicked(resolvedBidId="ChAGaP5D0KVzyL8Qm3FcXhZ9EhAB_-8")),
        Near(clicked(resolvedBidId="")),
        Near(clicked(resolvedBidId="  ")),
        Near(listed(won(1), won(2))),
    ],
    "BID-004": [
        Near(clicked(resolvedBidId=f"b_{UUID}")),
        Near(clicked(resolvedBidId=UUID.replace("-", ""))),
    ],
    "BID-005": [
        Near(clicked(resolvedBidId="17")),
        Near(clicked(resolvedBidId=None)),
        Near(clicked(resolvedBidId=None), OLD),
        Near(listed(won(1), {"product_id": "p"})),
    ],
    "BID-006": [
        Near(clicked(resolvedBidId=LISTING)),
        Near(track("Banner Click", {"resolvedBidId": BANNER})),
        Near(clicked(resolvedBidId=BANNER, additionalAttribution=PRODUCT)),
        Near(clicked(resolvedBidId="WyJub3QganNvbg")),
        Near(clicked(resolvedBidId="ChAG\u00e9" * 9)),
    ],
    "BID-010": [
        Near(seen(entity=PRODUCT)),
        Near(seen(resolvedBidId="b", entity={})),
        Near(seen(resolvedBidId=" ", entity=PRODUCT)),
    ],
    "BID-011": [
        Near(clicked(resolvedBidId="b", additionalAttribution=PRODUCT)),
        Near(clicked(additionalAttribution=None)),
    ],
    "BID-012": [
        Near(clicked(resolvedBidId="b", additionalAttribution={"type": "vendor", "id": "v"})),
        Near(clicked(additionalAttribution=PRODUCT)),
        Near(listed(won(1, additionalAttribution=PRODUCT))),
        Near(listed(None)),
    ],
    "BID-013": [Near(ordered(LINE)), Near(ordered({**LINE, "resolvedBidId": None}))],
    "PLV-001": [
        Near(listed(won(1), won(2))),
        Near(listed({"product_id": "p"})),
        Near(listed(won(1), won(2, resolvedBidId=""))),
    ],
    "PLV-002": [Near(listed(won(1), {})), Near(listed()), Near(listed(won(1, resolvedBidId="")))],
    "PLV-003": [
        Near(listed(won(1), won(2))),
        # Dropped for the one that has no key, so that Topsort never sees the blank one.
        Near(listed(won(1, resolvedBidId=""), {"product_id": "p"})),
    ],
    "PLV-004": [
        Near(listed(*(won(number) for number in range(50)))),
        Near(listed(*({"product_id": str(number)} for number in range(60)))),
    ],
    "PLV-005": [Near(listed(won(1))), Near(track("Product List Viewed", {"products": won(1)}))],
    "PLV-007": [
        Near(seen(resolvedBidId="b")),
        Near(track("Product List Viewed", {"products": [won(1)]}, integrations={"Topsort": False})),
    ],
}
