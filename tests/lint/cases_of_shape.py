"""Page, placement, words and names: messages at fault, and messages that are nearly so."""

from dataclasses import replace
from typing import Any

from app.destination.model import Configuration
from tests.lint.one_message import PACKAGED, Faulty, Message, Near, track

PAGE = "properties.page"
PLACE = "properties.placement"


def clicked(**properties: Any) -> Message:
    return track("Product Clicked", {"product_id": "p-1", "resolvedBidId": "b", **properties})


def inside(context: Any, **properties: Any) -> Message:
    return {**clicked(**properties), "context": {"library": {"name": "analytics.js"}, **context}}


def call(kind: str, **properties: Any) -> Message:
    made = {**track("", properties), "type": kind}
    return {key: value for key, value in made.items() if key != "event"}


def mapped(field: str, directive: Any) -> Configuration:
    """The presets, with a mapping of the user's own for one field of clicks."""
    return replace(
        PACKAGED,
        subscriptions=tuple(
            replace(one, mapping={**one.mapping, field: directive})
            if one.action == "click"
            else one
            for one in PACKAGED.subscriptions
        ),
    )


FULL = {"type": "PDP", "pageId": "p-1"}
ELSEWHERE = mapped("page", {"@path": "$.properties.topsortPage"})

FAULTY: dict[str, list[Faulty]] = {
    "SHP-001": [
        Faulty("error", clicked(page=2), (PAGE,)),
        Faulty("error", clicked(page="search"), (PAGE,)),
        Faulty("error", clicked(page=[FULL]), (PAGE,)),
        Faulty("error", clicked(page=""), (PAGE,)),
        Faulty("error", clicked(topsortPage=3), ("properties.topsortPage",), ELSEWHERE),
        Faulty("error", call("page", page=2), (PAGE,)),
    ],
    "SHP-002": [
        Faulty("error", clicked(page={"type": "PDP"}), (f"{PAGE}.pageId",)),
        Faulty("error", clicked(page={}), (f"{PAGE}.type", f"{PAGE}.pageId")),
        Faulty("error", call("screen", page={"type": "home"}), (f"{PAGE}.pageId",)),
        Faulty("error", clicked(page={**FULL, "value": ["a", "b"]}), (f"{PAGE}.value",)),
        Faulty("error", call("page", page={**FULL, "value": ["a", "b"]}), (f"{PAGE}.value",)),
        Faulty(
            "error",
            clicked(topsortPage={"type": "PDP"}),
            ("properties.topsortPage.pageId",),
            ELSEWHERE,
        ),
    ],
    "SHP-003": [
        Faulty("error", clicked(page={"type": "pdp", "pageId": "x"}), (f"{PAGE}.type",)),
        Faulty("error", clicked(page={"type": "product", "pageId": "x"}), (f"{PAGE}.type",)),
        Faulty("error", call("page", page={"type": "Home", "pageId": "/"}), (f"{PAGE}.type",)),
    ],
    "SHP-004": [
        Faulty("error", clicked(placement={"position": 1}), (f"{PLACE}.path",)),
        Faulty("error", clicked(placement={}), (f"{PLACE}.path",)),
        Faulty("error", clicked(placement="hero"), (PLACE,)),
        Faulty("error", clicked(placement={"path": ""}), (f"{PLACE}.path",)),
    ],
    "SHP-005": [
        Faulty("info", clicked(placement={"path": "https://shop.example/x"}), (f"{PLACE}.path",)),
        Faulty("info", clicked(placement={"path": "/search?q=lamp"}), (f"{PLACE}.path",)),
        Faulty("info", inside({"page": {"path": "HTTP://x/"}}), ("context.page.path",)),
    ],
    "SHP-006": [
        Faulty("error", clicked(placement={"path": "/", "position": 0}), (f"{PLACE}.position",)),
        Faulty("error", clicked(placement={"path": "/", "page": -1}), (f"{PLACE}.page",)),
        Faulty("error", clicked(placement={"path": "/", "position": 1.5}), (f"{PLACE}.position",)),
        Faulty("error", clicked(placement={"path": "/", "pageSize": "x"}), (f"{PLACE}.pageSize",)),
        Faulty("error", {**inside({"page": {"path": "/"}}), "position": 0}, ("position",)),
        Faulty("info", clicked(position=3), ("properties.position",)),
        Faulty("info", clicked(position=3, placement={"path": "/"}), ("properties.position",)),
    ],
    "SHP-007": [
        Faulty("info", clicked(placement={"path": "/", "location": "top"}), (f"{PLACE}.location",)),
        Faulty(
            "info",
            clicked(placement={"path": "/", "component": 1, "Position": 2}),
            (f"{PLACE}.component", f"{PLACE}.Position"),
        ),
    ],
    "SHP-008": [
        Faulty("error", clicked(channel="web"), ("properties.channel",)),
        Faulty("error", clicked(object={"type": "tile"}), ("properties.object.type",)),
        Faulty("error", clicked(object={"assetId": "a"}), ("properties.object.type",)),
        Faulty(
            "error",
            clicked(object={"type": "banner", "clickType": "add_to_cart"}),
            ("properties.object.clickType",),
        ),
        Faulty("error", clicked(entity={"type": "brand", "id": "x"}), ("properties.entity.type",)),
        Faulty(
            "error",
            track(
                "Product List Viewed",
                {"channel": "app", "products": [{"resolvedBidId": "b"}, {"resolvedBidId": "c"}]},
            ),
            ("properties.channel",),
        ),
    ],
    "SHP-009": [
        Faulty("error", clicked(entity={"id": "p-1"}), ("properties.entity.type",)),
        Faulty("error", clicked(entity={"type": "product"}), ("properties.entity.id",)),
        Faulty("error", clicked(entity="p-1"), ("properties.entity",)),
        Faulty("error", clicked(entity={"type": "product", "id": ""}), ("properties.entity.id",)),
    ],
    "SHP-010": [
        Faulty("info", inside({"device": {"type": "iOS"}}), ("context.device.type",)),
        Faulty("info", inside({"device": {"type": "tablet"}}), ("context.device.type",)),
    ],
    "SHP-011": [
        Faulty("info", clicked(clickType="like"), ("properties.clickType",)),
        Faulty(
            "info", clicked(clickType="x", object={"type": "banner"}), ("properties.clickType",)
        ),
    ],
    "SHP-012": [
        Faulty("warning", clicked(dsp_metadata={"gclid": "g"}), ("properties.dsp_metadata",)),
        Faulty("warning", track("Product Viewed", {"channel": "offsite"}), ("properties.channel",)),
        Faulty(
            "warning",
            track("Product Viewed", {"channel": "offsite", "dspMetadata": {}}),
            ("properties.channel",),
        ),
        Faulty("error", clicked(dspMetadata="gclid=g"), ("properties.dspMetadata",)),
    ],
    "SHP-013": [
        Faulty("error", call("page"), (PAGE,)),
        Faulty("error", call("screen", page={"type": "home"}), (f"{PAGE}.pageId",)),
    ],
    "SHP-014": [
        Faulty("info", track("product_clicked"), ("event",)),
        Faulty("info", track("Product  Viewed "), ("event",)),
        Faulty("info", track("orderCompleted"), ("event",)),
    ],
}

NEAR: dict[str, list[Near]] = {
    "SHP-001": [
        Near(clicked(page=FULL)),
        Near(clicked(page=None)),
        Near(clicked(page_number=2)),
        Near(clicked(page=2), ELSEWHERE),
        Near(call("page")),
    ],
    "SHP-002": [
        Near(clicked(page=FULL)),
        Near(clicked(page={**FULL, "value": ["a"]})),
        Near(call("page", page=None)),
        Near(clicked(page=2)),
    ],
    "SHP-003": [
        Near(clicked(page=FULL)),
        Near(clicked(page={"type": "other", "pageId": ""})),
        # Dropped before Topsort could refuse the type.
        Near(clicked(page={"type": "pdp"})),
    ],
    "SHP-004": [
        Near(clicked(placement={"path": "/"})),
        Near(inside({"page": {"path": "/"}}, placement={"position": 1})),
        Near(inside({"page": {"path": "/"}}, placement="hero")),
        Near(clicked()),
    ],
    "SHP-005": [
        Near(clicked(placement={"path": "/search/carousel"})),
        Near(inside({"page": {"path": "/httpswear"}})),
    ],
    "SHP-006": [
        Near(clicked(placement={"path": "/", "position": 1})),
        Near(clicked(placement={"path": "/", "position": "2"}, position=2)),
        Near(clicked(position=None)),
        Near(
            clicked(position=3, placement={"path": "/"}),
            mapped(
                "placement",
                {"path": {"@path": "$.x"}, "position": {"@path": "$.properties.position"}},
            ),
        ),
    ],
    "SHP-007": [
        Near(clicked(placement={"path": "/", "searchQuery": "x", "categoryIds": ["c"]})),
        Near(clicked(location="top")),
        Near(clicked(placement="top")),
    ],
    "SHP-008": [
        Near(clicked(channel="onsite", object={"type": "listing", "clickType": "add-to-cart"})),
        Near(clicked(channel=None)),
        Near(clicked(entity={"id": "x"})),
        Near(clicked(channel="web", page=2)),
    ],
    "SHP-009": [
        Near(clicked(entity={"type": "vendor", "id": 7})),
        Near(clicked(entity={"type": "brand", "id": "x"})),
        Near(clicked(entity=None)),
    ],
    "SHP-010": [
        Near(inside({"device": {"type": "ios"}})),
        Near(inside({"device": {"model": "x"}})),
        Near(
            track("Product List Viewed", {"products": []}, context={"device": {"type": "mobile"}})
        ),
        Near(call("identify")),
    ],
    "SHP-011": [
        Near(clicked(object={"type": "banner", "clickType": "like"})),
        Near(
            clicked(clickType="like"),
            mapped("object", {"type": "banner", "clickType": {"@path": "$.properties.clickType"}}),
        ),
    ],
    "SHP-012": [
        Near(clicked(dspMetadata={"gclid": "g"})),
        Near(track("Product Viewed", {"channel": "offsite", "externalVendorId": "v"})),
        Near(track("Product Viewed", {"channel": "onsite"})),
        Near(
            clicked(dsp_metadata={"a": "b"}),
            mapped("dspMetadata", {"@path": "$.properties.dsp_metadata"}),
        ),
    ],
    "SHP-013": [Near(call("page", page=FULL)), Near(clicked(page={"type": "home"}))],
    "SHP-014": [
        Near(track("Product Added")),
        Near(track("product_added")),
        Near(track("Products Viewed")),
        Near(track("Product Clicked")),
        Near(track("???")),
    ],
}
