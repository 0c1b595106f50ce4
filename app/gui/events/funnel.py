"""The fate funnel over the table: how many events get how far, and where the others are lost."""

from collections.abc import Sequence
from itertools import pairwise
from time import monotonic

from PySide6.QtCore import (
    QEasingCurve,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
    QVariantAnimation,
    Signal,
)
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen, QPolygonF, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.gui import motion, theme
from app.gui.events import steps
from app.gui.events.spot import Spot
from app.gui.events.steps import Drop, Step
from app.gui.events.words import number
from app.gui.fonts import scaled, tabular, ui_font
from app.gui.shapes import paint_shape
from app.store.model import Funnel

HEIGHT = 91
COMPACT = 31
"""One less than the strip, which has a line under it."""
DASH = "–"
SEVEN_DIGITS = 1_000_000

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_BASE = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom
_SHAPE = 13
_GAP = 7
_TOP, _LOSS = 8, 68
_CALM = 0.5
"""Seconds between two counts below which the band jumps instead of gliding."""
_TIP = "Received counts messages. All other steps count deliveries; a message may have several."


class FunnelView(QWidget):
    """Five steps with four losses; a click on any of them sets the filter.

    Signals:
        filter_chosen: the filter of a step or a loss; True where it is to be added.
    """

    filter_chosen = Signal(str, bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._steps: tuple[Step, ...] = ()
        self._drops: tuple[Drop, ...] = ()
        self._rest: tuple[str, ...] = ()
        self._rest_in_short = ""
        self._old = False
        self._compact = False
        self._tall: tuple[float, ...] = ()
        self._from: tuple[float, ...] = ()
        self._counted_at = 0.0
        self._count_font = tabular(ui_font(17, 600))
        self._compact_font = tabular(ui_font(13, 600))
        self._word_font = ui_font(12)
        self._loss_font = tabular(ui_font(12, 500))
        self._glide = QVariantAnimation(self)
        self._glide.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._glide.setStartValue(0.0)
        self._glide.setEndValue(1.0)
        self._glide.valueChanged.connect(self._glided)
        self.setAccessibleName("Fate funnel")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._step_spots = [self._spot(place, loss=False) for place in range(5)]
        self._drop_spots = [self._spot(place, loss=True) for place in range(4)]
        self._order()
        self.setFixedHeight(scaled(HEIGHT))
        theme.watcher.theme_changed.connect(self.update)

    def _spot(self, place: int, *, loss: bool) -> Spot:
        spot = Spot(self)
        spot.hide()
        spot.chosen.connect(lambda add: self._chosen(place, loss=loss, add=add))
        return spot

    def _order(self) -> None:
        """Tab goes step, its loss, next step."""
        pairs = zip(self._step_spots, [*self._drop_spots, self._step_spots[4]], strict=True)
        order = list(dict.fromkeys(spot for pair in pairs for spot in pair))
        for before, after in pairwise(order):
            QWidget.setTabOrder(before, after)

    def _chosen(self, place: int, *, loss: bool, add: bool) -> None:
        chosen = self._drops[place].filter if loss else self._steps[place].filter
        self.filter_chosen.emit(chosen, add)

    def set_compact(self, compact: bool) -> None:
        """One line instead of the band: for low windows."""
        if compact != self._compact:
            self._compact = compact
            self.setFixedHeight(scaled(COMPACT if compact else HEIGHT))
            self._lay()
            self.update()

    def set_old(self, old: bool) -> None:
        """Whether another filter is being counted: the last numbers step back."""
        if old != self._old:
            self._old = old
            self.update()

    def set_funnel(self, funnel: Funnel) -> None:
        """Show these counts."""
        self._steps = steps.steps(funnel)
        self._drops = steps.drops(funnel)
        self._rest = steps.rest(funnel)
        self._rest_in_short = steps.rest_in_short(funnel)
        self._old = False
        goal = steps.heights(tuple(step.count for step in self._steps))
        now = monotonic()
        calm, self._counted_at = now - self._counted_at >= _CALM, now
        self._glide.stop()
        length = motion.duration(160)
        if self._tall and calm and length and self.isVisible():
            self._from, self._goal = self._tall, goal
            self._glide.setDuration(length)
            self._glide.start()
        else:
            self._tall = goal
        self._lay()
        self.update()

    def _glided(self, part: float) -> None:
        self._tall = tuple(
            before + (after - before) * float(part)
            for before, after in zip(self._from, self._goal, strict=True)
        )
        self.update()

    def sizeHint(self) -> QSize:
        """As high as it is; the width is the layout's."""
        return QSize(scaled(600), self.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The buttons follow the steps."""
        super().resizeEvent(event)
        self._lay()

    # Where everything stands. Coordinates are px at the real size.

    def _places(self) -> tuple[float, ...]:
        return steps.starts(float(self.width()))

    def _word(self, place: int) -> str:
        """The long word where it has room beside its count."""
        step = self._steps[place]
        if place == 4 and self._steps[0].count >= SEVEN_DIGITS:
            return step.short
        places = self._places()
        room = places[place + 1] - places[place] - (8 if place < 4 else 0)
        count = QFontMetrics(self._count_font).horizontalAdvance(number(step.count))
        words = QFontMetrics(self._word_font)
        return (
            step.word if count + _GAP + words.horizontalAdvance(step.word) <= room else step.short
        )

    def _lay(self) -> None:
        if not self._steps:
            return
        if self._compact:
            areas = [(QRect(*area), QRect(*gap)) for area, gap in self._line()]
        else:
            places = [round(x) for x in self._places()]
            top, height = scaled(_LOSS) - 4, self.height()
            areas = []
            for place in range(5):
                left, right = places[place], places[place + 1]
                if place < 4:
                    right -= 8
                loss = QRect(left - 4, top, right - left + 4, height - top)
                areas.append((QRect(left - 4, 0, right - left + 4, top), loss))
        for place, spot in enumerate(self._step_spots):
            spot.show_at(areas[place][0], self._steps[place].name, _TIP)
        for place, spot in enumerate(self._drop_spots):
            spot.show_at(areas[place][1], self._drops[place].name)
        self.setAccessibleDescription(", ".join(self._rest))

    def _line(self) -> list[tuple[tuple[int, int, int, int], tuple[int, int, int, int]]]:
        """In the compact line: the area of each step, and of the connector after it."""
        counts, words = QFontMetrics(self._compact_font), QFontMetrics(self._word_font)
        sizes = [
            counts.horizontalAdvance(number(step.count))
            + _GAP
            + words.horizontalAdvance(step.short)
            for step in self._steps
        ]
        gap = max(60, (self.width() - 2 * steps.EDGE - sum(sizes)) // 4)
        x, height, found = steps.EDGE, self.height(), []
        for size in sizes:
            found.append(((x - 4, 0, size + 8, height), (x + size + 8, 0, gap - 16, height)))
            x += size + gap
        return found

    # Painting.

    def paintEvent(self, event: QPaintEvent) -> None:
        """Band or line, counts and losses; a dash where nothing was counted yet."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.color("surface"))
        if not self._steps:
            painter.setFont(self._count_font)
            painter.setPen(theme.color("text3"))
            area = QRectF(steps.EDGE, 0, 40, self.height() if self._compact else scaled(34))
            painter.drawText(area, _LEFT, DASH)
        elif self._compact:
            self._paint_line(painter)
        else:
            self._paint_band(painter)
            places = self._places()
            for place in range(5):
                right = places[place + 1] - (8 if place < 4 else 0)
                self._paint_step(painter, place, places[place], right)
        painter.end()

    def _ink(self, token: str) -> str:
        return "text3" if self._old else token

    def _paint_band(self, painter: QPainter) -> None:
        grow = scaled(HEIGHT) / HEIGHT
        band, last = steps.outline(self._places(), self._tall)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.color("link"), 1))
        painter.setBrush(theme.color("band"))
        painter.drawPolygon(_polygon(band, grow, 0.5))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("accentFill"))
        painter.drawPolygon(_polygon(last, grow, 0.0))
        painter.restore()

    def _paint_step(self, painter: QPainter, place: int, left: float, right: float) -> None:
        step = self._steps[place]
        hot = self._step_spots[place].hot
        top = QRectF(left, scaled(_TOP), right - left, scaled(22))
        self._paint_count(painter, top, number(step.count), self._word(place), hot=hot)
        area = QRectF(left, scaled(_LOSS), right - left, scaled(16))
        if place == 4:
            self._paint_rest(painter, area)
        else:
            self._paint_drop(painter, area, self._drops[place], hot=self._drop_spots[place].hot)

    def _paint_count(
        self, painter: QPainter, area: QRectF, count: str, word: str, *, hot: bool
    ) -> None:
        font = self._compact_font if self._compact else self._count_font
        metrics = QFontMetrics(font)
        base = area.y() + (area.height() + metrics.ascent() - metrics.descent()) / 2
        painter.setFont(font)
        painter.setPen(theme.color(self._ink("text")))
        painter.drawText(QPointF(area.x(), base), count)
        painter.setFont(self._word_font)
        painter.setPen(theme.color("accent" if hot else self._ink("text2")))
        painter.drawText(QPointF(area.x() + metrics.horizontalAdvance(count) + _GAP, base), word)

    def _paint_drop(self, painter: QPainter, area: QRectF, drop: Drop, *, hot: bool) -> None:
        x = area.x()
        metrics = QFontMetrics(self._loss_font)
        if drop.count:
            top = area.y() + (area.height() - _SHAPE) / 2
            color = theme.color("text3") if self._old else None
            paint_shape(
                painter,
                drop.shape,
                QRectF(x, top, _SHAPE, _SHAPE),
                surface=theme.color("surface"),
                color=color,
            )
            x += _SHAPE + 5
        token = self._ink("accent" if hot else drop.token)
        painter.setFont(self._loss_font if drop.count else self._word_font)
        painter.setPen(theme.color(token))
        painter.drawText(area.adjusted(x - area.x(), 0, 0, 0), _LEFT, drop.words)
        x += metrics.horizontalAdvance(drop.words) + 5
        words = QFontMetrics(self._word_font)
        reason = _fitting(words, steps.reasons(drop.reason), int(area.right() - x))
        painter.setFont(self._word_font)
        painter.setPen(theme.color("text3"))
        painter.drawText(QRectF(x, area.y(), area.right() - x, area.height()), _LEFT, reason)

    def _paint_rest(self, painter: QPainter, area: QRectF) -> None:
        """All of the parts, or their sum: together with the others the numbers add up. The
        description holds all of them."""
        painter.setFont(self._word_font)
        painter.setPen(theme.color("text3"))
        painter.drawText(area, _LEFT, self.rest_text(int(area.width())))

    def rest_text(self, room: int) -> str:
        """What stands under the last step, in so many px."""
        texts = (", ".join(self._rest), self._rest_in_short)
        return _fitting(QFontMetrics(self._word_font), texts, room)

    def _paint_line(self, painter: QPainter) -> None:
        metrics = QFontMetrics(self._loss_font)
        for place, (area, gap) in enumerate(self._line()):
            step = self._steps[place]
            text = QRectF(area[0] + 4, 0, area[2], self.height())
            hot = self._step_spots[place].hot
            self._paint_count(painter, text, number(step.count), step.short, hot=hot)
            if place == 4:
                break
            drop = self._drops[place]
            middle = self.height() // 2
            left, right = gap[0], gap[0] + gap[2]
            if not drop.count:
                painter.fillRect(left, middle, right - left, 1, theme.color("link"))
                continue
            lost = number(drop.count)
            size = _SHAPE + 5 + metrics.horizontalAdvance(lost)
            x = left + (right - left - size) / 2
            painter.fillRect(left, middle, round(x - 8) - left, 1, theme.color("link"))
            end = round(x + size + 8)
            painter.fillRect(end, middle, right - end, 1, theme.color("link"))
            place_of_shape = QRectF(x, (self.height() - _SHAPE) / 2, _SHAPE, _SHAPE)
            paint_shape(painter, drop.shape, place_of_shape, surface=theme.color("surface"))
            hot = self._drop_spots[place].hot
            painter.setFont(self._word_font)
            painter.setPen(theme.color("accent" if hot else self._ink("text2")))
            painter.drawText(QRectF(x + _SHAPE + 5, 0, size, self.height()), _LEFT, lost)


def _fitting(metrics: QFontMetrics, texts: Sequence[str], room: int) -> str:
    """The first of the texts that has room; else the last, cut."""
    for text in texts:
        if metrics.horizontalAdvance(text) <= room:
            return text
    return metrics.elidedText(texts[-1], Qt.TextElideMode.ElideRight, room)


def _polygon(corners: list[tuple[float, float]], grow: float, offset: float) -> QPolygonF:
    """Corners on the pixel grid; a 1 px line is sharp half a pixel off it."""
    return QPolygonF([QPointF(round(x) + offset, round(y * grow) + offset) for x, y in corners])
