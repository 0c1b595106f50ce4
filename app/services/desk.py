"""Long work on a whole capture, in a process of its own: the window's threads stay free for it.

A desk takes one order after another. Its worker remembers what it has read, so that a later order
goes on where the one before ended.
"""

import os
import queue
import signal
import threading
from collections.abc import Callable
from concurrent.futures import CancelledError, Future
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeAlias, TypeVar

from app.store.errors import CaptureFileError
from app.store.reader import Reader

if TYPE_CHECKING:
    from multiprocessing.process import BaseProcess

Order = TypeVar("Order", contravariant=True)
Answer = TypeVar("Answer", covariant=True)

OnProgress: TypeAlias = Callable[[int, int], None]
"""Called with how many are done, and how many there are."""

_NICE = 5
_GRACE = 1.0
"""Seconds that a process gets to end by itself."""


class Worker(Protocol[Order, Answer]):
    """Works for one desk, in its process. Made by a function of a module."""

    def work(self, order: Order, reader: Reader, progress: OnProgress) -> Answer:
        """Carry out one order. A CaptureFileError or ValueError goes to the one who ordered."""
        ...


class WorkFailed(Exception):  # noqa: N818 (it is told as it stands)
    """An order could not be carried out; the text is a sentence."""


class DeskLost(Exception):  # noqa: N818 (named as EOFError is)
    """The process has ended by itself."""


class DeskJob:
    """One order under way. `future` holds the answer; `progress` is done and total, (0, 0) before
    anything is known. From any thread."""

    def __init__(self, desk: "Desk[Any, Any]", order: object) -> None:
        self.future: Future[Any] = Future()
        self.order = order
        self.progress = (0, 0)
        self._desk = desk

    def cancel(self) -> None:
        """Stop it; its future ends with CancelledError, soon. One that waits never starts."""
        if not self.future.cancel():
            self._desk.abandon(self)


class Desk(Generic[Order, Answer]):
    """Orders about the capture `path`, carried out one after the other by a worker that
    `factory` makes in a process of its own. The process starts with the first order; one whose
    order is cancelled is ended, and the next order begins with a new worker. Where the system lets
    no process start, the work is done on a thread of this one."""

    def __init__(
        self, path: Path, factory: Callable[[], Worker[Order, Answer]], name: str = "desk"
    ) -> None:
        self._path = path
        self._factory = factory
        self._name = name
        self._guard = threading.Lock()
        self._orders: queue.SimpleQueue[DeskJob | None] = queue.SimpleQueue()
        self._now: DeskJob | None = None
        self._waiting: set[DeskJob] = set()
        self._process: BaseProcess | None = None
        self._connection: Connection | None = None
        self._here: Worker[Order, Answer] | None = None
        self._abandoned = False
        self._closed = False
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def ask(self, order: Order) -> DeskJob:
        """Hand an order in. After `close` the job is cancelled at once."""
        job = DeskJob(self, order)
        with self._guard:
            if self._closed:
                job.future.cancel()
                job.future.set_running_or_notify_cancel()
                return job
            self._waiting.add(job)
            if self._thread.ident is None:
                self._thread.start()
            self._orders.put(job)
        return job

    def abandon(self, job: DeskJob) -> None:
        """End the process where it works on this job."""
        with self._guard:
            if self._now is job:
                self._abandoned = True
                if self._process is not None:
                    self._process.terminate()

    def close(self) -> None:
        """Cancel everything and end. Safe to call twice."""
        with self._guard:
            self._closed = True
            waiting = list(self._waiting)
            started = self._thread.ident is not None
        for job in waiting:
            job.cancel()
        self._orders.put(None)
        if started:
            self._thread.join()

    def _run(self) -> None:
        try:
            while (job := self._orders.get()) is not None:
                if job.future.set_running_or_notify_cancel():
                    self._carry_out(job)
                with self._guard:
                    self._waiting.discard(job)
        finally:
            self._end_process()

    def _carry_out(self, job: DeskJob) -> None:
        with self._guard:
            self._now, self._abandoned = job, False
        try:
            answer = self._answer(job)
        except Exception as error:  # noqa: BLE001 - goes to the one who waits for it
            with self._guard:
                abandoned = self._abandoned
                self._now = None
            self._end_process()
            job.future.set_exception(CancelledError() if abandoned else error)
            return
        with self._guard:
            self._now = None
            abandoned = self._abandoned
        if abandoned:
            self._end_process()
        if isinstance(answer, _Failed):
            job.future.set_exception(answer.error)
        else:
            job.future.set_result(answer.value)

    def _answer(self, job: DeskJob) -> "_Done | _Failed":
        try:
            connection = self._connected() if self._here is None else None
        except OSError:
            self._here, connection = self._factory(), None
        if connection is None:
            return self._work_here(job)
        try:
            connection.send(job.order)
            while True:
                said = connection.recv()
                if not isinstance(said, tuple):
                    return said  # type: ignore[no-any-return]
                job.progress = said
        except (EOFError, OSError) as error:
            raise DeskLost("The work on the capture ended by itself. Try it again.") from error

    def _work_here(self, job: DeskJob) -> "_Done | _Failed":
        """Without a process: whoever cancels is heeded at the next progress."""

        def progress(done: int, all_: int) -> None:
            job.progress = done, all_
            if self._abandoned:
                self._here = self._factory()
                raise CancelledError

        assert self._here is not None
        return _one(self._here, job.order, self._path, progress)

    def _connected(self) -> Connection:
        if self._connection is not None:
            return self._connection
        context = get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(
            target=_serve, args=(theirs, self._path, self._factory), name=self._name, daemon=True
        )
        process.start()
        theirs.close()
        with self._guard:
            self._process, self._connection = process, ours
            if self._abandoned:
                process.terminate()
        return ours

    def _end_process(self) -> None:
        with self._guard:
            process, self._process = self._process, None
            connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()
        if process is not None:
            process.terminate()
            process.join(_GRACE)
            if process.exitcode is None:
                process.kill()
                process.join(_GRACE)


class _Done:
    """The answer to an order."""

    def __init__(self, value: object) -> None:
        self.value = value


class _Failed:
    """Why an order has no answer."""

    def __init__(self, error: Exception) -> None:
        self.error = error


def _serve(connection: Connection, path: Path, factory: Callable[[], Worker[Any, Any]]) -> None:
    """The life of the process: it ends when nobody is left to ask."""
    # Ctrl+C in a terminal goes to all processes; the one that asks says when to end.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(os, "nice"):
        os.nice(_NICE)
    worker = factory()
    with suppress(EOFError, OSError):
        while True:
            order = connection.recv()
            connection.send(
                _one(worker, order, path, lambda done, all_: connection.send((done, all_)))
            )


def _one(
    worker: Worker[Any, Any], order: object, path: Path, progress: OnProgress
) -> _Done | _Failed:
    try:
        # Open for this order only: an open connection would keep the log from being folded in.
        reader = Reader(path)
        try:
            return _Done(worker.work(order, reader, progress))
        finally:
            reader.close()
    except (CaptureFileError, ValueError) as error:
        # Errors with parts of their own do not cross processes; their sentence does.
        return _Failed(WorkFailed(str(error)))
