"""Where in the message the fields would have come from that Topsort's contract misses.

The contract names places in the request and knows no message; the destination's provenance tells
only of what came over, or was required by the destination itself. The mapping knows both.
"""

from collections.abc import Iterable
from dataclasses import replace

from app.destination.model import Configuration, Delivery, FieldError
from app.lint.sources import lines, list_source, source
from app.segment.jsontext import Json, JsonObject
from app.segment.paths import Path, get

_REQUEST = 2
"""Steps from the request to an event in it: `purchases[0]`."""


def with_sources(
    errors: Iterable[FieldError],
    delivery: Delivery,
    message: JsonObject,
    configuration: Configuration,
) -> tuple[FieldError, ...]:
    """The contract's complaints, each with the place in `message` that its field is read from,
    where the mapping simply reads it; in a list, where each item of the message made one."""
    mapping = _mapping(delivery, configuration)
    return tuple(
        error
        if error.sources or (path := _source(error.at[_REQUEST:], mapping, message, delivery)) == ()
        else replace(error, sources=(path,))
        for error in errors
    )


def _mapping(delivery: Delivery, configuration: Configuration) -> JsonObject:
    for one in configuration.subscriptions:
        if one.enabled and (one.name, one.action) == (delivery.preset, delivery.action):
            return one.mapping if isinstance(one.mapping, dict) else {}
    return {}


def _source(at: Path, mapping: JsonObject, message: JsonObject, delivery: Delivery) -> Path:
    """The place in the message; empty where it cannot be seen from the mapping alone."""
    match at:
        case (str() as field,):
            return source(mapping.get(field)) or ()
        case (str() as field, int() as index, str() as name):
            where = list_source(mapping.get(field))
            made: Json = get(delivery.event, (field,))
            if where is None or name not in where.keys or not isinstance(made, list):
                return ()
            items = lines(message, where)
            if len(items) != len(made) or not 0 <= index < len(items):
                return ()
            return (*items[index].path, *where.keys[name])
    return ()
