"""Bodies of requests: read within bounds of size, memory and patience."""

from collections.abc import Awaitable, Callable, MutableMapping
from io import BytesIO
from typing import Any

from app.capture.room import Claims
from app.segment.inflate import MAX_WIRE, too_large
from app.segment.refused import Refused
from app.segment.wire import Head

STALLED = "topsort-inspector.stalled"
"""In the extensions of an ASGI scope once the client has sent nothing for too long."""

_UNCLAIMED = 256 * 1024
"""Bytes that every request may send without a claim: those of the usual size never wait."""

_MAX_DIGITS = 18

Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]


class GoneError(Exception):
    """The client went away before its request was whole."""


class Broken(Refused):
    """A body that did not come whole; `body` is what came of it."""

    def __init__(self, refused: Refused, body: bytes) -> None:
        super().__init__(refused.status, refused.code, refused.message, refused.hint)
        self.body = body


async def whole_body(
    receive: Receive, head: Head, claims: Claims, extensions: MutableMapping[str, Any]
) -> bytes:
    """The body, at most MAX_WIRE bytes of it in memory.

    Raises Broken: 413 over the limit, 408 where the client stalls, 429 where there is no room;
    and GoneError. What a refused client still sends is read and thrown away by the server, so
    that it gets to read its answer.
    """
    declared = _declared(head)
    if declared > MAX_WIRE:
        raise Broken(too_large(MAX_WIRE), b"")
    message = await receive()
    if message["type"] == "http.request" and not message.get("more_body", False):
        whole: bytes = message.get("body", b"")
        return whole
    # A BytesIO gives its bytes away without copying them.
    body = BytesIO()
    while True:
        if message["type"] == "http.disconnect":
            raise GoneError
        body.write(message.get("body", b""))
        size = body.tell()
        try:
            if size > MAX_WIRE:
                raise too_large(MAX_WIRE)
            if not message.get("more_body", False):
                return body.getvalue()
            if STALLED in extensions:
                raise _stalled()
            if size > _UNCLAIMED:
                await claims.grow(max(size, declared))
        except Refused as refused:
            raise Broken(refused, body.getvalue()) from None
        message = await receive()


def _declared(head: Head) -> int:
    declared = head.headers.get("content-length", "")
    if len(declared) > _MAX_DIGITS:
        return MAX_WIRE + 1
    return int(declared) if declared.isascii() and declared.isdigit() else 0


def _stalled() -> Refused:
    return Refused(
        408,
        "too_slow",
        "The rest of the request did not come.",
        "The SDK sends it again by itself; if it stays so, look at the network between.",
    )
