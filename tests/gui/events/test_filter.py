"""The filter field: keys, mistakes, suggestions, history; and what sets the filter from outside."""

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt
from PySide6.QtGui import QAccessible, QTextCharFormat
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.gui import theme
from app.gui.events.filter_editor import FilterEditor, units
from app.gui.events.page import EventsPage
from app.gui.events.suggestions import Suggestion, offline, quote, word_at
from tests.gui.events.bench import Bench, track
from tests.gui.events.test_list import fill

SHIFT = Qt.KeyboardModifier.ShiftModifier
LEFT = Qt.MouseButton.LeftButton


def editor(page: EventsPage) -> FilterEditor:
    return page.bar.field.editor


def write(page: EventsPage, text: str) -> None:
    page.focus_filter()
    QTest.keyClicks(editor(page), text)


def key(page: EventsPage, name: Qt.Key) -> None:
    QTest.keyClick(editor(page), name)


@pytest.fixture
def ids(bench: Bench, page: EventsPage, qtbot: QtBot) -> list[int]:
    """Ten messages: five dropped, four sponsored, one anonymous."""
    rows = fill(bench, page, qtbot, 10)
    bench.judge(rows[:5], "dropped", findings=[("PLV-001", "error")])
    bench.judge(rows[5:9])
    bench.judge(rows[9:], tie="anonymous", action="impression")
    bench.tell()
    qtbot.waitUntil(lambda: page.model.index(9, 2).data() == "Accepted, anonymous")
    return rows


def test_a_filter_is_evaluated_shortly_after_the_last_key(
    page: EventsPage, ids: list[int], qtbot: QtBot
) -> None:
    write(page, "verdict:dropped")
    assert page.shown_ids() == ids
    qtbot.waitUntil(lambda: page.shown_ids() == ids[:5])
    assert page.bar.field._counter.text() == "5 of 10"
    assert page.shown_query.text == "verdict:dropped"


def test_return_evaluates_at_once(page: EventsPage, ids: list[int], qtbot: QtBot) -> None:
    write(page, "verdict:dropped")
    key(page, Qt.Key.Key_Return)
    assert page.shown_query.text == "verdict:dropped"
    assert page.bar.field.text() == "verdict:dropped"


def test_a_mistake_never_changes_the_list(page: EventsPage, ids: list[int], qtbot: QtBot) -> None:
    page.set_filter("verdict:dropped")
    qtbot.waitUntil(lambda: page.shown_ids() == ids[:5])
    resets: list[int] = []
    page.model.modelReset.connect(lambda: resets.append(1))
    page.set_filter("verdikt:accepted since:10m")
    qtbot.wait(100)
    assert page.shown_ids() == ids[:5]
    assert resets == []
    assert page.shown_query.text == "verdict:dropped"
    field = page.bar.field
    assert field.mistake.words() == "No field is called “verdikt”. Nearest:"
    assert field._counter.text() == "last good: 5 of 10"
    assert field.editor.highlighter.wrong == (0, 7)
    assert "No field is called" in field.editor.accessibleDescription()
    field.mistake.nearest.click()
    assert field.text() == "verdict:accepted since:10m"
    assert field.mistake.isHidden()


def test_a_mistake_is_searched_as_text(page: EventsPage, ids: list[int], qtbot: QtBot) -> None:
    page.set_filter("nothing:there")
    page.bar.field.mistake.as_text.click()
    assert page.shown_query.text == '"nothing:there"'


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("since:10x", "“10x” is not a time. Write 30s, 10m, 2h, 3d, today or 14:05."),
        ("(verdict:dropped", "A bracket is open."),
        ("verdict:dropt", "“dropt” is not an outcome. Nearest:"),
        ("size:abc", "“abc” is not a number."),
    ],
)
def test_mistakes_are_named(page: EventsPage, text: str, words: str) -> None:
    page.set_filter(text)
    assert page.bar.field.mistake.words().startswith(words)


def test_the_wrong_part_is_underlined(page: EventsPage) -> None:
    page.set_filter("since:10m verdikt:x")
    formats = editor(page).document().firstBlock().layout().formats()
    waves = [
        (part.start, part.start + part.length)
        for part in formats
        if part.format.underlineStyle() is QTextCharFormat.UnderlineStyle.WaveUnderline
    ]
    assert waves[0][0] == 10
    assert waves[-1][1] == 17


def test_parts_have_their_colours(page: EventsPage) -> None:
    page.set_filter("-type:page mug OR is:marked")
    formats = editor(page).document().firstBlock().layout().formats()
    colours = {part.start: part.format.foreground().color() for part in formats}
    assert colours[0] == theme.color("rejected")
    assert colours[1] == theme.color("accent")
    assert colours[5] == theme.color("text3")
    assert colours[6] == theme.color("text")
    assert colours[15] == theme.color("accent")


def test_qt_counts_in_utf_16_units(page: EventsPage) -> None:
    page.set_filter("😀😀 verdikt:x")
    formats = editor(page).document().firstBlock().layout().formats()
    waves = [
        part.start
        for part in formats
        if part.format.underlineStyle() is QTextCharFormat.UnderlineStyle.WaveUnderline
    ]
    assert min(waves) == 5
    assert units("a😀") == 3
    assert editor(page).cursor_place() == len("😀😀 verdikt:x")


def test_a_paste_stays_on_one_line(page: EventsPage) -> None:
    data = QMimeData()
    data.setText("verdict:dropped\r\nsince:2h\u2028x")
    page.focus_filter()
    editor(page).insertFromMimeData(data)
    assert page.bar.field.text() == "verdict:dropped  since:2h x"
    assert editor(page).blockCount() == 1


def test_a_giant_paste_is_cut(page: EventsPage) -> None:
    data = QMimeData()
    data.setText("x" * 1_000_000)
    page.focus_filter()
    editor(page).insertFromMimeData(data)
    assert len(page.bar.field.text()) == 4000


def test_suggestions_of_fields_and_values(page: EventsPage, ids: list[int], qtbot: QtBot) -> None:
    write(page, "verd")
    field = page.bar.field
    assert field.suggested()[:2] == ["verdict:", "verdict:accepted"]
    qtbot.wait(200)
    assert page.shown_ids() == ids, "a word that is being typed is not searched yet"
    key(page, Qt.Key.Key_Down)
    key(page, Qt.Key.Key_Down)
    key(page, Qt.Key.Key_Return)
    assert field.text() == "verdict:accepted "
    assert field.suggested() == []
    assert page.shown_query.root is not None
    qtbot.waitUntil(lambda: page.shown_ids() == ids[5:])


def test_suggestions_are_counted_in_the_capture(
    page: EventsPage, ids: list[int], qtbot: QtBot
) -> None:
    write(page, "verdict:d")
    listed = page.bar.field._list
    assert listed is not None
    qtbot.waitUntil(lambda: (listed.first() or Suggestion("")).count == 5)
    texts = listed._list.item(0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert texts == "verdict:dropped, 5 events"
    assert page.bar.field.mistake.isHidden(), "“d” may still become a word"


def test_suggestions_of_what_the_capture_holds(
    page: EventsPage, ids: list[int], qtbot: QtBot
) -> None:
    write(page, "event:prod")
    qtbot.waitUntil(lambda: page.bar.field.suggested() == ['event:"Product Clicked"'])
    key(page, Qt.Key.Key_Tab)
    assert page.bar.field.text() == 'event:"Product Clicked" '
    assert page.shown_query.root is not None


def test_escape_first_closes_the_list_then_leaves(page: EventsPage, ids: list[int]) -> None:
    write(page, "verd")
    assert page.bar.field.suggested()
    key(page, Qt.Key.Key_Escape)
    assert page.bar.field.suggested() == []
    assert editor(page).hasFocus()
    key(page, Qt.Key.Key_Escape)
    assert page.table.hasFocus()


def test_tab_without_a_list_goes_on(page: EventsPage) -> None:
    page.focus_filter()
    key(page, Qt.Key.Key_Tab)
    assert not editor(page).hasFocus()


def test_filters_of_before(page: EventsPage, ids: list[int]) -> None:
    page.set_filter("verdict:dropped")
    page.set_filter("is:marked")
    page.focus_filter()
    key(page, Qt.Key.Key_Up)
    key(page, Qt.Key.Key_Up)
    assert page.bar.field.text() == "verdict:dropped"
    key(page, Qt.Key.Key_Down)
    assert page.bar.field.text() == "is:marked"
    key(page, Qt.Key.Key_Down)
    assert page.bar.field.text() == "is:marked"
    assert page.bar.field.history() == ["verdict:dropped", "is:marked"]


def test_clearing(page: EventsPage, ids: list[int], qtbot: QtBot) -> None:
    page.set_filter("verdict:dropped")
    qtbot.waitUntil(lambda: page.shown_ids() == ids[:5])
    page.bar.field.clear_button.click()
    qtbot.waitUntil(lambda: page.shown_ids() == ids)
    assert editor(page).hasFocus()


def test_relative_times_are_shown_resolved(page: EventsPage) -> None:
    page.set_filter("since:10m")
    assert editor(page).toolTip().startswith("since ")
    assert editor(page).toolTip() in editor(page).accessibleDescription()


def test_the_field_is_read_as_text(page: EventsPage) -> None:
    page.set_filter("verdict:dropped")
    read = QAccessible.queryAccessibleInterface(editor(page))
    assert read.role() == QAccessible.Role.EditableText
    assert read.text(QAccessible.Text.Name) == "Filter"


def test_saved_filters(page: EventsPage, ids: list[int]) -> None:
    page.set_filter("verdict:dropped")
    page.bar.saved_menu.aboutToShow.emit()
    entries = {action.text(): action for action in page.bar.saved_menu.actions()}
    assert not entries["Forget this filter"].isEnabled()
    entries["Save this filter"].trigger()
    page.set_filter("")
    page.bar.saved_menu.aboutToShow.emit()
    page.bar.saved_menu.actions()[0].trigger()
    assert page.shown_query.text == "verdict:dropped"


def test_steps_and_losses_set_the_filter(page: EventsPage, ids: list[int], qtbot: QtBot) -> None:
    spots = page.funnel._drop_spots
    qtbot.waitUntil(lambda: spots[1].accessibleName().startswith("5 lost"))
    assert spots[1].accessibleName() == ("5 lost before sending: 5 dropped. Most: PLV-001 Title")
    assert spots[2].isHidden(), "nothing was rejected"
    qtbot.mouseClick(spots[1], LEFT)
    qtbot.waitUntil(lambda: page.shown_ids() == ids[:5])
    page.set_filter("is:marked")
    qtbot.mouseClick(page.funnel._step_spots[0], LEFT)
    assert page.shown_query.text == ""
    qtbot.waitUntil(lambda: page.shown_ids() == ids)
    page.set_filter("id:ajs-next-00000*")
    qtbot.waitUntil(lambda: not page.feed.loading)
    qtbot.mouseClick(spots[3], LEFT, SHIFT)
    assert page.shown_query.text == "id:ajs-next-00000* tie:anonymous"
    qtbot.waitUntil(lambda: page.shown_ids() == ids[9:])


def test_a_step_takes_the_keyboard(page: EventsPage, ids: list[int], qtbot: QtBot) -> None:
    spot = page.funnel._step_spots[3]
    qtbot.waitUntil(lambda: spot.accessibleName() == "Contract accepts, 5 deliveries")
    spot.setFocus()
    QTest.keyClick(spot, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: page.shown_ids() == ids[5:])


def test_the_funnel_counts_what_the_filter_shows(
    page: EventsPage, ids: list[int], qtbot: QtBot
) -> None:
    page.set_filter("verdict:dropped")
    spot = page.funnel._step_spots[0]
    qtbot.waitUntil(lambda: spot.accessibleName() == "Received, 5 messages")
    assert page.funnel._step_spots[2].accessibleName() == "Would be sent, 0 deliveries"


def test_a_bar_sets_the_times(page: EventsPage, ids: list[int], qtbot: QtBot) -> None:
    histogram = page.histogram
    qtbot.waitUntil(lambda: len([bar for bar in histogram._bars.values() if bar.accepted]) == 5)
    page.set_filter("since:3650d user:*")
    qtbot.waitUntil(lambda: not page.feed.loading)
    qtbot.waitUntil(lambda: histogram._bar != 1000)
    page.set_filter("user:*")
    qtbot.waitUntil(lambda: histogram._bar == 1000)
    last = histogram.bar_area(59).center()
    qtbot.mouseClick(histogram, LEFT, pos=last)
    assert page.shown_query.text.startswith("user:* since:")
    qtbot.waitUntil(lambda: page.shown_ids() == ids[9:])


def test_a_range_of_bars(page: EventsPage, ids: list[int], qtbot: QtBot) -> None:
    histogram = page.histogram
    qtbot.waitUntil(lambda: len([bar for bar in histogram._bars.values() if bar.accepted]) == 5)
    qtbot.mousePress(histogram, LEFT, pos=histogram.bar_area(59).center())
    qtbot.mouseMove(histogram, histogram.bar_area(57).center())
    qtbot.mouseRelease(histogram, LEFT, pos=histogram.bar_area(57).center())
    qtbot.waitUntil(lambda: page.shown_ids() == ids[7:])


def test_the_bar_cursor(page: EventsPage, ids: list[int], qtbot: QtBot) -> None:
    histogram = page.histogram
    qtbot.waitUntil(lambda: len([bar for bar in histogram._bars.values() if bar.accepted]) == 5)
    histogram.setFocus(Qt.FocusReason.TabFocusReason)
    assert histogram.accessibleDescription().endswith(", 1 accepted")
    QTest.keyClick(histogram, Qt.Key.Key_Left)
    QTest.keyClick(histogram, Qt.Key.Key_Home)
    assert histogram.accessibleDescription().endswith(", no event")
    QTest.keyClick(histogram, Qt.Key.Key_End)
    QTest.keyClick(histogram, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.shown_ids() == ids[9:])


def test_words_at_the_cursor() -> None:
    word = word_at("since:2h -ver", 13)
    assert word is not None
    assert (word.start, word.field, word.value) == (10, None, "ver")
    word = word_at("verdict:dropped,rej", 19)
    assert word is not None
    assert [one.text for one in offline(word)] == ["verdict:dropped,rejected"]
    assert word_at('event:"Product Cl', 17) is None
    assert word_at("", 0) is not None
    assert offline(word_at("", 0)) == []  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "written"),
    [("a-b_c.d", "a-b_c.d"), ("a b", '"a b"'), ("a..b", '"a..b"'), ('"', '"\\""'), ("-a", '"-a"')],
)
def test_quoting(text: str, written: str) -> None:
    assert quote(text) == written


def test_filtering_under_arrivals_loses_no_letter(
    bench: Bench, page: EventsPage, ids: list[int], qtbot: QtBot
) -> None:
    page.focus_filter()
    for place, letter in enumerate("verdict:dropped"):
        bench.store([track(100 + place * 10 + number) for number in range(10)])
        bench.tell()
        QTest.keyClicks(editor(page), letter)
        QApplication.processEvents()
    assert page.bar.field.text() == "verdict:dropped"
    qtbot.waitUntil(lambda: page.shown_ids() == ids[:5])


def test_a_click_on_a_suggestion_takes_it(page: EventsPage, ids: list[int], qtbot: QtBot) -> None:
    write(page, "verdict:d")
    listed = page.bar.field._list
    assert listed is not None
    viewport = listed._list.viewport()
    qtbot.mouseClick(viewport, LEFT, pos=QPoint(20, 13))
    assert page.bar.field.text() == "verdict:dropped "
    assert editor(page).hasFocus()
