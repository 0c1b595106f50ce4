"""The whole way: real messages over HTTP, real verdicts, and the page over them."""

import asyncio
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.config.paths import find_paths
from app.gui.bridge import Bridge
from app.gui.events.columns import INDEX
from app.gui.events.page import EventsPage
from app.services import Inspector
from tests.gui.events.bench import host


@pytest.fixture
def inspector(tmp_path: Path) -> Iterator[Inspector]:
    running = Inspector.start(port=0, paths=find_paths(tmp_path / "profile", {}))
    yield running
    running.close()


@pytest.fixture
def shopped(inspector: Inspector, qtbot: QtBot) -> Iterator[EventsPage]:
    """The page, opened before the demo shopper comes, after it has gone."""
    bridge = Bridge(inspector)
    page = EventsPage(inspector, bridge)
    window = host(page)
    qtbot.addWidget(window)
    window.resize(1440, 900)
    window.show()
    qtbot.waitExposed(window)
    bridge.start()
    sent: list[int] = []
    shopper = threading.Thread(
        target=lambda: sent.append(asyncio.run(inspector.run_demo(speed=float("inf"))))
    )
    shopper.start()
    qtbot.waitUntil(lambda: bool(sent), timeout=20_000)
    shopper.join()
    qtbot.waitUntil(lambda: page.model.rowCount() == sent[0], timeout=20_000)
    qtbot.waitUntil(lambda: inspector.wait_analysed(0), timeout=20_000)
    qtbot.waitUntil(lambda: spoken(page).startswith(f"Received, {sent[0]} messages"))
    yield page
    page.stop()
    bridge.stop()


def spoken(page: EventsPage) -> str:
    spots = [*page.funnel._step_spots, *page.funnel._drop_spots]
    return ". ".join(spot.accessibleName() for spot in spots if spot.isVisible())


def column(page: EventsPage, key: str) -> list[str | None]:
    model = page.model
    return [model.index(row, INDEX[key]).data() for row in range(model.rowCount())]


def settled(page: EventsPage, qtbot: QtBot) -> None:
    qtbot.waitUntil(
        lambda: not page.feed.loading and not {None, "Analysing"} & set(column(page, "outcome")),
        timeout=10_000,
    )


def test_every_event_has_its_fate(shopped: EventsPage, qtbot: QtBot) -> None:
    settled(shopped, qtbot)
    outcomes = set(column(shopped, "outcome"))
    assert {"Accepted, sponsored", "Accepted, organic", "Dropped", "Rejected", "Unmapped"} <= (
        outcomes
    )
    assert "Browser" in str(column(shopped, "source")[0])
    findings = " ".join(str(cell) for cell in column(shopped, "findings"))
    assert "error PLV-001" in findings


def test_a_loss_of_the_funnel_shows_its_events(shopped: EventsPage, qtbot: QtBot) -> None:
    settled(shopped, qtbot)
    dropped = column(shopped, "outcome").count("Dropped")
    spot = shopped.funnel._drop_spots[1]
    qtbot.waitUntil(lambda: spot.accessibleName().startswith(f"{dropped} lost before sending"))
    qtbot.mouseClick(spot, Qt.MouseButton.LeftButton)
    settled(shopped, qtbot)
    assert column(shopped, "outcome") == ["Dropped"] * dropped
    assert shopped.bar.field._counter.text() == f"{dropped} of {shopped.feed.total}"


def test_a_written_filter_and_the_bracket_of_a_pair(shopped: EventsPage, qtbot: QtBot) -> None:
    shopped.focus_filter()
    QTest.keyClicks(shopped.bar.field.editor, "rule:CLK-001")
    QTest.keyClick(shopped.bar.field.editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: shopped.model.rowCount() == 2)
    settled(shopped, qtbot)
    first, second = shopped.shown_ids()
    held = shopped.model.held(first)
    assert held is not None
    assert held.pair == second


def test_marking_is_kept(shopped: EventsPage, inspector: Inspector, qtbot: QtBot) -> None:
    settled(shopped, qtbot)
    shopped.choose(shopped.shown_ids()[2])
    shopped.toggle_mark()
    shopped.set_filter("is:marked")
    qtbot.waitUntil(lambda: shopped.shown_ids() == [shopped.current_id])


def test_judging_again_is_seen(shopped: EventsPage, inspector: Inspector, qtbot: QtBot) -> None:
    settled(shopped, qtbot)
    from dataclasses import replace

    off = tuple(replace(one, enabled=False) for one in inspector.configuration.subscriptions)
    inspector.apply(replace(inspector.configuration, subscriptions=off))
    qtbot.waitUntil(
        lambda: set(column(shopped, "outcome")) <= {"Unmapped", "Discarded"}, timeout=20_000
    )
