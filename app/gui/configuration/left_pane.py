"""At the left: the subscriptions, and the ways to more of them."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from app.destination import load_definition
from app.gui.configuration.subs_list import SubscriptionsList
from app.gui.configuration.trial_bar import READ_ONLY
from app.gui.fonts import scaled
from app.gui.widgets import Panel, plain_button, plain_label

_WIDTH, _NARROW = 276, 248


class LeftPane(Panel):
    """Signals:
    add_wanted(str): one more subscription that runs this action.
    """

    add_wanted = Signal(str)

    def __init__(self, definition: str, *, read_only: bool, parent: QWidget | None = None) -> None:
        super().__init__("surface", "r", parent)
        self.setAccessibleName("Subscriptions")
        self.list = SubscriptionsList()
        self.add_button = plain_button("Add", "plus")
        self.paste_button = plain_button("Paste from Segment…")
        self.paste_button.setToolTip("Paste or open what Segment gives")
        self.settings_button = plain_button("Settings")
        self.read_only = plain_label(READ_ONLY, "small", "text2").wrapped()
        self.read_only.setContentsMargins(12, 8, 12, 8)
        self.read_only.setVisible(read_only)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 1, 0)
        column.setSpacing(0)
        head = Panel("surface2", "b")
        head.setFixedHeight(scaled(36))
        row = QHBoxLayout(head)
        row.setContentsMargins(12, 0, 12, 0)
        row.addWidget(plain_label("Subscriptions", "small-strong"), 1)
        row.addWidget(plain_label("messages", "small", "text3"))
        column.addWidget(head)
        column.addWidget(self.list, 1)
        column.addWidget(self.read_only)
        foot = Panel("surface", "t")
        buttons = QHBoxLayout(foot)
        buttons.setContentsMargins(12, 10, 12, 10)
        buttons.setSpacing(8)
        for button in (self.add_button, self.paste_button, self.settings_button):
            buttons.addWidget(button)
        buttons.addStretch(1)
        column.addWidget(foot)
        menu = QMenu(self.add_button)
        for action, one in load_definition(definition).data["actions"].items():
            entry = menu.addAction(f"{one['title']} ({action})")
            entry.triggered.connect(partial(self._add, action))
        self.add_button.setMenu(menu)
        self.add_button.set_arrow(False)

    def _add(self, action: str, _on: bool = False) -> None:
        self.add_wanted.emit(action)

    def set_narrow(self, narrow: bool, *, settings: bool) -> None:
        """In a narrow window a button shows the settings in place of the subscription;
        `settings`: they are there."""
        self.setFixedWidth(scaled(_NARROW if narrow else _WIDTH))
        self.add_button.set_icon_only(narrow)
        self.paste_button.setText("Paste…" if narrow else "Paste from Segment…")
        self.settings_button.setVisible(narrow)
        self.settings_button.setText("Subscription" if settings else "Settings")
