"""The type of the window: sizes are given in px at a base font of 13 px and grow with the system's.

The interface uses the system's own font; pictures and screens without a display use Inter, which
ships with the program, and code uses JetBrains Mono, which ships too. Both are under the OFL.
"""

from functools import cache

from PySide6.QtGui import QFont, QFontDatabase, QFontMetricsF, QGuiApplication

from app.packaged import resource

BASE = 13
"""The base font size in px that every number of the layout is written for."""

_FILES = (
    "Inter-Regular.ttf",
    "Inter-Medium.ttf",
    "Inter-SemiBold.ttf",
    "JetBrainsMono-Regular.ttf",
    "JetBrainsMono-SemiBold.ttf",
)
_MONO = ("JetBrains Mono", "SF Mono", "Cascadia Mono", "Consolas", "DejaVu Sans Mono")


@cache
def load_fonts() -> bool:
    """Make the packaged fonts known to Qt, once; True where all of them were taken."""
    return all(
        QFontDatabase.addApplicationFontFromData(resource(f"fonts/{name}").read_bytes()) >= 0
        for name in _FILES
    )


@cache
def _families() -> tuple[str, ...]:
    load_fonts()
    if QGuiApplication.platformName() in {"offscreen", "minimal"}:
        return ("Inter",)
    return (QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont).family(), "Inter")


@cache
def base_px() -> int:
    """The size of the system's font in px, at least 13."""
    if _families() == ("Inter",):
        return BASE
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
    size = font.pixelSize()
    if size <= 0:
        screen = QGuiApplication.primaryScreen()
        dpi = screen.logicalDotsPerInchY() if screen is not None else 96.0
        size = round(font.pointSizeF() * dpi / 72)
    return max(BASE, size)


def scaled(px: float) -> int:
    """A length of the layout in px, grown as the system's font is larger than 13 px."""
    return round(px * base_px() / BASE)


@cache
def _font(families: tuple[str, ...], px: float, weight: int) -> QFont:
    font = QFont(list(families))
    # Half a pixel (12.5) is a size too; Qt keeps it only as points.
    size = px * base_px() / BASE
    if size == round(size):
        font.setPixelSize(round(size))
    else:
        screen = QGuiApplication.primaryScreen()
        dpi = screen.logicalDotsPerInchY() if screen is not None else 96.0
        font.setPointSizeF(size * 72 / dpi)
    font.setWeight(QFont.Weight(weight))
    return font


def ui_font(px: float = 13, weight: int = 400) -> QFont:
    """The interface font; `weight` is 400, 500 or 600."""
    return QFont(_font(_families(), px, weight))


def mono_font(px: float = 12, weight: int = 400) -> QFont:
    """The font of times, ids, paths and code, without ligatures."""
    load_fonts()
    font = QFont(_font(_MONO, px, weight))
    font.setStyleHint(QFont.StyleHint.Monospace)
    font.setFixedPitch(True)
    for tag in ("liga", "calt"):
        font.setFeature(QFont.Tag(tag), 0)
    return font


def tabular(font: QFont) -> QFont:
    """A copy of `font` whose digits all have one width."""
    copy = QFont(font)
    copy.setFeature(QFont.Tag("tnum"), 1)
    return copy


def line_height(font: QFont) -> float:
    """Height of one line in px."""
    return QFontMetricsF(font).height()
