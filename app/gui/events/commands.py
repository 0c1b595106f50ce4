"""What can be done with events of the list: by key, and by the menus of cells and heads."""

from array import array
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import Protocol

from PySide6.QtCore import QModelIndex, QObject, QPoint, Signal
from PySide6.QtGui import QGuiApplication

from app.gui.events import copying, queries
from app.gui.events.chosen import Chosen
from app.gui.events.columns import COLUMNS
from app.gui.events.context_menu import FIELD_OF, Doings, cell_menu, head_menu
from app.gui.events.feed import Reads
from app.gui.events.words import number
from app.gui.jobs import deliver, deliver_future
from app.gui.widgets import show_toast
from app.store.filters import parse, term
from app.store.reader import Reader

_AFTER_ALL = 2**62


class Source(Reads, Protocol):
    """What the page needs of the Inspector."""

    @property
    def read_only(self) -> bool:
        """Whether another process writes this capture, or nobody may."""
        ...

    def mark(self, rows: Sequence[int], on: bool) -> Future[None]:
        """Mark rows, or take their marks away."""
        ...


class Commands(QObject):
    """Carries out what the table asks for. What concerns other parts is told by signals.

    Signals:
        filter_wanted: a filter, and True where it is to be added.
        filter_begun: the start of a term, to be written on.
        focus_filter_wanted, end_wanted: go to the filter; to the newest event.
        column_hidden: the key of a column.
        open_requested: the id of an event, to be looked at.
        replay_requested: ids of events.
        marked: marks were set or taken away.
        failed: in words.
    """

    filter_wanted = Signal(str, bool)
    filter_begun = Signal(str)
    focus_filter_wanted = Signal()
    end_wanted = Signal()
    column_hidden = Signal(str)
    open_requested = Signal(object)
    replay_requested = Signal(object)
    marked = Signal()
    failed = Signal(str)

    def __init__(self, inspector: Source, chosen: Chosen) -> None:
        super().__init__(chosen)
        self._inspector = inspector
        self._chosen = chosen
        self._table = chosen.table
        self._model = chosen.table.events()
        self._table.key_pressed.connect(self._key)
        self._table.menu_wanted.connect(self._cell_menu)
        self._table.columns.menu_wanted.connect(self._head_menu)

    def copy_message(self) -> None:
        """Copy the chosen messages as JSON."""
        self._copy(copying.messages, "message")

    def copy_event(self) -> None:
        """Copy what would be sent to Topsort for the chosen events."""
        self._copy(copying.topsort_events, "Topsort event")

    def toggle_mark(self) -> None:
        """Mark the chosen events; where all of them are marked, take the marks away."""
        ids = self._ids()
        if not ids:
            return
        if self._inspector.read_only:
            show_toast(self._table, "This capture is read-only. Nothing was marked.")
            return
        held = [self._model.held(event) for event in ids]
        on = not all(event is not None and event.marked for event in held)
        deliver_future(
            self._inspector.mark(ids, on),
            self,
            lambda _done: self.marked.emit(),
            lambda error: self.failed.emit(str(error)),
        )

    def _ids(self) -> "array[int]":
        """The selected events; without a selection the current one."""
        ids, current = self._chosen.ids(), self._chosen.current
        if not ids and current is not None and not self._chosen.hidden:
            ids = array("q", [current])
        return ids

    # Keys.

    def _key(self, name: str) -> None:
        match name:
            case "filter":
                self.focus_filter_wanted.emit()
            case "mark":
                self.toggle_mark()
            case "open":
                if self._chosen.current is not None:
                    self.open_requested.emit(self._chosen.current)
            case "end":
                self.end_wanted.emit()
            case "copy-message":
                self.copy_message()
            case "copy-event":
                self.copy_event()
            case "next-of-user":
                self._go_to_same_user(1)
            case "previous-of-user":
                self._go_to_same_user(-1)
            case "next-finding":
                self._go_to_next("has:finding", 1)
            case "previous-finding":
                self._go_to_next("has:finding", -1)

    def _go_to_same_user(self, step: int) -> None:
        current = self._chosen.current
        event = self._model.held(current) if current is not None else None
        user = (event.anonymous_id or event.user_id) if event is not None else ""
        if user.isprintable() and user:
            self._go_to_next(term("user", user), step)

    def _go_to_next(self, text: str, step: int) -> None:
        """Choose the nearest shown event that matches `text`."""
        current = self._chosen.current
        start = current if current is not None else (0 if step > 0 else _AFTER_ALL)
        query, ids = parse(text), self._model.ids[:]
        deliver(
            self._inspector.read(lambda reader: queries.neighbour(reader, query, ids, start, step)),
            self,
            self._go_to_found,
            lambda error: self.failed.emit(str(error)),
        )

    def _go_to_found(self, event: int | None) -> None:
        if event is None or not self._chosen.choose(event):
            show_toast(self._table, "No other one is shown")

    # Menus.

    def _cell_menu(self, index: QModelIndex, point: QPoint) -> None:
        event = self._model.event_at(index.row())
        if event is None:
            return
        key = COLUMNS[index.column()].key
        doings = Doings(
            filter=self.filter_wanted.emit,
            copy_message=self.copy_message,
            copy_event=self.copy_event,
            mark=self.toggle_mark,
            replay=lambda: self.replay_requested.emit(list(self._ids())),
        )
        shown = self._model.text(event, key)
        cell_menu(self._table, key, event, shown, doings).popup(point)

    def _head_menu(self, section: int, point: QPoint) -> None:
        key = COLUMNS[section].key
        head_menu(
            self._table,
            key,
            filter_by=lambda: self.filter_begun.emit(FIELD_OF[key]),
            move=lambda step: self._table.columns.move(key, step),
            hide=lambda: self.column_hidden.emit(key),
        ).popup(point)

    # Copies.

    def _copy(self, texts: Callable[[Reader, Sequence[int]], str], what: str) -> None:
        ids = self._ids()
        if not ids:
            show_toast(self._table, "No event is chosen")
            return
        deliver(
            self._inspector.read(lambda reader: texts(reader, ids)),
            self,
            lambda text: self._copied(text, what, len(ids)),
            lambda error: self.failed.emit(str(error)),
        )

    def _copied(self, text: str, what: str, count: int) -> None:
        if not text:
            show_toast(self._table, "Nothing of it would be sent to Topsort")
            return
        QGuiApplication.clipboard().setText(text)
        if count == 1:
            show_toast(self._table, f"Copied the {what}")
        elif count <= copying.MOST:
            show_toast(self._table, f"Copied the {what}s of {number(count)} events")
        else:
            most = number(copying.MOST)
            show_toast(self._table, f"Copied the {what}s of the first {most} events")
