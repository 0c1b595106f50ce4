"""What the window remembers between two starts: sizes, theme, columns. Never anything captured."""

from pathlib import Path
from typing import Any

from PySide6.QtCore import QByteArray, QSettings

from app.gui.theme import ThemeChoice
from app.segment.jsontext import dumps, loads

_THEMES: tuple[ThemeChoice, ...] = ("system", "light", "dark")


class Profile:
    """Settings of one profile, in `window.ini` in its data folder.

    A file that holds nonsense is treated as an empty one: every value is checked when it is read.
    """

    def __init__(self, folder: Path) -> None:
        self._settings = QSettings(str(folder / "window.ini"), QSettings.Format.IniFormat)

    def geometry(self) -> QByteArray | None:
        """The window's place and size as Qt saved them."""
        value = self._settings.value("window/geometry")
        return value if isinstance(value, QByteArray) and not value.isEmpty() else None

    def set_geometry(self, value: QByteArray) -> None:
        """Remember the window's place and size."""
        self._settings.setValue("window/geometry", value)

    def splitter(self, name: str) -> QByteArray | None:
        """The state of a splitter as Qt saved it."""
        value = self._settings.value(f"splitter/{name}")
        return value if isinstance(value, QByteArray) and not value.isEmpty() else None

    def set_splitter(self, name: str, value: QByteArray) -> None:
        """Remember a splitter."""
        self._settings.setValue(f"splitter/{name}", value)

    def theme(self) -> ThemeChoice:
        """The theme of View > Theme."""
        value = self._settings.value("view/theme")
        return next((one for one in _THEMES if one == value), "system")

    def set_theme(self, choice: ThemeChoice) -> None:
        """Remember the theme."""
        self._settings.setValue("view/theme", choice)

    def flag(self, name: str, default: bool) -> bool:
        """A switch of the View menu."""
        value = self._settings.value(f"view/{name}")
        return default if value not in ("true", "false", True, False) else value in ("true", True)

    def set_flag(self, name: str, on: bool) -> None:
        """Remember a switch."""
        self._settings.setValue(f"view/{name}", on)

    def state(self, name: str) -> dict[str, Any]:
        """What a page asked to be kept (columns, saved filters); empty where there is nothing."""
        value = self._settings.value(f"state/{name}")
        try:
            state = loads(value.encode()) if isinstance(value, str) else None
        except ValueError:
            state = None
        return state if isinstance(state, dict) else {}

    def set_state(self, name: str, state: dict[str, Any]) -> None:
        """Remember what a page asked to be kept."""
        self._settings.setValue(f"state/{name}", dumps(state).decode())

    def save(self) -> None:
        """Write it to disk now."""
        self._settings.sync()
