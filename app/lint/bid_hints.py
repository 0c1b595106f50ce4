"""What a resolvedBidId tells of its auction: a hint, never a proof.

The newer of the two published shapes is unpadded base64url of a protobuf message whose first
field is 16 bytes that begin with the auction's time in Unix seconds (36 bits). That was read off
three published samples and is documented nowhere; bids stay opaque in all else.
"""

from base64 import urlsafe_b64decode
from binascii import Error

_HEAD = "ChAG"
_FIRST_FIELD = b"\x0a\x10"
_SANE = range(1_577_836_800, 4_102_444_800)
"""Seconds from 2020 to 2100."""


def auction_time(bid: str) -> int | None:
    """Milliseconds since 1970 at which the auction of `bid` seems to have run; None where its
    shape is another. Never raises."""
    if not bid.startswith(_HEAD) or len(bid) < 24:
        return None
    try:
        head = urlsafe_b64decode(bid[:24])
    except (Error, ValueError):
        return None
    if len(head) != 18 or not head.startswith(_FIRST_FIELD):
        return None
    seconds = int.from_bytes(head[2:7], "big") >> 4
    return seconds * 1_000 if seconds in _SANE else None
