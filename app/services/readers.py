"""Questions to a capture, answered on threads of their own."""

import queue
import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import CancelledError, Future
from pathlib import Path
from typing import Any, Generic, TypeVar

from app.store.errors import Cancelled
from app.store.reader import Reader

T = TypeVar("T")

THREADS = 2


class Job(Generic[T]):
    """One question under way. `future` holds the answer, or CancelledError after `cancel`."""

    def __init__(self, work: Callable[[Reader], T]) -> None:
        self.future: Future[T] = Future()
        self._work = work
        self._guard = threading.Lock()
        self._reader: Reader | None = None
        self._cancelled = False

    def cancel(self) -> None:
        """Stop it: one that waits never starts, one that reads is interrupted. Any thread."""
        self.future.cancel()
        with self._guard:
            self._cancelled = True
            if self._reader is not None:
                self._reader.interrupt()

    def run(self, reader: Callable[[], Reader]) -> None:
        """Answer it, on the calling thread; `reader` is asked for only where there is work."""
        if not self.future.set_running_or_notify_cancel():
            return
        try:
            answer = self._answer(reader())
        except Cancelled:
            self.future.set_exception(CancelledError())
        except BaseException as error:  # noqa: BLE001 - goes to the one who waits for it
            self.future.set_exception(error)
        else:
            self.future.set_result(answer)

    def _answer(self, reader: Reader) -> T:
        with self._guard:
            if self._cancelled:
                raise Cancelled
            self._reader = reader
        try:
            answer = self._work(reader)
        finally:
            # After this no `cancel` can reach the next job's read.
            with self._guard:
                self._reader = None
        if self._cancelled:
            raise Cancelled
        return answer


class ReaderPool:
    """A few threads, each with a connection of its own, opened by `open` or at its first job."""

    def __init__(self, path: Path, threads: int = THREADS) -> None:
        self._path = path
        self._jobs: queue.SimpleQueue[Job[Any] | None] = queue.SimpleQueue()
        self._guard = threading.Lock()
        self._running: set[Job[Any]] = set()
        self._closed = False
        self._ready: deque[Reader] = deque()
        self._threads = [
            threading.Thread(target=self._serve, name=f"reader-{number}", daemon=True)
            for number in range(threads)
        ]
        for thread in self._threads:
            thread.start()

    def open(self) -> None:
        """Open every connection now: one that is open reads on where the file is deleted.

        Raises a CaptureFileError.
        """
        for _ in self._threads:
            self._ready.append(Reader(self._path))

    def submit(self, work: Callable[[Reader], T]) -> Job[T]:
        """Run `work` on a reader thread, in turn. After `close` the job is cancelled at once."""
        job = Job(work)
        with self._guard:
            if not self._closed:
                self._running.add(job)
                job.future.add_done_callback(lambda _: self._forget(job))
                self._jobs.put(job)
                return job
        job.cancel()
        job.future.set_running_or_notify_cancel()
        return job

    def close(self) -> None:
        """Cancel what runs and what waits, and end. Safe to call twice."""
        with self._guard:
            self._closed = True
            left = list(self._running)
        for job in left:
            job.cancel()
        for _ in self._threads:
            self._jobs.put(None)
        for thread in self._threads:
            thread.join()
        while self._ready:
            self._ready.pop().close()

    def _forget(self, job: Job[Any]) -> None:
        with self._guard:
            self._running.discard(job)

    def _serve(self) -> None:
        reader: Reader | None = None

        def opened() -> Reader:
            nonlocal reader
            if reader is None:
                try:
                    reader = self._ready.popleft()
                except IndexError:
                    reader = Reader(self._path)
            return reader

        try:
            while (job := self._jobs.get()) is not None:
                job.run(opened)
        finally:
            if reader is not None:
                reader.close()
