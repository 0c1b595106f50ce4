"""What Segment refuses at its door, before any destination.

Segment answers 200 all the same and shows these losses in its Delivery Overview only, as "failed
on ingest"; the codes are those of that screen. Sizes are the documented limits of its HTTP API.
"""

from dataclasses import dataclass

from app.segment.jsontext import Json, JsonObject, dumps

MAX_EVENT_BYTES = 32 * 1024
MAX_BATCH_BYTES = 500 * 1024
MAX_BATCH_ITEMS = 2_500

ANSWERED_400 = frozenset(("message_too_large", "batch_too_large"))
"""What Segment says to the sender too (segment-wire section 4)."""

OWN_CODES = ANSWERED_400 | {"batch_too_long"}
"""Our words, for what has no code in Segment's Delivery Overview."""

MARK = "_inspector"
"""The field of a message whose whole batch Segment refuses; see `mark_of`. The message
alone does not show that, and no destination ever gets to see it."""

_ADDED = ("receivedAt", "originalTimestamp", MARK)
_WITH_PROPERTIES = ("track", "page", "screen")


@dataclass(frozen=True, slots=True)
class Discard:
    """Why Segment keeps a message from every destination.

    `code` is Segment's own but for OWN_CODES. `reason` completes "Discarded by Segment at the
    door: ...".
    """

    code: str
    reason: str


def discard_reason(message: JsonObject) -> Discard | None:
    """Why Segment would refuse this message at the door, alone or with its whole batch; None
    where it takes it."""
    with_its_batch = _read_mark(message.get(MARK))
    if with_its_batch is not None:
        return with_its_batch
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
    # With the fields that Segment adds it is larger still, so that most need no second look.
    whole = len(dumps(message))
    size = event_size(message) if whole > MAX_EVENT_BYTES else whole
    if size > MAX_EVENT_BYTES:
        return Discard(
            "message_too_large",
            f"the message is {size:,} bytes, over the limit of {MAX_EVENT_BYTES:,}",
        )
    return None


def event_size(message: JsonObject) -> int:
    """Bytes of the message as JSON, without the fields that Segment itself adds."""
    return len(dumps({key: value for key, value in message.items() if key not in _ADDED}))


def batch_discard(count: int, size: int) -> Discard | None:
    """Why Segment would refuse a batch of `count` items and `size` decoded bytes as a whole.

    It answers 400 to too many bytes, and 200 to too many items, which it rejects all the same.
    """
    if size > MAX_BATCH_BYTES:
        return Discard(
            "batch_too_large",
            f"its batch is {size:,} bytes, over the limit of {MAX_BATCH_BYTES:,}",
        )
    if count > MAX_BATCH_ITEMS:
        return Discard(
            "batch_too_long",
            f"its batch holds {count:,} events, over the limit of {MAX_BATCH_ITEMS:,}",
        )
    return None


def mark_of(discard: Discard) -> JsonObject:
    """What stands under MARK in each message of a batch that is refused as a whole."""
    return {"code": discard.code, "reason": discard.reason}


def _read_mark(mark: Json) -> Discard | None:
    code, reason = (mark.get("code"), mark.get("reason")) if isinstance(mark, dict) else (0, 0)
    return Discard(code, reason) if isinstance(code, str) and isinstance(reason, str) else None


def _is_id(value: Json) -> bool:
    if isinstance(value, str):
        return value != ""
    return isinstance(value, int | float) and not isinstance(value, bool)
