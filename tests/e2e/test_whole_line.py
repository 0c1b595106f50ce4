"""The whole line in one piece: a real SDK sends, the row appears, a replay is recorded.

The window is real too (offscreen), and so are its capture file and its sandbox.
"""

import asyncio
import json
import subprocess
from collections.abc import Callable, Coroutine, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import sync_playwright
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.config.paths import Paths, find_paths
from app.gui.bridge import Bridge
from app.gui.profile import Profile
from app.gui.window import MainWindow
from app.services import Inspector
from app.store.filters import parse
from tests.e2e.conftest import CHROMIUM, CHROMIUM_ARGUMENTS, NODE_PROJECT
from tests.e2e.shop import serving
from tests.gui.conftest import collector, run_async, shown_theme, until

__all__ = ["collector", "run_async", "shown_theme", "until"]

RunAsync = Callable[[Coroutine[Any, Any, None]], None]
Until = Callable[..., Coroutine[Any, Any, None]]

SHOP = """<!doctype html><title>Harbor &amp; Pine</title><script src="/index.js"></script>
<button id="add">Add to cart</button><script>
  const analytics = AnalyticsNext.AnalyticsBrowser.load({ writeKey: 'KEY', cdnURL: '%s' });
  const mug = { product_id: 'HP-2041', name: 'Trail Mug', resolvedBidId: 'ChAG-mug-bid' };
  analytics.track('Product Viewed', mug);
  document.getElementById('add').onclick = () => {
    analytics.track('Product Clicked', mug);
    analytics.track('Order Completed', {
      order_id: 'O-1', products: [{ product_id: 'HP-2041', price: 0, quantity: 1 }],
    });
  };
</script>"""


@pytest.fixture
def paths(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Paths:
    """A profile of its own."""
    monkeypatch.setenv("TOPSORT_INSPECTOR_HOME", str(tmp_path))
    return find_paths()


@pytest.fixture
def window(paths: Paths) -> Iterator[MainWindow]:
    """The window on a new capture that listens on a free port."""
    inspector = Inspector.start(port=0, paths=paths)
    shown = MainWindow(inspector, Bridge(inspector), Profile(paths.data))
    yield shown
    shown.stop()
    shown.hide()
    inspector.close()
    shown.deleteLater()


def shop_with_a_browser(address: str, script: Path) -> None:
    """Open the shop's page in Chromium and press its button, as a person does."""
    files = {"/": (SHOP % address).encode(), "/index.js": script.read_bytes()}
    with serving(files) as shop, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=CHROMIUM_ARGUMENTS, headless=True
        )
        page = browser.new_page()
        page.goto(f"{shop}/", wait_until="networkidle")
        page.click("#add")
        page.wait_for_load_state("networkidle")
        page.wait_for_timeout(200)
        browser.close()


def shown(window: MainWindow) -> dict[str, str]:
    """The rows of the list: event name to the sentence that a screen reader hears."""
    model = window.events.model
    rows = {}
    for row in range(model.rowCount()):
        sentence = str(model.index(row, 2).data(Qt.ItemDataRole.AccessibleTextRole))
        name = str(model.index(row, 3).data(Qt.ItemDataRole.DisplayRole))
        rows[name] = sentence
    return rows


@pytest.mark.skipif(not CHROMIUM.exists(), reason="chromium is not installed")
def test_from_a_browser_to_a_row_to_a_replay(
    window: MainWindow, umd: Path, run_async: RunAsync, until: Until
) -> None:
    async def walk() -> None:
        window.start()
        assert window.shows_setup()
        address = window._inspector.address
        await asyncio.to_thread(shop_with_a_browser, address, umd / "index.js")
        await until(lambda: window.events.model.rowCount() == 3, "three rows")
        assert not window.shows_setup()
        await until(lambda: all("accepted" in s or "rejected" in s for s in shown(window).values()))
        rows = shown(window)
        assert "accepted" in rows["Product Viewed"]
        assert "rejected" in rows["Order Completed"]
        assert "PUR-004" in rows["Order Completed"]

        # Choose all with the keyboard, plan with Ctrl+R, send with the button.
        table = window.events.table
        table.setFocus()
        QTest.keyClick(table, Qt.Key.Key_Home)
        QTest.keyClick(table, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        assert len(window.events.selected_ids()) == 3
        window.actions_by_id["replay"].trigger()
        await until(lambda: window.replays.dialog is not None, "a plan")
        dialog = window.replays.dialog
        assert dialog is not None
        QTest.mouseClick(dialog.plan_view.send_button, Qt.MouseButton.LeftButton)
        await until(lambda: dialog.run_view is not None and not dialog.is_running(), "an end")
        assert "3 sent, 3 as forecast" in dialog.title.text()
        QTest.keyClick(dialog, Qt.Key.Key_Escape)

        attempts = await asyncio.wrap_future(
            window._inspector.read(
                lambda reader: [one for row in (1, 2, 3) for one in reader.attempts(row)]
            ).future
        )
        assert sorted(str(one.status) for one in attempts) == ["204", "204", "400"]
        assert {one.outcome == one.forecast for one in attempts} == {True}

    run_async(walk())


def test_ten_thousand_messages_of_the_node_sdk_are_all_kept(
    window: MainWindow, node: str, run_async: RunAsync, until: Until
) -> None:
    async def walk() -> None:
        window.start()
        command = [node, "many.mjs", window._inspector.address, "10000"]
        done = await asyncio.to_thread(
            subprocess.run, command, cwd=NODE_PROJECT, capture_output=True, text=True, check=True
        )
        told = json.loads(done.stdout)
        assert told == {"delivered": 10000, "failures": []}
        ids = window._inspector.read(lambda reader: reader.ids(parse("", now=0))).future.result()
        assert len(ids) == 10000
        await until(lambda: window.events.model.rowCount() == 10000, "every row in the list")
        assert await asyncio.to_thread(window._inspector.wait_analysed, 60)

    run_async(walk())
