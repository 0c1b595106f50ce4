"""The banners of the window: what is wrong with listening, or with the file."""

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QDesktopServices

from app.gui.bridge import Bridge
from app.gui.widgets import BannerArea, Message
from app.services import Inspector
from app.store.errors import CaptureGone

_TAKEN = re.compile(r"[Pp]ort (\d+)")


class Host(Protocol):
    """The window that the banners speak for."""

    def listen_again(self) -> None: ...
    def leave_for(self, path: Path | None) -> None: ...
    def save_copy(self) -> None: ...


class WindowBanners(QObject):
    """Says `disk`, `not-listening`, `analysis`, `port` and `read-only` in every banner area of the
    window."""

    def __init__(
        self, inspector: Inspector, bridge: Bridge, areas: Sequence[BannerArea], host: Host
    ) -> None:
        super().__init__()
        self._inspector = inspector
        self._areas = tuple(areas)
        self._host = host
        self._failure = ""
        self._gone = False
        bridge.failed.connect(self.show_failure)
        bridge.troubled.connect(self.show_trouble)
        self._show_port()
        self._show_read_only()

    def _set(self, cause: str, message: Message | None) -> None:
        for area in self._areas:
            area.set(cause, message)

    def _show_port(self) -> None:
        note = self._inspector.port_note
        if not note:
            return
        first, _, rest = note.partition(". ")
        found = _TAKEN.search(first)
        wanted = found.group(1) if found else ""
        actions = (
            (f"Keep {self._inspector.port}", lambda: self._set("port", None)),
            (f"Try {wanted} again", self._host.listen_again),
        )
        self._set("port", Message("warning", "warning", f"{first}.", rest, actions))

    def _show_read_only(self) -> None:
        if self._inspector.read_only:
            name = self._inspector.path.name
            reason = self._inspector.read_only_reason
            if self._inspector.of_a_stranger:
                reason = (
                    "Another installation made it, and the verdicts in it are the sender’s. "
                    "Capture into a file of your own."
                )
            rest = f"{reason} No replay, no marks, no other configuration.".strip()
            self._set("read-only", Message("info", "info", f"Read-only: {name}.", rest))

    def show_lamp(self, state: str, silent: str) -> None:
        """The lamp went out, or is lit again."""
        if state != "off" or self._inspector.read_only:
            self._set("not-listening", None)
            return
        message = Message(
            "rejected",
            "error",
            "Not listening.",
            f"The probe got no answer for {silent}.",
            (("Listen again", self._host.listen_again),),
        )
        self._set("not-listening", message)

    def look_for_file(self) -> None:
        """Say so where the file is no longer in its place, also before a request is refused."""
        gone = self._inspector.file_gone
        if gone != self._gone:
            self._gone = gone
            self._show_disk()

    def show_failure(self, sentence: str) -> None:
        """Something cannot be stored (or can be again: empty)."""
        self._failure = sentence
        self._gone = self._inspector.file_gone
        self._show_disk()

    def show_trouble(self, sentence: str) -> None:
        """Messages get no verdict (or do again: empty)."""
        first, _, rest = sentence.partition(". ")
        told = Message("warning", "warning", f"{first.removesuffix('.')}.", rest)
        self._set("analysis", told if sentence else None)

    def _show_disk(self) -> None:
        sentence = self._failure
        actions: tuple[tuple[str, Callable[[], None]], ...]
        actions = (("Open folder", self._open_folder),)
        if self._gone:
            sentence = str(CaptureGone(self._inspector.path.name))
            actions = (
                ("Save a copy…", self._host.save_copy),
                ("New capture", lambda: self._host.leave_for(None)),
            )
        if not sentence:
            self._set("disk", None)
            return
        first, _, rest = sentence.partition(". ")
        first = first if first.endswith(".") else f"{first}."
        self._set("disk", Message("rejected", "error", first, rest, actions))

    def _open_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._inspector.path.parent)))
