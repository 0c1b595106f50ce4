"""The hot path: one plain ASGI function for everything that SDKs post.

A framework's routing and responses cost more than decoding, completing and handing over a
message together, so only the rest (settings, scripts, the identity) goes to Starlette.
"""

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable, MutableMapping
from concurrent.futures import Executor
from contextlib import suppress
from typing import TYPE_CHECKING, Any, TypeAlias
from uuid import uuid4

from app.capture.answers import (
    NO_CONTENT,
    NOT_FOR_OTHERS,
    PIXEL,
    SUCCESS,
    Answer,
    Headers,
    cors,
    failure,
    faulty,
    preflight,
    refusal,
)
from app.capture.bodies import Broken, GoneError, whole_body
from app.capture.events import EndpointEvent, EventKind, event_of_head
from app.capture.faults import Fault
from app.capture.gate import Gate
from app.capture.hosts import is_own_name, split_host
from app.capture.intake import KEPT_REFUSED, Arrival, Taken, take, turn_away
from app.capture.newcomers import NewcomerKind
from app.capture.room import BODIES, DECODED, PATIENCE, Claims, Room, busy
from app.capture.switches import Switches
from app.capture.wakes import Wakes
from app.segment.keys import NO_KEY, short_key
from app.segment.memory import check_memory
from app.segment.record import Sink
from app.segment.refused import Refused
from app.segment.routes import Route, route
from app.segment.wire import Head, unknown_path, unpacked

if TYPE_CHECKING:
    from app.capture.tls import Tls

Scope: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send: TypeAlias = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App: TypeAlias = Callable[[Scope, Receive, Send], Awaitable[None]]

_READS = ("GET", "HEAD", "OPTIONS")
_LARGE = 1024 * 1024
_LARGE_PACKED = 8 * 1024
"""Bytes of a body that waits for its turn to be unpacked and reckoned; fewer where it is packed,
since it may be a thousand times as long then."""

_SMALL = 8 * 1024
"""Bytes of a plain body that takes so little memory that nobody reckons how much."""

_CHEAP = 1024 * 1024
"""What a body may take in memory to be decoded on the loop, that of two hundred ordinary events;
what takes more is decoded beside it, so that others are not kept waiting."""

HANG_UP = "topsort-inspector.hang-up"
"""The extension of the ASGI scope that closes the connection without an answer."""

_REQUEST_LINE = re.compile(rb"([A-Z]{1,20}) ([!-~]{1,1000})")
_SCRIPTS = ("/analytics.js/", "/analytics-next/")
_FOREIGN_HOST = Refused(
    403, "foreign_host", "This address answers to localhost and to IP addresses only."
)
_TRY_AGAIN = (408, 429)
_NEWS: dict[NewcomerKind, EventKind] = {"origin": "new_origin", "key": "new_key"}
SPOKE_TLS = (
    "A client tried https, which is switched off. The set-up page has the switch; in a terminal "
    "it is --tls."
)
_log = logging.getLogger(__name__)


class Front:
    """Answers what SDKs post, and hands everything else to `pages`.

    Runs on the endpoint's own loop. `ending` is set at the stop: nothing waits on purpose then.
    `helper` decodes large bodies. `tls` may be set from any
    thread: None where https is not spoken.
    """

    def __init__(
        self,
        sink: Sink,
        pages: App,
        *,
        clock: Callable[[], int],
        on_event: Callable[[EndpointEvent], None],
        helper: Executor,
        switches: Switches,
    ) -> None:
        self._sink = sink
        self._pages = pages
        self._clock = clock
        self._on_event = on_event
        self._helper = helper
        self._bodies = Room(BODIES)
        self._decoded = Room(DECODED)
        self._lane = asyncio.Lock()
        self._wakes = Wakes()
        self.tls: Tls | None = None
        self.handshakes: set[asyncio.Task[None]] = set()
        self.ending = asyncio.Event()
        self._switches = switches

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The ASGI function."""
        if scope["type"] != "http":
            return
        try:
            await self._dispatch(scope, receive, send)
        except asyncio.CancelledError:
            # The endpoint stops, and this request was not whole or not committed in time.
            await _send(send, failure("the inspector is closing."), cors(_headers(scope)))
        except GoneError:
            return

    async def refuse_broken(self, line: bytes, remote: str | None, refused: Refused) -> Answer:
        """Keep a request that is no HTTP or does not end, and the answer to it. `line` begins
        with what may be its first line."""
        arrival = Arrival(head_of_line(line), b"", self._clock(), remote)
        taken = turn_away(arrival, refused)
        await self._keep_refused(taken)
        self._tell("refused", taken, detail=refused.message)
        return refusal(refused)

    def failed_in_tls(self, reason: str) -> None:
        """Tell why a client that tried https did not get through."""
        self._on_event(EndpointEvent("refused", self._clock(), detail=reason))

    async def _dispatch(self, scope: Scope, receive: Receive, send: Send) -> None:
        where = route(scope["path"])
        method = scope["method"]
        if where is None or where.kind == "settings":
            if where is None and not _means_us(scope):
                # A page that has bound its own name to this address reads nothing but settings.
                await _send(send, refusal(_FOREIGN_HOST), [NOT_FOR_OTHERS])
            elif where is not None or method in _READS:
                await self._pages(scope, receive, send)
            else:
                await self._refuse_unread(scope, receive, send, where)
        elif method == "OPTIONS":
            await self._preflight(scope, send)
        elif method != _method_of(where):
            await self._refuse_unread(scope, receive, send, where)
        elif where.kind == "metrics":
            await self._swallow(scope, send)
        else:
            await self._capture(scope, receive, send, where)

    async def _capture(self, scope: Scope, receive: Receive, send: Send, where: Route) -> None:
        with Claims(self._bodies) as bodies, Claims(self._decoded) as decoded:
            await self._capture_within(scope, receive, send, where, bodies, decoded)

    async def _capture_within(
        self,
        scope: Scope,
        receive: Receive,
        send: Send,
        where: Route,
        bodies: Claims,
        decoded: Claims,
    ) -> None:
        head = head_of(scope)
        extra = cors(head.headers)
        body = b""
        try:
            if where.kind != "pixel":
                body = await whole_body(receive, head, bodies, scope["extensions"])
            taken = await self._take(self._arrival(scope, head, body), decoded)
        except Refused as refused:
            kept = refused.body if isinstance(refused, Broken) else body
            await self._refuse(send, self._arrival(scope, head, kept), refused, extra)
            return
        fault = None if where.kind == "pixel" else self._switches.faults.next()
        if fault is not None:
            await self._misbehave(scope, receive, send, fault, self._arrival(scope, head, body))
            return
        try:
            await self._wakes.wait(self._sink.store(taken.request, taken.messages))
        except Exception as error:  # noqa: BLE001 (a store's own errors are not known here)
            await self._fail(send, taken, error, extra)
            return
        await _send(send, PIXEL if where.kind == "pixel" else SUCCESS, extra)
        self._tell("stored", taken, detail=taken.request.target, count=len(taken.messages))
        request = taken.request
        for new in self._switches.newcomers.among(request.origin, request.write_key):
            self._tell(_NEWS[new], taken, detail=request.target)

    async def _misbehave(
        self, scope: Scope, receive: Receive, send: Send, fault: Fault, arrival: Arrival
    ) -> None:
        """Do what a switch asked for instead of keeping the messages; the request is kept as a
        refused one."""
        taken = turn_away(arrival, Refused(fault.status, "asked_for", fault.done))
        await self._keep_refused(taken)
        self._tell("fault", taken, detail=fault.done)
        if fault.kind == "drop":
            scope["extensions"][HANG_UP]()
            while (await receive())["type"] != "http.disconnect":
                pass
            return
        if fault.kind == "slow":
            with suppress(TimeoutError):
                await asyncio.wait_for(self.ending.wait(), fault.seconds)
        await _send(send, faulty(fault), cors(arrival.head.headers))

    async def _take(self, arrival: Arrival, claims: Claims) -> Taken:
        """Decode a body: at once where it is small, else beside the loop once there is room."""
        gate = self._switches.gate
        packed = "content-encoding" in arrival.head.headers
        if not packed and len(arrival.body) < _SMALL:
            return take(arrival, arrival.body, gate, new_id=_new_id)
        if len(arrival.body) < (_LARGE_PACKED if packed else _LARGE):
            plain = unpacked(arrival.head, arrival.body)
            needed = check_memory(plain)
            if needed <= _CHEAP or not packed:
                await claims.grow(needed)
                if needed <= _CHEAP:
                    return take(arrival, plain, gate, new_id=_new_id)
                return await self._take_beside(arrival, plain, gate)
        return await self._take_in_turn(arrival, gate, claims)

    async def _take_beside(self, arrival: Arrival, plain: bytes, gate: Gate) -> Taken:
        return await asyncio.get_running_loop().run_in_executor(
            self._helper, lambda: take(arrival, plain, gate, new_id=_new_id)
        )

    async def _take_in_turn(self, arrival: Arrival, gate: Gate, claims: Claims) -> Taken:
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(PATIENCE) as waiting, self._lane:
                # Only one request at a time holds a body that is unpacked and not yet claimed.
                plain, needed = await loop.run_in_executor(self._helper, lambda: _reckoned(arrival))
                await claims.grow(needed + (0 if plain is arrival.body else len(plain)))
                waiting.reschedule(None)
                return await self._take_beside(arrival, plain, gate)
        except TimeoutError:
            raise busy() from None

    async def _refuse_unread(
        self, scope: Scope, receive: Receive, send: Send, where: Route | None
    ) -> None:
        """Refuse a request for its path or method; its body is kept all the same."""
        head = head_of(scope)
        refused = unknown_path(head.path) if where is None else _wrong_method(head.method, where)
        extra = [NOT_FOR_OTHERS] if where is None else cors(head.headers)
        if where is not None:
            extra.append((b"allow", f"{_method_of(where)}, OPTIONS".encode("ascii")))
        body = b""
        if head.method not in _READS:
            try:
                with Claims(self._bodies) as claims:
                    body = await whole_body(receive, head, claims, scope["extensions"])
                    body = body[:KEPT_REFUSED]
            except Broken as broken:
                refused, body = broken, broken.body
        await self._refuse(send, self._arrival(scope, head, body), refused, extra)

    async def _refuse(self, send: Send, arrival: Arrival, refused: Refused, extra: Headers) -> None:
        taken = turn_away(arrival, refused)
        await self._keep_refused(taken)
        if refused.status in _TRY_AGAIN:
            extra = [*extra, (b"retry-after", b"1")]
        if refused.status == 408:
            extra = [*extra, (b"connection", b"close")]
        await _send(send, refusal(refused), extra)
        self._tell("refused", taken, detail=refused.message)

    async def _keep_refused(self, taken: Taken) -> None:
        try:
            await self._wakes.wait(self._sink.store(taken.request, ()))
        except Exception as error:  # noqa: BLE001 (as above; the answer stays a refusal)
            _log.warning("A refused request was not kept: %s", error)

    async def _fail(self, send: Send, taken: Taken, error: Exception, extra: Headers) -> None:
        reason = str(error) or type(error).__name__
        _log.info("A request was not stored, and not acknowledged: %s", reason)
        await _send(send, failure(reason), extra)
        self._tell("failed", taken, detail=reason, count=len(taken.messages))

    async def _preflight(self, scope: Scope, send: Send) -> None:
        headers = _headers(scope)
        await _send(send, NO_CONTENT, preflight(headers))
        wanted = headers.get("access-control-request-headers", "")
        self._on_event(event_of_head("preflight", self._clock(), headers, detail=wanted))

    async def _swallow(self, scope: Scope, send: Send) -> None:
        """Counters of an SDK about itself: answered, counted, thrown away."""
        headers = _headers(scope)
        await _send(send, SUCCESS, cors(headers))
        self._on_event(event_of_head("metrics", self._clock(), headers))

    def _arrival(self, scope: Scope, head: Head, body: bytes) -> Arrival:
        client = scope.get("client")
        return Arrival(head, body, self._clock(), client[0] if client else None)

    def _tell(self, kind: EventKind, taken: Taken, *, detail: str, count: int = 1) -> None:
        request = taken.request
        self._on_event(
            EndpointEvent(
                kind,
                request.received_at,
                origin=request.origin or "",
                library=taken.library,
                write_key="" if request.write_key == NO_KEY else short_key(request.write_key),
                detail=detail,
                count=count,
                notes=request.notes if kind == "stored" else (),
            )
        )


def head_of(scope: Scope) -> Head:
    """The head of the request in an ASGI scope."""
    return Head(
        scope["method"],
        scope["path"],
        scope["query_string"].decode("latin-1"),
        _headers(scope),
    )


def _means_us(scope: Scope) -> bool:
    """Whether the Host header can only mean this machine. The SDK's script may be asked for under
    any name, as its settings may: a shop behind a tunnel does so, and both hold nothing captured.
    """
    if scope["path"].startswith(_SCRIPTS):
        return True
    return is_own_name(split_host(_headers(scope).get("host", ""))[0])


def head_of_line(line: bytes) -> Head:
    """What can be made out of the first line of a broken request; nothing else of it is kept,
    since its headers may hold secrets."""
    found = _REQUEST_LINE.match(line)
    if found is None:
        return Head("?", "?", "", {})
    path, _, query = found[2].decode("ascii").partition("?")
    return Head(found[1].decode("ascii"), path, query, {})


def _headers(scope: Scope) -> dict[str, str]:
    return {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}


def _reckoned(arrival: Arrival) -> tuple[bytes, int]:
    """The unpacked body and the memory that it takes to read it. Raises Refused."""
    plain = unpacked(arrival.head, arrival.body)
    return plain, check_memory(plain)


async def _send(send: Send, answer: Answer, extra: Headers) -> None:
    headers = [*answer.headers, *extra]
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": answer.body})


def _method_of(where: Route) -> str:
    return "GET" if where.kind == "pixel" else "POST"


def _wrong_method(method: str, where: Route) -> Refused:
    return Refused(
        405,
        "method_not_allowed",
        f"{method[:20]} is not allowed here.",
        f"Segment’s SDKs use {_method_of(where)} on this path.",
    )


def _new_id() -> str:
    return str(uuid4())
