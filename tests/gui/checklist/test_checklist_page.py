"""The Checklist screen on a real capture, by clicks and keys."""

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from app.analysis.checklist import Checklist, Evidence, Mark, Row
from app.analysis.checklist_points import POINTS
from app.gui.checklist.lines import evidence_of, filter_of, lines_of, sentence_of, word_of
from app.gui.checklist.model import LINK, ChecklistModel
from app.gui.checklist.states import INK, StateMark
from app.gui.checklist.table import ChecklistTable
from app.gui.window import MainWindow
from app.store.filters import parse
from tests.gui.window_kit import click, dialog, opened, order, post, toasts

LONG = 30_000


def evidence(number: int, message_id: str = "") -> Evidence:
    name = message_id or f"m-{number}"
    return Evidence(number, name, 1_000, "x<b>", "accepted", None, "a:u-1", None, "")


def made(state: str = "met", mark: Mark | None = None, count: int = 2) -> Checklist:
    messages = tuple(evidence(number) for number in range(count))
    rows = tuple(
        Row(
            one, state, "Met", "2 <b>users</b>", "", (), messages, count, "Show", (), mark or Mark()
        )  # type: ignore[arg-type]
        for one in POINTS
    )
    return Checklist("A title", rows, {"met": 3}, 5, 1_000)


def choose(window: MainWindow, qtbot: QtBot, point: str) -> None:
    qtbot.waitUntil(lambda: window.checklist.table.lines.place(point) >= 0, timeout=LONG)
    window.checklist.table.choose(point)


def click_link(table: ChecklistTable, qtbot: QtBot, point: str) -> None:
    index = table.lines.index(table.lines.place(point), LINK)
    table.scrollTo(index)
    place = table.visualRect(index).center() + QPoint(40, 0)
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)


def test_the_model_keeps_qts_rules_and_only_changes_what_lines_say(qtbot: QtBot) -> None:
    model = ChecklistModel()
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.show(made())
    with qtbot.assertNotEmitted(model.modelReset), qtbot.waitSignal(model.dataChanged):
        model.show(made("part"))
    heads = [at for at in range(model.rowCount()) if model.point(at) is None]
    assert len(heads) == 4
    assert model.flags(model.index(heads[0], 0)) == Qt.ItemFlag.NoItemFlags
    assert len(lines_of(made())) == len(POINTS) + 4


def test_a_persons_word_never_looks_like_evidence(qtbot: QtBot) -> None:
    (row, *_) = made("by_hand", Mark(confirmed=True, note="seen\u202e")).rows
    assert word_of(row) == "Said so"
    assert evidence_of(row).startswith("You: seen")
    assert "\u202e" not in sentence_of(row)
    mark = StateMark("by_hand")
    mark.show_state("by_hand", word_of_person=True)
    said = mark.grab().toImage()
    mark.show_state("met")
    assert mark.grab().toImage() != said
    assert INK["no_evidence"] != INK["not_met"]


def test_filters_name_the_messages_or_else_the_rules() -> None:
    (row, *_) = made().rows
    assert filter_of(row) == ('id:="m-0",="m-1"', True)
    hostile = Row(
        row.point, "not_met", "", "", "", (), (evidence(1, 'a" OR b'), evidence(2, ")(")), 2, "", ()
    )
    text, whole = filter_of(hostile)
    assert whole
    assert {one.text for one in parse(text, now=0).root.tests} == {'a" OR b', ")("}  # type: ignore[union-attr]
    many = made("not_met", count=900).rows[0]
    text, whole = filter_of(many)
    assert not whole
    assert len(text) <= 3_500
    ruled = Row(
        many.point, "not_met", "", "", "", (), many.messages, 900, "", (("PUR-004", "Price"),)
    )
    assert filter_of(ruled) == ("rule:PUR-004", True)


@pytest.mark.parametrize("state", ["met", "part", "not_met", "no_evidence", "by_hand"])
def test_each_state_is_a_shape_of_its_own_in_grey(qtbot: QtBot, state: str) -> None:
    def grey(name: str) -> bytes:
        mark = StateMark(name)  # type: ignore[arg-type]
        image = mark.grab().toImage().convertToFormat(mark.grab().toImage().Format.Format_Mono)
        return bytes(image.constBits())

    others = {"met", "part", "not_met", "no_evidence", "by_hand"} - {state}
    assert all(grey(state) != grey(other) for other in others)


def test_points_follow_the_capture_and_link_to_their_messages(qtbot: QtBot, tmp_path: Path) -> None:
    with opened(qtbot, tmp_path) as (window, inspector):
        page = window.checklist
        qtbot.keyClick(window, Qt.Key.Key_4, Qt.KeyboardModifier.AltModifier)
        qtbot.waitUntil(lambda: page.looked is not None, timeout=LONG)
        assert page.head.title.text() == "Nothing to judge yet"
        assert page.table.hasFocus()
        post(inspector, click(), order(0))
        qtbot.waitUntil(lambda: "not met" in page.head.title.text(), timeout=LONG)
        choose(window, qtbot, "price")
        assert page.side.title.text() == "Every order line has a price over 0"
        assert page.side.table.cells().rowCount() == 1
        assert "Not met" in page.side.title.accessibleName()
        click_link(page.table, qtbot, "price")
        assert window.pages.currentWidget() is window.splitter
        qtbot.waitUntil(lambda: window.events.shown_ids() == [2])
        window.show_screen("checklist")
        choose(window, qtbot, "price")
        page.side.table.selectRow(0)
        page.side.table.setFocus()
        qtbot.keyClick(page.side.table, Qt.Key.Key_Return)
        assert window.events.current_id == 2


def test_a_word_of_a_person_is_kept_undone_and_left_out_of_evidence(
    qtbot: QtBot, tmp_path: Path
) -> None:
    with opened(qtbot, tmp_path) as (window, inspector):
        page = window.checklist
        window.show_screen("checklist")
        choose(window, qtbot, "campaign")
        page.table.setFocus()
        qtbot.keyClick(page.table, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: page.table.point().mark.confirmed, timeout=LONG)  # type: ignore[union-attr]
        assert toasts(window) == ["Confirmed by hand"]
        assert page.table.point().state == "by_hand"  # type: ignore[union-attr]
        assert page.side.hand.button.label() == "Take it back"
        qtbot.mouseClick(page.side.hand.button, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: not page.table.point().mark.confirmed, timeout=LONG)  # type: ignore[union-attr]
        choose(window, qtbot, "dashboard")
        qtbot.keyClick(page.table, Qt.Key.Key_Return)
        assert page.side.hand.numbers.hasFocus()
        page.side.hand.numbers.setPlainText("<img src=x> clicks 12")
        assert page.side.hand.left_unsaved()
        choose(window, qtbot, "price")
        window.close()
        question = dialog(window)
        qtbot.keyClick(question, Qt.Key.Key_Escape)
        choose(window, qtbot, "dashboard")
        assert page.side.hand.numbers.toPlainText() == "<img src=x> clicks 12"
        qtbot.keyClick(page.side.hand.button, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: not page.side.hand.left_unsaved(), timeout=LONG)
        assert page.side.hand.numbers.toPlainText() == "<img src=x> clicks 12"
        page.side.hand.numbers.setPlainText("n" * 600)
        assert not page.side.hand.button.isEnabled()
        assert "100 characters too many" in page.side.hand.said.text()
        kept = inspector.read(lambda reader: reader.remarks()).future.result(30)
        assert [one.kind for one in kept].count("point") == 3


def test_a_fresh_run_starts_from_nothing_and_the_whole_is_a_click_away(
    qtbot: QtBot, tmp_path: Path
) -> None:
    with opened(qtbot, tmp_path) as (window, inspector):
        page = window.checklist
        post(inspector, click())
        window.show_screen("checklist")
        qtbot.waitUntil(
            lambda: page.looked is not None and page.looked.checklist.messages == 1, timeout=LONG
        )
        qtbot.mouseClick(page.head.run_button, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: page.looked.checklist.messages == 0, timeout=LONG)  # type: ignore[union-attr]
        assert page.head.whole_link.text() == "Look at the whole capture"
        qtbot.mouseClick(page.head.whole_link, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: page.looked.checklist.messages == 1, timeout=LONG)  # type: ignore[union-attr]
        assert len(inspector.read(lambda reader: reader.runs()).future.result(30)) == 1


def test_in_a_narrow_window_the_point_is_a_page_behind_its_row(
    qtbot: QtBot, tmp_path: Path
) -> None:
    with opened(qtbot, tmp_path) as (window, _inspector):
        page = window.checklist
        window.resize(1024, 640)
        window.show_screen("checklist")
        choose(window, qtbot, "price")
        qtbot.waitUntil(lambda: not page.side.isVisible())
        page.table.setFocus()
        qtbot.keyClick(page.table, Qt.Key.Key_Return)
        assert page.side.isVisible()
        assert not page.table.isVisible()
        qtbot.keyClick(page.side.back, Qt.Key.Key_Escape)
        assert page.table.hasFocus()
        assert not page.side.isVisible()


def test_a_read_only_capture_says_so_and_notes_nothing(qtbot: QtBot, tmp_path: Path) -> None:
    with (
        opened(qtbot, tmp_path) as (_first, inspector),
        opened(qtbot, tmp_path, inspector.path) as (window, second),
    ):
        assert second.read_only
        window.show_screen("checklist")
        page = window.checklist
        choose(window, qtbot, "campaign")
        qtbot.waitUntil(lambda: page.side.hand.isVisible(), timeout=LONG)
        assert not page.side.hand.button.isEnabled()
        assert "read-only" in page.side.hand.said.text()
        assert not page.head.run_button.isVisible()
        page.mark("campaign", Mark(confirmed=True))
        qtbot.waitUntil(lambda: any("could not be noted" in one for one in toasts(window)))
