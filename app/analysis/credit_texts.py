"""What is said of an order line and its nearest miss, as data. Braces are filled in."""

from dataclasses import dataclass

from app.analysis.attribution import LineState, Obstacle


@dataclass(frozen=True, slots=True)
class MissText:
    """`says` goes on after “{event} at {time}”, `also` is a sentence of its own where another
    obstacle was named first. `rule` is the code of the rule that looks for the same fault."""

    says: str
    also: str
    fix: str
    snippet: str = ""
    rule: str = ""


STATE_WORDS: dict[LineState, str] = {
    "credited": "credited",
    "missed": "missed",
    "nothing": "no credit",
    "lost": "lost",
}

WINS = (
    "Wins: {event} at {time}, {gap} earlier. Same user, same {same}, bid {bid}. {left} left in "
    "the window."
)
WOULD_WIN = "If it did, {event} at {time}, {gap} earlier, would win."
NOTHING = (
    "No click and no impression of it by this user is in this capture. Normal for a product that "
    "was not advertised."
)
NO_PRODUCT = "The line names no product, so that nothing can be matched with it."
LOST = "The order does not reach Topsort: it is {state}."
SHARED = "The bid was seen under another user too, {user}; Topsort may not count it."
REPEATS = "Order {order} came before, at {time}. Topsort counts each by itself."
MISS = "Nearest miss: {event} at {time} {says}"

_ID = "The anonymousId must be the same from the first event to the order."

MISSES: dict[Obstacle, MissText] = {
    "variant": MissText(
        "was for {touched}. The order says {product}. Same product, other id.",
        "It was for {touched}; the order says {product}.",
        "Send the catalogue id in both places.",
        "product_id: line.catalogId",
        "PUR-013",
    ),
    "vendor": MissText(
        "was for {touched}, another product of vendor {vendor}. Credit by vendor is assumed to be "
        "off.",
        "It was for {touched}, of the same vendor.",
        "Ask Topsort whether halo attribution is on; if it is, say so in the configuration.",
        '"attribution": {"halo": true}',
    ),
    "person": MissText(
        "came from another anonymousId, {user}, with the same userId.",
        "It came from another anonymousId, {user}, with the same userId.",
        f"{_ID} Do not reset it at login.",
        rule="USR-006",
    ),
    "bid": MissText(
        "came from another anonymousId, {user}, whose bid this user carries too.",
        "It came from another anonymousId, {user}, whose bid this user carries too.",
        f"{_ID} Run an auction for each user, and do not cache its answer.",
        rule="BID-007",
    ),
    "user": MissText(
        "came from another anonymousId, {user}. The order’s own id did nothing before.",
        "It came from another anonymousId, {user}.",
        f"{_ID} A server that sends the order must be handed it.",
        rule="USR-008",
    ),
    "after": MissText(
        "came {gap} after the order. What comes later is never credited.",
        "It came {gap} after the order.",
        "Compare the clocks, and send timestamp and sentAt with every event.",
        rule="PUR-014",
    ),
    "window": MissText(
        "came {gap} before the order. The window is assumed to be {window}.",
        "It came {gap} before the order, and the window is assumed to be {window}.",
        "Nothing is wrong if the window is right. Set the window of your marketplace in the "
        "configuration.",
        '"attribution": {"window_days": 30}',
    ),
    "impression": MissText(
        "is an impression, and last click is assumed.",
        "It is an impression, and last click is assumed.",
        "Send a click event for the product, or set the model of your marketplace in the "
        "configuration.",
        '"attribution": {"model": "last_impression"}',
    ),
    "dropped": MissText(
        "was dropped by Segment, so that Topsort never sees it.",
        "Segment drops it.",
        "Mend that event: its findings say how.",
    ),
    "rejected": MissText(
        "was rejected by Topsort.",
        "Topsort rejects it.",
        "Mend that event: its findings say how.",
    ),
    "filtered": MissText(
        "was filtered, so that Topsort never sees it.",
        "It is filtered.",
        "Do not keep Topsort out in its integrations.",
    ),
    "unmapped": MissText(
        "has no subscription that is on, so that Topsort never sees it.",
        "No subscription that is on has it.",
        "Switch the subscription on if the event should count, or send the event under its exact "
        "name.",
    ),
    "anonymous": MissText(
        "has no resolvedBidId, so that it belongs to no campaign.",
        "It has no resolvedBidId.",
        "Carry the winner’s resolvedBidId along to this event.",
        "resolvedBidId: winner.resolvedBidId",
        "BID-001",
    ),
    "organic": MissText(
        "is organic: it names its product in entity and has no bid. Right for a product that won "
        "no auction.",
        "It is organic.",
        "Nothing to do if the product won no auction.",
    ),
    "copy": MissText(
        "has a messageId that another message had before, so that it may not count.",
        "Its messageId was used before.",
        "Give each message an id of its own.",
        rule="IDN-001",
    ),
}
