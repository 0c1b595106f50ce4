"""A connection that begins with a TLS handshake goes on in TLS.

One port serves http and https, so that the address stays the same but for its first word, and a
switch changes nothing for the clients that speak plain http.
"""

import asyncio
import ssl
from collections.abc import Callable

HELLO = b"\x16\x03"
"""The first bytes of every TLS handshake (RFC 8446 5.1)."""

_HANDSHAKE_SECONDS = 4.0
_FAREWELL_SECONDS = 0.5
"""How long a client may take to say goodbye in its turn; a browser with an idle connection never
does, and would hold up the stop."""
_NOT_TRUSTED = ("ALERT_UNKNOWN_CA", "ALERT_CERTIFICATE_UNKNOWN", "ALERT_BAD_CERTIFICATE")


def reason_of(error: BaseException) -> str:
    """Why a handshake failed, as a sentence for the user."""
    code = getattr(error, "reason", "") or ""
    if any(one in code for one in _NOT_TRUSTED):
        return (
            "A client tried https and does not trust the inspector’s authority yet. "
            "The set-up page says how."
        )
    if isinstance(error, TimeoutError | ConnectionError):
        return (
            "A client began https and went away in between. Most often it does not trust the "
            "inspector’s authority yet; the set-up page says how."
        )
    words = code.replace("_", " ").lower() or type(error).__name__
    return f"A client tried https, and no agreement was reached: {words}."


async def speak_tls(
    transport: asyncio.Transport,
    first: bytes,
    context: ssl.SSLContext,
    make_protocol: Callable[[], asyncio.Protocol],
) -> None:
    """Go on in TLS on a connection whose first bytes were `first`, with a protocol of
    `make_protocol` above it.

    Raises OSError (ssl.SSLError among them) where no agreement is reached; the connection is
    closed then.
    """
    loop = asyncio.get_running_loop()
    early = _Early()
    upgrade = asyncio.ensure_future(
        loop.start_tls(
            transport,
            early,
            context,
            server_side=True,
            ssl_handshake_timeout=_HANDSHAKE_SECONDS,
            ssl_shutdown_timeout=_FAREWELL_SECONDS,
        )
    )
    try:
        # Let it put its own protocol on the transport, which then gets what was read already.
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        _feed(transport, first)
        secure = await upgrade
    except BaseException:
        upgrade.cancel()
        raise
    if secure is None:
        return
    protocol = make_protocol()
    secure.set_protocol(protocol)
    protocol.connection_made(secure)
    if early.data:
        protocol.data_received(bytes(early.data))
    if early.lost:
        protocol.connection_lost(None)


class _Early(asyncio.Protocol):
    """Keeps what a client sends with the end of its handshake, before the protocol is there."""

    def __init__(self) -> None:
        self.data = bytearray()
        self.lost = False

    def data_received(self, data: bytes) -> None:
        """Keep it."""
        self.data += data

    def connection_lost(self, exc: Exception | None) -> None:
        """It went away again."""
        self.lost = True


def _feed(transport: asyncio.Transport, data: bytes) -> None:
    protocol = transport.get_protocol()
    if not isinstance(protocol, asyncio.BufferedProtocol):
        raise ConnectionAbortedError("The connection was lost before the handshake.")
    while data:
        buffer = memoryview(protocol.get_buffer(len(data)))
        count = min(len(buffer), len(data))
        buffer[:count] = data[:count]
        protocol.buffer_updated(count)
        data = data[count:]
