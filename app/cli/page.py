"""Text for a person on standard output, with hostile text made harmless."""

from rich.console import Console, RenderableType
from rich.text import Text

from app.cli.rows import captured

__all__ = ["Page", "captured", "short_id"]

_WIDTH = 160
"""Columns where the output goes to no terminal: nothing is cut that a search would look for."""


class Page:
    """Prints one thing under the other."""

    def __init__(self) -> None:
        console = Console(markup=False, emoji=False, highlight=False)
        if not console.is_terminal:
            console = Console(markup=False, emoji=False, highlight=False, width=_WIDTH)
        self._console = console

    def head(self, text: str) -> None:
        """A line that stands out."""
        self.text(text, "bold")

    def small(self, text: str) -> None:
        """A remark."""
        self.text(text, "bright_black")

    def text(self, text: str, style: str = "") -> None:
        """Plain text, wrapped by the terminal alone."""
        self._console.print(Text(text, style), soft_wrap=True)

    def gap(self) -> None:
        """An empty line."""
        self._console.print()

    def print(self, thing: RenderableType) -> None:
        """A table."""
        self._console.print(thing)


def short_id(text: str) -> str:
    """A long id by its first and last four characters, fit for a terminal."""
    return captured(text if len(text) <= 12 else f"{text[:4]}…{text[-4:]}")
