"""How the cells of the event table are painted: one ground for a row, then each column's own ink.

Delegates paint the selection themselves, in the tokens of the theme; the palette's Highlight is
for text selections only.
"""

from typing import Protocol

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app.gui import theme
from app.gui.events.columns import NO_USER, NOT_SENT, outcome_text
from app.gui.events.model import EventModel
from app.gui.events.words import one_line
from app.gui.fonts import mono_font, ui_font
from app.gui.shapes import TOKEN, paint_shape, shape_of
from app.store.model import EventRow

Index = QModelIndex | QPersistentModelIndex

PAD = 8
_SHAPE = 16
_SHAPE_GAP = 7
_SMALL_SHAPE = 13
_CODE_GAP = 5
_FINDING_GAP = 12
_BAR = 2
_ARM = 6

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT_CUT = Qt.TextElideMode.ElideRight
_SELECTED = QStyle.StateFlag.State_Selected


class Rows(Protocol):
    """What a delegate asks the table that it paints for."""

    def events(self) -> EventModel:
        """The model behind the table."""
        ...

    def is_hovered(self, row: int) -> bool:
        """Whether the pointer is over this row."""
        ...

    def is_ringed(self, row: int) -> bool:
        """Whether this row is current by keyboard without being selected."""
        ...

    def has_keys(self) -> bool:
        """Whether the list has the keyboard focus."""
        ...

    def is_chosen(self, event: int) -> bool:
        """Whether the event with this id is selected."""
        ...

    def edges(self) -> tuple[int, int]:
        """The first and the last column on the screen, by their place in the model."""
        ...


class RowDelegate(QStyledItemDelegate):
    """Paints the ground of a cell, and its text in one font and colour."""

    token = "text"
    cut = _RIGHT_CUT

    def __init__(self, rows: Rows, parent: QWidget) -> None:
        super().__init__(parent)
        self._rows = rows
        self.font: QFont = ui_font(13)
        self.metrics = QFontMetrics(self.font)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Never asked by fixed sections; here so that nothing is measured."""
        return QSize(0, 0)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Ground, then ink."""
        rect: QRect = option.rect
        selected = bool(option.state & _SELECTED)
        ground = self._ground(painter, rect, index, selected)
        row = index.row()
        events = self._rows.events()
        event = events.event_at(row)
        if event is not None:
            self.ink(painter, QRectF(rect), event, events, ground, selected)

    def ink(
        self,
        painter: QPainter,
        rect: QRectF,
        event: EventRow,
        events: EventModel,
        ground: QColor,
        selected: bool,
    ) -> None:
        """Paint what the cell says. `events` is asked by `text`, `ground` is behind it."""
        del ground, selected
        self.write(painter, rect.adjusted(PAD, 0, -PAD, 0), self.words(event, events))

    def words(self, event: EventRow, events: EventModel) -> str:
        """The text of the cell."""
        raise NotImplementedError

    def write(self, painter: QPainter, rect: QRectF, text: str, token: str = "") -> None:
        """One line of text, cut where the cell ends."""
        if not text:
            return
        painter.setFont(self.font)
        painter.setPen(theme.color(token or self.token))
        if self.metrics.horizontalAdvance(text) > rect.width():
            text = self.metrics.elidedText(text, self.cut, int(rect.width()))
        painter.drawText(rect, _LEFT, text)

    def _ground(self, painter: QPainter, rect: QRect, index: Index, selected: bool) -> QColor:
        row, column = index.row(), index.column()
        keys = self._rows.has_keys()
        if selected:
            ground = theme.color("accentSoft" if keys else "selIdle")
        elif self._rows.is_hovered(row):
            ground = theme.color("hover")
        else:
            ground = theme.color("surface")
        painter.fillRect(rect, ground)
        first, last = self._rows.edges()
        accent = theme.color("accent")
        if selected and keys and column == first:
            painter.fillRect(rect.x(), rect.y(), _BAR, rect.height(), accent)
        if self._rows.is_ringed(row):
            painter.fillRect(rect.x(), rect.y(), rect.width(), _BAR, accent)
            painter.fillRect(rect.x(), rect.bottom() - _BAR + 1, rect.width(), _BAR, accent)
            if column == first:
                painter.fillRect(rect.x(), rect.y(), _BAR, rect.height(), accent)
            if column == last:
                painter.fillRect(rect.right() - _BAR + 1, rect.y(), _BAR, rect.height(), accent)
        return ground


class TextDelegate(RowDelegate):
    """A column of plain text, named by its key."""

    def __init__(self, rows: Rows, parent: QWidget, key: str, token: str = "text") -> None:
        super().__init__(rows, parent)
        self._key = key
        self.token = token

    def words(self, event: EventRow, events: EventModel) -> str:
        """The model's own text."""
        return events.text(event, self._key)


class MonoDelegate(TextDelegate):
    """A column of times or ids."""

    def __init__(self, rows: Rows, parent: QWidget, key: str, token: str = "text") -> None:
        super().__init__(rows, parent, key, token)
        self.font = mono_font(12)
        self.metrics = QFontMetrics(self.font)
        self.cut = Qt.TextElideMode.ElideMiddle


class UserDelegate(MonoDelegate):
    """The anonymousId; without one the words stand out, for then Segment drops the event."""

    def __init__(self, rows: Rows, parent: QWidget) -> None:
        super().__init__(rows, parent, "user")
        self._absent = TextDelegate(rows, parent, "user", "dropped")

    def ink(
        self,
        painter: QPainter,
        rect: QRectF,
        event: EventRow,
        events: EventModel,
        ground: QColor,
        selected: bool,
    ) -> None:
        """The id, or that there is none."""
        if event.anonymous_id:
            super().ink(painter, rect, event, events, ground, selected)
        else:
            self._absent.write(painter, rect.adjusted(PAD, 0, -PAD, 0), NO_USER)


class BecomesDelegate(TextDelegate):
    """What Topsort would get; "not sent" steps back."""

    def __init__(self, rows: Rows, parent: QWidget) -> None:
        super().__init__(rows, parent, "becomes", "text2")

    def ink(
        self,
        painter: QPainter,
        rect: QRectF,
        event: EventRow,
        events: EventModel,
        ground: QColor,
        selected: bool,
    ) -> None:
        """The word."""
        text = self.words(event, events)
        token = "text3" if text == NOT_SENT else ""
        self.write(painter, rect.adjusted(PAD, 0, -PAD, 0), text, token)


class OutcomeDelegate(RowDelegate):
    """Shape, word in its colour, then the tie."""

    def __init__(self, rows: Rows, parent: QWidget) -> None:
        super().__init__(rows, parent)
        self._bold = ui_font(13, 500)
        self._bold_metrics = QFontMetrics(self._bold)

    def ink(
        self,
        painter: QPainter,
        rect: QRectF,
        event: EventRow,
        events: EventModel,
        ground: QColor,
        selected: bool,
    ) -> None:
        """Never elided: the column is wide enough for the longest outcome."""
        name = shape_of(event.verdict, event.tie)
        top = rect.y() + (rect.height() - _SHAPE) / 2
        paint_shape(painter, name, QRectF(rect.x() + PAD, top, _SHAPE, _SHAPE), surface=ground)
        word, tie = outcome_text(event)
        area = rect.adjusted(PAD + _SHAPE + _SHAPE_GAP, 0, 0, 0)
        painter.setFont(self._bold)
        painter.setPen(theme.color(TOKEN[name]))
        painter.drawText(area, _LEFT, word)
        if tie:
            area.adjust(self._bold_metrics.horizontalAdvance(word), 0, 0, 0)
            painter.setFont(self.font)
            painter.setPen(theme.color("text2"))
            painter.drawText(area, _LEFT, tie)


def fitting(widths: list[int], more: list[int], room: float, most: int) -> int:
    """How many of the findings fit into `room` px.

    `widths` are those of the findings, `more[n]` is that of the "+n" behind what is shown. At
    most `most` are shown; none where not even one fits beside its "+n".
    """
    for count in range(min(most, len(widths)), 0, -1):
        rest = len(widths) - count
        need = sum(widths[:count]) + _FINDING_GAP * (count - 1)
        if rest:
            need += _FINDING_GAP + more[rest]
        if need <= room:
            return count
    return 0


class FindingsDelegate(RowDelegate):
    """Shape and rule id of the two worst findings, then "+1"."""

    def __init__(self, rows: Rows, parent: QWidget) -> None:
        super().__init__(rows, parent)
        self.font = ui_font(12)
        self.metrics = QFontMetrics(self.font)
        self.most = 2

    def ink(
        self,
        painter: QPainter,
        rect: QRectF,
        event: EventRow,
        events: EventModel,
        ground: QColor,
        selected: bool,
    ) -> None:
        """What fits; the rest is counted."""
        findings = event.findings
        if not findings:
            return
        advance = self.metrics.horizontalAdvance
        codes = [one_line(code, 40) for code, _ in findings]
        widths = [_SMALL_SHAPE + _CODE_GAP + advance(code) for code in codes]
        more = [advance(f"+{count}") for count in range(len(findings) + 1)]
        area = rect.adjusted(PAD, 0, -PAD, 0)
        shown = fitting(widths, more, area.width(), self.most)
        top = rect.y() + (rect.height() - _SMALL_SHAPE) / 2
        x = area.x()
        for (_, severity), code, width in zip(findings[:shown], codes, widths, strict=False):
            paint_shape(
                painter, severity, QRectF(x, top, _SMALL_SHAPE, _SMALL_SHAPE), surface=ground
            )
            place = QRectF(x + _SMALL_SHAPE + _CODE_GAP, rect.y(), width, rect.height())
            self.write(painter, place, code)
            x += width + _FINDING_GAP
        if shown < len(findings):
            place = QRectF(x, rect.y(), area.right() - x + PAD, rect.height())
            self.write(painter, place, f"+{len(findings) - shown}", "text2")


class MarkDelegate(RowDelegate):
    """The bookmark of a marked event, and the bracket that joins the two of a pair."""

    def ink(
        self,
        painter: QPainter,
        rect: QRectF,
        event: EventRow,
        events: EventModel,
        ground: QColor,
        selected: bool,
    ) -> None:
        """A marked event of a pair shows both, closer together."""
        paired = event.pair is not None
        if event.marked:
            side = 13
            x = rect.x() + (3 if paired else (rect.width() - side) / 2)
            top = rect.y() + (rect.height() - side) / 2
            paint_shape(painter, "mark", QRectF(x, top, side, side), surface=ground)
        if event.pair is None:
            return
        chosen = selected or self._rows.is_chosen(event.pair)
        x = rect.x() + (18 if event.marked else 12)
        middle = rect.y() + rect.height() / 2
        end = rect.bottom() if event.pair > event.id else rect.y()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ink = theme.color("accent" if chosen else "link")
        painter.setPen(QPen(ink, 2.0 if chosen else 1.25))
        painter.drawPolyline(
            [QPointF(x + _ARM, middle), QPointF(x + 0.5, middle), QPointF(x + 0.5, end)]
        )
        painter.restore()


def delegate_for(key: str, rows: Rows, parent: QWidget) -> RowDelegate:
    """The delegate of a column."""
    match key:
        case "mark":
            return MarkDelegate(rows, parent)
        case "outcome":
            return OutcomeDelegate(rows, parent)
        case "becomes":
            return BecomesDelegate(rows, parent)
        case "user":
            return UserDelegate(rows, parent)
        case "findings":
            return FindingsDelegate(rows, parent)
        case "time" | "message":
            return MonoDelegate(rows, parent, key)
        case "source":
            return TextDelegate(rows, parent, key, "text2")
    return TextDelegate(rows, parent, key)
