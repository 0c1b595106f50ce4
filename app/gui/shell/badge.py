"""The number at Findings in the rail: how many rules have findings."""

from time import monotonic
from typing import Any, Protocol

from PySide6.QtCore import QObject, QTimer

from app.destination.model import Configuration
from app.gui.jobs import Delivery, deliver
from app.gui.look import Reads
from app.gui.shell.rail import Rail
from app.services.findings import rules_with_findings

_REST = 1.0
"""Seconds between two counts, at the least."""


class Source(Reads, Protocol):
    """What it needs of the Inspector."""

    @property
    def configuration(self) -> Configuration: ...


class FindingsBadge(QObject):
    """Counts again, soon after there are news."""

    def __init__(self, source: Source, bridge: Any, rail: Rail, parent: QObject) -> None:
        super().__init__(parent)
        self._source = source
        self._rail = rail
        self._job: Delivery[int] | None = None
        self._news = False
        self._stopped = False
        self._next = 0.0
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.timeout.connect(self._go_on)
        bridge.progressed.connect(lambda _committed, _analysed: self.count())
        bridge.changed.connect(self.count)

    def count(self) -> None:
        """There are news."""
        self._news = True
        self._go_on()

    def stop(self) -> None:
        """The window closes."""
        self._stopped = True
        self._later.stop()
        if self._job is not None:
            self._job.cancel()

    def _go_on(self) -> None:
        if self._stopped or not self._news or self._job is not None:
            return
        wait = self._next - monotonic()
        if wait > 0:
            self._later.start(int(wait * 1000) + 1)
            return
        self._news = False
        self._next = monotonic() + _REST
        configuration = self._source.configuration
        self._job = deliver(
            self._source.read(lambda reader: rules_with_findings(reader, configuration)),
            self,
            self._counted,
            self._failed,
        )

    def _counted(self, count: int) -> None:
        self._job = None
        words = "1 rule has findings" if count == 1 else f"{count:,} rules have findings"
        self._rail.set_badge("findings", count, words)
        self._go_on()

    def _failed(self, _error: BaseException) -> None:
        # The list of events says what is wrong with the file; the last number stays.
        self._job = None
        self._go_on()
