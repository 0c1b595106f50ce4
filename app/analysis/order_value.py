"""What an order is worth, as far as the message itself says it.

The values are used in sentences that begin with “at least”, so that whatever cannot be read
counts for nothing. Topsort's API has no currency; the message's own stands beside the value.
"""

import re
from collections.abc import Iterable
from decimal import Decimal

from app.segment.jsontext import Json, JsonObject

MOST = Decimal(10) ** 12
"""No order is worth more: a number from here on is a fault or an attack."""

_PLAIN = re.compile(r"\d{1,13}(\.\d{1,20})?", re.ASCII)
_CURRENCY = re.compile(r"[A-Za-z]{3}")
_TOTALS = ("total", "revenue", "subtotal", "value")


def amount(value: Json) -> Decimal | None:
    """A number from 0 to MOST, also as the text of one; None for all else."""
    if isinstance(value, str):
        text = value.strip()
        number = Decimal(text) if _PLAIN.fullmatch(text) else None
    elif isinstance(value, int | float) and not isinstance(value, bool):
        number = Decimal(repr(value))
    else:
        return None
    if number is None or not number.is_finite() or not 0 <= number <= MOST:
        return None
    return number


def line_value(price: Json, quantity: Json) -> Decimal | None:
    """Price times quantity, which is 1 where there is none (None); None where one of the two
    cannot be read."""
    each = amount(price)
    count = Decimal(1) if quantity is None else amount(quantity)
    if each is None or count is None:
        return None
    value = each * count
    return value if value <= MOST else None


def order_value(lines: Iterable[Decimal | None], properties: JsonObject) -> Decimal | None:
    """The sum of the lines where all can be read, else the total that the message names, else
    what can be read of the lines; None where nothing can."""
    values = list(lines)
    known = [one for one in values if one is not None]
    if values and len(known) == len(values):
        return _bounded(sum(known, Decimal(0)))
    for key in _TOTALS:
        total = amount(properties.get(key))
        if total is not None:
            return total
    # A line that is left out could be a discount, and the sum then too much.
    if known and not any(_is_negative(one) for one in _prices(properties)):
        return _bounded(sum(known, Decimal(0)))
    return None


def currency(properties: JsonObject) -> str:
    """The three letters of the message's currency, in capitals; empty where it names none."""
    value = properties.get("currency")
    return value.upper() if isinstance(value, str) and _CURRENCY.fullmatch(value) else ""


def _bounded(value: Decimal) -> Decimal | None:
    return value if value <= MOST else None


def _prices(properties: JsonObject) -> list[Json]:
    products = properties.get("products")
    if not isinstance(products, list):
        return []
    return [value for one in products if isinstance(one, dict) for value in one.values()]


def _is_negative(value: Json) -> bool:
    if isinstance(value, str):
        return value.strip().startswith("-")
    return isinstance(value, int | float) and not isinstance(value, bool) and value < 0
