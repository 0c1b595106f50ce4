"""The colours: a theme is a table of tokens, turned into a palette and one small style sheet.

Every colour on the screen is a token of `look.md` section 4; no module writes a colour of its own.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from string import Template
from typing import Literal

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication

from app.packaged import resource

ThemeName = Literal["light", "dark"]
ThemeChoice = Literal["system", "light", "dark"]


@dataclass(frozen=True)
class Theme:
    """A named table of colours."""

    name: ThemeName
    colours: Mapping[str, QColor] = field(repr=False)

    def color(self, token: str) -> QColor:
        """The colour of a token such as `accent`. It is shared: never change it in place.

        Raises KeyError for a word that is no token.
        """
        return self.colours[token]


class Watcher(QObject):
    """Tells everything that paints that the theme is another one.

    Signals:
        theme_changed: after the palette of the application was set; repaint.
    """

    theme_changed = Signal()


watcher = Watcher()
_themes: dict[str, Theme] = {}
_shown: list[Theme] = []


def load_theme(name: ThemeName) -> Theme:
    """The packaged theme `light` or `dark`."""
    if name not in _themes:
        data = json.loads(resource(f"themes/{name}.json").read_text("utf-8"))
        _themes[name] = Theme(name, {key: QColor(text) for key, text in data["colours"].items()})
    return _themes[name]


def current() -> Theme:
    """The theme on the screen; `light` before the first `apply`."""
    return _shown[0] if _shown else load_theme("light")


def color(token: str) -> QColor:
    """A colour of the theme on the screen."""
    return current().color(token)


def system_theme() -> ThemeName:
    """The theme that the system asks for; light where it says nothing."""
    hints = QApplication.styleHints()
    return "dark" if hints.colorScheme() == Qt.ColorScheme.Dark else "light"


def theme_for(choice: ThemeChoice) -> Theme:
    """The theme for a choice of the menu View, Theme."""
    return load_theme(system_theme() if choice == "system" else choice)


def apply(app: QApplication, theme: Theme) -> None:
    """Show `theme` everywhere: style Fusion, palette, style sheet, then `theme_changed`."""
    _shown[:] = [theme]
    if app.style().objectName() != "fusion":
        app.setStyle("Fusion")
    app.setPalette(palette_of(theme))
    app.setStyleSheet(style_sheet(theme))
    watcher.theme_changed.emit()


def style_sheet(theme: Theme) -> str:
    """The one style sheet of the application with the theme's colours filled in."""
    template = Template(resource("themes/window.qss").read_text("utf-8"))
    tokens = {key: colour.name(QColor.NameFormat.HexArgb) for key, colour in theme.colours.items()}
    return template.safe_substitute(tokens)


_ROLES: tuple[tuple[QPalette.ColorRole, str], ...] = (
    (QPalette.ColorRole.Window, "window"),
    (QPalette.ColorRole.Base, "surface"),
    (QPalette.ColorRole.AlternateBase, "surface2"),
    (QPalette.ColorRole.Button, "surface"),
    (QPalette.ColorRole.WindowText, "text"),
    (QPalette.ColorRole.Text, "text"),
    (QPalette.ColorRole.ButtonText, "text"),
    (QPalette.ColorRole.ToolTipText, "text"),
    (QPalette.ColorRole.ToolTipBase, "raised"),
    (QPalette.ColorRole.PlaceholderText, "text3"),
    (QPalette.ColorRole.Highlight, "accentFill"),
    (QPalette.ColorRole.HighlightedText, "onAccent"),
    (QPalette.ColorRole.Accent, "accentFill"),
    (QPalette.ColorRole.Link, "accent"),
    (QPalette.ColorRole.LinkVisited, "accent"),
    (QPalette.ColorRole.Light, "surface"),
    (QPalette.ColorRole.Midlight, "line"),
    (QPalette.ColorRole.Mid, "line2"),
    (QPalette.ColorRole.Dark, "line2"),
    (QPalette.ColorRole.Shadow, "line"),
    (QPalette.ColorRole.BrightText, "onAccent"),
)


def palette_of(theme: Theme) -> QPalette:
    """The palette of `look.md` section 4, QPalette (Fusion)."""
    palette = QPalette()
    for role, token in _ROLES:
        palette.setColor(role, theme.color(token))
    inactive = QPalette.ColorGroup.Inactive
    palette.setColor(inactive, QPalette.ColorRole.Highlight, theme.color("selIdle"))
    palette.setColor(inactive, QPalette.ColorRole.HighlightedText, theme.color("text"))
    disabled = QPalette.ColorGroup.Disabled
    for role in (
        QPalette.ColorRole.WindowText,
        QPalette.ColorRole.Text,
        QPalette.ColorRole.ButtonText,
    ):
        palette.setColor(disabled, role, theme.color("text3"))
    palette.setColor(disabled, QPalette.ColorRole.Button, theme.color("surface2"))
    return palette
