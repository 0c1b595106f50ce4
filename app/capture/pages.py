"""Everything that is no event: who we are, the SDKs' settings, the SDK's script."""

import hashlib
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING
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
from app.capture.sdk import ENTRY, script_file
from app.packaged import resource
from app.segment.jsontext import JsonObject
from app.segment.keys import short_key
from app.segment.refused import Refused
from app.segment.routes import route
from app.segment.wire import unknown_path

if TYPE_CHECKING:
    from app.capture.tls import Tls

_SCRIPT = "text/javascript; charset=utf-8"
_MAP = "application/json"
_SEGMENT_CDN = b"https://cdn.segment.com"
_SEGMENT_API = b"api.segment.io/v1"
_MAP_COMMENT = re.compile(rb"\n//# sourceMappingURL=[^\n]*")


class Pages:
    """The answers to all but event posts.

    `port` tells the port at the time of the call. `sdk_dir` is the folder `dist/umd` of
    @segment/analytics-next, where there is one. `tls` tells how https is spoken now, or None.
    """

    def __init__(
        self,
        *,
        identity: Mapping[str, str],
        port: Callable[[], int],
        clock: Callable[[], int],
        on_event: Callable[[EndpointEvent], None],
        sdk_dir: Path | None,
        tls: Callable[[], "Tls | None"],
    ) -> None:
        self._identity = json_answer(200, dict(identity))
        self._port = port
        self._clock = clock
        self._on_event = on_event
        self._sdk_dir = sdk_dir
        self._tls = tls

    def app(self) -> Starlette:
        """The Starlette application."""
        script = "/analytics.js/v1/{key}"
        return Starlette(
            routes=[
                StarletteRoute("/", self._who),
                StarletteRoute("/health", self._who),
                StarletteRoute("/authority.pem", self._authority),
                StarletteRoute(f"{script}/analytics.min.js", self._sdk),
                StarletteRoute(f"{script}/platform/analytics.min.js", self._sdk),
                StarletteRoute("/analytics-next/bundles/{name}", self._chunk),
            ],
            exception_handlers={404: self._rest, 405: _wrong_method},
        )

    async def _who(self, request: Request) -> Response:
        """Tell who we are, but not to a page that has bound its own name to this address."""
        return _to_own(request, self._identity)

    async def _authority(self, request: Request) -> Response:
        """The certificate to trust, of the type at which phones offer to install it."""
        tls = self._tls()
        if tls is None:
            message = "https is switched off here, so there is no authority to trust."
            return _to_own(request, refusal(Refused(404, "no_authority", message)))
        headers = [
            (b"content-type", b"application/x-x509-ca-cert"),
            (b"content-disposition", b'attachment; filename="topsort-inspector-authority.pem"'),
            (b"cache-control", b"no-store"),
        ]
        return _to_own(request, Answer(200, headers, tls.authority.pem))

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
        host = self._host(request)
        self._tell("settings", request, detail=host, key=where.key)
        answer = settings(where.key, host, request.scope["scheme"])
        return _response(json_answer(200, answer), cors(request.headers))

    def _host(self, request: Request) -> str:
        default = 443 if request.scope["scheme"] == "https" else 80
        return own_host(request.headers.get("host", ""), self._port(), default)

    def _sdk(self, request: Request) -> Response:
        """The SDK for the snippet, pointed here, or a few lines that say how to get it."""
        self._tell("script", request, detail=request.scope["path"], key=request.path_params["key"])
        host = self._host(request).encode("ascii")
        origin = request.scope["scheme"].encode("ascii") + b"://" + host
        code = self._file(ENTRY)
        if code is None:
            code = resource("sdks/no-sdk.js").read_bytes().replace(b"{address}", origin)
        else:
            code = code.replace(_SEGMENT_CDN, origin).replace(_SEGMENT_API, host + b"/v1")
            # Its map is of the text before that.
            code = resource("sdks/point-here.js").read_bytes() + _MAP_COMMENT.sub(b"", code)
        return _script(request, code, _SCRIPT)

    def _chunk(self, request: Request) -> Response:
        """A part that the SDK loads when it needs it, or the map of one."""
        name = request.path_params["name"]
        code = self._file(name)
        if code is None:
            return _response(refusal(unknown_path(request.scope["path"])), [NOT_FOR_OTHERS])
        return _script(request, code, _MAP if name.endswith(".map") else _SCRIPT)

    def _file(self, name: str) -> bytes | None:
        return None if self._sdk_dir is None else script_file(self._sdk_dir, name)

    def _tell(self, kind: EventKind, request: Request, *, detail: str, key: str = "") -> None:
        headers = dict(request.headers)
        headers.setdefault("origin", _origin_of(headers.get("referer", "")))
        write_key = short_key(key) if key else ""
        self._on_event(
            event_of_head(kind, self._clock(), headers, detail=detail, write_key=write_key)
        )


def settings(key: str, host: str, scheme: str) -> JsonObject:
    """Settings with which every SDK posts to `host` and loads nothing else; over `scheme`, by
    which it came: it can speak that.

    `Segment.io` must be there, or the browser's SDK ignores the host and mobile ones send
    nothing; any other integration would load scripts; a sample rate of 0 stops counters about
    the SDK itself (segment-wire 5.1).
    """
    api_host = f"{host}/v1"
    return {
        "integrations": {"Segment.io": {"apiKey": key, "apiHost": api_host, "protocol": scheme}},
        "metrics": {"sampleRate": 0, "host": api_host},
    }


async def _wrong_method(request: Request, _: Exception) -> Response:
    return _response(refusal(_not_allowed(request.method)), [NOT_FOR_OTHERS])


def _to_own(request: Request, answer: Answer) -> Response:
    """An answer for this computer, but not for a page that has bound its own name to it."""
    if not is_own_name(split_host(request.headers.get("host", ""))[0]):
        message = "This address answers to localhost and to IP addresses only."
        answer = refusal(Refused(403, "foreign_host", message))
    return _response(answer, [NOT_FOR_OTHERS])


def _not_allowed(method: str) -> Refused:
    return Refused(405, "method_not_allowed", f"{method[:20]} is not allowed here.")


def _script(request: Request, code: bytes, media_type: str) -> Response:
    """Scripts are for pages of every origin, as Segment's are; they hold nothing that was
    captured. A browser asks each time whether its copy is still the same: the folder may hold
    another version by then, and the same name another text."""
    tag = f'"{hashlib.sha256(code).hexdigest()[:32]}"'
    same = tag in request.headers.get("if-none-match", "")
    response = Response(b"" if same else code, 304 if same else 200, media_type=media_type)
    response.headers.update(
        {
            "Cross-Origin-Resource-Policy": "cross-origin",
            "Cache-Control": "no-cache",
            "ETag": tag,
            "X-Content-Type-Options": "nosniff",
        }
    )
    response.raw_headers.extend(cors(request.headers))
    return response


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
