"""Events as text for the clipboard. Runs on a reader thread. Keys are masked in every copy."""

from collections.abc import Sequence

from app.masking import masked
from app.segment.jsontext import Json, JsonObject, dumps_text, loads
from app.store.reader import Reader

MOST = 1000
"""Events that are copied at once; for more there is Export."""


def messages(reader: Reader, ids: Sequence[int]) -> str:
    """The stored messages: one as indented JSON, several as JSON lines."""
    return _text([_short_key(reader.message(row).message) for row in ids[:MOST]])


def topsort_events(reader: Reader, ids: Sequence[int]) -> str:
    """The request bodies as they would be sent; empty where none of them would be."""
    bodies = [
        loads(delivery.request)
        for row in ids[:MOST]
        for delivery in reader.deliveries(row)
        if delivery.request is not None
    ]
    return _text(bodies)


def _text(values: Sequence[Json]) -> str:
    if len(values) == 1:
        return masked(dumps_text(values[0], indent=2))
    return masked("\n".join(dumps_text(value) for value in values))


def _short_key(message: JsonObject) -> JsonObject:
    """A write key stands in every page's source, and is still no matter for a chat."""
    key = message.get("writeKey")
    if isinstance(key, str) and len(key) > 4 and not key.endswith("…"):
        return {**message, "writeKey": f"{key[:4]}…"}
    return message
