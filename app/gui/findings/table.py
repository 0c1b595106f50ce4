"""The view of the findings: a tree of groups that looks like a table."""

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTreeView, QWidget

from app.analysis.findings_table import FindingsTable
from app.analysis.severity import SEVERITIES
from app.gui import theme
from app.gui.events.overlay_bar import OverlayBar
from app.gui.findings import model
from app.gui.findings.delegate import FindingsDelegate
from app.gui.findings.model import FindingsModel, Index
from app.gui.fonts import scaled, ui_font

_WIDTHS = {
    model.SHAPE: 40,
    model.RULE: 92,
    model.EVENTS: 64,
    model.USERS: 76,
    model.COST: 236,
    model.TREND: 96,
    model.LAST: 84,
}
_LEAST_TITLE = 130
_SPARE = (model.TREND, model.LAST)
"""Columns that go first where there is no room for the title."""


class FindingsTree(QTreeView):
    """The table.

    Signals:
        chosen(str): the user made another row current; its key.
        opened(str): Return or a double click on a row.
        menu_wanted(str, object): the menu of a row, at a QPoint on the screen.
    """

    chosen = Signal(str)
    opened = Signal(str)
    menu_wanted = Signal(str, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = FindingsModel(self)
        self._hovered: tuple[str, str] | None = None
        self._quiet = False
        self._shown = -1
        self.setModel(self._model)
        self.setItemDelegate(FindingsDelegate(self))
        self.setAccessibleName("Findings")
        self.setRootIsDecorated(False)
        self.setIndentation(0)
        self.setItemsExpandable(True)
        self.setExpandsOnDoubleClick(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QTreeView.Shape.NoFrame)
        self.setMouseTracking(True)
        self._bar = OverlayBar(self)
        head = self.header()
        head.setFixedHeight(scaled(26))
        head.setFont(ui_font(11, 500))
        head.setStretchLastSection(False)
        head.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        head.setSectionsMovable(False)
        head.setSectionsClickable(False)
        head.setHighlightSections(False)
        head.setMinimumSectionSize(24)
        self._show_groups()
        theme.watcher.theme_changed.connect(self.viewport().update)

    def findings(self) -> FindingsModel:
        """The model."""
        return self._model

    # What the page tells.

    def show_table(self, table: FindingsTable, by: str, *, anew: bool, key: str | None) -> None:
        """Show a table, with the row `key` chosen where it is there. What stands at the top of
        the screen stays there unless the order is another one."""
        anchor = None if anew else self._anchor()
        self._quiet = True
        self._model.show_table(table, by, anew=anew)
        if anew:
            for place in range(len(SEVERITIES)):
                self.setFirstColumnSpanned(place, QModelIndex(), True)
            self.expandAll()
            self.setColumnHidden(model.RULE, by != "rule")
            self._share()
        self._show_groups()
        self.choose(key)
        self._quiet = False
        if anchor is not None:
            self._hold(*anchor)

    def choose(self, key: str | None) -> None:
        """Make a row current, without telling anybody."""
        index = self._model.index_of(key) if key is not None else QModelIndex()
        quiet, self._quiet = self._quiet, True
        if not index.isValid():
            self.clearSelection()
        elif self.currentIndex().siblingAtColumn(0) != index or not self.selectedIndexes():
            flags = QItemSelectionModel.SelectionFlag
            scroll = self.hasAutoScroll()
            self.setAutoScroll(False)
            self.selectionModel().setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)
            self.setAutoScroll(scroll)
        self._quiet = quiet

    def key(self) -> str | None:
        """The key of the current row."""
        row = self._model.row_at(self.currentIndex())
        return row.key if row is not None else None

    def _show_groups(self) -> None:
        for place, severity in enumerate(SEVERITIES):
            self.setRowHidden(place, QModelIndex(), not self._model.count(severity))

    def _anchor(self) -> tuple[str, int] | None:
        """The row at the top of the screen, and where it stands; None at the very top."""
        if not self.verticalScrollBar().value():
            return None
        index = self.indexAt(QPoint(1, 1))
        while index.isValid() and self._model.is_head(index):
            index = self.indexBelow(index)
        row = self._model.row_at(index)
        return (row.key, self.visualRect(index).top()) if row is not None else None

    def _hold(self, key: str, top: int) -> None:
        index = self._model.index_of(key)
        if index.isValid():
            bar = self.verticalScrollBar()
            bar.setValue(bar.value() + self.visualRect(index).top() - top)

    # Widths.

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The title takes the rest."""
        super().resizeEvent(event)
        self._share()

    def _share(self) -> None:
        room = self.viewport().width()
        widths = {column: scaled(width) for column, width in _WIDTHS.items()}
        if self.isColumnHidden(model.RULE):
            widths.pop(model.RULE)
        for column in _SPARE:
            fits = room - sum(widths.values()) >= scaled(_LEAST_TITLE)
            self.setColumnHidden(column, not fits)
            if not fits:
                widths.pop(column)
        lack = scaled(_LEAST_TITLE) - (room - sum(widths.values()))
        if lack > 0:
            widths[model.COST] = max(scaled(120), widths[model.COST] - lack)
        for column, width in widths.items():
            self.setColumnWidth(column, width)
        self.setColumnWidth(model.TITLE, max(80, room - sum(widths.values())))

    # Pointer and keys.

    def currentChanged(self, current: Index, previous: Index) -> None:
        """Tell the page, where it was the user."""
        super().currentChanged(current, previous)
        self.viewport().update()
        row = self._model.row_at(current)
        if row is not None and not self._quiet:
            self.chosen.emit(row.key)

    def is_hovered(self, index: Index) -> bool:
        """Whether the pointer is over this row."""
        row = self._model.row_at(index)
        return row is not None and self._hovered == (row.severity, row.key)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """The row under the pointer."""
        super().mouseMoveEvent(event)
        row = self._model.row_at(self.indexAt(event.position().toPoint()))
        self._hover((row.severity, row.key) if row is not None else None)

    def leaveEvent(self, event: QEvent) -> None:
        """No row any more."""
        super().leaveEvent(event)
        self._hover(None)

    def _hover(self, row: tuple[str, str] | None) -> None:
        if row != self._hovered:
            self._hovered = row
            self.viewport().update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click on a head folds its group."""
        super().mousePressEvent(event)
        index = self.indexAt(event.position().toPoint())
        if self._model.is_head(index) and event.button() is Qt.MouseButton.LeftButton:
            self.setExpanded(index, not self.isExpanded(index))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Open a row."""
        super().mouseDoubleClickEvent(event)
        row = self._model.row_at(self.indexAt(event.position().toPoint()))
        if row is not None:
            self.opened.emit(row.key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Return opens a row and folds a head; J and K go on as in the list of events."""
        index = self.currentIndex().siblingAtColumn(0)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            row = self._model.row_at(index)
            if row is not None:
                self.opened.emit(row.key)
            elif index.isValid():
                self.setExpanded(index, not self.isExpanded(index))
            return
        step = {Qt.Key.Key_J: 1, Qt.Key.Key_K: -1}.get(Qt.Key(event.key()))
        if step is not None and not event.modifiers() and index.isValid():
            goal = self.indexBelow(index) if step > 0 else self.indexAbove(index)
            if goal.isValid():
                self.setCurrentIndex(goal)
            return
        super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """By right click, or by the menu key at the current row."""
        by_mouse = event.reason() == QContextMenuEvent.Reason.Mouse
        # The event of a scroll area is in the place of its viewport already.
        index = self.indexAt(event.pos()) if by_mouse else self.currentIndex()
        row = self._model.row_at(index)
        if row is not None:
            place = event.pos() if by_mouse else self.visualRect(index).bottomLeft()
            self.menu_wanted.emit(row.key, self.viewport().mapToGlobal(place))

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The selection has another colour."""
        super().focusInEvent(event)
        if not self.currentIndex().isValid():
            self._quiet = True
            self.setCurrentIndex(self._model.first())
            self._quiet = False
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The selection has another colour."""
        super().focusOutEvent(event)
        self.viewport().update()
