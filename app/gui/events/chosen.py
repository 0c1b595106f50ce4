"""Which event is current and which are selected. Both are ids, so they outlive every new list."""

from array import array

from PySide6.QtCore import QObject, QTimer, Signal

from app.gui.events.queries import places
from app.gui.events.table import EventTable


class Chosen(QObject):
    """Watches the selection of a table, and brings it back after the rows were replaced.

    An event that a filter hides stays current, for its detail stays open; it is selected again
    once it is shown again, unless something else was chosen meanwhile.

    Signals:
        current_changed: the id of the current event, or None.
        selection_changed: the ids of the selected events that are shown (a list).
        hidden_changed: whether the current event is hidden by the filter.
    """

    current_changed = Signal(object)
    selection_changed = Signal(object)
    hidden_changed = Signal(bool)

    def __init__(self, table: EventTable) -> None:
        super().__init__(table)
        self.table = table
        self._table = table
        self._model = table.events()
        self._current: int | None = None
        self._remembered: array[int] = array("q")
        self._hidden = False
        self._restoring = False
        self._tell = QTimer(self)
        self._tell.setSingleShot(True)
        self._tell.setInterval(0)
        self._tell.timeout.connect(lambda: self.selection_changed.emit(list(self.ids())))
        selection = table.selectionModel()
        selection.currentRowChanged.connect(self._current_moved)
        selection.selectionChanged.connect(self._selected)

    @property
    def current(self) -> int | None:
        """The id of the current event, shown or not."""
        return self._current

    @property
    def hidden(self) -> bool:
        """Whether the filter hides the current event."""
        return self._hidden

    def ids(self) -> "array[int]":
        """The ids of the selected events that are shown, in order."""
        ids = self._model.ids
        found: array[int] = array("q")
        selection = self._table.selectionModel().selection()
        parts = (selection.at(place) for place in range(selection.count()))
        for top, bottom in sorted({(part.top(), part.bottom()) for part in parts}):
            found.extend(ids[top : bottom + 1])
        return found

    def remembered(self) -> "array[int]":
        """The ids that were selected last, shown or not."""
        return self._remembered

    def restore(self, ranges: tuple[tuple[int, int], ...]) -> None:
        """The rows were replaced: select again what stands in these ranges of rows."""
        self._restoring = True
        row = self._model.row_of(self._current)
        self._table.set_current(row, ranges)
        self._restoring = False
        self._look()
        self._tell.start()

    def choose(self, event: int) -> bool:
        """Make an event current and select it alone; False where the filter hides it."""
        row = self._model.row_of(event)
        if row is None:
            return False
        self._table.choose(row)
        return True

    def select(self, events: list[int]) -> None:
        """Select these events, as far as they are shown."""
        self._remembered = array("q", sorted(set(events)))
        self.restore(tuple(places(self._model.ids, self._remembered)))

    def _current_moved(self) -> None:
        if self._restoring:
            return
        row = self._table.currentIndex().row()
        current = self._model.ids[row] if row >= 0 else None
        if current != self._current:
            self._current = current
            self._look()
            self.current_changed.emit(current)

    def _selected(self) -> None:
        if not self._restoring:
            self._remembered = self.ids()
            self._tell.start()

    def _look(self) -> None:
        hidden = self._current is not None and self._model.row_of(self._current) is None
        if hidden != self._hidden:
            self._hidden = hidden
            self.hidden_changed.emit(hidden)
