"""The points of the launch checklist, as data.

They are the steps of Topsort's guide “Twilio Segment” and what Topsort asks to be tested before
launch (topsort.md 3). Which state a point is in is worked out elsewhere, by its id.
"""

from dataclasses import dataclass

GUIDE = "Topsort, “Twilio Segment”"
LIVE = "Topsort, “Going live”"

SECTIONS = (
    "Events arrive",
    "They tie to a campaign",
    "Purchases are whole",
    "Before launch, by hand",
)


@dataclass(frozen=True, slots=True)
class Point:
    """One row.

    `met` says when it is met, `source` where it comes from. `rules` are the codes of rules that
    look for the same faults. `link` is what a person can do about it by hand: `Confirm`, `Enter
    numbers`, `Set as not needed`, or empty.
    """

    id: str
    section: str
    title: str
    met: str
    source: str
    rules: tuple[str, ...] = ()
    link: str = ""


_ARRIVE, _TIE, _WHOLE, _HAND = SECTIONS
_OPTIONAL = "Set as not needed"

PRICED_ORDERS = 5
"""Accepted orders from which on their prices are taken for tried."""

USERS = 2
"""Topsort asks for a test with two unique users."""

POINTS: tuple[Point, ...] = (
    Point(
        "kinds",
        _ARRIVE,
        "Impressions, clicks and purchases were all seen",
        "Met when at least one of each was accepted. Impressions come as Product Viewed, or as "
        "Product List Viewed; clicks as Product Clicked, or as Product Added; purchases as Order "
        "Completed.",
        f"{GUIDE}, step 1. {LIVE}: impression, click and purchase fire on their triggers.",
    ),
    Point(
        "users",
        _ARRIVE,
        "Two users or more",
        "Met when accepted events came from at least two users.",
        f"{LIVE}: the test is done for two unique users.",
        ("QA-001",),
    ),
    Point(
        "anonymous",
        _ARRIVE,
        "Every message carries an anonymousId",
        "Met when no impression, click or purchase came without one. The destination reads "
        "opaqueUserId from anonymousId; a userId alone does not do, although the guide says so.",
        f"{GUIDE}, step 5, and the destination as Segment runs it.",
        ("USR-001",),
    ),
    Point(
        "enabled",
        _ARRIVE,
        "Every subscription that is on has messages",
        "Met when each subscription that is on has matched a message. What the shop does not send "
        "should be switched off.",
        f"{GUIDE}, step 4: only enable the events that are sent.",
    ),
    Point(
        "sent",
        _ARRIVE,
        "Nothing that the shop sends is switched off",
        "Met when no message waits for a subscription that is off, or has a name that is nearly "
        "that of one. Of Product Clicked and Product Added one is enough.",
        f"{GUIDE}, steps 1 and 4.",
        ("SHP-014",),
    ),
    Point(
        "identified",
        _ARRIVE,
        "Logged-in users are identified",
        "Met when an identify call came for each userId.",
        f"{GUIDE}, step 5.",
    ),
    Point(
        "guests",
        _ARRIVE,
        "Logged-out users are tracked by an anonymousId",
        "Met when messages without a userId came, and each has an anonymousId.",
        f"{GUIDE}, step 5.",
    ),
    Point(
        "server",
        _ARRIVE,
        "Server events carry the browser’s anonymousId",
        "Met when each event of a server library has an anonymousId that a browser or app also "
        "sent. A userId alone does not count.",
        f"{GUIDE}, step 5. {LIVE}: the same id across all events.",
        ("USR-001", "USR-008"),
    ),
    Point(
        "impression-bids",
        _TIE,
        "Impressions carry a resolvedBidId",
        "Met when sponsored impressions came and none without a bid and an entity.",
        f"{GUIDE}, step 4: resolvedBidId on Product Viewed.",
        ("BID-001", "BID-001s", "PLV-001", "PLV-002", "PLV-003"),
    ),
    Point(
        "click-bids",
        _TIE,
        "Clicks carry a resolvedBidId",
        "Met when sponsored clicks came and none without a bid and an entity.",
        f"{GUIDE}, step 4: resolvedBidId on Product Clicked.",
        ("BID-001", "BID-001s"),
    ),
    Point(
        "journey",
        _TIE,
        "A sponsored impression, click and purchase by one user",
        "Met when a user had all three, and a line of the order would be credited.",
        f"{LIVE}: the whole way of one user, with the same id.",
        ("PUR-012",),
    ),
    Point(
        "winners",
        _TIE,
        "Every auction winner is followed by an impression",
        "Met when each winner that was seen has an impression with its bid.",
        f"{LIVE}: impressions fire for sponsored products that are visible.",
    ),
    Point(
        "auction-user",
        _TIE,
        "Auctions run for the user of the events",
        "Met when each auction that was seen has the id of a user of this capture.",
        f"{LIVE}: the user id is equal in events and auctions.",
        ("BID-007",),
    ),
    Point(
        "one-impression",
        _TIE,
        "One impression for each bid and user",
        "Met when sponsored impressions came and none a second time.",
        f"{LIVE}. An impression may be billed each time.",
        ("IMP-001", "PLV-008"),
    ),
    Point(
        "one-click",
        _TIE,
        "One click for each action",
        "Met when clicks came and no action made two.",
        f"{GUIDE}, step 1: avoid sending duplicated clicks.",
        ("CLK-001", "CLK-002"),
    ),
    Point(
        "one-id",
        _TIE,
        "A user keeps one id, before and after login",
        "Met when a logged-in user was seen, and each under one anonymousId.",
        "Topsort, “Events API”: long-lived ids; the destination links none.",
        ("USR-006", "USR-004", "USR-005"),
    ),
    Point(
        "placement",
        _TIE,
        "Impressions and clicks say on which page they were",
        "Met when each accepted one, lists left aside, has placement.path.",
        "Topsort, “Events API”: placement.path always.",
        ("SHP-004",),
    ),
    Point(
        "organic",
        _TIE,
        "Products without a bid are reported too",
        "Met when an organic impression or click came: with entity, and without a bid.",
        "Topsort, “Events API”: all events, promoted or not, to measure incrementality.",
        (),
        _OPTIONAL,
    ),
    Point(
        "banners",
        _TIE,
        "A banner click is followed by one on its product",
        "Met when banner clicks came and none lacks the click on the product that follows it.",
        "Topsort, “Banners”: a click with the banner’s bid and additionalAttribution.",
        ("BAN-001",),
        _OPTIONAL,
    ),
    Point(
        "offsite",
        _TIE,
        "Events from off the site name what they are for",
        "Met when offsite events were accepted and none lacks entity and external ids.",
        "Segment’s destination since 22 July 2026.",
        ("SHP-012",),
        _OPTIONAL,
    ),
    Point(
        "price",
        _WHOLE,
        "Every order line has a price over 0",
        f"Met when at least {PRICED_ORDERS} orders were accepted and none was refused for its "
        "price.",
        f"{LIVE}, purchases. Each unit price must be over 0; one line refuses the order.",
        ("PUR-003", "PUR-004", "PUR-005"),
    ),
    Point(
        "unit-price",
        _WHOLE,
        "Prices are for one piece, in whole units of money",
        "Met when orders were accepted and no price looks like cents or like a line’s total.",
        f"{LIVE}, purchases.",
        ("PUR-006", "PUR-007"),
    ),
    Point(
        "quantity",
        _WHOLE,
        "Quantities are whole numbers from 1",
        "Met when orders were accepted and no quantity is anything else.",
        f"{LIVE}, purchases.",
        ("PUR-008",),
    ),
    Point(
        "lines",
        _WHOLE,
        "Every order has its lines, each with its product",
        "Met when orders were accepted and none lacks its lines or a product_id.",
        f"{LIVE}: purchases with all order lines.",
        ("PUR-001", "PUR-002"),
    ),
    Point(
        "once",
        _WHOLE,
        "One purchase for each order",
        "Met when orders were accepted and no order id came twice.",
        f"{LIVE}: not on each view of the confirmation page.",
        ("PUR-011",),
    ),
    Point(
        "catalogue",
        _WHOLE,
        "Product ids are the catalogue’s",
        "Met when a line was credited and none missed its click by a prefix, a suffix or case.",
        f"{LIVE}: product ids equal those of the catalogue.",
        ("PUR-013",),
    ),
    Point(
        "guest-order",
        _WHOLE,
        "A guest’s order has the id of their clicks",
        "Met when a guest’s order came, and each has an id that was seen before it.",
        f"{LIVE}: guest checkout carries the same stored id.",
        ("USR-008",),
    ),
    Point(
        "ids",
        _WHOLE,
        "Each message has an id of its own",
        "Met when messages came and no messageId stands for two that differ.",
        f"{LIVE}: the id stays on a resend, and is new for a new event.",
        ("IDN-001",),
    ),
    Point(
        "times",
        _WHOLE,
        "Times have passed, and clicks come before their order",
        "Met when orders were accepted, no event lies in the future and no order before its only "
        "click.",
        "Topsort, “Purchases troubleshooting”.",
        ("TIM-001", "TIM-002", "PUR-014"),
    ),
    Point(
        "vendor",
        _WHOLE,
        "Vendor id on every line",
        "Met when each line of the accepted orders has a vendorId. Needed where several vendors "
        "sell a product, and for halo.",
        f"{LIVE}: vendorId where there are several vendors.",
        ("PUR-009",),
        _OPTIONAL,
    ),
    Point(
        "campaign",
        _HAND,
        "The campaign UAT-TEST runs in Topsort with a high bid",
        "Confirm it: Topsort’s manager cannot be seen from here.",
        f"{LIVE}: a campaign UAT-TEST with a bid of about 1,000.",
        (),
        "Confirm",
    ),
    Point(
        "key",
        _HAND,
        "Production key is stored outside the shop’s pages",
        "Confirm it: in Segment’s settings or in the server’s environment. Not met where a key "
        "stands in a message.",
        f"{LIVE}: sandbox keys first, production keys later.",
        (),
        "Confirm",
    ),
    Point(
        "calls",
        _HAND,
        "Calls to Topsort end after a second and their errors are logged",
        "Confirm it for the auctions: Segment sends the events itself.",
        f"{LIVE}: timeouts of 500 to 1,000 ms, error handling and request logging.",
        (),
        "Confirm",
    ),
    Point(
        "dashboard",
        _HAND,
        "Dashboard numbers compared with this capture",
        "Enter Topsort’s numbers a day later: accepted means stored, not counted.",
        f"{LIVE}: compare auctions, impressions, clicks, purchases and users.",
        (),
        "Enter numbers",
    ),
)
