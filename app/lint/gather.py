"""One message, reduced to what the rules over several messages need of it."""

from hashlib import blake2b
from sys import intern

from app.lint.bid_lists import list_bids
from app.lint.devices import SERVERS, device_of
from app.lint.facts import Fact, Gap
from app.lint.ids import id_text, key_text, product_id
from app.lint.observation import JudgedDelivery
from app.lint.orders import cents, number, order_of
from app.lint.scene import ROLES, Scene
from app.segment.jsontext import Json, JsonObject, dumps
from app.segment.paths import MISSING, get, path_text
from app.topsort.contract import tie

_BID = ("properties", "resolvedBidId")

_ADD_BUTTON = ("target", "element", "button", "click_target")
"""Properties of a Product Clicked in which sites name what was clicked."""

_TRAVEL = ("sentAt", "receivedAt", "timestamp", "_metadata", "writeKey")
"""What two sendings of one message may differ in."""

_SEEN = ("impression", "click", "impressionsList")


def user_of(message: JsonObject) -> str:
    """Whom rules over several messages take it for: `anonymousId`, else `userId`; empty where
    neither is."""
    anonymous = _id(message.get("anonymousId"))
    if anonymous:
        return f"a:{anonymous}"
    user = _id(message.get("userId"))
    return f"u:{user}" if user else ""


def gather(scene: Scene) -> Fact | None:
    """The fact of a message, or None where no rule over several messages looks at it. A message
    that stays away from Topsort by itself is no click and lacks no bid."""
    observation = scene.observation
    message = scene.message
    kind = message.get("type")
    event = message.get("event")
    muted = scene.muted
    role = "" if muted else ROLES.get(scene.event, "")
    separates = kind in ("page", "screen")
    mapped = bool(observation.deliveries) and not muted
    if not (role or separates or mapped):
        return None
    times = scene.times
    context = message.get("context")
    if not isinstance(context, dict):
        context = {}
    library = get(context, ("library", "name"))
    library = library if isinstance(library, str) else ""
    path = get(context, ("page", "path"))
    user = user_of(message)
    fact = Fact(
        row=observation.row,
        message_id=_id(message.get("messageId")),
        event=intern(event[:200] if isinstance(event, str) else str(kind)),
        t=times.own,
        occ=times.occurred,
        user=user,
        account=_id(message.get("userId")) if user.startswith("a:") else "",
        role=role,
        separates=separates,
        mapped=mapped,
        path=intern(path[:500]) if isinstance(path, str) else "",
        library=intern(library[:100]),
        language=scene.language,
        server=library.lower() in SERVERS or message.get("channel") == "server",
        skew=times.skew,
    )
    if mapped:
        fact.digest = _digest(message, context)
    if role or scene.event:
        _describe(fact, scene, context)
    return fact


def _describe(fact: Fact, scene: Scene, context: JsonObject) -> None:
    """What a track call shows, clicks or buys."""
    properties = scene.properties
    fact.device = device_of(context)
    fact.product = key_text(product_id(properties))
    fact.sku = key_text(properties.get("sku"))
    fact.bid = key_text(properties.get("resolvedBidId"))
    fact.hint = _hints_at_button(fact.role, properties)
    seen = scene.deliveries(*_SEEN)
    if seen:
        _deliveries(fact, scene, seen)
        fact.banner = fact.event.startswith("Banner ")
        fact.vendor = key_text(properties.get("vendorId") or properties.get("externalVendorId"))
    fact.order = order_of(scene)
    if fact.product and "price" in properties:
        price = number(properties["price"])
        if price is not None and price > 0:
            fact.prices = ((fact.product, cents(price)),)


def _deliveries(fact: Fact, scene: Scene, seen: list[tuple[int, JudgedDelivery]]) -> None:
    """Product and bid of each that carries one; those that lack one."""
    carries: list[tuple[str, str]] = []
    gaps: list[Gap] = []
    for index, judged in seen:
        action = judged.delivery.action
        won = judged.outcome == "accepted" and judged.tie == "sponsored"
        if action != "click" and fact.view is None:
            fact.view = index
        if action == "impressionsList":
            listed = list_bids(scene, judged)
            carries.extend(listed)
            fact.won += len(listed) if won else 0
            continue
        event = judged.delivery.event
        if action == "click" and fact.click is None:
            fact.click = index
            fact.lost = judged.outcome != "accepted"
        if not isinstance(event, dict):
            continue
        value = event.get("resolvedBidId")
        bid = key_text(value)
        if bid:
            carries.append((fact.product, bid))
            fact.won += won and action == "impression"
            fact.hit = fact.hit or (won and action == "click")
            fact.attributed = fact.attributed or bool(event.get("additionalAttribution"))
        elif (value is None or isinstance(value, str)) and (
            tie(event) == "anonymous" or _requires_bid(judged)
        ):
            gaps.append(_gap(scene, index, judged, fact.product))
    fact.carries = tuple(dict.fromkeys(carries))
    fact.gaps = tuple(gaps)
    if not fact.bid and carries:
        fact.bid = carries[0][1]


def _digest(message: JsonObject, context: JsonObject) -> bytes:
    """Equal for messages of equal content; what changes from one sending to the next does not
    count. A time that Segment corrects changes as well, unless nothing else tells the time; one
    that Segment filled in is the time of receipt."""
    content = {key: value for key, value in message.items() if key not in _TRAVEL}
    if "originalTimestamp" not in message:
        time = message.get("timestamp")
        content["timestamp"] = None if time == message.get("receivedAt") else time
    if "ip" in context:
        content["context"] = {key: value for key, value in context.items() if key != "ip"}
    return blake2b(dumps(content), digest_size=8).digest()


def _requires_bid(judged: JudgedDelivery) -> bool:
    """Whether the definition in use refuses the payload for its missing bid, entity or not."""
    return any(
        one.message.endswith("missing the required field 'resolvedBidId'.")
        for one in judged.delivery.errors
    )


def _gap(scene: Scene, index: int, judged: JudgedDelivery, product: str) -> Gap:
    where = scene.setting.source(judged.delivery, "resolvedBidId") or _BID
    value = get(scene.observation.message, where)
    if value is MISSING:
        found = "missing"
    elif value is None:
        found = "null"
    elif id_text(value):
        found = "there, but this subscription does not send it"
    else:
        found = "empty" if value in ("", []) else "blank"
    required = _requires_bid(judged)
    return Gap(
        delivery=index,
        action=judged.delivery.action,
        product=product,
        found=found,
        path=path_text(where),
        required=required,
        lost=judged.outcome != "accepted" and not required,
    )


def _hints_at_button(role: str, properties: JsonObject) -> bool:
    """Whether a Product Added says that it came from a cart call, or a Product Clicked that an
    add button was clicked."""
    if role == "added":
        return bool(properties.get("source") or properties.get("cart_id"))
    return role == "clicked" and any(
        "add" in value.lower()
        for name in _ADD_BUTTON
        if isinstance(value := properties.get(name), str)
    )


def _id(value: Json) -> str:
    # An id of a user or a message counts as it is, blanks and all.
    return value if isinstance(value, str) and len(value) <= 200 else key_text(value)
