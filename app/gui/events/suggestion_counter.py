"""Asks the store how many messages each suggestion matches, one list at a time."""

from collections.abc import Callable, Sequence
from time import time

from PySide6.QtCore import QObject

from app.gui.events import suggestions
from app.gui.events.feed import Reads
from app.gui.events.suggestions import Suggestion, Word
from app.gui.jobs import Delivery, deliver


class SuggestionCounter(QObject):
    """Counts for the filter field. A new question cancels the one before it."""

    def __init__(self, source: Reads, parent: QObject) -> None:
        super().__init__(parent)
        self._source = source
        self._job: Delivery[list[Suggestion]] | None = None
        self._stopped = False

    def count(
        self,
        word: Word,
        found: Sequence[Suggestion],
        take: Callable[[list[Suggestion]], None],
    ) -> None:
        """Hand `found`, counted and with values of the capture, to `take`, later. Where that
        fails the list stays as it is: it is only a help.
        """
        if self._job is not None:
            self._job.cancel()
        if self._stopped:
            return
        now = int(time() * 1000)
        self._job = deliver(
            self._source.read(lambda reader: suggestions.counted(reader, word, found, now)),
            self,
            take,
            lambda _error: None,
        )

    def stop(self) -> None:
        """Ask nothing any more."""
        self._stopped = True
        if self._job is not None:
            self._job.cancel()
