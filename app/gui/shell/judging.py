"""The screens Checklist and Configuration, joined to the window."""

from typing import TYPE_CHECKING

from app.gui.bridge import Bridge
from app.gui.checklist.page import ChecklistPage
from app.gui.configuration.page import ConfigurationPage
from app.gui.widgets import flat_button
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


def add_configuration(
    window: "MainWindow", inspector: Inspector, bridge: Bridge
) -> ConfigurationPage:
    """Add the Configuration screen to the window."""
    page = ConfigurationPage(inspector, bridge, lambda: window.events.current_id)
    copy = flat_button("Copy as JSON", "copy")
    copy.clicked.connect(page.copy_json)
    window.screens.add("configuration", "Configuration", "configuration", page, copy)
    page.applied.connect(window.doings.show_configuration)
    page.event_wanted.connect(window.doings.show_event)

    def show(name: str) -> None:
        window.show_screen("configuration")
        page.show_subscription(name)

    window.detail.configuration_wanted.connect(show)
    return page
