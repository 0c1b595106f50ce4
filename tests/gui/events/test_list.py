"""The list over a real capture: loading, growing, filtering, staying in place."""

import sys
import threading
from array import array

import pytest
from PySide6.QtCore import QItemSelectionModel, QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from app.gui.events import feed
from app.gui.events.columns import INDEX
from app.gui.events.overlay_bar import OverlayBar
from app.gui.events.page import EventsPage
from app.gui.widgets.toast import Toast
from tests.gui.events.bench import Bench, track

ACCESSIBLE = Qt.ItemDataRole.AccessibleTextRole


def names(page: EventsPage) -> list[str | None]:
    model = page.model
    return [model.index(row, INDEX["event"]).data() for row in range(model.rowCount())]


def fill(bench: Bench, page: EventsPage, qtbot: QtBot, count: int, first: int = 0) -> list[int]:
    """Commit `count` messages and wait until they are in the list."""
    before = page.model.rowCount()
    ids = bench.store([track(first + number) for number in range(count)])
    bench.tell()
    qtbot.waitUntil(lambda: page.model.rowCount() == before + count)
    return ids


NONE = Qt.KeyboardModifier.NoModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
CONTROL = Qt.KeyboardModifier.ControlModifier


def press(page: EventsPage, key: Qt.Key | str, modifiers: Qt.KeyboardModifier = NONE) -> None:
    page.table.setFocus()
    QTest.keyClick(page.table, key, modifiers)  # type: ignore[call-overload]


def toast(page: EventsPage) -> str:
    shown = [one for one in page.window().findChildren(Toast) if not one.isHidden()]
    return shown[-1].accessibleName() if shown else ""


def filtered(page: EventsPage, qtbot: QtBot, text: str) -> None:
    page.set_filter(text)
    qtbot.waitUntil(lambda: not page.feed.loading)


def top(page: EventsPage) -> int:
    return page.model.ids[page.table.visible_rows()[0]]


def test_what_was_there_is_shown(bench: Bench, page: EventsPage, qtbot: QtBot) -> None:
    fill(bench, page, qtbot, 3)
    qtbot.waitUntil(lambda: None not in names(page))
    assert names(page) == ["Product Clicked"] * 3
    assert page.model.index(0, INDEX["outcome"]).data() == "Analysing"
    assert page.model.index(0, 1).data(ACCESSIBLE).split(", ")[1:] == [
        "analysing",
        "Product Clicked",
        "user 7c1f…e2a9",
        "HP-0 Trail Mug 350 ml",
    ]


def test_the_window_thread_never_reads(bench: Bench, page: EventsPage, qtbot: QtBot) -> None:
    fill(bench, page, qtbot, 300)
    qtbot.waitUntil(lambda: page.model.index(299, 3).data() is not None)
    assert bench.threads
    assert threading.main_thread().name not in bench.threads


def test_verdicts_that_come_later_are_shown(bench: Bench, page: EventsPage, qtbot: QtBot) -> None:
    ids = fill(bench, page, qtbot, 2)
    bench.judge(ids[:1], "dropped", findings=[("PLV-001", "error")])
    bench.tell()
    cell = page.model.index(0, INDEX["outcome"])
    qtbot.waitUntil(lambda: cell.data() == "Dropped")
    assert page.model.index(0, INDEX["findings"]).data() == "error PLV-001"
    assert page.model.index(1, INDEX["outcome"]).data() == "Analysing"


def test_the_list_follows_its_end(bench: Bench, page: EventsPage, qtbot: QtBot) -> None:
    fill(bench, page, qtbot, 100)
    assert page.follow
    assert page.table.at_end()
    fill(bench, page, qtbot, 100, first=100)
    assert page.table.at_end()
    assert page.table.visible_rows()[1] == 199


def test_it_begins_to_follow_when_the_list_outgrows_the_window(
    bench: Bench, page: EventsPage, qtbot: QtBot
) -> None:
    fill(bench, page, qtbot, 3)
    for first in range(3, 40):
        fill(bench, page, qtbot, 1, first=first)
    assert page.table.visible_rows()[1] == 39


def test_scrolling_up_ends_following_and_rows_stay(
    bench: Bench, page: EventsPage, qtbot: QtBot
) -> None:
    fill(bench, page, qtbot, 100)
    with qtbot.waitSignal(page.follow_changed) as changed:
        page.table.verticalScrollBar().setValue(40)
    assert changed.args == [False]
    before = top(page)
    fill(bench, page, qtbot, 50, first=100)
    assert top(page) == before
    message = page.banners.shown
    qtbot.waitUntil(lambda: message() is not None)
    shown = message()
    assert shown is not None
    assert (shown.first, shown.rest) == (
        "50 new events below.",
        "Follow is off because you scrolled.",
    )
    shown.actions[0][1]()
    assert page.follow
    assert page.table.at_end()
    assert message() is None


def test_reaching_the_end_by_hand_takes_the_banner_away(
    bench: Bench, page: EventsPage, qtbot: QtBot
) -> None:
    fill(bench, page, qtbot, 100)
    page.set_follow(False)
    page.table.verticalScrollBar().setValue(10)
    fill(bench, page, qtbot, 1, first=100)
    qtbot.waitUntil(lambda: page.banners.shown() is not None)
    shown = page.banners.shown()
    assert shown is not None
    assert (shown.first, shown.rest) == ("1 new event below.", "Follow is off.")
    page.table.verticalScrollBar().setValue(page.table.verticalScrollBar().maximum())
    assert page.banners.shown() is None
    assert not page.follow


def test_the_banner_counts_what_the_filter_shows(
    bench: Bench, page: EventsPage, qtbot: QtBot
) -> None:
    fill(bench, page, qtbot, 100)
    page.table.verticalScrollBar().setValue(40)
    fill(bench, page, qtbot, 50, first=100)
    qtbot.waitUntil(lambda: page.banners.shown() is not None)
    filtered(page, qtbot, "event:nowhere")
    assert page.banners.shown() is None
    filtered(page, qtbot, "")
    page.table.verticalScrollBar().setValue(40)
    qtbot.waitUntil(lambda: page.banners.shown() is not None)
    shown = page.banners.shown()
    assert shown is not None
    assert shown.first == "50 new events below."


def test_the_thumb_has_the_size_of_what_is_shown(
    bench: Bench, page: EventsPage, qtbot: QtBot
) -> None:
    fill(bench, page, qtbot, 200)
    own = page.table.verticalScrollBar()
    thumb = page.table.findChild(OverlayBar)
    for text in ("event:nowhere", "", "product:*1", ""):
        filtered(page, qtbot, text)
        page.table.visible_rows()
        assert (thumb.minimum(), thumb.maximum()) == (own.minimum(), own.maximum())
        assert thumb.pageStep() == own.pageStep()
        assert thumb.isHidden() == (own.maximum() == 0)


def test_end_follows_and_home_does_not(bench: Bench, page: EventsPage, qtbot: QtBot) -> None:
    ids = fill(bench, page, qtbot, 100)
    press(page, Qt.Key.Key_Home)
    assert page.current_id == ids[0]
    assert not page.follow
    press(page, Qt.Key.Key_End)
    assert page.current_id == ids[-1]
    assert page.follow


def test_moving_with_two_hundred_arrivals_a_second_keeps_its_row(
    bench: Bench, page: EventsPage, qtbot: QtBot
) -> None:
    ids = fill(bench, page, qtbot, 100)
    page.choose(ids[50])
    page.table.verticalScrollBar().setValue(45)
    expected = 50
    for burst in range(20):
        bench.store([track(1000 + burst * 10 + number) for number in range(10)])
        bench.tell()
        press(page, "j")
        expected += 1
        QApplication.processEvents()
        assert page.current_id == ids[expected]
    qtbot.waitUntil(lambda: page.model.rowCount() == 300)
    assert page.current_id == ids[expected]
    assert page.selected_ids() == [ids[expected]]


def test_keys_of_the_list(bench: Bench, page: EventsPage, qtbot: QtBot) -> None:
    ids = fill(bench, page, qtbot, 10)
    page.choose(ids[4])
    press(page, "k")
    assert page.current_id == ids[3]
    press(page, "j")
    press(page, Qt.Key.Key_Down)
    assert page.current_id == ids[5]
    press(page, Qt.Key.Key_Up, Qt.KeyboardModifier.ShiftModifier)
    assert page.selected_ids() == ids[4:6]
    with qtbot.waitSignal(page.open_requested) as opened:
        press(page, Qt.Key.Key_Return)
    assert opened.args == [ids[4]]
    press(page, "/")
    assert page.bar.field.editor.hasFocus()
    QTest.keyClick(page.bar.field.editor, Qt.Key.Key_Escape)
    assert page.table.hasFocus()
    press(page, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert page.bar.field.editor.hasFocus()


def test_letters_do_not_search(bench: Bench, page: EventsPage, qtbot: QtBot) -> None:
    ids = fill(bench, page, qtbot, 10)
    page.choose(ids[4])
    press(page, "p")
    assert page.current_id == ids[4]


def test_the_same_user_before_and_after(bench: Bench, page: EventsPage, qtbot: QtBot) -> None:
    ids = fill(bench, page, qtbot, 10)
    qtbot.waitUntil(lambda: None not in names(page))
    page.choose(ids[4])
    press(page, Qt.Key.Key_BracketRight)
    qtbot.waitUntil(lambda: page.current_id == ids[6])
    press(page, Qt.Key.Key_BracketLeft)
    qtbot.waitUntil(lambda: page.current_id == ids[4])
    page.choose(ids[9])
    press(page, Qt.Key.Key_BracketRight)
    qtbot.waitUntil(lambda: toast(page) == "No other one is shown")
    assert page.current_id == ids[9]


def test_the_next_finding(bench: Bench, page: EventsPage, qtbot: QtBot) -> None:
    ids = fill(bench, page, qtbot, 10)
    bench.judge([ids[7]], findings=[("CLK-001", "warning")])
    press(page, "n")
    qtbot.waitUntil(lambda: page.current_id == ids[7])


def test_marking(bench: Bench, page: EventsPage, qtbot: QtBot) -> None:
    ids = fill(bench, page, qtbot, 5)
    qtbot.waitUntil(lambda: None not in names(page))
    page.choose(ids[1])
    press(page, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: page.model.held(ids[1]).marked)  # type: ignore[union-attr]
    page.table.selectAll()
    press(page, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: all(page.model.held(row).marked for row in ids))  # type: ignore[union-attr]
    press(page, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: not any(page.model.held(row).marked for row in ids))  # type: ignore[union-attr]


def test_a_read_only_capture_is_not_marked(bench: Bench, page: EventsPage, qtbot: QtBot) -> None:
    ids = fill(bench, page, qtbot, 2)
    bench.read_only = True
    page.choose(ids[0])
    press(page, Qt.Key.Key_Space)
    assert toast(page) == "This capture is read-only. Nothing was marked."
    assert bench.marks == []


def test_copies(bench: Bench, page: EventsPage, qtbot: QtBot) -> None:
    secret = "TSE_" + "s3cret" * 4
    ids = bench.store([track(1), track(2, properties={"key": secret})])
    bench.judge(ids[:1])
    bench.judge(ids[1:], "dropped")
    bench.tell()
    qtbot.waitUntil(lambda: page.model.rowCount() == 2)
    clipboard = QGuiApplication.clipboard()
    page.choose(ids[0])
    press(page, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: toast(page) == "Copied the message")
    assert '"messageId": "ajs-next-000001"' in clipboard.text()
    assert "abcdefgh" not in clipboard.text()
    press(page, Qt.Key.Key_C, CONTROL | SHIFT)
    qtbot.waitUntil(lambda: toast(page) == "Copied the Topsort event")
    assert '"clicks"' in clipboard.text()
    page.choose(ids[1])
    page.copy_event()
    qtbot.waitUntil(lambda: toast(page) == "Nothing of it would be sent to Topsort")
    page.table.selectAll()
    page.copy_message()
    qtbot.waitUntil(lambda: toast(page) == "Copied the messages of 2 events")
    assert len(clipboard.text().splitlines()) == 2
    assert "s3cret" not in clipboard.text()


def test_the_selection_is_of_ids(bench: Bench, page: EventsPage, qtbot: QtBot) -> None:
    ids = fill(bench, page, qtbot, 20)
    bench.judge(ids[:10], "dropped")
    bench.judge(ids[10:])
    bench.tell()
    page.choose(ids[3])
    with qtbot.waitSignal(page.selection_changed) as changed:
        page.chosen.select([ids[3], ids[12]])
    assert changed.args == [[ids[3], ids[12]]]
    hidden: list[bool] = []
    page.current_hidden.connect(hidden.append)
    moved: list[int | None] = []
    page.current_changed.connect(moved.append)
    filtered(page, qtbot, "verdict:accepted")
    assert page.shown_ids() == ids[10:]
    assert page.selected_ids() == [ids[12]]
    assert page.current_id == ids[3]
    assert hidden == [True]
    filtered(page, qtbot, "")
    assert page.selected_ids() == [ids[3], ids[12]]
    assert page.table.currentIndex().row() == 3
    assert hidden == [True, False]
    assert moved == []


def test_a_hidden_event_is_not_replayed_or_marked_by_accident(
    bench: Bench, page: EventsPage, qtbot: QtBot
) -> None:
    ids = fill(bench, page, qtbot, 4)
    bench.judge(ids[:2], "dropped")
    bench.judge(ids[2:])
    page.choose(ids[0])
    filtered(page, qtbot, "verdict:accepted")
    press(page, Qt.Key.Key_Space)
    assert bench.marks == []


def test_selecting_everything_asks_no_header(bench: Bench, page: EventsPage, qtbot: QtBot) -> None:
    fill(bench, page, qtbot, 20)
    selection = page.table.selectionModel()
    for header in (page.table.horizontalHeader(), page.table.verticalHeader()):
        assert isinstance(header.selectionModel(), QItemSelectionModel)
        assert header.selectionModel() is not selection
    page.model.replace(array("q", range(1, 1_000_001)))
    press(page, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert len(page.selected_ids()) == 1_000_000
    assert selection.selection().count() == 1


def test_changed_verdicts_bring_rows_in_without_moving_the_one_in_view(
    bench: Bench, page: EventsPage, qtbot: QtBot
) -> None:
    ids = fill(bench, page, qtbot, 100)
    bench.judge(ids[1::2], findings=[("CLK-001", "warning")])
    bench.tell()
    filtered(page, qtbot, "rule:CLK-001")
    assert page.shown_ids() == ids[1::2]
    page.set_follow(False)
    page.choose(ids[61])
    page.table.verticalScrollBar().setValue(28)
    offset = page.table.rowViewportPosition(page.table.currentIndex().row())
    bench.judge(ids[0:40:2], findings=[("CLK-001", "warning")])
    bench.tell()
    qtbot.waitUntil(lambda: page.model.rowCount() == 70)
    assert page.current_id == ids[61]
    assert page.selected_ids() == [ids[61]]
    assert page.table.rowViewportPosition(page.table.currentIndex().row()) == offset


def test_a_late_answer_to_an_old_filter_is_not_shown(
    bench: Bench, page: EventsPage, qtbot: QtBot
) -> None:
    ids = fill(bench, page, qtbot, 10)
    bench.judge(ids[:5], "dropped")
    bench.judge(ids[5:])
    lists: list[int] = []
    page.model.modelReset.connect(lambda: lists.append(page.model.rowCount()))
    bench.delay = threading.Event()
    page.set_filter("verdict:dropped id:nothing")
    page.set_filter("verdict:dropped")
    page.set_filter("verdict:accepted")
    bench.delay.set()
    qtbot.waitUntil(lambda: not page.feed.loading)
    qtbot.wait(50)
    assert lists == [5]
    assert page.shown_ids() == ids[5:]


def test_the_two_numbers_are_those_of_the_rows(
    bench: Bench, page: EventsPage, qtbot: QtBot
) -> None:
    pairs: list[tuple[int, int, int]] = []
    page.counts_changed.connect(
        lambda shown, total: pairs.append((shown, total, page.model.rowCount()))
    )
    filtered(page, qtbot, 'event:"Product Clicked"')
    for first in range(0, 60, 3):
        bench.store([track(first), track(first + 1, "Other"), track(first + 2)])
        bench.tell()
        QApplication.processEvents()
    qtbot.waitUntil(lambda: bool(pairs) and pairs[-1][:2] == (40, 60))
    assert all(shown == rows for shown, _, rows in pairs)
    assert all(shown <= total for shown, total, _ in pairs)


def test_pausing(bench: Bench, page: EventsPage, qtbot: QtBot) -> None:
    fill(bench, page, qtbot, 3)
    page.set_paused(True)
    waits: list[int] = []
    page.waiting_changed.connect(waits.append)
    bench.store([track(number) for number in range(10, 22)])
    bench.tell()
    qtbot.wait(100)
    assert page.model.rowCount() == 3
    assert waits[-1] == 12
    page.set_paused(False)
    qtbot.waitUntil(lambda: page.model.rowCount() == 15)
    assert waits[-1] == 0


def test_a_paused_empty_view_says_so(bench: Bench, page: EventsPage, qtbot: QtBot) -> None:
    page.set_paused(True)
    bench.store([track(1), track(2)])
    bench.tell()
    assert page.empty.words() == (
        "The view is paused",
        "2 events wait. Capture goes on.",
        "Show them",
    )
    page.empty.acted.emit()
    qtbot.waitUntil(lambda: page.model.rowCount() == 2)
    assert page.empty.words() == ("", "", "")


def test_a_filter_that_hides_everything(bench: Bench, page: EventsPage, qtbot: QtBot) -> None:
    fill(bench, page, qtbot, 12)
    filtered(page, qtbot, "verdict:filtered path:/checkout")
    assert page.empty.words() == (
        "The filter hides all 12 events",
        "verdict:filtered path:/checkout",
        "Clear the filter",
    )
    page.empty.acted.emit()
    qtbot.waitUntil(lambda: page.model.rowCount() == 12)


def test_analysis_that_lags_is_announced(bench: Bench, page: EventsPage, qtbot: QtBot) -> None:
    bench.news.progressed.emit(1412, 1180)
    qtbot.waitUntil(lambda: page.banners.shown() is not None)
    shown = page.banners.shown()
    assert shown is not None
    assert f"{shown.first} {shown.rest}" == (
        "Analysed 1,180 of 1,412. Counts are of what is analysed."
    )
    bench.news.progressed.emit(1412, 1412)
    assert page.banners.shown() is None


def menu_of(page: EventsPage, row: int, key: str) -> dict[str, QMenu]:
    page.table.menu_wanted.emit(page.model.index(row, INDEX[key]), QPoint(5, 5))
    menu = page.table.findChildren(QMenu)[-1]
    return {action.text(): action for action in menu.actions() if action.text()}  # type: ignore[misc]


def test_the_menu_of_a_cell(bench: Bench, page: EventsPage, qtbot: QtBot) -> None:
    ids = fill(bench, page, qtbot, 2)
    bench.store([track(9, "Salt & <b>Pepper</b>")])
    bench.tell()
    qtbot.waitUntil(lambda: page.model.rowCount() == 3)
    qtbot.waitUntil(lambda: None not in names(page))
    entries = menu_of(page, 2, "event")
    assert list(entries) == [
        "Show only “Salt && <b>Pepper</b>”",
        "Hide “Salt && <b>Pepper</b>”",
        "Copy value",
        "Copy as JSON",
        "Copy Topsort event",
        "Mark",
        "Replay…",
    ]
    entries["Copy value"].trigger()  # type: ignore[attr-defined]
    assert QGuiApplication.clipboard().text() == "Salt & <b>Pepper</b>"
    entries["Hide “Salt && <b>Pepper</b>”"].trigger()  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: page.shown_ids() == ids)
    page.choose(ids[0])
    with qtbot.waitSignal(page.replay_requested) as asked:
        menu_of(page, 0, "time")["Replay…"].trigger()  # type: ignore[attr-defined]
    assert asked.args == [[ids[0]]]


def test_the_menu_key_opens_the_menu_of_the_current_cell(
    bench: Bench, page: EventsPage, qtbot: QtBot
) -> None:
    ids = fill(bench, page, qtbot, 2)
    qtbot.waitUntil(lambda: None not in names(page))
    page.choose(ids[1])
    with qtbot.waitSignal(page.table.menu_wanted) as wanted:
        reason = QContextMenuEvent.Reason.Keyboard
        QApplication.sendEvent(page.table, QContextMenuEvent(reason, QPoint(1, 1), QPoint(1, 1)))
    assert wanted.args[0].row() == 1
    assert page.table.findChildren(QMenu)


def test_right_clicks_and_clicks(bench: Bench, page: EventsPage, qtbot: QtBot) -> None:
    ids = fill(bench, page, qtbot, 5)
    qtbot.waitUntil(lambda: None not in names(page))
    table = page.table
    spot = table.visualRect(page.model.index(2, INDEX["event"])).center()
    with qtbot.waitSignal(page.current_changed) as moved:
        qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    assert moved.args == [ids[2]]
    below = table.visualRect(page.model.index(4, INDEX["event"])).center()
    shift = Qt.KeyboardModifier.ShiftModifier
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, shift, pos=below)
    assert page.selected_ids() == ids[2:5]


def test_a_damaged_capture_is_reported(bench: Bench, page: EventsPage, qtbot: QtBot) -> None:
    def fails(work: object) -> object:
        raise OSError("the disk is gone")

    good = bench.read
    bench.read = lambda work, /: good(fails)  # type: ignore[assignment,arg-type]
    with qtbot.waitSignal(page.failed) as failed:
        page.set_filter("mug")
    assert failed.args == ["the disk is gone"]
    assert toast(page) == "the disk is gone"


def test_a_failing_capture_is_asked_again_later_and_not_all_the_time(
    bench: Bench, page: EventsPage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(work: object) -> object:
        raise OSError("the disk is gone")

    monkeypatch.setattr(feed, "_AFTER_FAILURE", 0.4)
    good, asked, said = bench.read, [], []
    page.failed.connect(said.append)

    def bad(work: object, /) -> object:
        asked.append(work)
        return good(fails)  # type: ignore[arg-type]

    bench.read = bad  # type: ignore[assignment,method-assign]
    for _ in range(10):
        bench.store([track(1)])
        bench.tell()
        qtbot.wait(10)
    assert len(said) == 1
    assert len(asked) <= 3
    bench.read = good  # type: ignore[method-assign]
    qtbot.waitUntil(lambda: page.model.rowCount() == 10)
    qtbot.waitUntil(lambda: None not in names(page))


def test_closing_asks_nothing_more(bench: Bench, page: EventsPage, qtbot: QtBot) -> None:
    page.stop()
    asked: list[object] = []
    bench.read = asked.append  # type: ignore[assignment,method-assign]
    page.set_filter("mug")
    bench.news.progressed.emit(5, 5)
    bench.news.changed.emit()
    qtbot.wait(300)
    assert asked == []


def test_the_count_of_none_survives_painting(bench: Bench, page: EventsPage, qtbot: QtBot) -> None:
    ids = fill(bench, page, qtbot, 30)
    bench.judge(ids, findings=[("CLK-001", "warning")])
    bench.tell()
    page.table.grab()
    before = sys.getrefcount(None)
    for _ in range(50):
        page.table.viewport().repaint()
        page.funnel.repaint()
        page.histogram.repaint()
    assert sys.getrefcount(None) > before - 500


@pytest.mark.parametrize("text", ["\u202e", "\ud800", "a" * 5000, '"', "(((", "-", "in.:x"])
def test_no_filter_text_breaks_the_page(
    bench: Bench, page: EventsPage, qtbot: QtBot, text: str
) -> None:
    ids = fill(bench, page, qtbot, 3)
    page.set_filter(text)
    qtbot.waitUntil(lambda: not page.feed.loading)
    page.set_filter("")
    qtbot.waitUntil(lambda: page.shown_ids() == ids)
