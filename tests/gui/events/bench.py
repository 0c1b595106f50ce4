"""A capture under the page: a real file with a real writer and reader, and verdicts by hand."""

import json
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from app.destination.model import Configuration
from app.lint.finding import Change, Finding
from app.segment.record import CompletedMessage, ReceivedRequest
from app.segment.times import iso
from app.store.derived import derived_rows
from app.store.model import Derived, DerivedDelivery, DerivedMessage, Progress
from app.store.reader import Reader
from app.store.writer import Writer

T = TypeVar("T")

USERS = ("7c1f0b52-64d8-4e0b-9a37-52d08c11e2a9", "b07e6c13-9a02-4c7b-8e51-0c7d44f219aa")


@dataclass
class Job:
    """What `Bench.read` gives."""

    future: Future[Any]
    stop: Callable[[], None]

    def cancel(self) -> None:
        """As the Inspector's."""
        self.future.cancel() or self.stop()


class News(QObject):
    """The signals of the Bridge, emitted by hand."""

    progress = Progress(0, 0)
    progressed = Signal(object, object)
    changed = Signal()


class Bench:
    """An Inspector of a capture without an endpoint."""

    def __init__(self, path: Path, clock: int) -> None:
        self.read_only = False
        self.clock = clock
        self.news = News()
        self.threads: set[str] = set()
        self.marks: list[tuple[list[int], bool]] = []
        self.delay: threading.Event | None = None
        self.writer = Writer(path, installation="bench", clock=lambda: clock)
        self.configuration = Configuration("topsort-2026-07", ())
        self.writer.save_configuration(self.configuration).result(10)
        self._reader = Reader(path)
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="reader")
        self._committed = 0
        self._analysed = 0
        self._rejudged = False

    def close(self) -> None:
        """End the threads."""
        if self.delay is not None:
            self.delay.set()
        self._reader.interrupt()
        self._pool.shutdown(cancel_futures=True)
        self._reader.close()
        self.writer.close()

    def read(self, work: Callable[[Reader], T], /) -> Job:
        """Run a question on the reader's thread."""

        def run() -> T:
            self.threads.add(threading.current_thread().name)
            if self.delay is not None:
                self.delay.wait(10)
            return work(self._reader)

        return Job(self._pool.submit(run), self._reader.interrupt)

    def mark(self, rows: Sequence[int], on: bool) -> Future[None]:
        """Mark rows."""
        self.marks.append((list(rows), on))
        return self.writer.mark(list(rows), on)

    def store(
        self, messages: Sequence[dict[str, Any]], *, origin: str = "https://staging.harborpine.shop"
    ) -> list[int]:
        """Commit messages in one request; their rows."""
        request = ReceivedRequest(
            received_at=self.clock,
            method="POST",
            target="/v1/batch",
            status=200,
            body=b"{}",
            write_key="none",
            origin=origin,
        )
        completed = tuple(CompletedMessage(i, message) for i, message in enumerate(messages))
        stored = self.writer.store(request, completed).result(10)
        self._committed = stored.first + stored.count - 1
        return list(range(stored.first, stored.first + stored.count))

    def judge(
        self,
        rows: Sequence[int],
        verdict: str = "accepted",
        *,
        tie: str | None = "sponsored",
        action: str = "click",
        findings: Sequence[tuple[str, str]] = (),
        others: Sequence[int] = (),
        deliveries: int = 1,
    ) -> None:
        """Write a verdict on rows, as the analysis would."""
        self._rejudged |= min(rows) <= self._analysed
        self._analysed = max(self._analysed, *rows)
        count = 0 if verdict in ("unmapped", "discarded") else deliveries
        request = json.dumps({"clicks": [{"id": "1"}]}).encode()
        sent = verdict in ("accepted", "rejected")
        delivery = DerivedDelivery(
            "Preset",
            action,
            verdict,
            tie if verdict == "accepted" else None,
            request if sent else None,
            b"[]",
        )
        self.derive(
            tuple(DerivedMessage(row, verdict, (delivery,) * count) for row in rows),
            tuple(
                Change(
                    row,
                    code,
                    (Finding(code, severity, "Title", "m", "", "", others=tuple(others)),),
                )
                for row in rows
                for code, severity in findings
            ),
        )

    def derive(
        self, messages: tuple[DerivedMessage, ...], changes: tuple[Change, ...] = ()
    ) -> None:
        """Write a slice of analysis."""
        derived = Derived(self.configuration.hash, self._analysed, messages, changes)
        self.writer.derive(derived_rows(derived)).result(10)

    def tell(self) -> None:
        """What the Bridge says at its next look: how far all is, and whether a row that had a
        verdict has another one."""
        self.news.progressed.emit(self._committed, self._analysed)
        if self._rejudged:
            self._rejudged = False
            self.news.changed.emit()


def _finding(code: str, severity: Any, others: Sequence[int]) -> Finding:
    return Finding(code, severity, "Title", "message", "", "", others=tuple(others))


def host(page: QWidget) -> QWidget:
    """A window with room for the rail, the top bar, the detail and the status bar."""
    window = QWidget()
    grid = QGridLayout(window)
    grid.setContentsMargins(88, 48, 0, 24 + 432)
    grid.addWidget(page)
    return window


def track(number: int, name: str = "Product Clicked", **more: Any) -> dict[str, Any]:
    """One message of a browser; `number` makes its id and its time."""
    message = {
        "type": "track",
        "event": name,
        "messageId": f"ajs-next-{number:06d}",
        "anonymousId": USERS[number % 2],
        "timestamp": iso(1_790_000_000_000 + number * 1000),
        "originalTimestamp": iso(1_790_000_000_000 + number * 1000),
        "properties": {"product_id": f"HP-{number}", "name": "Trail Mug 350 ml"},
        "context": {"library": {"name": "analytics.js", "version": "next-1.84.0"}},
        "writeKey": "abcdefgh",
    }
    return {**message, **more}
