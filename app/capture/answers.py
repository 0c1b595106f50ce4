"""Answers of the endpoint as bytes: fixed ones, errors, and the headers that browsers want."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from app.capture.faults import Fault
from app.segment.jsontext import JsonObject, dumps
from app.segment.refused import Refused

_ORIGIN = re.compile(r"[!-~]{1,300}")
_HEADER_NAMES = re.compile(r"[A-Za-z0-9_, -]{1,1000}")
_METHODS = "GET, POST, OPTIONS"
_MAX_AGE = "600"
_PIXEL = bytes.fromhex(
    "47494638396101000100800000000000ffffff21f90401000000002c00000000010001000002024401003b"
)

Headers = list[tuple[bytes, bytes]]
"""Header names and values as ASGI takes them."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Status, headers without those of CORS, and body."""

    status: int
    headers: Headers
    body: bytes


def _answer(status: int, content_type: str, body: bytes, more: Headers | None = None) -> Answer:
    headers = [
        (b"content-type", content_type.encode("latin-1")),
        (b"content-length", str(len(body)).encode("ascii")),
        *(more or ()),
    ]
    return Answer(status, headers, body)


def json_answer(status: int, content: JsonObject) -> Answer:
    """An answer of JSON that is never cached and never taken for anything else."""
    more = [(b"x-content-type-options", b"nosniff"), (b"cache-control", b"no-store")]
    return _answer(status, "application/json", dumps(content), more)


SUCCESS = _answer(200, "application/json", b'{"success": true}')
"""The one answer that every SDK takes for "delivered" (segment-wire section 8)."""

PIXEL = _answer(200, "image/gif", _PIXEL)

NO_CONTENT = Answer(204, [], b"")

NOT_FOR_OTHERS = (b"cross-origin-resource-policy", b"same-origin")
"""On every answer that is not for pages of other origins."""


def refusal(refused: Refused) -> Answer:
    """A refusal as JSON. `code` and `message` stand at the top as well, since Python's SDK up to
    2.3.6 sends a request again where it does not find them there."""
    return json_answer(
        refused.status,
        {
            "success": False,
            "code": refused.code,
            "message": refused.message,
            "error": {"code": refused.code, "message": refused.message, "hint": refused.hint},
        },
    )


def faulty(fault: Fault) -> Answer:
    """What a switch asked for, in place of an acknowledgement. Segment sends both headers of a
    429 in seconds (segment-wire section 4)."""
    code = "too_many_requests" if fault.kind == "429" else "asked_for"
    answer = refusal(Refused(fault.status, code, fault.done, "Switch it off in the inspector."))
    if fault.kind == "429":
        wait = str(fault.seconds).encode("ascii")
        answer.headers.extend([(b"retry-after", wait), (b"x-ratelimit-reset", wait)])
    return answer


def failure(reason: str) -> Answer:
    """503: the request could not be kept. Every SDK tries again after it; those that read
    Retry-After at any status (Python 2.4, Java, React Native) do not count such a try."""
    hint = "The SDK sends it again by itself."
    answer = refusal(Refused(503, "not_stored", f"The request was not stored: {reason}", hint))
    return Answer(answer.status, [*answer.headers, (b"retry-after", b"2")], answer.body)


def cors(headers: Mapping[str, str]) -> Headers:
    """The headers with which a page may read an answer to its request (segment-wire section 7).

    The exact origin is echoed, since `*` does not go together with credentials.
    """
    origin = headers.get("origin")
    return [] if origin is None else list(_cors_of(origin))


@lru_cache(maxsize=256)
def _cors_of(origin: str) -> tuple[tuple[bytes, bytes], ...]:
    if not _ORIGIN.fullmatch(origin):
        return ()
    return (
        (b"access-control-allow-origin", origin.encode("ascii")),
        (b"access-control-allow-credentials", b"true"),
        (b"access-control-expose-headers", b"Retry-After, X-RateLimit-Reset"),
        (b"vary", b"Origin"),
    )


def preflight(headers: Mapping[str, str]) -> Headers:
    """The headers with which a browser lets the page send what it asked for."""
    allowed = cors(headers)
    if not allowed:
        return []
    wanted = headers.get("access-control-request-headers", "")
    if _HEADER_NAMES.fullmatch(wanted):
        allowed.append((b"access-control-allow-headers", wanted.encode("ascii")))
    allowed += [
        (b"access-control-allow-methods", _METHODS.encode("ascii")),
        (b"access-control-max-age", _MAX_AGE.encode("ascii")),
        (b"access-control-allow-private-network", b"true"),
        (b"vary", b"Access-Control-Request-Headers"),
    ]
    return allowed
