"""uvicorn's HTTP protocol, mended where it matters to clients of every kind."""

import asyncio
import re
from collections.abc import Iterable
from http import HTTPStatus

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from app.capture.answers import Answer
from app.capture.bodies import STALLED
from app.capture.front import HANG_UP, SPOKE_TLS, Front
from app.capture.handshake import HELLO, reason_of, speak_tls
from app.segment.refused import Refused

MAX_HEAD = 64 * 1024
"""Bytes of request line and headers; more is refused and the connection closed."""

STALL_SECONDS = 4.0
"""Seconds without a byte in the middle of a request, after which a client is given up."""

_HEAD_SECONDS = 10.0
_BODY_SECONDS = 60.0
"""Seconds that a head and a body may take in all, however steadily they trickle."""

_IDLE_SECONDS = 75.0
_LINE = 2_000

_UPGRADE = re.compile(rb"\r\nupgrade:[^\r\n]*", re.IGNORECASE)


class CaptureProtocol(HttpToolsProtocol):
    """Closes a connection whose head does not end, and lets no client change the protocol.

    Java's and curl's clients offer HTTP/2 with their first post; the parser would stop at such
    an offer and lose the body, so the offer is taken out, as RFC 9110 allows. A client that
    speaks https goes on in TLS where that is switched on; else it is told of, since many SDKs
    insist on https. A request that is broken, or whose rest does not come, is kept as refused
    before it is answered.
    """

    _head_bytes = 0
    _in_head = False
    _in_body = False
    _refused = False
    _line = b""
    _last = 0.0
    _since = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """A client is there."""
        self._last = self.loop.time()
        super().connection_made(transport)  # type: ignore[arg-type]

    def eof_received(self) -> bool | None:  # type: ignore[override]
        """The client sends no more; it may still wait for its answer. (TLS ends whole.)"""
        waits = self.cycle is not None and not self.cycle.response_complete
        if self.scheme == "https" or not waits:
            return None
        self.cycle.keep_alive = False
        if self._in_body:
            self._stop_waiting()
        return True

    def on_message_begin(self) -> None:
        """A request begins."""
        super().on_message_begin()
        self._in_head = True
        self._since = self._last
        self._head_bytes = 0
        self.scope["extensions"] = {HANG_UP: self.transport.abort}  # type: ignore[dict-item]

    def on_headers_complete(self) -> None:
        """Its body begins."""
        self._in_head = False
        self._in_body = True
        self._since = self._last
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """It is whole."""
        self._in_body = False
        super().on_message_complete()

    def on_response_complete(self) -> None:
        """It is answered."""
        super().on_response_complete()
        self._last = self.loop.time()
        if self._refused:
            self.transport.close()

    def data_received(self, data: bytes) -> None:
        """Bytes from the client."""
        if self._refused:
            return
        self._last = self.loop.time()
        if not (self._in_body or self._in_head):
            self._line = data[:_LINE]
        if not self._in_body and data.startswith(HELLO) and self._begin_tls(data):
            return
        if not self._in_body and _UPGRADE.search(data):
            head, end, rest = data.partition(b"\r\n\r\n")
            data = _UPGRADE.sub(b"", head) + end + rest
        super().data_received(data)
        if self._in_head and not self.transport.is_closing():
            self._head_bytes += len(data)
            if self._head_bytes > MAX_HEAD:
                self._refuse(Refused(431, "head_too_long", "The head of the request is too long."))

    def send_400_response(self, msg: str) -> None:
        """Refuse what is no HTTP; uvicorn's own answer would be plain text."""
        hint = "Segment’s SDKs send HTTP/1.1; something between may have changed the request."
        self._refuse(Refused(400, "bad_http", "The request is no valid HTTP.", hint))

    def give_up_if_stalled(self, now: float) -> None:
        """End a request whose rest does not come, and a connection that is never used. `now` is
        the loop's time."""
        if self._refused or self.transport.is_closing():
            return
        if self.flow.read_paused:
            # It is we who do not listen.
            self._last = now
        still, taken = now - self._last, now - self._since
        if self._in_head:
            if still > STALL_SECONDS or taken > _HEAD_SECONDS:
                self._refuse(Refused(408, "too_slow", "The rest of the request did not come."))
        elif self._in_body:
            if taken <= _BODY_SECONDS and still <= STALL_SECONDS:
                return
            if self.cycle.response_complete:
                self.transport.close()
            else:
                self._stop_waiting()
        elif self.cycle is None and still > _IDLE_SECONDS:
            self.transport.close()

    def _stop_waiting(self) -> None:
        """Tell whoever reads the body that its rest does not come."""
        self.cycle.scope["extensions"][STALLED] = {}
        self.cycle.message_event.set()

    def _refuse(self, refused: Refused) -> None:
        """Keep the broken request, then answer it and close; what came whole before it on the
        same connection is answered first, and then alone."""
        front = self.config.app
        if self._refused or not isinstance(front, Front):
            return
        self._refused = True
        self.flow.pause_reading()
        waits = self.cycle is not None and not self.cycle.response_complete
        if self.pipeline or (waits and not self.cycle.more_body):
            self.pipeline.clear()
            return
        if waits:
            self.cycle.disconnected = True
            self.cycle.message_event.set()
        task = self.loop.create_task(self._answer(front, refused))
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    async def _answer(self, front: Front, refused: Refused) -> None:
        answer = await front.refuse_broken(
            self._line, self.client[0] if self.client else None, refused
        )
        self.transport.write(_as_bytes(answer))
        self.transport.close()

    def _begin_tls(self, data: bytes) -> bool:
        """Hand the connection over to TLS; whether it was. `data` begins with a handshake."""
        front = self.config.app
        if not isinstance(front, Front) or self.scheme == "https":
            return False
        if front.tls is None:
            self._refuse(Refused(400, "https_is_off", SPOKE_TLS))
            return True
        self.transport.pause_reading()
        self.connections.discard(self)
        task = self.loop.create_task(self._speak_tls(front, data))
        # Not among the server's tasks: a stop waits for those, and nothing was asked here yet.
        front.handshakes.add(task)
        task.add_done_callback(front.handshakes.discard)
        return True

    async def _speak_tls(self, front: Front, data: bytes) -> None:
        assert front.tls is not None
        try:
            context = front.tls.context(self.server[0] if self.server else "127.0.0.1")
            await speak_tls(self.transport, data, context, self._successor)
        except OSError as error:
            self.transport.close()
            front.failed_in_tls(reason_of(error))

    def _successor(self) -> asyncio.Protocol:
        return CaptureProtocol(self.config, self.server_state, self.app_state, self.loop)


def sweep(connections: Iterable[asyncio.Protocol], now: float) -> None:
    """Give up clients that stall. To be called about twice a second."""
    for one in list(connections):
        if isinstance(one, CaptureProtocol):
            one.give_up_if_stalled(now)


def _as_bytes(answer: Answer) -> bytes:
    lines = [f"HTTP/1.1 {answer.status} {HTTPStatus(answer.status).phrase}".encode("ascii")]
    lines += [name + b": " + value for name, value in answer.headers]
    return b"\r\n".join([*lines, b"connection: close", b"", answer.body])
