"""`@template`: text with places of the message in double or triple braces."""

import re

from app.destination.javascript import text_of, trimmed
from app.destination.lookup import keys_of, look_up
from app.segment.jsontext import Json
from app.segment.paths import MISSING

_TRIPLE = re.compile(r"\{\{\{([^}]+)\}\}\}")
_DOUBLE = re.compile(r"\{\{([^}]+)\}\}")


def render(template: str, data: Json) -> tuple[str, list[tuple[str, ...]]]:
    """The filled text, and the keys of all places that were looked up.

    Triple braces are filled first, so that braces in a value they bring are filled too. Raises
    NoPrimitiveError where a value cannot become text.
    """
    data = {} if data is MISSING else data
    read: list[tuple[str, ...]] = []

    def filled(match: re.Match[str]) -> str:
        keys = keys_of(trimmed(match[1]))
        read.append(keys)
        value = look_up(data, keys)
        return "" if value is None or value is MISSING else text_of(value)

    return _DOUBLE.sub(filled, _TRIPLE.sub(filled, template)), read
