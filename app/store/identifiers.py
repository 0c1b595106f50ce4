"""The ids that a message or a Topsort event names, as one text that a filter can search.

One line each, `p:` a product, `b:` a bid, `o:` an order, `u:` a user; the text begins and ends
with a line end where there is any, and is empty where there is none.
"""

from collections.abc import Iterable

from app.segment.jsontext import Json, JsonObject
from app.store.json_paths import value_text
from app.store.texts import column_text

_KINDS = {
    "product_id": "p",
    "productId": "p",
    "sku": "p",
    "resolvedBidId": "b",
    "resolved_bid_id": "b",
    "order_id": "o",
    "orderId": "o",
    "opaqueUserId": "u",
}


def in_message(message: JsonObject) -> str:
    """Products, bids and orders anywhere in a message's properties."""
    return _text(_ids(message.get("properties")))


def only_in_requests(message: JsonObject, requests: Iterable[JsonObject]) -> str:
    """What Topsort requests name and the message that they were made of does not: a mapping may
    take an id from anywhere."""
    known = {_line("u", message.get(key)) for key in ("anonymousId", "userId")}
    known.update(_ids(message.get("properties")))
    return _text(one for request in requests for one in _ids(request) if one not in known)


def _text(ids: Iterable[str]) -> str:
    lines = list(dict.fromkeys(ids))
    return "\n".join(["", *lines, ""]) if lines else ""


def _ids(value: Json) -> list[str]:
    found: list[str] = []
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, list):
            waiting.extend(reversed(item))
        elif isinstance(item, dict):
            if item.get("type") == "product" and (line := _line("p", item.get("id"))):
                found.append(line)
            for key, inner in item.items():
                if type(inner) is dict or type(inner) is list:
                    waiting.append(inner)
                elif key in _KINDS and (line := _line(_KINDS[key], inner)):
                    found.append(line)
    return found


def _line(kind: str, value: Json) -> str:
    if value is None:
        return ""
    text = value if isinstance(value, str) else value_text(value)
    return f"{kind}:{column_text(text.replace(chr(10), ' '))}" if text else ""
