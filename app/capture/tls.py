"""The certificates that the endpoint shows, made by the local authority when they are needed."""

import os
import ssl
import tempfile
from datetime import UTC, datetime, timedelta

from app.capture.authority import Authority, Leaf, is_private, issue

_RENEW_BEFORE = timedelta(days=30)


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
