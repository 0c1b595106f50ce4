"""Ids as a person and Topsort compare them."""

from hashlib import blake2b
from typing import Literal, TypeAlias

from app.segment.jsontext import Json, JsonObject

Likeness: TypeAlias = Literal["bid", "product", "sku", "variant"]
"""Why two clicks are taken for clicks on one thing."""

_JOINTS = "-_.:/ "
_LONGEST = 300
_LEFT = 60
_KIN_LONGEST = 100


def id_text(value: Json) -> str:
    """An id as text without blanks around it; empty where there is none.

    Numbers become text, and a list of one is unwrapped, as the destination does.
    """
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, list) and len(value) == 1 and not isinstance(value[0], list):
        return id_text(value[0])
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
    return ""


def key_text(value: Json) -> str:
    """An id as rules over several messages keep it: as `id_text`, and a long one by its digest,
    so that hostile ids take no room. Equal ids stay equal, unlike ones unlike."""
    text = value.strip() if isinstance(value, str) else id_text(value)
    return text if len(text) <= _LONGEST else _digested(text)


def _digested(text: str) -> str:
    digest = blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
    return f"{text[:_LEFT]}…{digest}"


def product_id(values: JsonObject) -> str:
    """The product that properties, or an item of a list, name; empty where they name none."""
    return id_text(values.get("product_id")) or id_text(values.get("productId"))


def likeness(one: tuple[str, str], other: tuple[str, str]) -> Likeness | None:
    """Whether two clicks, each given as product id and sku, are on one product; an id that is
    missing may stand under the other name."""
    if one[0] and one[0] == other[0]:
        return "product"
    if one[1] and one[1] == other[1]:
        return "sku"
    first, second = one[0] or one[1], other[0] or other[1]
    if first and first == second:
        return "sku"
    return "variant" if is_variant(first, second) else None


def is_variant(one: str, other: str) -> bool:
    """Whether two unlike ids probably name one product.

    They do when they differ in case only, when one is the other with a suffix that begins with
    `-`, `_`, `.`, `:`, `/` or a space, or with letters before it that end with one of these.
    """
    if not one or not other or one == other:
        return False
    short, long = sorted((one.casefold(), other.casefold()), key=len)
    if short == long:
        return True
    if long.startswith(short) and long[len(short)] in _JOINTS:
        return True
    head = long[: -len(short)]
    return long.endswith(short) and head[-1] in _JOINTS and head[:-1].isalpha()


def kin_keys(product: str) -> tuple[str, ...]:
    """Every id of which `product` may be a variant with something before or after it, and
    `product` itself, in one case: two unlike ids are variants exactly where one is, itself,
    among the keys of the other (`is_variant`). None for an id that is too long for a catalogue.
    """
    if not product or len(product) > _KIN_LONGEST:
        return ()
    text = product.casefold()
    keys = [text]
    for index, char in enumerate(text):
        if char in _JOINTS:
            if index:
                keys.append(text[:index])
            if index + 1 < len(text) and text[:index].isalpha():
                keys.append(text[index + 1 :])
    return tuple(dict.fromkeys(keys))
