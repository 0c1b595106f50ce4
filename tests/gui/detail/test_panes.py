"""Findings, JSON as text, attempts, the pair and the verdict bar, each alone."""

import json
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.analysis.pair import compare
from app.gui.detail.answers import answer_text
from app.gui.detail.attempts_tab import AttemptsTab
from app.gui.detail.event_tab import EventTab
from app.gui.detail.findings_pane import FindingsPane
from app.gui.detail.json_text import CUT, JsonText
from app.gui.detail.leaf_menu import entries
from app.gui.detail.message_tab import MessageTab
from app.gui.detail.nodes import MessageTree
from app.gui.detail.pair_model import ROWS, cell_texts, fold
from app.gui.detail.pair_tab import PairView, Side
from app.gui.detail.parts import Paragraph
from app.gui.detail.verdict_bar import VerdictBar
from app.gui.detail.words import event_words, tabs_of, tie_sentence
from app.gui.sdk import sdk_name
from app.gui.widgets import Link, Snippet, plain_label
from app.lint.finding import Finding
from app.segment.jsontext import JsonObject
from app.store.filters import parse
from app.store.model import Attempt, StoredMessage

ERROR = Finding(
    "PLV-001",
    "error",
    "Partial list",
    "2 of 3 products carry a bid.",
    "3 impressions are lost.",
    "Send only the auction winners in this event.",
    "analytics.track('Product List Viewed', {\n  products\n})",
    delivery=0,
)
WARNING = Finding("PLV-006", "warning", "Shared event id", "All carry the same id.", "", "")


def shown(qtbot: QtBot, widget: QWidget, width: int = 400, height: int = 400) -> None:
    qtbot.addWidget(widget)
    widget.resize(width, height)
    widget.show()
    qtbot.waitExposed(widget)
    widget.activateWindow()
    qtbot.waitUntil(widget.isActiveWindow)


def paragraphs(widget: QWidget) -> list[str]:
    return [one.text() for one in widget.findChildren(Paragraph)]


def test_errors_come_first_with_fix_and_snippet(qtbot: QtBot) -> None:
    pane = FindingsPane()
    shown(qtbot, pane)
    pane.show_findings([WARNING, ERROR], rules=49)
    first, second = pane.cards()
    assert (first.finding, second.finding) == (ERROR, WARNING)
    assert paragraphs(first) == [
        "2 of 3 products carry a bid. 3 impressions are lost.",
        "Fix. Send only the auction winners in this event.",
    ]
    assert first.findChild(Snippet).toPlainText() == ERROR.snippet
    assert second.findChild(Snippet) is None
    assert paragraphs(second) == ["All carry the same id."]


def test_the_link_of_a_rule_and_of_the_other_event(qtbot: QtBot) -> None:
    pane = FindingsPane()
    shown(qtbot, pane)
    pair = Finding("CLK-001", "warning", "Duplicate click", "Two.", "", "", others=(7,))
    pane.show_findings([pair], rules=49)
    rule, other = pane.cards()[0].findChildren(Link)
    with qtbot.waitSignal(pane.rule_chosen) as told:
        QTest.mouseClick(rule, Qt.MouseButton.LeftButton)
    assert told.args == ["CLK-001"]
    assert other.accessibleName() == "Show the other event"
    with qtbot.waitSignal(pane.row_chosen) as told:
        QTest.keyClick(other, Qt.Key.Key_Space)
    assert told.args == [7]


def test_hostile_words_in_a_finding_stay_words(qtbot: QtBot) -> None:
    pane = FindingsPane()
    shown(qtbot, pane)
    finding = Finding(
        "X-1", "info", "<b>t</b>\n", "<img src=x>\u202e TSE_abcdef123", "", "<a href=x>f</a>"
    )
    pane.show_findings([finding], rules=1)
    assert paragraphs(pane) == ["<img src=x>\\u202e TSE_…", "Fix. <a href=x>f</a>"]
    assert all(one.textFormat() is Qt.TextFormat.PlainText for one in pane.findChildren(Paragraph))
    assert "<b>t</b>\\n" in pane.cards()[0].accessibleName()


def test_no_finding_says_how_many_rules_looked(qtbot: QtBot) -> None:
    pane = FindingsPane()
    shown(qtbot, pane)
    pane.show_findings([], rules=49, accepted=True, tie="Sponsored by bid ChAG…ABk3.")
    assert paragraphs(pane) == [
        "49 rules looked at it. Accepted means the contract allows it; "
        "Topsort decides later what counts.",
        "Sponsored by bid ChAG…ABk3.",
    ]
    pane.show_findings([], rules=3)
    assert paragraphs(pane) == ["3 rules looked at it."]
    pane.show_findings([], rules=3, analysed=False)
    assert paragraphs(pane) == ["The rules look at it in a moment."]


def test_a_finding_names_its_delivery_where_there_are_several(qtbot: QtBot) -> None:
    pane = FindingsPane()
    shown(qtbot, pane)
    pane.show_findings([ERROR], rules=3, deliveries={0: "Click", 1: "Impression"})
    labels = {label.text() for label in pane.cards()[0].findChildren(type(plain_label()))}
    assert "Delivery “Click”" in labels


def test_json_text_finds_in_it(qtbot: QtBot) -> None:
    pane = JsonText("Stored message")
    shown(qtbot, pane)
    pane.show_text('{\n  "𝒳": "needle",\n  "b": "Needle"\n}')
    QTest.keyClick(pane.text, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert pane.find_line.isVisible()
    QTest.keyClicks(pane.find_line.field, "needle")
    assert pane.find_line.count.text() == "1 of 2"
    assert pane.text.textCursor().selectedText() == "needle"
    assert len(pane.text.extraSelections()) == 2
    QTest.keyClick(pane.find_line.field, Qt.Key.Key_Return)
    assert pane.find_line.count.text() == "2 of 2"
    assert pane.text.textCursor().selectedText() == "Needle"
    QTest.keyClick(pane.find_line.field, Qt.Key.Key_Return)
    assert pane.find_line.count.text() == "1 of 2"
    QTest.keyClick(pane.find_line.field, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert pane.find_line.count.text() == "2 of 2"
    QTest.keyClick(pane.find_line.field, Qt.Key.Key_Escape)
    assert not pane.find_line.isVisible()
    assert pane.text.hasFocus()
    assert pane.text.extraSelections() == []


def test_json_text_shows_a_megabyte_and_then_all(qtbot: QtBot) -> None:
    pane = JsonText("Stored message")
    shown(qtbot, pane)
    text = "[\n" + '"0123456789",\n' * 90_000 + "1]"
    pane.show_text(text)
    assert len(pane.text.toPlainText()) == CUT
    assert pane.cut_line.isVisible()
    assert pane.cut_words.text() == "The first megabyte of 1.3. The rest is not shown."
    QTest.mouseClick(pane.load_all, Qt.MouseButton.LeftButton)
    assert pane.text.toPlainText() == text
    assert not pane.cut_line.isVisible()
    pane.show_text("{}")
    assert pane.text.toPlainText() == "{}"


def test_json_text_keeps_its_place_for_the_same_text_and_masks(qtbot: QtBot) -> None:
    pane = JsonText("Stored message")
    shown(qtbot, pane, height=120)
    text = "\n".join(["TSE_0123456789", *["x"] * 100, "\u202e"])
    pane.show_text(text)
    assert "TSE_0" not in pane.text.toPlainText()
    assert pane.text.toPlainText().endswith("\\u202e")
    pane.text.verticalScrollBar().setValue(40)
    pane.show_text(text)
    assert pane.text.verticalScrollBar().value() == 40


def stored(message: JsonObject) -> StoredMessage:
    return StoredMessage(
        1, message, 2100, 1_000, 1_000, "https://shop.example", "/v1/t", "UA", 200, "AbCd"
    )


def test_the_message_tab_says_how_it_came(qtbot: QtBot) -> None:
    tab = MessageTab()
    shown(qtbot, tab)
    message = {"event": "x", "context": {"library": {"name": "analytics.js", "version": "1"}}}
    tab.show_message(stored(message), lambda ms: f"at {ms}")
    assert tab.header.subtitle.text() == (
        "Received at 1000 · request /v1/t, answered 200 · from https://shop.example · "
        "Browser SDK · 2.1 KB"
    )
    assert tab.json.text.toPlainText().startswith('{\n  "event": "x"')
    assert not tab.odd.isVisible()


def test_the_message_tab_says_what_was_odd_about_the_request(qtbot: QtBot) -> None:
    tab = MessageTab()
    shown(qtbot, tab)
    tab.show_message(replace(stored({}), notes=("Says TSE_0123456789.", "\u202e")), str)
    assert tab.odd.isVisible()
    assert tab.odd.text() == "In its request: Says TSE_… \\u202e"
    tab.show_message(stored({}), str)
    assert not tab.odd.isVisible()


def test_sdk_names() -> None:
    assert sdk_name({}) == "no SDK named"
    assert sdk_name({"context": {"library": {"name": "analytics_flutter"}}}) == "Flutter SDK"
    assert sdk_name({"context": {"library": {"name": "own-lib"}}}) == "own-lib"
    assert sdk_name({"context": {"library": "x"}}) == "no SDK named"


def test_the_event_tab_says_that_nothing_would_be_sent(qtbot: QtBot) -> None:
    tab = EventTab()
    shown(qtbot, tab)
    tab.show_request(None, "", "Dropped by Segment: x is missing")
    assert tab.nothing.isVisible()
    assert tab.nothing.text.text() == "Dropped by Segment: x is missing"
    tab.show_request({"clicks": []}, "click, as it would be sent", "")
    assert tab.json.isVisible()
    assert tab.json.text.toPlainText() == '{\n  "clicks": []\n}'


def attempt(**changes: object) -> Attempt:
    values: dict[str, object] = {
        "row": 1,
        "preset": "Click",
        "replay": "r1",
        "target": "Sandbox on this computer",
        "sent_at": 1_000,
        "request": b"{}",
        "outcome": "accepted",
        "status": 204,
        "answer": "",
        "took": 12,
        "forecast": "accepted",
    }
    return Attempt(**{**values, **changes})  # type: ignore[arg-type]


def test_attempts_newest_first_and_none(qtbot: QtBot) -> None:
    tab = AttemptsTab()
    shown(qtbot, tab, 900, 200)
    tab.show_attempts([])
    assert tab.empty.isVisible()
    assert tab.empty.title.text() == "Never replayed"
    tester = QAbstractItemModelTester(
        tab.model, QAbstractItemModelTester.FailureReportingMode.Fatal
    )
    tab.show_attempts(
        [
            attempt(),
            attempt(sent_at=3_000, outcome="rejected", status=400, answer="bad\n<b>"),
            attempt(sent_at=2_000, outcome="in doubt", status=None, took=10_000),
        ]
    )
    texts = [tab.model.texts(one)[2:] for one in tab.model.attempts]
    assert texts == [
        ("Rejected 400 bad · <b>", "12 ms", "wrong"),
        ("In doubt no answer", "10,000 ms", "open"),
        ("Accepted 204", "12 ms", "right"),
    ]
    assert tab.table.isVisible()
    said = tab.model.data(tab.model.index(0, 0), Qt.ItemDataRole.AccessibleTextRole)
    assert "Answer Rejected 400" in str(said)
    tab.grab()
    assert tester is not None


def test_the_whole_answer_of_an_attempt_is_read_and_copied(qtbot: QtBot) -> None:
    tab = AttemptsTab()
    shown(qtbot, tab, 900, 300)
    reason = "purchases[0].items[2].unitPrice is 0; the contract wants a price over 0. " * 8
    body = json.dumps([{"errCode": "bad_request", "docUrl": "x", "message": reason.strip()}])
    refused = attempt(sent_at=3_000, outcome="rejected", status=400, answer=body)
    tab.show_attempts([attempt(), refused])
    whole = f"Answer: 400, bad_request: {reason.strip()}"
    assert tab.answer.text() == whole
    assert tab.answer.lines.height() > 3 * tab.answer.lines.fontMetrics().lineSpacing()
    assert tab.answer.lines.verticalScrollBar().maximum() == 0
    qtbot.mouseClick(tab.answer.button, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == whole
    tab.table.selectRow(1)
    assert tab.answer.text() == "Answer: 204, empty body"
    tab.show_attempts([attempt(), refused])
    assert tab.table.currentIndex().row() == 1


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ('{"errCode": "bad_request", "docUrl": "x", "message": "No."}', "bad_request: No."),
        ('[{"errCode": "a", "message": "One."}, {"errCode": "b"}]', "a: One.\nb"),
        ('[{"errCode": 4}]', '[{"errCode": 4}]'),
        ('["no"]', '["no"]'),
        ("[]", "[]"),
        ("", ""),
        ("<b>Bad gateway</b>\n", "<b>Bad gateway</b>"),
        ('{"message": "two\\u202elines\\u0000"}', "two\\u202elines\\u0000"),
        ("[" * 5000, "[" * 5000),
        ('{"message": "TSE_abcdefghijklmnop"}', "TSE_…"),
    ],
)
def test_an_answer_in_words(answer: str, said: str) -> None:
    assert answer_text(answer) == said


LEFT = {"event": "Product Clicked", "anonymousId": "u", "properties": {"price": "3", "n": 2}}
RIGHT = {"event": "Product Added", "anonymousId": "u", "properties": {"price": 3, "cart_id": "c"}}


def test_a_pair_shows_both_on_the_same_line(qtbot: QtBot) -> None:
    view = PairView()
    shown(qtbot, view, 952, 375)
    view.show_pair(
        compare(LEFT, RIGHT),
        Side("sponsored", "Product Clicked", "keep this one", "accent"),
        Side("sponsored", "Product Added", "the second click", "warning"),
        gap=38,
    )
    texts = [
        [view.model.data(view.model.index(row, column)) for column in range(4)]
        for row in range(view.model.rowCount())
    ]
    assert ["event", "Product Clicked", "≠", "Product Added"] in texts
    assert ["anonymousId", "u", "=", "u"] in texts
    assert ["properties.price", '"3"', "≠", "3"] in texts
    assert ["properties.cart_id", "absent", "≠", "c"] in texts
    assert view.line.text() == "38 ms"
    assert view.line.accessibleName() == "Time between the two: 38 ms"
    assert view.header.left.plate.text() == "keep this one"
    widths = [view.table.columnWidth(column) for column in range(4)]
    assert widths == [232, 332, 36, 332]
    assert view.header.right.x() == 600
    assert view.table.visualRect(view.model.index(0, 1)).height() == 23


def test_like_rows_beyond_ten_fold_and_show(qtbot: QtBot) -> None:
    view = PairView()
    shown(qtbot, view, 952, 375)
    left = {f"k{n:02d}": n for n in range(20)}
    view.show_pair(compare(left, {**left, "k15": 0}), Side("", "a"), Side("", "b"))
    assert view.model.rowCount() == ROWS
    assert view.more_words.text() == "10 more paths are equal."
    assert "k15" in [row.path_text for row in view.model.rows]
    assert not view.line.isVisible()
    QTest.mouseClick(view.more, Qt.MouseButton.LeftButton)
    assert view.model.rowCount() == 20
    assert not view.more.isVisible()


def test_every_unlike_row_is_shown() -> None:
    rows = compare({f"k{n}": n for n in range(30)}, {f"k{n}": -n for n in range(1, 30)})
    found, left_out = fold(rows)
    assert (len(found), left_out) == (30, 0)
    assert cell_texts(rows[1]) == ("1", "-1")


def test_the_verdict_bar(qtbot: QtBot) -> None:
    bar = VerdictBar()
    shown(qtbot, bar, 1352, 57)
    bar.show_tabs(tabs_of(pair=False, folded=False, findings=2, attempts=2))
    bar.say("dropped", "Dropped by Segment: x\nis missing", "Second line")
    assert bar.height() == 57
    assert bar.sentence.text() == "Dropped by Segment: x\\nis missing"
    assert bar.accessibleName() == "Dropped. Dropped by Segment: x\\nis missing. Second line"
    assert [bar.tabs.button(key).accessibleName() for key in list(bar.tabs.keys())] == [
        "Fate",
        "Message",
        "Topsort event",
        "Attempts 2",
    ]
    with qtbot.waitSignal(bar.tab_chosen) as told:
        QTest.mouseClick(bar.tabs.button("message"), Qt.MouseButton.LeftButton)
    assert told.args == ["message"]


def test_deliveries_are_chosen_in_the_bar(qtbot: QtBot) -> None:
    bar = VerdictBar()
    shown(qtbot, bar, 1352, 57)
    bar.show_deliveries(["Click"], 0)
    assert not bar.deliveries.isVisible()
    bar.show_deliveries(["Click", "Impression"], 0)
    assert bar.deliveries.isVisible()
    with qtbot.waitSignal(bar.delivery_chosen) as told:
        QTest.mouseClick(bar.deliveries.button("1"), Qt.MouseButton.LeftButton)
    assert told.args == [1]
    with qtbot.assertNotEmitted(bar.delivery_chosen):
        bar.show_deliveries(["Click", "Impression"], 0)
    assert bar.deliveries.key() == "0"
    bar.show_deliveries(["a", "b", "c", "d & e"], 3)
    assert not bar.deliveries.isVisible()
    assert bar.more.label() == "d & e, 4 of 4"
    with qtbot.waitSignal(bar.delivery_chosen) as told:
        bar.more.menu().actions()[2].trigger()
    assert told.args == [2]


def test_a_long_sentence_takes_a_second_line(qtbot: QtBot) -> None:
    bar = VerdictBar()
    shown(qtbot, bar, 600, 57)
    bar.show_tabs(tabs_of(pair=False, folded=False, findings=0, attempts=0))
    long = "Rejected by Topsort: " + "word " * 4 + "end"
    bar.say("rejected", long, "")
    assert bar.rest.isVisible()
    assert bar.height() == 79
    assert f"{bar.sentence.text()} {bar.rest.text()}" == long
    for label in (bar.sentence, bar.rest):
        assert label.fontMetrics().horizontalAdvance(label.text()) <= label.width()
    bar.resize(1300, 79)
    assert bar.height() == 57
    assert bar.sentence.text() == long
    bar.say("rejected", "Rejected", "")
    assert not bar.rest.isVisible()


def test_a_giant_word_stays_in_the_pane(qtbot: QtBot) -> None:
    tab = EventTab()
    shown(qtbot, tab, 400, 300)
    tab.show_request(None, "", f"Unmapped: no subscription has the event “{'x' * 5000}”")
    text = tab.nothing.text
    assert len(text.text()) < 700
    assert text.width() <= 400
    assert tab.nothing.minimumSizeHint().width() <= 400
    assert text.height() > 3 * text.fontMetrics().lineSpacing()
    tab.grab()


def test_words_of_a_delivery() -> None:
    assert event_words("impressionsList", "dropped") == "impressions, built and not sent"
    assert event_words("click", "accepted") == "click, as it would be sent"
    assert event_words("purchase", "filtered") == "purchase, not sent"
    assert tie_sentence("sponsored", {"resolvedBidId": "ChAGj-Q1bXsHkYyUqfT9vABk3"}) == (
        "Sponsored by bid ChAG…ABk3."
    )
    assert tie_sentence(None, {}) == ""
    keys = [key for key, _ in tabs_of(pair=True, folded=True, findings=2, attempts=0)]
    assert keys == ["pair", "fate", "findings", "message", "event", "attempts"]


@pytest.mark.parametrize(
    ("path", "only"),
    [
        (("properties", "price"), 'in.properties.price:="12"'),
        (("properties", "items", 0, "id"), 'in.properties.items.id:="a b"'),
    ],
)
def test_a_leaf_becomes_a_filter_that_parses(path: tuple[str | int, ...], only: str) -> None:
    tree = MessageTree({"properties": {"price": 12, "items": [{"id": "a b"}]}})
    node = tree.find(path)
    assert node is not None
    asked: list[str] = []
    copied: list[tuple[str, str]] = []
    menu = entries(
        "in",
        node,
        copy=lambda text, said: copied.append((text, said)),
        set_filter=asked.append,
        go_to_source=None,
    )
    for entry in menu:
        entry.act()
    assert asked == [only, f"-{only}"]
    assert all(parse(text, now=0) is not None for text in asked)
    assert [said for _, said in copied] == ["Copied the value", "Copied the path"]


def test_a_branch_or_a_secret_makes_no_filter() -> None:
    tree = MessageTree({"a": {"b": "TSE_0123456789"}, "c\nd": "x"})
    for path in (("a",), ("a", "b")):
        node = tree.find(path)
        assert node is not None
        menu = entries(
            "in", node, copy=lambda *_: None, set_filter=lambda _: None, go_to_source=lambda: None
        )
        assert [entry.text for entry in menu] == ["Copy value", "Copy path", "Go to its source"]


def test_a_copied_snippet_reaches_the_clipboard(qtbot: QtBot) -> None:
    pane = FindingsPane()
    shown(qtbot, pane)
    pane.show_findings([ERROR], rules=1)
    snippet = pane.findChild(Snippet)
    QTest.mouseClick(snippet.copy_button(), Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == ERROR.snippet
    QApplication.processEvents()
