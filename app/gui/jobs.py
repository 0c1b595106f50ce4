"""Answers of background jobs, brought back to the thread of the window.

A job runs on a reader thread and ends in a future; a callback of that future runs on whichever
thread finished it, where no widget may be touched. `deliver` carries the answer over.
"""

from collections.abc import Callable
from concurrent.futures import CancelledError, Future
from functools import cache
from typing import Any, Generic, Protocol, TypeVar, cast

from PySide6.QtCore import QObject, Qt, Signal
from shiboken6 import isValid

from app.store.errors import Cancelled

T = TypeVar("T")


class Job(Protocol[T]):
    """Work under way elsewhere: its future, and a way to stop it early."""

    @property
    def future(self) -> Future[T]:
        """Done once, with the answer or the error."""
        ...

    def cancel(self) -> None:
        """Ask the work to stop; the future then ends soon, with an error."""
        ...


class Delivery(Generic[T]):
    """One answer on its way to the window. After `cancel` neither callback is ever called."""

    def __init__(
        self,
        receiver: QObject,
        on_done: Callable[[T], None],
        on_error: Callable[[BaseException], object],
        stop: Callable[[], object],
    ) -> None:
        self._receiver = receiver
        self._on_done = on_done
        self._on_error = on_error
        self._stop = stop
        self._open = True

    @property
    def waiting(self) -> bool:
        """Whether the answer is still to come."""
        return self._open

    def cancel(self) -> None:
        """Stop the job, and ignore an answer that is already under way."""
        if self._open:
            self._open = False
            self._stop()

    def arrive(self, future: Future[T]) -> None:
        """Hand the answer over. Called on the thread of the window only."""
        if not self._open:
            return
        self._open = False
        if not isValid(self._receiver) or future.cancelled():
            return
        error = future.exception()
        if error is None:
            self._on_done(future.result())
        elif not isinstance(error, CancelledError | Cancelled):
            self._on_error(error)


class _Relay(QObject):
    """The one object through whose queued signal every answer passes."""

    finished = Signal(object, object)

    def __init__(self) -> None:
        super().__init__()
        self.finished.connect(self._arrive, Qt.ConnectionType.QueuedConnection)

    def _arrive(self, delivery: object, future: object) -> None:
        cast("Delivery[Any]", delivery).arrive(cast("Future[Any]", future))


@cache
def _relay() -> _Relay:
    """Made at the first use, which is on the thread of the window."""
    return _Relay()


def deliver(
    job: Job[T],
    receiver: QObject,
    on_done: Callable[[T], None],
    on_error: Callable[[BaseException], object],
) -> Delivery[T]:
    """Call `on_done(answer)` or `on_error(error)` on the thread of the window, later.

    Never at once, even where the job is done already. Answers arrive in the order in which the
    jobs end. Nothing is called once `receiver` is gone, once the returned delivery was
    cancelled, or where somebody else cancelled the work. Call it on the thread of the window.
    """
    delivery = Delivery(receiver, on_done, on_error, job.cancel)
    _pass_on(job.future, delivery)
    return delivery


def deliver_future(
    future: Future[T],
    receiver: QObject,
    on_done: Callable[[T], None],
    on_error: Callable[[BaseException], object],
) -> Delivery[T]:
    """As `deliver`, for a bare future: what the writer answers."""
    delivery = Delivery(receiver, on_done, on_error, future.cancel)
    _pass_on(future, delivery)
    return delivery


def _pass_on(future: Future[T], delivery: Delivery[T]) -> None:
    relay = _relay()
    future.add_done_callback(lambda done: relay.finished.emit(delivery, done))
