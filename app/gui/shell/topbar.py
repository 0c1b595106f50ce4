"""The top bar: is it listening, where, how busy; and what can be done with events."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from app.gui.actions import spec_of, tip_text
from app.gui.fonts import scaled, tabular, ui_font
from app.gui.shell.lamp import Lamp, LampState
from app.gui.widgets import (
    Link,
    Panel,
    Switch,
    flat_button,
    icon_button,
    main_button,
    plain_label,
    show_toast,
)


class TopBar(Panel):
    """48 high. On the set-up page it offers a test event; on Events, Mark to Replay.

    Signals:
        follow_changed(bool): the user moved the Follow switch.
        network_wanted: the user asked who can post.
    """

    follow_changed = Signal(bool)
    network_wanted = Signal()

    def __init__(self, actions: dict[str, QAction], export_menu: QMenu) -> None:
        super().__init__("surface2", "b")
        self.setFixedHeight(scaled(48))
        self._address = ""
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 0, 12, 1)
        layout.setSpacing(8)
        self.lamp = Lamp()
        layout.addWidget(self.lamp)
        self.words = plain_label("Starting", "base", "text2")
        layout.addWidget(self.words)
        self.address = plain_label("", "mono-address", "text")
        layout.addWidget(self.address)
        self.copy_button = icon_button("copy", "Copy the address")
        self.copy_button.clicked.connect(self.copy_address)
        layout.addWidget(self.copy_button)
        self.network_link = Link("open to the network")
        self.network_link.setToolTip("Anyone on this network can send events here")
        self.network_link.clicked.connect(self.network_wanted)
        self.network_link.hide()
        layout.addWidget(self.network_link)
        self._line = _separator()
        layout.addSpacing(4)
        layout.addWidget(self._line)
        layout.addSpacing(4)
        self.rate = plain_label("no message yet", "base", "text2")
        self.rate.setFont(tabular(ui_font(13)))
        layout.addWidget(self.rate)
        layout.addStretch(1)

        self.test_button = flat_button("Send a test event")
        self.test_button.clicked.connect(actions["test-event"].trigger)
        self.mark_button = flat_button("Mark", "mark")
        self.mark_button.clicked.connect(actions["mark"].trigger)
        self.export_button = flat_button("Export", "export")
        self.export_button.set_arrow(False)
        self.export_button.setMenu(export_menu)
        self.follow_switch = Switch("Follow")
        self.follow_switch.toggled.connect(self.follow_changed)
        self.replay_button = main_button("Replay…", "replay")
        self.replay_button.clicked.connect(actions["replay"].trigger)
        for widget, action_id in (
            (self.mark_button, "mark"),
            (self.export_button, "export"),
            (self.follow_switch, "follow"),
            (self.replay_button, "replay"),
            (self.test_button, "test-event"),
        ):
            widget.setToolTip(tip_text(spec_of(action_id)))
        layout.addWidget(self.test_button)
        self._events_part = QWidget()
        row = QHBoxLayout(self._events_part)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.mark_button)
        row.addWidget(self.export_button)
        row.addSpacing(4)
        row.addWidget(_separator())
        row.addSpacing(8)
        row.addWidget(self.follow_switch)
        row.addSpacing(6)
        row.addWidget(self.replay_button)
        layout.addWidget(self._events_part)
        self._tools: dict[str, QWidget] = {}
        self._row = layout
        self._narrow = False
        self.show_page("set-up")

    def show_page(self, page: str) -> None:
        """Offer what the page has a use for: `set-up`, `events`, or another screen."""
        self.test_button.setVisible(page == "set-up")
        self._events_part.setVisible(page == "events")

    def add_tools(self, key: str, tools: QWidget) -> None:
        """What can be done on another screen than Events, in its place."""
        self._tools[key] = tools
        self._row.addWidget(tools)
        tools.hide()

    def show_tools(self, key: str) -> None:
        """Show the tools of the screen `key`, and none of the others."""
        for one, tools in self._tools.items():
            tools.setVisible(one == key)

    def show_state(self, state: LampState, words: str, address: str) -> None:
        """What the lamp says, and the address where there is one."""
        self._address = address
        self.lamp.set_state(state)
        self.lamp.setAccessibleName(f"{words} {address}".strip())
        self.words.setText(words)
        self._show_address()

    def show_network(self, is_open: bool) -> None:
        """Say for as long as it is so that more than this computer can post."""
        self.network_link.setVisible(is_open)

    def _show_address(self) -> None:
        host = self._address.removeprefix("http://") if self._narrow else self._address
        self.address.setText(host)
        self.words.setVisible(not (self._narrow and self.lamp.state() == "listening"))
        for part in (self.address, self.copy_button):
            part.setVisible(bool(self._address))

    def copy_address(self) -> None:
        """The whole address, on the clipboard."""
        QGuiApplication.clipboard().setText(self._address)
        show_toast(self, f"Copied {self._address}")

    def show_selection(self, count: int) -> None:
        """Say how many events a replay would plan: none chosen means what the filter shows."""
        self.replay_button.setText(f"Replay {count:,}…" if count else "Replay…")
        self.mark_button.setEnabled(count > 0)

    def set_follow(self, on: bool) -> None:
        """Show the state without telling anyone."""
        blocked = self.follow_switch.blockSignals(True)
        self.follow_switch.setChecked(on)
        self.follow_switch.blockSignals(blocked)
        self.follow_switch.show_now()

    def set_narrow(self, narrow: bool) -> None:
        """Under 1160: icons only, and the address without its words."""
        self._narrow = narrow
        self.mark_button.set_icon_only(narrow)
        self.export_button.set_icon_only(narrow)
        self.network_link.setText("network" if narrow else "open to the network")
        self._show_address()


def _separator() -> QWidget:
    line = Panel("line")
    line.setFixedSize(1, scaled(20))
    return line
