"""The whole pane on a real capture: the demo shopper's, and messages posted over HTTP."""

import asyncio
import json
import urllib.request
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from app.config.paths import find_paths
from app.destination import load_definition
from app.gui.bridge import Bridge
from app.gui.detail.pane import DetailPane
from app.gui.detail.parts import Paragraph
from app.gui.detail.reasons_card import ReasonsCard
from app.gui.detail.tree_model import TreeModel
from app.gui.detail.tree_view import JsonTree
from app.gui.widgets import Link
from app.lint.catalogue import RULES
from app.segment.jsontext import JsonObject
from app.services import Inspector
from app.store.filters import QUERY_ALL
from app.store.model import EventRow


@pytest.fixture(scope="module")
def shopped(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Inspector]:
    """A capture with the demo shopper's messages, all judged."""
    folder = tmp_path_factory.mktemp("shopped")
    inspector = Inspector.start(folder / "shop.tsi", port=0, paths=find_paths(folder / "profile"))
    try:
        assert asyncio.run(inspector.run_demo(speed=10_000)) > 50
        assert inspector.wait_analysed(30)
        yield inspector
    finally:
        inspector.close()


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Inspector]:
    """An empty capture of one test."""
    inspector = Inspector.start(
        tmp_path / "own.tsi", port=0, paths=find_paths(tmp_path / "profile")
    )
    yield inspector
    inspector.close()


def rows(inspector: Inspector) -> list[EventRow]:
    return inspector.read(lambda reader: reader.rows(reader.ids(QUERY_ALL))).future.result()


def row_of(inspector: Inspector, code: str) -> int:
    """The first row with a finding of this rule."""
    return next(one.id for one in rows(inspector) if code in [code for code, _ in one.findings])


def clean_click(inspector: Inspector) -> int:
    return next(
        one.id for one in rows(inspector) if one.name == "Product Clicked" and not one.findings
    )


def post(inspector: Inspector, message: JsonObject) -> int:
    """Post one track call, wait for its verdict; its row."""
    request = urllib.request.Request(
        f"{inspector.address}/v1/track",
        json.dumps({"type": "track", "writeKey": "k", **message}).encode(),
        {"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=10) as answer:
        assert answer.status == 200
    assert inspector.wait_analysed(20)
    return rows(inspector)[-1].id


def make(qtbot: QtBot, inspector: Inspector, width: int = 1352, height: int = 432) -> DetailPane:
    bridge = Bridge(inspector)
    pane = DetailPane(inspector, bridge)
    bridge.setParent(pane)
    bridge.start()
    qtbot.addWidget(pane)
    pane.resize(width, height)
    pane.show()
    qtbot.waitExposed(pane)
    pane.activateWindow()
    qtbot.waitUntil(pane.isActiveWindow)
    return pane


def show(qtbot: QtBot, pane: DetailPane, row: int) -> None:
    pane.show_row(row)

    def there() -> None:
        detail = pane.page.detail()
        assert detail is not None
        assert detail.message.id == row
        assert pane.stack.currentWidget() is pane.page

    qtbot.waitUntil(there)


def words(pane: DetailPane) -> tuple[str, str]:
    return pane.page.bar.sentence.accessibleName(), pane.page.bar.subtitle.text()


def description(tree: JsonTree, *path: str | int) -> str:
    model = tree.model()
    assert isinstance(model, TreeModel)
    index = model.index_of(path)
    assert index.isValid()
    return str(model.data(index, Qt.ItemDataRole.AccessibleDescriptionRole))


def test_nothing_is_chosen_at_first(qtbot: QtBot, shopped: Inspector) -> None:
    pane = make(qtbot, shopped)
    assert pane.empty.isVisible()
    assert pane.empty.title.text() == "Choose an event"
    show(qtbot, pane, clean_click(shopped))
    pane.show_row(None)
    assert pane.empty.isVisible()
    assert pane.row() is None


def test_a_hidden_selection_says_so_and_offers_to_clear_the_filter(
    qtbot: QtBot, shopped: Inspector
) -> None:
    pane = make(qtbot, shopped)
    show(qtbot, pane, clean_click(shopped))
    pane.show_hidden()
    assert pane.hidden.isVisible()
    assert pane.hidden.title.text() == "The chosen event is hidden by the filter"
    with qtbot.waitSignal(pane.filter_requested) as told:
        QTest.mouseClick(pane.hidden.link, Qt.MouseButton.LeftButton)
    assert told.args == [""]


def test_a_dropped_list_side_by_side(qtbot: QtBot, shopped: Inspector) -> None:
    pane = make(qtbot, shopped)
    show(qtbot, pane, row_of(shopped, "PLV-001"))
    assert words(pane) == (
        "Dropped by Segment: products[1].resolvedBidId is missing, so the whole list is lost",
        "Subscription “Impressions List” refused the payload. "
        "Topsort never sees it, and nobody on the site is told.",
    )
    page = pane.page
    assert page.bar.shape.name() == "dropped"
    assert page.bar.height() == 57
    assert pane.tab() == "fate"
    assert page.fate.event_header.subtitle.text() == "impressions, built and not sent"
    tree = page.fate.event_tree
    assert description(tree, "products", 0, "resolvedBidId") == (
        "from properties.products[0].resolvedBidId"
    )
    assert description(tree, "products", 1, "resolvedBidId") == (
        "missing, expected at properties.products[1].resolvedBidId"
    )
    assert page.findings.cards()[0].finding.code == "PLV-001"
    pane.choose_tab("event")
    assert page.event_json.nothing.isVisible()
    assert page.event_json.nothing.text.text() == words(pane)[0]


def test_what_is_broken_is_in_sight_at_once(qtbot: QtBot, shopped: Inspector) -> None:
    pane = make(qtbot, shopped)
    show(qtbot, pane, row_of(shopped, "PUR-004"))
    for tree, path in (
        (pane.page.fate.message, ("properties", "products", 1, "price")),
        (pane.page.fate.event_tree, ("items", 1, "unitPrice")),
    ):
        model = tree.model()
        assert isinstance(model, TreeModel)
        assert tree.viewport().rect().contains(tree.visualRect(model.index_of(path)))
        assert tree.tree.tint(tree.tree.nearest(path)) == "rejected"


def test_a_missing_price_and_a_missing_user_have_a_row_and_a_line(
    qtbot: QtBot, own: Inspector
) -> None:
    line: JsonObject = {"product_id": "HP-1", "quantity": 1}
    order: JsonObject = {"event": "Order Completed", "anonymousId": "u"}
    price = post(own, {**order, "properties": {"products": [line]}})
    bid: JsonObject = {"product_id": "HP-1", "resolvedBidId": "b"}
    user = post(own, {"event": "Product Clicked", "userId": "u", "properties": bid})
    pane = make(qtbot, own)
    for row, path, row_path, tint in (
        (price, ("properties", "products", 0, "price"), ("properties", "products", 0), "rejected"),
        (user, ("anonymousId",), ("anonymousId",), "dropped"),
    ):
        show(qtbot, pane, row)
        fate = pane.page.fate
        tree = fate.message
        missing = [one for one in fate.gutter.drawn() if one.link.kind == "missing"]
        assert [one.link.source for one in missing] == [path]
        place = tree.place_of(path)
        assert place is not None
        assert place.row == row_path
        assert missing[0].y0 == place.y
        assert missing[0].left == "hollow"
        node = tree.tree.find(row_path)
        assert node is not None
        assert tree.tree.tint(node) == tint


def test_an_accepted_click(qtbot: QtBot, shopped: Inspector) -> None:
    pane = make(qtbot, shopped)
    show(qtbot, pane, clean_click(shopped))
    assert words(pane)[0] == "Accepted: this click is tied to a campaign by its resolvedBidId"
    assert pane.page.bar.shape.name() == "sponsored"
    said = [one.text() for one in pane.page.findings.findChildren(Paragraph)]
    assert said[0].startswith(f"{len(RULES)} rules looked at it.")
    assert said[1].startswith("Sponsored by bid ")
    QTest.mouseClick(pane.page.bar.tabs.button("event"), Qt.MouseButton.LeftButton)
    body = json.loads(pane.page.event_json.json.text.toPlainText())
    assert list(body) == ["clicks"]
    assert not pane.page.side.isVisible()
    QTest.keyClick(pane.page.bar.tabs, Qt.Key.Key_Left)
    assert pane.tab() == "message"
    assert json.loads(pane.page.message.json.text.toPlainText())["event"] == "Product Clicked"
    assert "Browser SDK" in pane.page.message.header.subtitle.text()
    QTest.keyClick(pane.page.bar.tabs, Qt.Key.Key_End)
    assert pane.page.attempts.empty.isVisible()


def test_an_unmapped_message_says_that_nothing_would_be_sent(
    qtbot: QtBot, shopped: Inspector
) -> None:
    pane = make(qtbot, shopped)
    row = next(one.id for one in rows(shopped) if one.name == "Products Searched")
    show(qtbot, pane, row)
    assert pane.page.fate.nothing.isVisible()
    assert words(pane)[0] == "Unmapped: no subscription has the event Products Searched"


def test_a_pair_opens_on_its_own_tab(qtbot: QtBot, shopped: Inspector) -> None:
    pane = make(qtbot, shopped)
    first = row_of(shopped, "CLK-001")
    show(qtbot, pane, first)
    assert pane.tab() == "pair"
    sentence, _ = words(pane)
    assert sentence.endswith("Product Clicked and Product Added, 38 ms apart")
    assert pane.page.bar.shape.name() == "warning"
    view = pane.page.pair.view
    assert view.line.text() == "38 ms"
    assert view.header.left.plate.text() == "keep this one"
    assert view.header.right.name.text() == "Product Added"
    side = pane.page.pair.side
    assert side.isVisible()
    said = [one.text() for one in side.findChildren(Paragraph)]
    assert any(text.startswith("Keep Product Clicked. ") for text in said)
    assert any(text.startswith("Fix. ") for text in said)
    other = next(link for link in side.findChildren(Link) if link.text() == "Show the other event")
    with qtbot.waitSignal(pane.row_chosen) as told:
        QTest.mouseClick(other, Qt.MouseButton.LeftButton)
    show(qtbot, pane, told.args[0])
    assert pane.tab() == "pair"
    pane.choose_tab("fate")
    assert not words(pane)[0].startswith("One action")
    show(qtbot, pane, clean_click(shopped))
    assert pane.tab() == "fate"


def test_the_tab_stays_from_event_to_event(qtbot: QtBot, shopped: Inspector) -> None:
    pane = make(qtbot, shopped)
    show(qtbot, pane, clean_click(shopped))
    pane.choose_tab("message")
    show(qtbot, pane, row_of(shopped, "PLV-001"))
    assert pane.tab() == "message"
    assert "Product List Viewed" in pane.page.message.json.text.toPlainText()
    show(qtbot, pane, row_of(shopped, "CLK-001"))
    assert pane.tab() == "message"


def test_the_link_of_a_rule(qtbot: QtBot, shopped: Inspector) -> None:
    pane = make(qtbot, shopped)
    show(qtbot, pane, row_of(shopped, "USR-001"))
    link = next(one for one in pane.page.findings.findChildren(Link) if one.text() == "USR-001")
    with qtbot.waitSignal(pane.rule_chosen) as told:
        QTest.mouseClick(link, Qt.MouseButton.LeftButton)
    assert told.args == ["USR-001"]


def test_going_fast_through_the_rows_ends_on_the_last(qtbot: QtBot, shopped: Inspector) -> None:
    pane = make(qtbot, shopped)
    all_rows = [one.id for one in rows(shopped)]
    for row in all_rows:
        pane.show_row(row)
    show(qtbot, pane, all_rows[-1])
    qtbot.wait(50)
    detail = pane.page.detail()
    assert detail is not None
    assert detail.message.id == all_rows[-1]


def test_a_row_that_is_not_there(qtbot: QtBot, shopped: Inspector) -> None:
    pane = make(qtbot, shopped)
    pane.show_row(10**9)
    qtbot.waitUntil(pane.problem.isVisible)
    assert pane.problem.title.text() == "This event cannot be shown"
    show(qtbot, pane, clean_click(shopped))


@pytest.mark.parametrize(("width", "gutter"), [(1352, 104), (1100, 104), (1028, 88)])
def test_the_pane_folds_with_its_window(
    qtbot: QtBot, shopped: Inspector, width: int, gutter: int
) -> None:
    pane = make(qtbot, shopped, width, 274)
    show(qtbot, pane, row_of(shopped, "PLV-001"))
    folded = width < 1160
    assert ("findings" in list(pane.page.bar.tabs.keys())) is folded
    assert pane.page.side.isVisible() is not folded
    assert pane.page.fate.gutter.width() == gutter
    if folded:
        button = pane.page.bar.tabs.button("findings")
        assert button.accessibleName() == f"Findings {len(pane.page.findings.cards())}"
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        assert pane.page.findings.isVisible()
        pane.resize(1352, 432)
        assert pane.tab() == "fate"
        assert pane.page.side.isVisible()
        assert pane.page.findings.isVisible()


def test_new_verdicts_come_in_place(qtbot: QtBot, own: Inspector) -> None:
    products = [{"product_id": "p", "price": 0, "quantity": 1, "note": {"deep": [1, 2]}}]
    row = post(
        own,
        {
            "event": "Order Completed",
            "anonymousId": "u",
            "properties": {"order_id": "o", "products": products},
        },
    )
    pane = make(qtbot, own, height=260)
    show(qtbot, pane, row)
    assert words(pane)[0].startswith("Rejected by Topsort: items[0].unitPrice is 0")
    tree = pane.page.fate.message
    tree.choose(("properties", "products", 0, "note", "deep", 0), focus=True)
    scroll = tree.verticalScrollBar().value()
    assert scroll > 0
    own.apply(load_definition().configuration(skip_zero_price=True))
    qtbot.waitUntil(lambda: words(pane)[0].startswith("Filtered by a setting"), timeout=20_000)
    assert tree.current_path() == ("properties", "products", 0, "note", "deep", 0)
    assert tree.verticalScrollBar().value() == scroll
    assert pane.tab() == "fate"
    assert pane.page.bar.shape.name() == "filtered"


def test_several_deliveries_are_chosen_in_the_bar(qtbot: QtBot, own: Inspector) -> None:
    packaged = load_definition().configuration()
    click = next(one for one in packaged.subscriptions if one.name == "Click")
    impression = next(one for one in packaged.subscriptions if one.action == "impression")
    both = replace(impression, name="Second & last", trigger=click.trigger)
    own.apply(replace(packaged, subscriptions=(*packaged.subscriptions, both)))
    row = post(
        own,
        {"event": "Product Clicked", "anonymousId": "u", "properties": {"product_id": "p"}},
    )
    pane = make(qtbot, own)
    show(qtbot, pane, row)
    bar = pane.page.bar
    assert bar.deliveries.isVisible()
    assert "other delivery is accepted" in words(pane)[0]
    button = bar.deliveries.button("1")
    assert button.accessibleName() == "Second & last"
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    one = pane.page.delivery()
    assert one is not None
    assert one.preset == "Second & last"
    assert pane.page.fate.event_header.subtitle.text() == "impression, as it would be sent"
    pane.choose_tab("event")
    assert '"impressions"' in pane.page.event_json.json.text.toPlainText()


HOSTILE = "<img src=x onerror=1>\u202e\n\x00TSE_0123456789abcdef"


def test_hostile_text_is_shown_as_text_and_keys_are_masked(qtbot: QtBot, own: Inspector) -> None:
    row = post(
        own,
        {
            "event": "Product Clicked",
            "anonymousId": HOSTILE,
            "properties": {HOSTILE: HOSTILE, "list": [], "deep": {"a": {"b": None}}},
        },
    )
    pane = make(qtbot, own)
    show(qtbot, pane, row)
    for key in ("fate", "message", "event", "attempts"):
        pane.choose_tab(key)
        pane.grab()
    assert "TSE_0123" not in pane.page.message.json.text.toPlainText()
    assert "\u202e" not in pane.page.message.json.text.toPlainText()
    tree = pane.page.fate.message
    texts = [
        tree.tree.texts(node) for node in tree.tree.children(tree.tree.nearest(("properties",)))
    ]
    assert texts[0] == (
        "<img src=x onerror=1>\\u202e\\n\\u0000TSE_…",
        '"<img src=x onerror=1>\\u202e\\n\\u0000TSE_…"',
    )


def test_the_menu_of_a_leaf(qtbot: QtBot, shopped: Inspector) -> None:
    pane = make(qtbot, shopped)
    show(qtbot, pane, clean_click(shopped))
    menu = pane.page.leaf_menu("event", ("resolvedBidId",))
    actions = {action.text().partition(" “")[0]: action for action in menu.actions()}
    assert list(actions) == ["Show only", "Hide", "Copy value", "Copy path", "Go to its source"]
    with qtbot.waitSignal(pane.filter_requested) as told:
        actions["Show only"].trigger()
    assert told.args[0].startswith('out.resolvedBidId:="')
    actions["Copy path"].trigger()
    assert QGuiApplication.clipboard().text() == "resolvedBidId"
    actions["Go to its source"].trigger()
    assert pane.page.fate.message.current_path() == ("properties", "resolvedBidId")
    menu.deleteLater()


def test_a_right_click_opens_the_menu(qtbot: QtBot, shopped: Inspector) -> None:
    pane = make(qtbot, shopped)
    show(qtbot, pane, clean_click(shopped))
    viewport = pane.page.fate.message.viewport()
    spot = QPoint(60, 12)
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, spot, viewport.mapToGlobal(spot))
    with qtbot.waitSignal(pane.page.fate.menu_wanted) as told:
        QApplication.sendEvent(viewport, event)
    assert told.args[:2] == ["message", ("messageId",)]
    assert pane.page.fate.message.current_path() == ("messageId",)
    popup = QApplication.activePopupWidget()
    assert isinstance(popup, QMenu)
    assert "Copy value" in [action.text() for action in popup.actions()]
    popup.close()


def test_find_in_message(qtbot: QtBot, shopped: Inspector) -> None:
    pane = make(qtbot, shopped)
    pane.find_in_message()
    show(qtbot, pane, clean_click(shopped))
    pane.find_in_message()
    assert pane.tab() == "message"
    assert pane.page.message.json.find_line.isVisible()


def test_everything_is_reached_by_tab_and_has_a_name(qtbot: QtBot, shopped: Inspector) -> None:
    pane = make(qtbot, shopped)
    show(qtbot, pane, row_of(shopped, "PLV-001"))
    pane.page.bar.tabs.setFocus()
    reached = []
    for _ in range(12):
        focus = QGuiApplication.focusObject()
        assert focus is not None
        if focus in reached:
            break
        reached.append(focus)
        QTest.keyClick(pane.window(), Qt.Key.Key_Tab)
    names = [str(one.property("accessibleName")) for one in reached]
    assert all(names)
    order = [names.index(name) for name in ("What to show", "Segment message", "Topsort event")]
    assert order == sorted(order)
    assert names.index("PLV-001") > order[-1]


def test_a_dropped_delivery_says_why_in_segments_words_and_in_ours(
    qtbot: QtBot, own: Inspector
) -> None:
    products = [{"resolvedBidId": "b1"}, *({"product_id": str(at)} for at in range(7))]
    row = post(
        own,
        {
            "event": "Product List Viewed",
            "messageId": "m",
            "anonymousId": "a",
            "properties": {"products": products, "TSE_hidden": 1},
        },
    )
    pane = make(qtbot, own)
    show(qtbot, pane, row)
    card = pane.page.findings.findChild(ReasonsCard)
    assert card is not None
    texts = [one.accessibleName() for one in card.findChildren(Paragraph)]
    assert texts[:2] == [
        "“The value at /products/1 is missing the required field 'resolvedBidId'.”",
        "properties.products[1].resolvedBidId is missing in the message: "
        "products[1].resolvedBidId is read from it.",
    ]
    assert len(texts) == 11
    assert texts[-1] == "And 2 more, marked in the Topsort event."
    pane.choose_tab("message")
    links = card.findChildren(Link)
    assert len(links) == 5
    links[1].click()
    assert pane.tab() == "fate"
    assert pane.page.fate.message.current_path() == ("properties", "products", 2)
    accepted = post(
        own, {"event": "Product Clicked", "anonymousId": "a", "properties": {"resolvedBidId": "b1"}}
    )
    show(qtbot, pane, accepted)
    assert pane.page.findings.widget().findChild(ReasonsCard) is None


def test_the_reasons_of_a_dropped_delivery_are_plain_text_without_keys(
    qtbot: QtBot, own: Inspector
) -> None:
    row = post(
        own,
        {
            "event": "Product Clicked",
            "messageId": "m",
            "anonymousId": "a",
            "properties": {"resolvedBidId": {"<b>TSE_hidden\u202e</b>": "x"}},
        },
    )
    pane = make(qtbot, own)
    show(qtbot, pane, row)
    card = pane.page.findings.findChild(ReasonsCard)
    assert card is not None
    for one in card.findChildren(Paragraph):
        assert one.textFormat() == Qt.TextFormat.PlainText
        assert "hidden" not in one.text()
        assert "\u202e" not in one.text()
