"""What Segment refuses at its door, before any destination.

Segment answers 200 all the same and shows these losses in its Delivery Overview only, as "failed
on ingest"; the codes are those of that screen. Sizes are the documented limits of its HTTP API.
"""

from dataclasses import dataclass

from app.segment.jsontext import Json, JsonObject, dumps

MAX_EVENT_BYTES = 32 * 1024
MAX_BATCH_BYTES = 500 * 1024
MAX_BATCH_ITEMS = 2_500

_ADDED = ("receivedAt", "originalTimestamp")
_WITH_PROPERTIES = ("track", "page", "screen")


@dataclass(frozen=True, slots=True)
class Discard:
    """Why Segment keeps a message from every destination.

    `code` is Segment's own where it has one; `message_too_large` is our word for a size that
    Segment answers with "Exceed payload limit". `reason` completes "Discarded by Segment at the
    door: ...".
    """

    code: str
    reason: str


def discard_reason(message: JsonObject) -> Discard | None:
    """Why Segment would refuse this message at the door; None where it takes it.

    A batch that is too large as a whole is not seen in its messages: the request's notes say so.
    """
    if not (_is_id(message.get("userId")) or _is_id(message.get("anonymousId"))):
        return Discard("no_user_anon_id", "no userId and no anonymousId")
    kind = message.get("type")
    if kind == "track":
        event = message.get("event")
        if event is None:
            return Discard("event_not_defined", "the track has no event name")
        if not isinstance(event, str):
            return Discard("event_not_string", "the event name is not a string")
    if kind in _WITH_PROPERTIES:
        properties = message.get("properties")
        if properties is not None and not isinstance(properties, dict):
            return Discard("properties_not_object", "properties is not an object")
    size = event_size(message)
    if size > MAX_EVENT_BYTES:
        return Discard(
            "message_too_large",
            f"the message is {size:,} bytes, over the limit of {MAX_EVENT_BYTES:,}",
        )
    return None


def event_size(message: JsonObject) -> int:
    """Bytes of the message as JSON, without the fields that Segment itself adds."""
    return len(dumps({key: value for key, value in message.items() if key not in _ADDED}))


def batch_notes(count: int, size: int) -> list[str]:
    """What to note about a batch of `count` items and `size` decoded bytes that is over
    Segment's limits. Segment answers 200 to too many items and drops them all the same."""
    notes: list[str] = []
    if count > MAX_BATCH_ITEMS:
        notes.append(
            f"The batch holds {count:,} events. Segment answers 200 and rejects a batch of over "
            f"{MAX_BATCH_ITEMS:,}."
        )
    if size > MAX_BATCH_BYTES:
        notes.append(
            f"The batch is {size:,} bytes. Segment refuses a batch of over {MAX_BATCH_BYTES:,}."
        )
    return notes


def _is_id(value: Json) -> bool:
    if isinstance(value, str):
        return value != ""
    return isinstance(value, int | float) and not isinstance(value, bool)
