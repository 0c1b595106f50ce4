"""Bid ids that look like Topsort's newer ones (shape B in topsort.md 2.1).

Unpadded base64url of three protobuf fields of 16 bytes: the auction (its first 36 bits are Unix
seconds), the winner's campaign, the account. Seen in three published samples only, so nothing
may depend on more than the look. The bytes are random: no auction has ever made them.
"""

import base64
import secrets

_SECONDS_BITS = 36
_MILLISECONDS_BITS = 48


class Auctions:
    """Bids of one run: equal names give equal bids, winners of one auction share its id."""

    def __init__(self) -> None:
        self._account = b""
        self._campaigns: dict[str, bytes] = {}
        self._auctions: dict[str, bytes] = {}

    def bid(self, name: str, at: int) -> str:
        """The bid called `auction/product`; `at` (ms since 1970) is the auction's time where this
        is its first bid."""
        auction, _, product = name.partition("/")
        if not self._account:
            self._account = _identifier(at, _MILLISECONDS_BITS)
        if auction not in self._auctions:
            self._auctions[auction] = _identifier(at // 1000, _SECONDS_BITS)
        if product not in self._campaigns:
            self._campaigns[product] = _identifier(at, _MILLISECONDS_BITS)
        parts = (self._auctions[auction], self._campaigns[product], self._account)
        raw = b"".join(
            bytes((number << 3 | 2, len(part))) + part for number, part in enumerate(parts, start=1)
        )
        return base64.urlsafe_b64encode(raw).decode("ascii").rstrip("=")


def _identifier(time: int, bits: int) -> bytes:
    """16 bytes: `bits` of time, then chance, with the version and variant of a UUIDv7."""
    number = time << (128 - bits) | secrets.randbits(128 - bits)
    number = number & ~(0xF << 76) | 0x7 << 76
    number = number & ~(0b11 << 62) | 0b10 << 62
    return number.to_bytes(16, "big")
