"""Fresh messages such as real sites send, and such as no site should: made from a seed."""

from random import Random
from typing import Any

_EVENTS = [
    *("Product Viewed", "Product Clicked", "Order Completed", "Product List Viewed"),
    *("Banner Impression", "Banner Click", "Product Added", "product viewed"),
]
_TEXTS = [
    *(
        "",
        " ",
        "0",
        "1",
        "-1",
        "1.5",
        " 7 ",
        "1e3",
        "0x10",
        "Infinity",
        "NaN",
        "true",
        "false",
        "null",
    ),
    *("p-1", "ios", "android", "macos", "windows", "mobile", "desktop", "tablet", "onsite"),
    *("2026-11-24T14:05:09.871Z", "2026-11-24", "2026-13-41", "Nov 24, 2026", "tomorrow"),
    *("1700000000", "1700000000000", "a.b", "été", "😀", "line\nbreak", "a" * 300, "12 o'clock"),
]
_NUMBERS = [0, 1, -1, 2, 3.0, 0.5, 1.5, 1e21, 1e-7, 2**53, -(2**31), 123456789.123, 1e300, -0.0]


def any_json(random: Random, depth: int = 0) -> Any:
    """A JSON value, sometimes nested."""
    kinds: list[Any] = [
        lambda: random.choice(_TEXTS),
        lambda: random.choice(_TEXTS),
        lambda: random.choice(_NUMBERS),
        lambda: random.choice([True, False, None]),
        lambda: [any_json(random, depth + 1) for _ in range(random.randrange(3))],
        lambda: {
            random.choice(["id", "type", "path", "a b", "0", "pageId"]): any_json(random, depth + 1)
            for _ in range(random.randrange(3))
        },
    ]
    return random.choice(kinds if depth < 3 else kinds[:4])()


def odd_message(random: Random, oddness: float) -> dict[str, Any]:
    """A message; `oddness` is the chance that a value is any JSON, or not there."""

    def put(value: Any) -> Any:
        return any_json(random) if random.random() < oddness else value

    def some(fields: dict[str, Any], share: float) -> dict[str, Any]:
        kept = {key: item for key, item in fields.items() if random.random() < share}
        return {key: put(item) for key, item in kept.items()}

    text = f"x-{random.randrange(1000)}"
    properties = some(
        {
            "resolvedBidId": text,
            "additionalAttribution": some({"id": "p-1", "type": "product"}, 0.8),
            "externalVendorId": text,
            "externalCampaignId": text,
            "entity": some({"id": "p-1", "type": "product", "more": 1}, 0.9),
            "placement": some(
                {
                    "path": "/c/1",
                    "position": 3,
                    "page": 1,
                    "pageSize": 20,
                    "productId": "p-2",
                    "categoryIds": [put("c1"), put("c2")],
                    "searchQuery": "shoes",
                    "bogus": 1,
                },
                0.7,
            ),
            "page": some({"type": "PDP", "pageId": "/x", "value": "v"}, 0.9),
            "object": some({"type": "listing", "assetId": "a", "clickType": "product"}, 0.9),
            "deviceType": random.choice(["ios", "desktop", "tablet"]),
            "channel": "onsite",
            "products": [_product(random, put, some) for _ in range(random.randrange(4))],
        },
        0.6,
    )
    message = some(
        {
            "messageId": text,
            "timestamp": "2026-11-24T14:05:09.871Z",
            "anonymousId": "anon-1",
            "userId": "user-1",
            "properties": properties,
            "context": some(
                {
                    "page": some({"path": "/products/1", "url": "http://x/"}, 0.8),
                    "device": some({"type": "ios"}, 0.8),
                    "os": some({"name": "iOS"}, 0.8),
                    "personas": random.choice([{}, {"computation_class": "audience"}, 1, None]),
                },
                random.choice([0.3, 0.8]),
            ),
            "position": 4,
        },
        0.93,
    )
    kind = random.choice(["track"] * 8 + ["page", "screen", "identify", "group"])
    return {"type": put(kind), "event": put(random.choice(_EVENTS)), **message}


def _product(random: Random, put: Any, some: Any) -> Any:
    fields = {
        "product_id": "p-1",
        "productId": "p-1",
        "price": random.choice([12.5, 0, -1, "9.99"]),
        "quantity": random.choice([1, 2.0, 0, "3"]),
        "vendorId": "v",
        "brand": "b",
        "resolvedBidId": "bid",
        "additionalAttribution": some({"id": "p-1"}, 0.8),
    }
    return put(some(fields, 0.8))


def odd_cases(seed: str, count: int) -> list[dict[str, Any]]:
    """`{"event", "settings"}`, a quarter of them clean; always the same for a seed."""
    random = Random(seed)
    return [
        {
            "event": odd_message(random, random.choice([0.0, 0.02, 0.05, 0.15])),
            "settings": {"skipZeroPricePurchases": True} if random.random() < 0.3 else {},
        }
        for _ in range(count)
    ]
