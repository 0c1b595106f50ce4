"""From where the shop posts, and by which scheme: two choices under the address, and the switches
that open more than http on this computer."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.gui.setup import texts
from app.gui.setup.qr import QrCode
from app.gui.widgets import Link, Segmented, Switch, plain_label
from app.services import Reach

_EMULATOR = "10.0.2.2"
_MOST_ADDRESSES = 4
_PLACES = (
    ("computer", "This computer", "This computer"),
    ("emulator", "Android emulator", "Emulator"),
    ("network", "Phone or other computer", "Network"),
)


class ReachBox(QWidget):
    """Chooses the address that the lines carry; offers what it needs.

    Signals:
        changed: the address is another one.
        network_wanted(bool), https_wanted(bool): a switch was moved.
        look_wanted: look for this computer's addresses again.
    """

    changed = Signal()
    network_wanted = Signal(bool)
    https_wanted = Signal(bool)
    look_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._reach = Reach()
        self._moved: Switch | None = None
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        row = QHBoxLayout()
        row.setSpacing(8)
        self.place = Segmented([(key, text) for key, text, _ in _PLACES], name="Where the shop is")
        self.place.chosen.connect(self._chose)
        self.scheme = Segmented([("http", "http"), ("https", "https")], name="By which scheme")
        self.scheme.chosen.connect(self._chose)
        row.addWidget(self.place)
        row.addStretch(1)
        row.addWidget(self.scheme)
        layout.addLayout(row)
        self._note = plain_label(texts.EMULATOR, "small", "text3").wrapped()
        self._note.setContentsMargins(0, 8, 0, 0)
        layout.addWidget(self._note)
        self._network = self._network_part()
        layout.addWidget(self._network)
        self._secure = self._secure_part()
        layout.addWidget(self._secure)
        self._show()

    def _network_part(self) -> QWidget:
        part = QWidget()
        row = QHBoxLayout(part)
        row.setContentsMargins(0, 12, 0, 0)
        row.setSpacing(16)
        column = QVBoxLayout()
        column.setSpacing(6)
        left = Qt.AlignmentFlag.AlignLeft
        self.network_switch = Switch(texts.NETWORK)
        self.network_switch.clicked.connect(self.network_wanted)
        column.addWidget(self.network_switch, 0, left)
        column.addWidget(plain_label(texts.NETWORK_WHO, "small", "text3").wrapped())
        self.addresses = Segmented(name="Address of this computer")
        self.addresses.chosen.connect(self._chose)
        column.addWidget(self.addresses, 0, left)
        self._scan = plain_label("", "small", "text2").wrapped()
        column.addWidget(self._scan)
        self.look_link = Link("Look again", px=12)
        self.look_link.clicked.connect(self.look_wanted)
        column.addWidget(self.look_link, 0, left)
        column.addStretch(1)
        row.addLayout(column, 1)
        self.qr = QrCode()
        row.addWidget(self.qr, 0, Qt.AlignmentFlag.AlignTop)
        return part

    def _secure_part(self) -> QWidget:
        part = QWidget()
        column = QVBoxLayout(part)
        column.setContentsMargins(0, 12, 0, 0)
        column.setSpacing(4)
        self.https_switch = Switch(texts.HTTPS)
        self.https_switch.clicked.connect(self.https_wanted)
        column.addWidget(self.https_switch)
        column.addWidget(plain_label(texts.HTTPS_WHY, "small", "text3").wrapped())
        return part

    def show_reach(self, reach: Reach) -> None:
        """Show who can reach the endpoint now; also where a change has failed."""
        secured = reach.https and not self._reach.https
        self._reach = reach
        shown = reach.lan[:_MOST_ADDRESSES]
        if self.addresses.keys() != list(shown):
            self.addresses.set_options([(one, one) for one in shown])
        if secured:
            self.scheme.choose("https")
        for switch, on in (
            (self.network_switch, reach.open_to_network),
            (self.https_switch, reach.https),
        ):
            switch.setChecked(on)
            switch.show_now()
            switch.setEnabled(bool(reach.port))
        if self._moved is not None:
            # A part that is switched off for a moment loses the focus.
            self._moved.setFocus()
            self._moved = None
        self._show()
        self.changed.emit()

    def set_busy(self) -> None:
        """A change is under way: no other one is begun."""
        switches = (self.network_switch, self.https_switch)
        self._moved = next((one for one in switches if one.hasFocus()), None)
        self.network_switch.setEnabled(False)
        self.https_switch.setEnabled(False)

    def address(self) -> str:
        """The address that works for what is chosen; http on this computer where a choice still
        needs its switch. Empty where nothing listens."""
        reach = self._reach
        if not reach.port:
            return ""
        scheme = "https" if self.speaks_https() else "http"
        return f"{scheme}://{self._name()}:{reach.port}"

    def speaks_https(self) -> bool:
        """Whether the address is one of https."""
        return self.scheme.key() == "https" and self._reach.https

    def set_narrow(self, narrow: bool) -> None:
        """Shorter words in a narrow window."""
        for key, text, short in _PLACES:
            self.place.set_text(key, short if narrow else text)

    def _name(self) -> str:
        place = self.place.key()
        if place == "emulator":
            return _EMULATOR
        if place == "network" and self._reach.lan:
            return self.addresses.key()
        return self._reach.own_name

    def _chose(self, _key: str) -> None:
        self._show()
        self.changed.emit()

    def _show(self) -> None:
        reach, place = self._reach, self.place.key()
        found = place == "network" and bool(reach.lan)
        self._note.setVisible(place == "emulator")
        self._network.setVisible(place == "network")
        self._secure.setVisible(self.scheme.key() == "https")
        self.addresses.setVisible(found and len(self.addresses.keys()) > 1)
        self.look_link.setVisible(place == "network" and reach.open_to_network)
        self._scan.setVisible(place == "network" and reach.open_to_network)
        self._scan.setText(texts.SCAN if found else texts.NO_NETWORK)
        self.qr.setVisible(found)
        self.qr.set_text(self.address() if found else "")
