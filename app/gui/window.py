"""The window: rail, top bar, set-up or events with their detail, status bar."""

import sys
from pathlib import Path

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QKeyEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QHBoxLayout,
    QMainWindow,
    QMenu,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.demo.shopper import script
from app.gui.actions import EXPORT_MENU, build_actions, fill_menu, fill_menus
from app.gui.bridge import Bridge
from app.gui.detail.pane import DetailPane
from app.gui.events.page import EventsPage
from app.gui.fonts import scaled
from app.gui.icons import app_icon
from app.gui.intake.control import IntakeControl
from app.gui.profile import Profile
from app.gui.replay.replays import Replays
from app.gui.setup import SetupPage
from app.gui.shell import panes
from app.gui.shell.banners import WindowBanners
from app.gui.shell.doings import Doings
from app.gui.shell.drop import DropFrame, dropped_file
from app.gui.shell.files import Files
from app.gui.shell.fold import fold_of, whole_rows
from app.gui.shell.judging import add_checklist, add_configuration
from app.gui.shell.rail import Rail
from app.gui.shell.reaching import ReachControl
from app.gui.shell.screens import EVENTS, Screens, panes_of
from app.gui.shell.statusbar import StatusBar
from app.gui.shell.studying import StudyScreens
from app.gui.shell.topbar import TopBar
from app.gui.shell.watch import Watch, now_ms
from app.gui.widgets import BannerArea, Splitter
from app.segment.snippets import SDKS
from app.services import Inspector, Reach


class MainWindow(QMainWindow):
    """One capture in one window.

    Signals:
        quit_wanted: the user wants to close, and every question was answered.
        open_wanted(object): another capture: a Path, or None for a new one.
    """

    quit_wanted = Signal()
    open_wanted = Signal(object)

    def __init__(self, inspector: Inspector, bridge: Bridge, profile: Profile) -> None:
        super().__init__()
        self._inspector = inspector
        self._bridge = bridge
        self._profile = profile
        self._moved = False
        self._forced_setup = False
        self._alt = False
        self.setWindowTitle(f"{inspector.path.name} – Topsort Inspector")
        self.setWindowIcon(app_icon())
        self.setAcceptDrops(True)
        self.events = EventsPage(inspector, bridge)
        self.detail = DetailPane(inspector, bridge)
        self.setup = SetupPage(SDKS, len(script(0)))
        self.watch = Watch(inspector, bridge, self)
        self.replays = Replays(self, inspector)
        self.files = Files(self, inspector)
        self.doings = Doings(self, inspector, profile)
        self.reaching = ReachControl(self, inspector, profile)
        self.actions_by_id = build_actions(self, self.doings.handlers())
        self._build()
        self._connect()
        self.studies = StudyScreens(self, inspector, bridge)
        self.checklist = add_checklist(self, inspector, bridge)
        self.configuration = add_configuration(self, inspector, bridge)
        areas = (self.events.banners, self._setup_banners)
        self.banners = WindowBanners(inspector, bridge, areas, self)
        self.intake = IntakeControl(self, inspector, bridge, profile, areas)
        self.intake.refused.changed.connect(self._show_refused)
        self.reaching.start()
        self._restore()
        self.doings.restore()
        self.doings.show_configuration()
        self._show_page()
        # Rail, top bar, then what is under it; each part keeps its own order.
        panes.order_tabs(
            (self.rail, self.top, self.setup, self.events, self.detail, *self.screens.pages())
        )

    # Parts.

    def _build(self) -> None:
        export = QMenu(self)
        fill_menu(export, EXPORT_MENU, self.actions_by_id)
        self.rail = Rail(self._menu())
        self.rail.add("events", "Events", "events")
        self.top = TopBar(self.actions_by_id, export)
        self.status = StatusBar()
        self.splitter = Splitter(Qt.Orientation.Vertical)
        self.splitter.addWidget(self.events)
        self.splitter.addWidget(self.detail)
        self.splitter.setStretchFactor(0, 1)
        self._setup_banners = BannerArea()
        with_banner = QWidget()
        column = QVBoxLayout(with_banner)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._setup_banners)
        column.addWidget(self.setup, 1)
        self._setup_holder = with_banner
        self.pages = QStackedWidget()
        self.pages.addWidget(with_banner)
        self.pages.addWidget(self.splitter)
        self.screens = Screens(self.rail, self.pages, self.top)
        self._drop = DropFrame(self)
        centre = QWidget()
        across = QHBoxLayout(centre)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(0)
        across.addWidget(self.rail)
        down = QVBoxLayout()
        down.setSpacing(0)
        for part, stretch in ((self.top, 0), (self.pages, 1), (self.status, 0)):
            down.addWidget(part, stretch)
        across.addLayout(down, 1)
        self.setCentralWidget(centre)

    def _menu(self) -> QMenu | None:
        """The menu behind the rail's button; macOS has a menu bar instead."""
        if sys.platform == "darwin":
            fill_menus(self.menuBar(), self.actions_by_id)
            return None
        menu = QMenu(self)
        fill_menus(menu, self.actions_by_id)
        return menu

    def _connect(self) -> None:
        events, watch, actions = self.events, self.watch, self.actions_by_id
        self.rail.chosen.connect(self.show_screen)
        self.top.follow_changed.connect(events.set_follow)
        events.follow_changed.connect(self.top.set_follow)
        events.follow_changed.connect(actions["follow"].setChecked)
        events.current_changed.connect(self.detail.show_row)
        events.current_hidden.connect(self._hidden)
        events.selection_changed.connect(lambda ids: self.top.show_selection(len(ids)))
        events.replay_requested.connect(self.replays.plan)
        self.replays.recorded.connect(self.detail.refresh)
        self.replays.recorded.connect(events.refresh)
        events.open_requested.connect(lambda _row: self._enter_detail())
        events.waiting_changed.connect(lambda _count: self._tick())
        events.state_changed.connect(lambda: self._profile.set_state("events", events.state()))
        self.detail.row_chosen.connect(self.doings.show_event)
        self.detail.filter_requested.connect(events.set_filter)
        watch.lamp_changed.connect(self._lamp)
        watch.ticked.connect(self._tick)
        watch.first_message.connect(self._first_message)
        self.setup.demo_wanted.connect(actions["demo"].trigger)
        self.setup.open_wanted.connect(actions["open"].trigger)
        self.setup.refused_wanted.connect(actions["refused"].trigger)
        self.status.refused_wanted.connect(actions["refused"].trigger)
        self.setup.events_wanted.connect(lambda: self.show_setup(False))
        self.setup.reach.network_wanted.connect(self.reaching.let_network_in)
        self.setup.reach.https_wanted.connect(self.reaching.speak_https)
        self.setup.reach.look_wanted.connect(self.reaching.look_again)
        self.reaching.changed.connect(self._reach)
        self.top.network_wanted.connect(self._show_network)
        self.setup.alternate_changed.connect(self.doings.set_alternate)
        self.splitter.splitterMoved.connect(self._splitter_moved)

    def start(self) -> None:
        """Show it, and begin to look for news."""
        self.show()
        self.watch.start()
        self._bridge.start()
        self.intake.start()
        (self.events.table if self.pages.currentIndex() else self.setup.sdks).setFocus()

    def stop(self) -> None:
        """Ask the capture nothing any more."""
        self._remember()
        self._bridge.stop()
        self.watch.stop()
        self.intake.stop()
        self.events.stop()
        self.screens.tell_all("stop")
        self.studies.stop()

    # Which page.

    def show_screen(self, key: str) -> None:
        """Show a screen of the rail. Raises KeyError for another key."""
        self._forced_setup = False
        self.screens.choose(key)
        self._show_page()

    def show_setup(self, on: bool) -> None:
        """Show the set-up page, also where there are events; or the events."""
        self._forced_setup = on
        self.screens.choose(EVENTS)
        self._show_page()

    def shows_setup(self) -> bool:
        """Whether the set-up page is on the screen."""
        return self.pages.currentWidget() is self._setup_holder

    def _show_page(self) -> None:
        empty = not self.watch.evidence.committed and not self._inspector.read_only
        elsewhere = self.screens.show()
        setup = not elsewhere and (self._forced_setup or empty)
        if not elsewhere:
            self.pages.setCurrentWidget(self._setup_holder if setup else self.splitter)
        self.top.show_page("" if elsewhere else "set-up" if setup else EVENTS)
        self.actions_by_id["set-up"].setChecked(setup)
        self.actions_by_id["events"].setChecked(not setup and not elsewhere)
        for key in self.screens.names():
            self.actions_by_id[key].setChecked(key == self.screens.current)
        QTimer.singleShot(0, self, self._fold)

    def _first_message(self) -> None:
        had_focus = self.setup.isAncestorOf(self.focusWidget() or self.setup)
        self._show_page()
        if had_focus and not self.shows_setup():
            self.events.table.setFocus()

    def _reach(self, reach: Reach) -> None:
        self.setup.show_reach(reach)
        self.top.show_network(reach.open_to_network)
        self.watch.knock_at(reach.own_name)

    def _show_network(self) -> None:
        self.show_setup(True)
        self.setup.reach.place.choose("network")

    def _hidden(self, hidden: bool) -> None:
        if hidden:
            self.detail.show_hidden()
        else:
            self.detail.show_row(self.events.current_id)

    def _enter_detail(self) -> None:
        self.actions_by_id["detail"].setChecked(True)
        self.detail.show()
        target = panes.first_focus(self.detail)
        if target is not None:
            target.setFocus(Qt.FocusReason.ShortcutFocusReason)

    # News.

    def _lamp(self, state: str, words: str) -> None:
        address = "" if self._inspector.read_only else self._inspector.address
        self.top.show_state(state, words, address)  # type: ignore[arg-type]
        self.banners.show_lamp(state, self.watch.silent_for())

    def _tick(self) -> None:
        paused = self.events.paused
        waiting = self.events.feed.waiting
        halted = f"paused, {waiting:,} waiting" if waiting else "paused"
        self.top.rate.setText(halted if paused else self.watch.rate_text())
        if self.shows_setup():
            self.setup.show_evidence(self.watch.evidence, now_ms())
        self.status.show_progress(self._bridge.progress)
        self.banners.look_for_file()
        self.intake.look()
        self.status.show_capture(self._inspector.path, self._inspector.size)

    def _show_refused(self) -> None:
        self.status.show_refused(len(self.intake.refused.requests))

    # Size.

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fold by the new size."""
        super().resizeEvent(event)
        self._fold()
        # The parts know their own new heights only after they were laid out.
        QTimer.singleShot(0, self, self._fold)

    def _fold(self) -> None:
        fold = fold_of(self.width(), self.height())
        self.rail.set_slim(fold.slim_rail)
        self.top.set_narrow(fold.narrow)
        self.setup.set_narrow(fold.narrow)
        self.status.set_narrow(fold.narrow)
        self.screens.tell("set_fold", self.width())
        if not self._moved and self.events.isVisible():
            self._share(fold.detail_height)

    def _share(self, wanted: int) -> None:
        """Give the detail about its height, so that the last row of the table is whole."""
        whole = self.splitter.height() - self.splitter.handleWidth()
        table = self.events.table
        above = self.events.height() - table.viewport().height()
        row = table.verticalHeader().defaultSectionSize()
        detail = whole_rows(whole - above, wanted, row)
        self.splitter.set_default([whole - detail, detail])

    def _splitter_moved(self, position: int, _index: int) -> None:
        # A double click tells position 0: the default again, and it follows the window.
        self._moved = position > 0

    def _restore(self) -> None:
        screen = self.screen().availableSize() if self.screen() is not None else QSize(1440, 900)
        self.setMinimumSize(QSize(scaled(1024), scaled(640)).boundedTo(screen))
        self.resize(QSize(scaled(1440), scaled(900)).boundedTo(screen))
        geometry = self._profile.geometry()
        if geometry is not None:
            self.restoreGeometry(geometry)
        sizes = self._profile.splitter("events")
        self._fold()
        if sizes is not None and self.splitter.restoreState(sizes):
            self._moved = True
        self.events.set_state(self._profile.state("events"))

    def _remember(self) -> None:
        self._profile.set_geometry(self.saveGeometry())
        if self._moved:
            self._profile.set_splitter("events", self.splitter.saveState())
        self._profile.set_state("events", self.events.state())
        self._profile.save()

    # Panes and focus.

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Alt alone opens the menu, once it is let go without another key."""
        self._alt = event.key() == Qt.Key.Key_Alt and not event.isAutoRepeat()
        super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """See keyPressEvent."""
        if event.key() == Qt.Key.Key_Alt and self._alt:
            self.actions_by_id["menu"].trigger()
        self._alt = False
        super().keyReleaseEvent(event)

    def step_pane(self, direction: int) -> None:
        """F6 and Shift+F6."""
        parts: list[QWidget] = [self.rail, self.top]
        if self.screens.page is not None:
            parts += panes_of(self.screens.page)
        elif self.shows_setup():
            parts += [self.setup.sdks, self.setup]
        else:
            parts += [self.events.bar, self.events.funnel, self.events.histogram]
            parts += [self.events.table, self.detail]
        panes.step(parts, direction)

    # Closing.

    def closeEvent(self, event: QCloseEvent) -> None:
        """The application closes the window, once everything has been put away."""
        event.ignore()
        self.doings.ask_to_leave(self.quit_wanted.emit)

    # Files.

    def leave_for(self, path: Path | None) -> None:
        """Open another capture, or a new one, once nothing speaks against it."""
        self.doings.ask_to_leave(lambda: self.open_wanted.emit(path))

    def save_copy(self) -> None:
        """Ask where to, and save the whole capture as one file."""
        self.files.choose_copy()

    def listen_again(self) -> None:
        """Start this capture anew, on the port that was asked for."""
        self.leave_for(self._inspector.path)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """One file may be dropped."""
        path = dropped_file(event.mimeData())
        if path is not None:
            event.acceptProposedAction()
            self._drop.show_name(path.name)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """It went away."""
        self._drop.hide()

    def dropEvent(self, event: QDropEvent) -> None:
        """Open it."""
        self._drop.hide()
        path = dropped_file(event.mimeData())
        if path is not None:
            event.acceptProposedAction()
            # After the drop has ended: a dialog may follow.
            QTimer.singleShot(0, self, lambda: self.files.open(path))

    def changeEvent(self, event: QEvent) -> None:
        """Back from sleep or another desk: look at once whether it still listens."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and self.isActiveWindow():
            self.watch.probe_now()
