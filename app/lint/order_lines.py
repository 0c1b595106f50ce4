"""The lines of an order as the message has them, and which of them the destination keeps."""

from app.destination.javascript import number_of
from app.lint.observation import JudgedDelivery
from app.lint.scene import Scene
from app.lint.sources import Line, lines
from app.segment.jsontext import Json
from app.segment.paths import MISSING, Path


def order_lines(scene: Scene, judged: JudgedDelivery, field: str) -> tuple[Path | None, list[Line]]:
    """Where a line has the value of `field`, and the lines; None and no lines where the mapping
    does not simply walk through a list of the message."""
    where = scene.setting.list_source(judged.delivery, "items")
    if where is None:
        return None, []
    return where.keys.get(field), lines(scene.message, where)


def kept_lines(scene: Scene, judged: JudgedDelivery) -> list[int] | None:
    """Indexes of the lines that are left in an order from which those without a price above
    zero were taken out; None where none are, or where the mapping does not say which."""
    if judged.delivery.action != "purchase" or not scene.setting.skips_zero_prices:
        return None
    key, found = order_lines(scene, judged, "unitPrice")
    if key is None:
        return None
    return [index for index, line in enumerate(found) if _has_price(line.get(key))]


def _has_price(value: Json) -> bool:
    """Whether the number that Segment makes of the value is above zero."""
    if value is MISSING or isinstance(value, list | dict):
        return False
    return number_of(value) > 0
