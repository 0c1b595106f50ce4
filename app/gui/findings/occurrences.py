"""The events that have a finding, in the pane beside the table."""

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QWidget

from app.analysis.findings_table import Occurrence
from app.gui.events.words import clock
from app.gui.findings.words import order_text, user_name, where_text
from app.gui.replay.cells import Cell, CellTable, Column, Row

_ROW = 26

COLUMNS = (
    Column("Time", 118, most=190),
    Column("User", 94),
    Column("Order", 72, right=True, most=130),
    Column("Where", 0),
)


class Occurrences(CellTable):
    """Newest first.

    Signals:
        event_wanted(object): Return or a double click on an event; its row in the capture.
        menu_wanted(object, object): the menu of an Occurrence, at a QPoint on the screen.
    """

    event_wanted = Signal(object)
    menu_wanted = Signal(object, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(COLUMNS, "Occurrences", _ROW, parent)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self._shown: tuple[Occurrence, ...] = ()
        self._codes = False

    def shown(self) -> tuple[Occurrence, ...]:
        """What is listed."""
        return self._shown

    def show_occurrences(self, found: Sequence[Occurrence], *, codes: bool) -> None:
        """List these; `codes`: say which rule each is of. The chosen one stays chosen."""
        found = tuple(found)
        if found == self._shown and codes == self._codes:
            return
        chosen = self.current()
        self._shown, self._codes = found, codes
        today = datetime.now()
        top = self.verticalScrollBar().value()
        self.cells().set_rows(len(found), lambda at: _row(found[at], today, codes))
        self.show_column("Order", any(one.order is not None for one in found))
        if chosen is not None:
            keys = [(one.row, one.code, one.where) for one in found]
            if (key := (chosen.row, chosen.code, chosen.where)) in keys:
                self.setAutoScroll(False)
                self.selectRow(keys.index(key))
                self.setAutoScroll(True)
        self.verticalScrollBar().setValue(top)

    def current(self) -> Occurrence | None:
        """The current one."""
        at = self.currentIndex().row()
        return self._shown[at] if 0 <= at < len(self._shown) else None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Return goes to the event."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open()
        else:
            super().keyPressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Go to the event."""
        super().mouseDoubleClickEvent(event)
        self._open()

    def _open(self) -> None:
        one = self.current()
        if one is not None:
            self.event_wanted.emit(one.row)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """By right click, or by the menu key at the current row."""
        by_mouse = event.reason() == QContextMenuEvent.Reason.Mouse
        index = self.indexAt(event.pos()) if by_mouse else self.currentIndex()
        if 0 <= index.row() < len(self._shown):
            place: QPoint = event.pos() if by_mouse else self.visualRect(index).bottomLeft()
            self.menu_wanted.emit(self._shown[index.row()], self.viewport().mapToGlobal(place))


def _row(one: Occurrence, today: datetime, codes: bool) -> Row:
    time = clock(one.at, today=today)
    user = user_name(one.user)
    where = where_text(one)
    if codes:
        where = f"{one.code} {where}".strip()
    order = order_text(one)
    cells = (
        Cell(time, mono=True),
        Cell(user, "text" if one.user else "dropped", mono=bool(one.user)),
        Cell(order),
        Cell(where, "text2"),
    )
    parts = (time, f"user {user}", f"order {order}" if order else "", where)
    return Row(cells, ", ".join(part for part in parts if part))
