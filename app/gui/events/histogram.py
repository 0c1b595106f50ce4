"""When events came: 60 bars, above the axis what passed, below it what was lost."""

from datetime import datetime

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QFocusEvent,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.gui import theme
from app.gui.events.queries import BARS, Counted
from app.gui.events.words import clock, number
from app.gui.fonts import scaled, tabular, ui_font
from app.gui.shapes import TOKEN, WORDS, paint_shape
from app.gui.widgets.focus import RING
from app.store.model import Bar

WIDTH = 468
HEIGHT = 91
_EDGE = 12
_AXIS = 54
_ABOVE = 28
_BELOW = 16
_BETWEEN = 1.6
_LABELS = 73
_LEGEND = ("accepted", "unmapped", "dropped", "rejected")
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_MIDDLE = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


def length_words(bar: int) -> str:
    """How long a bar is, for `bar` ms: `15 s a bar`, `2 min a bar`, `1 h a bar`, `1 day a bar`."""
    seconds = bar // 1000
    for size, word in ((86400, "day"), (3600, "h"), (60, "min"), (1, "s")):
        if seconds >= size and seconds % size == 0:
            count = seconds // size
            plural = "s" if word == "day" and count > 1 else ""
            return f"{number(count)} {word}{plural} a bar"
    return f"{number(bar)} ms a bar"


def bar_words(bar: Bar) -> str:
    """What a bar holds: `9 accepted, 3 dropped`."""
    parts = (
        (bar.accepted, "accepted"),
        (bar.unmapped, "unmapped or filtered"),
        (bar.dropped, "dropped"),
        (bar.rejected, "rejected"),
    )
    return ", ".join(f"{number(count)} {word}" for count, word in parts if count) or "no event"


class HistogramView(QWidget):
    """The bars of the events that the filter shows. One tab stop; Left and Right move a cursor.

    Signals:
        range_chosen: first and last millisecond (exclusive) of the bars that were chosen.
    """

    range_chosen = Signal(object, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bars: dict[int, Bar] = {}
        self._start = 0
        self._bar = 0
        self._utc = False
        self._cursor = -1
        self._drag: tuple[int, int] | None = None
        self._font = ui_font(11)
        self._time_font = tabular(ui_font(11))
        self.setFixedSize(scaled(WIDTH), scaled(HEIGHT))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setProperty(RING, "inside")
        self.setMouseTracking(True)
        self.setAccessibleName("Events over time")
        theme.watcher.theme_changed.connect(self.update)

    def sizeHint(self) -> QSize:
        """Its fixed size."""
        return QSize(scaled(WIDTH), scaled(HEIGHT))

    def set_utc(self, utc: bool) -> None:
        """Write the times in UTC."""
        self._utc = utc
        self.update()

    def set_counted(self, counted: Counted) -> None:
        """Show other bars."""
        self._start, self._bar = counted.start, counted.bar
        self._bars = {}
        for bar in counted.bars:
            if self._bar and 0 <= (place := (bar.start - self._start) // self._bar) < BARS:
                self._bars[place] = bar
        self._describe()
        self.update()

    # Bars and px.

    def bar_area(self, place: int) -> QRect:
        """Where a bar stands, over the whole height."""
        inner = (self.width() - 2 * _EDGE) / BARS
        left = round(_EDGE + place * inner)
        right = round(_EDGE + (place + 1) * inner - _BETWEEN)
        return QRect(left, 0, max(1, right - left), self.height())

    def _place_at(self, x: float) -> int:
        inner = (self.width() - 2 * _EDGE) / BARS
        return max(0, min(BARS - 1, int((x - _EDGE) / inner)))

    def span_of(self, first: int, last: int) -> tuple[int, int]:
        """The milliseconds from the start of one bar to the end of another."""
        return self._start + first * self._bar, self._start + (last + 1) * self._bar

    # Choosing.

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Start of a range."""
        if event.button() is Qt.MouseButton.LeftButton and self._bar:
            place = self._place_at(event.position().x())
            self._drag = (place, place)
            self._move_cursor(place)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """The range grows; without a button the bar under the pointer says what it holds."""
        place = self._place_at(event.position().x())
        if self._drag is not None:
            self._drag = (self._drag[0], place)
            self.update()
        elif self._bar:
            self.setToolTip(self._words(place))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """The range is chosen."""
        if self._drag is not None:
            first, last = sorted(self._drag)
            self._drag = None
            self.update()
            self.range_chosen.emit(*self.span_of(first, last))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left, Right, Home, End move the cursor; Return chooses."""
        step = {
            Qt.Key.Key_Left: -1,
            Qt.Key.Key_Right: 1,
            Qt.Key.Key_Home: -BARS,
            Qt.Key.Key_End: BARS,
        }.get(Qt.Key(event.key()))
        if not self._bar:
            super().keyPressEvent(event)
        elif step is not None:
            before = self._cursor if self._cursor >= 0 else BARS if step < 0 else -1
            self._move_cursor(max(0, min(BARS - 1, before + step)))
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._cursor >= 0:
            self.range_chosen.emit(*self.span_of(self._cursor, self._cursor))
        elif event.key() == Qt.Key.Key_Escape and self._drag is not None:
            self._drag = None
            self.update()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """A cursor to begin with: the last bar."""
        super().focusInEvent(event)
        if self._cursor < 0 and event.reason() is not Qt.FocusReason.MouseFocusReason:
            self._move_cursor(BARS - 1)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The cursor is drawn with the focus only."""
        super().focusOutEvent(event)
        self.update()

    def _move_cursor(self, place: int) -> None:
        self._cursor = place
        self._describe()
        self.update()

    def _words(self, place: int) -> str:
        first, last = self.span_of(place, place)
        held = self._bars.get(place)
        return (
            f"{self._time(first)} to {self._time(last)}, {bar_words(held) if held else 'no event'}"
        )

    def _describe(self) -> None:
        if not self._bar:
            words = "no event"
        elif self._cursor >= 0:
            words = self._words(self._cursor)
        else:
            words = f"{self._time(self._start)} to {self._time(self.span_of(0, BARS - 1)[1])}"
        if words != self.accessibleDescription():
            self.setAccessibleDescription(words)
            if self.hasFocus():
                change = QAccessibleEvent(self, QAccessible.Event.DescriptionChanged)
                QAccessible.updateAccessibility(change)

    def _time(self, ms: int, *, seconds: bool = True) -> str:
        today = datetime.now()
        text = clock(ms, today=today, utc=self._utc, millis=False)
        return text if seconds else text[:-3]

    # Painting.

    def paintEvent(self, event: QPaintEvent) -> None:
        """Line at the left, legend, bars, axis, times, cursor."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.color("surface"))
        painter.fillRect(0, 0, 1, self.height(), theme.color("line"))
        self._paint_legend(painter)
        axis = scaled(_AXIS)
        self._paint_range(painter)
        self._paint_bars(painter, axis)
        painter.fillRect(_EDGE, axis, self.width() - 2 * _EDGE, 1, theme.color("line2"))
        self._paint_times(painter)
        if self._bar and self._cursor >= 0 and self.hasFocus():
            painter.setPen(QPen(theme.color("accent"), 2))
            area = self.bar_area(self._cursor).adjusted(-2, scaled(22), 2, -scaled(20))
            painter.drawRect(area)
        painter.end()

    def _paint_legend(self, painter: QPainter) -> None:
        painter.setFont(self._font)
        metrics = QFontMetrics(self._font)
        surface = theme.color("surface")
        x, height = float(_EDGE), scaled(16)
        top = scaled(7)
        for name in _LEGEND:
            paint_shape(painter, name, QRectF(x, top + (height - 11) / 2, 11, 11), surface=surface)
            x += 11 + 5
            painter.setPen(theme.color("text2"))
            painter.drawText(QRectF(x, top, 200, height), _LEFT, WORDS[name])
            x += metrics.horizontalAdvance(WORDS[name]) + 12

    def _paint_range(self, painter: QPainter) -> None:
        if self._drag is not None:
            first, last = sorted(self._drag)
            area = self.bar_area(first).united(self.bar_area(last))
            painter.fillRect(
                area.adjusted(-1, scaled(22), 1, -scaled(20)), theme.color("accentSoft")
            )

    def _paint_bars(self, painter: QPainter, axis: int) -> None:
        above = max((bar.accepted + bar.unmapped for bar in self._bars.values()), default=0)
        below = max((bar.dropped + bar.rejected for bar in self._bars.values()), default=0)
        scale = min(scaled(_ABOVE) / max(above, 1), scaled(_BELOW) / max(below, 1))
        for place, bar in self._bars.items():
            area = self.bar_area(place)
            self._paint_bar(painter, QRect(area.x(), axis, area.width(), 0), bar, scale)

    def _paint_bar(self, painter: QPainter, foot: QRect, bar: Bar, scale: float) -> None:
        x, width = foot.x(), foot.width()
        top = foot.y()
        accepted = _tall(bar.accepted, scale, 2)
        if accepted:
            top -= accepted
            painter.fillRect(x, top, width, accepted, theme.color(TOKEN["accepted"]))
        unmapped = _tall(bar.unmapped, scale, 4)
        if unmapped:
            top -= unmapped
            painter.setPen(QPen(theme.color(TOKEN["unmapped"]), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(QRect(QPoint(x, top), QSize(width - 1, unmapped - 2)))
        bottom = foot.y() + 1
        for count, name in ((bar.dropped, "dropped"), (bar.rejected, "rejected")):
            height = _tall(count, scale, 2)
            if height:
                painter.fillRect(x, bottom, width, height, theme.color(TOKEN[name]))
                bottom += height + 1

    def _paint_times(self, painter: QPainter) -> None:
        area = QRectF(_EDGE, scaled(_LABELS), self.width() - 2 * _EDGE, scaled(16))
        painter.setFont(self._time_font)
        painter.setPen(theme.color("text3"))
        if not self._bar:
            painter.drawText(area, _LEFT, "no event")
            return
        short = self._bar >= 1000 and self._bar * BARS >= 120_000
        first, last = self.span_of(0, BARS - 1)
        painter.drawText(area, _LEFT, self._time(first, seconds=not short))
        painter.drawText(area, _MIDDLE, length_words(self._bar))
        painter.drawText(area, _RIGHT, self._time(last, seconds=not short))


def _tall(count: int, scale: float, least: int) -> int:
    """Height of `count` events in px; what is there is always seen."""
    return max(least, round(count * scale)) if count else 0
