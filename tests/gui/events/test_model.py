"""The model: ids, pages on demand, placeholders."""

import sys
from array import array
from dataclasses import replace

import pytest
from PySide6.QtCore import QModelIndex, Qt
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from app.gui.events.cache import PAGE, RowCache
from app.gui.events.columns import COLUMNS, INDEX
from app.gui.events.model import EventModel, Role
from tests.gui.events.test_words_and_columns import ROW

DISPLAY = Qt.ItemDataRole.DisplayRole
ACCESSIBLE = Qt.ItemDataRole.AccessibleTextRole


def rows(ids: list[int]) -> list:
    return [replace(ROW, id=row, name=f"Event {row}") for row in ids]


@pytest.fixture
def model(qapp: object) -> EventModel:
    return EventModel()


def text(model: EventModel, row: int, key: str) -> object:
    return model.index(row, INDEX[key]).data(DISPLAY)


def test_it_is_a_sound_model(model: EventModel, qtmodeltester: ModelTester) -> None:
    model.replace(array("q", range(1, 300)))
    model.put(rows([1, 2, 3]), [1, 2, 3])
    qtmodeltester.check(model)
    model.append(array("q", [400, 401]))
    model.replace(array("q", [2]))


def test_a_row_that_is_not_read_is_wanted_and_empty(model: EventModel, qtbot: QtBot) -> None:
    model.replace(array("q", range(1, 1000)))
    with qtbot.waitSignal(model.pages_wanted) as wanted:
        assert text(model, 300, "event") is None
        assert model.index(300, 0).data(ACCESSIBLE) == "Reading this event"
        assert text(model, 301, "event") is None
    assert wanted.args == [[2]]


def test_a_page_that_was_put_is_shown(model: EventModel, qtbot: QtBot) -> None:
    model.replace(array("q", range(10, 1000)))
    asked = model.lacking([0])
    assert asked == list(range(10, 10 + PAGE))
    with qtbot.waitSignal(model.dataChanged) as changed:
        model.put(rows(asked), asked)
    assert (changed.args[0].row(), changed.args[1].row()) == (0, PAGE - 1)
    assert text(model, 5, "event") == "Event 15"
    assert model.index(5, 0).data(Role.ID) == 15
    assert model.index(5, 0).data(Role.OUTCOME) == "dropped"
    assert model.index(5, 0).data(Role.SEVERITY) == "error"
    assert model.lacking([0]) == []


def test_rows_that_are_gone_are_not_asked_for_again(model: EventModel) -> None:
    model.replace(array("q", [1, 2, 3]))
    model.put(rows([1, 3]), [1, 2, 3])
    assert model.lacking([0]) == []
    assert text(model, 1, "event") is None


def test_new_rows_come_in_one_step_below(model: EventModel, qtbot: QtBot) -> None:
    model.replace(array("q", [1, 2]))
    steps: list[tuple[int, int]] = []
    model.rowsInserted.connect(lambda _parent, first, last: steps.append((first, last)))
    model.append(array("q", range(3, 103)))
    assert steps == [(2, 101)]
    assert model.rowCount() == 102
    model.append(array("q"))
    assert len(steps) == 1


def test_changed_rows_are_shown_until_they_are_read_again(model: EventModel, qtbot: QtBot) -> None:
    model.replace(array("q", range(1, 300)))
    model.put(rows(list(range(1, 300))), list(range(1, 300)))
    model.set_window(0, 9)
    with qtbot.waitSignal(model.pages_wanted) as wanted:
        model.expire()
    assert wanted.args == [[0]]
    assert text(model, 3, "event") == "Event 4"
    assert len(model.lacking([0, 1])) == 256


def test_only_rows_on_the_screen_are_read_again(model: EventModel, qtbot: QtBot) -> None:
    model.replace(array("q", range(1, 300)))
    model.put(rows(list(range(1, 300))), list(range(1, 300)))
    model.set_window(0, 9)
    with qtbot.assertNotEmitted(model.pages_wanted, wait=80):
        model.expire([250])


def test_rows_read_before_a_change_stay_due(model: EventModel, qtbot: QtBot) -> None:
    model.replace(array("q", [1, 2]))
    model.set_window(0, 1)
    with qtbot.waitSignal(model.pages_wanted):
        model.put(rows([1, 2]), [1, 2], fresh=False)
    assert text(model, 0, "event") == "Event 1"
    assert model.lacking([0]) == [1, 2]


def test_ids_beyond_32_bits(model: EventModel) -> None:
    big = 2**40
    model.replace(array("q", [big, big + 1]))
    model.put(rows([big]), [big, big + 1])
    assert model.index(0, 0).data(Role.ID) == big
    assert model.row_of(big + 1) == 1
    assert model.row_of(5) is None
    assert model.row_of(None) is None


def test_hostile_names_stay_on_one_line(model: EventModel) -> None:
    model.replace(array("q", [1]))
    model.put([replace(ROW, id=1, name="a\nb\u202ec<b>")], [1])
    shown = text(model, 0, "event")
    assert isinstance(shown, str)
    assert "\n" not in shown
    assert "\u202e" not in shown
    assert "<b>" in shown


def test_tips_are_our_own_words(model: EventModel) -> None:
    model.replace(array("q", [1]))
    model.put([replace(ROW, id=1, name="<img src=x>")], [1])
    tips = [model.index(0, c).data(Qt.ItemDataRole.ToolTipRole) for c in range(len(COLUMNS))]
    assert [tip for tip in tips if tip] == [
        "Dropped. The destination’s own validation refuses it; Topsort never sees it."
    ]


def test_head_words(model: EventModel) -> None:
    across = Qt.Orientation.Horizontal
    assert model.headerData(1, across) == "Time"
    assert model.headerData(0, across, ACCESSIBLE) == "Mark"
    assert model.headerData(0, Qt.Orientation.Vertical) is None
    assert model.index(0, 0, QModelIndex()).data() is None


def test_the_cache_lets_go_of_what_was_needed_longest_ago() -> None:
    cache = RowCache(kept=4)
    cache.put(rows([1, 2, 3, 4]), [1, 2, 3, 4])
    cache.touch([1])
    cache.put(rows([5]), [5])
    assert cache.get(1) is not None
    assert cache.get(2) is None
    assert cache.lacks([1, 2, 5]) == [2]
    assert len(cache) == 4


def test_the_count_of_none_is_kept(model: EventModel) -> None:
    model.replace(array("q", range(1, 100)))
    model.put(rows(list(range(1, 100))), list(range(1, 100)))
    before = sys.getrefcount(None)
    for _ in range(300):
        for row in range(20):
            for column in range(len(COLUMNS)):
                model.index(row, column).data(Qt.ItemDataRole.ForegroundRole)
    assert sys.getrefcount(None) > before - 1000
