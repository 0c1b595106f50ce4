"""The window on a real endpoint: the network and https switched on while it captures."""

import ssl
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.config.paths import Paths, find_paths
from app.gui.bridge import Bridge
from app.gui.profile import Profile
from app.gui.shell.notice import Notice
from app.gui.widgets.toast import Toast
from app.gui.window import MainWindow
from app.services import Inspector

Run = Callable[[Coroutine[Any, Any, None]], None]
Until = Callable[..., Awaitable[None]]

CLICK = {"event": "Product Clicked", "anonymousId": "a", "writeKey": "AbCdEfGh"}


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    return find_paths(tmp_path / "profile")


@pytest.fixture
def start(qtbot: QtBot, paths: Paths) -> Iterator[Callable[..., tuple[MainWindow, Inspector]]]:
    opened: list[tuple[MainWindow, Inspector]] = []

    def make(**options: Any) -> tuple[MainWindow, Inspector]:
        inspector = Inspector.start(None, port=0, paths=paths, **options)
        window = MainWindow(inspector, Bridge(inspector), Profile(paths.data))
        opened.append((window, inspector))
        window.resize(1440, 900)
        window.start()
        window.activateWindow()
        return window, inspector

    yield make
    for window, inspector in opened:
        window.stop()
        window.hide()
        inspector.close()
        window.deleteLater()


def click(qtbot: QtBot, widget: Any) -> None:
    qtbot.mouseClick(widget, Qt.MouseButton.LeftButton)


def toasts(window: MainWindow) -> list[str]:
    return [one.accessibleName() for one in window.findChildren(Toast) if not one.isHidden()]


def test_the_network_is_let_in_and_shut_out_while_it_captures(
    start: Any, qtbot: QtBot, run_async: Run, until: Until
) -> None:
    async def go() -> None:
        window, inspector = start()
        reach = window.setup.reach
        assert not window.top.network_link.isVisible()
        async with httpx.AsyncClient(trust_env=False) as client:
            await client.post(f"{inspector.address}/v1/track", json=CLICK)
            await until(lambda: window.watch.evidence.committed == 1)
            window.show_setup(True)
            click(qtbot, reach.place.button("network"))
            click(qtbot, reach.network_switch)
            assert not reach.network_switch.isEnabled()
            await until(lambda: reach.network_switch.isEnabled())
            assert inspector.reaching.reach.host == "0.0.0.0"
            assert reach.network_switch.hasFocus()
            assert toasts(window) == ["Anyone on this network can send events here now"]
            assert window.top.network_link.isVisible()
            await client.post(f"{inspector.address}/v1/track", json=CLICK)
            await until(lambda: window.watch.evidence.committed == 2)
            window.show_setup(False)
            click(qtbot, window.top.network_link)
            assert window.shows_setup()
            click(qtbot, reach.network_switch)
            await until(lambda: not window.top.network_link.isVisible())
            assert inspector.reaching.reach.host == "127.0.0.1"
            await client.post(f"{inspector.address}/v1/track", json=CLICK)
            await until(lambda: window.watch.evidence.committed == 3)

    run_async(go())


def test_https_is_switched_on_trusted_and_remembered(
    start: Any, qtbot: QtBot, paths: Paths, run_async: Run, until: Until
) -> None:
    async def go() -> None:
        window, inspector = start()
        reach = window.setup.reach
        click(qtbot, reach.scheme.button("https"))
        click(qtbot, reach.https_switch)
        await until(lambda: window.setup.address.text().startswith("https://"))
        authority = paths.data / "tls" / "authority.pem"
        assert str(authority) in window.setup.trust_snippet.toPlainText()
        context = ssl.create_default_context(cafile=str(authority))
        async with httpx.AsyncClient(trust_env=False, verify=context) as client:
            answer = await client.post(f"{window.setup.address.text()}/v1/track", json=CLICK)
            assert answer.status_code == 200
            answer = await client.post(f"{inspector.address}/v1/track", json=CLICK)
            assert answer.status_code == 200
        window.stop()
        again, _ = start()
        await until(lambda: again.setup.address.text().startswith("https://"))
        click(qtbot, again.setup.reach.https_switch)
        await until(lambda: again.setup.address.text().startswith("http://"))
        assert not Profile(paths.data).flag("https", True)

    run_async(go())


def test_a_client_that_does_not_trust_it_lights_the_advice(
    start: Any, run_async: Run, until: Until
) -> None:
    async def go() -> None:
        window, inspector = start(tls=True)
        assert window.setup.address.text() == f"https://127.0.0.1:{inspector.port}"
        async with httpx.AsyncClient(trust_env=False) as client:
            with pytest.raises(httpx.ConnectError):
                await client.post(f"{window.setup.address.text()}/v1/track", json=CLICK)
        await until(lambda: (window.setup.advice.shown() or window).kind == "refused")
        assert "does not trust the inspector’s authority yet" in window.setup.advice.shown().detail

    run_async(go())


def test_what_cannot_be_switched_on_is_said_and_stays_off(
    start: Any, qtbot: QtBot, paths: Paths, run_async: Run, until: Until
) -> None:
    async def go() -> None:
        window, inspector = start()
        folder = paths.data / "tls"
        folder.mkdir()
        (folder / "authority-key.pem").write_text("no key")
        reach = window.setup.reach
        click(qtbot, reach.scheme.button("https"))
        click(qtbot, reach.https_switch)
        await until(lambda: window.findChildren(Notice))
        notice = window.findChildren(Notice)[0]
        assert notice.windowTitle() == "https cannot be spoken"
        assert "Delete it, and a new one is made." in notice.text.text()
        assert not reach.https_switch.isChecked()
        assert window.setup.address.text() == inspector.address
        notice.reject()

    run_async(go())
