"""Tries the chosen mapping with one message, a moment after each change."""

from PySide6.QtCore import QObject, QTimer, Signal

from app.destination.model import Configuration
from app.gui.jobs import Delivery, deliver
from app.services import Inspector
from app.services.mapping_look import MappingLook, look_at

_WAIT = 200
"""Milliseconds after a change until it is tried."""


class Looker(QObject):
    """One look at a time.

    Signals:
        looked(object): a MappingLook, or None where there is no message.
    """

    looked = Signal(object)

    def __init__(self, inspector: Inspector, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._inspector = inspector
        self._wanted: tuple[Configuration, int] | None = None
        self._delivery: Delivery[MappingLook | None] | None = None
        self.row: int | None = None
        """The message that was chosen; None: the newest that the trigger takes."""
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(_WAIT)
        self._later.timeout.connect(self.look_now)

    def want(self, configuration: Configuration, at: int) -> None:
        """Try the subscription at this position, in a moment."""
        self._wanted = configuration, at
        self._later.start()

    def look_now(self) -> None:
        """Try it at once."""
        self._later.stop()
        if self._delivery is not None:
            self._delivery.cancel()
            self._delivery = None
        if self._wanted is None:
            return
        (configuration, at), row = self._wanted, self.row
        self._delivery = deliver(
            self._inspector.read(lambda reader: look_at(reader, configuration, at, row)),
            self,
            self._done,
            lambda _error: self._gone(),
        )

    def stop(self) -> None:
        """The window closes."""
        self._wanted = None
        self.look_now()

    def _done(self, look: MappingLook | None) -> None:
        self._delivery = None
        self.looked.emit(look)

    def _gone(self) -> None:
        # The message was deleted: the newest one will do.
        self._delivery, self.row = None, None
        self.looked.emit(None)
