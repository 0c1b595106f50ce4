"""Places inside a JSON value: `properties.products[1].resolvedBidId`."""

import re
from typing import TypeAlias

from app.segment.jsontext import Json

Path: TypeAlias = tuple[str | int, ...]
"""Keys and list indexes from the top of a value; the empty path is the value itself."""

_PLAIN_KEY = re.compile(r"[A-Za-z_$@][\w$@-]*\Z")


class _Missing:
    def __repr__(self) -> str:
        return "MISSING"

    def __bool__(self) -> bool:
        return False


MISSING = _Missing()
"""What `get` answers where there is nothing; JavaScript's undefined, as null is its null."""


def path_text(path: Path) -> str:
    """Print a path as people write it; keys that are no plain names are quoted in brackets."""
    text = ""
    for step in path:
        if isinstance(step, int):
            text += f"[{step}]"
        elif _PLAIN_KEY.match(step):
            text += f".{step}" if text else step
        else:
            text += f"[{step!r}]"
    return text


def get(value: Json, path: Path) -> Json:
    """The value at `path`, or MISSING."""
    for step in path:
        if isinstance(step, int):
            if not isinstance(value, list) or not 0 <= step < len(value):
                return MISSING
            value = value[step]
        elif isinstance(value, dict) and step in value:
            value = value[step]
        else:
            return MISSING
    return value
