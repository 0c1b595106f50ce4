"""The screens about the whole capture's judgement, in the window: Checklist."""

from typing import TYPE_CHECKING

from app.gui.bridge import Bridge
from app.gui.checklist.page import ChecklistPage
from app.services import Inspector

if TYPE_CHECKING:
    from app.gui.window import MainWindow


def add_checklist(window: "MainWindow", inspector: Inspector, bridge: Bridge) -> ChecklistPage:
    """Add the Checklist screen to the window; what it shows of events opens in Events."""
    page = ChecklistPage(inspector, bridge)
    window.screens.add("checklist", "Checklist", "checklist", page)

    def show_filter(text: str) -> None:
        window.show_screen("events")
        window.events.set_filter(text)

    page.filter_wanted.connect(show_filter)
    page.event_wanted.connect(window.doings.show_event)
    page.rule_wanted.connect(window.studies.show_rule)
    return page
