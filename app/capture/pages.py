"""Everything that is no event: who we are, the SDKs' settings, the SDK's script."""

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route as StarletteRoute

from app.capture.answers import (
    NO_CONTENT,
    NOT_FOR_OTHERS,
    Answer,
    Headers,
    cors,
    json_answer,
    preflight,
    refusal,
)
from app.capture.events import EndpointEvent, EventKind, event_of_head
from app.capture.hosts import is_own_name, own_host, split_host
from app.packaged import resource
from app.segment.jsontext import JsonObject
from app.segment.keys import short_key
from app.segment.refused import Refused
from app.segment.routes import route
from app.segment.wire import unknown_path

_SCRIPT = "text/javascript; charset=utf-8"
_FILE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*\.js")
_SEGMENT_CDN = b"https://cdn.segment.com"
_SEGMENT_API = b"api.segment.io/v1"


class Pages:
    """The answers to all but event posts.

    `port` tells the port at the time of the call. `sdk_dir` is the folder `dist/umd` of
    @segment/analytics-next, where there is one.
    """

    def __init__(
        self,
        *,
        identity: Mapping[str, str],
        port: Callable[[], int],
        clock: Callable[[], int],
        on_event: Callable[[EndpointEvent], None],
        sdk_dir: Path | None,
    ) -> None:
        self._identity = json_answer(200, dict(identity))
        self._port = port
        self._clock = clock
        self._on_event = on_event
        self._sdk_dir = sdk_dir

    def app(self) -> Starlette:
        """The Starlette application."""
        script = "/analytics.js/v1/{key}"
        return Starlette(
            routes=[
                StarletteRoute("/", self._who),
                StarletteRoute("/health", self._who),
                StarletteRoute(f"{script}/analytics.min.js", self._sdk),
                StarletteRoute(f"{script}/platform/analytics.min.js", self._sdk),
                StarletteRoute("/analytics-next/bundles/{name}", self._chunk),
            ],
            exception_handlers={404: self._rest, 405: _wrong_method},
        )

    async def _who(self, request: Request) -> Response:
        """Tell who we are, but not to a page that has bound its own name to this address."""
        if not is_own_name(split_host(request.headers.get("host", ""))[0]):
            message = "This address answers to localhost and to IP addresses only."
            return _response(refusal(Refused(403, "foreign_host", message)), [NOT_FOR_OTHERS])
        return _response(self._identity, [NOT_FOR_OTHERS])

    async def _rest(self, request: Request, _: Exception) -> Response:
        """Settings, which have more paths than a router can list; nothing else is here."""
        where = route(request.scope["path"])
        if where is None or where.kind != "settings":
            missing = refusal(unknown_path(request.scope["path"]))
            return _response(missing, [NOT_FOR_OTHERS])
        if request.method == "OPTIONS":
            wanted = request.headers.get("access-control-request-headers", "")
            self._tell("preflight", request, detail=wanted)
            return _response(NO_CONTENT, preflight(request.headers))
        if request.method not in ("GET", "HEAD", "POST"):
            return _response(refusal(_not_allowed(request.method)), cors(request.headers))
        host = own_host(request.headers.get("host", ""), self._port())
        self._tell("settings", request, detail=host, key=where.key)
        return _response(json_answer(200, settings(where.key, host)), cors(request.headers))

    def _sdk(self, request: Request) -> Response:
        """The SDK for the snippet, pointed here, or a few lines that say how to get it."""
        self._tell("script", request, detail=request.scope["path"], key=request.path_params["key"])
        code = self._file("standalone.js")
        if code is None:
            return _script(resource("sdks/no-sdk.js").read_bytes())
        host = own_host(request.headers.get("host", ""), self._port()).encode("ascii")
        code = code.replace(_SEGMENT_CDN, b"http://" + host)
        code = code.replace(_SEGMENT_API, host + b"/v1")
        return _script(resource("sdks/point-here.js").read_bytes() + code)

    def _chunk(self, request: Request) -> Response:
        """A part that the SDK loads when it needs it."""
        code = self._file(request.path_params["name"])
        if code is None:
            return _response(refusal(unknown_path(request.scope["path"])), [NOT_FOR_OTHERS])
        return _script(code)

    def _file(self, name: str) -> bytes | None:
        if self._sdk_dir is None or not _FILE.fullmatch(name):
            return None
        try:
            return (self._sdk_dir / name).read_bytes()
        except OSError:
            return None

    def _tell(self, kind: EventKind, request: Request, *, detail: str, key: str = "") -> None:
        headers = dict(request.headers)
        headers.setdefault("origin", _origin_of(headers.get("referer", "")))
        write_key = short_key(key) if key else ""
        self._on_event(
            event_of_head(kind, self._clock(), headers, detail=detail, write_key=write_key)
        )


def settings(key: str, host: str) -> JsonObject:
    """Settings with which every SDK posts to `host` over http and loads nothing else.

    `Segment.io` must be there, or the browser's SDK ignores the host and mobile ones send
    nothing; any other integration would load scripts; a sample rate of 0 stops counters about
    the SDK itself (segment-wire 5.1).
    """
    api_host = f"{host}/v1"
    return {
        "integrations": {"Segment.io": {"apiKey": key, "apiHost": api_host, "protocol": "http"}},
        "metrics": {"sampleRate": 0, "host": api_host},
    }


async def _wrong_method(request: Request, _: Exception) -> Response:
    return _response(refusal(_not_allowed(request.method)), [NOT_FOR_OTHERS])


def _not_allowed(method: str) -> Refused:
    return Refused(405, "method_not_allowed", f"{method[:20]} is not allowed here.")


def _script(code: bytes) -> Response:
    """Scripts are for pages of every origin; they hold nothing that was captured."""
    headers = {
        "Cross-Origin-Resource-Policy": "cross-origin",
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
    }
    return Response(code, media_type=_SCRIPT, headers=headers)


def _response(answer: Answer, extra: Headers) -> Response:
    response = Response(answer.body, status_code=answer.status)
    response.raw_headers = [*answer.headers, *extra]
    return response


def _origin_of(url: str) -> str:
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return f"{parts.scheme}://{parts.netloc}"[:300] if parts.netloc else ""
