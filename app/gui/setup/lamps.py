"""Four lamps, one under another, joined by a line; told apart by shape."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from app.gui import theme
from app.gui.fonts import scaled
from app.gui.setup.evidence import LampState, LampView
from app.gui.shapes import paint_shape
from app.gui.widgets import PlainLabel, plain_label

_SIDE = 22
_STEP = 48
_STEP_OF_TWO = 60
"""Where the line of a lamp needs two lines."""
_COLOURS: dict[LampState, str] = {
    "lit": "text",
    "next": "text",
    "late": "warning",
    "later": "text2",
    "skipped": "text3",
}
_WORDS: dict[LampState, str] = {
    "lit": "done",
    "next": "waiting",
    "late": "late",
    "later": "not yet",
    "skipped": "not needed",
}


class _Lights(QWidget):
    """The drawing at the left of the words."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.states: tuple[LampState, ...] = ()
        self.step = scaled(_STEP)
        self.setFixedWidth(scaled(_SIDE))
        theme.watcher.theme_changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        step = self.step
        for index, state in enumerate(self.states):
            top = index * step
            if index + 1 < len(self.states):
                both = state == "lit" and self.states[index + 1] == "lit"
                self._line(painter, top, "accepted" if both else "line")
            self._lamp(painter, QRectF(0, top, _SIDE, _SIDE), state)
        painter.end()

    def _line(self, painter: QPainter, top: float, token: str) -> None:
        gap = (self.step - _SIDE - 22) / 2
        start = top + _SIDE + gap
        painter.fillRect(QRectF(_SIDE / 2 - 1, start, 2, 22), theme.color(token))

    def _lamp(self, painter: QPainter, place: QRectF, state: LampState) -> None:
        surface = theme.color("surface")
        middle = place.center()
        if state == "lit":
            paint_shape(painter, "accepted", place.adjusted(-1, -1, 1, 1), surface=surface)
        elif state == "late":
            paint_shape(painter, "warning", place, surface=surface)
        elif state == "next":
            painter.setPen(QPen(theme.color("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(middle, 9, 9)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("accent"))
            painter.drawEllipse(middle, 3.5, 3.5)
        else:
            painter.setPen(QPen(theme.color("line2"), 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(middle, 9.25, 9.25)
            if state == "skipped":
                left, right = QPointF(middle.x() - 3.5, middle.y()), QPointF(3.5, 0)
                painter.drawLine(left, middle + right)


class Lamps(QWidget):
    """The lamps with a name and one line each."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._views: tuple[LampView, ...] = ()
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setHorizontalSpacing(12)
        layout.setVerticalSpacing(0)
        layout.setColumnStretch(1, 1)
        self._lights = _Lights(self)
        layout.addWidget(self._lights, 0, 0, 4, 1)
        self._names: list[PlainLabel] = []
        self._lines: list[PlainLabel] = []
        self._cells: list[QWidget] = []
        for row in range(4):
            cell = QWidget(self)
            cell.setFixedHeight(self._lights.step)
            self._cells.append(cell)
            words = QVBoxLayout(cell)
            words.setContentsMargins(0, 0, 0, 0)
            words.setSpacing(1)
            name = plain_label("", "section")
            line = plain_label("", "small", "text2").wrapped()
            words.addWidget(name)
            words.addWidget(line)
            words.addStretch(1)
            layout.addWidget(cell, row, 1)
            self._names.append(name)
            self._lines.append(line)

    def set_narrow(self, narrow: bool) -> None:
        """Give each lamp room for two lines of words, or for one."""
        self._lights.step = scaled(_STEP_OF_TWO if narrow else _STEP)
        for cell in self._cells:
            cell.setFixedHeight(self._lights.step)
        self._lights.update()

    def show_lamps(self, views: Sequence[LampView]) -> None:
        """Show four lamps."""
        if tuple(views) == self._views:
            return
        self._views = tuple(views)
        for view, name, line in zip(views, self._names, self._lines, strict=True):
            name.setText(view.name)
            name.set_color(_COLOURS[view.state])
            name.setAccessibleName(f"{view.name}, {_WORDS[view.state]}. {view.line}")
            line.setText(view.line)
            line.set_color("text3" if view.state == "skipped" else "text2")
        self._lights.states = tuple(view.state for view in views)
        self._lights.update()

    def views(self) -> tuple[LampView, ...]:
        """What is shown."""
        return self._views
