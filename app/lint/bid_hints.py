"""What a resolvedBidId tells of its auction: a hint, never a proof.

The newer of the two published shapes is unpadded base64url of a protobuf message whose first
three fields are 16 bytes each, and the first begins with the auction's time in Unix seconds (36
bits). That was read off three published samples and is documented nowhere (topsort.md 2.1); bids
stay opaque in all else. A text that only begins alike, such as one made up for a test, says
nothing.
"""

from base64 import urlsafe_b64decode
from binascii import Error

_HEAD = "ChAG"
_LENGTH = 72
"""Characters of the three fields."""

_FIELDS = {0: b"\x0a\x10", 18: b"\x12\x10", 36: b"\x1a\x10"}
"""Where they begin, and their number and length as protobuf writes them."""

_SANE = range(1_577_836_800, 4_102_444_800)
"""Seconds from 2020 to 2100."""


def auction_time(bid: str) -> int | None:
    """Milliseconds since 1970 at which the auction of `bid` seems to have run; None where its
    shape is another. Never raises."""
    if not bid.startswith(_HEAD) or len(bid) < _LENGTH:
        return None
    try:
        head = urlsafe_b64decode(bid[:_LENGTH])
    except (Error, ValueError):
        return None
    if any(head[at : at + 2] != field for at, field in _FIELDS.items()):
        return None
    seconds = int.from_bytes(head[2:7], "big") >> 4
    return seconds * 1_000 if seconds in _SANE else None
