"""The Pair tab: two documents on the same lines, what is unlike, and how far they are apart."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from app.analysis.pair import PairRow
from app.gui import theme
from app.gui.detail.pair_model import Index, PairModel, fold
from app.gui.detail.pair_parts import PairHeader, TimeLine, columns
from app.gui.detail.parts import Surface
from app.gui.fonts import mono_font, scaled, ui_font
from app.gui.widgets import Link, plain_label
from app.segment.paths import MISSING
from app.topsort.words import duration

ROW = 23


@dataclass(frozen=True)
class Side:
    """One of the two: its shape and name, and the word beside it with its colour family."""

    shape: str
    name: str
    plate: str = ""
    kind: str = "plain"


class _PairDelegate(QStyledItemDelegate):
    """Path, value on a plate where unlike, sign, value."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(60, scaled(ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        model = index.model()
        if not isinstance(model, PairModel):
            return
        row = model.rows[index.row()]
        column = index.column()
        rect = QRectF(option.rect)
        painter.save()
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        if chosen:
            active = bool(option.state & QStyle.StateFlag.State_Active)
            painter.fillRect(rect, theme.color("accentSoft" if active else "selIdle"))
        if column in (1, 3) and not row.equal and not chosen:
            painter.fillRect(rect, theme.color("warningSoft"))
        text = str(model.data(index))
        absent = column in (1, 3) and (row.left if column == 1 else row.right) is MISSING
        font, ink = mono_font(12), "text2"
        if column == 2:
            font, ink = (
                mono_font(12, 400 if row.equal else 600),
                "text2" if row.equal else "warning",
            )
        elif absent:
            font, ink = ui_font(12), "text3"
        elif column != 0 and not row.equal:
            ink = "text"
        painter.setFont(font)
        painter.setPen(theme.color(ink))
        rect.adjust(12 if column == 0 else 10, 0, -8 if column != 2 else -10, 0)
        mode = Qt.TextElideMode.ElideRight
        if column == 0 or (column != 2 and model.middle(index)):
            mode = Qt.TextElideMode.ElideMiddle
        shown = QFontMetricsF(font).elidedText(text, mode, rect.width())
        side = Qt.AlignmentFlag.AlignHCenter if column == 2 else Qt.AlignmentFlag.AlignLeft
        painter.drawText(rect, side | Qt.AlignmentFlag.AlignVCenter, shown)
        if column == 2 and not row.equal:
            # The fonts have no bold sign: a second stroke makes one.
            painter.drawText(rect.translated(0.5, 0), side | Qt.AlignmentFlag.AlignVCenter, shown)
        painter.restore()


class PairView(Surface):
    """Two documents compared. The same widget serves two messages and any other two JSONs."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: Sequence[PairRow] = ()
        self._all = False
        self.header = PairHeader()
        self.line = TimeLine()
        self.model = PairModel(self)
        self.table = QTreeView()
        self._delegate = _PairDelegate()
        self.more_words = plain_label("", "small", "text2")
        self.more = Link("Show all", px=12, weight=500)
        self._set_up_table()
        foot = QWidget()
        row = QHBoxLayout(foot)
        row.setContentsMargins(12, 4, 12, 4)
        row.setSpacing(5)
        row.addWidget(self.more_words)
        row.addWidget(self.more)
        row.addStretch(1)
        self._foot = foot
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for widget in (self.header, self.line):
            layout.addWidget(widget)
        layout.addWidget(self.table, 100)
        layout.addWidget(foot)
        layout.addStretch(1)
        self.more.clicked.connect(self.show_all)
        theme.watcher.theme_changed.connect(self.table.viewport().update)

    def _set_up_table(self) -> None:
        table = self.table
        table.setModel(self.model)
        table.setItemDelegate(self._delegate)
        table.setHeaderHidden(True)
        table.setRootIsDecorated(False)
        table.setIndentation(0)
        table.setUniformRowHeights(True)
        table.setFrameShape(QFrame.Shape.NoFrame)
        table.setAccessibleName("The two, path by path")
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setAllColumnsShowFocus(True)
        table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        table.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        table.setMinimumHeight(scaled(ROW) * 3)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        table.setSizePolicy(policy)
        table.header().setStretchLastSection(False)
        table.header().setMinimumSectionSize(10)

    def show_pair(
        self,
        rows: Sequence[PairRow],
        left: Side,
        right: Side,
        *,
        gap: int | None = None,
        path_title: str = "Path in the message",
    ) -> None:
        """Compare two. `gap` is the time between them in ms, None for no time line."""
        again = list(rows) == list(self._rows)
        self._rows = rows
        self.header.path.setText(path_title)
        self.header.left.say(left.shape, left.name, left.plate, left.kind)
        self.header.right.say(right.shape, right.name, right.plate, right.kind)
        self.line.setVisible(gap is not None)
        if gap is not None:
            self.line.say(duration(gap), _tick(left.kind), _tick(right.kind))
        if not again:
            self._all = False
            self._fill()

    def show_all(self) -> None:
        """Show the like rows too that were folded."""
        self._all = True
        self._fill()
        self.table.setFocus()

    def _fill(self) -> None:
        shown, left_out = (list(self._rows), 0) if self._all else fold(self._rows)
        self.model.show(shown)
        self._foot.setVisible(left_out > 0)
        paths = "1 more path is equal." if left_out == 1 else f"{left_out} more paths are equal."
        self.more_words.setText(paths)
        self.table.setMaximumHeight(scaled(ROW) * max(len(shown), 3) + 2)
        self._set_widths()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Both values keep the same width."""
        super().resizeEvent(event)
        self._set_widths()

    def _set_widths(self) -> None:
        for column, width in enumerate(columns(self.width())):
            self.table.setColumnWidth(column, width)


def _tick(kind: str) -> str:
    return {"accent": "accent", "warning": "warning"}.get(kind, "line2")
