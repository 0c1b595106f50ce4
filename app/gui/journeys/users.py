"""The list of users: two lines each, with what became of their orders."""

from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFocusEvent, QFontMetrics, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from app.analysis.journeys import UserSummary
from app.gui import theme
from app.gui.events.overlay_bar import OverlayBar
from app.gui.events.words import number, tip
from app.gui.fonts import mono_font, scaled, tabular, ui_font
from app.gui.journeys.words import user_name
from app.gui.shapes import paint_shape

Index = QModelIndex | QPersistentModelIndex

_ROW = 44
_SHAPE = 15
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class UserModel(QAbstractListModel):
    """Users that are there keep their place; new ones come at the end until they are sorted."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._users: list[UserSummary] = []

    def show_users(self, users: tuple[UserSummary, ...], *, anew: bool) -> None:
        """List these."""
        if anew:
            self.beginResetModel()
            self._users = list(users)
            self.endResetModel()
            return
        found = {one.user: one for one in users}
        for at in range(len(self._users) - 1, -1, -1):
            if self._users[at].user not in found:
                self.beginRemoveRows(QModelIndex(), at, at)
                del self._users[at]
                self.endRemoveRows()
        for at, one in enumerate(self._users):
            fresh = found.pop(one.user)
            if fresh != one:
                self._users[at] = fresh
                self.dataChanged.emit(self.index(at), self.index(at))
        if found:
            first = len(self._users)
            self.beginInsertRows(QModelIndex(), first, first + len(found) - 1)
            self._users += found.values()
            self.endInsertRows()

    def in_order_of(self, users: tuple[UserSummary, ...]) -> bool:
        """Whether the rows stand in this order."""
        return [one.user for one in self._users] == [one.user for one in users]

    def user_at(self, index: Index) -> UserSummary | None:
        """The user of a row."""
        at = index.row()
        return self._users[at] if index.isValid() and at < len(self._users) else None

    def index_of(self, user: str) -> QModelIndex:
        """The row of a user; invalid where the list has none."""
        for at, one in enumerate(self._users):
            if one.user == user:
                return self.index(at)
        return QModelIndex()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """How many users."""
        return 0 if parent.isValid() else len(self._users)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Name, sentence, and the whole id in a tooltip."""
        one = self.user_at(index)
        if one is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return user_name(one.user)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            events = "1 event" if one.events == 1 else f"{number(one.events)} events"
            return f"user {user_name(one.user)}, {one.words}, {events}"
        if role == Qt.ItemDataRole.ToolTipRole:
            return tip(one.name) if one.name else None
        return None


class _Delegate(QStyledItemDelegate):
    def __init__(self, users: "UserList") -> None:
        super().__init__(users)
        self._list = users

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(0, scaled(_ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        one = self._list.users().user_at(index)
        if one is None:
            return
        painter.save()
        rect = QRectF(option.rect)
        keys = self._list.hasFocus()
        if option.state & QStyle.StateFlag.State_Selected:
            ground = "accentSoft" if keys else "selIdle"
        else:
            ground = "hover" if self._list.hovered == index.row() else "surface"
        painter.fillRect(rect, theme.color(ground))
        if ground == "accentSoft":
            bar = QRectF(rect.x(), rect.y(), 2, rect.height())
            painter.fillRect(bar, theme.color("accent"))
        if one.shape:
            place = QRectF(rect.x() + 12, rect.y(), _SHAPE, rect.height())
            paint_shape(painter, one.shape, place, surface=theme.color(ground))
        count = number(one.events)
        figures = tabular(ui_font(13))
        width = QFontMetrics(figures).horizontalAdvance(count)
        painter.setFont(figures)
        painter.setPen(theme.color("text2"))
        painter.drawText(rect.adjusted(0, 0, -12, 0), _RIGHT, count)
        half = rect.height() / 2
        words = rect.adjusted(37, 0, -20 - width, 0)
        top, low = words.adjusted(0, 3, 0, -half + 1), words.adjusted(0, half - 1, 0, -3)
        for area, text, font, token in (
            (top, user_name(one.user), mono_font(12), "text"),
            (low, one.words, ui_font(12), "text2"),
        ):
            painter.setFont(font)
            painter.setPen(theme.color(token))
            cut = QFontMetrics(font).elidedText(
                text, Qt.TextElideMode.ElideRight, int(area.width())
            )
            painter.drawText(area, _LEFT, cut)
        painter.restore()


class UserList(QListView):
    """Signals:
    chosen(str): the user made another one current.
    opened: Return or a double click.
    """

    chosen = Signal(str)
    opened = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = UserModel(self)
        self._quiet = False
        self.hovered = -1
        self.setModel(self._model)
        self.setItemDelegate(_Delegate(self))
        self.setAccessibleName("Users")
        self.setUniformItemSizes(True)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self._bar = OverlayBar(self)
        theme.watcher.theme_changed.connect(self.viewport().update)

    def users(self) -> UserModel:
        """The model."""
        return self._model

    def show_users(self, users: tuple[UserSummary, ...], user: str | None, *, anew: bool) -> None:
        """List these, with one of them chosen; rows on the screen stay where they are."""
        top = self.verticalScrollBar().value()
        self._quiet = True
        self._model.show_users(users, anew=anew)
        self._quiet = False
        self.choose(user)
        if not anew:
            self.verticalScrollBar().setValue(top)
        elif self.currentIndex().isValid():
            self.scrollTo(self.currentIndex())

    def choose(self, user: str | None) -> None:
        """Make a user current, without telling anybody."""
        index = self._model.index_of(user) if user is not None else QModelIndex()
        self._quiet = True
        if not index.isValid():
            self.clearSelection()
        elif index != self.currentIndex() or not self.selectedIndexes():
            self.setAutoScroll(False)
            self.selectionModel().setCurrentIndex(
                index, QItemSelectionModel.SelectionFlag.ClearAndSelect
            )
            self.setAutoScroll(True)
        self._quiet = False

    def step(self, by: int) -> None:
        """To the next user (1) or the one before (-1)."""
        at = self.currentIndex().row() + by if self.currentIndex().isValid() else 0
        if 0 <= at < self._model.rowCount():
            self.setCurrentIndex(self._model.index(at))

    def currentChanged(self, current: Index, previous: Index) -> None:
        """Tell the page, where it was the user."""
        super().currentChanged(current, previous)
        one = self._model.user_at(current)
        if one is not None and not self._quiet:
            self.chosen.emit(one.user)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """The row under the pointer."""
        super().mouseMoveEvent(event)
        self._hover(self.indexAt(event.position().toPoint()).row())

    def leaveEvent(self, event: QEvent) -> None:
        """No row any more."""
        super().leaveEvent(event)
        self._hover(-1)

    def _hover(self, row: int) -> None:
        if row != self.hovered:
            self.hovered = row
            self.viewport().update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Go to the journey."""
        super().mouseDoubleClickEvent(event)
        self.opened.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Return goes to the journey; J and K as in the list of events."""
        step = {Qt.Key.Key_J: 1, Qt.Key.Key_K: -1}.get(Qt.Key(event.key()))
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit()
        elif step is not None and not event.modifiers():
            self.step(step)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The selection has another colour."""
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The selection has another colour."""
        super().focusOutEvent(event)
        self.viewport().update()
