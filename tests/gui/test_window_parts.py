"""Parts of the window's frame, each on its own."""

from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray, QMimeData, QSize, Qt, QUrl
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QMenu, QScrollArea, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.gui.actions import ACTIONS
from app.gui.profile import Profile
from app.gui.shell import panes
from app.gui.shell.dialog import Dialog, Scrim
from app.gui.shell.drop import dropped_file
from app.gui.shell.fold import fold_of
from app.gui.shell.help import FILTERS, about_dialog, filter_dialog, keys_dialog, words_dialog
from app.gui.shell.knock import Knocker, KnockError
from app.gui.shell.notice import Notice
from app.gui.shell.rail import Rail
from app.gui.shell.statusbar import StatusBar, progress_text, size_text
from app.gui.shell.topbar import TopBar
from app.gui.widgets import PlainLabel, plain_button
from app.store.filter_words import FIELDS
from app.store.filters import QUERY_ALL, parse
from app.store.model import Progress

NOON = 1_795_521_600_000
HOSTILE = "<b>bold & co.tsi"


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    made.resize(1440, 900)
    qtbot.addWidget(made)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


def top_bar(window: QWidget) -> TopBar:
    actions = {spec.id: QAction(spec.text, window) for spec in ACTIONS}
    bar = TopBar(actions, QMenu(window))
    bar.setParent(window)
    bar.resize(1352, 48)
    bar.show()
    return bar


def test_the_fold_follows_the_limits() -> None:
    assert not fold_of(1440, 900).narrow
    assert fold_of(1159, 900).narrow
    assert not fold_of(1100, 900).slim_rail
    assert fold_of(1079, 900).slim_rail
    assert fold_of(1440, 900).detail_height == 432
    assert fold_of(1024, 640).detail_height == 274


def test_the_rail_names_its_screens_and_becomes_slim(window: QWidget, qtbot: QtBot) -> None:
    rail = Rail(QMenu(window), window)
    item = rail.add("events", "Events", "events")
    rail.resize(88, 800)
    rail.show()
    chosen: list[str] = []
    rail.chosen.connect(chosen.append)
    qtbot.mouseClick(item, Qt.MouseButton.LeftButton)
    assert chosen == ["events"]
    assert item.size() == QSize(76, 56)
    assert rail.menu_button is not None
    assert rail.menu_button.accessibleName() == "Menu"
    rail.set_slim(True)
    assert rail.width() == 52
    assert item.toolTip() == item.accessibleName() == "Events"


def test_the_lamp_is_told_by_words_and_shape(window: QWidget) -> None:
    bar = top_bar(window)
    pictures = []
    for state, words in (
        ("starting", "Starting"),
        ("listening", "Listening on"),
        ("late", "Probe late, 12 s"),
        ("off", "Not listening"),
    ):
        bar.show_state(state, words, "http://127.0.0.1:8765")  # type: ignore[arg-type]
        assert bar.words.text() == words
        assert bar.lamp.accessibleName() == f"{words} http://127.0.0.1:8765"
        image = (
            bar.lamp.grab()
            .toImage()
            .convertToFormat(bar.lamp.grab().toImage().Format.Format_Grayscale8)
        )
        pictures.append(bytes(image.constBits()))
    assert len(set(pictures)) == 4


def test_the_whole_address_is_copied_though_a_narrow_bar_shortens_it(
    window: QWidget, qtbot: QtBot
) -> None:
    bar = top_bar(window)
    bar.show_state("listening", "Listening on", "http://127.0.0.1:8765")
    bar.set_narrow(True)
    assert bar.address.text() == "127.0.0.1:8765"
    assert not bar.words.isVisible()
    qtbot.mouseClick(bar.copy_button, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == "http://127.0.0.1:8765"
    bar.show_state("off", "Not listening", "")
    assert bar.words.isVisible()
    assert not bar.copy_button.isVisible()


def test_a_narrow_bar_shows_icons_that_keep_their_names(window: QWidget) -> None:
    bar = top_bar(window)
    bar.show_page("events")
    bar.set_narrow(True)
    for button, name in ((bar.mark_button, "Mark"), (bar.export_button, "Export")):
        assert button.is_icon_only()
        assert button.accessibleName() == name
        assert button.toolTip()
        assert button.sizeHint().width() == 28


def test_the_replay_button_counts_the_selection(window: QWidget) -> None:
    bar = top_bar(window)
    bar.show_selection(4)
    assert bar.replay_button.label() == "Replay 4…"
    assert bar.mark_button.isEnabled()
    bar.show_selection(0)
    assert bar.replay_button.label() == "Replay…"
    assert not bar.mark_button.isEnabled()


def test_the_follow_switch_is_shown_without_telling(window: QWidget, qtbot: QtBot) -> None:
    bar = top_bar(window)
    bar.show_page("events")
    told: list[bool] = []
    bar.follow_changed.connect(told.append)
    bar.set_follow(True)
    assert told == []
    qtbot.mouseClick(bar.follow_switch, Qt.MouseButton.LeftButton)
    assert told == [False]


def test_the_status_bar_says_both_numbers_and_the_file(window: QWidget) -> None:
    status = StatusBar()
    status.setParent(window)
    status.resize(1300, 24)
    status.show()
    status.show_progress(Progress(1412, 1180))
    assert status.progress.text() == "1,412 committed, 1,180 analysed"
    status.show_capture(Path("/tmp", HOSTILE), 6_240_000)
    assert status.capture.text() == HOSTILE
    assert "<b>" not in status.capture.toolTip()
    assert status.size_label.text() == "6.2 MB"
    assert progress_text(Progress(0, 0)) == "Nothing captured yet"
    assert [size_text(size) for size in (0, 1, 412_000, 1_300_000_000)] == [
        "0 KB",
        "1 KB",
        "412 KB",
        "1.3 GB",
    ]


def test_a_dialog_lies_on_a_scrim_and_esc_closes_it(window: QWidget, qtbot: QtBot) -> None:
    dialog = Dialog(window, "Title", QSize(2000, 2000))
    dialog.show_over()
    scrim = window.findChild(Scrim)
    assert isinstance(scrim, Scrim)
    assert scrim.size() == window.size()
    assert dialog.width() <= 1440 - 88
    assert dialog.height() <= 900 - 88
    window.resize(1200, 800)
    assert scrim.size() == window.size()
    with qtbot.waitSignal(dialog.rejected):
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not window.findChildren(Scrim))


def test_a_notice_shows_markup_as_text_and_return_cancels(window: QWidget, qtbot: QtBot) -> None:
    notice = Notice(window, "Sure?", HOSTILE, "Do it")
    notice.show_over()
    assert notice.text.text() == HOSTILE
    assert notice.focusWidget() is notice.cancel_button
    accepted: list[int] = []
    notice.accepted.connect(lambda: accepted.append(1))
    with qtbot.waitSignal(notice.rejected):
        qtbot.keyClick(notice.cancel_button, Qt.Key.Key_Space)
    assert accepted == []


def test_the_help_dialogs_open_and_are_plain_text(window: QWidget, qtbot: QtBot) -> None:
    for dialog in (
        keys_dialog(window),
        words_dialog(window),
        filter_dialog(window),
        about_dialog(window, "0.1.0", HOSTILE),
    ):
        dialog.show_over()
        labels = dialog.findChildren(PlainLabel)
        assert len(labels) > 8
        assert all(one.textFormat() is Qt.TextFormat.PlainText for one in labels)
        area = dialog.findChild(QScrollArea)
        assert isinstance(area, QScrollArea)
        page = area.widget()
        qtbot.waitUntil(lambda page=page: page.height() > 100)
        inside = [one for one in labels if page.isAncestorOf(one)]
        end = max(one.mapTo(page, one.rect().bottomLeft()).y() for one in inside)
        assert page.height() - end < 30, "nothing is blank below the text"
        assert dialog.focusWidget() is dialog.close_button, "no ring round all of it"
        bar = area.verticalScrollBar()
        qtbot.keyClick(dialog, Qt.Key.Key_End)
        assert bar.value() == bar.maximum()
        with qtbot.waitSignal(dialog.finished):
            qtbot.keyClick(dialog, Qt.Key.Key_Escape)


def test_the_keys_dialog_shows_every_key(window: QWidget) -> None:
    dialog = keys_dialog(window)
    texts = {label.text() for label in dialog.findChildren(PlainLabel)}
    for spec in ACTIONS:
        if spec.keys:
            assert (spec.says or spec.text) in texts
    assert not texts & {"Plan…", "Detail", "Keys…", "Open…"}
    dialog.deleteLater()


def test_every_line_of_the_filter_help_is_a_filter(window: QWidget) -> None:
    dialog = filter_dialog(window)
    texts = {label.text() for label in dialog.findChildren(PlainLabel)}
    for text, meaning in FILTERS:
        assert parse(text, now=NOON).root != QUERY_ALL.root
        assert {text, meaning} <= texts
    for field in FIELDS.values():
        assert {f"{field.name}:", field.meaning} <= texts
    dialog.deleteLater()


def test_f6_goes_round_the_panes(window: QWidget) -> None:
    layout = QVBoxLayout(window)
    boxes = []
    for name in ("One", "Two", "Three"):
        box = QWidget()
        QVBoxLayout(box).addWidget(plain_button(name))
        layout.addWidget(box)
        boxes.append(box)
        box.show()
    boxes[1].hide()
    reached = [panes.step(boxes, 1) for _ in range(3)]
    names = [one.accessibleName() for one in reached if one is not None]
    assert names == ["One", "Three", "One"]
    last = panes.step(boxes, -1)
    assert last is not None
    assert last.accessibleName() == "Three"
    assert panes.step([], 1) is None


def test_only_one_local_file_can_be_dropped() -> None:
    data = QMimeData()
    assert dropped_file(data) is None
    data.setUrls([QUrl("https://example.com/a.tsi")])
    assert dropped_file(data) is None
    data.setUrls([QUrl.fromLocalFile("/tmp/a.tsi")])
    assert dropped_file(data) == Path("/tmp/a.tsi")
    data.setUrls([QUrl.fromLocalFile("/tmp/a.tsi"), QUrl.fromLocalFile("/tmp/b.tsi")])
    assert dropped_file(data) is None


def test_the_profile_keeps_what_it_is_told(tmp_path: Path) -> None:
    profile = Profile(tmp_path)
    assert profile.theme() == "system"
    assert profile.flag("detail", True) is True
    profile.set_theme("dark")
    profile.set_flag("detail", False)
    profile.set_geometry(QByteArray(b"abc"))
    profile.set_state("events", {"saved": ["verdict:dropped"], "columns": ["time"]})
    profile.save()
    again = Profile(tmp_path)
    assert again.theme() == "dark"
    assert again.flag("detail", True) is False
    assert again.geometry() == QByteArray(b"abc")
    assert again.state("events") == {"saved": ["verdict:dropped"], "columns": ["time"]}


def test_a_profile_of_nonsense_is_an_empty_one(tmp_path: Path) -> None:
    (tmp_path / "window.ini").write_text(
        "[view]\ntheme=pink\ndetail=perhaps\n[state]\nevents=[1,2\n[window]\ngeometry=7\n"
        "[splitter]\nevents=x\n"
    )
    profile = Profile(tmp_path)
    assert profile.theme() == "system"
    assert profile.flag("detail", True) is True
    assert profile.state("events") == {}
    assert profile.geometry() is None
    assert profile.splitter("events") is None


def test_a_knock_at_a_closed_port_says_so() -> None:
    knocker = Knocker(9)
    with pytest.raises(KnockError, match="Nobody answers at port 9"):
        knocker.probe().result(20)
    knocker.close()
