"""Garbage is collected on the thread of the window only.

Python's collector runs on whichever thread happens to allocate. If that is the capture thread or
a reader thread, it may destroy a widget or a timer there, and Qt then fires a timer of an object
that is gone: the process crashes. So the automatic collection is off while there is a window,
and a timer does it instead.
"""

import gc

from PySide6.QtCore import QObject, QTimer

_INTERVAL = 250
"""Milliseconds between two looks."""


class Collector(QObject):
    """Collects by the same thresholds as Python itself. One for each process with a window."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._timer = QTimer(self)
        self._timer.setInterval(_INTERVAL)
        self._timer.timeout.connect(self.look)

    def start(self) -> None:
        """From now on nothing is collected elsewhere. What was loaded so far stays for good."""
        gc.disable()
        gc.collect()
        gc.freeze()
        self._timer.start()

    def stop(self) -> None:
        """Give the collection back to Python."""
        self._timer.stop()
        gc.unfreeze()
        gc.enable()

    def look(self) -> None:
        """Collect the generations that are due."""
        counts, limits = gc.get_count(), gc.get_threshold()
        due = [age for age in range(3) if counts[age] > limits[age]]
        if due:
            gc.collect(max(due))
