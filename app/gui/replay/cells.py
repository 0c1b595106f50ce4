"""A table whose rows are made of a few kinds of cells, painted from the tokens."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QFocusEvent,
    QFont,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from app.gui import theme
from app.gui.events.words import tip
from app.gui.fonts import mono_font, scaled, tabular, ui_font
from app.gui.shapes import paint_shape
from app.gui.widgets.checkbox import paint_box

Index = QModelIndex | QPersistentModelIndex

_PAD = 8
_EDGE = 19
"""The inset of the first column: the text of a dialog stands there."""
_SHAPE = 14
_REST = 250
"""Px that the column of the rest keeps at most where others could use them: its texts are read to
the end in the sentence of the row."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What one cell shows.

    `shape` stands before the text; `extra` after it in 12 `text2`; `box` is `on`, `off` or
    `barred`.
    """

    text: str = ""
    token: str = "text"
    mono: bool = False
    shape: str = ""
    extra: str = ""
    weight: int = 400
    px: float = 13
    box: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """A head and a width in px; width 0 takes the rest. `right` aligns to the right. A column
    with `most` grows up to it where its texts need that and the rest does not."""

    head: str
    width: int
    right: bool = False
    most: int = 0


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of a row, and the row as one sentence."""

    cells: tuple[Cell, ...]
    sentence: str


class CellModel(QAbstractTableModel):
    """Rows made when they are looked at, by a function of their position."""

    def __init__(self, columns: Sequence[Column], parent: QWidget) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self._count = 0
        self._make: Callable[[int], Row] = lambda _row: Row((), "")

    def set_rows(self, count: int, make: Callable[[int], Row]) -> None:
        """Show other rows."""
        self.beginResetModel()
        self._count, self._make = count, make
        self.endResetModel()

    def refresh(self, row: int | None = None) -> None:
        """One row (or all) says something else now."""
        first, last = (0, self._count - 1) if row is None else (row, row)
        if last >= first:
            self.dataChanged.emit(self.index(first, 0), self.index(last, len(self.columns) - 1))

    def needs(self, column: int) -> int:
        """The px that the longest text of a column takes, its head or a cell, with its insets."""
        head = self.columns[column].head
        longest = QFontMetrics(ui_font(11, 500)).horizontalAdvance(head)
        measured: dict[Cell, int] = {}
        for row in range(self._count):
            cell = self._make(row).cells[column]
            if cell not in measured:
                measured[cell] = _width_of(cell)
                longest = max(longest, measured[cell])
        return longest + _insets(column)

    def row_at(self, row: int) -> Row:
        """The row at a position."""
        return self._make(row)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """How many rows."""
        return 0 if parent.isValid() else self._count

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """How many columns."""
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Text, tooltip where it may be cut, and the sentence for screen readers."""
        if not index.isValid():
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._make(index.row()).cells[index.column()].text
        if role == Qt.ItemDataRole.AccessibleTextRole:
            row = self._make(index.row())
            return row.sentence if index.column() == 0 else row.cells[index.column()].text
        if role == Qt.ItemDataRole.ToolTipRole:
            cell = self._make(index.row()).cells[index.column()]
            return tip(cell.text) if self._is_cut(cell, index.column()) else None
        return None

    def _is_cut(self, cell: Cell, column: int) -> bool:
        table = self.parent()
        assert isinstance(table, CellTable)
        return _width_of(cell) + _insets(column) > table.columnWidth(column)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """The heads."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            head = self.columns[section].head
            # A head has no inset of its own; three thin blanks make up for the first column's.
            return f"\u2002\u2009\u200a{head}" if head and not section else head
        if role == Qt.ItemDataRole.FontRole:
            return ui_font(11, 500)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = (
                Qt.AlignmentFlag.AlignRight
                if self.columns[section].right
                else Qt.AlignmentFlag.AlignLeft
            )
            return side | Qt.AlignmentFlag.AlignVCenter
        return None


def _font_of(cell: Cell) -> QFont:
    return mono_font(12) if cell.mono else ui_font(cell.px, cell.weight)


def _insets(column: int) -> int:
    return _PAD + (_PAD if column else _EDGE)


def _width_of(cell: Cell) -> int:
    width = QFontMetrics(_font_of(cell)).horizontalAdvance(cell.text)
    if cell.shape:
        width += _SHAPE + 7
    if cell.extra:
        width += 8 + QFontMetrics(ui_font(12)).horizontalAdvance(cell.extra)
    return width


class _Delegate(QStyledItemDelegate):
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        view = self.parent()
        assert isinstance(view, CellTable)
        rect: QRect = option.rect
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        ground = "surface"
        if selected:
            ground = "accentSoft" if view.hasFocus() else "selIdle"
        painter.save()
        painter.fillRect(rect, theme.color(ground))
        if selected and view.hasFocus() and index.column() == 0:
            painter.fillRect(rect.x(), rect.y(), 2, rect.height(), theme.color("accent"))
        model = view.cells()
        cell = model.row_at(index.row()).cells[index.column()]
        if cell.box:
            paint_box(painter, QRectF(rect), on=cell.box == "on", barred=cell.box == "barred")
        else:
            left = _EDGE if not index.column() else _PAD
            area = rect.adjusted(left, 0, -_PAD, 0)
            self._ink(painter, area, cell, ground, right=model.columns[index.column()].right)
        painter.restore()

    def _ink(self, painter: QPainter, area: QRect, cell: Cell, ground: str, *, right: bool) -> None:
        middle = Qt.AlignmentFlag.AlignVCenter
        if cell.shape:
            place = QRectF(area.x(), area.y(), _SHAPE, area.height())
            paint_shape(painter, cell.shape, place, surface=theme.color(ground))
            area = area.adjusted(_SHAPE + 7, 0, 0, 0)
        font = _font_of(cell)
        painter.setFont(tabular(font) if right else font)
        painter.setPen(theme.color(cell.token))
        metrics = QFontMetrics(font)
        text = metrics.elidedText(cell.text, Qt.TextElideMode.ElideRight, area.width())
        side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        painter.drawText(area, middle | side, text)
        if cell.extra:
            after = area.adjusted(metrics.horizontalAdvance(text) + 8, 0, 0, 0)
            painter.setFont(ui_font(12))
            painter.setPen(theme.color("text2"))
            extra = QFontMetrics(painter.font()).elidedText(
                cell.extra, Qt.TextElideMode.ElideRight, after.width()
            )
            painter.drawText(after, middle | Qt.AlignmentFlag.AlignLeft, extra)


class CellTable(QTableView):
    """Whole rows, no grid, no sorting.

    Signals:
        ticked(object, bool): the rows (a list of positions) whose box was clicked, or that were
            chosen when Space was pressed, and whether they should be ticked.
        row_changed(int): the current row; -1 where there is none.
    """

    ticked = Signal(object, bool)
    row_changed = Signal(int)

    def __init__(
        self, columns: Sequence[Column], name: str, row_height: int, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._cells = CellModel(columns, self)
        self.setModel(self._cells)
        self.setItemDelegate(_Delegate(self))
        self.setAccessibleName(name)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        across, down = self.horizontalHeader(), self.verticalHeader()
        # Without a selection model of their own, headers make Ctrl+A on many rows take seconds.
        across.setSelectionModel(QItemSelectionModel(self._cells, across))
        down.setSelectionModel(QItemSelectionModel(self._cells, down))
        down.hide()
        down.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        down.setDefaultSectionSize(scaled(row_height))
        across.setFixedHeight(scaled(26))
        across.setFont(ui_font(11, 500))
        across.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        across.setSectionsClickable(False)
        across.setHighlightSections(False)
        self.selectionModel().currentRowChanged.connect(
            lambda now, _before: self.row_changed.emit(now.row())
        )
        self._needs: dict[int, int] = {}
        self._cells.modelReset.connect(self._rows_changed)
        theme.watcher.theme_changed.connect(self.viewport().update)

    def cells(self) -> CellModel:
        """The model."""
        return self._cells

    def show_column(self, head: str, on: bool) -> None:
        """Show or hide a column by its head."""
        place = [column.head for column in self._cells.columns].index(head)
        self.setColumnHidden(place, not on)
        self._share()

    def _share(self) -> None:
        """The fixed widths, then what growing columns need of what the rest does not, those that
        lack least first, then the rest."""
        columns = self._cells.columns
        widths = {
            at: scaled(one.width) for at, one in enumerate(columns) if not self.isColumnHidden(at)
        }
        spare = self.viewport().width() - sum(widths.values())
        rest = next(at for at, one in enumerate(columns) if not one.width)
        free = spare - min(self._need(rest), scaled(_REST))
        lacks = [
            (min(self._need(at), scaled(columns[at].most)) - width, at)
            for at, width in widths.items()
            if columns[at].most
        ]
        for lack, at in sorted(lacks):
            grown = max(0, min(lack, free))
            widths[at] += grown
            free -= grown
            spare -= grown
        widths[rest] = max(80, spare)
        for at, width in widths.items():
            self.setColumnWidth(at, width)

    def _need(self, column: int) -> int:
        if column not in self._needs:
            self._needs[column] = self._cells.needs(column)
        return self._needs[column]

    def _rows_changed(self) -> None:
        self._needs.clear()
        self._share()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """One column takes the rest."""
        super().resizeEvent(event)
        self._share()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space ticks the chosen rows: all on, or all off where all of them are on."""
        if event.key() != Qt.Key.Key_Space:
            super().keyPressEvent(event)
            return
        rows = [
            row
            for span in self.selectionModel().selection().toList()
            for row in range(span.top(), span.bottom() + 1)
        ]
        boxes = [self._cells.row_at(row).cells[0].box for row in rows]
        if any(box in {"on", "off"} for box in boxes):
            self.ticked.emit(rows, "off" in boxes)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click on a box ticks that row."""
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        if event.button() is Qt.MouseButton.LeftButton and index.isValid() and not index.column():
            box = self._cells.row_at(index.row()).cells[0].box
            if box in {"on", "off"}:
                self.ticked.emit([index.row()], box == "off")

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The selection has another colour."""
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The selection has another colour."""
        super().focusOutEvent(event)
        self.viewport().update()
