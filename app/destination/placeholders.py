"""`@template`: text with places of the message in double or triple braces."""

import re
from functools import partial

from app.destination.javascript import text_of, trimmed
from app.destination.lookup import keys_of, look_up
from app.segment.jsontext import Json
from app.segment.paths import MISSING

_RUN = re.compile(r"([^}]+)(\}+)")
"""A text and the closing braces after it. Looking for `{{([^}]+)}}` itself would try each of many
opening braces to the end."""


def render(template: str, data: Json) -> tuple[str, list[tuple[str, ...]]]:
    """The filled text, and the keys of all places that were looked up.

    Triple braces are filled first, so that braces in a value they bring are filled too. Raises
    NoPrimitiveError where a value cannot become text.
    """
    data = {} if data is MISSING else data
    read: list[tuple[str, ...]] = []

    def filled(match: re.Match[str], opening: str) -> str:
        text, closing = match.groups()
        before, found, place = text.partition(opening)
        if not found or not place or len(closing) < len(opening):
            return match[0]
        keys = keys_of(trimmed(place))
        read.append(keys)
        value = look_up(data, keys)
        shown = "" if value is None or value is MISSING else text_of(value)
        return before + shown + closing[len(opening) :]

    for opening in ("{{{", "{{"):
        end = template.rfind("}") + 1
        template = _RUN.sub(partial(filled, opening=opening), template[:end]) + template[end:]
    return template, read
