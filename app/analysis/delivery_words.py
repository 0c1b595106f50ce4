"""One delivery in a sentence and a second line."""

from dataclasses import dataclass

from app.analysis.sentences import SENTENCES
from app.lint.anonymous_id import has_user_id, lack_of_anonymous_id, wants_anonymous_id
from app.lint.complaints import complaint
from app.lint.observation import JudgedDelivery
from app.lint.texts import NOUNS
from app.segment.jsontext import Json, JsonObject
from app.segment.paths import path_text
from app.topsort.words import clean, shown

_TOO_MUCH = 1e15
"""From here on a total is not worth its digits, and may be infinite."""


@dataclass(frozen=True, slots=True)
class Words:
    """Sentence and second line."""

    sentence: str
    subtitle: str


def words_of(judged: JudgedDelivery, message: JsonObject) -> Words:
    """What became of a delivery, unless the message's own `integrations` decided it."""
    if judged.outcome == "dropped":
        return _dropped(judged, message)
    if judged.outcome == "rejected":
        return _rejected(judged)
    if judged.outcome == "filtered":
        return _filtered(message)
    return _accepted(judged)


def _dropped(judged: JudgedDelivery, message: JsonObject) -> Words:
    delivery = judged.delivery
    lack = lack_of_anonymous_id(message)
    # Without an id nothing else matters; else the first complaint is Segment's own first.
    if lack is not None and any(wants_anonymous_id(one) for one in delivery.errors):
        user = ", and userId does not replace it" if has_user_id(message) else ""
        return filled("identity", lack=lack, user=user)
    error = delivery.errors[0]
    first = complaint(error)
    place, found = clean(path_text(first.path)), clean(first.found)
    if not place and error.sources:
        # No field is at fault: Segment's own code stumbles over a null.
        place, found = clean(path_text(error.sources[0])), "is null"
    elif not place:
        place, found = "its mapping", "fails"
    return filled(
        "dropped",
        place=place,
        found=found,
        lost=NOUNS.get(delivery.action, "event"),
        preset=named(delivery.preset),
    )


def _rejected(judged: JudgedDelivery) -> Words:
    first = judged.refusals[0]
    # A reader sees one event, and a list's event as the whole request.
    within = first.path if judged.delivery.action == "impressionsList" else first.path[2:]
    return filled(
        "rejected",
        place=clean(path_text(within)) or "the request",
        found=first.found,
        lost=NOUNS.get(judged.delivery.action, "event"),
        wants=first.wants,
    )


def _filtered(message: JsonObject) -> Words:
    properties = message.get("properties")
    products = properties.get("products") if isinstance(properties, dict) else None
    count = len(products) if isinstance(products, list) else 1
    if not count:
        return filled("no lines")
    return filled("filtered", lines="the only line" if count == 1 else f"all {count} lines")


def _accepted(judged: JudgedDelivery) -> Words:
    delivery = judged.delivery
    preset = named(delivery.preset)
    events = _events(delivery.request)
    if judged.tie == "sponsored" and len(events) > 1:
        return filled("sponsored list", count=str(len(events)), preset=preset)
    if judged.tie == "sponsored":
        noun = "click" if delivery.action == "click" else "impression"
        return filled("sponsored", noun=noun, preset=preset)
    event = events[0] if events else {}
    if judged.tie == "organic":
        entity = event.get("entity")
        if not isinstance(entity, dict):
            return filled("offsite")
        return filled("organic", entity=f"{named(entity.get('type'))} {named(entity.get('id'))}")
    if judged.tie == "anonymous":
        return filled("blank" if any(one.get("resolvedBidId") for one in events) else "anonymous")
    if "items" in event:
        return _purchase(event)
    page = event.get("page")
    if delivery.action == "pageviews" and isinstance(page, dict):
        return filled("page view", type=named(page.get("type")))
    return filled("accepted", preset=preset)


def _purchase(event: JsonObject) -> Words:
    """Lines and money; without a currency, for the contract has none."""
    items = event["items"]
    total = sum(item["unitPrice"] * item.get("quantity", 1) for item in items)
    lines = "1 line" if len(items) == 1 else f"{len(items)} lines"
    money = f", {total:,.2f}" if total < _TOO_MUCH else ""
    return filled("purchase", lines=lines, money=money)


def _events(request: JsonObject | None) -> list[JsonObject]:
    return [event for events in (request or {}).values() for event in events]


def named(value: Json) -> str:
    """A captured name in a sentence; in quotes where blanks in it would be lost on a reader."""
    if not isinstance(value, str) or value.split() != value.split(" "):
        return shown(value)
    return clean(value if len(value) <= 80 else f"{value[:79]}…")


def filled(case: str, **values: str) -> Words:
    """The sentence and second line of a case."""
    sentence, subtitle = SENTENCES[case]
    return Words(sentence.format(**values), subtitle.format(**values))
