"""Lists to pick one of: the SDKs at the left of the set-up page, the ways to trust."""

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPalette
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from app.gui import theme
from app.gui.fonts import scaled, ui_font
from app.segment.snippets import Sdk

_HINT = Qt.ItemDataRole.UserRole


class _Delegate(QStyledItemDelegate):
    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        state = option.state
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        hovered = bool(state & QStyle.StateFlag.State_MouseOver)
        rect: QRect = option.rect
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if chosen or hovered:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("accentSoft" if chosen else "hover"))
            painter.drawRoundedRect(QRectF(rect), 5, 5)
        inner = rect.adjusted(12, 0, -12, 0)
        painter.setFont(ui_font(13, 600 if chosen else 400))
        painter.setPen(theme.color("accent" if chosen else "text"))
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(inner, middle | Qt.AlignmentFlag.AlignLeft, index.data())
        hint = index.data(_HINT)
        if hint:
            room = inner.width() - painter.fontMetrics().horizontalAdvance(index.data())
            painter.setFont(ui_font(11))
            if painter.fontMetrics().horizontalAdvance(hint) + 8 > room:
                hint = hint.partition(" ")[0]
            painter.setPen(theme.color("text2" if chosen else "text3"))
            painter.drawText(inner, middle | Qt.AlignmentFlag.AlignRight, hint)
        painter.restore()

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return QSize(100, scaled(30))


class PickList(QListWidget):
    """A list of names, each with a word at its right or none. One is chosen, always."""

    def __init__(
        self, items: Sequence[tuple[str, str]], name: str, parent: QWidget | None = None
    ) -> None:
        """`name` is the accessible name."""
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setItemDelegate(_Delegate(self))
        self.setMouseTracking(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setFrameShape(QListWidget.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        palette = QPalette(self.palette())
        palette.setColor(QPalette.ColorRole.Base, Qt.GlobalColor.transparent)
        self.setPalette(palette)
        for text, hint in items:
            item = QListWidgetItem(text)
            item.setData(_HINT, hint)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{text}, {hint}" if hint else text)
            self.addItem(item)
        self.setMaximumHeight(self.sizeHint().height())
        self.setCurrentRow(0)

    def sizeHint(self) -> QSize:
        return QSize(200, scaled(30) * self.count() + 2)


class SdkList(PickList):
    """The SDKs.

    Signals:
        picked(object): the Sdk.
    """

    picked = Signal(object)

    def __init__(self, sdks: Sequence[Sdk], parent: QWidget | None = None) -> None:
        self._sdks = tuple(sdks)
        items = [(one.name, "https only" if one.https_only else "") for one in sdks]
        super().__init__(items, "The shop’s SDK", parent)
        self.currentRowChanged.connect(self._chose)

    def _chose(self, row: int) -> None:
        if row >= 0:
            self.picked.emit(self._sdks[row])

    def sdk(self) -> Sdk:
        """The chosen one."""
        return self._sdks[max(0, self.currentRow())]
