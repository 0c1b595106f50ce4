"""uvicorn's HTTP protocol, mended where it matters to clients of every kind."""

import re

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from app.capture.front import HANG_UP, Front

MAX_HEAD = 64 * 1024
"""Bytes of request line and headers; more is refused and the connection closed."""

_TLS_HELLO = b"\x16\x03"
_UPGRADE = re.compile(rb"\r\nupgrade:[^\r\n]*", re.IGNORECASE)


class CaptureProtocol(HttpToolsProtocol):
    """Closes a connection whose head does not end, and lets no client change the protocol.

    Java's and curl's clients offer HTTP/2 with their first post; the parser would stop at such
    an offer and lose the body, so the offer is taken out, as RFC 9110 allows. A client that
    speaks https to the plain port is told of, since many SDKs insist on https.
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
        if not self._in_body and data.startswith(_TLS_HELLO):
            front = self.config.app
            if isinstance(front, Front):
                front.spoken_to_in_tls()
        if not self._in_body and _UPGRADE.search(data):
            head, end, rest = data.partition(b"\r\n\r\n")
            data = _UPGRADE.sub(b"", head) + end + rest
        super().data_received(data)
        if self._in_head and not self.transport.is_closing():
            self._head_bytes += len(data)
            if self._head_bytes > MAX_HEAD:
                self.send_400_response("The head of the request is too long.")
