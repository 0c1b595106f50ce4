"""https on the same port: a connection that begins with a TLS handshake goes on in TLS.

One port serves both, so that the address stays the same but for its first word, and a switch
changes nothing for the clients that speak plain http.
"""

import asyncio
import os
import ssl
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from app.capture.authority import Authority, Leaf, is_private, issue

HELLO = b"\x16\x03"
"""The first bytes of every TLS handshake (RFC 8446 5.1)."""

_HANDSHAKE_SECONDS = 10.0
_FAREWELL_SECONDS = 0.5
"""How long a client may take to say goodbye in its turn; a browser with an idle connection never
does, and would hold up the stop."""
_RENEW_BEFORE = timedelta(days=30)

_NOT_TRUSTED = ("ALERT_UNKNOWN_CA", "ALERT_CERTIFICATE_UNKNOWN", "ALERT_BAD_CERTIFICATE")


class Tls:
    """The certificates that an authority signs for this computer; for the endpoint's thread.

    They are made when the first client needs them, anew before they end, and with one more name
    when a client comes by another address of this computer.
    """

    def __init__(self, authority: Authority) -> None:
        self.authority = authority
        self._addresses: set[str] = set()
        self._leaf: Leaf | None = None
        self._context: ssl.SSLContext | None = None

    def context(self, address: str) -> ssl.SSLContext:
        """What a client speaks to that came to `address` of this computer."""
        leaf, context = self._leaf, self._context
        known = leaf is not None and (address in leaf.names or not is_private(address))
        fresh = leaf is not None and leaf.ends - datetime.now(UTC) > _RENEW_BEFORE
        if context is None or not known or not fresh:
            self._addresses.add(address)
            self._leaf = issue(self.authority, self._addresses)
            self._context = context = _context(self._leaf)
        return context


def reason_of(error: BaseException) -> str:
    """Why a handshake failed, as a sentence for the user."""
    code = getattr(error, "reason", "") or ""
    if any(one in code for one in _NOT_TRUSTED):
        return (
            "A client tried https and does not trust the inspector’s authority yet. "
            "The set-up page says how."
        )
    if isinstance(error, TimeoutError | ConnectionError):
        return "A client began https and went away before it was agreed on."
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


def _context(leaf: Leaf) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.set_alpn_protocols(["http/1.1"])
    # A certificate is loaded from a file only; mkstemp's is its owner's alone.
    handle, name = tempfile.mkstemp(suffix=".pem")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(leaf.pem)
        context.load_cert_chain(name)
    finally:
        os.unlink(name)
    return context
