"""The page Findings by clicks and keys, over real captures."""

from PySide6.QtCore import QItemSelectionModel, QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QMenu
from pytestqt.qtbot import QtBot

from app.gui.findings import model as columns
from app.gui.findings.page import FindingsPage
from app.gui.findings.silence import SilenceDialog, SilencesDialog
from app.gui.widgets import Link
from app.gui.widgets.toast import Toast
from tests.gui.shops import Shop, click, line, order


def keys(page: FindingsPage) -> list[str]:
    """The rows in the order in which they stand on the screen."""
    found = []
    tree = page.table
    for place in range(tree.findings().rowCount()):
        head = tree.findings().index(place, 0)
        for at in range(tree.findings().rowCount(head)):
            row = tree.findings().row_at(tree.findings().index(at, 0, head))
            assert row is not None
            found.append(row.key)
    return found


def settle(page: FindingsPage, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not page.looker.busy, timeout=10_000)


def open_menu() -> QMenu:
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    return menu


def choose(menu: QMenu, text: str) -> None:
    action = next(one for one in menu.actions() if one.text() == text)
    action.trigger()
    menu.close()


def test_an_empty_capture_says_so(page: FindingsPage) -> None:
    assert page.empty.words()[0] == "Nothing captured yet"
    assert page.detail.detail is None


def test_rows_stand_by_severity_and_cost(faulty: Shop, page: FindingsPage) -> None:
    assert keys(page)[0] == "PUR-004"
    assert page.bar.field.text() == ""
    assert page.sum.first.text() == "At least 160.50 in orders is lost on the way."
    assert "Counted in this capture only." in page.sum.rest.text()
    tree = page.table
    index = tree.findings().index_of("PUR-004")
    cells = [index.siblingAtColumn(at).data() for at in range(8)]
    assert cells[columns.RULE] == "PUR-004"
    assert cells[columns.EVENTS] == "2"
    assert cells[columns.COST] == "at least 160.50 in orders"
    said = index.data(Qt.ItemDataRole.AccessibleTextRole)
    assert said.startswith("error PUR-004, Price zero, 2 events, 2 users, at least 160.50")
    head = tree.findings().index(0, 0)
    assert head.data() == "Error, events are lost, 1 rule"
    assert not tree.isRowHidden(0, head.parent())


def test_the_first_row_is_told_with_its_fix_and_its_events(
    faulty: Shop, page: FindingsPage
) -> None:
    detail = page.detail
    assert detail.title.text() == "Price zero"
    assert detail.snippet is not None
    assert detail.snippet.toPlainText()
    assert [one.row for one in detail.list.shown()] == [2, 1]
    assert detail.count.text() == "2, newest first"
    figures = [one.text() for one in detail.text.findChildren(QLabel)]
    assert "160.50" in figures
    assert "at least, in this capture" in figures


def test_keys_go_through_rows_and_return_goes_to_the_events(
    faulty: Shop, page: FindingsPage, qtbot: QtBot
) -> None:
    rows = keys(page)
    page.table.setFocus()
    qtbot.keyClick(page.table, Qt.Key.Key_J)  # over the head of the next group
    qtbot.keyClick(page.table, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: page.detail.detail is not None and page.detail.detail.code == rows[1])
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    assert page.detail.list.hasFocus()
    with qtbot.waitSignal(page.event_wanted) as told:
        page.detail.list.selectRow(0)
        qtbot.keyClick(page.detail.list, Qt.Key.Key_Return)
    assert told.args == [page.detail.list.shown()[0].row]


def test_a_click_on_a_head_folds_its_group(faulty: Shop, page: FindingsPage, qtbot: QtBot) -> None:
    tree = page.table
    head = tree.findings().index(0, 0)
    middle = tree.visualRect(head).center()
    qtbot.mouseClick(tree.viewport(), Qt.MouseButton.LeftButton, pos=middle)
    assert not tree.isExpanded(head)
    tree.setCurrentIndex(head)
    qtbot.keyClick(tree, Qt.Key.Key_Return)
    assert tree.isExpanded(head)


def test_show_in_events_keeps_the_filter(faulty: Shop, page: FindingsPage, qtbot: QtBot) -> None:
    with qtbot.waitSignal(page.filter_wanted) as told:
        qtbot.mouseClick(page.detail.events_link, Qt.MouseButton.LeftButton)
    assert told.args == ["rule:PUR-004"]
    page.bar.field.set_text("user:u-1 OR user:u-3")
    settle(page, qtbot)
    page.show_in_events()
    assert page.detail.detail is not None
    assert [one.row for one in page.detail.list.shown()] == [1]
    with qtbot.waitSignal(page.filter_wanted) as told:
        page.show_in_events()
    assert told.args == ["(user:u-1 OR user:u-3) rule:PUR-004"]


def test_a_filter_that_hides_everything_can_be_cleared(
    faulty: Shop, page: FindingsPage, qtbot: QtBot
) -> None:
    page.bar.field.set_text("event:Nothing")
    settle(page, qtbot)
    assert page.empty.words() == (
        "The filter hides all 5 events",
        "event:Nothing",
        "Clear the filter",
    )
    link = next(one for one in page.empty.findChildren(Link) if one.isVisible())
    qtbot.mouseClick(link, Qt.MouseButton.LeftButton)
    settle(page, qtbot)
    assert "PUR-004" in keys(page)


def test_groups_by_user_tell_the_rules(faulty: Shop, page: FindingsPage, qtbot: QtBot) -> None:
    qtbot.mouseClick(page.bar.group.button("user"), Qt.MouseButton.LeftButton)
    settle(page, qtbot)
    assert set(keys(page)) == {"a:u-1", "a:u-2", "a:u-3"}
    assert page.table.isColumnHidden(columns.RULE)
    assert page.detail.silence_button.isHidden()
    link = next(one for one in page.detail.findChildren(Link) if one.accessibleName()[:3] == "PUR")
    link.click()
    settle(page, qtbot)
    assert page.bar.group.key() == "rule"
    assert page.detail.detail is not None
    assert page.detail.detail.code == "PUR-004"


def test_news_change_no_order_and_no_choice_until_asked(
    fresh: Shop, page: FindingsPage, qtbot: QtBot
) -> None:
    before = keys(page)
    page.table.choose("CLK-002")
    page._chosen("CLK-002")
    settle(page, qtbot)
    qtbot.waitUntil(lambda: page.detail.detail is not None and page.detail.detail.code == "CLK-002")
    # Dearer than what is lost already, by another rule.
    fresh.store(order("O-9", 20_000, {"product_id": "HP-9", "quantity": 1}, line("HP-2", 900.0)))
    qtbot.waitUntil(lambda: len(keys(page)) > len(before), timeout=10_000)
    now = keys(page)
    assert [one for one in now if one in before] == before
    assert page.table.key() == "CLK-002"
    assert page.sum.again.isVisible()
    page.sum.again.click()
    settle(page, qtbot)
    qtbot.waitUntil(lambda: keys(page)[0] != "PUR-004")
    assert page.table.key() == "CLK-002"
    assert not page.sum.again.isVisible()


def test_the_model_keeps_qts_rules(fresh: Shop, page: FindingsPage, qtbot: QtBot) -> None:
    tester = QAbstractItemModelTester(
        page.table.findings(), QAbstractItemModelTester.FailureReportingMode.Fatal
    )
    fresh.store(click("HP-8", 30_000, user="u-8"), order("O-7", 31_000, line("", 1)))
    settle(page, qtbot)
    qtbot.mouseClick(page.bar.group.button("page"), Qt.MouseButton.LeftButton)
    settle(page, qtbot)
    page.bar.field.set_text("user:u-8")
    settle(page, qtbot)
    assert page.view is not None
    assert page.view.shown == 1
    del tester


def test_a_rule_is_ignored_with_a_note_and_speaks_again(
    fresh: Shop, page: FindingsPage, qtbot: QtBot
) -> None:
    qtbot.mouseClick(page.detail.silence_button, Qt.MouseButton.LeftButton)
    dialog = page.window().findChild(SilenceDialog)
    assert dialog is not None
    assert dialog.scope.keys() == ["all", "event"]
    dialog.note.setPlainText("Known, see the wiki")
    qtbot.mouseClick(dialog.main, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "PUR-004" not in keys(page))
    settle(page, qtbot)
    assert page.sum.silenced.accessibleName() == "2 findings are silenced"
    assert page.sum.first.text() == ""  # nothing is lost by what is listed
    assert page.detail.empty.title.text() == "It has no finding any more"
    page.sum.silenced.click()
    held = page.window().findChild(SilencesDialog)
    assert held is not None
    words = [one.text() for one in held.findChildren(QLabel)]
    assert "PUR-004 is silenced in this capture" in words
    assert "Known, see the wiki" in words
    held.links[0].click()
    qtbot.waitUntil(lambda: "PUR-004" in keys(page))
    held.reject()


def test_the_toast_takes_a_silence_back(fresh: Shop, page: FindingsPage, qtbot: QtBot) -> None:
    page.open_silence()
    dialog = page.window().findChild(SilenceDialog)
    assert dialog is not None
    dialog.scope.choose("event")
    dialog.main.click()
    qtbot.waitUntil(lambda: "PUR-004" not in keys(page))
    toast = page.window().findChild(Toast)
    assert toast is not None
    assert toast.accessibleName() == "PUR-004 is silenced for Order Completed"
    toast.findChild(Link).click()
    qtbot.waitUntil(lambda: "PUR-004" in keys(page))


def test_replay_report_and_menus(faulty: Shop, page: FindingsPage, qtbot: QtBot) -> None:
    with qtbot.waitSignal(page.replay_wanted) as told:
        qtbot.mouseClick(page.detail.replay_button, Qt.MouseButton.LeftButton)
    assert told.args == [[2, 1]]
    qtbot.mouseClick(page.detail.report_button, Qt.MouseButton.LeftButton)
    text = QGuiApplication.clipboard().text()
    assert text.startswith("PUR-004 Price zero\n2 orders rejected\n2 users\n160.50 at least")
    assert "m-00002" in text
    flags = QItemSelectionModel.SelectionFlag.ClearAndSelect
    listed = page.detail.list
    listed.selectionModel().setCurrentIndex(listed.model().index(1, 0), flags)
    page.detail.menu_wanted.emit(listed.shown()[1], listed.mapToGlobal(QPoint(5, 5)))
    with qtbot.waitSignal(page.user_wanted) as told:
        choose(open_menu(), "Show the journey of u-1")
    assert told.args == ["a:u-1"]


def test_in_a_narrow_window_return_opens_the_pane_and_escape_leaves_it(
    faulty: Shop, page: FindingsPage, qtbot: QtBot
) -> None:
    page.set_fold(1024)
    page.window().resize(972, 568)
    assert not page.detail.isVisible()
    page.table.setFocus()
    page.table.choose("PUR-004")
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    assert page.detail.isVisible()
    assert not page.table.isVisible()
    qtbot.keyClick(page.side.back, Qt.Key.Key_Escape)
    assert page.table.isVisible()
    assert page.table.hasFocus()


def test_hostile_names_are_plain_text(shop: Shop, page: FindingsPage, qtbot: QtBot) -> None:
    evil = "<img src='http://127.0.0.1:9/x'><b>\u202eabc\x00" + "x" * 10_000
    shop.store(
        order(evil, 1_000, line(evil, 0), line("HP-2", 5), user=evil)
        | {"event": "Order Completed"},
        click(evil, 2_000, user=evil),
    )
    settle(page, qtbot)
    for by in ("user", "page", "rule"):
        page.bar.group.choose(by)
        settle(page, qtbot)
        assert page.detail.detail is not None
        for label in page.findChildren(QLabel):
            assert label.textFormat() is Qt.TextFormat.PlainText
            assert len(label.text()) < 3_000
            assert not {"\u202e", "\x00"} & set(label.text())
        for row in keys(page):
            index = page.table.findings().index_of(row)
            texts = [str(index.siblingAtColumn(at).data() or "") for at in range(8)]
            assert not any({"\u202e", "\x00"} & set(text) for text in texts)
            assert all(len(text) < 1_000 for text in texts)
        page.grab()
    page.bar.group.choose("user")
    settle(page, qtbot)
    page.show_in_events()  # an id that no filter can hold makes no mistake in it


def test_everything_that_takes_the_focus_has_a_name(faulty: Shop, page: FindingsPage) -> None:
    for widget in page.findChildren(QAbstractButton):
        if widget.isVisible():
            assert widget.accessibleName() or widget.text()
    for part in page.panes():
        assert part.accessibleName()
