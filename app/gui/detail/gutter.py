"""The gutter between the two documents, with a line from each leaf to its source."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.gui import theme
from app.gui.detail.links import SQUARE, Curve, Link, Place, curves, nearest
from app.segment.paths import Path

WIDTH = 104
NARROW = 88
_ARROW = 5.0


class LinksWidget(QWidget):
    """Paints the links between rows that it asks for; it knows no tree.

    Signals:
        link_hovered(object): the link under the pointer, None for none.
        link_clicked(object): the link that was clicked.
    """

    link_hovered = Signal(object)
    link_clicked = Signal(object)

    def __init__(
        self,
        left: Callable[[Path], Place | None],
        right: Callable[[Path], Place | None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._left = left
        self._right = right
        self._links: Sequence[Link] = ()
        self._lit: frozenset[Link] = frozenset()
        self._hovered: Link | None = None
        self._missing = "dropped"
        self._drawn: list[Curve] | None = None
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self.setFixedWidth(WIDTH)
        theme.watcher.theme_changed.connect(self.update)

    def sizeHint(self) -> QSize:
        """As wide as it was made."""
        return QSize(self.width(), 100)

    def show_links(self, links: Sequence[Link], missing: str = "dropped") -> None:
        """Draw other links; `missing` is the colour token of those without a source."""
        self._links = links
        self._missing = missing
        self._lit = frozenset()
        self._hover(None)
        self.refresh()

    def light(self, links: frozenset[Link]) -> None:
        """Draw these links as under the hand."""
        if links != self._lit:
            self._lit = links
            self.refresh()

    def refresh(self) -> None:
        """Rows have moved."""
        self._drawn = None
        self.update()

    def drawn(self) -> list[Curve]:
        """The curves on the screen, the lit ones last."""
        if self._drawn is None:
            links = self._links
            found = curves(
                links, left=self._left, right=self._right, width=self.width(), height=self.height()
            )
            known = {curve.link for curve in found}
            hidden = [link for link in self._lit if link not in known]
            found += curves(
                hidden, left=self._left, right=self._right, width=self.width(), height=self.height()
            )
            self._drawn = sorted(found, key=self._order)
        return self._drawn

    def _order(self, curve: Curve) -> int:
        if curve.link in self._lit:
            return 2
        return 1 if curve.link.kind == "missing" else 0

    def paintEvent(self, event: QPaintEvent) -> None:
        """Idle lines first, what is missing over them, what is under the hand last."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), theme.color("surface"))
        for curve in self.drawn():
            self._paint(painter, curve, lit=curve.link in self._lit)
        painter.end()

    def _paint(self, painter: QPainter, curve: Curve, *, lit: bool) -> None:
        missing = curve.link.kind == "missing"
        ink = theme.color("accent" if lit else self._missing if missing else "link")
        pen = QPen(ink, 2.25 if lit else 1.5 if missing else 1.25)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        if missing:
            pen.setDashPattern([4 / pen.widthF(), 3 / pen.widthF()])
        path = QPainterPath(QPointF(curve.x0, curve.y0))
        path.cubicTo(
            QPointF(curve.x0 + curve.bend, curve.y0),
            QPointF(curve.x1 - curve.bend, curve.y1),
            QPointF(curve.x1, curve.y1),
        )
        painter.strokePath(path, pen)
        radius = 3.5 if lit else 3.2 if missing else 2.75
        solid = QPen(ink, pen.widthF())
        for x, y, shape in ((curve.x0, curve.y0, curve.left), (curve.x1, curve.y1, curve.right)):
            self._paint_end(painter, QPointF(x, y), shape, radius, solid)

    def _paint_end(
        self, painter: QPainter, at: QPointF, shape: str, radius: float, pen: QPen
    ) -> None:
        painter.setPen(pen)
        painter.setBrush(theme.color("surface"))
        if shape == "dot":
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(pen.color())
            painter.drawEllipse(at, radius, radius)
        elif shape == "hollow":
            painter.drawEllipse(at, radius, radius)
        elif shape == "square":
            painter.drawRect(QRectF(at.x() - SQUARE, at.y() - SQUARE / 2, SQUARE, SQUARE))
        elif shape in ("up", "down"):
            step = _ARROW if shape == "up" else -_ARROW
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(pen.color())
            tip = QPointF(at.x(), at.y() + (0.5 if shape == "up" else -0.5))
            sides = [tip, tip + QPointF(-_ARROW * 0.8, step), tip + QPointF(_ARROW * 0.8, step)]
            painter.drawPolygon(QPolygonF(sides))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """A line within four px is hovered."""
        point = event.position()
        curve = nearest(self.drawn(), point.x(), point.y())
        self._hover(curve.link if curve is not None else None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click chooses both leaves."""
        self.mouseMoveEvent(event)
        if event.button() is Qt.MouseButton.LeftButton and self._hovered is not None:
            self.link_clicked.emit(self._hovered)

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is hovered."""
        self._hover(None)

    def _hover(self, link: Link | None) -> None:
        if link != self._hovered:
            self._hovered = link
            shape = Qt.CursorShape.PointingHandCursor if link else Qt.CursorShape.ArrowCursor
            self.setCursor(shape)
            self.link_hovered.emit(link)
