"""Tries a changed configuration on the capture, and counts what each trigger takes."""

from PySide6.QtCore import QObject, QTimer, Signal

from app.destination.model import Configuration
from app.gui.bridge import Bridge
from app.gui.jobs import Delivery, deliver
from app.services import Inspector
from app.services.desk import Desk, DeskJob
from app.services.trial import Compare, Count, Counted, TrialWorker, Tried

_TYPING = 400
"""Milliseconds after the last change until it is tried."""
_PROGRESS = 150
_COUNT_AGAIN = 2_000


class TrialFeed(QObject):
    """One trial at a time; a new change ends the one before.

    Signals:
        tried(object): a Tried.
        trying(object, object): so many messages of so many are compared.
        failed(str): why it cannot be tried.
        counted(object): a Counted.
    """

    tried = Signal(object)
    trying = Signal(object, object)
    failed = Signal(str)
    counted = Signal(object)

    def __init__(self, inspector: Inspector, bridge: Bridge, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._comparing: Desk[Compare | Count, Tried | Counted] = Desk(
            inspector.path, TrialWorker, "trial"
        )
        self._counting: Desk[Compare | Count, Tried | Counted] = Desk(
            inspector.path, TrialWorker, "counts"
        )
        self._wanted: tuple[Configuration, Configuration] | None = None
        self._job: DeskJob | None = None
        self._trial: Delivery[Tried] | None = None
        self._count: Delivery[Counted] | None = None
        self._triggers: tuple[str, ...] = ()
        self._active = self._stale = False
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(_TYPING)
        self._wait.timeout.connect(self._begin)
        self._clock = QTimer(self)
        self._clock.setInterval(_PROGRESS)
        self._clock.timeout.connect(self._tell)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_COUNT_AGAIN)
        self._pause.timeout.connect(self._count_now)
        bridge.progressed.connect(lambda _committed, _analysed: self._news())

    def enter(self) -> None:
        """The page is on the screen: counts follow what comes."""
        self._active = True
        self._news()

    def leave(self) -> None:
        """It is not."""
        self._active = False

    def close(self) -> None:
        """The window closes."""
        self.leave()
        self.forget()
        if self._count is not None:
            self._count.cancel()
        self._pause.stop()
        self._comparing.close()
        self._counting.close()

    def compare(self, before: Configuration, after: Configuration) -> None:
        """Try `after` in a moment, unless it has been asked for already."""
        if self._wanted != (before, after):
            self.forget()
            self._wanted = before, after
            self._wait.start()

    def forget(self) -> None:
        """Nothing is to be tried any more."""
        self._wanted = None
        self._wait.stop()
        self._clock.stop()
        if self._trial is not None:
            self._trial.cancel()
            self._trial = None

    def count(self, triggers: tuple[str, ...]) -> None:
        """Count the messages of these triggers, now and while more come."""
        if triggers != self._triggers:
            self._triggers = triggers
            self._news()

    def _begin(self) -> None:
        if self._wanted is None:
            return
        self._job = self._comparing.ask(Compare(*self._wanted))
        self._trial = deliver(self._job, self, self._done, self._error)
        self._clock.start()
        self.trying.emit(0, 0)

    def _tell(self) -> None:
        if self._job is not None and self._job.progress[1]:
            self.trying.emit(*self._job.progress)

    def _done(self, tried: Tried) -> None:
        self._trial = None
        self._clock.stop()
        self.tried.emit(tried)

    def _error(self, error: BaseException) -> None:
        self._trial = None
        self._clock.stop()
        self.failed.emit(str(error) or type(error).__name__)

    def _news(self) -> None:
        self._stale = True
        if self._count is None and not self._pause.isActive():
            self._count_now()

    def _count_now(self) -> None:
        if not (self._active and self._stale and self._triggers) or self._count is not None:
            return
        self._stale = False
        job = self._counting.ask(Count(self._triggers))
        self._count = deliver(job, self, self._have_counted, lambda _error: self._count_ended())

    def _have_counted(self, counted: Counted) -> None:
        self._count_ended()
        self.counted.emit(counted)

    def _count_ended(self) -> None:
        self._count = None
        self._pause.start()
