"""What the Capture menu does about taking, refusing and keeping, and the banners that say it."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.capture.faults import Fault
from app.gui.bridge import Bridge
from app.gui.intake import texts
from app.gui.intake.accept import AcceptDialog
from app.gui.intake.faults import FaultDialog, ParkedDialog
from app.gui.intake.keep import KeepDialog
from app.gui.intake.newcomers import NewcomerNews
from app.gui.intake.refused import RefusedDialog, RefusedRequests
from app.gui.jobs import deliver
from app.gui.profile import Profile
from app.gui.shell.notice import tell
from app.gui.widgets import BannerArea, Message, show_toast
from app.services import Inspector
from app.store.model import Retention
from app.store.remarks import Remark

if TYPE_CHECKING:
    from app.capture.gate import Accepted
    from app.gui.window import MainWindow

_SETTLED = "parked"
_MOST_SETTLED = 50
_READ_ONLY = "This capture is open for reading only. Nothing is taken into it here."


class IntakeControl(QObject):
    """Opens the dialogs, carries out what they want, and says in banners what is unusual."""

    def __init__(
        self,
        window: "MainWindow",
        inspector: Inspector,
        bridge: Bridge,
        profile: Profile,
        areas: Sequence[BannerArea],
    ) -> None:
        super().__init__(window)
        self._window = window
        self._inspector = inspector
        self._profile = profile
        self._areas = tuple(areas)
        self._said: tuple[Fault | None, bool, Accepted] | None = None
        self._settled = str(inspector.path) in self._settled_before()
        self.refused = RefusedRequests(inspector, bridge, self)
        self.newcomers = NewcomerNews(window, bridge, empty=not inspector.began_with)

    def start(self) -> None:
        """Look for what was refused before."""
        self.refused.start()

    def stop(self) -> None:
        """Ask the capture no more."""
        self.refused.stop()

    def look(self) -> None:
        """Keep the banners true. Cheap: call it twice a second."""
        intake = self._inspector.intake
        state = (intake.fault, intake.fault_used, intake.accepted)
        if state != self._said:
            self._said = state
            self._say()

    # Errors on request.

    def open_faults(self) -> None:
        """Capture > Answer with errors…"""
        if self._writes():
            dialog = FaultDialog(self._window, self._inspector.intake.fault)
            dialog.wanted.connect(self._answer_with)
            dialog.show_over()

    def _answer_with(self, fault: Fault | None) -> None:
        if fault is None:
            self._inspector.intake.answer_with()
            show_toast(self._window, "Requests are taken again")
        else:
            self._inspector.intake.answer_with(fault)
            self._settle(False)
        self.look()

    def open_parked(self) -> None:
        """What browsers may have kept, and what to do."""
        dialog = ParkedDialog(self._window)
        dialog.settled.connect(lambda: self._settle(True))
        dialog.show_over()

    def _settled_before(self) -> list[str]:
        found = self._profile.state(_SETTLED).get("captures")
        return [one for one in found if isinstance(one, str)] if isinstance(found, list) else []

    def _settle(self, on: bool) -> None:
        """Remember that the user has seen to what browsers parked, or that it begins anew."""
        path = str(self._inspector.path)
        others = [one for one in self._settled_before() if one != path]
        kept = ([path] if on else []) + others
        self._profile.set_state(_SETTLED, {"captures": kept[:_MOST_SETTLED]})
        self._settled = on
        self._say()

    # Who is accepted, what is kept, what was refused.

    def open_accept(self) -> None:
        """Capture > Accept only…"""
        if not self._writes():
            return
        dialog = AcceptDialog(self._window, self._inspector.intake.accepted)
        dialog.wanted.connect(self._accept_only)
        if not self._inspector.intake.accepted:
            deliver(
                self._inspector.read(lambda reader: reader.remarks()),
                dialog,
                lambda remarks: dialog.offer(_seen(remarks, "origin"), _seen(remarks, "key")),
                lambda _error: None,
            )
        dialog.show_over()

    def _accept_only(self, origins: Sequence[str], keys: Sequence[str]) -> None:
        self._inspector.intake.accept_only(origins, keys)
        if not origins and not keys:
            show_toast(self._window, "Everybody is accepted again")
        self.look()

    def open_keep(self) -> None:
        """Capture > Keep…"""
        if self._writes():
            dialog = KeepDialog(self._window, self._inspector.retention, self._inspector.size)
            dialog.wanted.connect(self._keep)
            dialog.show_over()

    def _keep(self, retention: Retention) -> None:
        self._inspector.keep(retention)
        show_toast(self._window, f"This capture keeps {kept_words(retention)}")

    def open_refused(self) -> None:
        """Capture > Refused requests…"""
        RefusedDialog(self._window, self._inspector, self.refused).show_over()

    def _writes(self) -> bool:
        if self._inspector.read_only:
            tell(self._window, "Read-only", _READ_ONLY)
            return False
        return True

    # Banners.

    def _set(self, cause: str, message: Message | None) -> None:
        for area in self._areas:
            area.set(cause, message)

    def _say(self) -> None:
        intake = self._inspector.intake
        fault, used, accepted = intake.fault, intake.fault_used, intake.accepted
        what = ("What to do", self.open_parked)
        off = ("Switch off", lambda: self._answer_with(None))
        self._set("fault", None if fault is None else _fault_message(fault, (what, off)))
        parked = fault is None and used and not self._settled and not self._inspector.read_only
        rest = "They go to Segment once the line is removed."
        message = Message("warning", "warning", f"{texts.PARKED_TITLE}.", rest, (what,))
        self._set("parked", message if parked else None)
        actions = (
            ("Change…", self.open_accept),
            ("Accept all", lambda: self._accept_only((), ())),
        )
        words = texts.accepted_words(len(accepted.origins), len(accepted.keys))
        only = Message("info", "info", "Not everybody is accepted.", words, actions)
        self._set("accept", only if accepted else None)


def _fault_message(fault: Fault, actions: tuple[tuple[str, Callable[[], None]], ...]) -> Message:
    return Message("warning", "warning", texts.fault_first(fault), texts.FAULT_REST, actions)


def _seen(remarks: Sequence[Remark], kind: str) -> list[str]:
    return [one.value for one in remarks if one.kind == kind]


def kept_words(retention: Retention) -> str:
    """`everything`, `its last 1,000 messages`, `its last 30 days`."""
    if retention.messages is not None:
        return f"its last {retention.messages:,} messages"
    if retention.days is not None:
        return "its last day" if retention.days == 1 else f"its last {retention.days:,} days"
    return "everything"
