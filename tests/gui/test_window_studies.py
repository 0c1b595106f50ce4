"""Findings and Journeys in the window: rail, keys, and the ways between the screens."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from app.gui.bridge import Bridge
from app.gui.profile import Profile
from app.gui.widgets import Link
from app.gui.window import MainWindow
from tests.gui.shops import Shop, line, order, picture

Until = Callable[..., Any]


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    made = Shop(tmp_path)
    made.store(*picture(), order("O-2", 700_000, line("HP-1", 0), line("HP-2", 40), user="u-2"))
    yield made
    made.close()


@pytest.fixture
def window(shop: Shop, qtbot: QtBot, tmp_path: Path) -> Iterator[MainWindow]:
    made = MainWindow(shop.inspector, Bridge(shop.inspector), Profile(tmp_path))
    qtbot.addWidget(made)
    made.resize(1440, 900)
    made.start()
    made.activateWindow()
    yield made
    made.stop()
    made.hide()


def test_the_screens_and_the_ways_between_them(window: MainWindow, qtbot: QtBot) -> None:
    studies, rail = window.studies, window.rail
    qtbot.waitUntil(lambda: rail._items["findings"].badge() != "", timeout=10_000)
    assert rail._items["findings"].accessibleName().endswith("rules have findings")
    qtbot.waitUntil(lambda: bool(window.events.shown_ids()))

    # From the rail to Findings, and to the events of its first rule.
    qtbot.mouseClick(rail._items["findings"], Qt.MouseButton.LeftButton)
    assert studies.findings.isVisible()
    assert window.actions_by_id["findings"].isChecked()
    assert not window.top.replay_button.isVisible()
    qtbot.waitUntil(lambda: studies.findings.detail.detail is not None, timeout=30_000)
    detail = studies.findings.detail
    assert detail.detail is not None
    first = detail.detail.code
    qtbot.mouseClick(detail.events_link, Qt.MouseButton.LeftButton)
    assert window.events.isVisible()
    assert window.events.shown_query.text == f"rule:{first}"

    # From an order in Events to its journey, at its own step.
    window.events.set_filter("")
    qtbot.waitUntil(lambda: len(window.events.shown_ids()) == 6)
    window.doings.show_event(5)
    link = window.detail.page.bar.journey_link
    qtbot.waitUntil(lambda: link.isVisible(), timeout=10_000)
    assert link.accessibleName() == "See Journeys"
    qtbot.mouseClick(link, Qt.MouseButton.LeftButton)
    journeys = studies.journeys
    qtbot.waitUntil(lambda: journeys.canvas.current() >= 0, timeout=30_000)
    assert journeys.canvas.journey is not None
    assert journeys.canvas.journey.steps[journeys.canvas.current()].row == 5
    assert window.top.isVisible()
    assert journeys.next_button.isVisible()

    # Back to an event, and from a finding there to its rule.
    journeys.steps.step_opened.emit(0)
    assert window.events.isVisible()
    assert not journeys.next_button.isVisible()
    qtbot.waitUntil(lambda: bool(window.detail.page.findings.cards()), timeout=10_000)
    card = window.detail.page.findings.cards()[0]
    code = card.finding.code
    next(one for one in card.findChildren(Link) if one.accessibleName() == code).click()
    qtbot.waitUntil(
        lambda: (
            studies.findings.detail.detail is not None
            and studies.findings.detail.detail.code == code
        )
    )
    assert studies.findings.table.key() == code

    # Ctrl+C and Ctrl+R are about what is on the screen.
    window.actions_by_id["copy-json"].trigger()
    assert QGuiApplication.clipboard().text().startswith(code)

    # By keys: F6 goes round the panes, Ctrl+F to the filter, Alt+3 and Alt+1 to other screens.
    window.actions_by_id["filter"].trigger()
    assert studies.findings.bar.field.editor.hasFocus()
    window.actions_by_id["next-pane"].trigger()
    assert studies.findings.isAncestorOf(window.focusWidget())
    window.actions_by_id["journeys"].trigger()
    assert journeys.isVisible()
    window.actions_by_id["events"].trigger()
    assert window.events.isVisible()
