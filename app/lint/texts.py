"""What rules say, as data. Braces are filled in by the rules; every filling is plain text.

`cost` says how sure it is: what Topsort publishes, where it contradicts itself, and what nobody
has published. What Segment's destination does is known from re-enacting it.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Text:
    """`says` holds the sentences of what happened, `costs` and `fixes` those of the rest, each
    under a key that the rule chooses by."""

    title: str
    says: dict[str, str]
    costs: dict[str, str]
    fixes: dict[str, str]


TEXTS: dict[str, Text] = {
    "BID-001": Text(
        title="No resolvedBidId",
        says={
            "accepted": (
                "{event} goes out as {an_action} without a bid and without an entity: "
                "resolvedBidId is {found}."
            ),
            "lost": "{event} has no bid and no entity: resolvedBidId is {found}.",
            "required": (
                "{event} has no bid: resolvedBidId is {found}, and the definition in use "
                "requires one. Since 22 July 2026 Segment no longer does."
            ),
        },
        costs={
            "accepted": (
                "It will not be tied to a campaign. How Topsort counts such an event is not "
                "published; its contract accepts it."
            ),
            "lost": (
                "The {action} does not get through for another reason; once it does, it will not "
                "be tied to a campaign."
            ),
            "required": "The {action} is lost before Topsort.",
        },
        fixes={
            "": (
                "For a product that won an auction, send the winner’s resolvedBidId. For any "
                "other product, name it in entity."
            )
        },
    ),
    "BID-001s": Text(
        title="Bid lost on the way",
        says={
            "earlier": (
                "{product} carried a bid in {sighting} {ago} earlier, and carries none in this "
                "{event}: resolvedBidId is {found}."
            ),
            "pair": (
                "{sighting}, {ago} apart and from the same action, carries a bid for {product}; "
                "this {event} carries none: resolvedBidId is {found}."
            ),
        },
        costs={
            "accepted": (
                "This {action} will not be tied to the campaign that won. How Topsort counts "
                "such an event is not published; its contract accepts it."
            ),
            "lost": (
                "The {action} does not get through for another reason; once it does, it will not "
                "be tied to the campaign that won."
            ),
            "required": (
                "The {action} is lost before Topsort, although the product won an auction."
            ),
        },
        fixes={
            "": (
                "Carry the bid along from the auction’s answer to this event: in the link, or in "
                "the state of the page."
            )
        },
    ),
    "CLK-001": Text(
        title="Duplicate click",
        says={
            "pair": "{clicked} and {added} came {gap} apart: {same}. {certainty}.",
            "both": "Clicks and click rate are too high by one.",
            "maybe": "If they are one action, clicks and click rate are too high by one.",
            "lost": "Not both get through now; once they do, Topsort counts two.",
            "packaged": "If both are mapped to clicks in Segment, Topsort counts two.",
            "one": (
                "Only {mapped} is mapped to a click here, so Topsort counts one; if both are "
                "mapped, it counts two."
            ),
            "no_bid": (
                "{poor} carries no bid: that click is tied to no campaign, not billed, and still "
                "noise."
            ),
            "no_bids": "Neither carries a bid: these clicks are tied to no campaign, not billed.",
            "skew": (
                "They waited unlike times before they were sent; clock skew corrected, the gap is "
                "that of {clock}."
            ),
        },
        costs={
            "both": (
                "The second click may be charged: Topsort says once per session and does not "
                "promise it."
            ),
            "if": (
                "Then the second click may be charged: Topsort says once per session and does not "
                "promise it."
            ),
            "": "Segment does not catch it: the two have different messageIds.",
        },
        fixes={
            "both": ("Keep {keep}: both carry the bid, and Topsort’s guide names it as the click."),
            "one": "Keep {keep}: only it carries the bid.",
            "none": "Keep {keep}: Topsort’s guide names it as the click.",
            "off": (
                "Switch the subscription for {other} off, or keep the button’s click off the tile."
            ),
            "map": "Map no click to {other}, or keep the button’s click off the tile.",
        },
    ),
    "USR-001": Text(
        title="No anonymousId",
        says={
            "user": "anonymousId is {found}, and userId {user} does not replace it.",
            "": "anonymousId is {found}.",
        },
        costs={
            "": (
                "The {noun} is lost before Topsort: opaqueUserId is read from anonymousId only. "
                "Topsort’s guide says that a userId will do; it will not."
            )
        },
        fixes={
            "": (
                "Send the browser’s anonymousId with the call, or map opaqueUserId so that it "
                "falls back to userId."
            )
        },
    ),
    "PLV-001": Text(
        title="Partial list",
        says={"": "{with_bid} of {total} products {carry} a bid. {lacking}, so {lost} lost."},
        costs={
            "": (
                "Segment refuses the whole list for one product without a bid, sponsored "
                "products included."
            )
        },
        fixes={"": "Send only the auction winners in this event."},
    ),
    "PLV-002": Text(
        title="List without bids",
        says={
            "": "None of the {total} products carries a bid, so the whole list is lost.",
            "only": "The only product carries no bid, so the whole list is lost.",
        },
        costs={
            "": (
                "An organic list cannot be sent with this action: it requires a bid for every "
                "product."
            )
        },
        fixes={
            "": (
                "Send the event with auction winners only and leave it out where there is none, "
                "or switch the subscription off."
            )
        },
    ),
    "PLV-003": Text(
        title="Blank bid in a list",
        says={"": "{places}: the bid is there and blank, and would be sent as an empty text."},
        costs={
            "": (
                "Topsort’s contract wants at least one character, and refuses the whole list for "
                "one blank bid."
            )
        },
        fixes={"": "Send only the auction winners in this event."},
    ),
    "PUR-002": Text(
        title="Product id missing",
        says={
            "dropped": "{places}{instead}. Segment refuses the whole order for one such line.",
            "rejected": "{places}. Topsort’s contract refuses the whole order for one such line.",
        },
        costs={"": "The order’s {lines} lost, and no sale can be credited to a campaign."},
        fixes={"": "Send product_id in every line, with the id that the catalogue has."},
    ),
    "PUR-003": Text(
        title="Price missing",
        says={
            "rejected": "{places}. Topsort’s contract wants a unitPrice over 0 in every line.",
            "filtered": "{places}. Skip zero price purchases takes {these} out of the order.",
            "all": "{places}. Skip zero price purchases takes out {everything}.",
        },
        costs={
            "rejected": "Topsort’s published contract refuses the whole order for one such line.",
            "filtered": "What was bought in {these} is never reported.",
            "all": "Nothing of this order is sent to Topsort.",
        },
        fixes=dict.fromkeys(
            ("rejected", "filtered", "all"),
            "Send the price of one piece, as a number, in every line.",
        ),
    ),
    "PUR-004": Text(
        title="Price zero",
        says={
            "rejected": "{places}. Topsort’s contract wants every unit price above 0.",
            "filtered": "{places}. Skip zero price purchases takes {these} out of the order.",
            "all": "{places}. Skip zero price purchases takes out {everything}.",
        },
        costs={
            "rejected": (
                "Topsort’s published contract refuses the whole order for one such line, paid "
                "lines included."
            ),
            "filtered": "Lines without a price are not reported.",
            "all": "Nothing of this order is sent to Topsort.",
        },
        fixes={
            "rejected": (
                "Leave lines without a price out of the event, or switch Skip zero price "
                "purchases on in the destination’s settings."
            ),
            "filtered": "Nothing to do for gifts and samples. Otherwise send the real price.",
            "all": "Nothing to do for gifts and samples. Otherwise send the real price.",
        },
    ),
    "SHP-013": Text(
        title="Plain page call",
        says={"": "{call}() lacks what a page view needs: {found}."},
        costs={
            "": (
                "Subscription “{preset}” drops it. Every stock {call}() call is lost the same "
                "way; clicks, impressions and orders are not touched."
            )
        },
        fixes={
            "": "Switch the subscription off, or send properties.page with type and pageId.",
        },
    ),
    "ING-001": Text(
        title="Discarded by Segment",
        says={"": "Segment refuses it at the door: {reason}. Its own screens show {code}."},
        costs={
            "": (
                "No destination gets it. Segment answers 200 all the same, so that nobody on the "
                "site is told."
            )
        },
        fixes={
            "no_user_anon_id": "Send an anonymousId or a userId with every call.",
            "event_not_defined": "Give every track call a name.",
            "event_not_string": "Give every track call a name that is a text.",
            "properties_not_object": "Send properties as an object.",
            "message_too_large": "Send less in one call; properties are the usual cause.",
            "": "Correct the call; Segment’s documentation explains the code.",
        },
    ),
}

NOUNS: dict[str, str] = {
    "impression": "impression",
    "impressionsList": "whole list",
    "click": "click",
    "purchase": "whole order",
    "pageviews": "page view",
}
"""What is lost with a delivery, by action."""

ARTICLES: dict[str, str] = {
    "impression": "an impression",
    "impressionsList": "a list of impressions",
    "click": "a click",
    "purchase": "a purchase",
    "pageviews": "a page view",
}
"""What a delivery is, by action."""

CERTAINTY: dict[str, str] = {
    "certain": "One action: certain ({limit} or less)",
    "probable": "One action: probable ({limit} or less)",
    "possible": "One action: possible ({limit} or less)",
}
