"""Finds the ids among many that probably name the same product as another."""

from collections.abc import Iterable
from itertools import islice

from app.lint.ids import is_variant

_JOINTS = frozenset("-_.:/ ")

LONGEST_ID = 200
"""Characters; an id that is longer has no variants but in case."""

MOST_STEMS = 32
"""Stems of one id: one with more joints than that is no id of a shop."""

MOST_FOUND = 16
"""Variants of one id that are handed out."""

_LOOKED_AT = 64
"""Ids that share a stem which are looked at: `hp` is a stem of every `hp-1`, `hp-2`, ..."""


class Variants:
    """Product ids by what they could be variants of."""

    def __init__(self, products: Iterable[str]) -> None:
        self._by_stem: dict[str, list[str]] = {}
        for product in sorted(set(products)):
            for stem in _stems(product):
                self._by_stem.setdefault(stem, []).append(product)

    def of(self, product: str) -> list[str]:
        """Ids that are unlike `product` and probably name the same one, as `is_variant` says;
        in the order of the alphabet, MOST_FOUND at most."""
        found = set(islice(self._by_stem.get(product.casefold(), ()), _LOOKED_AT))
        for stem in _stems(product):
            alike = islice(self._by_stem.get(stem, ()), _LOOKED_AT)
            found.update(one for one in alike if one.casefold() == stem)
        return [one for one in sorted(found) if is_variant(one, product)][:MOST_FOUND]


def _stems(product: str) -> list[str]:
    """The id itself, folded, and what it could be the longer form of."""
    text = product.casefold()
    if len(text) > LONGEST_ID:
        return [text]
    stems = [text]
    joints = [index for index, char in enumerate(text) if char in _JOINTS]
    stems += [text[:index] for index in joints]
    if joints and text[: joints[0]].isalpha():
        stems.append(text[joints[0] + 1 :])
    return [one for one in dict.fromkeys(stems) if one][:MOST_STEMS]
