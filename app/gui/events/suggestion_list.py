"""The list under the filter field. The keyboard stays in the field."""

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QFrame,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from app.gui import theme
from app.gui.events.suggestions import Suggestion, shown_text
from app.gui.events.words import number
from app.gui.fonts import mono_font, scaled, tabular, ui_font

_ROW = 26
_PAD = 9
_INSET = 4
_ITEM = Qt.ItemDataRole.UserRole
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class _Line(QStyledItemDelegate):
    """Value at the left, its meaning next to it, the count at the right."""

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return QSize(10, scaled(_ROW))

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        suggestion: Suggestion = index.data(_ITEM)
        rect = QRectF(option.rect)
        state = option.state
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        if chosen or state & QStyle.StateFlag.State_MouseOver:
            painter.save()
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("accentSoft" if chosen else "hover"))
            painter.drawRoundedRect(rect, 4, 4)
            painter.restore()
        area = rect.adjusted(_PAD, 0, -_PAD, 0)
        font = mono_font(12)
        value = shown_text(suggestion)
        painter.setFont(font)
        painter.setPen(theme.color("text"))
        metrics = QFontMetrics(font)
        painter.drawText(
            area, _LEFT, metrics.elidedText(value, Qt.TextElideMode.ElideRight, int(area.width()))
        )
        painter.setFont(tabular(ui_font(12)))
        painter.setPen(theme.color("text2"))
        left = metrics.horizontalAdvance(value) + 10
        painter.drawText(area.adjusted(left, 0, -60, 0), _LEFT, suggestion.meaning)
        if suggestion.count is not None:
            painter.drawText(area, _RIGHT, number(suggestion.count))


class SuggestionList(QFrame):
    """Floats under the field, as a child of the window.

    Signals:
        taken: a suggestion was clicked (Suggestion).
    """

    taken = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._list = QListWidget(self)
        self._list.setAccessibleName("Suggestions")
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.setFrameShape(QListWidget.Shape.NoFrame)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setMouseTracking(True)
        self._list.setItemDelegate(_Line(self._list))
        self._list.viewport().setAutoFillBackground(False)
        self._list.itemClicked.connect(lambda item: self.taken.emit(item.data(_ITEM)))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(_INSET, _INSET, _INSET, _INSET)
        layout.addWidget(self._list)
        self.hide()
        theme.watcher.theme_changed.connect(self.update)

    def offer(self, suggestions: Sequence[Suggestion], place: tuple[int, int, int]) -> None:
        """Show these; `place` is x, y and width in the window. The chosen line stays chosen."""
        row = self._list.currentRow()
        self._list.clear()
        for suggestion in suggestions:
            item = QListWidgetItem(shown_text(suggestion))
            item.setData(_ITEM, suggestion)
            parts = (item.text(), suggestion.meaning, _matching(suggestion.count))
            item.setData(
                Qt.ItemDataRole.AccessibleTextRole, ", ".join(part for part in parts if part)
            )
            self._list.addItem(item)
        if not suggestions:
            self.hide()
            return
        self._list.setCurrentRow(min(row, len(suggestions) - 1) if self.isVisible() else -1)
        x, y, width = place
        self.setGeometry(x, y, width, len(suggestions) * scaled(_ROW) + 2 * _INSET)
        self.show()
        self.raise_()

    def step(self, step: int) -> None:
        """Choose the next or the previous line; above the first none is chosen."""
        row = self._list.currentRow() + step
        self._list.setCurrentRow(max(-1, min(row, self._list.count() - 1)))

    def chosen(self) -> Suggestion | None:
        """The chosen line."""
        item = self._list.currentItem()
        suggestion: Suggestion | None = item.data(_ITEM) if item is not None else None
        return suggestion

    def first(self) -> Suggestion | None:
        """The first line."""
        item = self._list.item(0)
        suggestion: Suggestion | None = item.data(_ITEM) if item is not None else None
        return suggestion

    def texts(self) -> list[str]:
        """What is offered, as shown."""
        return [self._list.item(row).text() for row in range(self._list.count())]

    def paintEvent(self, event: QPaintEvent) -> None:
        """A raised ground."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.color("line2"), 1))
        painter.setBrush(theme.color("raised"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        painter.end()


def _matching(count: int | None) -> str:
    return "" if count is None else f"{number(count)} events"
