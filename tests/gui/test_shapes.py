"""An outcome is told by shape: no two shapes look alike in grey, and each has a word."""

import sys
from itertools import combinations

import pytest
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication, QStyledItemDelegate, QTableView
from pytestqt.qtbot import QtBot

from app.gui import shapes, theme


def drawn(name: str, side: int = 32, ink: str | None = None) -> QImage:
    image = QImage(side, side, QImage.Format.Format_ARGB32)
    image.fill(theme.color("surface"))
    painter = QPainter(image)
    colour = theme.color(ink) if ink else None
    rect = QRectF(0, 0, side, side)
    shapes.paint_shape(painter, name, rect, surface=theme.color("surface"), color=colour)
    painter.end()
    return image


def difference(one: QImage, other: QImage) -> int:
    return sum(
        one.pixelColor(x, y) != other.pixelColor(x, y)
        for x in range(one.width())
        for y in range(one.height())
    )


def test_every_shape_has_a_word_and_a_colour() -> None:
    assert shapes.WORDS.keys() == shapes.TOKEN.keys() == shapes.LAYERS.keys()
    for token in shapes.TOKEN.values():
        theme.color(token)


def test_shapes_are_told_apart_without_colour(qapp: QApplication) -> None:
    pictures = {name: drawn(name, ink="text") for name in shapes.WORDS}
    for one, other in combinations(pictures, 2):
        if {one, other} != {"accepted", "sponsored"}:
            assert difference(pictures[one], pictures[other]) > 60, (one, other)


@pytest.mark.parametrize("name", ["sponsored", "rejected", "dropped", "error", "warning"])
def test_the_cut_out_shows_the_surface_behind(qapp: QApplication, name: str) -> None:
    image = QImage(64, 64, QImage.Format.Format_ARGB32)
    image.fill(theme.color("accentSoft"))
    painter = QPainter(image)
    shapes.paint_shape(painter, name, QRectF(0, 0, 64, 64), surface=theme.color("accentSoft"))
    painter.end()
    inside = [image.pixelColor(x, y) for x in range(20, 44) for y in range(20, 44)]
    assert theme.color("accentSoft") in inside
    assert theme.color(shapes.TOKEN[name]) in inside


def test_a_shape_stays_inside_its_square(qapp: QApplication) -> None:
    for name in shapes.WORDS:
        image = QImage(48, 48, QImage.Format.Format_ARGB32)
        image.fill(theme.color("surface"))
        painter = QPainter(image)
        shapes.paint_shape(painter, name, QRectF(16, 16, 16, 16), surface=theme.color("surface"))
        painter.end()
        outside = [
            image.pixelColor(x, y)
            for x in range(48)
            for y in range(48)
            if not (15 <= x <= 32 and 15 <= y <= 32)
        ]
        assert set(map(QColor.name, outside)) == {theme.color("surface").name()}, name


def test_the_shape_of_a_verdict() -> None:
    assert shapes.shape_of("accepted", "organic") == "organic"
    assert shapes.shape_of("accepted", None) == "accepted"
    assert shapes.shape_of("dropped", "sponsored") == "dropped"
    assert shapes.shape_of("in doubt") == "doubt"
    for verdict in ("discarded", "dropped", "rejected", "filtered", "unmapped", "pending"):
        assert shapes.shape_of(verdict) in shapes.WORDS


class _Model(QAbstractTableModel):
    def rowCount(self, parent: object = None) -> int:
        return 40

    def columnCount(self, parent: object = None) -> int:
        return 4

    def data(self, index: QModelIndex, role: int = 0) -> object:
        return index.row() if role == Qt.ItemDataRole.DisplayRole else None


class _Delegate(QStyledItemDelegate):
    def paint(self, painter: QPainter, option: object, index: object) -> None:
        painter.setPen(QColor(theme.color("text")))
        painter.drawText(option.rect, 0, "x")  # type: ignore[attr-defined]
        rect = QRectF(option.rect)  # type: ignore[attr-defined]
        shapes.paint_shape(painter, "dropped", rect, surface=theme.color("surface"))


def test_painting_keeps_the_count_of_references_to_none(qtbot: QtBot) -> None:
    """A release of PySide6 lost one reference to None with each overridden call that returns
    nothing, and the process died within seconds."""
    view = QTableView()
    qtbot.addWidget(view)
    model, delegate = _Model(), _Delegate()
    view.setModel(model)
    view.setItemDelegate(delegate)
    view.resize(500, 600)
    view.show()
    qtbot.waitExposed(view)
    view.viewport().repaint()
    before = sys.getrefcount(None)
    for _ in range(50):
        view.viewport().repaint()
    lost = before - sys.getrefcount(None)
    assert lost < 200, "50 repaints of 80 cells lost references to None"
