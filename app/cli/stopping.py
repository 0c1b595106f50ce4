"""Ctrl+C and SIGTERM as a wish to end, not as an exception in the middle of something."""

import signal
from types import FrameType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


class Stop:
    """Takes the signals of this process over from `take` on; `asked` says whether one came.

    `call` is called in the handler, so it may do next to nothing.
    """

    def __init__(self) -> None:
        # A plain flag: an Event's lock may be held by the very line that a signal interrupts.
        self.asked = False
        self.call: Callable[[], object] | None = None

    def take(self) -> "Stop":
        """Handle the signals from now on. On the main thread only."""
        for name in ("SIGINT", "SIGTERM", "SIGBREAK"):
            number = getattr(signal, name, None)
            if number is not None:
                signal.signal(number, self._handle)
        return self

    def _handle(self, _number: int, _frame: FrameType | None) -> None:
        self.asked = True
        if self.call is not None:
            self.call()
