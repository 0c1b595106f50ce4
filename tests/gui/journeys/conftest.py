"""The page Journeys over a real capture."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.gui.journeys.page import JourneysPage
from tests.gui.shops import Here, Shop, host, picture, pictured_auctions


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    """An empty capture."""
    made = Shop(tmp_path)
    yield made
    made.close()


@pytest.fixture(scope="module")
def pictured(tmp_path_factory: pytest.TempPathFactory, qapp: QApplication) -> Iterator[Shop]:
    """The journey of the design's picture: for tests that change nothing in it."""
    made = Shop(tmp_path_factory.mktemp("pictured"))
    made.win(*pictured_auctions())
    made.store(*picture())
    yield made
    made.close()


@pytest.fixture
def fresh(shop: Shop) -> Shop:
    """The same, for one test alone."""
    shop.win(*pictured_auctions())
    shop.store(*picture())
    return shop


@pytest.fixture
def page(request: pytest.FixtureRequest, qtbot: QtBot) -> Iterator[JourneysPage]:
    """The page on the screen, looking."""
    name = "pictured" if "pictured" in request.fixturenames else "shop"
    shop: Shop = request.getfixturevalue(name)
    made = JourneysPage(shop.inspector, shop.bridge, Here(shop.inspector))
    window = host(qtbot, made)
    made.set_fold(1440)
    made.enter()
    qtbot.waitUntil(lambda: made.view is not None)
    yield made
    made.stop()
    window.hide()
