"""The demo shopper, run from the window."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.demo.shopper import DemoError, DemoProgress
from app.gui.shell.notice import tell
from app.gui.tasks import spawn
from app.gui.widgets import show_toast
from app.services import Inspector

if TYPE_CHECKING:
    import asyncio


class DemoRun(QObject):
    """One run of the shopper at a time.

    Signals:
        changed: it began, got on, or ended.
    """

    changed = Signal()

    def __init__(self, window: QWidget, inspector: Inspector) -> None:
        super().__init__(window)
        self._window = window
        self._inspector = inspector
        self._task: asyncio.Task[None] | None = None
        self.progress: DemoProgress | None = None

    @property
    def running(self) -> bool:
        """Whether the shopper is shopping."""
        return self._task is not None and not self._task.done()

    def start(self) -> None:
        """Let the shopper in; nothing where one is there already."""
        if not self.running:
            self.progress = None
            self._task = spawn(self._run(), self._failed)
            self.changed.emit()

    async def _run(self) -> None:
        count = await self._inspector.run_demo(on_progress=self._progressed)
        self._task = None
        self.changed.emit()
        show_toast(self._window, f"The shopper is done: {count} messages")

    def _progressed(self, progress: DemoProgress) -> None:
        self.progress = progress
        self.changed.emit()

    def _failed(self, error: BaseException) -> None:
        self._task = None
        self.changed.emit()
        if not isinstance(error, DemoError):
            raise error
        tell(self._window, "The shopper could not go on", str(error))
