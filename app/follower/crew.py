"""Processes that examine a capture together, for one that joins what they find.

What crosses is small: two rows there, what was seen between them back. A worker knows nothing
that is needed afterwards, so that one that dies costs only its stretches, which are examined
here then.
"""

import os
import signal
import sys
from array import array
from collections import deque
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path

import psutil

from app.destination.model import Configuration
from app.follower.collection import collect_seldom
from app.follower.examining import MESSAGES, Examined, Examining, Stretch
from app.store.errors import CaptureFileError
from app.store.filters import QUERY_ALL
from app.store.reader import Reader

_AHEAD = 2
"""Stretches that a worker has at a time: one to look at, and the one after it."""

_MOST = 4
"""Workers at most. To join a message took 57 microseconds where to examine one took 159
(`bench.py rules`' messages), so that three keep the one that joins busy: more would wait, each
with some 60 MB."""

_NICE = 5
"""Below the process that joins, which is below all else already."""

_WINDOW = 20_000
"""Rows that are looked through at a time for ids."""

_PATIENCE = 0.05
"""Seconds that it waits for a worker, about what a stretch takes: where the cores are busy, one
of so low a priority may not get its turn for long."""

_GRACE = 1.0
"""Seconds that a worker gets to end."""


def spare_cores() -> int:
    """How many workers there is room for: one less than the cores that this process may use."""
    if sys.platform == "linux":
        cores = len(os.sched_getaffinity(0))
    else:
        cores = os.cpu_count() or 1
    return min(cores - 1, _MOST)


@dataclass(slots=True, eq=False)
class _Task:
    """A stretch under way; nobody's where its worker has died or is late."""

    stretch: Stretch
    worker: "_Worker | None" = None
    done: Examined | None = None


@dataclass(slots=True, eq=False)
class _Worker:
    """`ready` once it has said so; `tasks` are what it still has to answer, in their order."""

    process: BaseProcess
    connection: Connection
    ready: bool = False
    tasks: deque[_Task] = field(default_factory=deque)


def further(reader: Reader, after: int, wanted: int) -> "tuple[array[int], int]":
    """Ids of the messages after row `after`, in their order: `wanted` at least, where there are
    so many; and the row up to which it has looked."""
    found = array("q")
    last = reader.progress().committed
    while len(found) < wanted and after < last:
        upto = min(after + _WINDOW, last)
        found += reader.ids(QUERY_ALL, after=after, upto=upto)
        after = upto
    return found, after


class Crew:
    """Examines the messages after row `after`, in their order.

    Where its workers are not there yet, or have not done yet what comes next, it examines a
    stretch itself rather than wait. Not for two threads at once.
    """

    def __init__(
        self,
        path: Path,
        configuration: Configuration,
        known: int,
        after: int,
        workers: int | None = None,
    ) -> None:
        """Start the workers, as many as the system lets: `size`; by default one for each core
        but one. Raises as `Examining` does."""
        self._reader = Reader(path)
        self._here = Examining(path, configuration, known)
        self._looked = after
        self._ids = array("q")
        self._cut = 0
        self._flying: deque[_Task] = deque()
        self._workers: list[_Worker] = []
        context = get_context("spawn")
        with suppress(OSError):
            for _ in range(spare_cores() if workers is None else workers):
                ours, theirs = context.Pipe()
                process = context.Process(
                    target=_work,
                    args=(theirs, path, configuration, known),
                    name="examiner",
                    daemon=True,
                )
                process.start()
                theirs.close()
                self._workers.append(_Worker(process, ours))
        self._most = 2 * _AHEAD * (len(self._workers) + 1)

    @property
    def size(self) -> int:
        """How many workers there are."""
        return len(self._workers)

    def next(self) -> Examined | None:
        """The next stretch; None where there are not enough messages left for one.

        Raises CaptureFileError; the same stretch comes at the next call then.
        """
        while True:
            self._collect(0)
            self._hand_out()
            if not self._flying:
                task = self._new()
                if task is None:
                    return None
            first = self._flying[0]
            if first.done is not None:
                self._flying.popleft()
                return first.done
            if first.worker is None:
                first.done = self._here.examine(first.stretch)
            elif task := self._new():
                task.done = self._here.examine(task.stretch)
            elif not self._collect(_PATIENCE):
                first.worker = None  # done here; what the worker finds later is dropped

    def close(self) -> None:
        """End the workers, in the middle of a stretch too."""
        for worker in self._workers:
            worker.process.terminate()
        for worker in [*self._workers]:
            self._dismiss(worker)
        self._here.close()
        self._reader.close()

    def _hand_out(self) -> None:
        """Give the workers what they can do, evenly."""
        for pending in range(_AHEAD):
            for worker in self._workers:
                if not worker.ready or len(worker.tasks) > pending:
                    continue
                task = self._new()
                if task is None:
                    return
                task.worker = worker
                worker.tasks.append(task)
                with suppress(OSError):  # it has died: `_collect` finds out
                    worker.connection.send(task.stretch)

    def _new(self) -> _Task | None:
        """One more task, last in the row; None while there are enough, or no messages for it."""
        if len(self._flying) >= self._most:
            return None
        if len(self._ids) - self._cut < MESSAGES:
            wanted = MESSAGES - (len(self._ids) - self._cut)
            more, looked = further(self._reader, self._looked, wanted)
            if len(more) < wanted:
                return None
            self._ids, self._cut, self._looked = self._ids[self._cut :] + more, 0, looked
        ids = self._ids[self._cut : self._cut + MESSAGES]
        self._cut += MESSAGES
        task = _Task((ids[0] - 1, ids[-1]))
        self._flying.append(task)
        return task

    def _collect(self, timeout: float | None) -> bool:
        """Take what the workers have sent; whether there was anything within so many seconds."""
        by_connection = {worker.connection: worker for worker in self._workers}
        there = wait([*by_connection], timeout)
        for connection in there:
            assert isinstance(connection, Connection)
            worker = by_connection[connection]
            try:
                found: Examined | None = connection.recv()
            except (EOFError, OSError):
                self._dismiss(worker)
                continue
            if found is None:
                worker.ready = True
            else:
                task = worker.tasks.popleft()
                task.done = task.done or found
        return bool(there)

    def _dismiss(self, worker: _Worker) -> None:
        self._workers.remove(worker)
        for task in worker.tasks:
            task.worker = None
        worker.connection.close()
        worker.process.join(_GRACE)
        if worker.process.exitcode is None:
            worker.process.kill()
            worker.process.join(_GRACE)


def _work(connection: Connection, path: Path, configuration: Configuration, known: int) -> None:
    """The life of a worker: it ends when nobody is left to ask, or with the capture, of which
    the one that asks will say more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    collect_seldom()
    if sys.platform == "win32":
        psutil.Process().nice(psutil.IDLE_PRIORITY_CLASS)
    else:
        os.nice(_NICE)
    with suppress(EOFError, OSError, CaptureFileError):
        examining = Examining(path, configuration, known)
        connection.send(None)
        while True:
            connection.send(examining.examine(connection.recv()))
