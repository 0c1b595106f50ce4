"""The set-up page: the line to paste, and four lamps that say whether it works."""

from app.gui.setup.page import SetupPage

__all__ = ["SetupPage"]
