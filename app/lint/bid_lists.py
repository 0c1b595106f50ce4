"""The products of a list event, and their bids."""

from app.lint.ids import key_text, product_id
from app.lint.observation import JudgedDelivery
from app.lint.scene import Scene
from app.lint.sources import Line, ListSource, lines
from app.segment.paths import MISSING, Path

_PACKAGED = ListSource(("properties", "products"), {"resolvedBidId": ("resolvedBidId",)})
_BID = "resolvedBidId"


def list_bids(scene: Scene, judged: JudgedDelivery) -> list[tuple[str, str]]:
    """Product id and bid of each product in a list that carries a bid; the id may be empty."""
    key, products = listed(scene, judged)
    found = []
    for line in products:
        value = line.get(key)
        bid = "" if value is MISSING else key_text(value)
        product = listed_product(line)
        if bid:
            found.append((product, bid))
    return found


def listed(scene: Scene, judged: JudgedDelivery) -> tuple[Path, list[Line]]:
    """Where a product of the list has its bid, and the products as the message has them."""
    mapped = scene.setting.list_source(judged.delivery, "products")
    where = mapped if mapped is not None and _BID in mapped.keys else _PACKAGED
    return where.keys[_BID], lines(scene.observation.message, where)


def listed_product(line: Line) -> str:
    """The id of one product of a list; empty where it has none."""
    return key_text(product_id(line.value)) if isinstance(line.value, dict) else ""
