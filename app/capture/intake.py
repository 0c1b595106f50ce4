"""One HTTP request turned into what is kept of it. No network, no waiting: bytes in, data out."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from app.capture.gate import Gate
from app.masking import masked
from app.segment.completion import complete
from app.segment.keys import masked_target
from app.segment.record import CompletedMessage, ReceivedRequest
from app.segment.refused import Refused
from app.segment.wire import Decoded, Head, decode_plain, request_key

_LONGEST_TEXT = 1_000
_LONGEST_TARGET = 16_000

KEPT_REFUSED = 64 * 1024
"""Bytes of a refused request's body that are kept."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """A request as it came in: when (milliseconds since 1970), from which address, its body as
    far as it is kept."""

    head: Head
    body: bytes
    received_at: int
    remote: str | None


@dataclass(frozen=True, slots=True)
class Taken:
    """What is stored of a request. `library` is the SDK of its first message, else the
    User-Agent."""

    request: ReceivedRequest
    messages: tuple[CompletedMessage, ...]
    library: str


def take(arrival: Arrival, plain: bytes, gate: Gate, *, new_id: Callable[[], str]) -> Taken:
    """Decode a request, whose unpacked body is `plain`, and complete its messages. Raises Refused
    as `decode_plain` does, and where the gate keeps it out."""
    gate.check_origin(arrival.head.headers)
    decoded = decode_plain(arrival.head, plain)
    if gate.accepted.keys:
        gate.check_keys(decoded.whole_keys(arrival.head))
    ip = _sender(arrival.remote)
    messages = tuple(
        CompletedMessage(
            item.index,
            complete(
                item.content,
                received_at=arrival.received_at,
                envelope=decoded.envelope,
                type_from_path=decoded.type_from_path,
                write_key=decoded.write_key,
                ip=ip,
                client=decoded.client,
                discard=item.discard,
                new_id=new_id,
            ),
        )
        for item in decoded.items
    )
    request = _record(arrival, 200, decoded.request_key, notes=decoded.notes)
    return Taken(request, messages, _library(decoded) or request.user_agent or "")


def turn_away(arrival: Arrival, refused: Refused) -> Taken:
    """What is stored of a request that is refused: its head and body, and no message."""
    key = request_key(arrival.head, {})
    kept = replace(arrival, body=arrival.body[:KEPT_REFUSED])
    notes: tuple[str, ...] = ()
    if len(arrival.body) > KEPT_REFUSED:
        size = len(arrival.body)
        notes = (f"{size:,} bytes came; the first {KEPT_REFUSED:,} are kept.",)
    error = f"{refused.code}: {refused.message}"
    request = _record(kept, refused.status, key, error=error, notes=notes)
    return Taken(request, (), request.user_agent or "")


def _record(
    arrival: Arrival,
    status: int,
    write_key: str,
    *,
    error: str | None = None,
    notes: tuple[str, ...] = (),
) -> ReceivedRequest:
    head = arrival.head
    return ReceivedRequest(
        received_at=arrival.received_at,
        method=head.method,
        target=_target(head.path, head.query),
        status=status,
        body=arrival.body,
        write_key=write_key,
        content_type=_text(head.headers, "content-type"),
        content_encoding=_text(head.headers, "content-encoding"),
        origin=_text(head.headers, "origin"),
        user_agent=_text(head.headers, "user-agent"),
        remote=arrival.remote,
        error=error,
        notes=notes,
    )


def _target(path: str, query: str) -> str:
    # Most requests have a short path and no query, and are of a few kinds.
    if query or len(path) > _LONGEST_TEXT:
        return masked_target(path, query)[:_LONGEST_TARGET]
    return _target_once(path)


@lru_cache(maxsize=256)
def _target_once(path: str) -> str:
    return masked_target(path, "")


def _text(headers: Mapping[str, str], name: str) -> str | None:
    value = headers.get(name)
    if value is None or len(value) > _LONGEST_TEXT:
        return None if value is None else masked(value)[:_LONGEST_TEXT]
    return _masked_once(value)


@lru_cache(maxsize=1024)
def _masked_once(value: str) -> str:
    """A client sends the same headers with each request."""
    return masked(value)


def _sender(remote: str | None) -> str | None:
    """Segment fills `context.ip` with IPv4 addresses only."""
    return remote if remote and ":" not in remote else None


def _library(decoded: Decoded) -> str:
    first = decoded.items[0].content.get("context") if decoded.items else None
    for context in (first, decoded.envelope.context):
        library = context.get("library") if isinstance(context, dict) else None
        if isinstance(library, dict):
            words = (library.get("name"), library.get("version"))
            name = " ".join(word for word in words if isinstance(word, str))
            if name:
                return _masked_once(name[:_LONGEST_TEXT])
    return ""
