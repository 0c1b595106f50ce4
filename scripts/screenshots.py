"""Make the pictures in `resources/screenshots`: `python3 scripts/screenshots.py [FOLDER]`.

The real program, without a display: a capture in a temporary folder, the demo shopper over real
HTTP, the packaged fonts, 1440 x 900 at a scale of 1. Each picture in light and dark.
"""

import asyncio
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import oldest_python  # noqa: F401
from environment import ROOT, VENV, SetupError, ensure, say, venv_python
from system_packages import ensure_system

if TYPE_CHECKING:
    from app.gui.window import MainWindow
    from app.services import Inspector

TARGET = ROOT / "resources" / "screenshots"
THEMES = ("light", "dark")


def main() -> None:
    """Set up where needed, then make the pictures under the Python of the environment."""
    if Path(sys.prefix).resolve() != VENV.resolve():
        ensure("run")
        try:
            ensure_system("window")
        except SetupError as error:
            say(f"No picture can be made yet: {error}")
            sys.exit(3)
        command = [venv_python(), str(Path(__file__).resolve()), *sys.argv[1:]]
        sys.exit(subprocess.call(command))
    os.environ.update(QT_QPA_PLATFORM="offscreen", QT_SCALE_FACTOR="1", QT_FONT_DPI="96")
    sys.path.insert(0, str(ROOT))
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else TARGET
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as home:
        take(target, Path(home))


def take(target: Path, home: Path) -> None:
    """Run the program and take every picture into the folder `target`."""
    import qasync

    from app.config.paths import find_paths
    from app.gui import motion, theme
    from app.gui.application import make_app
    from app.gui.bridge import Bridge
    from app.gui.profile import Profile
    from app.gui.window import MainWindow
    from app.services import Inspector

    app = make_app()
    theme.apply(app, theme.load_theme("light"))
    motion.reduce(True)

    async def run() -> None:
        paths = find_paths(home)
        paths.create()
        inspector = Inspector.start(
            paths.captures / "harbor-pine.tsi", paths=paths, next_free_port=True
        )
        # A moved port is no news for a picture.
        inspector.port_note = ""
        window = MainWindow(inspector, Bridge(inspector), Profile(paths.data))
        window.resize(1440, 900)
        window.start()
        try:
            await pictures(window, inspector, target)
        finally:
            window.stop()
            window.hide()
            await asyncio.to_thread(inspector.close)

    with asyncio.Runner(loop_factory=lambda: qasync.QEventLoop(app)) as runner:
        runner.run(run())


async def pictures(window: "MainWindow", inspector: "Inspector", target: Path) -> None:
    """Every picture, in the order in which a new user sees the screens."""
    from app.gui.widgets.toast import Toast

    await until(lambda: window.setup.lamps.views()[0].state == "lit")
    await picture(window, target, "setup")
    await ask_for_settings(inspector)
    await until(lambda: window.setup.lamps.views()[2].state == "late")
    await picture(window, target, "setup-waiting")
    window.doings.run_demo()
    await until(lambda: not window.doings.demo_running())
    await until(lambda: analysed(inspector))
    await until(lambda: not window.findChildren(Toast))
    window.events.set_follow(False)
    await choose(window, inspector, "rule:PLV-001")
    await picture(window, target, "events")
    await choose(window, inspector, "rule:CLK-001")
    await picture(window, target, "twins")
    await study(window, target)
    window.show_screen("events")
    window.events.set_filter("")
    window.replays.plan([])
    await until(lambda: window.replays.dialog is not None)
    await picture(window, target, "replay-plan")
    dialog = window.replays.dialog
    assert dialog is not None
    dialog.plan_view.send_button.click()
    await until(lambda: not dialog.is_running())
    assert dialog.run_view is not None
    dialog.run_view.table.selectRow(0)
    await picture(window, target, "replay-run")
    dialog.accept()
    await until(lambda: not window.findChildren(Toast))
    await checklist(window, inspector, target)
    await configuration(window, target)


async def checklist(window: "MainWindow", inspector: "Inspector", target: Path) -> None:
    """The launch checklist, once it has read everything."""
    window.show_screen("checklist")
    page = window.checklist
    last = inspector.read(lambda reader: reader.progress()).future.result().committed
    await until(lambda: page.looked is not None and page.looked.upto >= last)
    page.table.choose("price")
    await picture(window, target, "checklist")


async def configuration(window: "MainWindow", target: Path) -> None:
    """A changed mapping that was tried, and a trigger with a mistake in it."""
    from app.gui.configuration.draft import with_field

    window.show_screen("configuration")
    page = window.configuration
    page.show_subscription("Click")
    await until(lambda: page.middle.time.text() and page.subscriptions.lines.count(1) is not None)
    page.change(with_field(page.draft, 1, "channel", "onsite"))
    trigger = page.middle.trigger
    trigger.field.setPlainText(trigger.text().removesuffix('"'))
    await until(lambda: page.tried is not None)
    await picture(window, target, "configuration")
    page.discard()


async def study(window: "MainWindow", target: Path) -> None:
    """Findings, and the journey of a user whose order is credited in part."""
    findings, journeys = window.studies.findings, window.studies.journeys
    window.show_screen("findings")
    await until(lambda: findings.detail.detail is not None)
    await picture(window, target, "findings")
    window.show_screen("journeys")
    await until(lambda: journeys.view is not None and journeys.view.users)
    assert journeys.view is not None
    users = journeys.view.users or ()
    part = next(one for one in users if 0 < one.credited < one.lines)
    journeys.show_user(part.user)
    await until(lambda: journeys.canvas.journey and journeys.canvas.journey.user == part.user)
    await picture(window, target, "journeys")


async def choose(window: "MainWindow", inspector: "Inspector", text: str) -> None:
    """Make the first event current that the filter `text` finds, in the whole list."""
    from app.store.filters import parse

    query = parse(text, now=0)
    job = inspector.read(lambda reader: reader.ids(query))
    row = (await asyncio.wrap_future(job.future))[0]
    window.doings.show_event(row)
    table = window.events.table
    table.setFocus()
    # A few rows above it: an event stands among others.
    bar = table.verticalScrollBar()
    bar.setValue(bar.value() - 4)
    await until(lambda: window.detail.row() == row)


async def ask_for_settings(inspector: "Inspector") -> None:
    """What the browser SDK asks for when it loads."""
    import httpx

    async with httpx.AsyncClient(trust_env=False) as client:
        await client.get(
            f"{inspector.address}/v1/projects/AbCdEfGhIj/settings",
            headers={"origin": "https://staging.harborpine.shop"},
        )


def analysed(inspector: "Inspector") -> bool:
    """Whether every message has its verdict."""
    return inspector.wait_analysed(0)


async def picture(window: "MainWindow", target: Path, name: str) -> None:
    """The window, with its dialog where there is one, in each theme."""
    from PySide6.QtGui import QPainter
    from PySide6.QtWidgets import QApplication

    from app.gui import theme

    app = QApplication.instance()
    assert isinstance(app, QApplication)
    for one in THEMES:
        theme.apply(app, theme.load_theme("dark" if one == "dark" else "light"))
        await asyncio.sleep(0.6)
        shot = window.grab()
        dialog = window.replays.dialog
        if dialog is not None:
            painter = QPainter(shot)
            painter.drawPixmap(dialog.pos() - window.pos(), dialog.grab())
            painter.end()
        path = target / f"{name}-{one}.png"
        if not shot.save(str(path)):
            raise OSError(f"{path} could not be written.")
        say(f"{path.name}, {shot.width()} x {shot.height()}")
    theme.apply(app, theme.load_theme("light"))


async def until(condition: Callable[[], object]) -> None:
    """Wait until `condition()` holds; gives up after a minute."""
    for _ in range(1200):
        if condition():
            return
        await asyncio.sleep(0.05)
    raise TimeoutError("The program did not get so far in a minute.")


if __name__ == "__main__":
    main()
