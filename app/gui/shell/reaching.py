"""Lets the network in and speaks https, at the wish of the set-up page."""

from concurrent.futures import Future
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.gui.jobs import deliver_future
from app.gui.profile import Profile
from app.gui.shell.notice import tell
from app.gui.widgets import show_toast
from app.services import Inspector, Reach

if TYPE_CHECKING:
    from app.gui.window import MainWindow

_HTTPS = "https"
"""The flag of the profile. The network is never remembered: it is let in anew each time."""


class ReachControl(QObject):
    """Carries out what the set-up page asks for, off the thread of the window.

    Signals:
        changed(object): the Reach that holds now.
    """

    changed = Signal(object)

    def __init__(self, window: "MainWindow", inspector: Inspector, profile: Profile) -> None:
        super().__init__(window)
        self._window = window
        self._reaching = inspector.reaching
        self._profile = profile

    def start(self) -> None:
        """Show what holds now, and speak https again where it was on at the last end."""
        if self._reaching is None:
            self.changed.emit(Reach())
            return
        self.changed.emit(self._reaching.reach)
        if self._profile.flag(_HTTPS, False) and not self._reaching.reach.https:
            self._change(self._reaching.speak_https(True), "", "https cannot be spoken")

    def let_network_in(self, on: bool) -> None:
        """The switch of the network was moved."""
        if self._reaching is not None:
            done = (
                "Anyone on this network can send events here now"
                if on
                else "Only this computer can send events here now"
            )
            self._change(self._reaching.let_network_in(on), done, "The network cannot be let in")

    def speak_https(self, on: bool) -> None:
        """The switch of https was moved."""
        if self._reaching is not None:
            self._profile.set_flag(_HTTPS, on)
            done = "https is spoken on the same port now" if on else "Only http is spoken now"
            self._change(self._reaching.speak_https(on), done, "https cannot be spoken")

    def look_again(self) -> None:
        """This computer may have another address by now."""
        if self._reaching is not None:
            self._change(self._reaching.look_again(), "", "")

    def _change(self, future: Future[Reach], done: str, failed: str) -> None:
        self._window.setup.reach.set_busy()
        deliver_future(
            future,
            self,
            lambda reach: self._changed(reach, done),
            lambda error: self._failed(failed, str(error)),
        )

    def _changed(self, reach: Reach, done: str) -> None:
        self.changed.emit(reach)
        if done:
            show_toast(self._window, done)

    def _failed(self, title: str, text: str) -> None:
        if self._reaching is not None:
            self.changed.emit(self._reaching.reach)
        tell(self._window, title, text)
