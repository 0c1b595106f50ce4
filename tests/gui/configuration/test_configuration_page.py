"""The Configuration screen on a real capture, by clicks and keys."""

import json
from pathlib import Path

from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from app.destination import load_definition
from app.gui import theme
from app.gui.configuration import draft as drafts
from app.gui.configuration.compare_dialog import CompareDialog
from app.gui.configuration.mapping_rows import rows_of
from app.gui.configuration.mapping_table import MappingModel
from app.gui.configuration.page import ConfigurationPage
from app.gui.configuration.paste_dialog import SHOWN, PasteDialog
from app.gui.configuration.rules_dialog import RulesDialog
from app.gui.configuration.subs_list import SubscriptionsModel, switch_rect
from app.gui.configuration.trigger_editor import TriggerEditor
from app.gui.shell.notice import Notice
from app.gui.window import MainWindow
from app.services.alternate import alternate_on, with_alternate
from tests.gui.window_kit import click, dialog, opened, order, post, toasts

LONG = 30_000
PRESETS = load_definition().configuration()
ADDED = {"event": "Product Added", "properties": {"product_id": "HP-1", "resolvedBidId": "b"}}


def show(window: MainWindow, qtbot: QtBot) -> ConfigurationPage:
    qtbot.keyClick(window, Qt.Key.Key_6, Qt.KeyboardModifier.AltModifier)
    page = window.configuration
    assert page.subscriptions.hasFocus()
    return page


def tried(page: ConfigurationPage, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: page.middle.trial.compare_link.isVisible(), timeout=LONG)


def test_the_models_keep_qts_rules(qtbot: QtBot) -> None:
    fatal = QAbstractItemModelTester.FailureReportingMode.Fatal
    some, fields = SubscriptionsModel(), MappingModel()
    QAbstractItemModelTester(some, fatal)
    QAbstractItemModelTester(fields, fatal)
    draft = drafts.begun(PRESETS)
    some.show(draft)
    fields.show(rows_of(draft, 1, None))
    with qtbot.assertNotEmitted(some.modelReset):
        some.show(drafts.switched(draft, 1, False))
    some.show_counts({PRESETS.subscriptions[1].trigger: 52})
    assert "off" in some.sentence(1)
    some.show(drafts.removed(draft, 1))
    fields.show(rows_of(draft, 2, None))
    on = drafts.switched(draft, len(PRESETS.subscriptions) - 1, True)
    some.show(on)
    assert "taken twice" in some.sentence(some.rowCount() - 1)


def test_a_switch_is_tried_first_and_then_applied_and_undone(qtbot: QtBot, tmp_path: Path) -> None:
    with opened(qtbot, tmp_path) as (window, inspector):
        post(inspector, click(), ADDED, ADDED)
        page = show(window, qtbot)
        last = page.subscriptions.lines.rowCount() - 1
        qtbot.waitUntil(lambda: page.subscriptions.lines.count(last) == 2, timeout=LONG)
        assert "off, 2 wait" in page.subscriptions.lines.sentence(last)
        index = page.subscriptions.lines.index(last)
        spot = switch_rect(page.subscriptions.visualRect(index)).center().toPoint()
        viewport = page.subscriptions.viewport()
        qtbot.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=spot)
        bar = page.middle.trial
        assert bar.isVisible()
        assert not bar.apply_button.isEnabled()
        tried(page, qtbot)
        assert [one.text() for pair in bar.figures for one in pair][:2] == ["2", "fates change"]
        assert not alternate_on(inspector.configuration)
        page.compare()
        shown = dialog(window)
        assert isinstance(shown, CompareDialog)
        qtbot.waitUntil(lambda: shown.view.model.rowCount() > 0, timeout=LONG)
        assert shown.table.cells().rowCount() == 2
        qtbot.keyClick(shown, Qt.Key.Key_Escape)
        qtbot.mouseClick(bar.apply_button, Qt.MouseButton.LeftButton)
        assert alternate_on(inspector.configuration)
        assert not page.draft.dirty
        assert not bar.isVisible()
        assert "Product Added on" in window.status.configuration.text()
        page.apply()
        qtbot.waitUntil(lambda: inspector.wait_analysed(0), timeout=LONG)
        rows = inspector.read(lambda reader: reader.rows([2])).future.result(30)
        assert rows[0].verdict == "accepted"


def test_a_wrong_trigger_takes_no_effect_and_its_repair_is_a_link(
    qtbot: QtBot, tmp_path: Path
) -> None:
    with opened(qtbot, tmp_path) as (window, inspector):
        post(inspector, click())
        page = show(window, qtbot)
        page.show_subscription("Click")
        editor = page.middle.trigger
        editor.field.setFocus()
        qtbot.keyClick(editor.field, Qt.Key.Key_End)
        qtbot.keyClick(editor.field, Qt.Key.Key_Backspace)
        assert editor.said.text() == "Column 28: the text has no closing quote."
        assert editor.rest.text() == "The last good trigger stays in use."
        assert page.draft.faulty
        assert page.draft.configuration == PRESETS
        assert not page.middle.trial.apply_button.isEnabled()
        theme.watcher.theme_changed.emit()
        page.show_subscription("Impression")
        page.show_subscription("Click")
        assert editor.text().endswith("Product Clicked")
        qtbot.mouseClick(editor.repair, Qt.MouseButton.LeftButton)
        assert not page.draft.dirty
        assert not page.middle.trial.isVisible()
        qtbot.keyClicks(editor.field, " and foo")
        assert page.draft.changed
        assert editor.mistake is not None
        assert not editor.mistake.blocking
        page.discard()
        assert editor.text() == PRESETS.subscriptions[1].trigger
        assert toasts(window) == ["Changes discarded"]


def test_long_and_hostile_triggers_are_bounded(qtbot: QtBot) -> None:
    editor = TriggerEditor()
    qtbot.addWidget(editor)
    data = QMimeData()
    data.setText('type\n= "x"\r\n' + "y" * 200_000)
    editor.field.insertFromMimeData(data)
    assert 49_000 < len(editor.text()) <= 50_000
    assert editor.text().startswith('type = "x" y')
    assert "\n" not in editor.text()
    data.setText("<img src='http://x'>\u202e")
    editor.field.clear()
    editor.field.insertFromMimeData(data)
    assert editor.said.textFormat() == Qt.TextFormat.PlainText
    assert "\u202e" not in editor.said.text()


def test_a_field_is_edited_in_place_with_the_live_result(qtbot: QtBot, tmp_path: Path) -> None:
    with opened(qtbot, tmp_path) as (window, inspector):
        post(inspector, click(shelf="on<b>site"))
        page = show(window, qtbot)
        page.show_subscription("Click")
        table = page.middle.table
        qtbot.waitUntil(lambda: page.middle.time.isVisible(), timeout=LONG)
        assert table.fields.place("channel") < 0
        page.middle.toggle_all()
        table.choose("channel")
        table.setFocus()
        qtbot.keyClick(table, Qt.Key.Key_Return)
        editor = page.middle.editor
        assert editor.text.hasFocus()
        editor.text.setPlainText('{"@path": ')
        assert "no JSON" in editor.said.text()
        assert page.draft.configuration == PRESETS
        assert table.fields.row(table.fields.place("channel")).faulty  # type: ignore[union-attr]
        editor.text.setPlainText('{"@pth": "$.x"}')
        assert "Did you mean “@path”" in editor.said.text()
        editor.text.setPlainText('{"@path": "$.properties.shelf"}')
        assert not page.draft.faulty

        def value() -> str:
            row = table.fields.row(table.fields.place("channel"))
            return row.value if row is not None else ""

        qtbot.waitUntil(lambda: value() == "on<b>site", timeout=LONG)
        qtbot.keyClick(editor.text, Qt.Key.Key_Escape)
        assert table.hasFocus()
        theme.watcher.theme_changed.emit()
        assert not page.draft.faulty
        tried(page, qtbot)
        assert page.middle.preset_button.isEnabled()
        qtbot.mouseClick(page.middle.preset_button, Qt.MouseButton.LeftButton)
        assert not page.draft.dirty


def test_what_is_not_applied_is_asked_for_before_the_window_closes(
    qtbot: QtBot, tmp_path: Path
) -> None:
    with opened(qtbot, tmp_path) as (window, inspector):
        page = show(window, qtbot)
        qtbot.keyClick(page.subscriptions, Qt.Key.Key_Space)
        assert page.draft.changed
        with qtbot.assertNotEmitted(window.quit_wanted, wait=50):
            window.close()
        question = dialog(window)
        assert isinstance(question, Notice)
        qtbot.keyClick(question, Qt.Key.Key_Escape)
        window.show_screen("events")
        window.show_screen("configuration")
        assert page.draft.changed
        window.doings.set_alternate(True)
        assert page.draft.base == inspector.configuration == with_alternate(PRESETS, True)
        assert page.draft.changed
        window.close()
        answer = dialog(window)
        assert isinstance(answer, Notice)
        assert answer.answer_button is not None
        with qtbot.waitSignal(window.quit_wanted):
            qtbot.mouseClick(answer.answer_button, Qt.MouseButton.LeftButton)


def test_settings_definition_rules_and_attribution_change_the_draft(
    qtbot: QtBot, tmp_path: Path
) -> None:
    with opened(qtbot, tmp_path) as (window, inspector):
        post(inspector, order(0))
        page = show(window, qtbot)
        pane = page.settings
        qtbot.mouseClick(pane.skip, Qt.MouseButton.LeftButton)
        tried(page, qtbot)
        assert page.middle.trial.figures[0][0].text() == "1"
        pane.definition.setFocus()
        qtbot.keyClick(pane.definition, Qt.Key.Key_Right)
        assert page.draft.configuration.definition == "topsort-2026-01"
        pane.days.setFocus()
        pane.days.selectAll()
        qtbot.keyClicks(pane.days, "0")
        assert "1 to 90 days" in pane.fault.text()
        pane.days.selectAll()
        qtbot.keyClicks(pane.days, "30")
        assert page.draft.configuration.attribution == {"window_days": 30}
        assert "30 days" in pane.assumed.text()
        page.open_rules()
        rules = dialog(window)
        assert isinstance(rules, RulesDialog)
        qtbot.keyClick(rules.table, Qt.Key.Key_Space)
        assert page.draft.configuration.rules["silenced"] == ["BAN-001"]
        rules.what.choose("bands")
        rules.number.setFocus()
        rules.number.selectAll()
        qtbot.keyClicks(rules.number, "99999")
        assert "10,000" in rules.fault.text()
        rules.number.selectAll()
        qtbot.keyClicks(rules.number, "700")
        qtbot.mouseClick(rules.close_foot, Qt.MouseButton.LeftButton)
        assert page.draft.configuration.rules["bands"] == {"certain": 700}
        assert "1 silenced, 1 number changed" in pane.rules_words.text()
        page.copy_json()
        copied = json.loads(QGuiApplication.clipboard().text())
        assert copied["rules"]["bands"] == {"certain": 700}
        assert inspector.configuration == PRESETS


def test_what_segment_gives_is_read_asked_about_and_becomes_the_draft(
    qtbot: QtBot, tmp_path: Path
) -> None:
    with opened(qtbot, tmp_path) as (window, _inspector):
        page = show(window, qtbot)
        qtbot.mouseClick(page.left.paste_button, Qt.MouseButton.LeftButton)
        paste = dialog(window)
        assert isinstance(paste, PasteDialog)
        paste.field.setPlainText("<b>nothing</b>")
        qtbot.mouseClick(paste.read_button, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: "cannot be used" in paste.state.text(), timeout=LONG)
        assert not paste.use_button.isEnabled()
        one = {
            "name": "Mine <i>",
            "trigger": 'type = "track"',
            "settings": {"id": {"@path": "$.messageId"}},
        }
        paste.field.setPlainText(json.dumps({"data": {"subscriptions": [one]}}))
        paste.read()
        qtbot.waitUntil(lambda: bool(paste.choices), timeout=LONG)
        choice = paste.choices["Mine <i>"]
        choice.setFocus()
        qtbot.keyClick(choice, Qt.Key.Key_End)
        qtbot.waitUntil(lambda: paste.use_button.isEnabled(), timeout=LONG)
        qtbot.keyClick(paste.use_button, Qt.Key.Key_Return)
        assert [some.name for some in page.draft.configuration.subscriptions] == ["Mine <i>"]
        assert page.middle.name.text() == "Mine <i>"
        assert page.middle.name.textFormat() == Qt.TextFormat.PlainText


def test_a_long_text_is_read_whole_and_shown_in_part(qtbot: QtBot, tmp_path: Path) -> None:
    with opened(qtbot, tmp_path) as (window, _inspector):
        paste = show(window, qtbot).paste()
        text = json.dumps(PRESETS.to_json()) + " " * 2_000_000
        data = QMimeData()
        data.setText(text)
        paste.field.insertFromMimeData(data)
        assert len(paste.field.toPlainText()) <= SHOWN
        assert "2,0" in paste.part.text()
        paste.read()
        qtbot.waitUntil(lambda: paste.use_button.isEnabled(), timeout=LONG)
        file = tmp_path / "own.json"
        file.write_bytes(b"\xff\xfe\x00")
        paste.open_file(file)
        qtbot.waitUntil(lambda: "cannot be used" in paste.state.text(), timeout=LONG)
        paste.open_file(tmp_path / "gone<b>.json")
        qtbot.waitUntil(lambda: "cannot be read" in paste.state.text(), timeout=LONG)


def test_a_read_only_capture_tries_and_never_applies(qtbot: QtBot, tmp_path: Path) -> None:
    with (
        opened(qtbot, tmp_path) as (_first, inspector),
        opened(qtbot, tmp_path, inspector.path) as (window, second),
    ):
        post(inspector, click())
        page = show(window, qtbot)
        assert page.left.read_only.isVisible()
        page.show_subscription("Click")
        qtbot.keyClick(page.subscriptions, Qt.Key.Key_Space)
        tried(page, qtbot)
        assert not page.middle.trial.apply_button.isEnabled()
        assert "read-only" in page.middle.trial.said.text()
        page.apply()
        assert second.configuration == inspector.configuration == PRESETS


def test_the_sentence_about_a_switch_leads_to_it(qtbot: QtBot, tmp_path: Path) -> None:
    with opened(qtbot, tmp_path) as (window, inspector):
        post(inspector, ADDED)
        qtbot.waitUntil(lambda: inspector.wait_analysed(0), timeout=LONG)
        window.doings.show_event(1)
        bar = window.detail.page.bar
        qtbot.waitUntil(lambda: bar.switch_link.isVisible(), timeout=LONG)
        assert bar.subtitle.text() == "Segment shows NO_MATCHING_MAPPING."
        qtbot.mouseClick(bar.switch_link, Qt.MouseButton.LeftButton)
        page = window.configuration
        assert page.isVisible()
        assert page.middle.name.text() == "Click, alternate"
        assert page.middle.alternate.text() == "alternate"


def test_a_narrow_window_reaches_the_settings_and_comes_back(qtbot: QtBot, tmp_path: Path) -> None:
    with opened(qtbot, tmp_path) as (window, _inspector):
        window.resize(1024, 640)
        page = show(window, qtbot)
        qtbot.waitUntil(lambda: not page.settings.isVisible())
        qtbot.mouseClick(page.left.settings_button, Qt.MouseButton.LeftButton)
        assert page.settings.isVisible()
        assert not page.middle.isVisible()
        qtbot.keyClick(page.settings.skip, Qt.Key.Key_Escape)
        assert page.middle.isVisible()
        assert page.subscriptions.hasFocus()
