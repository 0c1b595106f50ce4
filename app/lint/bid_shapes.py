"""What can be seen in a bid without asking Topsort: hints only, never a reason to refuse it.

Topsort does not publish what is in a `resolvedBidId`. The two shapes here were taken apart from
the few samples that it publishes (topsort.md 2.1); whatever does not look like one says nothing.
"""

import base64
import binascii
import re
from functools import lru_cache
from typing import Literal, TypeAlias

from app.segment.jsontext import JsonError, loads

Origin: TypeAlias = Literal["banners", "listings", ""]
"""The kind of promotion that a bid was won in; empty where the bid does not say."""

_PLACEHOLDERS = frozenset(
    {"undefined", "null", "none", "nan", "inherit", "[object object]", "0", "-"}
)
_SAMPLES = frozenset({"67890", "thisisaresolvedbidid"})
_WORD = 20
"""Characters of the longest of these."""

_ODD = re.compile(r"[\s{}<>]")
_BRACES = re.compile(r"[{}<>]")
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_LONGEST = 4_096
_URL = re.compile(rb"https?://")


def junk(bid: str, product: str) -> str:
    """Why a text cannot be a winner's bid: `placeholder`, `sample`, `template`, `blanks` or
    `product` (it is the product's own id); empty where nothing speaks against it.

    A text of blanks alone counts as `blanks`.
    """
    word = bid.strip()
    if word and word == product:
        return "product"
    if len(word) <= _WORD:
        folded = word.casefold()
        if folded in _PLACEHOLDERS:
            return "placeholder"
        if folded in _SAMPLES:
            return "sample"
    odd = _ODD.search(bid)
    if odd is None:
        return ""
    return "template" if _BRACES.search(bid) else "blanks"


def is_uuid(bid: str) -> bool:
    """Whether it is a bare UUID, as the ids of auctions are."""
    return len(bid) < 60 and _UUID.fullmatch(bid.strip()) is not None


def promotion(bid: str) -> Origin:
    """What the bid says of the kind of promotion. The older shape names it; in the newer one a
    banner's bid carries the address that the banner leads to."""
    if not 8 <= len(bid) <= _LONGEST:
        return ""
    if bid.startswith("WyJ"):
        return _older(bid)
    if bid.startswith("ChAG"):
        return "banners" if _URL.search(_decoded(bid)) else ""
    return ""


@lru_cache(maxsize=1_000)
def _older(bid: str) -> Origin:
    # Kept, because a bid comes with an impression and comes again with a click.
    text = _decoded(bid)
    if not text.rstrip().endswith(b"]"):
        return ""  # no whole list: spares the search for what exactly is wrong with the JSON
    try:
        parts = loads(text)
    except JsonError:
        return ""
    kind = parts[2] if isinstance(parts, list) and len(parts) > 2 else ""
    if kind == "banners":
        return "banners"
    return "listings" if kind == "listings" else ""


def _decoded(bid: str) -> bytes:
    """The bytes behind base64 of either alphabet, padded rightly or not; empty for no base64."""
    text = bid.rstrip("=").replace("-", "+").replace("_", "/")
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
    except (binascii.Error, ValueError):
        return b""
