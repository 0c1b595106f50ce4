"""Asks for the checklist again and again while its page is on the screen."""

import time

from PySide6.QtCore import QObject, QTimer, Signal

from app.gui.bridge import Bridge
from app.gui.jobs import Delivery, deliver
from app.services import Inspector
from app.services.checklist import ChecklistWorker, Look, Looked
from app.services.desk import Desk, DeskJob

_LEAST = 1_000
"""Milliseconds between two looks, at least; three times what the last one took, if that is more."""
_PROGRESS = 200


class ChecklistFeed(QObject):
    """One look at a time.

    Signals:
        looked(object): a Looked.
        reading(object, object): so many messages of so many are read; (0, 0): none is being read.
        failed(str): why there is no checklist.
    """

    looked = Signal(object)
    reading = Signal(object, object)
    failed = Signal(str)

    def __init__(self, inspector: Inspector, bridge: Bridge, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._inspector = inspector
        self._desk: Desk[Look, Looked] = Desk(inspector.path, ChecklistWorker, "checklist")
        self._since = 0
        self._active = self._stale = self._stopped = False
        self._began = 0.0
        self._job: DeskJob | None = None
        self._delivery: Delivery[Looked] | None = None
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.timeout.connect(self._again)
        self._clock = QTimer(self)
        self._clock.setInterval(_PROGRESS)
        self._clock.timeout.connect(self._tell)
        bridge.progressed.connect(lambda _committed, _analysed: self.news())
        bridge.changed.connect(self.news)

    def enter(self) -> None:
        """The page is on the screen."""
        self._active = True
        self.news()

    def leave(self) -> None:
        """It is not: what is under way ends, and nothing new begins."""
        self._active = False
        self._pause.stop()

    def close(self) -> None:
        """The window closes."""
        self.leave()
        self._forget()
        self._desk.close()

    def show_since(self, since: int) -> None:
        """Only messages that came at this time (ms since 1970) or later; 0: all."""
        if since != self._since:
            self._since = since
            self._forget()
            self._again_now()

    def news(self) -> None:
        """Something may be otherwise now."""
        self._stale = True
        if not self._stopped and self._delivery is None and not self._pause.isActive():
            self._again()

    def look_now(self) -> None:
        """Look without a pause: the user has said something."""
        self._stale = True
        self._pause.stop()
        if self._delivery is None:
            self._again()

    def stop_reading(self) -> None:
        """The user does not want to wait; `read_on` begins again."""
        self._stopped = True
        self._forget()

    def read_on(self) -> None:
        """Go on after `stop_reading`."""
        self._again_now()

    def _again_now(self) -> None:
        self._stopped = False
        self.look_now()

    def _forget(self) -> None:
        self._clock.stop()
        if self._delivery is not None:
            self._delivery.cancel()
            self._delivery = None
        self.reading.emit(0, 0)

    def _again(self) -> None:
        if not (self._active and self._stale) or self._stopped or self._delivery is not None:
            return
        self._stale = False
        self._began = time.monotonic()
        look = Look(
            self._inspector.configuration, self._since, marks=not self._inspector.of_a_stranger
        )
        self._job = self._desk.ask(look)
        self._delivery = deliver(self._job, self, self._done, self._error)
        self._clock.start()

    def _tell(self) -> None:
        if self._job is not None and self._job.progress[1]:
            self.reading.emit(*self._job.progress)

    def _done(self, looked: Looked) -> None:
        self._ended()
        self.looked.emit(looked)

    def _error(self, error: BaseException) -> None:
        self._ended()
        self.failed.emit(str(error) or type(error).__name__)

    def _ended(self) -> None:
        self._delivery = None
        self._clock.stop()
        self.reading.emit(0, 0)
        took = (time.monotonic() - self._began) * 1_000
        self._pause.start(max(_LEAST, int(3 * took)))
