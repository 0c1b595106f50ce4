"""One delivery in a sentence and a second line."""

from dataclasses import dataclass

from app.analysis.sentences import SENTENCES
from app.lint.complaints import complaint
from app.lint.identity import lack_of_anonymous_id
from app.lint.observation import JudgedDelivery
from app.lint.texts import NOUNS
from app.segment.jsontext import Json, JsonObject
from app.segment.paths import path_text
from app.topsort.words import clean, shown


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
    found = [complaint(one) for one in delivery.errors]
    # Without an id nothing else matters; else the first complaint is Segment's own first.
    first = next((one for one in found if one.path == ("opaqueUserId",)), found[0])
    lack = lack_of_anonymous_id(message)
    if first.path == ("opaqueUserId",) and lack is not None:
        user = message.get("userId")
        replaces = isinstance(user, str | int | float) and user != ""
        return _filled(
            "identity",
            lack=lack,
            user=", and userId does not replace it" if replaces else "",
        )
    return _filled(
        "dropped",
        place=clean(path_text(first.path)) or "its mapping",
        found=clean(first.found) if first.path else "fails",
        lost=NOUNS.get(delivery.action, "event"),
        preset=_short(delivery.preset),
    )


def _rejected(judged: JudgedDelivery) -> Words:
    first = judged.refusals[0]
    # A reader sees one event, and a list's event as the whole request.
    within = first.path if judged.delivery.action == "impressionsList" else first.path[2:]
    return _filled(
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
        return _filled("no lines")
    return _filled("filtered", lines="the only line" if count == 1 else f"all {count} lines")


def _accepted(judged: JudgedDelivery) -> Words:
    delivery = judged.delivery
    preset = _short(delivery.preset)
    events = _events(delivery.request)
    if judged.tie == "sponsored" and len(events) > 1:
        return _filled("sponsored list", count=str(len(events)), preset=preset)
    if judged.tie == "sponsored":
        noun = "click" if delivery.action == "click" else "impression"
        return _filled("sponsored", noun=noun, preset=preset)
    event = events[0] if events else {}
    if judged.tie == "organic":
        entity = event.get("entity")
        if not isinstance(entity, dict):
            return _filled("offsite")
        named = f"{_short(entity.get('type'))} {_short(entity.get('id'))}"
        return _filled("organic", entity=named)
    if judged.tie == "anonymous":
        return _filled("blank" if any(one.get("resolvedBidId") for one in events) else "anonymous")
    if "items" in event:
        return _purchase(event)
    page = event.get("page")
    if delivery.action == "pageviews" and isinstance(page, dict):
        return _filled("page view", type=_short(page.get("type")))
    return _filled("accepted", preset=preset)


def _purchase(event: JsonObject) -> Words:
    """Lines and money; without a currency, for the contract has none."""
    items = event["items"]
    total = sum(item["unitPrice"] * item.get("quantity", 1) for item in items)
    lines = "1 line" if len(items) == 1 else f"{len(items)} lines"
    return _filled("purchase", lines=lines, money=f", {total:,.2f}")


def _events(request: JsonObject | None) -> list[JsonObject]:
    return [event for events in (request or {}).values() for event in events]


def _short(text: Json) -> str:
    if not isinstance(text, str):
        return shown(text)
    return clean(text if len(text) <= 80 else f"{text[:79]}…")


def _filled(case: str, **values: str) -> Words:
    sentence, subtitle = SENTENCES[case]
    return Words(sentence.format(**values), subtitle.format(**values))
