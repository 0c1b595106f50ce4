"""A sink in memory, and an endpoint that hands to it."""

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from app.capture.endpoint import Endpoint, EndpointEvent, bind
from app.capture.switches import Switches
from app.segment.record import CompletedMessage, ReceivedRequest, Stored

IDENTITY = {"service": "topsort-inspector", "version": "0.1.0", "capture": "memory"}
PATIENCE = 20.0
"""Seconds after which something that has to happen counts as not happening."""


class MemorySink:
    """Keeps everything. `failure` makes it fail; `held` makes it keep its answers back until
    `release`; `late` makes them come a moment later from another thread, as a writer's do."""

    def __init__(self) -> None:
        self.requests: list[ReceivedRequest] = []
        self.messages: list[CompletedMessage] = []
        self.failure: Exception | None = None
        self.held = False
        self.late = False
        self._waiting: list[tuple[Future[Stored], Stored]] = []
        self._lock = threading.Lock()

    def store(
        self, request: ReceivedRequest, messages: tuple[CompletedMessage, ...]
    ) -> Future[Stored]:
        future: Future[Stored] = Future()
        with self._lock:
            if self.failure is not None:
                future.set_exception(self.failure)
                return future
            first = len(self.messages) + 1 if messages else 0
            self.requests.append(request)
            self.messages.extend(messages)
            stored = Stored(len(self.requests), first, len(messages))
            if self.held:
                self._waiting.append((future, stored))
                return future
        if self.late:
            threading.Timer(0.005, future.set_result, (stored,)).start()
        else:
            future.set_result(stored)
        return future

    def release(self) -> None:
        """Commit what was held back, from this thread, as a writer does."""
        with self._lock:
            self.held = False
            waiting, self._waiting = self._waiting, []
        for future, stored in waiting:
            future.set_result(stored)

    def bodies(self) -> list[dict[str, Any]]:
        """The completed messages."""
        return [one.message for one in self.messages]


class Capture:
    """A running endpoint with all that it told."""

    def __init__(self, sdk_dir: Path | None = None, switches: Switches | None = None) -> None:
        self.sink = MemorySink()
        self.events: list[EndpointEvent] = []
        self.endpoint = Endpoint(
            self, on_event=self._told, identity=IDENTITY, sdk_dir=sdk_dir, switches=switches
        )

    def store(
        self, request: ReceivedRequest, messages: tuple[CompletedMessage, ...]
    ) -> Future[Stored]:
        """Hand on to the sink of the moment."""
        return self.sink.store(request, messages)

    def _told(self, event: EndpointEvent) -> None:
        self.events.append(event)

    def forget(self) -> None:
        """Begin again with an empty sink and no events."""
        httpx.get(
            f"{self.url}/health", trust_env=False, verify=False
        )  # all events of before are told after it
        self.sink = MemorySink()
        self.events = []

    @property
    def port(self) -> int:
        return self.endpoint.port

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.endpoint.port}"

    def wait_for(self, happened: Callable[[], bool], what: str = "it") -> None:
        """Wait until something has happened; fail where it does not."""
        until = time.monotonic() + PATIENCE
        while not happened():
            if time.monotonic() > until:
                raise AssertionError(f"{what} did not happen; events: {self.events[-5:]}")
            time.sleep(0.01)

    def wait_for_messages(self, count: int) -> list[dict[str, Any]]:
        """The messages, once there are `count` of them."""
        self.wait_for(lambda: len(self.sink.messages) >= count, f"message {count}")
        return self.sink.bodies()

    def kinds(self) -> list[str]:
        """The kinds of all events so far."""
        return [event.kind for event in self.events]


@contextmanager
def running(sdk_dir: Path | None = None, switches: Switches | None = None) -> Iterator[Capture]:
    """An endpoint on a free port of the loopback."""
    capture = Capture(sdk_dir, switches)
    capture.endpoint.start(bind(port=0))
    try:
        yield capture
    finally:
        capture.sink.release()
        capture.endpoint.stop()
