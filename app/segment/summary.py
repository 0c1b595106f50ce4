"""The few words of a message that lists and filters need."""

from dataclasses import dataclass

from app.segment.jsontext import Json, JsonObject
from app.segment.paths import get


@dataclass(frozen=True, slots=True)
class Summary:
    """What a row of the event list shows of a message; texts are empty where it has nothing.

    `name` is the event of a track, else the type. `products` is ready to show: id and name of
    one product, `3 products`, `2 lines, 61.00`, or the words of a search.
    """

    type: str
    name: str
    message_id: str
    anonymous_id: str
    user_id: str
    page_path: str
    library: str
    products: str


def summarise(message: JsonObject) -> Summary:
    """Summarise any message, however odd its fields are."""
    kind = _text(message.get("type"))
    event = _text(message.get("event"))
    library = get(message, ("context", "library"))
    names = library if isinstance(library, dict) else {}
    return Summary(
        type=kind,
        name=event if kind == "track" and event else kind,
        message_id=_text(message.get("messageId")),
        anonymous_id=_text(message.get("anonymousId")),
        user_id=_text(message.get("userId")),
        page_path=_text(get(message, ("context", "page", "path"))),
        library=" ".join(
            text for text in (_text(names.get("name")), _text(names.get("version"))) if text
        ),
        products=_products(message.get("properties")),
    )


def _text(value: Json) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        return f"{value:g}" if isinstance(value, float) else str(value)
    return ""


def _products(properties: Json) -> str:
    if not isinstance(properties, dict):
        return ""
    products = properties.get("products")
    if isinstance(products, list):
        if len(products) == 1 and "order_id" not in properties:
            return _product(products[0])
        if "order_id" in properties or any(
            key in properties for key in ("total", "revenue", "subtotal")
        ):
            lines = "1 line" if len(products) == 1 else f"{len(products)} lines"
            total = _total(properties, products)
            return f"{lines}, {total:,.2f}" if total is not None else lines
        return f"{len(products)} products"
    product = _product(properties)
    if product:
        return product
    query = _text(properties.get("query"))
    return f"“{query}”" if query else ""


def _product(product: Json) -> str:
    if not isinstance(product, dict):
        return ""
    identity = next(
        (text for key in ("product_id", "productId", "sku") if (text := _text(product.get(key)))),
        "",
    )
    return " ".join(text for text in (identity, _text(product.get("name"))) if text)


def _total(properties: JsonObject, products: list[Json]) -> float | None:
    for key in ("total", "revenue", "subtotal"):
        value = properties.get(key)
        if isinstance(value, int | float) and not isinstance(value, bool):
            return float(value)
    total = 0.0
    for product in products:
        price = product.get("price") if isinstance(product, dict) else None
        quantity = product.get("quantity", 1) if isinstance(product, dict) else 1
        if not isinstance(price, int | float) or not isinstance(quantity, int | float):
            return None
        total += price * quantity
    return total
