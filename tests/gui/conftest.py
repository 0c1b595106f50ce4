"""Every test of the window runs without a display, with the packaged fonts."""

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from app.gui import motion, theme
from app.gui.fonts import load_fonts, ui_font
from app.gui.widgets import show_focus_rings


@pytest.fixture(autouse=True)
def shown_theme(qapp: QApplication) -> Iterator[theme.Theme]:
    """The light theme, the packaged fonts, and no motion."""
    load_fonts()
    qapp.setFont(ui_font())
    theme.apply(qapp, theme.load_theme("light"))
    show_focus_rings(qapp)
    motion.reduce(True)
    yield theme.current()
    motion.reduce(False)


@pytest.fixture
def dark(qapp: QApplication) -> theme.Theme:
    """The dark theme instead."""
    theme.apply(qapp, theme.load_theme("dark"))
    return theme.current()
