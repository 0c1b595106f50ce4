"""The banners that the list itself has to say: analysis behind, and new events below."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

from app.gui.events.words import number
from app.gui.widgets import BannerArea, Message
from app.store.model import Progress

_PATIENCE = 1000
"""Milliseconds for which analysis may lag before the banner says so: it always does a little."""
_PACE = 250
"""Milliseconds between two texts of one banner."""


class Banners(QObject):
    """Sets and takes back the causes `behind` and `new` of a banner area."""

    def __init__(self, area: BannerArea, go_to_end: Callable[[], None], parent: QObject) -> None:
        super().__init__(parent)
        self._area = area
        self._go_to_end = go_to_end
        self._progress = Progress(0, 0)
        self._below = 0
        self._scrolled = False
        self._behind = QTimer(self)
        self._behind.setSingleShot(True)
        self._behind.timeout.connect(self._say_behind)
        self._new = QTimer(self)
        self._new.setSingleShot(True)
        self._new.setInterval(_PACE)
        self._new.timeout.connect(self._say_new)

    def progressed(self, progress: Progress) -> None:
        """How far the capture and its analysis are."""
        self._progress = progress
        if progress.analysed >= progress.committed:
            self._behind.stop()
            self._area.set("behind", None)
        elif not self._behind.isActive():
            self._behind.start(_PATIENCE if not self._is_behind() else _PACE)

    def _is_behind(self) -> bool:
        shown = self._area.shown()
        return shown is not None and shown.shape == "pending"

    def _say_behind(self) -> None:
        progress = self._progress
        if progress.analysed < progress.committed:
            first = f"Analysed {number(progress.judged)} of {number(progress.messages)}."
            message = Message("neutral", "pending", first, "Counts are of what is analysed.")
            self._area.set("behind", message)

    def set_below(self, count: int) -> None:
        """So many new events of the filter stand below the rows on the screen."""
        self._below = count
        if not count:
            self._new.stop()
            self._area.set("new", None)
        elif not self._new.isActive():
            self._new.start()

    def set_reason(self, scrolled: bool) -> None:
        """Why the list does not follow: the user scrolled, or switched it off."""
        self._scrolled = scrolled

    def _say_new(self) -> None:
        events = "1 new event" if self._below == 1 else f"{number(self._below)} new events"
        rest = "Follow is off because you scrolled." if self._scrolled else "Follow is off."
        action = (("Go to the end", self._go_to_end),)
        self._area.set("new", Message("accent", "", f"{events} below.", rest, action))
