"""Journeys with one fault each, and near misses, for the rules over several messages.

A case is a list of messages; what is expected is the rows (from 1) that the rule speaks on, or
`CAPTURE` where it speaks of the capture as a whole.
"""

from base64 import urlsafe_b64encode
from typing import Any

from app.segment.times import iso

START = 1_795_528_800_000
CAPTURE = 0
MINUTE = 60_000
HOUR = 60 * MINUTE
DAY = 24 * HOUR

Message = dict[str, Any]
Case = tuple[str, list[Message], set[int]]


def call(
    event: str,
    at: int = 0,
    *,
    user: str | None = "u",
    account: str = "",
    path: str = "/list",
    server: bool = False,
    agent: str = "",
    id: str = "",
    **properties: Any,
) -> Message:
    """A track call, or a page or identify call where that is the event."""
    kind = event if event in ("page", "identify", "alias") else "track"
    call.count += 1  # type: ignore[attr-defined]
    message: Message = {
        "type": kind,
        "event": event,
        "messageId": id or f"m-{call.count}",  # type: ignore[attr-defined]
        "originalTimestamp": iso(START + at),
        "timestamp": iso(START + at),
        "anonymousId": user,
        "properties": properties,
        "context": {"library": {"name": "analytics-python" if server else "analytics.js"}},
    }
    if not server:
        message["context"]["page"] = {"path": path}
    if agent:
        message["context"]["userAgent"] = agent
    if account:
        message["userId"] = account
    if kind != "track":
        del message["event"]
    return message


call.count = 0  # type: ignore[attr-defined]


def view(at: int = 0, bid: str = "b", product: str = "p", **more: Any) -> Message:
    """A single impression."""
    return call("Product Viewed", at, product_id=product, resolvedBidId=bid, **more)


def click(at: int = 0, bid: str = "b", product: str = "p", **more: Any) -> Message:
    """A click on a product."""
    return call("Product Clicked", at, product_id=product, resolvedBidId=bid, **more)


def listed(at: int, *products: tuple[str, str], **more: Any) -> Message:
    """A list of products, each with its bid."""
    lines = [{"product_id": product, "resolvedBidId": bid} for product, bid in products]
    return call("Product List Viewed", at, products=lines, **more)


def order(at: int, *products: str, price: float = 12.5, **more: Any) -> Message:
    """An order of one piece of each."""
    lines = [{"product_id": one, "price": price, "quantity": 1} for one in products or ("p",)]
    return call("Order Completed", at, products=lines, **more)


def sold(at: int, **more: Any) -> Message:
    """An order of one line with these keys beside product, price and quantity."""
    line = {"product_id": "p", "price": 12.5, "quantity": 1, **more}
    return call("Order Completed", at, products=[line])


def untimed(received: int) -> Message:
    """A copy of one message without a time of its own, as Segment completes it."""
    message = view(0, id="x")
    del message["originalTimestamp"]
    return message | {"timestamp": iso(START + received), "receivedAt": iso(START + received)}


OLD_BID = urlsafe_b64encode(
    b"".join(
        bytes((tag, 16)) + bytes.fromhex("0668fe43d0").ljust(16, b"\1") for tag in (10, 18, 26)
    )
).decode()
"""In the newer shape, from an auction in July 2024."""

FOLLOW = {"additionalAttribution": {"type": "product", "id": "p"}}
FULL = {"type": "home", "pageId": "home"}
BANNER = "Banner Click"

CASES: list[Case] = [
    # One bid in several places.
    ("BID-007", [view(0, user="u"), view(9, user="v")], {1, 2}),
    ("BID-007", [listed(0, ("p", "b")), click(9, user="v"), view(20, user="w")], {1, 2, 3}),
    ("BID-007", [view(0), click(9)], set()),
    ("BID-007", [view(0, "b"), view(9, "c", user="v")], set()),
    ("BID-008", [view(0, product="p"), view(9, product="q", user="v")], {1, 2}),
    ("BID-008", [listed(0, ("p", "b"), ("q", "b"))], {1}),
    ("BID-008", [view(0, product="p"), click(9, product="p-red")], set()),
    ("BID-008", [view(0, product="p"), click(9, product="q", **FOLLOW)], set()),
    ("BID-009", [view(0), click(2 * HOUR)], {2}),
    ("BID-009", [view(0), click(25 * HOUR, user="v"), click(9)], {2}),
    ("BID-009", [view(0), click(HOUR)], set()),
    ("BID-009", [view(0, "b"), click(2 * HOUR, "c")], set()),
    ("BID-009", [view(0, OLD_BID)], {1}),
    ("BID-009", [view(0, "ChAG!"), view(1, "ChAG" + "é" * 90), view(2, "ChAGaaaaaaaa")], set()),
    ("BID-009", [view(0, f"ChAGaP5D0{'a' * 63}"), view(1, f"{OLD_BID[:40]}{'q' * 40}")], set()),
    (
        "BID-001",
        [call("Product Viewed", at, product_id=f"p-{at}") for at in range(20)],
        {CAPTURE, *range(1, 21)},
    ),
    (
        "BID-001",
        [call("Product Viewed", at, product_id=f"p-{at}") for at in range(19)]
        + [view(99, "b", "z")],
        {CAPTURE, *range(1, 20)},
    ),
    (
        "BID-001",
        [call("Product Viewed", at, product_id=f"p-{at}") for at in range(19)],
        set(range(1, 20)),
    ),
    (
        "BID-001",
        [call("Product Viewed", at, product_id=f"p-{at}") for at in range(18)]
        + [view(98, "b", "y"), view(99, "c", "z")],
        set(range(1, 19)),
    ),
    # Users.
    ("USR-004", [call("Product Viewed", at, account=f"a-{at % 2}") for at in range(20)], {CAPTURE}),
    (
        "USR-004",
        [view(at, f"b-{at}", account=f"a-{at % 3}") for at in range(15)]
        + [view(at, f"b-{at}", user="v") for at in range(20, 30)],
        {CAPTURE},
    ),
    ("USR-004", [view(at, f"b-{at}", account="a") for at in range(30)], set()),
    ("USR-004", [view(at, f"b-{at}", account=f"a-{at % 2}") for at in range(19)], set()),
    ("USR-005", [view(at, f"b-{at}", user=f"u-{at}", agent="A") for at in range(3)], {1, 2, 3}),
    (
        "USR-005",
        [view(at, f"b-{at}", user=f"u-{at}") for at in range(10)],
        {CAPTURE},
    ),
    ("USR-005", [view(at, f"b-{at}", user=f"u-{at}", agent="A") for at in range(2)], set()),
    (
        "USR-005",
        [view(at, f"b-{at}", user=f"u-{at % 3}", agent="A") for at in range(6)],
        set(),
    ),
    # Visitors who see one thing and leave, beside one who stays.
    (
        "USR-005",
        [view(at, f"b-{at}", user=f"u-{at}", agent="A") for at in range(4)]
        + [view(at, f"b-{at}", user="v", agent="A") for at in (50, 51)],
        set(),
    ),
    ("USR-006", [click(0, account="a"), order(9, user="v", account="a")], {1, 2}),
    ("USR-006", [view(0, account="a"), view(9, "c", user="v", account="a")], {1, 2}),
    ("USR-006", [click(0), order(9, account="a")], set()),
    (
        "USR-006",
        [click(0), call("page", 5, account="a", page=FULL), order(9, user="v", account="a")],
        {3},
    ),
    ("USR-006", [call("page", account="a", page=FULL), order(9, account="a")], set()),
    ("USR-006", [click(0, account="a"), order(9, user="v", account="b")], set()),
    ("USR-007", [call("identify", account="a")], {CAPTURE}),
    ("USR-007", [call("alias", account="a"), view(9)], {CAPTURE}),
    ("USR-007", [view(0, account="a")], set()),
    ("USR-007", [call("page"), order(9, account="a")], set()),
    ("USR-008", [view(0), order(9, user="v", server=True)], {2}),
    ("USR-008", [order(0, user="v", server=True), call("page", 9)], {1}),
    ("USR-008", [view(0), order(9, server=True)], set()),
    ("USR-008", [order(0, user="v", server=True)], set()),
    # Copies and times.
    ("IDN-001", [view(0, id="x"), click(9, id="x")], {1, 2}),
    ("IDN-001", [order(0, "p", id="x"), order(0, "q", id="x", user="v")], {1, 2}),
    ("IDN-001", [view(0, id="x"), view(0, id="x") | {"sentAt": iso(START)}], set()),
    ("IDN-001", [view(0), click(9)], set()),
    ("IDN-001", [untimed(5), untimed(90)], set()),
    ("IDN-002", [view(0, id="x"), view(0, id="x") | {"receivedAt": iso(START)}], {1, 2}),
    ("IDN-002", [view(0, id="x")] * 3, {1, 2, 3}),
    ("IDN-002", [view(0, id="x"), view(1, id="x")], set()),
    ("IDN-002", [view(0), view(0)], set()),
    ("TIM-005", [view(0, f"b-{one}") for one in range(5)], {1, 2, 3, 4, 5}),
    ("TIM-005", [view(7, f"b-{one}") for one in range(6)] + [order(8)], {1, 2, 3, 4, 5, 6}),
    ("TIM-005", [view(0, f"b-{one}") for one in range(4)], set()),
    ("TIM-005", [view(0, f"b-{one}", user=f"u-{one}") for one in range(5)], set()),
    # Orders.
    (
        "PUR-006",
        [call("Product Viewed", product_id="p", price=12.99), order(9, "p", price=1299)],
        {2},
    ),
    ("PUR-006", [order(0, "p", price=100, user="v"), order(9, "p", price=1)], {1}),
    (
        "PUR-006",
        [call("Product Viewed", product_id="p", price=12.98), order(9, "p", price=1299)],
        set(),
    ),
    (
        "PUR-006",
        [call("Product Viewed", product_id="q", price=12.99), order(9, "p", price=1299)],
        set(),
    ),
    ("PUR-011", [order(0, order_id="7"), order(DAY, order_id=7, user="v")], {1, 2}),
    ("PUR-011", [order(0, "p", "q"), order(9 * MINUTE, "q", "p")], {1, 2}),
    ("PUR-011", [order(0, order_id="7"), order(9, order_id="8")], set()),
    ("PUR-011", [order(0), order(11 * MINUTE), order(1, user="v"), order(2, "q")], set()),
    ("PUR-012", [order(0)], {1}),
    ("PUR-012", [click(0, user="v"), click(1, "c", "q"), order(9)], {3}),
    ("PUR-012", [click(0), order(13 * DAY)], set()),
    ("PUR-012", [listed(0, ("q", "b"), ("p", "c")), order(9, "z", "p")], set()),
    ("PUR-012", [click(0, product="q", vendorId="v"), sold(9, vendorId="v")], set()),
    ("PUR-012", [click(0, product="q", vendorId="v"), sold(9, brand="v")], set()),
    ("PUR-012", [click(0, product="q", vendorId="v"), sold(9, vendorId="w", brand="v")], {2}),
    ("PUR-013", [click(0, product="p-1"), order(9, "P-1")], {2}),
    ("PUR-013", [click(0, product="p"), order(9, "sku:p", server=True)], {2}),
    ("PUR-013", [click(0, product="p-1"), order(9, "p-12")], set()),
    ("PUR-013", [click(0, product="p-1"), click(1, "c", "p-1-red"), order(9, "p-1-red")], set()),
    ("PUR-014", [order(0), click(MINUTE)], {1}),
    ("PUR-014", [view(0), order(9, server=True), click(MINUTE)], {2}),
    ("PUR-014", [click(0), order(9), click(MINUTE)], set()),
    ("PUR-014", [order(0, server=True), click(1_900)], set()),
    # Clicks.
    ("CLK-002", [click(0), click(40)], {1, 2}),
    ("CLK-002", [call(BANNER, 0, resolvedBidId="b"), call(BANNER, 9, resolvedBidId="b")], {1, 2}),
    ("CLK-002", [click(0), click(1_001)], set()),
    ("CLK-002", [click(0), click(40, user="v"), click(50, "c", "q"), click(60, "d")], set()),
    ("CLK-003", [click(0), click(3_000)], {1, 2}),
    ("CLK-003", [click(0), call("Product Added", 30 * MINUTE, resolvedBidId="b")], {1, 2}),
    ("CLK-003", [click(0), click(1_500)], set()),
    ("CLK-003", [click(0), click(31 * MINUTE), click(9, "c")], set()),
    ("CLK-004", [click(0)], {1}),
    ("CLK-004", [view(0, user="v"), click(5), view(9)], {2}),
    ("CLK-004", [view(0), click(0)], set()),
    ("CLK-004", [listed(0, ("q", "b")), click(9)], set()),
    (
        "CLK-004",
        [view(at, f"b-{at}") for at in range(4)] + [click(9, "x"), click(10, "y")],
        {5, 6, CAPTURE},
    ),
    ("CLK-005", [listed(0, ("p", "b")), click(9), view(400, path="/p")], {CAPTURE, 3}),
    ("CLK-005", [click(0), view(400, path="/p")], {CAPTURE, 2}),
    ("CLK-005", [view(0), click(9), view(400)], set()),
    ("CLK-005", [view(0, path="/p"), click(9), view(400, "c", path="/p")], set()),
    (
        "CLK-006",
        [view(at, f"b-{at}") for at in range(100)] + [click(999, f"b-{at}") for at in range(6)],
        {CAPTURE},
    ),
    (
        "CLK-006",
        [view(at, f"b-{at}") for at in range(9)] + [click(99, f"b-{at}") for at in range(10)],
        {CAPTURE},
    ),
    (
        "CLK-006",
        [view(at, f"b-{at}") for at in range(100)] + [click(999, f"b-{at}") for at in range(5)],
        set(),
    ),
    ("CLK-006", [view(0)] + [click(at * 9) for at in range(1, 12)], set()),
    # Impressions.
    ("IMP-001", [view(0), view(5 * DAY)], {1, 2}),
    ("IMP-001", [listed(0, ("p", "b"), ("q", "c")), view(400)], {1, 2}),
    ("IMP-001", [view(0), view(9, user="v"), view(20, "c")], set()),
    ("IMP-001", [view(0, id="x"), view(0, id="x")], set()),
    ("IMP-002", [view(at, f"b-{at}") for at in range(51)], {51}),
    ("IMP-002", [view(at * 20, f"b-{at}") for at in range(53)], {51, 52, 53}),
    ("IMP-002", [view(at, f"b-{at}") for at in range(50)], set()),
    ("IMP-002", [view(at * 21, f"b-{at}") for at in range(60)], set()),
    ("PLV-006", [listed(0, ("p", "b"), ("q", "c"))], {CAPTURE, 1}),
    ("PLV-006", [listed(0, *((f"p{n}", f"b{n}") for n in range(9))), view(5)], {CAPTURE, 1}),
    ("PLV-006", [listed(0, ("p", "b"))], set()),
    ("PLV-006", [view(0), view(9, "c", "q")], set()),
    ("PLV-008", [listed(0, ("p", "b"), ("q", "b"))], {1}),
    ("PLV-008", [listed(0, ("p", "b"), ("q", "c"), ("r", " b "))], {1}),
    ("PLV-008", [listed(0, ("p", "b"), ("q", "c"))], set()),
    ("PLV-008", [listed(0, ("p", "b")), listed(9, ("p", "b"))], set()),
    # Banners, traffic, what is not tried yet.
    ("BAN-001", [call(BANNER, resolvedBidId="b"), view(9, "c")], {1}),
    (
        "BAN-001",
        [call(BANNER, resolvedBidId="b"), click(9, "c", **FOLLOW), click(MINUTE, "d")],
        {1},
    ),
    ("BAN-001", [call(BANNER, resolvedBidId="b"), click(9, **FOLLOW), view(20, "c")], set()),
    ("BAN-001", [call(BANNER, resolvedBidId="b"), view(31 * MINUTE, "c")], set()),
    ("BOT-001", [view(0, agent="Mozilla/5.0 (compatible; Googlebot/2.1)")], {CAPTURE, 1}),
    ("BOT-001", [click(at * 3_000, f"b-{at}") for at in range(20)], {CAPTURE, 20}),
    ("BOT-001", [click(at * 3_200, f"b-{at}") for at in range(25)], set()),
    ("BOT-001", [view(0, agent="Mozilla/5.0 (Windows NT 10.0) Robotics/1 Chrome/140.0")], set()),
    ("QA-001", [view(0)], {CAPTURE}),
    ("QA-001", [view(0), click(9), order(20)], {CAPTURE}),
    ("QA-001", [view(0), view(9, "c", user="v")], set()),
    ("QA-001", [call("Signed Up")], set()),
    ("QA-002", [view(0)], {CAPTURE}),
    ("QA-002", [view(0), order(9)], {CAPTURE}),
    ("QA-002", [listed(0, ("p", "b")), click(9), order(20)], set()),
    ("QA-002", [call("Signed Up"), call("page")], set()),
]
