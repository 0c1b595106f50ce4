"""uvicorn's HTTP protocol, mended where it matters to clients of every kind."""

import asyncio
import re

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from app.capture.front import HANG_UP, Front
from app.capture.tls import HELLO, reason_of, speak_tls

MAX_HEAD = 64 * 1024
"""Bytes of request line and headers; more is refused and the connection closed."""

_UPGRADE = re.compile(rb"\r\nupgrade:[^\r\n]*", re.IGNORECASE)


class CaptureProtocol(HttpToolsProtocol):
    """Closes a connection whose head does not end, and lets no client change the protocol.

    Java's and curl's clients offer HTTP/2 with their first post; the parser would stop at such
    an offer and lose the body, so the offer is taken out, as RFC 9110 allows. A client that
    speaks https goes on in TLS where that is switched on; else it is told of, since many SDKs
    insist on https.
    """

    _head_bytes = 0
    _in_head = False
    _in_body = False

    def on_message_begin(self) -> None:
        """A request begins."""
        super().on_message_begin()
        self._in_head = True
        self._head_bytes = 0
        self.scope["extensions"] = {HANG_UP: self.transport.abort}  # type: ignore[dict-item]

    def on_headers_complete(self) -> None:
        """Its body begins."""
        self._in_head = False
        self._in_body = True
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """It is whole."""
        self._in_body = False
        super().on_message_complete()

    def data_received(self, data: bytes) -> None:
        """Bytes from the client."""
        if not self._in_body and data.startswith(HELLO) and self._begin_tls(data):
            return
        if not self._in_body and _UPGRADE.search(data):
            head, end, rest = data.partition(b"\r\n\r\n")
            data = _UPGRADE.sub(b"", head) + end + rest
        super().data_received(data)
        if self._in_head and not self.transport.is_closing():
            self._head_bytes += len(data)
            if self._head_bytes > MAX_HEAD:
                self.send_400_response("The head of the request is too long.")

    def _begin_tls(self, data: bytes) -> bool:
        """Hand the connection over to TLS; whether it was. `data` begins with a handshake."""
        front = self.config.app
        if not isinstance(front, Front) or self.scheme == "https":
            return False
        if front.tls is None:
            front.spoken_to_in_tls()
            return False
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
