"""Pages over real captures."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.gui.events.page import EventsPage
from tests.gui.events.bench import Bench, host


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    """An empty capture."""
    made = Bench(tmp_path / "bench.tsi", clock=1_790_000_600_000)
    yield made
    made.close()


@pytest.fixture
def page(bench: Bench, qtbot: QtBot) -> Iterator[EventsPage]:
    """The page over it, in a window of 1440 × 900 with room for what stands round it."""
    made = EventsPage(bench, bench.news)
    window = host(made)
    qtbot.addWidget(window)
    window.resize(1440, 900)
    window.show()
    qtbot.waitExposed(window)
    qtbot.waitUntil(lambda: not made.feed.loading)
    yield made
    made.stop()
