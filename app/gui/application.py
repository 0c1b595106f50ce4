"""Starts the window: Qt and asyncio on one loop, one capture after another, and a clean end."""

import asyncio
import logging
import signal
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from types import FrameType, TracebackType
from typing import Any

import qasync
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget

from app.gui import theme
from app.gui.bridge import Bridge
from app.gui.fonts import load_fonts, ui_font
from app.gui.garbage import Collector
from app.gui.icons import app_icon
from app.gui.instance import RaiseServer, raise_window, server_name
from app.gui.profile import Profile
from app.gui.shell.notice import tell
from app.gui.tasks import stop_all
from app.gui.widgets import show_focus_rings, show_toast
from app.gui.window import MainWindow
from app.services import Inspector
from app.store.errors import CaptureFileError

log = logging.getLogger(__name__)

Start = Callable[[Path | None], Inspector]
"""Opens a capture (None: a new one) and listens. Raises CaptureFileError or OSError."""


def run(start: Start, *, file: Path | None, port: int, data: Path) -> int:
    """Show the window on `file` (None: a new capture) until it is closed; the exit code.

    `port` is the one asked for: where a window of the same profile listens there already, and no
    file was named, that window comes to the front and this call ends with 0. `data` is the
    profile's folder. Call it on the main thread, once.
    """
    app = make_app()
    profile = Profile(data)
    theme.apply(app, theme.theme_for(profile.theme()))
    app.styleHints().colorSchemeChanged.connect(
        lambda _scheme: theme.apply(app, theme.theme_for(profile.theme()))
    )
    if file is None and port and raise_window(server_name(data, port)):
        print(
            f"The inspector on port {port} is open already; it comes to the front.", file=sys.stderr
        )
        return 0
    stopped = _Stop()
    collector = Collector()
    collector.start()
    with asyncio.Runner(loop_factory=lambda: qasync.QEventLoop(app)) as runner:
        return runner.run(_main(start, file, data, profile, stopped))


def make_app() -> QApplication:
    """The QApplication of this process with our fonts and focus rings."""
    found = QApplication.instance()
    if isinstance(found, QApplication):
        app = found
    else:
        QGuiApplication.setHighDpiScaleFactorRoundingPolicy(
            Qt.HighDpiScaleFactorRoundingPolicy.PassThrough
        )
        app = QApplication(sys.argv[:1])
    app.setApplicationName("topsort-inspector")
    app.setApplicationDisplayName("Topsort Inspector")
    app.setDesktopFileName("topsort-inspector")
    # Closing the window ends the loop only after everything has been put away.
    app.setQuitOnLastWindowClosed(False)
    load_fonts()
    app.setFont(ui_font())
    app.setWindowIcon(app_icon())
    show_focus_rings(app)
    return app


class _Stop:
    """Ctrl+C and SIGTERM close the window without a question."""

    def __init__(self) -> None:
        self.asked = False
        self._wake: Callable[[], None] = lambda: None
        for name in ("SIGINT", "SIGTERM"):
            signal.signal(getattr(signal, name), self._handle)

    def on_ask(self, wake: Callable[[], None]) -> None:
        self._wake = wake
        if self.asked:
            wake()

    def _handle(self, _number: int, _frame: FrameType | None) -> None:
        # Python runs this between two lines of Python; the bridge's timer sees to those.
        self.asked = True
        self._wake()


async def _main(
    start: Start, file: Path | None, data: Path, profile: Profile, stopped: _Stop
) -> int:
    _report_errors()
    path = file
    opened = False
    while True:
        try:
            inspector = start(path)
        except (CaptureFileError, OSError) as error:
            return await _cannot_start(str(error), stopped)
        before = inspector.path
        following, path = await _one_capture(inspector, data, profile, stopped, opened=opened)
        if not following:
            return 0
        opened = path is not None and path != before


async def _one_capture(
    inspector: Inspector, data: Path, profile: Profile, stopped: _Stop, *, opened: bool
) -> tuple[bool, Path | None]:
    """Show one capture; whether another one shall follow, and which. `opened`: it was chosen
    in place of another one, so that the shop's messages go elsewhere from now on."""
    bridge = Bridge(inspector)
    window = MainWindow(inspector, bridge, profile)
    end: asyncio.Future[tuple[bool, Path | None]] = asyncio.get_running_loop().create_future()

    def finish(following: bool, path: Path | None = None) -> None:
        if not end.done():
            end.set_result((following, path))

    window.quit_wanted.connect(lambda: finish(False))
    window.open_wanted.connect(lambda path: finish(True, path))
    stopped.on_ask(lambda: finish(False))
    server = None
    if not inspector.read_only:
        server = RaiseServer(server_name(data, inspector.port))
        server.raised.connect(lambda: _started_again(window, inspector))
    window.start()
    if opened and not inspector.read_only:
        show_toast(window, f"Capturing into {inspector.path.name} from now on")
    try:
        return await end
    finally:
        # Reverse order of the start: nobody asks the capture any more before it closes.
        if server is not None:
            server.close()
        window.stop()
        window.hide()
        await window.replays.finish()
        await stop_all()
        await asyncio.to_thread(inspector.close)
        window.deleteLater()


def _started_again(window: QWidget, inspector: Inspector) -> None:
    """Come to the front and say why, as nobody asked for this window."""
    window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
    window.show()
    window.raise_()
    window.activateWindow()
    show_toast(window, f"Already open, listening on {inspector.address}")


async def _cannot_start(text: str, stopped: _Stop) -> int:
    """There is no window yet: say why in one of its own, and end with 2."""
    log.error("%s", text)
    ground = QWidget()
    ground.setWindowTitle("Topsort Inspector")
    ground.resize(560, 260)
    ground.show()
    closed = asyncio.Event()
    stopped.on_ask(closed.set)
    tell(ground, "Topsort Inspector cannot start", text).finished.connect(
        lambda _code: closed.set()
    )
    await closed.wait()
    ground.hide()
    return 2


def _report_errors() -> None:
    """Nothing that goes wrong is lost: into the log with its place, and one line on the screen."""

    def report(
        kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        log.error("Something went wrong", exc_info=(kind, error, trace))
        window = QApplication.activeWindow()
        if threading.current_thread() is threading.main_thread() and window is not None:
            show_toast(window, "Something went wrong. The log has the details.")

    def report_thread(args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            report(args.exc_type, args.exc_value, args.exc_traceback)

    def report_loop(_loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        error = context.get("exception")
        if isinstance(error, BaseException):
            report(type(error), error, error.__traceback__)
        else:
            log.error("%s", context.get("message", "unknown"))

    sys.excepthook = report
    threading.excepthook = report_thread
    asyncio.get_running_loop().set_exception_handler(report_loop)
