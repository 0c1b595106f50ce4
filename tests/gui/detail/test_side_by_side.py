"""The two trees and the links between them, by hand and by key."""

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QMouseEvent
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.destination.model import Leaf, Provenance
from app.gui.detail.fate_model import fate_of
from app.gui.detail.fate_tab import SideBySide
from app.gui.detail.links import MANY, Curve
from app.gui.detail.tree_delegate import row_height, text_left
from app.gui.detail.tree_model import (
    MutedRole,
    PlateRole,
    PointerRole,
    SourcesRole,
    TreeModel,
    json_pointer,
)
from app.gui.detail.tree_view import JsonTree
from app.segment.jsontext import Json, JsonObject
from app.segment.paths import Path
from tests.gui.detail import samples


@pytest.fixture
def both(qtbot: QtBot) -> SideBySide:
    """The dropped list on 952 by 432."""
    widget = SideBySide()
    qtbot.addWidget(widget)
    widget.resize(952, 432)
    widget.show()
    qtbot.waitExposed(widget)
    widget.activateWindow()
    qtbot.waitUntil(widget.isActiveWindow)
    show_list(widget)
    return widget


def show_list(widget: SideBySide) -> None:
    widget.show_fate(
        fate_of(
            samples.LIST_MESSAGE,
            samples.LIST_EVENT,
            samples.LIST_PROVENANCE,
            errors=samples.LIST_ERRORS,
        )
    )


def show_click(widget: SideBySide) -> None:
    widget.show_fate(fate_of(samples.CLICK_MESSAGE, samples.CLICK_EVENT, samples.CLICK_PROVENANCE))


def model(tree: JsonTree) -> TreeModel:
    found = tree.model()
    assert isinstance(found, TreeModel)
    return found


def curve_of(widget: SideBySide, *event: str | int) -> Curve:
    return next(curve for curve in widget.gutter.drawn() if curve.link.event == event)


def row_centre(widget: SideBySide, tree: JsonTree, path: Path) -> float:
    """The middle of a row, in px from the top of the gutter, as Qt places it."""
    rect = tree.visualRect(model(tree).index_of(path))
    spot = tree.viewport().mapTo(widget, rect.topLeft())
    return spot.y() + row_height() / 2 - widget.gutter.y()


def hover(widget: SideBySide, x: float, y: float) -> None:
    event = QMouseEvent(
        QEvent.Type.MouseMove,
        QPointF(x, y),
        widget.gutter.mapToGlobal(QPointF(x, y)),
        Qt.MouseButton.NoButton,
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(widget.gutter, event)


def check_ends(widget: SideBySide) -> int:
    """Every solid end is on its row; how many there were."""
    seen = 0
    for curve in widget.gutter.drawn():
        if curve.right == "dot":
            assert curve.y1 == row_centre(widget, widget.event_tree, curve.link.event)
            seen += 1
        if curve.left == "dot" and curve.link.source is not None:
            assert curve.y0 == row_centre(widget, widget.message, curve.link.source)
            seen += 1
    return seen


def test_rows_are_22_high_and_links_meet_them(both: SideBySide) -> None:
    assert both.message.visualRect(model(both.message).index(0, 0)).height() == 22
    assert both.gutter.width() == 104
    assert check_ends(both) == 10
    missing = curve_of(both, "products", 1, "resolvedBidId")
    assert (missing.left, missing.right) == ("hollow", "hollow")
    assert missing.y0 == row_centre(both, both.message, ("properties", "products", 1))


def test_links_meet_their_rows_after_folding_and_scrolling(both: SideBySide) -> None:
    index = model(both.message).index_of(("properties", "products", 0))
    both.message.collapse(index)
    assert check_ends(both) == 9
    folded = curve_of(both, "products", 0, "resolvedBidId")
    assert (folded.left, folded.right) == ("hollow", "dot")
    assert folded.y0 == row_centre(both, both.message, ("properties", "products", 0))
    both.message.expand(index)
    both.resize(952, 200)
    QApplication.processEvents()
    both.message.verticalScrollBar().setValue(60)
    assert check_ends(both) > 0
    assert curve_of(both, "id").left == "up"
    assert curve_of(both, "id").y0 == 0
    both.event_tree.verticalScrollBar().setValue(60)
    assert check_ends(both) > 0
    assert all(curve.link.event != ("id",) for curve in both.gutter.drawn())


def test_the_pointer_on_a_curve_lights_it_and_both_rows(both: SideBySide) -> None:
    curve = curve_of(both, "opaqueUserId")
    x, y = curve.at(0.3)
    hover(both, x, y + 2)
    assert both.lit() == {curve.link}
    assert both.gutter.drawn()[-1].link == curve.link
    surface = both.message.grab().toImage()
    row = both.message.visualRect(model(both.message).index_of(("anonymousId",)))
    colour = surface.pixelColor(row.right() - 4, row.center().y() + both.message.viewport().y())
    assert colour.name() == "#e6edfc"
    hover(both, x, y + 9)
    assert curve.link not in both.lit()


def test_a_click_on_a_curve_chooses_both_leaves(both: SideBySide) -> None:
    x, y = curve_of(both, "opaqueUserId").at(0.4)
    spot = QPoint(round(x), round(y))
    QTest.mouseClick(both.gutter, Qt.MouseButton.LeftButton, pos=spot)
    assert both.message.current_path() == ("anonymousId",)
    assert both.event_tree.current_path() == ("opaqueUserId",)


def test_a_click_beside_every_curve_chooses_nothing(both: SideBySide) -> None:
    QTest.mouseClick(both.gutter, Qt.MouseButton.LeftButton, pos=QPoint(52, 400))
    assert both.event_tree.current_path() is None


def test_keys_light_the_link_and_jump_to_its_other_end(both: SideBySide, qtbot: QtBot) -> None:
    both.event_tree.choose(("products", 0, "resolvedBidId"), focus=True)
    assert [link.event for link in both.lit()] == [("products", 0, "resolvedBidId")]
    source = ("properties", "products", 0, "resolvedBidId")
    QTest.keyClick(both.event_tree, Qt.Key.Key_Left, Qt.KeyboardModifier.ControlModifier)
    assert both.message.hasFocus()
    assert both.message.current_path() == source
    QTest.keyClick(both.message, Qt.Key.Key_Down)
    assert both.lit() == frozenset()
    QTest.keyClick(both.message, Qt.Key.Key_Up)
    assert len(both.lit()) == 1
    QTest.keyClick(both.message, Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    assert both.event_tree.hasFocus()
    assert both.event_tree.current_path() == ("products", 0, "resolvedBidId")


def test_a_jump_opens_the_way(both: SideBySide) -> None:
    both.message.collapse(model(both.message).index_of(("properties",)))
    both.event_tree.choose(("products", 2, "resolvedBidId"), focus=True)
    QTest.keyClick(both.event_tree, Qt.Key.Key_Left, Qt.KeyboardModifier.ControlModifier)
    assert both.message.current_path() == ("properties", "products", 2, "resolvedBidId")


def test_a_jump_to_what_is_missing_goes_to_the_nearest_parent(both: SideBySide) -> None:
    both.event_tree.choose(("products", 1, "resolvedBidId"), focus=True)
    QTest.keyClick(both.event_tree, Qt.Key.Key_Left, Qt.KeyboardModifier.ControlModifier)
    assert both.message.current_path() == ("properties", "products", 1)


def test_what_is_broken_and_every_source_is_open_and_the_rest_is_folded(both: SideBySide) -> None:
    assert both.message.opened() == {
        ("properties",),
        ("properties", "products"),
        ("properties", "products", 0),
        ("properties", "products", 1),
        ("properties", "products", 2),
    }
    assert both.message.tree.note(both.message.tree.nearest(("context",)), is_open=False) == (
        "5 keys, not used"
    )


def test_the_models_hold_what_qt_asks_of_models(both: SideBySide) -> None:
    fatal = QAbstractItemModelTester.FailureReportingMode.Fatal
    testers = [
        QAbstractItemModelTester(model(tree), fatal) for tree in (both.message, both.event_tree)
    ]
    show_click(both)
    assert len(testers) == 2


def test_roles_for_readers_and_lists(both: SideBySide) -> None:
    show_click(both)
    rows = model(both.event_tree)
    position = rows.index_of(("placement", "position"))
    role = Qt.ItemDataRole
    assert rows.data(position, role.AccessibleTextRole) == 'position, 3, coerced from "3"'
    assert rows.data(position, role.AccessibleDescriptionRole) == (
        "from properties.placement.position"
    )
    assert rows.data(position, PointerRole) == "/placement/position"
    assert rows.data(position, SourcesRole) == ["/properties/placement/position"]
    assert rows.data(position, PlateRole) == [('coerced from "3"', "accent")]
    assert rows.data(rows.index_of(("entity",)), MutedRole) is True
    assert rows.data(rows.index_of(("channel",)), role.AccessibleDescriptionRole) == "constant"
    assert json_pointer(("a/b", "~c", 0)) == "/a~1b/~0c/0"


def test_return_opens_the_whole_value_and_esc_closes_it(both: SideBySide) -> None:
    long = "two\nlines " + "x" * 3000 + "\u202e"
    message = {"properties": {"note": long, "more": {"a": 1}}}
    both.show_fate(fate_of(message, None, None, has_delivery=False))
    both.message.choose(("properties", "note"), focus=True)
    QTest.keyClick(both.message, Qt.Key.Key_Return)
    box = both.message.value_box()
    assert box is not None
    assert box.isVisible()
    assert box.toPlainText() == "two\nlines " + "x" * 3000 + "\\u202e"
    assert box.hasFocus()
    QTest.keyClick(box, Qt.Key.Key_Escape)
    assert both.message.value_box() is None
    assert both.message.hasFocus()
    both.message.choose(("properties", "more"))
    QTest.keyClick(both.message, Qt.Key.Key_Return)
    assert both.message.value_box() is None
    assert ("properties", "more") in both.message.opened()


def test_markup_in_a_value_stays_text(both: SideBySide) -> None:
    both.show_fate(fate_of({"properties": {"a": "<img src=x>"}}, None, None, has_delivery=False))
    both.message.choose(("properties", "a"), focus=True)
    QTest.keyClick(both.message, Qt.Key.Key_Return)
    box = both.message.value_box()
    assert box is not None
    assert box.toPlainText() == "<img src=x>"


def test_the_arrow_before_a_branch_folds_it(both: SideBySide) -> None:
    rect = both.message.visualRect(model(both.message).index_of(("properties",)))
    spot = QPoint(15, rect.center().y())
    QTest.mouseClick(both.message.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    assert ("properties",) not in both.message.opened()
    QTest.mouseClick(both.message.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    assert ("properties",) in both.message.opened()


def test_copy_takes_the_whole_value_and_masks_a_key(both: SideBySide) -> None:
    both.show_fate(
        fate_of({"properties": {"k": "TSE_0123456789abcdef"}}, None, None, has_delivery=False)
    )
    both.message.choose(("properties", "k"), focus=True)
    QTest.keyClick(both.message, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "TSE_…"


def test_find_in_a_tree_opens_folded_branches(both: SideBySide) -> None:
    both.message.setFocus()
    QTest.keyClick(both.message, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert both.find_line.isVisible()
    QTest.keyClicks(both.find_line.field, "TRAIL")
    assert both.find_line.count.text() == "1 of 1"
    assert both.message.current_path() == ("context", "page", "title")
    both.find_line.field.setText("hp-")
    assert both.find_line.count.text() == "1 of 3"
    QTest.keyClick(both.find_line.field, Qt.Key.Key_Return)
    assert both.message.current_path() == ("properties", "products", 1, "product_id")
    both.find_line.field.setText("nowhere")
    assert both.find_line.count.text() == "not found"
    QTest.keyClick(both.find_line.field, Qt.Key.Key_Escape)
    assert not both.find_line.isVisible()
    assert both.message.hasFocus()


def test_without_an_event_the_right_side_says_so(both: SideBySide) -> None:
    fate = fate_of({"event": "Products Searched"}, None, None, has_delivery=False)
    both.show_fate(fate, "Unmapped: no subscription has the event Products Searched")
    assert both.nothing.isVisible()
    assert both.nothing.text.text().startswith("Unmapped")
    assert both.gutter.drawn() == []


def test_several_sources_give_one_curve_each(both: SideBySide) -> None:
    provenance = Provenance((Leaf(("name",), "path", (("first",), ("last",))),))
    both.show_fate(fate_of({"first": "a", "last": "b"}, {"name": "a b"}, provenance))
    assert [curve.link.source for curve in both.gutter.drawn()] == [("first",), ("last",)]
    node = both.event_tree.tree.nearest(("name",))
    assert both.event_tree.tree.description(node) == "from first and last"


def big(count: int) -> tuple[JsonObject, Json, Provenance]:
    message = {"products": [{"id": f"p{n}"} for n in range(count)]}
    event = {"items": [{"productId": f"p{n}"} for n in range(count)]}
    leaves = tuple(
        Leaf(("items", n, "productId"), "path", (("products", n, "id"),)) for n in range(count)
    )
    return message, event, Provenance(leaves)


def test_many_links_are_drawn_for_visible_leaves_only(both: SideBySide) -> None:
    message, event, provenance = big(MANY + 1)
    both.show_fate(fate_of(message, event, provenance))
    drawn = both.gutter.drawn()
    assert 0 < len(drawn) < 20
    hidden = provenance.leaves[40]
    both.message.choose(hidden.sources[0], focus=True)
    assert hidden.path in {curve.link.event for curve in both.gutter.drawn()} or (
        both.gutter.drawn() == drawn
    )
    assert check_ends(both) > 0


def test_a_thousand_products_open(both: SideBySide) -> None:
    message, event, provenance = big(1000)
    both.show_fate(fate_of(message, event, provenance))
    assert ("products", 0) in both.message.opened()
    both.event_tree.choose(("items", 999, "productId"), focus=True)
    QTest.keyClick(both.event_tree, Qt.Key.Key_Left, Qt.KeyboardModifier.ControlModifier)
    assert both.message.current_path() == ("products", 999, "id")
    assert check_ends(both) > 0


def test_a_deep_message_stays_inside_the_tree(both: SideBySide) -> None:
    deep: Json = "bottom"
    for _ in range(150):
        deep = {"key": deep}
    both.show_fate(fate_of({"properties": deep}, None, None, has_delivery=False))
    path = ("properties", *["key"] * 150)
    both.message.choose(path, focus=True)
    row = both.message.visualRect(model(both.message).index_of(path))
    assert 0 < text_left(row.left(), row.right()) <= both.message.viewport().width() - 150
    image = both.message.viewport().grab().toImage()
    line = [image.pixelColor(x, row.center().y()).name() for x in range(2, image.width())]
    assert len(set(line)) > 2
    QTest.keyClick(both.message, Qt.Key.Key_Return)
    box = both.message.value_box()
    assert box is not None
    assert both.message.viewport().rect().contains(box.geometry())


def test_dark_and_light_differ_and_nothing_is_pure_white_in_the_dark(
    both: SideBySide, dark: object
) -> None:
    image = both.grab().toImage()
    assert image.pixelColor(300, 400).name() == "#1b1e22"
    colours = {
        image.pixelColor(x, y).name()
        for x in range(0, image.width(), 3)
        for y in range(0, image.height(), 3)
    }
    assert "#ffffff" not in colours
    assert "#000000" not in colours
