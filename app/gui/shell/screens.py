"""The screens beside Events: an item of the rail, a page of the stack, their tools in the top
bar."""

from typing import Any, Protocol, cast

from PySide6.QtWidgets import QStackedWidget, QWidget

from app.gui.shell.rail import Rail
from app.gui.shell.topbar import TopBar

EVENTS = "events"
"""The screen that is there at first; set-up is a page of it."""


class Screen(Protocol):
    """What a page of the window may offer; each part is asked for by its name."""

    def enter(self) -> None:
        """It is on the screen now: look for news, and take the focus."""

    def leave(self) -> None:
        """It is not on the screen any more: ask the capture nothing."""

    def stop(self) -> None:
        """The window closes."""

    def focus_filter(self) -> None:
        """Ctrl+F."""

    def panes(self) -> list[QWidget]:
        """The parts that F6 goes round, in their order."""

    def set_fold(self, width: int) -> None:
        """The window has this width in px."""


class Screens:
    """Which page is on the screen."""

    def __init__(self, rail: Rail, pages: QStackedWidget, top: TopBar) -> None:
        self._rail = rail
        self._stack = pages
        self._top = top
        self._pages: dict[str, QWidget] = {}
        self.current = EVENTS

    def add(
        self, key: str, text: str, icon: str, page: QWidget, tools: QWidget | None = None
    ) -> None:
        """Add a screen at the end of the rail. `tools` stand at the right of the top bar while it
        is shown."""
        self._rail.add(key, text, icon)
        self._stack.addWidget(page)
        self._pages[key] = page
        if tools is not None:
            self._top.add_tools(key, tools)

    def names(self) -> list[str]:
        """The screens that were added, in the order of the rail."""
        return list(self._pages)

    def pages(self) -> list[QWidget]:
        """Their pages, in the same order."""
        return list(self._pages.values())

    @property
    def page(self) -> QWidget | None:
        """The page on the screen; None for Events and its set-up."""
        return self._pages.get(self.current)

    def choose(self, key: str) -> None:
        """Make a screen the current one; `show` brings it up. Raises KeyError for another key."""
        if key != EVENTS:
            self._pages[key]
        if key != self.current:
            self.tell("leave")
        self.current = key
        self._rail.choose(key)

    def show(self) -> bool:
        """Bring the current page up; False where it is Events, which the window does itself."""
        page = self.page
        self._top.show_tools(self.current)
        if page is None:
            return False
        fresh = self._stack.currentWidget() is not page
        self._stack.setCurrentWidget(page)
        if fresh:
            self.tell("enter")
        return True

    def tell(self, name: str, *values: object) -> Any:
        """Call a method of `Screen` on the page on the screen, where it has one."""
        return _call(self.page, name, *values)

    def tell_all(self, name: str, *values: object) -> None:
        """The same on every page."""
        for page in self._pages.values():
            _call(page, name, *values)


def panes_of(page: QWidget) -> list[QWidget]:
    """The parts of a page that F6 goes round; the page itself where it names none."""
    return cast("list[QWidget]", _call(page, "panes")) or [page]


def _call(page: QWidget | None, name: str, *values: object) -> Any:
    method = getattr(page, name, None)
    return method(*values) if method is not None else None
