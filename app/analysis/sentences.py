"""The sentences of the verdict bar, as data. Braces are filled in with plain text."""

SENTENCES: dict[str, tuple[str, str]] = {
    "sponsored": (
        "Accepted: this {noun} is tied to a campaign by its resolvedBidId",
        "Subscription “{preset}” makes one {noun} of it, and Topsort’s contract accepts it.",
    ),
    "sponsored list": (
        "Accepted: all {count} impressions are tied to a campaign by their resolvedBidId",
        "Subscription “{preset}” makes {count} impressions of it, and Topsort’s contract "
        "accepts them.",
    ),
    "organic": (
        "Accepted, organic: it names {entity} and no bid",
        "Right for a product that won no auction. No campaign gets it.",
    ),
    "offsite": (
        "Accepted, organic: it comes from off the site and has no bid",
        "Topsort stores it with its channel and external ids. No bid ties it to a campaign.",
    ),
    "anonymous": (
        "Accepted, but it counts for nobody: no resolvedBidId and no entity",
        "Topsort stores it. It will not be tied to a campaign.",
    ),
    "blank": (
        "Accepted, but it counts for nobody: its resolvedBidId holds only blanks",
        "Topsort stores it. It will not be tied to a campaign.",
    ),
    "purchase": (
        "Accepted: {lines}{money}",
        "Topsort looks for an earlier click or impression of the same user. See Journeys.",
    ),
    "page view": ("Accepted: page view of type {type}", ""),
    "accepted": (
        "Accepted: Topsort’s contract takes it",
        "Subscription “{preset}” sends it.",
    ),
    "rejected": (
        "Rejected by Topsort: {place} {found}, so the {lost} is refused",
        "The destination sends it; the contract wants {wants}.",
    ),
    "dropped": (
        "Dropped by Segment: {place} {found}, so the {lost} is lost",
        "Subscription “{preset}” refused the payload. Topsort never sees it, and nobody on the "
        "site is told.",
    ),
    "identity": (
        "Dropped by Segment: anonymousId is {lack}{user}",
        "Topsort’s opaqueUserId is read from anonymousId only.",
    ),
    "filtered": (
        "Filtered by a setting: Skip zero price purchases took out {lines}",
        "",
    ),
    "no lines": (
        "Filtered by a setting: Skip zero price purchases sends no order without lines",
        "",
    ),
    "integrations": (
        "Filtered by the message itself: integrations.{key} is false",
        "Segment shows FILTERED_BY_INTEGRATIONS_OBJECT.",
    ),
    "unmapped": (
        "Unmapped: no subscription has the event {event}",
        "Segment shows NO_MATCHING_MAPPING. Nothing to do unless it should count.",
    ),
    "unmapped type": (
        "Unmapped: no subscription takes {event} calls",
        "Segment shows NO_MATCHING_MAPPING. Nothing to do unless it should count.",
    ),
    "off": (
        "Unmapped: subscription “{name}” would match, but it is switched off",
        "Segment shows NO_MATCHING_MAPPING. Switch it on in Configuration.",
    ),
    "name": (
        "Unmapped: {event} is not {name}",
        "Segment shows NO_MATCHING_MAPPING. Names must match letter for letter.",
    ),
    "discarded": (
        "Discarded by Segment at the door: {reason}",
        "Segment shows {code}. No destination gets it.",
    ),
    "discarded, no code": (
        "Discarded by Segment at the door: {reason}",
        "No destination gets it.",
    ),
}
"""Sentence and second line for each case."""
