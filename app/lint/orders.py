"""The order in a purchase, reduced to what rules over several messages need of it."""

from hashlib import blake2b

from app.destination.javascript import number_of_text
from app.lint.facts import Order, OrderLine
from app.lint.ids import key_text, product_id
from app.lint.observation import JudgedDelivery
from app.lint.scene import Scene
from app.lint.sources import Line, ListSource, lines
from app.segment.jsontext import Json, JsonObject
from app.segment.paths import MISSING, get, path_text

_PACKAGED = ListSource(
    ("properties", "products"),
    {
        "productId": ("product_id",),
        "unitPrice": ("price",),
        "quantity": ("quantity",),
        "vendorId": ("vendorId",),
    },
)
_IDS = (
    ("order", ("order_id", "orderId")),
    ("checkout", ("checkout_id", "checkoutId")),
    ("transaction", ("transaction_id", "transactionId")),
)
TOTALS = ("total", "revenue", "subtotal", "value")
_LINES = 200
"""Lines of one order that are looked at."""


def order_of(scene: Scene) -> Order | None:
    """The order of a message that is mapped to a purchase; None for any other message."""
    purchases = scene.deliveries("purchase")
    if not purchases:
        return None
    index, judged = purchases[0]
    where = scene.setting.list_source(judged.delivery, "items") or _PACKAGED
    found = lines(scene.message, where)[:_LINES]
    read = tuple(
        _line(one, where, _vendor(scene, judged, at, one, where)) for at, one in enumerate(found)
    )
    properties = scene.properties
    content = sorted(
        (line.product, line.price or 0.0, number(one.get(where.keys.get("quantity"))) or 0.0)
        for line, one in zip(read, found, strict=True)
    )
    total = next((number(properties[name]) for name in TOTALS if name in properties), None)
    return Order(
        index, _ids(properties), read, _digest((content, total)), judged.outcome != "accepted"
    )


def number(value: Json) -> float | None:
    """A number, or the text of one, as Segment's validation reads it; None for all else."""
    if isinstance(value, str):
        found = number_of_text(value) if value.strip() else None
        return float(found) if found is not None and abs(found) < 1e15 else None
    if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e15:
        return float(value)
    return None


def cents(price: float) -> int:
    """A price in hundredths, the way two prices are compared."""
    return round(price * 100)


def _digest(value: object) -> bytes:
    """The same in every process, unlike `hash`."""
    return blake2b(repr(value).encode("utf-8", "surrogatepass"), digest_size=8).digest()


def _ids(properties: JsonObject) -> tuple[tuple[str, str], ...]:
    found = []
    for kind, names in _IDS:
        for name in names:
            if name in properties and (text := key_text(properties[name])):
                found.append((kind, text))
                break
    return tuple(found)


def _vendor(scene: Scene, judged: JudgedDelivery, index: int, line: Line, where: ListSource) -> str:
    """The vendor of a line. The packaged mapping has two places for it, vendorId or else brand,
    so that it has no single key in `where`."""
    if "vendorId" in where.keys:
        return key_text(line.get(where.keys["vendorId"]))
    for path in scene.setting.places(judged.delivery, ("items", index, "vendorId")):
        value = get(scene.message, path)
        if value is not MISSING and value is not None:
            return key_text(value)
    return ""


def _line(line: Line, where: ListSource, vendor: str) -> OrderLine:
    keys = where.keys
    product = key_text(line.get(keys.get("productId")))
    if not product and isinstance(line.value, dict):
        product = key_text(product_id(line.value))
    price = line.get(keys.get("unitPrice"))
    return OrderLine(
        product,
        vendor,
        None if price is MISSING else number(price),
        path_text((*line.path, *keys.get("unitPrice", ("price",)))),
    )
