"""Bids under keys that no mapping reads."""

from itertools import islice

from app.lint.ids import id_text
from app.segment.jsontext import Json, JsonObject
from app.segment.paths import Path

_KEYS = frozenset({"resolvedbidid", "resolvebidid", "resolvedbid", "bidid"})
_ENDINGS = frozenset({"id", "Id", "ID", "iD"})
_SEARCHED = 60
"""Keys of one object that are looked at for a bid under another name."""


def look_alikes(message: JsonObject) -> list[Path]:
    """Places whose key looks like that of a bid and which hold one."""
    found: list[Path] = []
    for name in ("properties", "context"):
        top, holder = (name,), message.get(name)
        if not isinstance(holder, dict):
            continue
        found += _keys_of(top, holder)
        for key in islice(holder, _SEARCHED):
            below = holder[key]
            if isinstance(below, list) and len(below) == 1 and isinstance(below[0], dict):
                found += _keys_of((*top, key, 0), below[0])
            elif isinstance(below, dict):
                found += _keys_of((*top, key), below)
    return found + _keys_of((), message)


def _keys_of(top: Path, holder: dict[str, Json]) -> list[Path]:
    return [
        (*top, key)
        for key in islice(holder, _SEARCHED)
        if key[-2:] in _ENDINGS
        and key.replace("_", "").replace("-", "").lower() in _KEYS
        and id_text(holder[key])
    ]
