"""One message, reduced to what the session rules need of it."""

from sys import intern

from app.lint.bid_lists import list_bids
from app.lint.facts import Fact, Gap
from app.lint.ids import id_text, product_id
from app.lint.observation import JudgedDelivery
from app.lint.scene import Scene
from app.segment.jsontext import Json, JsonObject
from app.segment.paths import MISSING, get, path_text
from app.topsort.contract import tie

ROLES = {"Product Clicked": "clicked", "Product Added": "added"}
"""The two events of the e-commerce spec that one user action may both send."""

SERVERS = frozenset(
    {
        "@segment/analytics-node",
        "analytics-node",
        "analytics-python",
        "analytics-ruby",
        "analytics-php",
        "analytics-java",
        "analytics-go",
        "analytics-rust",
        "analytics.net",
    }
)
"""Names of server libraries, in lower case. Their clock is another than the browser's."""

_BID = ("properties", "resolvedBidId")

_ADD_BUTTON = ("target", "element", "button", "click_target")
"""Properties of a Product Clicked in which sites name what was clicked."""


def user_of(message: JsonObject) -> str:
    """Whom session rules take it for: `anonymousId`, else `userId`; empty where neither is."""
    anonymous = _id(message.get("anonymousId"))
    if anonymous:
        return f"a:{anonymous}"
    user = _id(message.get("userId"))
    return f"u:{user}" if user else ""


def gather(scene: Scene) -> Fact | None:
    """The fact of a message, or None where no session rule looks at it. A message that stays
    away from Topsort by itself is no click and lacks no bid."""
    observation = scene.observation
    message = observation.message
    kind = message.get("type")
    event = message.get("event")
    role = ROLES.get(event, "") if kind == "track" and isinstance(event, str) else ""
    separates = kind in ("page", "screen")
    impressions = scene.deliveries("impression", "click", "impressionsList")
    if scene.muted:
        role = ""
    if not (role or separates or impressions):
        return None
    properties = message.get("properties")
    if not isinstance(properties, dict):
        properties = {}
    times = scene.times
    product = product_id(properties)
    library = get(message, ("context", "library", "name"))
    library = library if isinstance(library, str) else ""
    bids, gaps = _deliveries(scene, impressions, product)
    click = next((one for one in impressions if one[1].delivery.action == "click"), None)
    bid = id_text(properties.get("resolvedBidId"))
    path = get(message, ("context", "page", "path"))
    return Fact(
        row=observation.row,
        message_id=_id(message.get("messageId")),
        event=intern(event if isinstance(event, str) else str(kind)),
        t=times.own,
        occ=times.occurred,
        role=role,
        separates=separates,
        bid=bid or next((one for _, one in bids), ""),
        product=product,
        sku=id_text(properties.get("sku")),
        path=intern(path) if isinstance(path, str) else "",
        library=intern(library),
        language=scene.language,
        server=library.lower() in SERVERS or message.get("channel") == "server",
        click=None if click is None else click[0],
        lost=click is not None and click[1].outcome != "accepted",
        hint=_hints_at_button(role, properties),
        skew=times.skew,
        carries=tuple(dict.fromkeys((one, b) for one, b in bids if one)),
        gaps=gaps,
    )


def _deliveries(
    scene: Scene, impressions: list[tuple[int, JudgedDelivery]], product: str
) -> tuple[list[tuple[str, str]], tuple[Gap, ...]]:
    """Product and bid of each that carries one; those that lack one."""
    bids: list[tuple[str, str]] = []
    gaps: list[Gap] = []
    for index, judged in impressions:
        if judged.delivery.action == "impressionsList":
            bids.extend(list_bids(scene, judged))
            continue
        event = judged.delivery.event
        if not isinstance(event, dict):
            continue
        value = event.get("resolvedBidId")
        bid = id_text(value)
        if bid:
            bids.append((product, bid))
        elif (value is None or isinstance(value, str)) and tie(event) == "anonymous":
            gaps.append(_gap(scene, index, judged, product))
    return bids, tuple(gaps)


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
    required = any(
        one.message.endswith("missing the required field 'resolvedBidId'.")
        for one in judged.delivery.errors
    )
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
    return value if isinstance(value, str) else id_text(value)
