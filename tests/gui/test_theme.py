"""The tokens reach the contrast that makes them readable, and nothing writes a colour twice."""

import re
from itertools import product
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication

from app.gui import theme
from app.gui.fonts import mono_font, tabular, ui_font
from app.gui.icons import app_icon, icon

GUI = Path(theme.__file__).parent
SURFACES = ("surface", "surface2", "window", "sunken", "raised", "hover", "accentSoft", "selIdle")
TEXTS = (
    *("text", "text2", "text3", "accent", "accepted", "rejected", "dropped", "neutral"),
    *("warning", "info", "doubt", "jsonString", "jsonNumber"),
)
NAMES: tuple[theme.ThemeName, ...] = ("light", "dark")


def luminance(colour: QColor) -> float:
    def part(value: float) -> float:
        return value / 12.92 if value <= 0.03928 else ((value + 0.055) / 1.055) ** 2.4

    red, green, blue = (part(value) for value in (colour.redF(), colour.greenF(), colour.blueF()))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: QColor, other: QColor) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("name", NAMES)
def test_text_can_be_read_on_every_surface(name: theme.ThemeName) -> None:
    shown = theme.load_theme(name)
    for text, surface in product(TEXTS, SURFACES):
        assert contrast(shown.color(text), shown.color(surface)) >= 4.5, (text, surface)


@pytest.mark.parametrize("name", NAMES)
def test_control_lines_can_be_seen_on_every_surface(name: theme.ThemeName) -> None:
    shown = theme.load_theme(name)
    for line, surface in product(("line2", "link"), SURFACES):
        assert contrast(shown.color(line), shown.color(surface)) >= 3.0, (line, surface)


@pytest.mark.parametrize("name", NAMES)
def test_words_can_be_read_on_their_own_plate(name: theme.ThemeName) -> None:
    shown = theme.load_theme(name)
    kinds = [key.removesuffix("Soft") for key in shown.colours if key.endswith("Soft")]
    assert len(kinds) == 8
    for kind in kinds:
        assert contrast(shown.color(kind), shown.color(f"{kind}Soft")) >= 4.5, kind
    assert contrast(shown.color("onAccent"), shown.color("accentFill")) >= 4.5


def test_both_themes_have_the_same_tokens() -> None:
    light, dark = (theme.load_theme(name) for name in NAMES)
    assert light.colours.keys() == dark.colours.keys()
    assert light.colours != dark.colours
    assert all(colour.isValid() for colour in (*light.colours.values(), *dark.colours.values()))


@pytest.mark.parametrize("name", NAMES)
def test_the_style_sheet_has_no_token_left(name: theme.ThemeName) -> None:
    sheet = theme.style_sheet(theme.load_theme(name))
    assert "$" not in re.sub(r"/\*.*?\*/", "", sheet, flags=re.S)
    assert "QToolTip" in sheet


def test_no_module_of_the_window_writes_a_colour() -> None:
    wrong = [
        f"{path.name}: {line.strip()}"
        for path in GUI.rglob("*.py")
        for line in path.read_text("utf-8").splitlines()
        if re.search(r"#[0-9A-Fa-f]{6}\b|QColor\(\d|Qt\.(red|blue|white|black)\b", line)
        and path.name != "icons.py"
    ]
    assert wrong == []


def test_the_theme_sets_the_palette_and_says_so(qapp: QApplication, qtbot: object) -> None:
    told: list[str] = []
    theme.watcher.theme_changed.connect(lambda: told.append(theme.current().name))
    theme.apply(qapp, theme.load_theme("dark"))
    palette = qapp.palette()
    assert told == ["dark"]
    assert palette.color(QPalette.ColorRole.Base) == theme.color("surface")
    assert palette.color(QPalette.ColorRole.Link) == theme.color("accent")
    inactive = palette.color(QPalette.ColorGroup.Inactive, QPalette.ColorRole.Highlight)
    assert inactive == theme.color("selIdle")


def test_an_unknown_token_is_an_error() -> None:
    with pytest.raises(KeyError):
        theme.current().color("pink")


def test_digits_are_of_one_width(qapp: QApplication) -> None:
    from PySide6.QtGui import QFontMetricsF

    metrics = QFontMetricsF(tabular(ui_font(17, 600)))
    widths = {round(metrics.horizontalAdvance(digit * 10), 3) for digit in "0123456789"}
    assert len(widths) == 1
    mono = QFontMetricsF(mono_font())
    assert mono.horizontalAdvance("iii") == mono.horizontalAdvance("WWW")


def test_the_packaged_fonts_are_used(qapp: QApplication) -> None:
    from PySide6.QtGui import QFontInfo

    assert QFontInfo(ui_font(13, 600)).family() == "Inter"
    assert QFontInfo(mono_font()).family() == "JetBrains Mono"


def test_icons_take_the_colour_of_the_theme(qapp: QApplication) -> None:
    light = icon("copy").pixmap(20, 20).toImage()
    theme.apply(qapp, theme.load_theme("dark"))
    dark = icon("copy").pixmap(20, 20).toImage()
    assert light != dark
    assert not app_icon().pixmap(16, 16).isNull()


def test_every_icon_can_be_drawn(qapp: QApplication) -> None:
    names = [path.stem for path in (GUI.parent.parent / "resources/icons").glob("*.svg")]
    assert len(names) > 10
    for name in names:
        image = icon(name).pixmap(20, 20).toImage()
        assert any(image.pixelColor(x, y).alpha() > 0 for x in range(20) for y in range(20)), name
