"""A message completed the way Segment's server does it before any destination sees it.

Sources: segment-wire section 3. `receivedAt` is the arrival, one value for a whole batch;
`originalTimestamp` is the `timestamp` that came; `timestamp` is corrected by the clock of the
sender: receivedAt - (sentAt - originalTimestamp). Which side wins where a batch and an item both
have a context is not published; here the item does.
"""

from collections.abc import Callable

from app.segment.discard import MARK, Discard, mark_of
from app.segment.jsontext import Json, JsonObject
from app.segment.keys import NO_KEY
from app.segment.times import iso, parse_time
from app.segment.wire import NO_ENVELOPE, Envelope


def complete(
    item: JsonObject,
    *,
    received_at: int,
    envelope: Envelope = NO_ENVELOPE,
    type_from_path: str | None = None,
    write_key: str = NO_KEY,
    ip: str | None = None,
    client: bool = True,
    discard: Discard | None = None,
    new_id: Callable[[], str],
) -> JsonObject:
    """The message that a destination receives for an item that just came in.

    `received_at` is milliseconds since 1970. `write_key` is for items without one of their own.
    `ip` is the sender's address, and `client` says that it is a browser or a device, whose
    address Segment adds; it adds that of a server where the context says `direct`. An `ip` that
    the message has stays. `discard` is why Segment refuses it where the message alone does not
    tell. Without `sentAt` the clock is not corrected. The item itself is not
    changed.
    """
    message = dict(item)
    message.pop(MARK, None)
    if type_from_path is not None:
        message["type"] = type_from_path
    if envelope is not NO_ENVELOPE:
        _merge(message, "context", envelope.context)
        _merge(message, "integrations", envelope.integrations)
        if envelope.sent_at is not None:
            message["sentAt"] = envelope.sent_at
    discard = envelope.discard or discard
    if discard is not None:
        message[MARK] = mark_of(discard)
    if not message.get("messageId"):
        message["messageId"] = new_id()
    own_key = message.get("writeKey")
    if not own_key or not isinstance(own_key, str):
        message["writeKey"] = write_key
    if ip is not None:
        _add_ip(message, ip, client=client)
    message["receivedAt"] = received = iso(received_at)
    claimed = message.get("timestamp")
    if claimed is None:
        message["timestamp"] = received
    else:
        message["originalTimestamp"] = claimed
        message["timestamp"] = _corrected(claimed, message.get("sentAt"), received_at)
    return message


def complete_imported(
    item: JsonObject,
    *,
    now: int,
    envelope: Envelope = NO_ENVELOPE,
    write_key: str = NO_KEY,
    new_id: Callable[[], str],
) -> tuple[JsonObject, int]:
    """The message in a line of a file, and the time in milliseconds that it is judged at.

    One that has `receivedAt` went through Segment already: it stays as it is and is judged at
    that time. Any other counts as received at its `sentAt`, else its `timestamp`, else now, and
    is judged now.
    """
    if item.get("receivedAt") is not None:
        own = parse_time(item["receivedAt"])
        return item, now if own is None else own
    sent_at = item.get("sentAt") if envelope.sent_at is None else envelope.sent_at
    received_at = parse_time(sent_at)
    if received_at is None:
        received_at = parse_time(item.get("timestamp"))
    message = complete(
        item,
        received_at=now if received_at is None else received_at,
        envelope=envelope,
        write_key=write_key,
        new_id=new_id,
    )
    return message, now


def _corrected(claimed: Json, sent_at: Json, received_at: int) -> Json:
    """`claimed` moved by the difference of the clocks; as it is where a time is unreadable."""
    sent = parse_time(sent_at)
    original = parse_time(claimed)
    if sent is None or original is None:
        return claimed
    try:
        return iso(received_at - (sent - original))
    except OverflowError:
        return claimed


def _merge(message: JsonObject, key: str, shared: JsonObject | None) -> None:
    if shared is None:
        return
    own = message.get(key)
    if own is None:
        message[key] = shared
    elif isinstance(own, dict):
        message[key] = {**shared, **own}


def _add_ip(message: JsonObject, ip: str, *, client: bool) -> None:
    context = message.get("context")
    if context is None:
        if client:
            message["context"] = {"ip": ip}
    elif (
        isinstance(context, dict)
        and "ip" not in context
        and (client or context.get("direct") is True)
    ):
        message["context"] = {**context, "ip": ip}
