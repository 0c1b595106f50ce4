"""The mapping, field by field, with what it gives for the chosen message."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QRectF,
    Qt,
    Signal,
)
from PySide6.QtGui import QFocusEvent, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QResizeEvent
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
from app.gui.configuration.mapping_rows import FieldRow
from app.gui.detail.tree_delegate import paint_plates
from app.gui.events.words import one_line, tip
from app.gui.fonts import mono_font, scaled, ui_font

Index = QModelIndex | QPersistentModelIndex

HEADS = ("Topsort field", "Type", "From", "With this message")
FIELD, TYPE, FROM, VALUE = range(4)
ROW = 28
_EDGE = 16
_WIDTHS = {FIELD: 182, TYPE: 78, FROM: 248}
_NARROW = {FIELD: 150, TYPE: 64, FROM: 160}
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class MappingModel(QAbstractTableModel):
    """Fields; those that give nothing are left out unless all are shown."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[FieldRow, ...] = ()

    def show(self, rows: Sequence[FieldRow]) -> None:
        """Show rows; where they are the same fields, only what they say changes."""
        rows = tuple(rows)
        if [one.name for one in rows] == [one.name for one in self._rows]:
            self._rows = rows
            if rows:
                self.dataChanged.emit(self.index(0, 0), self.index(len(rows) - 1, VALUE))
            return
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def row(self, at: int) -> FieldRow | None:
        """The field in a row."""
        return self._rows[at] if 0 <= at < len(self._rows) else None

    def place(self, name: str) -> int:
        """The row of a field; -1 where it is not shown."""
        return next((at for at, one in enumerate(self._rows) if one.name == name), -1)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Fields."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Field, type, from, value."""
        return 0 if parent.isValid() else len(HEADS)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The text of a cell; for a screen reader the first cell says the whole row."""
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        text = (one_line(row.name, 120), row.type, row.source, row.value)[index.column()]
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return row.sentence if index.column() == FIELD else text
        if role == Qt.ItemDataRole.DisplayRole:
            return text
        if role == Qt.ItemDataRole.ToolTipRole and index.column() in (FROM, VALUE):
            return tip(text) if len(text) > 24 else None
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """The heads."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return f"\u2002\u200a{HEADS[section]}" if section == FIELD else HEADS[section]
        if role == Qt.ItemDataRole.FontRole:
            return ui_font(11, 500)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _LEFT
        return None


class _Delegate(QStyledItemDelegate):
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        view = self.parent()
        assert isinstance(view, MappingTable)
        row = view.fields.row(index.row())
        if row is None:
            return
        rect: QRect = option.rect
        painter.save()
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        if chosen:
            painter.fillRect(rect, theme.color("accentSoft" if view.hasFocus() else "selIdle"))
            if view.hasFocus() and index.column() == FIELD:
                painter.fillRect(rect.x(), rect.y(), 2, rect.height(), theme.color("accent"))
        column = index.column()
        if column == FIELD:
            self._name(painter, rect.adjusted(_EDGE, 0, -6, 0), row)
        elif column == TYPE:
            painter.setFont(ui_font(12))
            painter.setPen(theme.color("text2" if row.known else "dropped"))
            _text(painter, rect.adjusted(8, 0, -4, 0), row.type)
        elif column == FROM:
            self._source(painter, rect.adjusted(8, 0, -8, 0), row)
        else:
            end = paint_plates(
                painter, row.plates, QRectF(rect.adjusted(0, 0, -6, 0)), ui_font(11, 500)
            )
            quiet = row.nothing
            painter.setFont(ui_font(12) if quiet else mono_font(12))
            painter.setPen(theme.color("text3" if quiet else "text"))
            _text(
                painter,
                QRect(rect.x() + 8, rect.y(), int(end) - rect.x() - 14, rect.height()),
                row.value,
            )
        painter.restore()

    def _name(self, painter: QPainter, rect: QRect, row: FieldRow) -> None:
        painter.setFont(ui_font(13, 500))
        painter.setPen(theme.color("text"))
        small = QFontMetrics(ui_font(11))
        room = small.horizontalAdvance("required") + 6 if row.required else 0
        name = one_line(row.name, 120)
        width = _text(painter, rect.adjusted(0, 0, -room, 0), name)
        if row.required:
            painter.setFont(ui_font(11))
            painter.setPen(theme.color("text3"))
            _text(painter, rect.adjusted(width + 5, 1, 0, 0), "required")

    def _source(self, painter: QPainter, rect: QRect, row: FieldRow) -> None:
        if row.faulty:
            painter.setFont(ui_font(12, 500))
            painter.setPen(theme.color("rejected"))
            _text(painter, rect, "cannot be read")
            return
        if row.changed:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("accent"))
            painter.drawEllipse(QRectF(rect.x(), rect.center().y() - 2, 5, 5))
            rect = rect.adjusted(11, 0, 0, 0)
        painter.setFont(mono_font(12))
        painter.setPen(theme.color("text"))
        _text(painter, rect, row.source)


def _text(painter: QPainter, rect: QRect, text: str) -> int:
    """One line, cut at the right; its width."""
    if rect.width() < 8:
        return 0
    metrics = QFontMetrics(painter.font())
    shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
    painter.drawText(rect, _LEFT, shown)
    return metrics.horizontalAdvance(shown)


class MappingTable(QTableView):
    """Return or a double click edits what a field is made of.

    Signals:
        edit_wanted(str): edit this field.
    """

    edit_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.fields = MappingModel(self)
        self.setModel(self.fields)
        self.setItemDelegate(_Delegate(self))
        self.setAccessibleName("Mapping")
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        across, down = self.horizontalHeader(), self.verticalHeader()
        down.hide()
        down.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        down.setDefaultSectionSize(scaled(ROW))
        across.setFixedHeight(scaled(26))
        across.setMinimumSectionSize(10)
        across.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        across.setSectionsClickable(False)
        across.setHighlightSections(False)
        theme.watcher.theme_changed.connect(self.viewport().update)

    def field(self) -> str:
        """The chosen field; empty: none."""
        row = self.fields.row(self.currentIndex().row())
        return row.name if row is not None else ""

    def choose(self, name: str) -> None:
        """Choose a field by its name."""
        at = self.fields.place(name)
        if at >= 0:
            self.setCurrentIndex(self.fields.index(at, FIELD))

    def whole_height(self) -> int:
        """Px that all rows take."""
        return scaled(26) + scaled(ROW) * self.fields.rowCount() + 2

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Return edits."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.field():
            self.edit_wanted.emit(self.field())
            return
        super().keyPressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """A double click edits."""
        super().mouseDoubleClickEvent(event)
        if self.indexAt(event.position().toPoint()).isValid() and self.field():
            self.edit_wanted.emit(self.field())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The value takes the rest."""
        super().resizeEvent(event)
        width = self.viewport().width()
        widths = _NARROW if width < scaled(700) else _WIDTHS
        for column, one in widths.items():
            self.setColumnWidth(column, scaled(one))
        rest = width - sum(scaled(one) for one in widths.values())
        self.setColumnWidth(VALUE, max(scaled(80), rest))

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The selection has another colour."""
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The selection has another colour."""
        super().focusOutEvent(event)
        self.viewport().update()
