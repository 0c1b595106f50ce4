"""What each action makes of a valid payload: the request to Topsort, or none.

The actions of Segment's Topsort destination, one for each kind of event.
"""

from collections.abc import Callable
from typing import NamedTuple, TypeAlias

from app.destination.javascript import json_text
from app.destination.trail import Gap, Trail
from app.segment.jsontext import JsonObject
from app.segment.paths import MISSING

_DEVICES = {
    "ios": "mobile",
    "android": "mobile",
    "macos": "desktop",
    "windows": "desktop",
    "mobile": "mobile",
    "desktop": "desktop",
}
"""Device types that are passed on; every other word is left out."""


class Sent(NamedTuple):
    """What an action sends.

    `event` and its trail are what a person looks at; `array` is the array of the request that
    holds the event alone, `*` where the event is the whole request, and empty where the action
    chose to send nothing.
    """

    array: str
    event: JsonObject
    trail: Trail | None


Build: TypeAlias = Callable[[JsonObject, bool, Trail | None], Sent]
"""Takes the payload, whether purchases without a price are skipped, and the payload's trail."""


def _single(array: str) -> Build:
    """Impressions and clicks: the payload with its DSP metadata under Topsort's name."""

    def build(payload: JsonObject, skip: bool, trail: Trail | None) -> Sent:
        event = {key: value for key, value in payload.items() if key != "dspMetadata"}
        _normalise_device(event, trail)
        if trail is not None:
            trail.move("dspMetadata", "dsp_metadata")
        if "dspMetadata" in payload:
            _add_metadata(event, payload["dspMetadata"], trail)
        return Sent(array, event, trail)

    return build


def _add_metadata(event: JsonObject, metadata: JsonObject, trail: Trail | None) -> None:
    """Topsort wants texts: other values go as JSON, null goes not at all."""
    texts: JsonObject = {}
    watched = None if trail is None else trail.at("dsp_metadata")
    for key, value in metadata.items():
        if value is None or value is MISSING:
            if watched is not None:
                watched.leave_out(key, "empty")
            continue
        texts[key] = value if isinstance(value, str) else json_text(value)
        if watched is not None and texts[key] is not value:
            watched.at(key).flatten(value)
        if watched is not None:
            watched.at(key).tell("moved", "dsp_metadata")
    if texts:
        event["dsp_metadata"] = texts
    elif trail is not None:
        trail.leave_out("dsp_metadata", "empty")


def _whole(array: str) -> Build:
    """Page views: the payload as it is."""

    def build(payload: JsonObject, skip: bool, trail: Trail | None) -> Sent:
        event = dict(payload)
        _normalise_device(event, trail)
        return Sent(array, event, trail)

    return build


def _purchase(payload: JsonObject, skip: bool, trail: Trail | None) -> Sent:
    """Purchases: with the setting, lines without a price above zero go, and an order of such
    lines only is not sent."""
    event = dict(payload)
    if skip:
        items = event["items"]
        kept = [index for index, item in enumerate(items) if _has_price(item)]
        event["items"] = [items[index] for index in kept]
        if trail is not None:
            _tell_filtered(trail.at("items"), kept, len(items))
        if not kept:
            return Sent("", event, trail)
    _normalise_device(event, trail)
    return Sent("purchases", event, trail)


def _has_price(item: JsonObject) -> bool:
    price = item.get("unitPrice")
    return price is not None and price > 0


def _tell_filtered(trail: Trail, kept: list[int], count: int) -> None:
    if len(kept) == count:
        return
    for index in sorted(set(range(count)) - set(kept)):
        price = trail.at(index).at("unitPrice").origin.everything()
        line = trail.at(index).origin.everything()
        rest = (*price.conditions, *line.sources, *line.conditions)
        conditions = tuple(place for place in dict.fromkeys(rest) if place not in price.sources)
        trail.left_out[index] = Gap("filtered", price.sources, conditions)
    trail.keep(kept)


def _impressions_list(payload: JsonObject, skip: bool, trail: Trail | None) -> Sent:
    """Every product becomes an impression with the list's own id, time and user."""
    payload = dict(payload)
    _normalise_device(payload, trail)
    shared = {key: payload[key] for key in _SHARED if key in payload}
    impressions: list[JsonObject] = []
    trails: list[Trail] = []
    for index, product in enumerate(payload["products"]):
        impressions.append({**shared, **product})
        if trail is not None:
            trails.append(_impression_trail(trail, trail.at("products").at(index)))
    if len(impressions) == 1:
        return Sent("impressions", impressions[0], None if trail is None else trails[0])
    watched = None if trail is None else _list_trail(trail, trails)
    return Sent("*", {"impressions": impressions}, watched)


_SHARED = ("id", "occurredAt", "opaqueUserId", "deviceType", "channel")


def _impression_trail(whole: Trail, product: Trail) -> Trail:
    for key in _SHARED:
        product.put(key, whole.at(key))
    product.left_out.update({key: why for key, why in whole.left_out.items() if key in _SHARED})
    return product


def _list_trail(whole: Trail, impressions: list[Trail]) -> Trail:
    products = whole.at("products")
    for index, impression in enumerate(impressions):
        products.put(index, impression)
    whole.put("impressions", products)
    if impressions:
        whole.left_out = {key: why for key, why in whole.left_out.items() if key not in _SHARED}
    return whole


def _normalise_device(event: JsonObject, trail: Trail | None) -> None:
    """Systems become kinds of device; a word that Topsort would refuse is left out."""
    former = event.get("deviceType", MISSING)
    if former is MISSING:
        return
    device = _DEVICES.get(former, MISSING)
    if device is MISSING:
        del event["deviceType"]
        if trail is not None:
            trail.leave_out("deviceType", "unknown")
    else:
        event["deviceType"] = device
        if trail is not None and device != former:
            trail.at("deviceType").note("normalised", former)


ACTIONS: dict[str, Build] = {
    "impression": _single("impressions"),
    "impressionsList": _impressions_list,
    "click": _single("clicks"),
    "purchase": _purchase,
    "pageviews": _whole("pageviews"),
}
"""The actions by the name that subscriptions use."""

_EVENT_NAMES = {
    "impression": "impression",
    "impressionsList": "impression",
    "click": "click",
    "purchase": "purchase",
    "pageviews": "page view",
}
_ARRAYS = {
    "impression": "impressions",
    "impressionsList": "impressions",
    "click": "clicks",
    "purchase": "purchases",
    "pageviews": "pageviews",
}


def event_name(action: str) -> str:
    """What one event of an action is called in a sentence: `impression`, `click`, `purchase`,
    `page view`; an unknown action by its own name."""
    return _EVENT_NAMES.get(action, action)


def events_of(action: str) -> str:
    """The array of Topsort's request that an action fills. Raises KeyError."""
    return _ARRAYS[action]
