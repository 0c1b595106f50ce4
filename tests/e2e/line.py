"""The program without a front, as SDKs meet it: endpoint, capture file and analysis."""

import gzip
import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from app.capture.events import EndpointEvent
from app.config.paths import find_paths
from app.segment.times import parse_time
from app.services import Inspector
from app.store.model import StoredRequest
from app.store.reader import Reader

PATIENCE = 30.0
"""Seconds after which something that has to happen counts as not happening."""

Message = dict[str, Any]


class Line:
    """A capture that listens on a free port."""

    def __init__(self, inspector: Inspector) -> None:
        self.inspector = inspector
        self._told: list[EndpointEvent] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.inspector.port}"

    def messages(self) -> list[Message]:
        """The completed messages, in arrival order."""
        return [message for _, message, _ in self._read(lambda reader: reader.messages())]

    def wait_for_messages(self, count: int) -> list[Message]:
        """The messages, once there are `count` of them."""
        return self.wait_for(lambda: len(found := self.messages()) >= count and found)

    def requests(self) -> list[StoredRequest]:
        """The heads of all requests, refused ones too, in arrival order."""
        found = self._read(lambda reader: list(reader.requests()))
        return sorted(found, key=lambda one: one.id)

    def raw_bodies(self) -> list[bytes]:
        """The bodies of all requests as they came."""
        rows = [one.id for one in self.requests()]
        return self._read(lambda reader: [reader.body(row) for row in rows])

    def bodies(self) -> list[Any]:
        """The same, unpacked and read."""
        raw = self.raw_bodies()
        return [json.loads(gzip.decompress(one) if packed(one) else one) for one in raw]

    def events(self) -> list[EndpointEvent]:
        """All that the endpoint told so far."""
        self._told.extend(self.inspector.drain().endpoint)
        return self._told

    def kinds(self) -> list[str]:
        """The kinds of these, without who was new."""
        return [one.kind for one in self.events() if not one.kind.startswith("new_")]

    def wait_for(self, happened: Callable[[], Any]) -> Any:
        """Wait until something has happened, and give it; fail where it does not."""
        until = time.monotonic() + PATIENCE
        while not (found := happened()):
            if time.monotonic() > until:
                raise AssertionError(f"It did not happen; events: {self.events()[-5:]}")
            time.sleep(0.01)
        return found

    def verdicts(self) -> list[tuple[str, str | None]]:
        """Verdict and tie of every message, once all have one."""
        assert self.inspector.wait_analysed(PATIENCE)
        rows = self._read(lambda reader: reader.rows(range(1, reader.progress().committed + 1)))
        return [(row.verdict, row.tie) for row in rows]

    def _read(self, work: Callable[[Reader], Any]) -> Any:
        return self.inspector.read(work).future.result()


@contextmanager
def capturing(folder: Path, *, sdk_dir: Path | None = None, tls: bool = False) -> Iterator[Line]:
    """A new capture in a profile of its own."""
    inspector = Inspector.start(port=0, sdk_dir=sdk_dir, tls=tls, paths=find_paths(folder, {}))
    try:
        yield Line(inspector)
    finally:
        inspector.close()


def packed(body: bytes) -> bool:
    """Whether a body is gzip."""
    return body.startswith(b"\x1f\x8b")


def clock_corrected(message: Message) -> None:
    """Has the times that Segment adds: the message's own, moved by what the clocks differ."""
    received, sent, original, corrected = (
        parse_time(message[name])
        for name in ("receivedAt", "sentAt", "originalTimestamp", "timestamp")
    )
    assert received is not None
    assert sent is not None
    assert original is not None
    assert corrected is not None
    assert received - sent == corrected - original
