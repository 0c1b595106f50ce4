"""One table of actions: nothing is twice, nothing is dead, everything has a name."""

from itertools import combinations

from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QMenu, QWidget
from pytestqt.qtbot import QtBot

from app.gui.actions import (
    ACTIONS,
    EXPORT_MENU,
    MENUS,
    SUBMENUS,
    WHERE_WORDS,
    build_actions,
    fill_menus,
    keys_text,
    spec_of,
    tip_text,
)
from app.gui.events.keys import KEYS


def test_no_two_actions_share_a_key_in_one_place() -> None:
    for one, other in combinations(ACTIONS, 2):
        if one.where == other.where:
            assert not set(one.keys) & set(other.keys), (one.id, other.id)


def test_keys_and_ids_are_sound() -> None:
    assert len({spec.id for spec in ACTIONS}) == len(ACTIONS)
    for spec in ACTIONS:
        assert spec.text
        assert spec.where in WHERE_WORDS
        for key in spec.keys:
            assert not QKeySequence(key).isEmpty(), key


def test_menus_name_actions_of_the_table() -> None:
    ids = [one for _title, entries in MENUS for one in entries]
    ids += [one for entries in SUBMENUS.values() for one in entries] + list(EXPORT_MENU)
    for action_id in ids:
        if action_id != "-" and action_id not in SUBMENUS:
            spec_of(action_id)


def test_tooltips_end_with_the_key() -> None:
    assert tip_text(spec_of("follow")) == "Keep the newest event in view (Ctrl+L)"
    replay = "Plan a replay. Nothing is sent before you confirm (Ctrl+R)"
    assert tip_text(spec_of("replay")) == replay
    assert keys_text(spec_of("row-down")) == "Down or J"


def test_actions_of_the_window_are_called_with_their_state(qtbot: QtBot) -> None:
    owner = QWidget()
    qtbot.addWidget(owner)
    calls: list[tuple[str, bool]] = []
    actions = build_actions(
        owner,
        {
            "follow": lambda on: calls.append(("follow", on)),
            "keys": lambda on: calls.append(("keys", on)),
            "mark": lambda on: calls.append(("mark", on)),
        },
    )
    actions["follow"].trigger()
    actions["follow"].trigger()
    actions["keys"].trigger()
    assert calls == [("follow", True), ("follow", False), ("keys", False)]
    assert actions["keys"].shortcut() == QKeySequence("F1")
    # Space belongs to whatever has the focus, so the window must not take it.
    assert actions["mark"].shortcut().isEmpty()
    assert "Space" in actions["mark"].text()


def test_every_menu_can_be_filled(qtbot: QtBot) -> None:
    owner = QWidget()
    qtbot.addWidget(owner)
    named = {one for _title, entries in MENUS for one in entries}
    named |= {one for entries in SUBMENUS.values() for one in entries}
    handlers = {one: (lambda _on: None) for one in named - {"-"} - SUBMENUS.keys()}
    menu = QMenu(owner)
    fill_menus(menu, build_actions(owner, handlers))
    assert [action.text() for action in menu.actions()] == [title for title, _ in MENUS]


def test_the_list_of_keys_tells_what_the_list_does() -> None:
    shown = {key for spec in ACTIONS if spec.where == "list" for key in spec.keys}
    names = {
        QKeySequence(key.value | modifiers.value).toString(QKeySequence.SequenceFormat.PortableText)
        for (key, modifiers), name in KEYS.items()
        if name not in {"down", "up", "filter", "copy-message", "copy-event"}
    }
    assert names - {"Enter"} <= shown
