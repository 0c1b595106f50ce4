"""Files in and out by the menus: open, save a copy, export messages."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog

from app.gui.jobs import deliver, deliver_future
from app.gui.shell.export import write_messages
from app.gui.shell.notice import tell
from app.gui.widgets import show_toast
from app.services import Inspector
from app.store.capture_file import check
from app.store.errors import CaptureFileError

if TYPE_CHECKING:
    from app.gui.window import MainWindow

_CAPTURES = "Captures (*.tsi);;All files (*)"
_LINES = "JSON lines (*.jsonl);;All files (*)"


class Files(QObject):
    """File dialogs are opened, never executed; what they choose is done by other methods."""

    def __init__(self, window: "MainWindow", inspector: Inspector) -> None:
        super().__init__(window)
        self._window = window
        self._inspector = inspector

    def choose(self) -> None:
        """File > Open…"""
        dialog = self._dialog("Open a capture", _CAPTURES)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda name: self.open(Path(name)))
        dialog.open()

    def open(self, path: Path) -> None:
        """Open a capture in place of this one; say why where it is none."""
        if self._is_open(path):
            show_toast(self._window, "This capture is open already")
            return
        try:
            check(path)
        except (CaptureFileError, OSError) as error:
            tell(self._window, "This file cannot be opened", str(error))
            return
        self._window.leave_for(path)

    def _is_open(self, path: Path) -> bool:
        """Whether `path` is the open capture; one that was deleted is no file any more."""
        own = self._inspector.path
        return path == own or (path.exists() and own.exists() and path.samefile(own))

    def choose_copy(self) -> None:
        """File > Save a copy…"""
        name = f"{self._inspector.path.stem} copy.tsi"
        self._save("Save a copy", _CAPTURES, "tsi", name, self.save_copy)

    def save_copy(self, path: Path) -> None:
        """Save the whole capture as one file."""
        if self._is_open(path):
            tell(self._window, "Save a copy", "This is the open capture. Choose another name.")
            return
        deliver_future(
            self._inspector.save_copy(path),
            self,
            lambda _done: self._saved(path),
            lambda error: self._failed("The copy was not saved", error),
        )

    def choose_export(self) -> None:
        """Export > Messages as JSON lines…"""
        name = f"{self._inspector.path.stem}.jsonl"
        self._save("Save messages as JSON lines", _LINES, "jsonl", name, self.export)

    def export(self, path: Path) -> None:
        """Save what the filter shows, one message a line, in arrival order."""
        ids = self._window.events.shown_ids()
        deliver(
            self._inspector.read(lambda reader: write_messages(reader, ids, path)),
            self,
            lambda count: self._saved(path, count),
            lambda error: self._failed("The messages were not saved", error),
        )

    def _saved(self, path: Path, count: int | None = None) -> None:
        what = "" if count is None else "1 message in " if count == 1 else f"{count:,} messages in "
        show_toast(self._window, f"Saved {what}{path.name}")

    def _failed(self, title: str, error: BaseException) -> None:
        tell(self._window, title, str(error))

    def _dialog(self, title: str, filters: str) -> QFileDialog:
        dialog = QFileDialog(self._window, title, str(self._inspector.path.parent), filters)
        dialog.finished.connect(dialog.deleteLater)
        return dialog

    def _save(
        self, title: str, filters: str, suffix: str, name: str, done: Callable[[Path], None]
    ) -> None:
        dialog = self._dialog(title, filters)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(suffix)
        dialog.selectFile(name)
        dialog.fileSelected.connect(lambda chosen: done(Path(chosen)))
        dialog.open()
