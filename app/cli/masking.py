"""What leaves the program as text carries no secret: key-like values inside captured JSON."""

import re

from app.segment.jsontext import Json, JsonObject
from app.segment.keys import MASK, NO_KEY, short_key

_SECRET = re.compile(r"(TS[EC]_|[Bb]earer\s+)[\w.~+/=-]+")


def masked(value: Json) -> Json:
    """`value` with every Topsort key and bearer token in a text of it reduced to its prefix.

    The keys of objects are texts, too. Nothing is copied where there is nothing to mask.
    """
    if isinstance(value, str):
        return _SECRET.sub(rf"\1{MASK}", value) if "_" in value or " " in value else value
    if isinstance(value, list):
        items = [masked(item) for item in value]
        return (
            items if any(new is not old for new, old in zip(items, value, strict=True)) else value
        )
    if isinstance(value, dict):
        fields = {masked(key): masked(item) for key, item in value.items()}
        kept = all(
            key is old and item is value[old]
            for (key, item), old in zip(fields.items(), value, strict=False)
        )
        return value if kept and len(fields) == len(value) else fields
    return value


def exported(message: JsonObject) -> JsonObject:
    """A stored message as it may leave: its write key in the short form, secrets masked."""
    out: JsonObject = dict(masked(message))
    key = message.get("writeKey")
    if isinstance(key, str) and key != NO_KEY:
        out["writeKey"] = short_key(key)
    return out
