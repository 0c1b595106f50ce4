"""The list of subscriptions: switch, name over trigger, how many messages each takes."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFocusEvent, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from app.destination.model import Subscription
from app.gui import theme
from app.gui.configuration.draft import Draft
from app.gui.configuration.trigger_words import short_trigger
from app.gui.events.words import one_line
from app.gui.fonts import scaled, tabular, ui_font
from app.gui.shapes import paint_shape

Index = QModelIndex | QPersistentModelIndex

ALTERNATES = "Alternates in Topsort’s guide"
BOTH = "Clicks are taken twice: the preset for clicks is on too."

ROW = 44
_HEAD = 36
_EDGE = 12
_TRACK = QSize(30, 18)
_TEXT = _EDGE + 30 + 10
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


def doubled(draft: Draft, at: int) -> bool:
    """Whether an alternate is on beside a preset of the same action: one action may then count
    twice."""
    some = draft.configuration.subscriptions
    one = some[at]
    return (
        one.alternate
        and one.enabled
        and any(
            other.enabled and not other.alternate and other.action == one.action for other in some
        )
    )


def count_words(one: Subscription, count: int | None) -> str:
    """`413`, `off`, `off, 52 wait`; empty while it is not known."""
    if count is None:
        return "" if one.enabled else "off"
    if one.enabled:
        return f"{count:,}"
    return f"off, {count:,} wait{'s' if count == 1 else ''}" if count else "off"


class SubscriptionsModel(QAbstractListModel):
    """Subscriptions in their order, the alternates last under a head of their own. A row is a
    position in the configuration, or None for that head."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.draft: Draft | None = None
        self._places: list[int | None] = []
        self._counts: Mapping[str, int] = {}

    def show(self, draft: Draft) -> None:
        """Show a draft; the rows stay where they are the same subscriptions."""
        some = draft.configuration.subscriptions
        own = [at for at, one in enumerate(some) if not one.alternate]
        alternates = [at for at, one in enumerate(some) if one.alternate]
        places = [*own, *([None, *alternates] if alternates else [])]
        if places == self._places:
            self.draft = draft
            self._tell()
            return
        self.beginResetModel()
        self.draft, self._places = draft, places
        self.endResetModel()

    def show_counts(self, counts: Mapping[str, int]) -> None:
        """Messages by trigger."""
        if counts != self._counts:
            self._counts = dict(counts)
            self._tell()

    def _tell(self) -> None:
        if self._places:
            self.dataChanged.emit(self.index(0), self.index(len(self._places) - 1))

    def place(self, row: int) -> int | None:
        """The position in the configuration of a row; None for the head."""
        return self._places[row] if 0 <= row < len(self._places) else None

    def row_of(self, place: int) -> int:
        """The row of a position; -1 where it is not there."""
        return self._places.index(place) if place in self._places else -1

    def subscription(self, row: int) -> Subscription | None:
        """The subscription in a row."""
        place = self.place(row)
        if place is None or self.draft is None:
            return None
        return self.draft.configuration.subscriptions[place]

    def count(self, row: int) -> int | None:
        """How many messages its trigger takes, on or off; None while that is not known."""
        one = self.subscription(row)
        return None if one is None else self._counts.get(one.trigger)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Subscriptions and the head."""
        return 0 if parent.isValid() else len(self._places)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """The head is passed over."""
        if not index.isValid() or self.place(index.row()) is None:
            return Qt.ItemFlag.NoItemFlags
        return (
            Qt.ItemFlag.ItemIsEnabled
            | Qt.ItemFlag.ItemIsSelectable
            | Qt.ItemFlag.ItemIsUserCheckable
        )

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Name, state of the switch, and the row as one sentence."""
        if not index.isValid() or self.draft is None:
            return None
        row = index.row()
        one = self.subscription(row)
        if one is None:
            texts = role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)
            return ALTERNATES if texts else None
        if role == Qt.ItemDataRole.DisplayRole:
            return one_line(one.name, 120)
        if role == Qt.ItemDataRole.CheckStateRole:
            return Qt.CheckState.Checked if one.enabled else Qt.CheckState.Unchecked
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self.sentence(row)
        return None

    def sentence(self, row: int) -> str:
        """`Click, on, track, Product Clicked, 296 messages, changed, not applied`."""
        one, place = self.subscription(row), self.place(row)
        if one is None or place is None or self.draft is None:
            return ALTERNATES
        count = self.count(row)
        parts = [
            one_line(one.name, 120),
            "on" if one.enabled else "",
            "" if one.enabled else count_words(one, count),
            short_trigger(one.trigger),
            f"{count:,} messages" if one.enabled and count is not None else "",
            "alternate" if one.alternate else "",
            BOTH if doubled(self.draft, place) else "",
            "changed, not applied" if self.draft.is_changed(place) else "",
        ]
        return ", ".join(part for part in parts if part)


class _Delegate(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        head = index.flags() == Qt.ItemFlag.NoItemFlags
        return QSize(200, scaled(_HEAD if head else ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        view = self.parent()
        assert isinstance(view, SubscriptionsList)
        rect: QRect = option.rect
        model = view.lines
        one, place = model.subscription(index.row()), model.place(index.row())
        painter.save()
        if one is None or place is None or model.draft is None:
            painter.fillRect(rect.x(), rect.y(), rect.width(), 1, theme.color("line"))
            painter.setFont(ui_font(12))
            painter.setPen(theme.color("text3"))
            painter.drawText(rect.adjusted(_EDGE, 6, -_EDGE, 0), _LEFT, ALTERNATES)
            painter.restore()
            return
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
        ground = "surface"
        if chosen:
            ground = "accentSoft" if view.hasFocus() else "selIdle"
        elif hovered:
            ground = "hover"
        painter.fillRect(rect, theme.color(ground))
        if chosen and view.hasFocus():
            painter.fillRect(rect.x(), rect.y(), 2, rect.height(), theme.color("accent"))
        paint_switch(painter, switch_rect(rect), on=one.enabled)
        self._words(painter, rect, model, index.row(), ground)
        painter.restore()

    def _words(
        self, painter: QPainter, rect: QRect, model: SubscriptionsModel, row: int, ground: str
    ) -> None:
        one, place = model.subscription(row), model.place(row)
        assert one is not None
        assert place is not None
        assert model.draft is not None
        count = count_words(one, model.count(row))
        painter.setFont(tabular(ui_font(13)) if one.enabled else ui_font(13))
        painter.setPen(theme.color("text2" if one.enabled else "text3"))
        right = rect.adjusted(0, 0, -_EDGE, 0)
        painter.drawText(right, _RIGHT, count)
        room = QFontMetrics(painter.font()).horizontalAdvance(count) + _EDGE + 8
        if doubled(model.draft, place):
            mark = QRectF(rect.right() - room - 14, rect.y(), 14, rect.height())
            paint_shape(painter, "warning", mark, surface=theme.color(ground))
            room += 22
        texts = rect.adjusted(_TEXT, 0, -room, 0)
        name = one_line(one.name, 120)
        if model.draft.is_changed(place):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("accent"))
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.drawEllipse(QRectF(texts.x(), rect.y() + rect.height() * 0.32 - 2.5, 5, 5))
            texts.adjust(11, 0, 0, 0)
        middle = rect.y() + rect.height() // 2
        upper = QRect(texts.x(), rect.y() + 3, texts.width(), middle - rect.y() - 2)
        lower = QRect(rect.x() + _TEXT, middle, rect.width() - _TEXT - room, middle - rect.y() - 4)
        painter.setFont(ui_font(13, 500))
        painter.setPen(theme.color("text" if one.enabled else "text2"))
        _line(painter, upper, name)
        painter.setFont(ui_font(12))
        painter.setPen(theme.color("text2"))
        _line(painter, lower, short_trigger(one.trigger))


def _line(painter: QPainter, rect: QRect, text: str) -> None:
    metrics = QFontMetrics(painter.font())
    painter.drawText(
        rect, _LEFT, metrics.elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
    )


def switch_rect(row: QRect) -> QRectF:
    """Where the switch of a row is drawn."""
    top = row.y() + (row.height() - _TRACK.height()) / 2
    return QRectF(row.x() + _EDGE + 0.5, top + 0.5, _TRACK.width() - 1, _TRACK.height() - 1)


def paint_switch(painter: QPainter, track: QRectF, *, on: bool) -> None:
    """A switch as the widget paints it: the knob's place tells, not the colour alone."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(theme.color("accent" if on else "line2"), 1))
    painter.setBrush(theme.color("accentFill" if on else "surface"))
    painter.drawRoundedRect(track, track.height() / 2, track.height() / 2)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color("onAccent" if on else "line2"))
    x = track.right() - 8.5 if on else track.left() + 8.5
    painter.drawEllipse(QRectF(x - 6, track.center().y() - 6, 12, 12))
    painter.restore()


class SubscriptionsList(QListView):
    """Up and Down choose, Space switches on or off, Delete removes.

    Signals:
        chosen(int): the position of the chosen subscription.
        switched(int, bool): switch this one on or off.
        removed(int): remove this one.
    """

    chosen = Signal(int)
    switched = Signal(int, bool)
    removed = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lines = SubscriptionsModel(self)
        self.setModel(self.lines)
        self.setItemDelegate(_Delegate(self))
        self.setAccessibleName("Subscriptions")
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.selectionModel().currentChanged.connect(self._current)
        theme.watcher.theme_changed.connect(self.viewport().update)

    def place(self) -> int | None:
        """The position of the chosen subscription."""
        return self.lines.place(self.currentIndex().row())

    def choose(self, place: int) -> None:
        """Choose the subscription at a position of the configuration."""
        row = self.lines.row_of(place)
        if row >= 0:
            self.setCurrentIndex(self.lines.index(row))

    def _current(self, now: QModelIndex, _before: QModelIndex) -> None:
        place = self.lines.place(now.row())
        if place is not None:
            self.chosen.emit(place)

    def _switch(self, row: int) -> None:
        one, place = self.lines.subscription(row), self.lines.place(row)
        if one is not None and place is not None:
            self.switched.emit(place, not one.enabled)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space switches, Delete removes; letters do nothing."""
        row = self.currentIndex().row()
        if event.key() == Qt.Key.Key_Space:
            self._switch(row)
        elif event.key() == Qt.Key.Key_Delete:
            place = self.lines.place(row)
            if place is not None:
                self.removed.emit(place)
        elif not event.text().isprintable() or not event.text():
            super().keyPressEvent(event)
        else:
            event.ignore()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click on a switch moves it."""
        super().mouseReleaseEvent(event)
        point = event.position().toPoint()
        index = self.indexAt(point)
        if event.button() is Qt.MouseButton.LeftButton and index.isValid():
            target = switch_rect(self.visualRect(index)).adjusted(-6, -6, 6, 6)
            if target.contains(event.position()):
                self._switch(index.row())

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The selection has another colour."""
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The selection has another colour."""
        super().focusOutEvent(event)
        self.viewport().update()
