"""Reading a place in a message as JavaScript reads `message.properties.page`."""

import re
from functools import lru_cache

from app.destination.javascript import character_at, index_of_key, length_of
from app.segment.jsontext import Json
from app.segment.paths import MISSING

_CUT = re.compile(r"""\[(?=["'0-9])|\.|(?<=["'0-9])\]+""")
_QUOTES = str.maketrans("", "", "\"'")


def keys_of_path(path: str) -> tuple[str, ...]:
    """The keys of a mapping's path such as `$.properties.products[0]['product_id']`.

    No keys: the data itself. The first `$.` is taken out, wherever it stands.
    """
    return keys_of(path.replace("$.", "", 1))


@lru_cache(maxsize=4096)
def keys_of(path: str) -> tuple[str, ...]:
    """The same for a path without `$.`, as it stands in the braces of a template.

    As in Segment, dots cut inside quotes too, so a key with a dot in it cannot be reached.
    """
    parts = _CUT.split(path)
    return tuple(part.translate(_QUOTES) for part in parts if part)


def look_up(value: Json, keys: tuple[str, ...]) -> Json:
    """What Segment finds under `keys`, one after the other, or MISSING.

    Where the way passes null, 0, false or an empty text, Segment stops and takes that as the
    answer: with `context.device` empty, `context.device.type` is the empty text.
    """
    for key in keys:
        value = value.get(key, MISSING) if type(value) is dict else member(value, key)
    return value


def member(value: Json, key: str) -> Json:
    """One step of `look_up`: `value && value[key]`. Texts have characters and a `length`.

    The members that JavaScript itself gives to every value (functions) count as nothing.
    """
    if isinstance(value, dict):
        return value.get(key, MISSING)
    if isinstance(value, list):
        if key == "length":
            return len(value)
        index = index_of_key(key)
        return value[index] if index is not None and index < len(value) else MISSING
    if not value or value != value:
        return value
    if isinstance(value, str):
        if key == "length":
            return length_of(value)
        index = index_of_key(key)
        return MISSING if index is None else character_at(value, index)
    return MISSING
