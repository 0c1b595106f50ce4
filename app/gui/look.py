"""Looks at a capture again and again while a page is on the screen, and hands over what it saw.

A look is short. One that says it is not complete is followed by the next at once, so that a large
capture is read in steps, with progress, and can be left at any moment.
"""

from collections.abc import Callable
from time import monotonic
from typing import Any, Generic, Protocol, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal

from app.destination.model import Configuration
from app.gui.jobs import Delivery, Job, deliver
from app.services.study import Reached
from app.store.reader import Reader

T = TypeVar("T")


class View(Protocol):
    """What a look gives: how far it is, and for the page whatever it needs."""

    @property
    def reached(self) -> Reached: ...


V = TypeVar("V", bound=View)

REST = 0.4
"""Seconds between two looks that news ask for, at the least."""
REST_FACTOR = 3
"""A look that took long is repeated only after so many times as long."""
AFTER_FAILURE = 2.0
PATIENCE = 0.5
"""Seconds after which a page says how far it is."""


class Reads(Protocol):
    """Whoever runs a question to the capture on a reader thread: the Inspector."""

    def read(self, work: Callable[[Reader], T], /) -> Job[T]:
        """Start `work`; the job's future holds its answer."""
        ...


class Studies(Protocol):
    """Whoever looks at the whole capture, away from the thread of the window: a StudyDesk."""

    def ask(self, configuration: Configuration, wish: Any, /) -> Job[Any]:
        """Look once, for what is wished."""
        ...

    def findings_changed(self) -> None:
        """Findings on messages that are known already may be others."""
        ...


class Looker(QObject, Generic[V]):
    """One look under way at a time.

    Signals:
        seen(object): a complete look.
        reading(object, object): the look takes longer; so many messages of so many are read.
        failed(str): the capture could not be read, in words.
    """

    seen = Signal(object)
    reading = Signal(object, object)
    failed = Signal(str)

    def __init__(
        self,
        look: Callable[[], Job[V]],
        parent: QObject | None = None,
    ) -> None:
        """`look` begins a look, for the wish of this moment."""
        super().__init__(parent)
        self._look = look
        self._job: Delivery[V] | None = None
        self._on = False
        self._news = True
        self._begun = 0.0
        self._next = 0.0
        self._told = ""
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.timeout.connect(self._go_on)

    @property
    def busy(self) -> bool:
        """Whether a look is under way, or news wait for one."""
        return self._on and (self._job is not None or self._news)

    def enter(self) -> None:
        """The page is on the screen."""
        self._on = True
        self.want()

    def leave(self) -> None:
        """It is not any more: what is under way is given up, and taken up again later."""
        self._on = False
        self._cancel()
        self._news = True

    def want(self) -> None:
        """The wish is another one: look now."""
        self._cancel()
        self._news = True
        self._next = 0.0
        self._go_on()

    def tell(self) -> None:
        """There are news: look once it is time."""
        self._news = True
        self._go_on()

    def _cancel(self) -> None:
        self._later.stop()
        if self._job is not None:
            self._job.cancel()
            self._job = None

    def _go_on(self) -> None:
        if not self._on or not self._news or self._job is not None:
            return
        wait = self._next - monotonic()
        if wait > 0:
            self._later.start(int(wait * 1000) + 1)
            return
        self._news = False
        self._begun = monotonic()
        self._ask()

    def _ask(self) -> None:
        self._job = deliver(self._look(), self, self._arrived, self._failed)

    def _arrived(self, view: V) -> None:
        self._job = None
        reached = view.reached
        if not reached.complete:
            if monotonic() - self._begun >= PATIENCE:
                self.reading.emit(reached.read, reached.wanted)
            self._ask()
            return
        self._told = ""
        self._next = monotonic() + max(REST, REST_FACTOR * (monotonic() - self._begun))
        self.seen.emit(view)
        self._go_on()

    def _failed(self, error: BaseException) -> None:
        self._job = None
        self._news = True
        self._next = monotonic() + AFTER_FAILURE
        words = str(error) or type(error).__name__
        if words != self._told:
            self._told = words
            self.failed.emit(words)
        self._go_on()


def connect_news(looker: "Looker[Any]", bridge: Any, changed: Callable[[], None]) -> None:
    """Let the news of the capture reach a looker; `changed` is told where what is known of older
    messages is another."""

    def again() -> None:
        changed()
        looker.tell()

    bridge.progressed.connect(lambda _committed, _analysed: looker.tell())
    bridge.changed.connect(again)
