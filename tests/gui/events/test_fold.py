"""How the page folds, looks after its columns, and what it keeps."""

from datetime import datetime, timedelta
from time import time

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QColor, QFontMetrics, QImage
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.gui import theme
from app.gui.events.columns import COLUMNS, DEVELOPER, INDEX
from app.gui.events.page import EventsPage
from app.gui.fonts import mono_font
from app.segment.times import iso
from tests.gui.events.bench import Bench, track
from tests.gui.events.test_list import fill, names


def resized(page: EventsPage, width: int, height: int, qtbot: QtBot) -> None:
    window = page.window()
    layout = window.layout()
    assert layout is not None
    rail, detail = (52 if width < 1080 else 88), (432 if height >= 900 else 274)
    layout.setContentsMargins(rail, 48, 0, 24 + detail)
    layout.activate()
    window.resize(width, height)
    qtbot.waitUntil(lambda: window.size().toTuple() == (width, height))
    QApplication.processEvents()


def test_the_default_size(page: EventsPage) -> None:
    assert page.bar.height() == 44
    assert page.strip.height() == 92
    assert page.table.horizontalHeader().height() == 26
    assert page.table.rowHeight(0) in (0, 26)
    assert page.table.viewport().height() == 9 * 26, "nine whole rows"
    assert page.histogram.width() == 468
    assert page.histogram.x() + page.histogram.width() == page.width()


@pytest.mark.parametrize(
    ("width", "histogram", "source", "more"),
    [
        (1280, True, True, False),
        (1279, True, False, True),
        (1160, True, False, True),
        (1159, False, False, True),
        (1024, False, False, True),
    ],
)
def test_folding_by_width(
    page: EventsPage, qtbot: QtBot, width: int, histogram: bool, source: bool, more: bool
) -> None:
    resized(page, width, 900, qtbot)
    assert page.histogram.isVisible() == histogram
    assert ("source" in page.table.columns.keys()) == source  # noqa: SIM118
    assert page.bar.more_button.isVisible() == more
    assert page.bar.saved_button.isVisible() != more
    header = page.table.horizontalHeader()
    assert header.length() == page.table.viewport().width(), "no gap and nothing cut off"


def test_a_column_that_folded_away_comes_back_as_it_was(page: EventsPage, qtbot: QtBot) -> None:
    resized(page, 1440, 900, qtbot)
    before = page.table.columns.state()
    wide = [page.table.columnWidth(INDEX[key]) for key in ("product", "source")]
    resized(page, 1024, 640, qtbot)
    resized(page, 1440, 900, qtbot)
    assert [page.table.columnWidth(INDEX[key]) for key in ("product", "source")] == wide
    assert page.table.columns.state() == before


def test_folding_by_height(page: EventsPage, qtbot: QtBot) -> None:
    resized(page, 1440, 760, qtbot)
    assert page.strip.height() == 92
    resized(page, 1440, 759, qtbot)
    assert page.strip.height() == 32
    assert not page.histogram.isVisible()
    resized(page, 1440, 900, qtbot)
    assert page.strip.height() == 92
    assert page.histogram.isVisible()


def test_the_small_line_can_be_clicked_too(bench: Bench, page: EventsPage, qtbot: QtBot) -> None:
    ids = fill(bench, page, qtbot, 4)
    bench.judge(ids[:3], "rejected")
    bench.judge(ids[3:])
    bench.tell()
    resized(page, 1024, 640, qtbot)
    spot = page.funnel._drop_spots[2]
    qtbot.waitUntil(lambda: spot.isVisible())
    assert spot.height() >= 24
    assert page.funnel.rect().contains(page.funnel._step_spots[4].geometry().center())
    qtbot.mouseClick(spot, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.shown_ids() == ids[:3])


def test_columns_can_be_hidden_moved_and_kept(bench: Bench, page: EventsPage, qtbot: QtBot) -> None:
    fill(bench, page, qtbot, 2)
    page.bar.hide_column("becomes")
    assert page.table.isColumnHidden(INDEX["becomes"])
    page.table.columns.move("time", 1)
    assert page.table.columns.keys()[:3] == ("mark", "outcome", "time")
    page.table.horizontalHeader().resizeSection(INDEX["event"], 250)
    state = page.state()
    assert state["table"]["widths"] == {"event": 250}
    page.set_filter("is:marked")
    page.bar.set_saved(["is:marked"])
    state = page.state()

    page.bar.set_columns(DEVELOPER)
    page.table.columns.set_state({"order": [c.key for c in COLUMNS], "widths": {}})
    page.bar.set_saved([])
    assert page.table.columns.keys() == DEVELOPER
    page.set_state(state)
    assert page.state() == state
    assert page.table.columnWidth(INDEX["event"]) == 250
    assert "becomes" not in page.table.columns.keys()  # noqa: SIM118


@pytest.mark.parametrize(
    "state",
    [
        {},
        {"columns": None, "table": None, "saved": 5, "history": {}},
        {"columns": ["nothing"], "table": {"order": ["x", 5], "widths": {"event": -5}}},
        {"table": {"order": [], "widths": {"event": True, "time": 10**9}}, "saved": [1, "mug"]},
    ],
)
def test_a_spoilt_profile_does_no_harm(page: EventsPage, state: dict[str, object]) -> None:
    page.set_state(state)
    assert page.table.columns.keys() == DEVELOPER
    assert page.table.columnWidth(INDEX["event"]) == 168


def test_a_head_opens_its_menu(page: EventsPage, qtbot: QtBot) -> None:
    header = page.table.horizontalHeader()
    spot = QPoint(header.sectionViewportPosition(INDEX["user"]) + 20, 13)
    with qtbot.waitSignal(page.table.columns.menu_wanted):
        qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    page.commands.filter_begun.emit("user:")
    assert page.bar.field.text() == "user:"
    assert page.bar.field.editor.hasFocus()


def test_times_of_other_days_are_never_cut(bench: Bench, page: EventsPage, qtbot: QtBot) -> None:
    assert page.table.columnWidth(INDEX["time"]) == 106
    old = "2019-03-05T04:05:06.789Z"
    bench.store([track(1, timestamp=old, originalTimestamp=old)])
    bench.tell()
    qtbot.waitUntil(lambda: page.table.columnWidth(INDEX["time"]) > 106)
    page.set_utc(True)
    text = page.model.index(0, INDEX["time"]).data()
    assert text == "5 Mar 2019 04:05:06.789"
    needed = QFontMetrics(mono_font(12)).horizontalAdvance(text) + 16
    assert page.table.columnWidth(INDEX["time"]) >= needed
    header = page.table.horizontalHeader()
    assert header.length() == page.table.viewport().width()


def test_after_midnight_times_show_their_day(bench: Bench, page: EventsPage, qtbot: QtBot) -> None:
    now = iso(int(time() * 1000))
    bench.store([track(1, timestamp=now, originalTimestamp=now)])
    bench.tell()
    qtbot.waitUntil(lambda: bool(page.model.index(0, INDEX["time"]).data()))
    page.model._today = datetime.now() - timedelta(days=1)
    page.model.turn_the_page()
    assert len(page.model.index(0, INDEX["time"]).data()) == len("14:05:09.871")
    page.model._today = datetime.now() - timedelta(days=1)
    assert len(page.model.index(0, INDEX["time"]).data()) > len("14:05:09.871")


def test_times_in_utc(bench: Bench, page: EventsPage, qtbot: QtBot) -> None:
    bench.store([track(1)])
    bench.tell()

    def shown() -> str:
        return page.model.index(0, INDEX["time"]).data() or ""

    qtbot.waitUntil(lambda: bool(shown()))
    page.set_utc(True)
    assert shown().endswith("14:13:21.000")


def test_everything_that_can_be_used_has_a_name(
    bench: Bench, page: EventsPage, qtbot: QtBot
) -> None:
    fill(bench, page, qtbot, 2)
    nameless = [
        widget
        for widget in page.findChildren(QWidget)
        if widget.isVisible()
        and (isinstance(widget, QAbstractButton) or widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
        and not widget.accessibleName()
        and not widget.objectName().startswith("qt_")
    ]
    assert nameless == []


def pixels(image: QImage) -> set[str]:
    return {
        image.pixelColor(x, y).name()
        for x in range(0, image.width(), 2)
        for y in range(0, image.height(), 2)
    }


def test_selected_and_idle_rows_have_their_grounds(
    bench: Bench, page: EventsPage, qtbot: QtBot
) -> None:
    ids = fill(bench, page, qtbot, 3)
    qtbot.waitUntil(lambda: None not in names(page))
    page.choose(ids[1])
    page.table.setFocus()
    row = page.table.visualRect(page.model.index(1, INDEX["source"]))
    spot = QPoint(row.right() - 3, row.y() + 3)

    def ground() -> QColor:
        return page.table.viewport().grab().toImage().pixelColor(spot)

    assert ground() == theme.color("accentSoft")
    bar = QPoint(0, row.y() + 13)
    assert page.table.viewport().grab().toImage().pixelColor(bar) == theme.color("accent")
    page.focus_filter()
    assert ground() == theme.color("selIdle")


def test_both_themes_paint_in_their_own_colours(
    bench: Bench, page: EventsPage, qtbot: QtBot, dark: theme.Theme
) -> None:
    ids = fill(bench, page, qtbot, 3)
    bench.judge(ids, findings=[("CLK-001", "warning")])
    bench.tell()
    qtbot.waitUntil(lambda: page.model.index(2, INDEX["outcome"]).data() == "Accepted, sponsored")
    shown = pixels(page.grab().toImage())
    assert theme.color("surface").name() in shown
    assert "#ffffff" not in shown


def test_a_screen_reader_hears_a_row_as_one_sentence(
    bench: Bench, page: EventsPage, qtbot: QtBot
) -> None:
    ids = fill(bench, page, qtbot, 2)
    bench.judge(ids, "dropped", findings=[("PLV-001", "error")])
    bench.tell()
    qtbot.waitUntil(lambda: page.model.index(1, INDEX["outcome"]).data() == "Dropped")
    table = QAccessible.queryAccessibleInterface(page.table)
    assert table.text(QAccessible.Text.Name) == "Events"
    heard = [
        child.text(QAccessible.Text.Name)
        for place in range(table.childCount())
        if (child := table.child(place)) is not None and child.role() == QAccessible.Role.Cell
    ]
    assert any(
        words.endswith(
            "dropped, Product Clicked, not sent, user b07e…19aa, HP-1 Trail Mug 350 ml, "
            "error PLV-001"
        )
        for words in heard
    )
