"""The screens about what a whole capture adds up to, in the window: Findings and Journeys."""

from typing import TYPE_CHECKING

from app.gui.bridge import Bridge
from app.gui.findings.page import FindingsPage
from app.gui.jobs import deliver
from app.gui.journeys.page import JourneysPage
from app.gui.shell.badge import FindingsBadge
from app.gui.widgets import show_toast
from app.services import Inspector
from app.services.journeys import user_of_row
from app.services.study_desk import StudyDesk

if TYPE_CHECKING:
    from app.gui.window import MainWindow


class StudyScreens:
    """The pages, which share what is known of the capture, and the badge at the rail."""

    def __init__(self, window: "MainWindow", inspector: Inspector, bridge: Bridge) -> None:
        """Adds them to the window; what they show of events opens in Events."""
        self._window = window
        self._inspector = inspector
        self._study = study = StudyDesk(inspector.path)
        self.findings = FindingsPage(inspector, bridge, study)
        window.screens.add("findings", "Findings", "findings", self.findings)
        self.journeys = JourneysPage(inspector, bridge, study)
        window.screens.add("journeys", "Journeys", "journeys", self.journeys, self.journeys.tools)
        self.badge = FindingsBadge(inspector, bridge, window.rail, window)
        findings, doings = self.findings, window.doings
        findings.event_wanted.connect(doings.show_event)
        findings.filter_wanted.connect(doings.show_filter)
        findings.replay_wanted.connect(window.replays.plan)
        findings.silences_changed.connect(self.badge.count)
        findings.checklist_wanted.connect(lambda: window.show_screen("checklist"))
        findings.user_wanted.connect(self.show_user)
        self.journeys.event_wanted.connect(doings.show_event)
        self.journeys.rule_wanted.connect(self.show_rule)
        window.detail.rule_chosen.connect(self.show_rule)
        window.detail.journey_wanted.connect(self.show_journey_of)

    def show_rule(self, code: str) -> None:
        """Show a rule in Findings."""
        self._window.show_screen("findings")
        self.findings.show_rule(code)

    def show_user(self, user: str) -> None:
        """Show the journey of a user, as `Seen.user` names it."""
        self._window.show_screen("journeys")
        self.journeys.show_user(user)

    def show_journey_of(self, row: int) -> None:
        """Show the journey that a message of the capture belongs to, with that step chosen."""
        configuration = self._inspector.configuration
        deliver(
            self._inspector.read(lambda reader: user_of_row(reader, configuration, row)),
            self._window,
            lambda user: self._show_step(user, row),
            lambda error: show_toast(self._window, str(error)),
        )

    def _show_step(self, user: str, row: int) -> None:
        self._window.show_screen("journeys")
        self.journeys.show_user(user, row)

    def stop(self) -> None:
        """The window closes; the pages are told by the window."""
        self.badge.stop()
        self._study.close()
