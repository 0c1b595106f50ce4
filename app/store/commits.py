"""The one thread, and the one connection, that writes a capture: jobs in, commits out."""

import logging
import os
import sqlite3
import sys
import threading
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeAlias, TypeVar

from app.store.connect import placed
from app.store.errors import (
    CaptureClosed,
    CaptureFileError,
    CaptureGone,
    LowDisk,
    is_busy,
    is_of_the_disk,
    writing_problem,
)
from app.store.incoming import Incoming, insert_incoming
from app.store.lock import Lock
from app.store.model import Progress
from app.store.opening import open_to_write
from app.store.reader import read_progress
from app.store.room import Room, megabytes
from app.store.upkeep import Upkeep

logger = logging.getLogger(__name__)

_GROUP_JOBS = 1_000
_GROUP_BYTES = 8 * 1024 * 1024
_PATIENCE = 2.0
"""Seconds that a commit waits for a lock that another program holds; who waits for the commit may
have come just after it began, and waits twice as long."""
_HASTY_PATIENCE = 0.3
_LOCK_LOOK_MS = 100
"""Between two looks at a lock it is seen whether the end is near."""
_LATER_PATIENCE = 2.0
"""Seconds after which a slice of analysis is written although requests wait."""
_UPKEEP_PATIENCE = 2.0
"""Seconds after which a slice of upkeep is done although something waits."""
_UPKEEP_SECONDS = 60.0
"""Time passes for messages that are kept for days, also where none comes."""

T = TypeVar("T")
Work: TypeAlias = Callable[[sqlite3.Connection], T]
"""Something to do in a transaction."""
Prepared: TypeAlias = "Work[Any] | Incoming"


@dataclass(slots=True)
class Job:
    """Something to write.

    `prepare` runs before the transaction and makes what runs in it, or the rows of a request,
    which are written together with those of others. With `again` the work is repeated, each time
    in its own transaction, until it is true. A `request` is not written where the disk has little
    room.
    """

    prepare: Callable[[], Prepared]
    future: Future[Any]
    weight: int = 0
    again: bool = False
    request: bool = False
    since: float = field(default_factory=time.monotonic)


class Commits:
    """Takes jobs from any thread and commits them on its own, many at a time.

    Urgent ones come first and share commits with `synchronous=FULL`; later ones wait until there
    are none of those, upkeep until there are none at all. A future fails with StoreFull, LowDisk
    or StoreFailed where nothing was kept; the next write is tried again. `on_progress` is called
    on the writer's thread after each commit that moved it.
    """

    def __init__(
        self,
        path: Path,
        *,
        installation: str,
        upkeep: Upkeep,
        on_progress: Callable[[Progress], None],
        room: Room | None,
    ) -> None:
        """Open a capture to write, or make it where there is no file or an empty one.

        Raises Busy where another process (or this one) writes it, and whatever CaptureFileError
        says what is wrong with the file.
        """
        self.path = placed(path)
        self._on_progress = on_progress
        self._room = room or Room(self.path.parent)
        self._upkeep = upkeep
        self._upkeep_since: float | None = time.monotonic()
        self._urgent: deque[Job] = deque()
        self._later: deque[Job] = deque()
        self._storing = False
        self._closing = False
        self._hasty = False
        self._changed = threading.Condition()
        self._durable = True
        self._complaint = ""
        self._lock = Lock(self.path)
        try:
            self.identity, self._connection = open_to_write(self.path, installation=installation)
            self._connection.execute(f"PRAGMA busy_timeout = {_LOCK_LOOK_MS}")
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
    def shortage(self) -> str:
        """Why nothing is stored although it could be: too little room on the disk. Empty where
        there is enough. Measured a few times a second at most."""
        return str(self._low_disk()) if self._room.is_short else ""

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

    def hasten(self) -> None:
        """The end is near: wait no longer than need be for a lock that another program holds.
        From any thread."""
        self._hasty = True

    def close(self) -> None:
        """Write what waits, fold the log into the file, give the capture free."""
        with self._changed:
            self._closing = self._hasty = True
            self._changed.notify_all()
        self._thread.join()

    def soon(
        self,
        prepare: Callable[[], Prepared],
        *,
        weight: int = 0,
        request: bool = False,
    ) -> Future[Any]:
        """Do it in the next commit, with others. `weight` is in bytes."""
        return self._queue(self._urgent, Job(prepare, Future(), weight, request=request))

    def later(self, prepare: Callable[[], Prepared], *, again: bool = False) -> Future[Any]:
        """Do it in a commit of its own once nothing is urgent."""
        return self._queue(self._later, Job(prepare, Future(), again=again))

    def tidy(self) -> None:
        """There may be something for upkeep to do. From any thread."""
        with self._changed:
            if self._upkeep_since is None:
                self._upkeep_since = time.monotonic()
                self._changed.notify_all()

    def _queue(self, queue: deque[Job], job: Job) -> Future[Any]:
        with self._changed:
            if self._closing:
                job.future.set_exception(CaptureClosed(self.path))
            else:
                queue.append(job)
                self._changed.notify_all()
        return job.future

    def _run(self) -> None:
        try:
            while (jobs := self._next()) is not None:
                if jobs:
                    self._write(jobs)
                else:
                    self._tidy()
                with self._changed:
                    self._storing = False
                    self._changed.notify_all()
        finally:
            self._end()

    def _next(self) -> list[Job] | None:
        """The jobs of the next transaction, none for a slice of upkeep; None at the end."""
        with self._changed:
            self._changed.wait_for(
                lambda: self._urgent or self._later or self._closing or self._upkeep_since,
                _UPKEEP_SECONDS,
            )
            now = time.monotonic()
            if not (self._urgent or self._later):
                return None if self._closing else []
            if self._is_due(self._upkeep_since, now - _UPKEEP_PATIENCE):
                return []
            if self._later and (
                not self._urgent or self._is_due(self._later[0].since, now - _LATER_PATIENCE)
            ):
                return [self._later.popleft()]
            jobs: list[Job] = []
            weight = 0
            while self._urgent and len(jobs) < _GROUP_JOBS and weight < _GROUP_BYTES:
                jobs.append(self._urgent.popleft())
                weight += jobs[-1].weight
            self._storing = True
            return jobs

    def _is_due(self, since: float | None, patience: float) -> bool:
        return since is not None and since < patience and not self._closing

    def _write(self, jobs: list[Job]) -> None:
        ready: list[tuple[Job, Prepared]] = []
        for job in self._with_room(jobs):
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

    def _with_room(self, jobs: list[Job]) -> list[Job]:
        """The jobs that may be done with the room there is; the others are refused."""
        if not (any(job.request for job in jobs) and self._room.is_short):
            return jobs
        error = self._low_disk()
        self._complain(str(error))
        for job in jobs:
            if job.request and (job.future.running() or job.future.set_running_or_notify_cancel()):
                job.future.set_exception(error)
        return [job for job in jobs if not job.request]

    def _low_disk(self) -> LowDisk:
        return LowDisk(self.path, least=megabytes(self._room.least))

    def _tidy(self) -> None:
        """Do one slice of upkeep; what it cannot do now is tried again later."""
        began = time.monotonic()
        with self._changed:
            self._upkeep_since = None
        try:
            (more,) = self._commit([self._upkeep.step], durable=False)
            self._upkeep.committed()
        except (sqlite3.Error, CaptureFileError) as error:
            self._complain(str(error))
            self._upkeep.failed()
            return
        except Exception:
            logger.exception("Upkeep of %s failed", self.path)
            self._upkeep.failed()
            return
        if more:
            with self._changed:
                self._upkeep_since = began
        self._tell()

    def _commit(self, works: list[Prepared], *, durable: bool) -> list[Any]:
        """Do all of it in one transaction, or none.

        Derived rows can be made again, so that a commit of them is not synced by itself; the
        next commit of a request syncs the log with them in it.
        """
        if durable != self._durable:
            self._connection.execute(f"PRAGMA synchronous = {'FULL' if durable else 'NORMAL'}")
            self._durable = durable
        self._begin()
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

    def _begin(self) -> None:
        began = time.monotonic()
        while True:
            try:
                self._connection.execute("BEGIN IMMEDIATE")
                return
            except sqlite3.OperationalError as error:
                patience = _HASTY_PATIENCE if self._hasty else _PATIENCE
                if not is_busy(error) or time.monotonic() - began >= patience:
                    raise

    def _failed(self, ready: list[tuple[Job, Prepared]], error: Exception) -> None:
        gone = isinstance(error, CaptureGone)
        of_the_disk = isinstance(error, sqlite3.Error) and is_of_the_disk(error)
        if len(ready) > 1 and not (of_the_disk or gone):
            # One of them cannot be written; the others must not be lost with it.
            for job, work in ready:
                self._write([replace(job, prepare=_prepared(work))])
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
            # A reader in another process does not hold up the end for long.
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        except sqlite3.Error as error:
            logger.warning("The log of %s was not folded into it: %s", self.path, error)
        finally:
            self._connection.close()
            self._lock.release()


def _prepared(work: Prepared) -> Callable[[], Prepared]:
    return lambda: work
