"""Reads judged messages under one configuration into what credit and journeys need."""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from sys import intern

from app.analysis.judged import JudgedMessage
from app.analysis.order_value import currency, line_value, order_value
from app.analysis.seen import Format, Kind, Lane, Order, OrderLine, Seen, State, Touch
from app.analysis.severity import SEVERITIES
from app.destination.fql import FqlError, parse
from app.destination.model import Configuration
from app.lint.devices import SERVERS
from app.lint.finding import Finding
from app.lint.gather import user_of
from app.lint.ids import key_text, product_id
from app.lint.observation import JudgedDelivery
from app.lint.sources import ListSource, list_source
from app.masking import is_secret
from app.segment.jsontext import Json, JsonObject, dumps_text
from app.segment.paths import get
from app.segment.summary import summarise
from app.segment.times import parse_time
from app.topsort.contract import tie

_KINDS: dict[str, Kind] = {
    "impression": "impression",
    "impressionsList": "impression",
    "click": "click",
}
_LANES: dict[str, Lane] = {**_KINDS, "purchase": "purchase"}
_ORDER_IDS = ("order_id", "orderId", "transaction_id", "checkout_id")
_PRODUCTS = ListSource(("properties", "products"), {})

MOST_PARTS = 200
"""Impressions of one list and lines of one order that are looked at; the contract allows 50
impressions."""

LONGEST_NAME = 200
"""Characters of an event's name that are kept."""


class Reading:
    """How messages are read under one configuration."""

    def __init__(self, configuration: Configuration) -> None:
        self._actions = {one.name: one.action for one in reversed(configuration.subscriptions)}
        self._by_event: dict[str, str] = {}
        self._lists: dict[tuple[str, str], ListSource] = {}
        for one in reversed(configuration.subscriptions):
            for name in _events(one.trigger):
                self._by_event[name] = one.action
            key = "items" if one.action == "purchase" else "products"
            mapping = one.mapping if isinstance(one.mapping, dict) else {}
            found = list_source(mapping.get(key))
            if found is not None:
                self._lists[one.name, one.action] = found

    def read(self, judged: JudgedMessage) -> Seen:
        """What is to be remembered of a message. Never raises over what it holds."""
        message = judged.message
        summary = summarise(message)
        properties = message.get("properties")
        properties = properties if isinstance(properties, dict) else {}
        parts = list(self._parts(judged))
        head = _Head(judged, parts, intern(summary.name[:LONGEST_NAME]))
        touches = tuple(
            touch for action, one in parts for touch in self._touches(head, properties, action, one)
        )
        order = next(
            (self._order(head, properties, one) for action, one in parts if action == "purchase"),
            None,
        )
        deliveries = judged.judgement.deliveries
        ties = [one.tie for one in deliveries if one.tie]
        return Seen(
            row=judged.row,
            message_id=head.message_id,
            user=head.user,
            person=head.person,
            at=head.at,
            type=summary.type,
            name=head.name,
            verdict=judged.judgement.verdict,
            tie=next((one for one in ("anonymous", "organic", "sponsored") if one in ties), None),
            path=head.path,
            products=summary.products[:LONGEST_NAME],
            server=head.server,
            lane=next((_LANES[action] for action, _ in parts if action in _LANES), ""),
            touches=touches,
            order=order,
            findings=codes_of(judged.findings),
            silenced=silenced_codes(judged.findings),
            presets=tuple(one.delivery.preset for one in deliveries),
            missed=(judged.judgement.detail_kind, judged.judgement.detail)
            if judged.judgement.verdict == "unmapped"
            else ("", ""),
            placed=_placed(parts),
            offsite=properties.get("channel") == "offsite",
            secret=is_secret(dumps_text(message)),
        )

    def action_meant(self, judged: JudgedMessage) -> str:
        """The action that an unmapped message would have had: that of the subscription which is
        switched off, or whose event's name it nearly has; empty where there is none."""
        kind, detail = judged.judgement.detail_kind, judged.judgement.detail
        known = self._actions if kind == "off" else self._by_event if kind == "name" else {}
        return known.get(detail, "")

    def _parts(self, judged: JudgedMessage) -> Iterator[tuple[str, JudgedDelivery | None]]:
        """The actions of a message, each with its delivery; without one where it is unmapped."""
        if judged.judgement.verdict == "unmapped":
            action = self.action_meant(judged)
            if action:
                yield action, None
        for one in judged.judgement.deliveries:
            yield one.delivery.action, one

    def _items(self, message: JsonObject, judged: JudgedDelivery | None) -> list[Json]:
        """The products as the message lists them."""
        key = ("", "") if judged is None else (judged.delivery.preset, judged.delivery.action)
        value = get(message, self._lists.get(key, _PRODUCTS).path)
        return value if isinstance(value, list) else [value] if isinstance(value, dict) else []

    def _touches(
        self,
        head: "_Head",
        properties: JsonObject,
        action: str,
        judged: JudgedDelivery | None,
    ) -> Iterator[Touch]:
        kind = _KINDS.get(action)
        if kind is None:
            return
        if action == "impressionsList":
            pairs = self._list(head.message, judged)
        else:
            event = judged.delivery.event if judged is not None else None
            pairs = [(properties, event if isinstance(event, dict) else properties)]
        place = 0
        for values, event in pairs[:MOST_PARTS]:
            bid = key_text(event.get("resolvedBidId")) or key_text(values.get("resolvedBidId"))
            state = _state(judged, event)
            if state in ("organic", "anonymous"):
                bid = ""
            products, vendor = _stands_for(values, event, bid)
            form = _format(head.name, event, bool(products), vendor)
            for product in products or ("",):
                yield Touch(
                    row=head.row,
                    message_id=head.message_id,
                    user=head.user,
                    person=head.person,
                    at=head.at,
                    kind=kind,
                    event=head.name,
                    product=product,
                    vendor=vendor,
                    bid=bid,
                    state=state,
                    format=form,
                    path=head.path,
                    place=place,
                )
                place += 1

    def _list(
        self, message: JsonObject, judged: JudgedDelivery | None
    ) -> list[tuple[JsonObject, JsonObject]]:
        """Each product of a list as the message has it, with its impression: of the request
        where one is sent."""
        items = [one if isinstance(one, dict) else {} for one in self._items(message, judged)]
        request = judged.delivery.request if judged is not None else None
        sent = (request or {}).get("impressions", [])
        if len(sent) == len(items):
            return list(zip(items, sent, strict=True))
        # A mapping of the user's own made other impressions than there are products.
        return [({}, one) for one in sent] or [(one, one) for one in items]

    def _order(self, head: "_Head", properties: JsonObject, judged: JudgedDelivery | None) -> Order:
        items = self._items(head.message, judged)
        event = judged.delivery.event if judged is not None else None
        made = event.get("items") if isinstance(event, dict) else None
        known = [one for one in made if isinstance(one, dict)] if isinstance(made, list) else []
        if known:
            lines = [
                OrderLine(
                    product=key_text(one.get("productId")),
                    vendor=key_text(one.get("vendorId")),
                    value=line_value(one.get("unitPrice"), one.get("quantity")),
                    place=place,
                )
                for place, one in enumerate(known)
            ]
        else:
            lines = [
                OrderLine(
                    product=key_text(product_id(one)),
                    vendor=key_text(one.get("vendorId")) or key_text(one.get("brand")),
                    value=line_value(one.get("price"), one.get("quantity")),
                    place=place,
                )
                for place, one in enumerate(items)
                if isinstance(one, dict)
            ]
        return Order(
            row=head.row,
            message_id=head.message_id,
            user=head.user,
            person=head.person,
            at=head.at,
            event=head.name,
            order_id=_order_id(properties),
            state="unmapped" if judged is None else judged.outcome,
            lines=tuple(lines[:MOST_PARTS]),
            value=order_value((one.value for one in lines), properties),
            currency=currency(properties),
            server=head.server,
            more=max(0, len(lines) - MOST_PARTS),
            faults=() if judged is None else _faults(judged),
        )


class _Head:
    """What all parts of one message share."""

    __slots__ = ("at", "message", "message_id", "name", "path", "person", "row", "server", "user")

    def __init__(
        self,
        judged: JudgedMessage,
        parts: Iterable[tuple[str, JudgedDelivery | None]],
        name: str,
    ) -> None:
        message = judged.message
        events = [
            event
            for _, one in parts
            if one is not None and one.outcome == "accepted"
            for events in (one.delivery.request or {}).values()
            for event in events[:1]
        ]
        opaque = next((one["opaqueUserId"] for one in events if one.get("opaqueUserId")), "")
        library = get(message, ("context", "library", "name"))
        path = get(message, ("context", "page", "path"))
        times = (*(one.get("occurredAt") for one in events), message.get("timestamp"))
        known = (parse_time(one) for one in (*times, message.get("originalTimestamp")))
        self.message = message
        self.row = judged.row
        self.message_id = text_of(message.get("messageId"))
        self.user = user_of({"anonymousId": opaque} if opaque else message)
        self.person = text_of(message.get("userId"))
        self.at = next((one for one in known if one is not None), judged.judged_at)
        self.name = name
        self.path = intern(path[:LONGEST_NAME]) if isinstance(path, str) else ""
        name_of_library = library.lower() if isinstance(library, str) else ""
        self.server = name_of_library in SERVERS or message.get("channel") == "server"


def text_of(value: Json) -> str:
    """An id as Topsort gets it: a text as it is, a number as one; a long one by its digest, so
    that hostile ids take no room."""
    return value if isinstance(value, str) and len(value) <= LONGEST_NAME else key_text(value)


def _state(judged: JudgedDelivery | None, event: JsonObject) -> State:
    if judged is None:
        return "unmapped"
    return tie(event) if judged.outcome == "accepted" else judged.outcome


def _stands_for(values: JsonObject, event: JsonObject, bid: str) -> tuple[tuple[str, ...], str]:
    """The products that an impression or click stands for, and its vendor.

    With a bid also what `additionalAttribution` adds; without one what `entity` names, which is
    disregarded where there is a bid.
    """
    products = [key_text(product_id(values))]
    vendor = key_text(values.get("vendorId")) or key_text(event.get("externalVendorId"))
    named = event.get("additionalAttribution" if bid else "entity")
    if isinstance(named, dict):
        if named.get("type") == "product":
            products.append(key_text(named.get("id")))
        elif named.get("type") == "vendor":
            vendor = key_text(named.get("id")) or vendor
    return tuple(dict.fromkeys(one for one in products if one)), vendor


def _format(name: str, event: JsonObject, product: bool, vendor: str) -> Format:
    """The format of the ad. No event names it: a banner is told by its object or its name, and
    what stands for a vendor and no product is taken for a sponsored brand."""
    thing = event.get("object")
    kind = thing.get("type") if isinstance(thing, dict) else None
    if kind == "banner" or (kind != "listing" and name.startswith("Banner")):
        return "banners"
    return "brands" if vendor and not product else "listings"


def _faults(judged: JudgedDelivery) -> tuple[str, ...]:
    """The fields at fault, by name: of Segment's complaints, else of Topsort's refusals."""
    paths = [one.at for one in judged.delivery.errors] or [one.path for one in judged.refusals]
    fields = (step for path in paths for step in path[-1:] if isinstance(step, str))
    return tuple(sorted(set(fields)))


def _placed(parts: Iterable[tuple[str, JudgedDelivery | None]]) -> bool | None:
    """Whether an impression or click that arrives says on which page it was."""
    for action, one in parts:
        if action not in ("impression", "click") or one is None or one.outcome != "accepted":
            continue
        event = one.delivery.event
        placement = event.get("placement") if isinstance(event, dict) else None
        return isinstance(placement, dict) and bool(placement.get("path"))
    return None


def _order_id(properties: JsonObject) -> str:
    return next((text for key in _ORDER_IDS if (text := key_text(properties.get(key)))), "")


def codes_of(findings: Iterable[Finding]) -> tuple[tuple[str, str], ...]:
    """Code and severity of each finding once, worst first; silenced ones are left out."""
    found = {(one.code, one.severity) for one in findings if not one.silenced}
    return tuple(sorted(found, key=lambda one: (SEVERITIES.index(one[1]), one[0])))


def silenced_codes(findings: Iterable[Finding]) -> tuple[str, ...]:
    """The codes of those that the user has silenced and that are more than a hint."""
    return tuple(sorted({one.code for one in findings if one.silenced and one.severity != "info"}))


@lru_cache(maxsize=512)
def _events(trigger: str) -> tuple[str, ...]:
    """The event names in a trigger; none where Segment cannot read it."""
    try:
        return tuple(parse(trigger).events)
    except FqlError:
        return ()
