"""The canvas: lanes, nodes, lines; one step of it is current."""

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QToolTip, QWidget

from app.analysis.journey import Journey
from app.gui import theme
from app.gui.events.words import one_line, tip
from app.gui.fonts import base_px, scaled
from app.gui.journeys import paint
from app.gui.journeys.layout import (
    AXIS_HEIGHT,
    BOX,
    LANE_HEIGHT,
    LANES,
    NODE,
    Layout,
    lay_out,
)
from app.gui.journeys.steps import step_time
from app.gui.journeys.words import LANE_WORDS, canvas_words, step_sentence

_NAMES = 92
"""The width that the names of the lanes keep."""
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class JourneyCanvas(QAbstractScrollArea):
    """One journey.

    Signals:
        step_chosen(int): another step is current, by its place in `Journey.steps`.
        step_opened(int): Return or a double click on a step.
    """

    step_chosen = Signal(int)
    step_opened = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.journey: Journey | None = None
        self._layout: Layout | None = None
        self._current = -1
        self._scale = base_px() / 13
        self.setFrameShape(QAbstractScrollArea.Shape.NoFrame)
        self.setAccessibleName("Journey")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumHeight(scaled(160))
        self.viewport().setMouseTracking(True)
        theme.watcher.theme_changed.connect(self.viewport().update)

    # What the page tells.

    def show_journey(self, journey: Journey | None, *, anew: bool) -> None:
        """Draw a journey; `anew`: it is another user's, so begin at its end, where orders are."""
        self.journey = journey
        self._current = -1 if anew else min(self._current, self._count() - 1)
        self.setAccessibleDescription(canvas_words(journey) if journey is not None else "")
        self._lay_out()
        if anew:
            bar = self.horizontalScrollBar()
            bar.setValue(bar.maximum())
            self.verticalScrollBar().setValue(0)
        self.viewport().update()

    def current(self) -> int:
        """The current step; -1: none."""
        return self._current

    def choose(self, step: int) -> None:
        """Make a step current, and bring it on the screen."""
        if self.journey is None or not 0 <= step < self._count() or step == self._current:
            return
        self._current = step
        sentence = step_sentence(self.journey.steps[step], step_time(self.journey.steps[step]))
        self.setAccessibleDescription(f"{sentence}. {canvas_words(self.journey)}")
        self._reveal(step)
        self.viewport().update()

    def layout_shown(self) -> Layout | None:
        """Where everything stands."""
        return self._layout

    def place_of(self, step: int) -> QRectF:
        """The place of a step on the viewport, in px; empty where it is not drawn."""
        area = self._area(step)
        if area is None:
            return QRectF()
        x = area.x() * self._scale - self.horizontalScrollBar().value()
        y = area.y() * self._scale - self.verticalScrollBar().value()
        return QRectF(x, y, area.width() * self._scale, area.height() * self._scale)

    def _count(self) -> int:
        return len(self.journey.steps) if self.journey is not None else 0

    # Layout.

    def sizeHint(self) -> QSize:
        """The usual height: four lanes and the axis."""
        return QSize(scaled(700), scaled(3 * LANE_HEIGHT + 192 + AXIS_HEIGHT))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """What is left over goes to the times."""
        super().resizeEvent(event)
        self._lay_out()

    def _lay_out(self) -> None:
        view = self.viewport().size()
        if self.journey is None or not self.journey.steps:
            self._layout = None
            self.horizontalScrollBar().setRange(0, 0)
            self.verticalScrollBar().setRange(0, 0)
            return
        self._layout = lay_out(
            self.journey, view.width() / self._scale, paint.label_width(self.journey.steps)
        )
        width = round(self._layout.width * self._scale)
        height = round((self._layout.bottom + AXIS_HEIGHT) * self._scale)
        for bar, whole, page in (
            (self.horizontalScrollBar(), width, view.width()),
            (self.verticalScrollBar(), height, view.height()),
        ):
            bar.setRange(0, max(0, whole - page))
            bar.setPageStep(page)
            bar.setSingleStep(scaled(40))

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """Everything is painted anew: the names of the lanes stay where they are."""
        self.viewport().update()

    def _area(self, step: int) -> QRectF | None:
        """Where a step stands, in the layout's own px."""
        if self._layout is None:
            return None
        for node in self._layout.nodes:
            if node.step == step:
                side = NODE * 2
                return QRectF(node.x - NODE, node.y - NODE - 4, side + node.room, side + 8)
        for box in self._layout.boxes:
            if box.step == step:
                return QRectF(box.x, box.y, BOX, box.height)
        return None

    def _reveal(self, step: int) -> None:
        place = self.place_of(step)
        view = self.viewport().size()
        margin = scaled(110)
        bar = self.horizontalScrollBar()
        if place.left() < margin:
            bar.setValue(bar.value() + round(place.left()) - margin)
        elif place.right() > view.width() - 20:
            bar.setValue(bar.value() + round(place.right()) - view.width() + 20)
        down = self.verticalScrollBar()
        if place.top() < 0:
            down.setValue(down.value() + round(place.top()) - 8)
        elif place.bottom() > view.height():
            down.setValue(down.value() + round(place.bottom()) - view.height() + 8)

    # Pointer and keys.

    def step_at(self, point: QPointF) -> int:
        """The step under a point of the viewport; -1: none."""
        for step in range(self._count()):
            if self.place_of(step).contains(point):
                return step
        return -1

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose what is under the pointer."""
        step = self.step_at(event.position())
        if event.button() is Qt.MouseButton.LeftButton and step >= 0:
            self.choose(step)
            self.step_chosen.emit(step)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Go to its message."""
        step = self.step_at(event.position())
        if step >= 0:
            self.step_opened.emit(step)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """A hand over what can be chosen."""
        over = self.step_at(event.position()) >= 0
        shape = Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor
        self.viewport().setCursor(shape)

    def viewportEvent(self, event: QEvent) -> bool:
        """The whole name in a tooltip, where the label may be cut."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            step = self.step_at(QPointF(event.pos()))
            if step >= 0 and self.journey is not None:
                one = self.journey.steps[step]
                text = f"{one.name}\n{one.products or one.second}"
                QToolTip.showText(event.globalPos(), tip(text), self.viewport())
            else:
                QToolTip.hideText()
            return True
        return super().viewportEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and Right in time, Up and Down among what happened at once, Return opens."""
        last = self._count() - 1
        if last < 0:
            super().keyPressEvent(event)
            return
        at = self._current
        goal = {
            Qt.Key.Key_Right: at + 1,
            Qt.Key.Key_Down: at + 1,
            Qt.Key.Key_Left: at - 1 if at >= 0 else last,
            Qt.Key.Key_Up: at - 1 if at >= 0 else last,
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: last,
        }.get(Qt.Key(event.key()))
        if goal is not None:
            step = min(max(goal, 0), last)
            self.choose(step)
            self.step_chosen.emit(step)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and at >= 0:
            self.step_opened.emit(at)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The current step has another colour."""
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The current step has another colour."""
        super().focusOutEvent(event)
        self.viewport().update()

    # Painting.

    def paintEvent(self, event: QPaintEvent) -> None:
        """Grounds, lines, then what stands on them."""
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(event.rect(), theme.color("surface"))
        if self._layout is not None and self.journey is not None:
            painter.translate(0, -self.verticalScrollBar().value())
            painter.scale(self._scale, self._scale)
            painter.save()
            painter.translate(-self.horizontalScrollBar().value() / self._scale, 0)
            self._paint_ground(painter, self._layout)
            self._paint_parts(painter, self._layout, self.journey)
            painter.restore()
            self._paint_lane_names(painter, self._layout)
        painter.end()

    def _paint_ground(self, painter: QPainter, layout: Layout) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        for lane in range(1, 4):
            line = QRectF(0, lane * LANE_HEIGHT, layout.width, 1)
            painter.fillRect(line, theme.color("line"))
        dashed = QPen(theme.color("line"), 1)
        dashed.setDashPattern([3, 4])
        painter.setPen(dashed)
        for y in layout.lanes:
            painter.drawLine(QPointF(96, y), QPointF(layout.width - 14, y))
        for quiet in layout.quiet:
            paint.paint_quiet(painter, quiet, layout.bottom)
        painter.fillRect(QRectF(0, layout.bottom, layout.width, 1), theme.color("line2"))
        painter.setFont(paint.font_of(11))
        for one in layout.ticks:
            painter.fillRect(QRectF(round(one.x), layout.bottom, 1, 5), theme.color("line2"))
            area = QRectF(one.x - 60, layout.bottom + 6, 120, 20)
            painter.setPen(theme.color("text2"))
            painter.drawText(area, Qt.AlignmentFlag.AlignCenter, one.words)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)

    def _paint_parts(self, painter: QPainter, layout: Layout, journey: Journey) -> None:
        ways = sorted(layout.ways, key=lambda way: (self._current in way.steps, way.kind != "bid"))
        for way in ways:
            paint.paint_way(painter, way, hot=self._current in way.steps)
        keys = self.hasFocus()
        for node in layout.nodes:
            current = node.step == self._current
            step = journey.steps[node.step]
            paint.paint_node(painter, node, step, current=current, keys=keys)
        for box in layout.boxes:
            credit = journey.orders[box.order] if box.order is not None else None
            rows: tuple[tuple[str, str], ...] = ()
            if box.order is not None and credit is not None:
                rows = tuple(
                    (one_line(line.line.product or "no product", 60), words.word)
                    for line, words in zip(
                        credit.lines, journey.words[box.order].lines, strict=True
                    )
                )
            paint.paint_box(
                painter,
                box,
                journey.steps[box.step],
                credit,
                rows,
                current=box.step == self._current,
                keys=keys,
            )
        for way in layout.ways:
            if way.kind != "bid":
                paint.paint_end(painter, way)
        for quiet in layout.quiet:
            paint.paint_quiet_words(painter, quiet, LANE_HEIGHT * 1.2)

    def _paint_lane_names(self, painter: QPainter, layout: Layout) -> None:
        if self.horizontalScrollBar().value() > 0:
            # What scrolls by goes under the names.
            painter.fillRect(QRectF(0, 0, _NAMES, layout.bottom), theme.color("surface"))
            painter.fillRect(QRectF(0, layout.bottom, _NAMES, 1), theme.color("line2"))
            below = QRectF(0, layout.bottom + 1, _NAMES, AXIS_HEIGHT)
            painter.fillRect(below, theme.color("surface"))
            edge = QRectF(_NAMES, 0, 1, layout.bottom)
            painter.fillRect(edge, theme.color("line"))
            for at in range(1, 4):
                painter.fillRect(QRectF(0, at * LANE_HEIGHT, _NAMES, 1), theme.color("line"))
        painter.setFont(paint.font_of(12, 600))
        for lane, y in zip(LANES, layout.lanes, strict=True):
            area = QRectF(14, y - 10, 78, 20)
            painter.setPen(theme.color("text2"))
            painter.drawText(area, _LEFT, LANE_WORDS[lane])
