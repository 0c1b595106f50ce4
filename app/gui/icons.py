"""The icons of navigation and buttons: one-colour drawings, tinted with a token when used."""

from functools import cache

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from app.gui import theme
from app.packaged import resource

_INK = b"#000000"
_NO_INK = "#000000"
_SIZES = (16, 20, 32, 40)


@cache
def _source(name: str) -> bytes:
    return resource(f"icons/{name}.svg").read_bytes()


@cache
def _renderer(name: str, ink: str) -> QSvgRenderer:
    return QSvgRenderer(QByteArray(_source(name).replace(_INK, ink.encode())))


def paint_icon(painter: QPainter, name: str, rect: QRectF, color: QColor) -> None:
    """Draw the icon `resources/icons/{name}.svg` into `rect` in one colour, as vectors."""
    _renderer(name, color.name()).render(painter, rect)


def icon(name: str, token: str = "text2") -> QIcon:
    """The icon in a colour of the theme on the screen; ask again after `theme_changed`."""
    return _icon(name, theme.color(token).name(), theme.color("text3").name())


def app_icon() -> QIcon:
    """The mark of the program; the smallest one leaves out the arrow."""
    mark = _pixmaps("app-small", _NO_INK, QIcon(), QIcon.Mode.Normal, (16,))
    return _pixmaps("app", _NO_INK, mark, QIcon.Mode.Normal, (32, 64, 128, 256))


@cache
def _icon(name: str, ink: str, disabled: str) -> QIcon:
    made = _pixmaps(name, ink, QIcon(), QIcon.Mode.Normal, _SIZES)
    return _pixmaps(name, disabled, made, QIcon.Mode.Disabled, _SIZES)


def _pixmaps(name: str, ink: str, target: QIcon, mode: QIcon.Mode, sizes: tuple[int, ...]) -> QIcon:
    for size in sizes:
        pixmap = QPixmap(QSize(size, size))
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        _renderer(name, ink).render(painter, QRectF(0, 0, size, size))
        painter.end()
        target.addPixmap(pixmap, mode)
    return target
