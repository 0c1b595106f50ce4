"""Bodies as they come over the wire: plain, or gzip."""

import zlib

from app.masking import masked
from app.segment.refused import Refused

MAX_WIRE = 32 * 1024 * 1024
"""Bytes of a body on the wire; more is refused with 413."""

MAX_DECODED = 64 * 1024 * 1024
"""Bytes of a body after inflation; more is refused with 413."""

_GZIP_MAGIC = b"\x1f\x8b"
_GZIP_WINDOW = 31


def plain_body(body: bytes, content_encoding: str, *, limit: int = MAX_DECODED) -> bytes:
    """The body without its content encoding.

    Raises Refused: 415 for anything but gzip (no SDK sends deflate or brotli), 413 where the
    content is longer than `limit` bytes, 400 where the bytes are no gzip though the head says so.
    Nothing beyond `limit` is ever inflated.
    """
    encoding = content_encoding.strip().lower()
    if encoding in ("", "identity"):
        if len(body) > limit:
            raise too_large(limit)
        return body
    if encoding not in ("gzip", "x-gzip"):
        raise Refused(
            415,
            "unsupported_encoding",
            f"The body is encoded as {masked(encoding)[:40]!r}; only gzip is read here.",
            "Segment’s SDKs send plain JSON or gzip. Switch other compression off.",
        )
    return _gunzip(body, limit)


def too_large(limit: int) -> Refused:
    """The refusal of a body over `limit` bytes."""
    return Refused(
        413,
        "body_too_large",
        f"The body is over {limit // (1024 * 1024)} MB.",
        "Segment takes 500 KB a batch and 32 KB an event. Send smaller batches.",
    )


def _gunzip(body: bytes, limit: int) -> bytes:
    pieces: list[bytes] = []
    size = 0
    rest = body
    while True:
        inflater = zlib.decompressobj(_GZIP_WINDOW)
        try:
            piece = inflater.decompress(rest, limit + 1 - size)
        except zlib.error:
            raise _no_gzip(body) from None
        size += len(piece)
        if size > limit:
            raise too_large(limit)
        if not inflater.eof:
            raise _no_gzip(body)
        pieces.append(piece)
        rest = inflater.unused_data.lstrip(b"\0")
        if not rest:
            return pieces[0] if len(pieces) == 1 else b"".join(pieces)


def _no_gzip(body: bytes) -> Refused:
    if body.startswith(_GZIP_MAGIC):
        message = "The gzip body is damaged or cut off."
        hint = "Send it again; if it stays so, switch compression off in the SDK."
    else:
        message = "Content-Encoding says gzip, but the body is not gzip."
        hint = "Leave the header out, or compress the body."
    return Refused(400, "bad_gzip", message, hint)
