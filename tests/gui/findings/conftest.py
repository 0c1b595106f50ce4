"""The page Findings over a real capture."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.gui.findings.page import FindingsPage
from tests.gui.shops import Here, Shop, click, host, line, order


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    """An empty capture."""
    made = Shop(tmp_path)
    yield made
    made.close()


@pytest.fixture
def faulty(shop: Shop) -> Shop:
    """Two orders with a price of zero, two clicks that are one, and one without a bid."""
    shop.store(
        order("O-1", 1_000, line("HP-1", 0), line("HP-2", 48.5), user="u-1"),
        order("O-2", 2_000, line("HP-1", 0), line("HP-2", 112), user="u-2"),
        click("HP-3", 3_000, bid="ChAGb-3", user="u-3"),
        click("HP-3", 3_100, bid="ChAGb-3", user="u-3"),
        click("HP-4", 9_000, user="u-1"),
    )
    return shop


@pytest.fixture
def page(shop: Shop, qtbot: QtBot) -> Iterator[FindingsPage]:
    """The page on the screen, looking."""
    made = FindingsPage(shop.inspector, shop.bridge, Here(shop.inspector))
    window = host(qtbot, made)
    made.set_fold(1440)
    made.enter()
    qtbot.waitUntil(lambda: made.view is not None)
    yield made
    made.stop()
    window.hide()
