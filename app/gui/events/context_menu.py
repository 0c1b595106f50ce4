"""The menus of a cell and of a column's head."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from app.gui.events.columns import COLUMNS, INDEX, terms, without
from app.gui.events.words import menu_words
from app.masking import masked
from app.store.model import EventRow


@dataclass(frozen=True, slots=True)
class Doings:
    """What the entries do. `filter` takes a filter text, and True where it is to be added."""

    filter: Callable[[str, bool], None]
    copy_message: Callable[[], None]
    copy_event: Callable[[], None]
    mark: Callable[[], None]
    replay: Callable[[], None]


def cell_menu(parent: QWidget, key: str, row: EventRow, shown: str, doings: Doings) -> QMenu:
    """The menu of the cell `key` of `row`, which shows the text `shown`."""
    menu = _menu(parent)
    found = terms(key, row)
    if found:
        value = menu_words(shown) or "nothing"
        _add(menu, f"Show only “{value}”", lambda: doings.filter(" ".join(found), _shift()))
        _add(menu, f"Hide “{value}”", lambda: doings.filter(without(found), _shift()))
        menu.addSeparator()
    whole = COLUMNS[INDEX[key]].values(row)
    copy = _add(menu, "Copy value", lambda: QGuiApplication.clipboard().setText(masked(whole)))
    copy.setEnabled(bool(whole))
    _add(menu, "Copy as JSON", doings.copy_message)
    _add(menu, "Copy Topsort event", doings.copy_event)
    menu.addSeparator()
    _add(menu, "Take the mark away" if row.marked else "Mark", doings.mark)
    _add(menu, "Replay…", doings.replay)
    return menu


def head_menu(
    parent: QWidget,
    key: str,
    *,
    filter_by: Callable[[], None] | None,
    move: Callable[[int], None],
    hide: Callable[[], None],
) -> QMenu:
    """The menu of a column's head. `filter_by` is None where no filter fits the column."""
    menu = _menu(parent)
    if filter_by is not None:
        _add(menu, "Filter by this column", filter_by)
        menu.addSeparator()
    _add(menu, "Move left", lambda: move(-1))
    _add(menu, "Move right", lambda: move(1))
    menu.addSeparator()
    _add(menu, f"Hide {COLUMNS[INDEX[key]].title or 'Mark'}", hide)
    return menu


FIELD_OF = {
    "mark": "is:marked",
    "time": "since:",
    "outcome": "verdict:",
    "event": "event:",
    "becomes": "action:",
    "user": "user:",
    "product": "product:",
    "findings": "rule:",
    "source": "origin:",
    "message": "id:",
}
"""What "Filter by this column" begins to write."""


def _menu(parent: QWidget) -> QMenu:
    menu = QMenu(parent)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    return menu


def _add(menu: QMenu, text: str, act: Callable[[], object]) -> QAction:
    action = menu.addAction(text)
    action.triggered.connect(lambda: act())
    return action


def _shift() -> bool:
    return bool(QApplication.keyboardModifiers() & Qt.KeyboardModifier.ShiftModifier)
