"""Checklist and Configuration: names of controls, sizes, and a hostile capture."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from tests.gui.window_kit import opened, post

LONG = 30_000
EVIL = "<img src='http://127.0.0.1:9/x'><b>x</b>\u202e\u0000'); alert(1); //"


def faults(page: QWidget) -> list[str]:
    """Controls without a name, too small, or outside of what they stand in."""
    found = []
    kinds = (QAbstractButton, QLineEdit, QPlainTextEdit)
    for one in [widget for kind in kinds for widget in page.findChildren(kind)]:
        if not one.isVisible() or not type(one).__module__.startswith("app."):
            continue
        name = one.accessibleName()
        if one.focusPolicy() & Qt.FocusPolicy.TabFocus and not name:
            found.append(f"{type(one).__name__} has no name")
        if one.width() < 24 or one.height() < 22:
            found.append(f"{name} is too small")
        right = one.mapTo(page, one.rect().topRight()).x()
        if right > page.width():
            found.append(f"{name} is cut off")
    return found


@pytest.mark.parametrize("size", [(1440, 900), (1160, 740), (1024, 640), (960, 540)])
def test_every_control_has_a_name_and_room(
    qtbot: QtBot, tmp_path: Path, size: tuple[int, int]
) -> None:
    with opened(qtbot, tmp_path) as (window, _inspector):
        window.setMinimumSize(600, 400)
        window.resize(*size)
        page = window.configuration
        window.show_screen("configuration")
        page.change(page.draft)
        page.subscriptions.choose(1)
        page.middle.trigger.field.setPlainText('type = "track')
        page.middle.edit("placement")
        qtbot.wait(50)
        assert faults(page) == []
        if size[0] < 1160:
            page.left.settings_button.click()
            qtbot.wait(20)
            assert faults(page) == []
        window.show_screen("checklist")
        checklist = window.checklist
        qtbot.waitUntil(lambda: checklist.looked is not None, timeout=LONG)
        checklist.table.choose("dashboard")
        checklist.open("dashboard")
        qtbot.wait(50)
        assert faults(checklist) == []


def test_a_hostile_capture_is_plain_text_on_both_screens(qtbot: QtBot, tmp_path: Path) -> None:
    with opened(qtbot, tmp_path) as (window, inspector):
        line = {"product_id": EVIL, "price": 0, "quantity": 1, "name": EVIL * 20}
        post(
            inspector,
            {
                "event": "Product Clicked",
                "anonymousId": EVIL,
                "properties": {"resolvedBidId": EVIL},
            },
            {
                "event": "Order Completed",
                "anonymousId": EVIL,
                "messageId": EVIL,
                "properties": {"products": [line], EVIL: EVIL * 2_000},
            },
        )
        window.show_screen("checklist")
        page = window.checklist
        qtbot.waitUntil(
            lambda: page.looked is not None and page.looked.checklist.messages == 2, timeout=LONG
        )
        page.table.choose("ids")
        assert page.side.table.cells().rowCount() == 2
        assert "\u202e" not in page.side.table.cells().row_at(0).sentence
        page.follow("ids")
        qtbot.waitUntil(lambda: window.events.shown_ids() == [1, 2], timeout=LONG)
        window.show_screen("configuration")
        window.configuration.show_subscription("Click")
        middle = window.configuration.middle
        qtbot.waitUntil(lambda: middle.time.isVisible(), timeout=LONG)
        row = middle.table.fields.row(middle.table.fields.place("resolvedBidId"))
        assert row is not None
        assert "\u202e" not in row.value
        for screen in (page, window.configuration):
            for label in screen.findChildren(QLabel):
                assert label.textFormat() == Qt.TextFormat.PlainText, label.text()
