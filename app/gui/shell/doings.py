"""What the menus and buttons of the window do."""

from collections.abc import Callable
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from app import __version__
from app.gui import motion, theme
from app.gui.profile import Profile
from app.gui.shell import help as help_dialogs
from app.gui.shell.configuration import configuration_words
from app.gui.shell.demo import DemoRun
from app.gui.shell.notice import tell
from app.gui.shell.watch import now_ms
from app.gui.theme import ThemeChoice
from app.gui.widgets import show_toast
from app.segment.times import iso
from app.services import Inspector
from app.services.alternate import alternate_on, with_alternate

if TYPE_CHECKING:
    from app.gui.window import MainWindow


class Doings(QObject):
    """Carries out the actions of one window."""

    def __init__(self, window: "MainWindow", inspector: Inspector, profile: Profile) -> None:
        super().__init__(window)
        self._window = window
        self._inspector = inspector
        self._profile = profile
        self._demo: DemoRun | None = None

    def handlers(self) -> dict[str, Callable[[bool], None]]:
        """What each action of the window does; the argument is the state of a checkable one."""
        window, events = self._window, self._window.events
        return {
            "new": lambda _on: window.leave_for(None),
            "open": lambda _on: window.files.choose(),
            "save-copy": lambda _on: window.files.choose_copy(),
            "export-messages": lambda _on: window.files.choose_export(),
            "quit": lambda _on: self._quit(),
            "copy-json": lambda _on: self._on_page("copy", events.copy_message),
            "copy-event": lambda _on: events.copy_event(),
            "mark": lambda _on: events.toggle_mark(),
            "events": lambda _on: window.show_setup(False),
            "findings": lambda _on: window.show_screen("findings"),
            "journeys": lambda _on: window.show_screen("journeys"),
            "checklist": lambda _on: window.show_screen("checklist"),
            "configuration": lambda _on: window.show_screen("configuration"),
            "follow": events.set_follow,
            "pause": events.set_paused,
            "detail": self._show_detail,
            "theme-system": lambda _on: self.set_theme("system"),
            "theme-light": lambda _on: self.set_theme("light"),
            "theme-dark": lambda _on: self.set_theme("dark"),
            "reduce-motion": self._reduce_motion,
            "test-event": lambda _on: self.send_test_event(),
            "demo": lambda _on: self.run_demo(),
            "faults": lambda _on: window.intake.open_faults(),
            "accept": lambda _on: window.intake.open_accept(),
            "keep": lambda _on: window.intake.open_keep(),
            "refused": lambda _on: window.intake.open_refused(),
            "set-up": window.show_setup,
            "replay": lambda _on: self._on_page(
                "replay", lambda: window.replays.plan(events.selected_ids())
            ),
            "keys": lambda _on: help_dialogs.keys_dialog(window).show_over(),
            "filter-help": lambda _on: help_dialogs.filter_dialog(window).show_over(),
            "words": lambda _on: help_dialogs.words_dialog(window).show_over(),
            "about": lambda _on: self._about(),
            "find-message": lambda _on: window.detail.find_in_message(),
            "filter": lambda _on: self._go_to_filter(),
            "menu": lambda _on: self._open_menu(),
            "next-pane": lambda _on: window.step_pane(1),
            "last-pane": lambda _on: window.step_pane(-1),
        }

    def _on_page(self, name: str, on_events: Callable[[], None]) -> None:
        """What another screen than Events does in its own way; the others leave it to Events."""
        own = getattr(self._window.screens.page, name, None)
        (own or on_events)()

    def _quit(self) -> None:
        self._window.close()

    # View.

    def restore(self) -> None:
        """Show what the profile remembers of the View menu."""
        actions = self._window.actions_by_id
        actions["follow"].setChecked(self._window.events.follow)
        self._window.top.set_follow(self._window.events.follow)
        detail = self._profile.flag("detail", True)
        actions["detail"].setChecked(detail)
        self._window.detail.setVisible(detail)
        reduced = self._profile.flag("reduce-motion", False)
        actions["reduce-motion"].setChecked(reduced)
        motion.reduce(reduced)
        self._check_theme()

    def set_theme(self, choice: ThemeChoice) -> None:
        """View > Theme."""
        self._profile.set_theme(choice)
        app = cast("QApplication", QApplication.instance())
        theme.apply(app, theme.theme_for(choice))
        self._check_theme()

    def _check_theme(self) -> None:
        for choice in ("system", "light", "dark"):
            action = self._window.actions_by_id[f"theme-{choice}"]
            action.setChecked(choice == self._profile.theme())

    def _reduce_motion(self, on: bool) -> None:
        motion.reduce(on)
        self._profile.set_flag("reduce-motion", on)

    def _show_detail(self, on: bool) -> None:
        self._window.detail.setVisible(on)
        self._profile.set_flag("detail", on)

    def _go_to_filter(self) -> None:
        if self._window.screens.page is not None:
            self._window.screens.tell("focus_filter")
        elif not self._window.shows_setup():
            self._window.events.focus_filter()

    def _open_menu(self) -> None:
        if self._window.rail.menu_button is not None:
            self._window.rail.menu_button.showMenu()

    def _about(self) -> None:
        definition = self._inspector.configuration.definition
        help_dialogs.about_dialog(self._window, __version__, definition).show_over()

    def show_event(self, row: object) -> None:
        """Make an event current; where the filter hides it, say so and offer to clear it."""
        number = cast("int", row)
        self._window.show_setup(False)
        if not self._window.events.choose(number):
            self._window.detail.show_row(number)
            show_toast(self._window, "The filter hides this event in the list")

    def show_filter(self, text: str) -> None:
        """Show the events that a filter lets through."""
        self._window.show_setup(False)
        self._window.events.set_filter(text)
        self._window.events.table.setFocus()

    # Configuration.

    def show_configuration(self) -> None:
        """Say what judges the events."""
        configuration = self._inspector.configuration
        self._window.status.show_configuration(
            configuration_words(configuration), configuration.definition
        )
        self._window.setup.set_alternate(alternate_on(configuration))
        self._window.setup.alternate.setEnabled(not self._inspector.read_only)

    def set_alternate(self, on: bool) -> None:
        """Let Product Added count as a click too, or not; everything is judged again."""
        if on != alternate_on(self._inspector.configuration):
            self._inspector.apply(with_alternate(self._inspector.configuration, on))
            self._window.configuration.rebase()
        self.show_configuration()

    # Capture.

    def send_test_event(self) -> None:
        """One click, through the real socket."""
        self._window.watch.send_test_event(
            iso(now_ms()),
            self._test_event_sent,
            lambda text: self._tell("The test event did not arrive", text),
        )

    def _test_event_sent(self) -> None:
        show_toast(self._window, "Test event sent")

    def run_demo(self) -> None:
        """The demo shopper, with Product Added as a click: its story has that mistake."""
        if self._inspector.read_only or self.demo_running():
            return
        if not alternate_on(self._inspector.configuration):
            self.set_alternate(True)
            show_toast(
                self._window, "For the demo, Product Added counts as a click too from now on"
            )
        self._demo = DemoRun(self._window, self._inspector)
        self._demo.start()

    def demo_running(self) -> bool:
        """Whether the demo shopper is shopping."""
        return self._demo is not None and self._demo.running

    def _tell(self, title: str, text: str) -> None:
        tell(self._window, title, text)

    # Leaving.

    def ask_to_leave(self, leave: Callable[[], None]) -> None:
        """Call `leave` at once; while a replay is being sent, or where something was edited and
        not applied, only after a question."""
        window = self._window
        window.replays.ask_to_stop(
            lambda: window.checklist.ask_to_leave(lambda: window.configuration.ask_to_leave(leave))
        )
