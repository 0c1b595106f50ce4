"""What is received, as rows of the capture file."""

from app.segment.jsontext import Json, dumps
from app.segment.record import CompletedMessage, ReceivedRequest
from app.segment.summary import summarise
from app.segment.times import parse_time
from app.store.identifiers import in_message
from app.store.texts import column_text, optional_text

REQUEST_COLUMNS = (
    "received_at",
    "method",
    "target",
    "status",
    "write_key",
    "content_type",
    "content_encoding",
    "origin",
    "user_agent",
    "remote",
    "error",
    "notes",
    "body",
)

MESSAGE_COLUMNS = (
    "position",
    "received_at",
    "judged_at",
    "time",
    "type",
    "name",
    "message_id",
    "anonymous_id",
    "user_id",
    "page_path",
    "library",
    "products",
    "origin",
    "ids",
    "plain",
    "size",
    "json",
)

MESSAGE_ID = MESSAGE_COLUMNS.index("message_id")


def request_row(request: ReceivedRequest) -> tuple[object, ...]:
    """The values of REQUEST_COLUMNS."""
    return (
        request.received_at,
        column_text(request.method),
        column_text(request.target),
        request.status,
        column_text(request.write_key),
        optional_text(request.content_type),
        optional_text(request.content_encoding),
        optional_text(request.origin),
        optional_text(request.user_agent),
        optional_text(request.remote),
        optional_text(request.error),
        dumps(list(request.notes)) if request.notes else b"[]",
        request.body,
    )


def message_row(request: ReceivedRequest, completed: CompletedMessage) -> tuple[object, ...]:
    """The values of MESSAGE_COLUMNS.

    A message is listed at its own time: originalTimestamp, else timestamp, else its arrival. It
    is judged at its own receivedAt, else its arrival.
    """
    message = completed.message
    words = summarise(message)
    text = dumps(message)
    origin = column_text(request.origin or "")
    return (
        completed.index,
        request.received_at,
        _first_time(request.received_at, message.get("receivedAt")),
        _first_time(
            request.received_at, message.get("originalTimestamp"), message.get("timestamp")
        ),
        column_text(words.type),
        column_text(words.name),
        column_text(words.message_id),
        column_text(words.anonymous_id),
        column_text(words.user_id),
        column_text(words.page_path),
        column_text(words.library),
        column_text(words.products),
        origin,
        in_message(message),
        text.isascii() and b"\\u" not in text and origin.isascii(),
        len(text),
        text,
    )


def _first_time(otherwise: int, *claims: Json) -> int:
    for claim in claims:
        moment = parse_time(claim)
        if moment is not None:
            return moment
    return otherwise
