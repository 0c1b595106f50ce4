"""How one row of a document is drawn: key, value, words at the right."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from app.gui import theme
from app.gui.detail.nodes import Node, Plate, Tree
from app.gui.detail.tree_model import TreeModel
from app.gui.detail.visible import is_id
from app.gui.fonts import mono_font, scaled, ui_font

ROW = 22
INSET = 8
"""Room at the left of every row, before the first arrow."""
_GAP = 8
_RIGHT = 10
_PAD = 5
_PLATE = 16
_LEAST = 170

PLATE_INK = {
    "plain": ("neutralSoft", "text2"),
    "accent": ("accentSoft", "accent"),
    "dropped": ("droppedSoft", "dropped"),
    "rejected": ("rejectedSoft", "rejected"),
    "warning": ("warningSoft", "warning"),
}
"""Ground and ink of each family of word plates."""


class TreeDelegate(QStyledItemDelegate):
    """Draws the foreground; the view draws what is behind a whole row."""

    def __init__(self) -> None:
        super().__init__()
        self._mono = mono_font(12)
        self._word = ui_font(12, 500)
        self._plate = ui_font(11, 500)
        self._mono_metrics = QFontMetricsF(self._mono)
        self._word_metrics = QFontMetricsF(self._word)

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """All rows are 22 high, more where the font is larger."""
        return QSize(120, row_height())

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Draw one row."""
        model = index.model()
        if not isinstance(model, TreeModel):
            return
        tree, node = model.tree, model.node(index)
        rect = QRectF(option.rect)
        rect.setLeft(text_left(option.rect.left(), option.rect.right()))
        is_open = bool(option.state & QStyle.StateFlag.State_Open)
        painter.save()
        end = paint_plates(painter, tree.plates(node), rect, self._plate)
        self._paint_texts(painter, tree, node, rect, end, is_open=is_open)
        painter.restore()

    def _paint_texts(
        self, painter: QPainter, tree: Tree, node: Node, rect: QRectF, end: float, *, is_open: bool
    ) -> None:
        muted = tree.muted(node)
        key, value = tree.texts(node)
        x = rect.left()
        painter.setFont(self._mono)
        painter.setPen(theme.color("text3" if muted else "text"))
        x += _line(painter, self._mono_metrics, key, x, rect, end, Qt.TextElideMode.ElideMiddle)
        x += _GAP
        word = tree.word(node)
        if word:
            painter.setFont(self._word)
            painter.setPen(theme.color(tree.tint(node) or "text3"))
            _line(painter, self._word_metrics, word, x, rect, end, Qt.TextElideMode.ElideRight)
            return
        if not value:
            note = tree.note(node, is_open=is_open)
            _line(painter, self._mono_metrics, note, x, rect, end, Qt.TextElideMode.ElideRight)
            return
        painter.setPen(theme.color("text3" if muted else value_token(node.value)))
        middle = Qt.TextElideMode.ElideMiddle if is_id(node.value) else Qt.TextElideMode.ElideRight
        _line(painter, self._mono_metrics, value, x, rect, end, middle)


def text_left(left: int, right: int) -> int:
    """Where the text of a row begins that Qt places from `left` to `right`. Deep rows stop moving
    right while there is room for a few words: nothing may end up outside the tree."""
    return min(left + INSET, max(right - _LEAST, INSET))


def row_height() -> int:
    """Height of a row in px."""
    return scaled(ROW)


def value_token(value: object) -> str:
    """The colour token of a JSON value."""
    if isinstance(value, str):
        return "jsonString"
    return "jsonNumber" if isinstance(value, int | float) else "text3"


def paint_plates(painter: QPainter, plates: tuple[Plate, ...], rect: QRectF, font: QFont) -> float:
    """Draw word plates at the right end of `rect`; where what stands before them must end."""
    right = rect.right() - _RIGHT
    if not plates:
        return right
    painter.setFont(font)
    metrics = QFontMetricsF(font)
    room = max(rect.width() * 0.6, 40.0)
    for plate in reversed(plates):
        text = metrics.elidedText(plate.text, Qt.TextElideMode.ElideMiddle, room)
        width = round(metrics.horizontalAdvance(text)) + 2 * _PAD
        box = QRectF(right - width, round(rect.center().y() - _PLATE / 2), width, _PLATE)
        paint_plate(painter, box, text, plate.kind)
        right = box.left() - 4
        room = max(room - width, 24.0)
    return right - 4


def paint_plate(painter: QPainter, box: QRectF, text: str, kind: str) -> None:
    """Draw one word on its ground, in the painter's font."""
    ground, ink = PLATE_INK[kind]
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color(ground))
    painter.drawRoundedRect(box, 3, 3)
    painter.setPen(theme.color(ink))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)


def _line(
    painter: QPainter,
    metrics: QFontMetricsF,
    text: str,
    x: float,
    rect: QRectF,
    end: float,
    mode: Qt.TextElideMode,
) -> float:
    """Draw one line of text from `x`, not beyond `end`; its width."""
    room = end - x
    if not text or room < 8:
        return 0.0
    shown = metrics.elidedText(text, mode, room)
    base = rect.center().y() + (metrics.ascent() - metrics.descent()) / 2
    painter.drawText(QPointF(x, base), shown)
    return metrics.horizontalAdvance(shown)
