"""In which state each point of the checklist is, by its id."""

from collections.abc import Callable

from app.analysis import checklist_arrive as arrive
from app.analysis import checklist_tie as tie
from app.analysis import checklist_whole as whole
from app.analysis.checklist_facts import Facts
from app.analysis.checklist_found import Found, by_rules, counted, order_rules

STATES: dict[str, Callable[[Facts], Found]] = {
    "kinds": arrive.kinds,
    "users": arrive.users,
    "anonymous": arrive.anonymous,
    "enabled": arrive.enabled,
    "sent": arrive.sent,
    "identified": arrive.identified,
    "guests": arrive.guests,
    "server": arrive.server,
    "impression-bids": tie.bids("impression"),
    "click-bids": tie.bids("click"),
    "journey": tie.journey,
    "winners": tie.winners,
    "auction-user": tie.auction_user,
    "one-impression": by_rules(
        ("IMP-001", "PLV-008"),
        lambda facts: facts.sighted("impression", "sponsored"),
        lambda count: counted(count, "impression", "impressions"),
        ("repeated", "repeated"),
        "No sponsored impression yet",
    ),
    "one-click": tie.one_click,
    "one-id": tie.one_id,
    "placement": tie.placement,
    "organic": tie.organic,
    "banners": by_rules(
        ("BAN-001",),
        tie.banner_clicks,
        lambda count: counted(count, "banner click", "banner clicks"),
        ("banner click", "banner clicks"),
        "No banner click was seen",
    ),
    "offsite": by_rules(
        ("SHP-012",),
        lambda facts: [one for one in facts.messages if one.offsite and one.verdict == "accepted"],
        lambda count: counted(count, "event", "events"),
        ("event", "events"),
        "No offsite event was seen",
    ),
    "price": whole.price,
    "unit-price": order_rules(("PUR-006", "PUR-007")),
    "quantity": order_rules(("PUR-008",), "quantity"),
    "lines": order_rules(("PUR-001", "PUR-002"), "items", "productId"),
    "once": whole.once,
    "catalogue": whole.catalogue,
    "guest-order": whole.guest_order,
    "ids": by_rules(
        ("IDN-001",),
        lambda facts: facts.messages,
        lambda count: counted(count, "message", "messages"),
        ("message", "messages"),
        "Nothing came yet",
    ),
    "times": order_rules(("TIM-001", "TIM-002", "PUR-014"), "occurredAt"),
    "vendor": whole.vendor,
    "campaign": whole.by_hand,
    "key": whole.key,
    "calls": whole.by_hand,
    "dashboard": whole.dashboard,
}
"""How the state of each point is worked out, by its id."""
