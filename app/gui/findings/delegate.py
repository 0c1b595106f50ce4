"""How the table of findings is painted: heads over the whole width, rows cell by cell."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from app.analysis.findings_table import HEADS, FindingsRow
from app.gui import theme
from app.gui.findings import model
from app.gui.fonts import mono_font, scaled, tabular, ui_font
from app.gui.icons import paint_icon
from app.gui.shapes import paint_shape

if TYPE_CHECKING:
    from app.gui.findings.table import FindingsTree

Index = QModelIndex | QPersistentModelIndex

ROW = 32
GROUP = 28
PAD = 8
_SHAPE = 15
_BAR = 2
_TREND_BAR = 5
_TREND_GAP = 2
_TREND_HEIGHT = 16


class FindingsDelegate(QStyledItemDelegate):
    """Paints for one FindingsTree."""

    def __init__(self, tree: "FindingsTree") -> None:
        super().__init__(tree)
        self._tree = tree
        self._fonts: dict[int, QFont] = {
            model.RULE: ui_font(13, 500),
            model.EVENTS: tabular(ui_font(13)),
            model.USERS: tabular(ui_font(13)),
            model.LAST: mono_font(12),
        }
        self._plain = ui_font(13)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Rows 32, heads 28; more where the system's font is larger."""
        px = GROUP if self._tree.findings().is_head(index) else ROW
        return QSize(0, max(scaled(px), QFontMetrics(self._plain).height() + 8))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Ground, then ink."""
        painter.save()
        findings = self._tree.findings()
        row = findings.row_at(index)
        rect = QRectF(option.rect)
        if row is None:
            self._paint_head(painter, rect, index)
        else:
            selected = bool(option.state & QStyle.StateFlag.State_Selected)
            ground = self._ground(painter, rect, index, selected)
            self._paint_cell(painter, rect, row, index.column(), ground)
        painter.restore()

    def _ground(self, painter: QPainter, rect: QRectF, index: Index, selected: bool) -> str:
        keys = self._tree.hasFocus()
        if selected:
            ground = "accentSoft" if keys else "selIdle"
        else:
            ground = "hover" if self._tree.is_hovered(index) else "surface"
        painter.fillRect(rect, theme.color(ground))
        if selected and keys and not index.column():
            bar = QRectF(rect.x(), rect.y(), _BAR, rect.height())
            painter.fillRect(bar, theme.color("accent"))
        return ground

    def _paint_head(self, painter: QPainter, rect: QRectF, index: Index) -> None:
        if index.column():
            return
        findings = self._tree.findings()
        painter.fillRect(rect, theme.color("surface"))
        line = QRectF(rect.x(), rect.bottom() - 1, rect.width(), 1)
        painter.fillRect(line, theme.color("line"))
        if self._tree.hasFocus() and self._tree.currentIndex() == index:
            ring = theme.color("accent")
            for edge in (
                QRectF(rect.x(), rect.y(), rect.width(), _BAR),
                QRectF(rect.x(), rect.bottom() - _BAR, rect.width(), _BAR),
                QRectF(rect.x(), rect.y(), _BAR, rect.height()),
                QRectF(rect.right() - _BAR, rect.y(), _BAR, rect.height()),
            ):
                painter.fillRect(edge, ring)
        arrow = "chevron-down" if self._tree.isExpanded(index) else "chevron-right"
        top = rect.y() + (rect.height() - 14) / 2
        paint_icon(painter, arrow, QRectF(rect.x() + 12, top, 14, 14), theme.color("text2"))
        severity = findings.severity_at(index)
        area = rect.adjusted(32, 0, -PAD, 0)
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        font = ui_font(12, 600)
        painter.setFont(font)
        painter.setPen(theme.color("text"))
        painter.drawText(area, left, HEADS[severity])
        area.adjust(QFontMetrics(font).horizontalAdvance(HEADS[severity]) + 8, 0, 0, 0)
        painter.setFont(ui_font(12))
        painter.setPen(theme.color("text3"))
        painter.drawText(area, left, findings.count_words(severity))

    def _paint_cell(
        self, painter: QPainter, rect: QRectF, row: FindingsRow, column: int, ground: str
    ) -> None:
        if column == model.SHAPE:
            place = QRectF(rect.x() + 16, rect.y(), _SHAPE, rect.height())
            paint_shape(painter, row.severity, place, surface=theme.color(ground))
            return
        if column == model.TREND:
            _paint_trend(painter, rect, row.trend)
            return
        text = self._tree.findings().text(row, column)
        font = self._fonts.get(column, self._plain)
        painter.setFont(font)
        quiet = column in (model.COST, model.LAST) or text in ("unknown", "–")
        painter.setPen(theme.color("text2" if quiet else "text"))
        area = rect.adjusted(PAD, 0, -PAD, 0)
        right = column in model.RIGHT
        side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        text = QFontMetrics(font).elidedText(
            text, Qt.TextElideMode.ElideRight, int(area.width()) + 1
        )
        painter.drawText(area, side | Qt.AlignmentFlag.AlignVCenter, text)


def _paint_trend(painter: QPainter, rect: QRectF, trend: tuple[int, ...]) -> None:
    """Bars from the same foot; an empty one is a line of one px, so that time is seen to go on."""
    highest = max(trend, default=0)
    foot = round(rect.y() + (rect.height() + _TREND_HEIGHT) / 2)
    x = round(rect.x() + PAD)
    for count in trend:
        height = max(1, round(_TREND_HEIGHT * count / highest)) if highest else 1
        painter.fillRect(QRectF(x, foot - height, _TREND_BAR, height), theme.color("link"))
        x += _TREND_BAR + _TREND_GAP
