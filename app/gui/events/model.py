"""The model of the event table: a vector of ids, and the pages of rows that were needed.

A capture may hold a million events, so the model never holds rows, only ids (8 bytes each), and
it never reads: it says which pages it lacks, and shows placeholders until they are put in.
"""

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from enum import IntEnum
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    QTimer,
    Signal,
)

from app.gui.events.cache import PAGE, RowCache
from app.gui.events.columns import (
    COLUMNS,
    INDEX,
    VERDICT_MEANINGS,
    becomes_text,
    findings_text,
    outcome_text,
    sentence,
    source_text,
    user_text,
)
from app.gui.events.words import clock, one_line
from app.store.model import EventRow

Index = QModelIndex | QPersistentModelIndex


class Role(IntEnum):
    """Roles of our own."""

    ID = Qt.ItemDataRole.UserRole + 1
    EVENT = Qt.ItemDataRole.UserRole + 2
    OUTCOME = Qt.ItemDataRole.UserRole + 3
    TIE = Qt.ItemDataRole.UserRole + 4
    SEVERITY = Qt.ItemDataRole.UserRole + 5


_DISPLAY = Qt.ItemDataRole.DisplayRole
_ACCESSIBLE = Qt.ItemDataRole.AccessibleTextRole
_TIP = Qt.ItemDataRole.ToolTipRole
_HORIZONTAL = Qt.Orientation.Horizontal
_LOADING = "Reading this event"


class EventModel(QAbstractTableModel):
    """Rows in arrival order, which is the order of their ids.

    Signals:
        pages_wanted: page numbers (a list) that are shown and lacking or stale.
        times_grew: the longest time read so far has so many characters: days stand in it.
    """

    pages_wanted = Signal(object)
    times_grew = Signal(int)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._ids: array[int] = array("q")
        self._cache = RowCache()
        self._window = range(0)
        self._wanted: set[int] = set()
        self._utc = False
        self._today = datetime.now()
        self._longest = 0
        self._ask = QTimer(self)
        self._ask.setSingleShot(True)
        self._ask.setInterval(0)
        self._ask.timeout.connect(self._say_wanted)

    # What Qt asks.

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Number of events shown."""
        return 0 if parent.isValid() else len(self._ids)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Number of columns, hidden ones too."""
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> Any:
        """Titles of the columns; rows have none."""
        if orientation != _HORIZONTAL or not 0 <= section < len(COLUMNS):
            return None
        if role == _DISPLAY:
            return COLUMNS[section].title
        if role == _ACCESSIBLE:
            return COLUMNS[section].title or "Mark"
        return None

    def data(self, index: Index, role: int = _DISPLAY) -> Any:
        """What a cell shows, or the row behind it. A row not read yet has empty cells."""
        row = index.row()
        if not index.isValid() or row >= len(self._ids):
            return None
        if role == Role.ID:
            return self._ids[row]
        event = self.event_at(row)
        if event is None:
            return _LOADING if role == _ACCESSIBLE else None
        if role == _DISPLAY:
            return self.text(event, COLUMNS[index.column()].key)
        if role == _ACCESSIBLE:
            return sentence(event, self.time_text(event))
        if role == _TIP:
            if index.column() != INDEX["outcome"]:
                return None
            return f"{''.join(outcome_text(event))}. {VERDICT_MEANINGS.get(event.verdict, '')}"
        if role == Role.EVENT:
            return event
        if role == Role.OUTCOME:
            return event.verdict
        if role == Role.TIE:
            return event.tie
        if role == Role.SEVERITY:
            return event.findings[0][1] if event.findings else None
        return None

    # What the table and its delegates ask.

    @property
    def ids(self) -> "array[int]":
        """The ids shown, in order. Never change it."""
        return self._ids

    def event_at(self, row: int) -> EventRow | None:
        """The event in a row of the table; None, and its page wanted, while it is not read."""
        event = self._cache.get(self._ids[row])
        if event is None:
            self._want(row // PAGE)
        return event

    def held(self, event: int) -> EventRow | None:
        """The event with this id where it was read already."""
        return self._cache.get(event)

    def row_of(self, event: int | None) -> int | None:
        """The row of the table that holds the event with this id; None where it is not shown."""
        if event is None:
            return None
        row = bisect_left(self._ids, event)
        return row if row < len(self._ids) and self._ids[row] == event else None

    def text(self, event: EventRow, key: str) -> str:
        """The text of a cell, fit for one line."""
        match key:
            case "time":
                return self.time_text(event)
            case "outcome":
                return "".join(outcome_text(event))
            case "event":
                return one_line(event.name)
            case "becomes":
                return becomes_text(event)
            case "user":
                return user_text(event)
            case "product":
                return one_line(event.products)
            case "findings":
                return findings_text(event)
            case "source":
                return source_text(event)
            case "message":
                return one_line(event.message_id)
        return ""

    def time_text(self, event: EventRow) -> str:
        """The event's own time, as the column Time shows it."""
        return clock(event.time, today=self._today, utc=self._utc)

    # What the page tells.

    def set_utc(self, utc: bool) -> None:
        """Show times in UTC instead of local time."""
        self._utc = utc
        self.set_today()

    def set_today(self) -> None:
        """Look at the calendar again: times of another day show it."""
        self._today = datetime.now(UTC if self._utc else None)
        self._longest = 0
        shown = self._ids[self._window.start : self._window.stop]
        self._measure(event for row in shown if (event := self._cache.get(row)) is not None)
        self._repaint(0, len(self._ids) - 1)

    def turn_the_page(self) -> None:
        """Called now and then: after midnight all times show their day."""
        now = datetime.now(UTC if self._utc else None)
        if now.date() != self._today.date():
            self.set_today()

    def replace(self, ids: "array[int]") -> None:
        """Show other events. Rows that are held stay held."""
        self.beginResetModel()
        self._ids = ids
        self._wanted.clear()
        self.endResetModel()

    def append(self, ids: Sequence[int]) -> None:
        """Show more events below, in one step. They must be newer than those shown."""
        if not ids:
            return
        first = len(self._ids)
        self.beginInsertRows(QModelIndex(), first, first + len(ids) - 1)
        self._ids.extend(ids)
        self.endInsertRows()

    def put(self, rows: Sequence[EventRow], asked: Sequence[int], *, fresh: bool = True) -> None:
        """Rows were read, for the ids `asked`: show them. `fresh` is False where something
        changed meanwhile.
        """
        self._cache.put(rows, asked, fresh=fresh)
        self._measure(rows)
        places = [place for row in rows if (place := self.row_of(row.id)) is not None]
        if places:
            self._repaint(min(places), max(places))
        if not fresh:
            self._want_window()

    def _measure(self, rows: Iterable[EventRow]) -> None:
        longest = max((len(self.time_text(row)) for row in rows), default=0)
        if longest > self._longest:
            self._longest = longest
            self.times_grew.emit(longest)

    def expire(self, rows: Sequence[int] | None = None) -> None:
        """Verdicts, findings or marks of these rows, or of all, may have changed: read what is
        on the screen again, and the rest when it comes there.
        """
        self._cache.expire(rows)
        self._want_window()

    def look_again(self) -> None:
        """Ask again for what is on the screen and lacking, after a question failed."""
        self._want_window()

    def set_window(self, first: int, last: int) -> None:
        """These rows are on the screen; their pages are read before others."""
        window = range(max(0, first), min(last + 1, len(self._ids)))
        if window == self._window:
            return
        self._window = window
        self._cache.touch(self._ids[window.start : window.stop])
        self._want_window()

    def lacking(self, pages: Sequence[int]) -> list[int]:
        """Ids in these pages that must be read."""
        found: list[int] = []
        for page in pages:
            found += self._cache.lacks(self._ids[page * PAGE : (page + 1) * PAGE])
        return found

    def _want(self, page: int) -> None:
        if page not in self._wanted:
            self._wanted.add(page)
            self._ask.start()

    def _want_window(self) -> None:
        window = self._window
        if window and self._cache.lacks(self._ids[window.start : window.stop]):
            for page in range(window.start // PAGE, (window.stop - 1) // PAGE + 1):
                self._want(page)

    def _say_wanted(self) -> None:
        middle = (self._window.start + self._window.stop) // 2 // PAGE
        pages = sorted(self._wanted, key=lambda page: abs(page - middle))
        self._wanted.clear()
        self.pages_wanted.emit(pages)

    def _repaint(self, first: int, last: int) -> None:
        if last >= first:
            self.dataChanged.emit(self.index(first, 0), self.index(last, len(COLUMNS) - 1))
