"""News of the other threads, gathered until the front asks for them."""

import threading
from collections import deque
from dataclasses import dataclass

from app.capture.events import EndpointEvent
from app.store.model import Progress

_MOST_EVENTS = 10_000
"""What a front that does not ask for long may miss the start of."""


@dataclass(frozen=True, slots=True)
class Notices:
    """Everything since the last call.

    `committed` and `analysed` are the highest rows; less those that retention has `deleted` they
    are counts, see Progress. `changed`: verdicts or findings of rows that
    had some already are others now. `failed` says, in a sentence, why requests cannot be stored;
    it stays until one is stored again, or there is room on the disk again. `trouble` says, in a
    sentence, why messages get no verdict; it stays until they do.
    """

    committed: int
    analysed: int
    changed: bool
    endpoint: tuple[EndpointEvent, ...]
    failed: str
    deleted: int = 0
    trouble: str = ""

    @property
    def progress(self) -> Progress:
        """How far the capture is."""
        return Progress(self.committed, self.analysed, self.deleted)


class News:
    """Takes news from any thread; gives them to one."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._progress = Progress(0, 0)
        self._changed = False
        self._events: deque[EndpointEvent] = deque(maxlen=_MOST_EVENTS)
        self._failed = ""
        self._shortage = ""
        self._trouble = ""

    def progressed(self, progress: Progress) -> None:
        """The capture is so far now."""
        with self._guard:
            self._progress = progress

    def changed(self) -> None:
        """Verdicts or findings that were there are others now."""
        with self._guard:
            self._changed = True

    def troubled(self, trouble: str) -> None:
        """Why messages get no verdict; empty once they do."""
        with self._guard:
            self._trouble = trouble

    def happened(self, event: EndpointEvent) -> None:
        """Something happened at the endpoint."""
        with self._guard:
            self._events.append(event)
            if event.kind == "failed":
                self._failed = event.detail
            elif event.kind == "stored":
                self._failed = ""

    def drain(self, shortage: str = "") -> Notices:
        """All news, once. `shortage` says, in a sentence, why nothing would be stored now, also
        where no request has come; it ends where the next call does not say so."""
        with self._guard:
            if self._failed == self._shortage:
                self._failed = ""
            self._shortage = shortage
            events = tuple(self._events)
            self._events.clear()
            changed, self._changed = self._changed, False
            progress = self._progress
            return Notices(
                progress.committed,
                progress.analysed,
                changed,
                events,
                shortage or self._failed,
                progress.deleted,
                self._trouble,
            )
