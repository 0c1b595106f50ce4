"""The page Findings over a real capture."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.gui.findings.page import FindingsPage
from tests.gui.shops import Here, Shop, click, host, line, order


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    """An empty capture."""
    made = Shop(tmp_path)
    yield made
    made.close()


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory, qapp: QApplication) -> Iterator[Shop]:
    """Two orders with a price of zero, two clicks that are one, and one without a bid: for tests
    that change nothing in it."""
    made = Shop(tmp_path_factory.mktemp("faulty"))
    _fill(made)
    yield made
    made.close()


@pytest.fixture
def fresh(shop: Shop) -> Shop:
    """The same, for one test alone."""
    _fill(shop)
    return shop


def _fill(shop: Shop) -> None:
    shop.store(
        order("O-1", 1_000, line("HP-1", 0), line("HP-2", 48.5), user="u-1"),
        order("O-2", 2_000, line("HP-1", 0), line("HP-2", 112), user="u-2"),
        click("HP-3", 3_000, bid="ChAGb-3", user="u-3"),
        click("HP-3", 3_100, bid="ChAGb-3", user="u-3"),
        click("HP-4", 9_000, user="u-1"),
    )


@pytest.fixture
def page(request: pytest.FixtureRequest, qtbot: QtBot) -> Iterator[FindingsPage]:
    """The page on the screen, looking."""
    name = "faulty" if "faulty" in request.fixturenames else "shop"
    shop: Shop = request.getfixturevalue(name)
    made = FindingsPage(shop.inspector, shop.bridge, Here(shop.inspector))
    window = host(qtbot, made)
    made.set_fold(1440)
    made.enter()
    qtbot.waitUntil(lambda: made.view is not None)
    yield made
    made.stop()
    window.hide()
