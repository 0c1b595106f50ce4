"""The HTTP endpoint that SDKs post to, in a thread of its own."""

import asyncio
import ipaddress
import logging
import socket
import sys
import threading
import time
from collections.abc import Callable, Coroutine, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

from uvicorn import Config, Server

from app.capture.blocks import give_large_blocks_back
from app.capture.events import EndpointEvent as EndpointEvent
from app.capture.front import Front
from app.capture.pages import Pages
from app.capture.protocol import CaptureProtocol, sweep
from app.capture.sockets import BindError as BindError
from app.capture.sockets import HostUnknown as HostUnknown
from app.capture.sockets import PortForbidden as PortForbidden
from app.capture.sockets import PortTaken as PortTaken
from app.capture.sockets import bind as bind
from app.capture.sockets import holder_of as holder_of
from app.capture.sockets import identify as identify
from app.capture.switches import Switches
from app.segment.record import Sink

if TYPE_CHECKING:
    from app.capture.tls import Tls

_GRACE_SECONDS = 3
"""How long requests in flight are waited for at the stop: the whole program is to be gone within
five seconds, on a busy machine too."""

_KEEP_ALIVE_SECONDS = 75
_BIND_TRIES = 10
_BIND_PAUSE = 0.1
_log = logging.getLogger(__name__)


def _now() -> int:
    return time.time_ns() // 1_000_000


class Endpoint:
    """Takes what SDKs send and hands it to `sink`; answers 200 once it is on disk.

    `on_event` is called in the endpoint's thread and must not wait. `identity` is what GET / and
    GET /health answer. `clock` gives milliseconds since 1970. `sdk_dir` is the folder `dist/umd`
    of @segment/analytics-next, to serve the snippet's script from. `switches` may be turned from
    any thread.
    """

    def __init__(
        self,
        sink: Sink,
        *,
        on_event: Callable[[EndpointEvent], None],
        identity: Mapping[str, str],
        clock: Callable[[], int] = _now,
        sdk_dir: Path | None = None,
        switches: Switches | None = None,
    ) -> None:
        self.port = 0
        self._on_event = on_event
        self._clock = clock
        self._helper = ThreadPoolExecutor(max_workers=1, thread_name_prefix="capture-large")
        pages = Pages(
            identity=identity,
            port=lambda: self.port,
            clock=clock,
            on_event=on_event,
            sdk_dir=sdk_dir,
            tls=lambda: self._front.tls,
        )
        self._front = Front(
            sink,
            pages.app(),
            clock=clock,
            on_event=on_event,
            helper=self._helper,
            switches=switches or Switches(),
        )
        self._server = _Server(
            Config(
                self._front,
                http=CaptureProtocol,
                ws="none",
                loop="asyncio",
                lifespan="off",
                interface="asgi3",
                log_config=None,
                # Its warnings are about what clients send, which is kept and told as refused.
                log_level="error",
                access_log=False,
                proxy_headers=False,
                server_header=False,
                timeout_keep_alive=_KEEP_ALIVE_SECONDS,
                timeout_graceful_shutdown=_GRACE_SECONDS,
            ),
            self._front.ending,
        )
        self._thread: threading.Thread | None = None
        self._failure: BaseException | None = None

    def start(self, sockets: list[socket.socket]) -> None:
        """Serve on the sockets of `bind`, which belong to the endpoint from now on.

        Returns once requests are accepted. Raises RuntimeError where the server does not come up
        or was started before.
        """
        if self._thread is not None:
            raise RuntimeError("An endpoint is started once.")
        give_large_blocks_back()
        self.port = int(sockets[0].getsockname()[1])
        self._thread = threading.Thread(
            target=self._run, args=(sockets,), name="capture", daemon=True
        )
        self._thread.start()
        self._server.up.wait()
        if self._failure is not None:
            raise RuntimeError(f"The endpoint did not start: {self._failure}") from self._failure

    def speak_tls(self, tls: "Tls | None") -> None:
        """Speak https beside http on the same port, or http alone. From any thread."""
        self._front.tls = tls

    def move(self, host: str, *, back_to: str) -> None:
        """Listen on `host` instead of `back_to`, on the same port; blocks.

        Requests in flight are answered; other devices are parted with.
        Raises BindError where that is not possible; it listens on `back_to` again then.
        """
        self._on_loop(self._server.leave())
        try:
            sockets = _bind_soon(host, self.port)
        except BindError:
            self._on_loop(self._server.startup(_bind_soon(back_to, self.port)))
            raise
        self._on_loop(self._server.startup(sockets))

    def _on_loop(self, work: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(work, self._server.loop).result()

    def stop(self) -> None:
        """Take no new connection, answer what is in flight, and end; within five seconds."""
        self._server.should_exit = True
        if self._thread is not None:
            self._thread.join()
        self._helper.shutdown(wait=False, cancel_futures=True)

    def _run(self, sockets: list[socket.socket]) -> None:
        try:
            with asyncio.Runner(loop_factory=asyncio.new_event_loop) as runner:
                runner.run(self._server.serve(sockets=sockets))
        except (Exception, SystemExit) as error:  # noqa: BLE001 (the top of the thread)
            _log.error("The endpoint ended: %s", error, exc_info=error)
            self._failure = error
            if self._server.up.is_set():
                self._on_event(EndpointEvent("failed", self._clock(), detail=str(error)))
        finally:
            self._server.up.set()
            for listener in sockets:
                listener.close()


def _is_here(client: tuple[str, int] | None) -> bool:
    """Whether a client is a program of this computer."""
    return client is not None and ipaddress.ip_address(client[0].partition("%")[0]).is_loopback


def _bind_soon(host: str, port: int) -> list[socket.socket]:
    """Bind a port that was just given up; some systems hold it for a moment. Raises BindError."""
    for _ in range(_BIND_TRIES):
        try:
            return bind(host, port)
        except PortTaken:
            time.sleep(_BIND_PAUSE)
    return bind(host, port)


class _Server(Server):
    """uvicorn's server, telling another thread when it accepts, and able to move."""

    loop: asyncio.AbstractEventLoop

    def __init__(self, config: Config, ending: asyncio.Event) -> None:
        super().__init__(config)
        self._ending = ending
        self.up = threading.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Listen; also again, after `leave`."""
        self.loop = asyncio.get_running_loop()
        await super().startup(sockets=sockets)
        self.up.set()

    async def on_tick(self, counter: int) -> bool:
        """Ten times a second."""
        if counter % 5 == 0:
            sweep(self.server_state.connections, self.loop.time())
        return await super().on_tick(counter)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End; what waits on purpose does so no longer."""
        self._ending.set()
        await super().shutdown(sockets=sockets)

    async def leave(self) -> None:
        """Take no new connection, and part with those of other devices once they are answered.

        Windows gives no port anew that has a connection, so there all of them go.
        """
        for server in self.servers:
            server.close()
        for connection in list(self.server_state.connections):
            here = isinstance(connection, CaptureProtocol) and _is_here(connection.client)
            if sys.platform == "win32" or not here:
                connection.shutdown()
