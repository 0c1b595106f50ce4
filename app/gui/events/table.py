"""The table view: what it does with keys and pointer, and how it stays where it is."""

from bisect import bisect_left
from dataclasses import dataclass

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QContextMenuEvent,
    QCursor,
    QFocusEvent,
    QFontMetrics,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from app.gui import theme
from app.gui.events import keys
from app.gui.events.column_layout import Columns
from app.gui.events.columns import COLUMNS, INDEX
from app.gui.events.delegates import FindingsDelegate, delegate_for
from app.gui.events.model import EventModel
from app.gui.events.overlay_bar import OverlayBar
from app.gui.fonts import scaled, ui_font

ROW = 26
LEAST = 130
"""Head and four rows."""
_SELECT = QItemSelectionModel.SelectionFlag
_CLEAR_ROWS = _SELECT.ClearAndSelect | _SELECT.Rows


@dataclass(frozen=True, slots=True)
class Place:
    """Which event stays where it is: its id, and how many rows below the top it stands."""

    event: int
    below: int


class EventTable(QTableView):
    """The list of events.

    Signals:
        scrolled_away: the user moved the list off its end.
        key_pressed: a key of the list was pressed; the name from `keys.KEYS`, or `end`.
        menu_wanted: a right click or the menu key on a cell (QModelIndex, QPoint on the screen).
    """

    scrolled_away = Signal()
    key_pressed = Signal(str)
    menu_wanted = Signal(QModelIndex, QPoint)

    def __init__(self, model: EventModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._hovered = -1
        self._own_move = False
        self.setModel(model)
        self.setAccessibleName("Events")
        self._bar = OverlayBar(self)
        self._set_up()
        self._set_up_headers()
        self._delegates = {column.key: delegate_for(column.key, self, self) for column in COLUMNS}
        for place, column in enumerate(COLUMNS):
            self.setItemDelegateForColumn(place, self._delegates[column.key])
        model.times_grew.connect(self.columns.set_time_length)
        bar = self.verticalScrollBar()
        bar.valueChanged.connect(self._moved)
        bar.rangeChanged.connect(self._look)
        # The partner of a selected event shows it too.
        self.selectionModel().selectionChanged.connect(lambda: self.viewport().update())
        theme.watcher.theme_changed.connect(self.viewport().update)

    def _set_up(self) -> None:
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerItem)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setMinimumHeight(scaled(LEAST))
        self.setMouseTracking(True)
        self.viewport().setMouseTracking(True)

    def _set_up_headers(self) -> None:
        # Each header asks the selection model, section by section, whether all of it is
        # selected: with a million rows selected that takes ten seconds. With a selection model
        # of its own, always empty, it takes nothing.
        self.columns = Columns(self)
        across, down = self.horizontalHeader(), self.verticalHeader()
        across.setSelectionModel(QItemSelectionModel(self._model, across))
        down.setSelectionModel(QItemSelectionModel(self._model, down))
        down.hide()
        down.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        down.setMinimumSectionSize(1)
        down.setDefaultSectionSize(row_height())

    # What the delegates ask.

    def events(self) -> EventModel:
        """The model behind the table."""
        return self._model

    def is_hovered(self, row: int) -> bool:
        """Whether the pointer is over this row."""
        return row == self._hovered

    def is_ringed(self, row: int) -> bool:
        """Whether this row is current by keyboard without being selected."""
        current = self.currentIndex()
        return (
            current.row() == row
            and self.hasFocus()
            and not self.selectionModel().isRowSelected(row, QModelIndex())
        )

    def show_columns(self, shown: tuple[str, ...], *, narrow: bool) -> None:
        """Show these columns; `narrow` is below a window width of 1160."""
        findings = self._delegates["findings"]
        if isinstance(findings, FindingsDelegate):
            findings.most = 1 if narrow else 2
        self.columns.show(shown, narrow=narrow)

    def has_keys(self) -> bool:
        """Whether the list has the keyboard focus."""
        return self.hasFocus()

    def is_chosen(self, event: int) -> bool:
        """Whether the event with this id is selected."""
        row = self._model.row_of(event)
        return row is not None and self.selectionModel().isRowSelected(row, QModelIndex())

    def edges(self) -> tuple[int, int]:
        """The first and the last column on the screen."""
        return self.columns.edges

    # Staying in place.

    def at_end(self) -> bool:
        """Whether the last row is on the screen."""
        bar = self.verticalScrollBar()
        return bar.value() >= bar.maximum()

    def to_end(self) -> None:
        """Show the last row."""
        self._own_move = True
        self.scrollToBottom()
        self._own_move = False

    def visible_rows(self) -> tuple[int, int]:
        """The first and the last row on the screen; (0, -1) where there is none."""
        count = self._model.rowCount()
        if not count:
            return 0, -1
        first = max(0, self.rowAt(0))
        last = self.rowAt(self.viewport().height() - 1)
        return first, last if last >= 0 else count - 1

    def place(self, event: int | None = None) -> Place | None:
        """Where the list is: by the event under the pointer, else by `event` where it is on the
        screen, else by the top row.
        """
        first, last = self.visible_rows()
        if last < first:
            return None
        row = self._hovered
        if not first <= row <= last:
            chosen = self._model.row_of(event)
            row = chosen if chosen is not None and first <= chosen <= last else first
        return Place(self._model.ids[row], row - first)

    def go_to(self, place: Place | None) -> None:
        """Put the event of `place`, or the nearest before it, where it stood."""
        if place is None:
            return
        row = bisect_left(self._model.ids, place.event)
        self._own_move = True
        self.verticalScrollBar().setValue(max(0, row - place.below))
        self._own_move = False

    def set_current(self, row: int | None, ranges: tuple[tuple[int, int], ...]) -> None:
        """Make `row` current and select ranges of rows, without moving the list."""
        selection = QItemSelection()
        last = len(COLUMNS) - 1
        for top, bottom in ranges:
            selection.select(self._model.index(top, 0), self._model.index(bottom, last))
        self.setAutoScroll(False)
        model = self.selectionModel()
        index = self._model.index(row, INDEX["time"]) if row is not None else QModelIndex()
        model.setCurrentIndex(index, _SELECT.NoUpdate)
        model.select(selection, _CLEAR_ROWS)
        self.setAutoScroll(True)

    def choose(self, row: int) -> None:
        """Select one row alone, make it current and show it."""
        index = self._model.index(row, INDEX["time"])
        self.selectionModel().setCurrentIndex(index, _CLEAR_ROWS)

    def _moved(self) -> None:
        self._look()
        self._hover_at(self.viewport().mapFromGlobal(QCursor.pos()))
        if not self._own_move and not self.at_end():
            self.scrolled_away.emit()

    def _look(self) -> None:
        self._model.set_window(*self.visible_rows())

    def refresh(self) -> None:
        """The rows are others: look again at what is on the screen and under the pointer."""
        self._look()
        self._hover_at(self.viewport().mapFromGlobal(QCursor.pos()))

    # Pointer and keys.

    def _hover_at(self, point: QPoint) -> None:
        inside = self.viewport().rect().contains(point) and self.viewport().underMouse()
        row = self.rowAt(point.y()) if inside else -1
        if row != self._hovered:
            old, self._hovered = self._hovered, row
            self._repaint_row(old)
            self._repaint_row(row)

    def _repaint_row(self, row: int) -> None:
        if row >= 0:
            top = self.rowViewportPosition(row)
            area = QRect(QPoint(0, top), QSize(self.viewport().width(), self.rowHeight(row)))
            self.viewport().update(area)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Hover the whole row."""
        super().mouseMoveEvent(event)
        self._hover_at(event.position().toPoint())

    def leaveEvent(self, event: QEvent) -> None:
        """Hover nothing."""
        super().leaveEvent(event)
        self._hover_at(QPoint(-1, -1))

    def event(self, event: QEvent) -> bool:
        """Keep the plain keys of the list from being taken for shortcuts of the window."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and keys.name_of(event)
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The keys of the list, then those of every table."""
        name = keys.name_of(event)
        if name in ("down", "up"):
            key = Qt.Key.Key_Down if name == "down" else Qt.Key.Key_Up
            super().keyPressEvent(QKeyEvent(QEvent.Type.KeyPress, key, event.modifiers()))
        elif name:
            self.key_pressed.emit(name)
            event.accept()
        else:
            super().keyPressEvent(event)
            if event.matches(QKeySequence.StandardKey.MoveToEndOfLine):
                self.key_pressed.emit("end")

    def moveCursor(
        self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier
    ) -> QModelIndex:
        """Home and End go to the first and the last row, not along the row."""
        count = self._model.rowCount()
        column = max(0, self.currentIndex().column())
        if count and action is QAbstractItemView.CursorAction.MoveHome:
            return self._model.index(0, column)
        if count and action is QAbstractItemView.CursorAction.MoveEnd:
            return self._model.index(count - 1, column)
        return super().moveCursor(action, modifiers)

    def keyboardSearch(self, search: str) -> None:
        """No type-ahead: letters are commands here."""

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for the menu of the cell; by key, of the current one."""
        if event.reason() is QContextMenuEvent.Reason.Keyboard:
            index = self.currentIndex()
            point = self.viewport().mapToGlobal(self.visualRect(index).bottomLeft())
        else:
            index = self.indexAt(event.pos())
            point = event.globalPos()
        if index.isValid():
            self.menu_wanted.emit(index, point)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The selection is drawn in another colour."""
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The selection is drawn in another colour."""
        super().focusOutEvent(event)
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Columns share the new width; a list at its end stays there."""
        end = self.at_end()
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.columns.fit()
        if end and event.oldSize().height() > 0:
            self.to_end()
        self._look()


def row_height() -> int:
    """26 px, or more where the system's font needs it."""
    return max(ROW, QFontMetrics(ui_font(13)).height() + 8)
