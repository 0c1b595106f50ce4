"""The page Journeys by clicks and keys, over real captures."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QAbstractButton, QLabel
from pytestqt.qtbot import QtBot

from app.gui.journeys.page import JourneysPage
from app.gui.widgets import Link
from tests.gui.shops import Shop, click, line, order


def settle(page: JourneysPage, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not page.looker.busy, timeout=10_000)


def users(page: JourneysPage) -> list[str]:
    model = page.users.users()
    found = [model.user_at(model.index(at)) for at in range(model.rowCount())]
    return [one.user for one in found if one is not None]


def labels(page: JourneysPage) -> list[str]:
    return [one.text() for one in page.sale.findChildren(QLabel)]


def test_no_order_says_when_credit_is_shown(page: JourneysPage) -> None:
    assert page.empty.title.text() == "No user has an order yet"
    assert page.empty.text.text() == "Credit is shown from the first Order Completed."
    assert not page.canvas.isVisible()


def test_the_picture(pictured: Shop, page: JourneysPage) -> None:
    assert users(page) == ["a:u-1"]
    model = page.users.users()
    said = model.index(0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert said == "user u-1, 1 order, 1 of 2 credited, 5 events"
    assert page.headline.text() == "no userId, 5 events in 4 m 03 s, one session"
    assert page.steps.cells().rowCount() == 7
    told = labels(page)
    assert any(one.startswith("Wins: Product Clicked at") for one in told)
    assert any(one.startswith("Nearest miss: Product Viewed at") for one in told)
    assert {"credited", "missed"} <= set(told)
    assert page.legend.assumed.text() == (
        "Assumed: last click, 14 days, same product. Topsort may differ."
    )
    layout = page.canvas.layout_shown()
    assert layout is not None
    assert [one.kind for one in layout.ways if one.kind != "bid"] == ["credited", "missed"]
    assert [one.words for one in layout.quiet] == ["3 m 31 s without events"]
    assert page.steps.cells().row_at(1).sentence.endswith("error PLV-001, info PLV-007")


def test_canvas_and_table_move_together(pictured: Shop, page: JourneysPage, qtbot: QtBot) -> None:
    qtbot.keyClick(page.users, Qt.Key.Key_Return)
    assert page.canvas.hasFocus()
    qtbot.keyClick(page.canvas, Qt.Key.Key_Home)
    qtbot.keyClick(page.canvas, Qt.Key.Key_Right)
    assert page.canvas.current() == 1
    assert page.steps.currentIndex().row() == 1
    assert page.canvas.accessibleDescription().split(", ", 2)[1] == "dropped"
    page.steps.setFocus()
    qtbot.keyClick(page.steps, Qt.Key.Key_Down)
    assert page.canvas.current() == 2
    with qtbot.waitSignal(page.event_wanted) as told:
        qtbot.keyClick(page.steps, Qt.Key.Key_Return)
    assert told.args == [2]
    place = page.canvas.place_of(6).center().toPoint()
    qtbot.mouseClick(page.canvas.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert page.steps.currentIndex().row() == 6
    with qtbot.waitSignal(page.event_wanted) as told:
        qtbot.mouseDClick(page.canvas.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert told.args == [5]


def test_an_auction_is_no_event(pictured: Shop, page: JourneysPage, qtbot: QtBot) -> None:
    page.canvas.setFocus()
    qtbot.keyClick(page.canvas, Qt.Key.Key_Home)
    with qtbot.assertNotEmitted(page.event_wanted):
        qtbot.keyClick(page.canvas, Qt.Key.Key_Return)


def test_a_rule_behind_a_missed_line_opens(fresh: Shop, page: JourneysPage, qtbot: QtBot) -> None:
    assert not any("PUR-013" in one.accessibleName() for one in page.sale.findChildren(Link))
    fresh.store(click("HP-3307", 400_000, bid="b-3"))

    def links() -> list[Link]:
        every = page.sale.findChildren(Link)
        return [one for one in every if "PUR-013" in one.accessibleName()]

    qtbot.waitUntil(lambda: bool(links()), timeout=10_000)
    (link,) = links()
    assert link.accessibleName().endswith("1 order")
    with qtbot.waitSignal(page.rule_wanted) as told:
        qtbot.mouseClick(link, Qt.MouseButton.LeftButton)
    assert told.args == ["PUR-013"]


def test_users_are_gone_through_filtered_and_narrowed(
    fresh: Shop, page: JourneysPage, qtbot: QtBot
) -> None:
    fresh.store(click("HP-1", 700_000, bid="b-8", user="u-2"), click("HP-1", 1, user="u-3"))
    settle(page, qtbot)
    page.enter()
    settle(page, qtbot)
    assert users(page) == ["a:u-2", "a:u-1", "a:u-3"]
    assert page.bar.field._counter.text() == "3 users, 1 order"
    page.users.setFocus()
    qtbot.keyClick(page.users, Qt.Key.Key_J)
    qtbot.waitUntil(lambda: page.canvas.journey is not None and page.canvas.journey.user == "a:u-3")
    qtbot.mouseClick(page.last_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.canvas.journey is not None and page.canvas.journey.user == "a:u-1")
    qtbot.mouseClick(page.show_only.button("orders"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: users(page) == ["a:u-1"])
    page.show_only.choose("all")
    page.bar.field.set_text("user:u-3")
    qtbot.waitUntil(lambda: users(page) == ["a:u-3"])
    settle(page, qtbot)
    assert page.canvas.journey is not None
    assert page.canvas.journey.user == "a:u-3"
    page.bar.field.set_text("user:nobody")
    qtbot.waitUntil(lambda: page.empty.title.text() == "The filter shows no user")
    qtbot.mouseClick(page.empty.link, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(users(page)) == 3)


def test_news_move_neither_users_nor_the_chosen_step(
    fresh: Shop, page: JourneysPage, qtbot: QtBot
) -> None:
    tester = QAbstractItemModelTester(
        page.users.users(), QAbstractItemModelTester.FailureReportingMode.Fatal
    )
    page.canvas.setFocus()
    qtbot.keyClick(page.canvas, Qt.Key.Key_End)
    chosen = page.canvas.current()
    fresh.store(
        click("HP-5", 900_000, bid="b-9", user="u-9"),
        click("HP-2041", 100, bid="b-0"),  # before all that is drawn
    )
    qtbot.waitUntil(lambda: users(page) == ["a:u-1", "a:u-9"], timeout=10_000)
    qtbot.waitUntil(lambda: page.steps.cells().rowCount() == 8, timeout=10_000)
    assert page.again.isVisible()
    assert page.canvas.current() == chosen + 1
    assert page.steps.currentIndex().row() == chosen + 1
    assert page.canvas.hasFocus()
    page.again.click()
    qtbot.waitUntil(lambda: users(page) == ["a:u-9", "a:u-1"])
    assert not page.again.isVisible()
    del tester


def test_the_journey_of_a_user_opens_at_a_message(
    fresh: Shop, page: JourneysPage, qtbot: QtBot
) -> None:
    fresh.store(click("HP-1", 700_000, user="u-2"))
    page.bar.field.set_text("user:u-2")
    settle(page, qtbot)
    page.show_user("a:u-1", 5)
    qtbot.waitUntil(lambda: page.canvas.current() == 6)
    assert page.bar.field.text() == ""
    qtbot.mouseClick(page.copy_button, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == "u-1"


def test_a_narrow_window_keeps_everything_in_reach(
    pictured: Shop, page: JourneysPage, qtbot: QtBot
) -> None:
    page.window().resize(972, 524)
    page.set_fold(1024)
    assert not page.sale.isVisible()
    qtbot.mouseClick(page.sale_link, Qt.MouseButton.LeftButton)
    assert page.sale.isVisible()
    qtbot.keyClick(page.side.back, Qt.Key.Key_Escape)
    assert page.canvas.isVisible()
    qtbot.waitUntil(lambda: page.steps.height() >= 26 + 3 * 26)
    page.canvas.setFocus()
    qtbot.keyClick(page.canvas, Qt.Key.Key_End)
    place = page.canvas.place_of(page.canvas.current())
    assert page.canvas.viewport().rect().contains(place.topLeft().toPoint())


def test_hostile_journeys_are_plain_text(shop: Shop, page: JourneysPage, qtbot: QtBot) -> None:
    evil = "<img src=x>\u202e\x00" + "y" * 10_000
    shop.store(
        click(evil, 1_000, bid=evil[:100], user=evil),
        order(evil, 2_000, *(line(f"<b>p-{at}", 1) for at in range(61)), user=evil),
    )
    qtbot.waitUntil(lambda: page.canvas.journey is not None)
    settle(page, qtbot)
    page.grab()
    texts = [one.text() for one in page.findChildren(QLabel)]
    texts += [page.steps.cells().row_at(at).sentence for at in range(2)]
    assert not any({"\u202e", "\x00"} & set(text) for text in texts)
    assert all(len(text) < 3_000 for text in texts)
    layout = page.canvas.layout_shown()
    assert layout is not None
    assert layout.boxes[0].lines + layout.boxes[0].more == 61


def test_everything_that_takes_the_focus_has_a_name(pictured: Shop, page: JourneysPage) -> None:
    for widget in page.findChildren(QAbstractButton):
        if widget.isVisible():
            assert widget.accessibleName() or widget.text()
    for part in page.panes():
        assert part.accessibleName()
