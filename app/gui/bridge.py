"""The one way by which news of the other threads reach the window."""

from typing import Protocol

from PySide6.QtCore import QObject, QTimer, Signal

from app.capture.events import EndpointEvent
from app.store.model import Progress

INTERVAL = 50
"""Milliseconds between two looks: 20 a second."""


class Notices(Protocol):
    """What `Inspector.drain` gives: everything since the last call."""

    @property
    def progress(self) -> Progress: ...
    @property
    def changed(self) -> bool: ...
    @property
    def endpoint(self) -> tuple[EndpointEvent, ...]: ...
    @property
    def failed(self) -> str: ...
    @property
    def trouble(self) -> str: ...


class Source(Protocol):
    """Whoever gathers the news: the Inspector."""

    def drain(self) -> Notices: ...


class Bridge(QObject):
    """Drains the source twenty times a second, on the thread of the window.

    Signals:
        progressed(object, object): highest row committed, highest row analysed; only where
            `progress`, which has the counts too, is another.
        changed: verdicts or findings of rows that were there already are others.
        endpoint_event(object): an EndpointEvent.
        failed(str): something could not be stored, in a sentence; empty: it works again.
        troubled(str): why messages get no verdict, in a sentence; empty: they do again.
    """

    progressed = Signal(object, object)
    changed = Signal()
    endpoint_event = Signal(object)
    failed = Signal(str)
    troubled = Signal(str)

    def __init__(self, source: Source, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._source = source
        self._last: Progress | None = None
        self.progress = Progress(0, 0)
        self._failed = ""
        self._trouble = ""
        self._timer = QTimer(self)
        self._timer.setInterval(INTERVAL)
        self._timer.timeout.connect(self.drain)

    def start(self) -> None:
        """Begin; the first look is at once."""
        self._timer.start()
        self.drain()

    def stop(self) -> None:
        """No more looks."""
        self._timer.stop()

    def drain(self) -> None:
        """Look now."""
        notices = self._source.drain()
        for event in notices.endpoint:
            self.endpoint_event.emit(event)
        if notices.progress != self._last:
            self._last = self.progress = notices.progress
            self.progressed.emit(self.progress.committed, self.progress.analysed)
        if notices.changed:
            self.changed.emit()
        if notices.failed != self._failed:
            self._failed = notices.failed
            self.failed.emit(notices.failed)
        if notices.trouble != self._trouble:
            self._trouble = notices.trouble
            self.troubled.emit(notices.trouble)
