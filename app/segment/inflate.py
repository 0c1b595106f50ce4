"""Bodies as they come over the wire: plain, gzip, or deflate."""

import zlib

from app.masking import masked
from app.segment.refused import Refused

MAX_WIRE = 32 * 1024 * 1024
"""Bytes of a body on the wire; more is refused with 413."""

MAX_DECODED = 64 * 1024 * 1024
"""Bytes of a body after inflation; more is refused with 413."""

_GZIP_MAGIC = b"\x1f\x8b"
_GZIP_WINDOW = 31
_ZLIB_WINDOW = 15
_RAW_WINDOW = -15
_MAX_MEMBERS = 64
"""Parts of one gzip body; each costs a copy of what is left."""


def plain_body(body: bytes, content_encoding: str, *, limit: int = MAX_DECODED) -> bytes:
    """The body without its content encoding.

    gzip is what SDKs send; deflate is read too, as zlib and raw, since both are found under that
    name. Raises Refused: 415 for any other encoding, 413 where the content is longer than `limit`
    bytes, 400 where the bytes are not what the head says. Nothing beyond `limit` is inflated.
    """
    encoding = content_encoding.strip().lower()
    if encoding in ("", "identity"):
        if len(body) > limit:
            raise too_large(limit)
        return body
    if encoding in ("gzip", "x-gzip"):
        return _inflated(body, limit, _GZIP_WINDOW, "gzip")
    if encoding == "deflate":
        window = _ZLIB_WINDOW if _is_zlib(body) else _RAW_WINDOW
        return _inflated(body, limit, window, "deflate")
    raise Refused(
        415,
        "unsupported_encoding",
        f"The body is encoded as {masked(encoding)[:40]!r}; only gzip and deflate are read here.",
        "Segment’s SDKs send plain JSON or gzip. Switch other compression off.",
    )


def too_large(limit: int) -> Refused:
    """The refusal of a body over `limit` bytes."""
    return Refused(
        413,
        "body_too_large",
        f"The body is over {limit // (1024 * 1024)} MB.",
        "Segment takes 500 KB a batch and 32 KB an event. Send smaller batches.",
    )


def _inflated(body: bytes, limit: int, window: int, name: str) -> bytes:
    pieces: list[bytes] = []
    size = 0
    rest = body
    for _ in range(_MAX_MEMBERS):
        inflater = zlib.decompressobj(window)
        try:
            piece = inflater.decompress(rest, limit + 1 - size)
        except zlib.error:
            raise _damaged(body, name) from None
        size += len(piece)
        if size > limit:
            raise too_large(limit)
        if not inflater.eof:
            raise _damaged(body, name)
        pieces.append(piece)
        rest = inflater.unused_data.lstrip(b"\0")
        if not rest:
            return pieces[0] if len(pieces) == 1 else b"".join(pieces)
        if window != _GZIP_WINDOW:
            break
    raise _damaged(body, name)


def _is_zlib(body: bytes) -> bool:
    """Whether the bytes begin with the head of RFC 1950."""
    return len(body) > 1 and body[0] & 0x0F == 8 and int.from_bytes(body[:2], "big") % 31 == 0


def _damaged(body: bytes, name: str) -> Refused:
    starts_right = body.startswith(_GZIP_MAGIC) if name == "gzip" else _is_zlib(body)
    if starts_right:
        message = f"The {name} body is damaged or cut off."
        hint = "Send it again; if it stays so, switch compression off in the SDK."
    else:
        message = f"Content-Encoding says {name}, but the body is not {name}."
        hint = "Leave the header out, or compress the body."
    return Refused(400, f"bad_{name}", message, hint)
