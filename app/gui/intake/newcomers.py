"""Says when an origin or a write key posts for the first time."""

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

from app.capture.events import EndpointEvent
from app.gui.bridge import Bridge
from app.gui.events.words import one_line
from app.gui.widgets import show_toast

_PACE = 400
"""Milliseconds in which several newcomers become one line."""
_LONGEST = 80


class NewcomerNews(QObject):
    """A toast for each newcomer but those of the first message, whom the lamps name already."""

    def __init__(self, window: QWidget, bridge: Bridge, *, empty: bool) -> None:
        """`empty`: the capture has no message yet."""
        super().__init__(window)
        self._window = window
        self._expected = {"new_origin", "new_key"} if empty else set[str]()
        self._waiting: list[EndpointEvent] = []
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_PACE)
        self._timer.timeout.connect(self._tell)
        bridge.endpoint_event.connect(self._happened)

    def _happened(self, event: EndpointEvent) -> None:
        if event.kind not in {"new_origin", "new_key"}:
            return
        if event.kind in self._expected:
            self._expected.discard(event.kind)
            return
        self._waiting.append(event)
        if not self._timer.isActive():
            self._timer.start()

    def _tell(self) -> None:
        found, self._waiting = self._waiting, []
        origins = [one for one in found if one.kind == "new_origin"]
        keys = [one for one in found if one.kind == "new_key"]
        parts = []
        if origins:
            name = one_line(origins[0].origin, _LONGEST)
            parts.append(
                f"New origin: {name}" if len(origins) == 1 else f"{len(origins)} new origins"
            )
        if keys:
            word = "new write key" if parts else "New write key"
            many = f"{len(keys)} new write keys"
            name = one_line(keys[0].write_key, _LONGEST)
            parts.append(f"{word}: {name}" if len(keys) == 1 else many)
        if parts:
            show_toast(self._window, ", ".join(parts))
