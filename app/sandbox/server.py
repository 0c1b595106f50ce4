"""The sandbox as a running server, in a thread with an event loop of its own."""

import asyncio
import ipaddress
import os
import socket
import threading
import time
from collections.abc import Callable

import uvicorn

from app.sandbox.api import build
from app.sandbox.counts import Counter, Counts

_STOP_SECONDS = 4.0


class _Server(uvicorn.Server):
    """Says when it accepts connections, instead of being asked again and again."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.accepting = threading.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.accepting.set()


class Sandbox:
    """A local Topsort on a loopback address.

    It takes any key but none. `clock` gives milliseconds since 1970. Start it once; after
    `stop()` make a new one.
    """

    def __init__(self, clock: Callable[[], int] | None = None) -> None:
        self._clock = clock or _now
        self._counter = Counter()
        self._server: _Server | None = None
        self._thread: threading.Thread | None = None
        self._host = ""
        self._port = 0

    def start(self, port: int = 0, host: str = "127.0.0.1") -> None:
        """Listen; returns once connections are accepted. Port 0 picks a free one.

        Raises ValueError for a host that is no loopback address, OSError where the port is
        taken or forbidden.
        """
        sock = _bind(host, port)
        self._host, self._port = host, sock.getsockname()[1]
        config = uvicorn.Config(
            build(self._counter, self._clock),
            http="httptools",
            loop="asyncio",
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=2,
        )
        server = _Server(config)

        def serve() -> None:
            try:
                asyncio.run(server.serve(sockets=[sock]))
            finally:
                sock.close()
                server.accepting.set()

        self._server = server
        self._thread = threading.Thread(target=serve, name="sandbox", daemon=True)
        self._thread.start()
        server.accepting.wait()
        if not server.started:
            self._thread.join()
            raise OSError(f"The sandbox could not start on {self.url}.")

    @property
    def port(self) -> int:
        """The port it listens on, 0 before the start."""
        return self._port

    @property
    def url(self) -> str:
        """The base that Topsort's clients take: `http://127.0.0.1:N/v2`."""
        host = f"[{self._host}]" if ":" in self._host else self._host
        return f"http://{host}:{self._port}/v2"

    @property
    def counts(self) -> Counts:
        """What it has answered so far."""
        return self._counter.snapshot()

    def stop(self) -> None:
        """End it: no new connections, requests in flight are answered. Safe to call twice."""
        if self._server is not None and self._thread is not None:
            self._server.should_exit = True
            self._thread.join(_STOP_SECONDS)


def _now() -> int:
    return time.time_ns() // 1_000_000


def _bind(host: str, port: int) -> socket.socket:
    address = ipaddress.ip_address(host)
    if not address.is_loopback:
        raise ValueError(f"The sandbox listens on this computer only, not on {host}.")
    sock = socket.socket(socket.AF_INET6 if address.version == 6 else socket.AF_INET)
    try:
        if os.name == "posix":
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        elif exclusive := getattr(socket, "SO_EXCLUSIVEADDRUSE", None):
            sock.setsockopt(socket.SOL_SOCKET, exclusive, 1)
        sock.bind((host, port))
        # Without this a second server on the port would only fail once it listens.
        sock.listen()
    except BaseException:
        sock.close()
        raise
    return sock
