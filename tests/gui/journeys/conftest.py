"""The page Journeys over a real capture."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.gui.journeys.page import JourneysPage
from tests.gui.shops import Here, Shop, host, picture, pictured_auctions


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    """An empty capture."""
    made = Shop(tmp_path)
    yield made
    made.close()


@pytest.fixture
def pictured(shop: Shop) -> Shop:
    """The journey of the design's picture."""
    shop.win(*pictured_auctions())
    shop.store(*picture())
    return shop


@pytest.fixture
def page(shop: Shop, qtbot: QtBot) -> Iterator[JourneysPage]:
    """The page on the screen, looking."""
    made = JourneysPage(shop.inspector, shop.bridge, Here(shop.inspector))
    window = host(qtbot, made)
    made.set_fold(1440)
    made.enter()
    qtbot.waitUntil(lambda: made.view is not None)
    yield made
    made.stop()
    window.hide()
