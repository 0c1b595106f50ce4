"""Reads the detail of the chosen row, and reads it again when the analysis has moved on."""

from typing import Protocol

from PySide6.QtCore import QObject, QTimer, Signal

from app.gui.jobs import Delivery, Job, deliver
from app.services import RowDetail

_AGAIN = 300
"""Milliseconds between two readings of the same row: at most three a second under live traffic."""


class Reads(Protocol):
    """Starts reading one row on a reader thread."""

    def __call__(self, row: int) -> Job[RowDetail]: ...


class Loader(QObject):
    """One row at a time; a new wish cancels the old one.

    Signals:
        loaded(object): the RowDetail of the wanted row.
        failed(str): it could not be read, in words.
    """

    loaded = Signal(object)
    failed = Signal(str)

    def __init__(self, read: Reads, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._read = read
        self._row: int | None = None
        self._delivery: Delivery[RowDetail] | None = None
        self._stale = False
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_AGAIN)
        self._pause.timeout.connect(self._again)

    def want(self, row: int | None) -> None:
        """Read this row now; None: nothing is wanted."""
        self._row = row
        self._stale = False
        self._pause.stop()
        if self._delivery is not None:
            self._delivery.cancel()
            self._delivery = None
        if row is not None:
            self._start(row)

    def refresh(self) -> None:
        """The verdict or the findings may be others now."""
        if self._row is None:
            return
        self._stale = True
        if self._delivery is None and not self._pause.isActive():
            self._again()

    def _start(self, row: int) -> None:
        self._stale = False
        self._delivery = deliver(self._read(row), self, self._done, self._error)

    def _again(self) -> None:
        if self._stale and self._row is not None and self._delivery is None:
            self._start(self._row)

    def _done(self, detail: RowDetail) -> None:
        self._delivery = None
        self.loaded.emit(detail)
        self._pause.start()

    def _error(self, error: BaseException) -> None:
        self._delivery = None
        self.failed.emit(str(error) or type(error).__name__)
        self._pause.start()
