"""Every test of the window runs without a display, with the packaged fonts."""

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from typing import Any

import pytest
import qasync
from PySide6.QtWidgets import QApplication

from app.gui import motion, theme
from app.gui.fonts import load_fonts, ui_font
from app.gui.garbage import Collector
from app.gui.widgets import show_focus_rings


@pytest.fixture(scope="session", autouse=True)
def collector(qapp: QApplication) -> Iterator[Collector]:
    """Widgets are destroyed on the thread of the window only, as in the program."""
    made = Collector()
    made.start()
    yield made
    made.stop()


@pytest.fixture(autouse=True)
def shown_theme(qapp: QApplication, collector: Collector) -> Iterator[theme.Theme]:
    """The light theme, the packaged fonts, and no motion."""
    load_fonts()
    qapp.setFont(ui_font())
    theme.apply(qapp, theme.load_theme("light"))
    show_focus_rings(qapp)
    motion.reduce(True)
    yield theme.current()
    motion.reduce(False)
    collector.look()


@pytest.fixture
def dark(qapp: QApplication) -> theme.Theme:
    """The dark theme instead."""
    theme.apply(qapp, theme.load_theme("dark"))
    return theme.current()


@pytest.fixture
def run_async(qapp: QApplication) -> Callable[[Coroutine[Any, Any, None]], None]:
    """Runs a coroutine on the loop that the window has: Qt's events and asyncio's in one."""

    def run(work: Coroutine[Any, Any, None]) -> None:
        with asyncio.Runner(loop_factory=lambda: qasync.QEventLoop(qapp)) as runner:
            runner.run(work)

    return run


@pytest.fixture
def until() -> Callable[..., Coroutine[Any, Any, None]]:
    """`await until(condition)`: wait until it holds; fails after ten seconds, with `what()`."""

    async def wait(
        condition: Callable[[], object], what: Callable[[], str] = lambda: "it never came to pass"
    ) -> None:
        for _ in range(1000):
            if condition():
                return
            await asyncio.sleep(0.01)
        raise AssertionError(what())

    return wait
