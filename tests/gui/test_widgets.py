"""Controls do what they say by mouse and by key, and hostile text stays text."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.gui import motion, theme
from app.gui.widgets import (
    BannerArea,
    Link,
    Message,
    Panel,
    Segmented,
    Snippet,
    Splitter,
    Switch,
    flat_button,
    icon_button,
    main_button,
    plain_button,
    plain_label,
    show_focus_rings,
    show_toast,
)
from app.gui.widgets.toast import Toast

HOSTILE = "<b>Send</b> & <img src='http://127.0.0.1/x'> \u202e"

_kept: list[QWidget] = []
"""Holds the windows of the test under way: nothing else does."""


@pytest.fixture(autouse=True)
def forget_windows() -> Iterator[None]:
    yield
    _kept.clear()


def host(qtbot: QtBot, *parts: QWidget) -> QWidget:
    window = Panel("surface")
    layout = QHBoxLayout(window)
    for part in parts:
        layout.addWidget(part)
    qtbot.addWidget(window)
    window.resize(600, 120)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    _kept.append(window)
    return window


def test_a_label_shows_markup_as_it_is(qtbot: QtBot) -> None:
    label = plain_label(HOSTILE)
    host(qtbot, label)
    assert label.textFormat() is Qt.TextFormat.PlainText
    assert label.text() == HOSTILE
    assert label.accessibleName() == HOSTILE


def test_an_elided_label_keeps_its_text_and_escapes_its_tooltip(qtbot: QtBot) -> None:
    label = plain_label(HOSTILE * 20, elide=Qt.TextElideMode.ElideRight)
    host(qtbot, label)
    assert label.width() <= 600
    assert "<img" not in label.toolTip()
    assert "&lt;img" in label.toolTip()


def test_a_label_follows_the_theme(qtbot: QtBot, qapp: QApplication) -> None:
    label = plain_label("x", color="rejected")
    qtbot.addWidget(label)
    theme.apply(qapp, theme.load_theme("dark"))
    assert label.palette().windowText().color() == theme.color("rejected")


def test_buttons_are_clicked_by_mouse_and_by_key(qtbot: QtBot) -> None:
    for button in (main_button("Go"), plain_button("Go"), flat_button("Go", "mark"), Link("Go")):
        host(qtbot, button)
        clicks: list[int] = []
        button.clicked.connect(lambda _on=False, clicks=clicks: clicks.append(1))
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        button.setFocus()
        qtbot.keyClick(button, Qt.Key.Key_Space)
        assert len(clicks) == 2
        assert button.accessibleName() == "Go"
        assert button.height() >= 24


def test_an_ampersand_in_a_button_is_no_shortcut(qtbot: QtBot) -> None:
    button = plain_button("Harbor & Pine")
    host(qtbot, button)
    assert button.accessibleName() == "Harbor & Pine"
    assert button.shortcut().isEmpty()


def test_an_icon_button_has_a_name_and_a_tooltip(qtbot: QtBot) -> None:
    button = icon_button("copy", "Copy the address")
    host(qtbot, button)
    assert button.accessibleName() == "Copy the address"
    assert button.toolTip() == "Copy the address"
    assert button.width() >= 24
    assert button.height() >= 24


def test_a_switch_is_moved_by_mouse_and_by_key(qtbot: QtBot) -> None:
    switch = Switch("Follow")
    host(qtbot, switch)
    states: list[bool] = []
    switch.toggled.connect(states.append)
    qtbot.mouseClick(switch, Qt.MouseButton.LeftButton)
    qtbot.keyClick(switch, Qt.Key.Key_Space)
    assert states == [True, False]
    assert switch.accessibleName() == "Follow"


def test_a_switch_shows_its_state_by_the_place_of_the_knob(qtbot: QtBot) -> None:
    switch = Switch("")
    host(qtbot, switch)
    off = switch.grab().toImage()
    switch.setChecked(True)
    on = switch.grab().toImage()
    middle = off.height() // 2
    assert off.pixelColor(9, middle) == theme.color("line2")
    assert on.pixelColor(21, middle) == theme.color("onAccent")


def test_a_segment_is_chosen_by_mouse_and_by_arrow(qtbot: QtBot) -> None:
    tabs = Segmented([("fate", "Fate"), ("message", "Message"), ("pair", "Pair")], name="Tabs")
    host(qtbot, tabs)
    chosen: list[str] = []
    tabs.chosen.connect(chosen.append)
    qtbot.mouseClick(tabs.button("message"), Qt.MouseButton.LeftButton)
    assert tabs.hasFocus()
    qtbot.keyClick(tabs, Qt.Key.Key_Right)
    qtbot.keyClick(tabs, Qt.Key.Key_Right)
    qtbot.keyClick(tabs, Qt.Key.Key_Home)
    assert chosen == ["message", "pair", "fate"]
    assert tabs.accessibleDescription() == "Fate, chosen"


def test_segments_keep_the_choice_when_they_change(qtbot: QtBot) -> None:
    tabs = Segmented([("a", "A"), ("b", "B")])
    host(qtbot, tabs)
    tabs.choose("b")
    tabs.set_options([("p", "Pair"), ("b", "B 2")])
    assert tabs.key() == "b"
    tabs.set_options([("p", "Pair")])
    assert tabs.key() == "p"
    tabs.set_options([])
    assert tabs.key() == ""
    qtbot.keyClick(tabs, Qt.Key.Key_Right)


def test_the_banner_shows_the_gravest_cause(qtbot: QtBot) -> None:
    area = BannerArea()
    host(qtbot, area)
    tried: list[int] = []
    new = Message("accent", "", "37 new events below.")
    port = Message(
        "warning",
        "warning",
        "Port 8765 is taken.",
        "Listening on 8766.",
        (("Try again", lambda: tried.append(1)),),
    )
    area.set("new", new)
    assert area.shown() == new
    area.set("port", port)
    assert area.shown() == port
    assert area.height() == 36
    qtbot.mouseClick(area.findChild(Link), Qt.MouseButton.LeftButton)
    assert tried == [1]
    area.set("port", None)
    assert area.shown() == new
    area.set("new", None)
    assert area.shown() is None
    assert area.height() == 0


def test_a_banner_slides_and_ends_at_its_height(qtbot: QtBot) -> None:
    area = BannerArea()
    host(qtbot, area)
    motion.reduce(False)
    area.set("new", Message("accent", "", "One new event below."))
    qtbot.waitUntil(lambda: area.height() == 36)


def test_a_toast_is_one_at_a_time_and_can_be_undone(qtbot: QtBot) -> None:
    window = host(qtbot, plain_label("x"))
    undone: list[int] = []
    show_toast(window, "First")
    toast = show_toast(window, HOSTILE, lambda: undone.append(1))
    visible = [one for one in window.findChildren(Toast) if one.isVisible()]
    assert visible == [toast]
    assert toast.accessibleName() == HOSTILE
    qtbot.mouseClick(toast.findChild(Link), Qt.MouseButton.LeftButton)
    assert undone == [1]
    qtbot.waitUntil(lambda: not window.findChildren(Toast))


def test_a_snippet_copies_the_marked_line_or_everything(qtbot: QtBot) -> None:
    code = "load({\n  key: 'K',\n  cdnURL: 'http://127.0.0.1:8765',\n})"
    snippet = Snippet(code, "  cdnURL: 'http://127.0.0.1:8765',")
    host(qtbot, snippet)
    qtbot.mouseClick(snippet.copy_button(), Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == "cdnURL: 'http://127.0.0.1:8765',"
    texts = [action.text() for action in snippet.make_menu().actions()]
    assert texts == ["Copy line", "Copy all"]
    snippet.copy_all()
    assert QGuiApplication.clipboard().text() == code
    assert len(snippet.extraSelections()) == 1


def test_the_button_of_a_snippet_lies_on_no_code(qtbot: QtBot) -> None:
    for marked in ("", "short"):
        snippet = Snippet("x" * 58 + "\nshort", marked)
        qtbot.addWidget(snippet)
        heights = []
        for width in (700, 444, 700):
            snippet.resize(width, 100)
            snippet.show()
            QApplication.sendPostedEvents()
            button = snippet.copy_button().geometry()
            first = snippet.document().firstBlock().layout().lineAt(0).naturalTextRect()
            end = first.right() + snippet.viewport().x()
            below = snippet.viewport().y() + first.y()
            assert end < button.left() or below >= button.bottom()
            heights.append(snippet.height())
        assert heights[0] == heights[2] < heights[1]


def test_a_snippet_shows_all_its_lines_and_reads_no_markup(qtbot: QtBot) -> None:
    window = QWidget()
    layout = QVBoxLayout(window)
    snippet = Snippet("<b>one</b>\n" * 7 + "last")
    layout.addWidget(snippet)
    qtbot.addWidget(window)
    window.show()
    assert snippet.toPlainText().startswith("<b>one</b>")
    assert snippet.isReadOnly()
    assert snippet.document().size().height() <= snippet.viewport().height() + 8
    snippet.set_code("one")
    assert snippet.height() == 44


def test_the_focus_ring_goes_where_the_keyboard_is(qtbot: QtBot, qapp: QApplication) -> None:
    first, second = plain_button("One"), plain_button("Two")
    window = host(qtbot, first, second)
    rings = show_focus_rings(qapp)
    for button in (first, second):
        button.setFocus()
        ring = rings.ring()
        assert ring is not None
        assert ring.isVisible()
        assert ring.parentWidget() is window
        assert ring.geometry() == button.geometry().adjusted(-4, -4, 4, 4)
    window.resize(900, 120)
    qapp.processEvents()
    assert ring.geometry().center() == second.geometry().center()
    second.hide()
    moved = rings.ring()
    assert moved is None or moved.geometry().center() == first.geometry().center()


def test_the_focus_ring_outlives_its_button(qtbot: QtBot, qapp: QApplication) -> None:
    rings = show_focus_rings(qapp)
    for _ in range(3):
        button = plain_button("One")
        window = QWidget()
        QVBoxLayout(window).addWidget(button)
        window.show()
        button.setFocus()
        window.close()
        window.deleteLater()
        qapp.processEvents()
        qapp.sendPostedEvents(None, 52)  # DeferredDelete
    other = plain_button("Two")
    host(qtbot, other)
    other.setFocus()
    ring = rings.ring()
    assert ring is not None
    assert ring.isVisible()


def test_a_double_click_restores_a_splitter(qtbot: QtBot) -> None:
    splitter = Splitter(Qt.Orientation.Vertical)
    one, two = Panel("surface"), Panel("surface")
    splitter.addWidget(one)
    splitter.addWidget(two)
    qtbot.addWidget(splitter)
    splitter.resize(300, 405)
    splitter.show()
    splitter.set_default([100, 300])
    first = splitter.sizes()
    splitter.setSizes([300, 100])
    assert splitter.sizes() != first
    handle = splitter.handle(1)
    qtbot.mouseDClick(handle, Qt.MouseButton.LeftButton, pos=QPoint(20, 2))
    assert splitter.sizes() == first
    assert handle.height() == 5
