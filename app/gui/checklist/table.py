"""The table of the checklist: rows of 36 under their heads."""

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QRect, QRectF, Qt, Signal
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

from app.analysis.checklist import Row
from app.gui import theme
from app.gui.checklist.lines import evidence_of, word_of
from app.gui.checklist.model import EVIDENCE, LINK, POINT, STATE, ChecklistModel
from app.gui.checklist.states import WORD_INK, paint_state
from app.gui.fonts import scaled, ui_font

Index = QModelIndex | QPersistentModelIndex

ROW = 36
_HEAD = 35
_EDGE = 16
_WIDTHS = {STATE: 142, EVIDENCE: 290, LINK: 142}
_NARROW = {STATE: 138, EVIDENCE: 200, LINK: 138}
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class _Delegate(QStyledItemDelegate):
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        view = self.parent()
        assert isinstance(view, ChecklistTable)
        rect: QRect = option.rect
        line = view.lines.line(index.row())
        painter.save()
        if line.row is None:
            self._head(painter, rect, line.head)
            painter.restore()
            return
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        hovered = view.hovered() == index.row()
        ground = "surface"
        if chosen:
            ground = "accentSoft" if view.hasFocus() else "selIdle"
        elif hovered:
            ground = "hover"
        painter.fillRect(rect, theme.color(ground))
        if chosen and view.hasFocus() and index.column() == STATE:
            painter.fillRect(rect.x(), rect.y(), 2, rect.height(), theme.color("accent"))
        self._cell(painter, rect, index.column(), line.row, ground, hovered=hovered)
        painter.restore()

    def _head(self, painter: QPainter, rect: QRect, head: str) -> None:
        painter.fillRect(rect, theme.color("surface"))
        painter.fillRect(rect.x(), rect.bottom(), rect.width(), 1, theme.color("line"))
        painter.setFont(ui_font(12, 600))
        painter.setPen(theme.color("text"))
        painter.drawText(rect.adjusted(_EDGE, 4, -_EDGE, 0), _LEFT, head)

    def _cell(
        self, painter: QPainter, rect: QRect, column: int, row: Row, ground: str, *, hovered: bool
    ) -> None:
        if column == STATE:
            place = QRectF(rect.x() + _EDGE, rect.y(), 18, rect.height())
            said = row.mark.confirmed or row.mark.not_needed
            paint_state(painter, row.state, place, theme.color(ground), word_of_person=said)
            painter.setFont(ui_font(13, 500))
            painter.setPen(theme.color(WORD_INK[row.state]))
            painter.drawText(rect.adjusted(_EDGE + 30, 0, 0, 0), _LEFT, word_of(row))
            return
        if column == LINK:
            font = ui_font(13)
            font.setUnderline(hovered)
            painter.setFont(font)
            painter.setPen(theme.color("accent"))
            painter.drawText(rect.adjusted(0, 0, -_EDGE, 0), _RIGHT, row.link)
            return
        quiet = row.mark.not_needed
        painter.setFont(ui_font(13))
        ink = "text3" if quiet else "text" if column == POINT else "text2"
        painter.setPen(theme.color(ink))
        text = row.point.title if column == POINT else evidence_of(row)
        area = rect.adjusted(0, 0, -10, 0)
        cut = QFontMetrics(painter.font()).elidedText(
            text, Qt.TextElideMode.ElideRight, area.width()
        )
        painter.drawText(area, _LEFT, cut)


class ChecklistTable(QTableView):
    """Up and Down go from point to point, Return opens one.

    Signals:
        point_changed(str): the id of the chosen point; empty: none.
        followed(str): the link of this point was clicked.
        opened(str): Return was pressed on this point, or it was clicked twice.
    """

    point_changed = Signal(str)
    followed = Signal(str)
    opened = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lines = ChecklistModel(self)
        self._hovered = -1
        self.setModel(self.lines)
        self.setItemDelegate(_Delegate(self))
        self.setAccessibleName("Points of the checklist")
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        across, down = self.horizontalHeader(), self.verticalHeader()
        across.hide()
        down.hide()
        across.setMinimumSectionSize(10)
        across.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        down.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        down.setDefaultSectionSize(scaled(ROW))
        self.lines.modelReset.connect(self._span_heads)
        self.selectionModel().currentRowChanged.connect(lambda _now, _old: self._tell())
        theme.watcher.theme_changed.connect(self.viewport().update)

    def hovered(self) -> int:
        """The line whose link is under the pointer; -1: none."""
        return self._hovered

    def point(self) -> Row | None:
        """The chosen point."""
        return self.lines.point(self.currentIndex().row())

    def choose(self, point: str) -> None:
        """Make a point the chosen one, by its id."""
        at = self.lines.place(point)
        if at >= 0:
            self.setCurrentIndex(self.lines.index(at, STATE))

    def _tell(self) -> None:
        row = self.point()
        self.point_changed.emit(row.point.id if row else "")

    def _span_heads(self) -> None:
        self.clearSpans()
        for at in range(self.lines.rowCount()):
            head = self.lines.point(at) is None
            if head:
                self.setSpan(at, 0, 1, LINK + 1)
            self.setRowHeight(at, scaled(_HEAD if head else ROW))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The requirement takes the rest."""
        super().resizeEvent(event)
        width = self.viewport().width()
        widths = _NARROW if width < scaled(760) else _WIDTHS
        rest = width - sum(scaled(one) for one in widths.values())
        if rest < scaled(200):
            # What a point rests on stands in the side pane and in the sentence of its row too.
            widths = {**widths, EVIDENCE: max(60, widths[EVIDENCE] - scaled(200) + rest)}
            rest = width - sum(scaled(one) for one in widths.values())
        for column, one in widths.items():
            self.setColumnWidth(column, scaled(one))
        self.setColumnWidth(POINT, max(100, rest))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Return opens the point, or follows its link."""
        row = self.point()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and row is not None:
            self.opened.emit(row.point.id)
            return
        super().keyPressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """A double click is Return, but for the link, which was followed by the first click."""
        super().mouseDoubleClickEvent(event)
        index = self.indexAt(event.position().toPoint())
        row = self.lines.point(index.row())
        if row is not None and not self._on_link(index):
            self.opened.emit(row.point.id)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """A hand over links."""
        super().mouseMoveEvent(event)
        index = self.indexAt(event.position().toPoint())
        self._hover(index.row() if self._on_link(index) else -1)

    def leaveEvent(self, event: QEvent) -> None:
        """No link is under the pointer."""
        super().leaveEvent(event)
        self._hover(-1)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click on a link follows it."""
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        row = self.lines.point(index.row())
        if event.button() is Qt.MouseButton.LeftButton and self._on_link(index) and row is not None:
            self.followed.emit(row.point.id)

    def _on_link(self, index: QModelIndex) -> bool:
        row = self.lines.point(index.row()) if index.isValid() else None
        return row is not None and index.column() == LINK and bool(row.link)

    def _hover(self, at: int) -> None:
        if at != self._hovered:
            self._hovered = at
            shape = Qt.CursorShape.PointingHandCursor if at >= 0 else Qt.CursorShape.ArrowCursor
            self.viewport().setCursor(shape)
            self.viewport().update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The selection has another colour."""
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The selection has another colour."""
        super().focusOutEvent(event)
        self.viewport().update()
