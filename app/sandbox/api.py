"""The HTTP face of the sandbox: one route, and errors in Topsort's words.

Answers follow Topsort's reference: 204 with an empty body where everything was taken, else a
JSON array of `{errCode, docUrl, message}`. One bad event refuses the whole request. A trailing
slash is not redirected, it is 404.
"""

from collections.abc import Awaitable, Callable

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from app.sandbox.counts import Counter
from app.segment.jsontext import Json, JsonError, JsonObject, dumps, loads
from app.topsort.contract import ARRAYS, check

EVENTS_PATH = "/v2/events"
DOC_URL = "https://docs.topsort.com/api-reference/errors"
MAX_BODY = 1024 * 1024
"""Bytes. Topsort publishes no limit; 50 events in each of 4 arrays need far less."""

_HEADERS = {
    # The sandbox is no web API: no page may read its answers.
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
_LOOPBACK_HOSTS = frozenset({"127.0.0.1", "localhost", "[::1]"})


class _TooLargeError(Exception):
    """The body is over MAX_BODY."""


def build(counter: Counter, clock: Callable[[], int]) -> ASGIApp:
    """The application. `clock` gives milliseconds since 1970, for events of the future."""

    async def events(request: Request) -> Response:
        return await _events(request, counter, clock)

    async def failed(request: Request, error: Exception) -> Response:
        counter.add("other")
        status = error.status_code if isinstance(error, HTTPException) else 500
        code = "internal_server_error" if status >= 500 else "bad_request"
        allow = {"Allow": "POST"} if status == 405 else {}
        return _error(status, code, _WORDS.get(status, "The request cannot be answered."), allow)

    app = Starlette(
        routes=[Route(EVENTS_PATH, events, methods=["POST"])],
        exception_handlers={HTTPException: failed, Exception: failed},
    )
    app.router.redirect_slashes = False
    return _only_loopback_hosts(app, counter)


_WORDS = {
    404: f"There is nothing here. Events go to POST {EVENTS_PATH}, without a slash at its end.",
    405: f"{EVENTS_PATH} takes POST only.",
    500: "The sandbox itself has failed. This says nothing about the events.",
}


async def _events(request: Request, counter: Counter, clock: Callable[[], int]) -> Response:
    try:
        raw = await _body(request)
    except _TooLargeError:
        counter.add("refused")
        message = f"The body is over {MAX_BODY} bytes."
        return _error(413, "bad_request", message, {"Connection": "close"})
    except ClientDisconnect:
        return Response(status_code=400)
    if not _has_key(request.headers.get("authorization", "")):
        counter.add("unauthorized")
        return _error(
            401, "invalid_api_key", "The Authorization header needs a Bearer key. Any key will do."
        )
    try:
        body = loads(raw)
    except JsonError as error:
        counter.add("refused")
        return _error(400, "invalid_json", f"The body is not JSON: {error}.")
    if not isinstance(body, dict):
        counter.add("refused")
        return _error(400, "bad_request", "The body must be a JSON object.")
    refusals = check(body, now=clock())
    if refusals:
        counter.add("refused")
        status = refusals[0].status
        return _answer(status, [_item(one.err_code, one.message) for one in refusals])
    counter.add("accepted", {name: len(body[name]) for name in ARRAYS if name in body})
    return Response(status_code=204, headers=_HEADERS)


async def _body(request: Request) -> bytes:
    chunks: list[bytes] = []
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > MAX_BODY:
            raise _TooLargeError
        chunks.append(chunk)
    return b"".join(chunks)


def _has_key(authorization: str) -> bool:
    scheme, _, key = authorization.partition(" ")
    return scheme.lower() == "bearer" and bool(key.strip())


def _item(code: str, message: str) -> JsonObject:
    return {"errCode": code, "docUrl": DOC_URL, "message": message}


def _error(status: int, code: str, message: str, extra: dict[str, str] | None = None) -> Response:
    return _answer(status, [_item(code, message)], extra)


def _answer(status: int, value: Json, extra: dict[str, str] | None = None) -> Response:
    return Response(
        dumps(value),
        status_code=status,
        media_type="application/json",
        headers=_HEADERS | (extra or {}),
    )


def _only_loopback_hosts(app: ASGIApp, counter: Counter) -> ASGIApp:
    """Refuse requests under a foreign name: a page that rebinds its own name to 127.0.0.1."""

    async def guarded(scope: Scope, receive: Receive, send: Send) -> None:
        answer: ASGIApp | Callable[[Scope, Receive, Send], Awaitable[None]] = app
        if scope["type"] == "http" and not _is_loopback_host(scope):
            counter.add("other")
            answer = _error(403, "bad_request", "The sandbox answers under a loopback name only.")
        await answer(scope, receive, send)

    return guarded


def _is_loopback_host(scope: Scope) -> bool:
    hosts = [value for name, value in scope["headers"] if name == b"host"]
    if len(hosts) != 1:
        return False
    host = hosts[0].decode("latin-1").lower()
    name, colon, port = host.rpartition(":")
    if colon and port.isdigit():
        host = name
    return host in _LOOPBACK_HOSTS
