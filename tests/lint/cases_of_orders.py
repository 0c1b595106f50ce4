"""Orders and banners: messages at fault, and messages that are nearly so."""

from dataclasses import replace
from typing import Any

from app.destination.model import Configuration
from tests.lint.one_message import PACKAGED, SKIPPING, Faulty, Message, Near, track

PRODUCTS = "properties.products"
LINE = {"product_id": "p-1", "price": 2.5, "quantity": 1}


def line(**more: Any) -> dict[str, Any]:
    """A line; a key given as `...` is left out."""
    return {key: value for key, value in {**LINE, **more}.items() if value is not ...}


def ordered(*lines: Any, **more: Any) -> Message:
    return track("Order Completed", {"products": list(lines), **more})


def banner(**properties: Any) -> Message:
    return track("Banner Click", {"resolvedBidId": "b", **properties})


def mapped(trigger: str, **fields: Any) -> Configuration:
    """The presets, with another trigger for purchases and other mappings of their lines."""
    changed = []
    for one in PACKAGED.subscriptions:
        if one.action == "purchase":
            path, shape = one.mapping["items"]["@arrayPath"]
            items = {"@arrayPath": [path, {**shape, **fields}]}
            one = replace(one, trigger=trigger, mapping={**one.mapping, "items": items})
        changed.append(one)
    return replace(PACKAGED, subscriptions=tuple(changed))


ANY_ORDER = mapped('type = "track" and event contains "Order"')
BRANDS = mapped('event = "Order Completed"', vendorId={"@path": "$.brand"})

FAULTY: dict[str, list[Faulty]] = {
    "PUR-001": [
        Faulty("error", track("Order Completed", {}), (PRODUCTS,)),
        Faulty("error", ordered(), (PRODUCTS,)),
        Faulty("error", track("Order Completed", {"products": "p-1"}), (PRODUCTS,)),
        Faulty("warning", ordered(), (PRODUCTS,), SKIPPING),
    ],
    "PUR-002": [
        Faulty("error", ordered(LINE, line(product_id=...)), (f"{PRODUCTS}[1].product_id",)),
        Faulty("error", ordered(line(product_id=None)), (f"{PRODUCTS}[0].product_id",)),
        Faulty("error", ordered(line(product_id="")), (f"{PRODUCTS}[0].product_id",)),
        Faulty("error", ordered(line(product_id={})), (f"{PRODUCTS}[0].product_id",)),
        Faulty(
            "error",
            ordered(line(price=0), LINE, line(product_id="")),
            (f"{PRODUCTS}[2].product_id",),
            SKIPPING,
        ),
    ],
    "PUR-003": [
        Faulty("error", ordered(LINE, line(price=...)), (f"{PRODUCTS}[1].price",)),
        Faulty("error", ordered(line(price=None)), (f"{PRODUCTS}[0].price",)),
        Faulty("warning", ordered(LINE, line(price=...)), (f"{PRODUCTS}[1].price",), SKIPPING),
    ],
    "PUR-004": [
        Faulty("error", ordered(LINE, line(price=0)), (f"{PRODUCTS}[1].price",)),
        Faulty("error", ordered(line(price="-3")), (f"{PRODUCTS}[0].price",)),
        Faulty("warning", ordered(line(price=0)), (f"{PRODUCTS}[0].price",), SKIPPING),
    ],
    "PUR-005": [
        Faulty("error", ordered(line(price="12,50")), (f"{PRODUCTS}[0].price",)),
        Faulty("error", ordered(LINE, line(price="$12.50")), (f"{PRODUCTS}[1].price",)),
        Faulty("error", ordered(line(price="")), (f"{PRODUCTS}[0].price",)),
        Faulty("error", ordered(line(price={"amount": 3})), (f"{PRODUCTS}[0].price",)),
        Faulty("error", ordered(line(price="Infinity")), (f"{PRODUCTS}[0].price",)),
    ],
    "PUR-006": [
        Faulty(
            "warning",
            ordered(line(price=1295, quantity=2), total=25.9),
            (f"{PRODUCTS}[0].price", "properties.total"),
        ),
        Faulty(
            "warning",
            ordered(line(price="500"), line(price=700), revenue="12.00"),
            (f"{PRODUCTS}[0].price", f"{PRODUCTS}[1].price", "properties.revenue"),
        ),
    ],
    "PUR-007": [
        Faulty(
            "warning",
            ordered(line(price=40, quantity=4), total=40),
            (f"{PRODUCTS}[0].price", "properties.total"),
        ),
        Faulty(
            "warning",
            ordered(line(price=40, quantity=4), LINE, revenue=42.5, total=50),
            (f"{PRODUCTS}[0].price", f"{PRODUCTS}[1].price", "properties.revenue"),
        ),
    ],
    "PUR-008": [
        Faulty("error", ordered(line(quantity=0)), (f"{PRODUCTS}[0].quantity",)),
        Faulty("error", ordered(line(quantity=None)), (f"{PRODUCTS}[0].quantity",)),
        Faulty("error", ordered(LINE, line(quantity=-2)), (f"{PRODUCTS}[1].quantity",)),
        Faulty("error", ordered(line(quantity=1.5)), (f"{PRODUCTS}[0].quantity",)),
        Faulty("info", ordered(line(quantity=...)), (f"{PRODUCTS}[0].quantity",)),
    ],
    "PUR-009": [
        Faulty("warning", ordered(line(brand="Nike")), (f"{PRODUCTS}[0].brand",)),
        Faulty(
            "warning",
            ordered(line(price=0, brand="a"), line(brand="b", vendorId=None)),
            (f"{PRODUCTS}[1].brand",),
            SKIPPING,
        ),
    ],
    "PUR-010": [
        Faulty("error", ordered(line(vendorId="")), (f"{PRODUCTS}[0].vendorId",)),
        Faulty("error", ordered(LINE, line(brand="")), (f"{PRODUCTS}[1].brand",)),
        Faulty("error", ordered(line(brand=None)), (f"{PRODUCTS}[0].brand",)),
        Faulty("error", ordered(line(vendorId=["a", "b"])), (f"{PRODUCTS}[0].vendorId",)),
    ],
    "PUR-015": [
        Faulty("warning", track("Order Refunded", {"products": [LINE]}), ("event",), ANY_ORDER),
        Faulty("warning", track("Order Cancelled", {"products": [LINE]}), ("event",), ANY_ORDER),
        Faulty("warning", track("Order Updated", {"products": [LINE]}), ("event",), ANY_ORDER),
    ],
    "BAN-002": [
        Faulty("info", banner(), ("properties.object.type",)),
        Faulty(
            "info",
            banner(object={"type": "banner"}, product_id="p-1"),
            ("properties.product_id",),
        ),
        Faulty(
            "info",
            banner(object={"type": "listing"}, productId="p-1"),
            ("properties.object.type", "properties.productId"),
        ),
    ],
}

NEAR: dict[str, list[Near]] = {
    "PUR-001": [Near(ordered(LINE)), Near(track("Order Completed", {"products": LINE}))],
    "PUR-002": [
        Near(ordered(line(product_id=77))),
        Near(ordered(line(product_id=["p"]))),
        Near(ordered(LINE, line(price=0))),
    ],
    "PUR-003": [
        Near(ordered(line(price="2.50"))),
        Near(ordered(line(price=0))),
        Near(ordered(line(price=...)), mapped('event = "Order Completed"', unitPrice=3)),
        # Dropped by Segment, so that Topsort refuses no price.
        Near(ordered(line(price=...), line(product_id=...))),
    ],
    "PUR-004": [
        Near(ordered(line(price=0.01))),
        Near(ordered(line(price="0.5"))),
        Near(ordered(line(price=0), line(product_id=...))),
    ],
    "PUR-005": [
        Near(ordered(line(price="12.50"))),
        Near(ordered(line(price=" 12.50 "))),
        Near(ordered(line(price="1e2"))),
        Near(ordered(line(price="0"))),
    ],
    "PUR-006": [
        Near(ordered(line(price=1295), total=1295)),
        Near(ordered(line(price=1295))),
        Near(ordered(line(price=12.95), total=0.13)),
        Near(ordered(line(price=1295), total=13.5)),
    ],
    "PUR-007": [
        Near(ordered(line(price=10, quantity=4), total=40)),
        Near(ordered(line(price=40, quantity=2), total=40, discount=40)),
        Near(ordered(line(price=40, quantity=2, coupon="HALF"), total=40)),
        Near(ordered(line(price=40), total=40)),
        Near(ordered(line(price=10, quantity=4), revenue=40, total=10)),
    ],
    "PUR-008": [
        Near(ordered(line(quantity="2"))),
        Near(ordered(line(quantity=2.0))),
        Near(ordered(line(quantity=0), line(product_id=...))),
    ],
    "PUR-009": [
        Near(ordered(line(brand="Nike", vendorId="v-1"))),
        Near(ordered(LINE)),
        Near(ordered(line(brand="Nike")), BRANDS),
        Near(ordered(line(brand="Nike", product_id=...))),
    ],
    "PUR-010": [
        Near(ordered(line(vendorId="v"))),
        Near(ordered(line(vendorId="v", brand=""))),
        Near(ordered(line(vendorId=7))),
    ],
    "PUR-015": [
        Near(track("Order Refunded", {"products": [LINE]})),
        Near(ordered(LINE), ANY_ORDER),
        Near(track("Order Placed", {"products": [LINE]}), ANY_ORDER),
        Near(track("Returning Customer Order", {"products": [LINE]}), ANY_ORDER),
    ],
    "BAN-002": [
        Near(banner(object={"type": "banner", "assetId": "a"})),
        Near(track("Product Clicked", {"resolvedBidId": "b", "product_id": "p"})),
    ],
}
