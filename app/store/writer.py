"""The one thread, and the one connection, that writes a capture."""

import logging
import os
import sqlite3
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeAlias, TypeVar

from app.destination.model import Configuration
from app.segment.record import CompletedMessage, ReceivedRequest, Stored
from app.store import inserts, remarks, schema
from app.store.capture_file import Identity, create_locked, identify
from app.store.connect import make_private, open_reader, open_writer, placed
from app.store.errors import (
    CaptureClosed,
    CaptureGone,
    is_of_the_disk,
    reading_problem,
    writing_problem,
)
from app.store.incoming import Incoming, incoming, insert_incoming
from app.store.lock import Lock
from app.store.model import Attempt, Derived, Progress
from app.store.reader import read_progress
from app.store.remarks import Remark, RemarkKind

logger = logging.getLogger(__name__)

_GROUP_JOBS = 1_000
_GROUP_BYTES = 8 * 1024 * 1024
_FORGET_ROWS = 500
_CLOSING_PATIENCE_MS = 500
_LATER_PATIENCE = 2.0
"""Seconds after which a slice of analysis is written although requests wait."""

T = TypeVar("T")
_Work: TypeAlias = Callable[[sqlite3.Connection], T]
_Prepared: TypeAlias = "_Work[Any] | Incoming"


@dataclass(frozen=True, slots=True)
class _Job:
    """Something to write.

    `prepare` runs before the transaction and makes what runs in it, or the rows of a request,
    which are written together with those of others. With `again` the work is repeated, each time
    in its own transaction, until it is true.
    """

    prepare: Callable[[], _Prepared]
    future: Future[Any]
    weight: int = 0
    again: bool = False
    since: float = field(default_factory=time.monotonic)


class Writer:
    """Writes one capture; a Sink for the endpoint. Its methods may be called from any thread.

    Every method returns at once with a future that is done when the commit is on disk. Requests,
    marks and attempts come first and share commits; slices of analysis wait until there are none.
    A future fails with StoreFull or StoreFailed where nothing was kept; the next write is tried
    again. `on_progress` is called on the writer's thread after each commit that moved it.
    """

    def __init__(
        self,
        path: Path,
        *,
        installation: str = "",
        on_progress: Callable[[Progress], None] = lambda progress: None,
        clock: Callable[[], int] = lambda: time.time_ns() // 1_000_000,
    ) -> None:
        """Open a capture to write, or make it where there is no file or an empty one.

        Raises Busy where another process (or this one) writes it, and whatever CaptureFileError
        says what is wrong with the file. `clock` is milliseconds since 1970.
        """
        self.path = placed(path)
        self._clock = clock
        self._on_progress = on_progress
        self._urgent: deque[_Job] = deque()
        self._later: deque[_Job] = deque()
        self._storing = False
        self._closing = False
        self._changed = threading.Condition()
        self._durable = True
        self._complaint = ""
        self._lock = Lock(self.path)
        try:
            self.identity = _ready(self.path, installation)
            self._connection = _connect(self.path, self.identity)
            self._progress = read_progress(self._connection)
            self._file = os.stat(self.path)
        except BaseException:
            self._lock.release()
            raise
        self._thread = threading.Thread(target=self._run, name="writer", daemon=True)
        self._thread.start()

    @property
    def progress(self) -> Progress:
        """How far the capture is, as of the last commit."""
        return self._progress

    @property
    def busy(self) -> bool:
        """Whether requests wait to be stored, or are being stored now."""
        return self._storing or bool(self._urgent)

    @property
    def gone(self) -> bool:
        """Whether the open file is no longer the one at its path. In WAL mode SQLite does not
        look, and would write on into a file without a name. (Windows does not let an open file
        be deleted or moved.)"""
        if sys.platform == "win32":
            return False
        try:
            return not os.path.samestat(os.stat(self.path), self._file)
        except OSError:
            return True

    def wait_idle(self, timeout: float) -> bool:
        """Wait until no request waits, at most `timeout` seconds; whether that is so now."""
        with self._changed:
            return self._changed.wait_for(lambda: not self.busy, timeout)

    def store(
        self, request: ReceivedRequest, messages: tuple[CompletedMessage, ...]
    ) -> Future[Stored]:
        """Store one request and its messages, with `synchronous=FULL`."""

        return self._queue(
            self._urgent, lambda: incoming(request, messages), weight=len(request.body)
        )

    def derive(self, derived: Derived) -> Future[None]:
        """Store a slice of analysis, as soon as no request waits. Fails with ValueError where
        its configuration was never saved."""
        return self._queue(
            self._later, lambda: lambda connection: inserts.insert_derived(connection, derived)
        )

    def forget_derived(self, made_by: str = "") -> Future[None]:
        """Forget verdicts, deliveries and findings, in small steps between the requests.

        `made_by` names what will make the next ones (`Reader.derived_by`).
        """

        def forget(connection: sqlite3.Connection) -> bool:
            done = inserts.forget_some(connection, _FORGET_ROWS)
            inserts.set_meta(connection, "derived_by", made_by if done else "")
            return done

        return self._queue(self._later, lambda: forget, again=True)

    def record(self, attempts: Sequence[Attempt]) -> Future[None]:
        """Store replays of deliveries."""
        return self._queue(
            self._urgent,
            lambda: lambda connection: inserts.insert_attempts(connection, attempts),
        )

    def save_configuration(self, configuration: Configuration) -> Future[None]:
        """Keep a configuration and make it the capture's current one."""
        return self._queue(
            self._urgent,
            lambda: (
                lambda connection: inserts.insert_configuration(
                    connection, configuration, self._clock()
                )
            ),
        )

    def mark(self, rows: Sequence[int], on: bool) -> Future[None]:
        """Mark messages, or take their marks away."""
        return self._queue(
            self._urgent,
            lambda: lambda connection: inserts.insert_marks(connection, rows, on, self._clock()),
        )

    def remark(self, kind: RemarkKind, value: str) -> Future[None]:
        """Note something about the capture as a whole."""
        remark = Remark(self._clock(), kind, value)
        return self._queue(
            self._urgent, lambda: lambda connection: remarks.insert(connection, remark)
        )

    def close(self) -> None:
        """Write what waits, fold the log into the file, give the capture free."""
        with self._changed:
            self._closing = True
            self._changed.notify_all()
        self._thread.join()

    def _queue(
        self,
        queue: deque[_Job],
        prepare: Callable[[], _Prepared],
        *,
        weight: int = 0,
        again: bool = False,
    ) -> Future[Any]:
        future: Future[Any] = Future()
        with self._changed:
            if self._closing:
                future.set_exception(CaptureClosed(self.path))
            else:
                queue.append(_Job(prepare, future, weight, again))
                self._changed.notify_all()
        return future

    def _run(self) -> None:
        try:
            while jobs := self._next():
                self._write(jobs)
                with self._changed:
                    self._storing = False
                    self._changed.notify_all()
        finally:
            self._end()

    def _next(self) -> list[_Job]:
        """The jobs of the next transaction; none once the writer is closed."""
        with self._changed:
            self._changed.wait_for(lambda: self._urgent or self._later or self._closing)
            jobs: list[_Job] = []
            patience = time.monotonic() - _LATER_PATIENCE
            if self._later and (not self._urgent or self._later[0].since < patience):
                jobs.append(self._later.popleft())
            elif self._urgent:
                weight = 0
                while self._urgent and len(jobs) < _GROUP_JOBS and weight < _GROUP_BYTES:
                    jobs.append(self._urgent.popleft())
                    weight += jobs[-1].weight
                self._storing = True
            return jobs

    def _write(self, jobs: list[_Job]) -> None:
        ready: list[tuple[_Job, _Prepared]] = []
        for job in jobs:
            if not job.future.running() and not job.future.set_running_or_notify_cancel():
                continue
            try:
                ready.append((job, job.prepare()))
            except Exception as error:  # noqa: BLE001 - goes to the one who waits for it
                job.future.set_exception(error)
        if not ready:
            return
        try:
            results = self._commit([work for _, work in ready], durable=self._storing)
        except Exception as error:  # noqa: BLE001 - goes to the ones who wait for it
            self._failed(ready, error)
            return
        self._complain("")
        for (job, _), result in zip(ready, results, strict=True):
            if not job.again:
                job.future.set_result(result)
            elif result:
                job.future.set_result(None)
            elif self._closing:
                job.future.set_exception(CaptureClosed(self.path))
            else:
                self._later.appendleft(replace(job, since=time.monotonic()))
        self._tell()

    def _commit(self, works: list[_Prepared], *, durable: bool) -> list[Any]:
        """Do all of it in one transaction, or none.

        Derived rows can be made again, so that a commit of them is not synced by itself; the
        next commit of a request syncs the log with them in it.
        """
        if durable != self._durable:
            self._connection.execute(f"PRAGMA synchronous = {'FULL' if durable else 'NORMAL'}")
            self._durable = durable
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            stored = iter(
                insert_incoming(
                    self._connection, [one for one in works if isinstance(one, Incoming)]
                )
            )
            results = [
                next(stored) if isinstance(work, Incoming) else work(self._connection)
                for work in works
            ]
            if self.gone:
                raise CaptureGone(self.path)
            self._connection.execute("COMMIT")
        except BaseException:
            # A full disk may have rolled it back already.
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            raise
        return results

    def _failed(self, ready: list[tuple[_Job, _Prepared]], error: Exception) -> None:
        gone = isinstance(error, CaptureGone)
        of_the_disk = isinstance(error, sqlite3.Error) and is_of_the_disk(error)
        if len(ready) > 1 and not (of_the_disk or gone):
            # One of them cannot be written; the others must not be lost with it.
            for job, work in ready:
                self._write([_Job(_prepared(work), job.future, again=job.again)])
            return
        if isinstance(error, sqlite3.Error):
            self._complain(str(error))
            error = writing_problem(error, self.path)
        elif gone:
            self._complain(str(error))
        for job, _ in ready:
            job.future.set_exception(error)

    def _complain(self, complaint: str) -> None:
        """Log what is wrong once, not at each write that is tried while it lasts."""
        if complaint and complaint != self._complaint:
            logger.error("A write to %s failed: %s", self.path, complaint)
        elif self._complaint and not complaint:
            logger.warning("%s is written again", self.path)
        self._complaint = complaint

    def _tell(self) -> None:
        try:
            now = read_progress(self._connection)
        except sqlite3.Error as error:
            logger.error("Reading the progress of %s failed: %s", self.path, error)
            return
        if now == self._progress:
            return
        self._progress = now
        try:
            self._on_progress(now)
        except Exception:
            logger.exception("Telling of progress failed")

    def _end(self) -> None:
        with self._changed:
            self._closing = True
            left = [*self._urgent, *self._later]
            self._urgent.clear()
            self._later.clear()
        for job in left:
            if job.future.running() or job.future.set_running_or_notify_cancel():
                job.future.set_exception(CaptureClosed(self.path))
        try:
            # A reader in another process must not hold up the end.
            self._connection.execute(f"PRAGMA busy_timeout = {_CLOSING_PATIENCE_MS}")
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        except sqlite3.Error as error:
            logger.warning("The log of %s was not folded into it: %s", self.path, error)
        finally:
            self._connection.close()
            self._lock.release()


def _prepared(work: _Prepared) -> Callable[[], _Prepared]:
    return lambda: work


def _ready(path: Path, installation: str) -> Identity:
    """Make the file where there is none, and look at it before anything is changed in it."""
    if not path.exists() or (path.is_file() and path.stat().st_size == 0):
        return create_locked(path, installation=installation)
    connection = open_reader(path)
    try:
        return identify(connection, path, may_migrate=True)
    finally:
        connection.close()


def _connect(path: Path, identity: Identity) -> sqlite3.Connection:
    try:
        make_private(path)
        connection = open_writer(path)
    except sqlite3.Error as error:
        raise reading_problem(error, path) from None
    try:
        schema.migrate(connection, identity.version)
        # A file that is read-only shows only when something is written.
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("UPDATE meta SET value = value WHERE key = 'capture'")
        connection.execute("ROLLBACK")
    except sqlite3.Error as error:
        connection.close()
        raise writing_problem(error, path) from None
    return connection
