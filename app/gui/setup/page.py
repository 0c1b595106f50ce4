"""The set-up page: which SDK, which line, and whether it works."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.gui import theme
from app.gui.fonts import scaled
from app.gui.setup import texts
from app.gui.setup.advice import AdvicePane
from app.gui.setup.evidence import Evidence
from app.gui.setup.lamps import Lamps
from app.gui.setup.reachbox import ReachBox
from app.gui.setup.sdklist import SdkList
from app.gui.setup.trust import TrustDialog, trust_text, way_here
from app.gui.widgets import (
    Link,
    Panel,
    Snippet,
    Switch,
    main_button,
    plain_button,
    plain_label,
    show_toast,
)
from app.segment.snippets import Sdk
from app.services import Reach

if TYPE_CHECKING:
    from pathlib import Path

_MIDDLE = 692
_MARGIN = 36


class _AddressLine(QFrame):
    """The address, large, on a sunken ground."""

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(theme.color("line"))
        painter.setBrush(theme.color("sunken"))
        painter.drawRoundedRect(self.rect().toRectF().adjusted(0.5, 0.5, -0.5, -0.5), 5, 5)
        painter.end()


def _scrolling(page: QWidget, name: str) -> QScrollArea:
    """Let a page scroll up and down where the window is too low for it."""
    area = QScrollArea()
    area.setWidget(page)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setAccessibleName(name)
    return area


class SetupPage(QWidget):
    """Three columns: SDKs, the line to paste, lamps.

    Signals:
        demo_wanted, open_wanted: a button was clicked.
        events_wanted, refused_wanted: the user wants to see the events, or what was refused.
        alternate_changed(bool): Product Added shall count as a click, or not.
    """

    demo_wanted = Signal()
    open_wanted = Signal()
    events_wanted = Signal()
    refused_wanted = Signal()
    alternate_changed = Signal(bool)

    def __init__(
        self, sdks: Sequence[Sdk], demo_messages: int, parent: QWidget | None = None
    ) -> None:
        """`demo_messages` is how many messages the demo shopper sends."""
        super().__init__(parent)
        self._address = ""
        self._port = 0
        self._authority: Path | None = None
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        self.sdks = SdkList(sdks)
        self.sdks.picked.connect(self._show_sdk)
        layout.addWidget(self._left())
        layout.addWidget(self._middle(demo_messages), 1)
        layout.addWidget(self._right())
        self.set_narrow(False)

    def _left(self) -> QWidget:
        self._left_pane = Panel("surface", "r")
        layout = QVBoxLayout(self._left_pane)
        layout.setContentsMargins(8, 26, 9, 12)
        layout.setSpacing(8)
        head = plain_label("The shop’s SDK", "small-medium", "text3")
        head.setContentsMargins(12, 0, 0, 0)
        layout.addWidget(head)
        layout.addWidget(self.sdks, 1)
        layout.addStretch(0)
        return self._left_pane

    def _middle(self, demo_messages: int) -> QWidget:
        page = Panel("surface")
        outer = QHBoxLayout(page)
        self._page_layout = outer
        column = QVBoxLayout()
        column.setSpacing(0)
        outer.addLayout(column, 1)
        self._room = QWidget()
        outer.addWidget(self._room)
        column.addWidget(plain_label(texts.TITLE, "title"))
        column.addSpacing(4)
        column.addWidget(plain_label(texts.INTRO, "base", "text2").wrapped())
        column.addSpacing(14)
        column.addWidget(self._address_line())
        column.addSpacing(8)
        self.reach = ReachBox()
        self.reach.changed.connect(self._show_address)
        column.addWidget(self.reach)
        column.addSpacing(22)
        head = QHBoxLayout()
        head.setSpacing(8)
        self.sdk_name = plain_label("", "verdict")
        self.sdk_package = plain_label("", "small", "text3")
        head.addWidget(self.sdk_name)
        head.addWidget(self.sdk_package)
        head.addStretch(1)
        column.addLayout(head)
        column.addSpacing(2)
        self.before = plain_label("", "base", "text2").wrapped()
        column.addWidget(self.before)
        column.addSpacing(9)
        self.snippet = Snippet(name="The line to add")
        column.addWidget(self.snippet)
        column.addSpacing(8)
        self.hint = plain_label("", "small", "text3").wrapped()
        column.addWidget(self.hint)
        column.addWidget(self._trust_part())
        column.addSpacing(14)
        self.alternate = Switch(texts.ALTERNATE)
        self.alternate.toggled.connect(self.alternate_changed)
        column.addWidget(self.alternate)
        column.addSpacing(2)
        column.addWidget(plain_label(texts.ALTERNATE_WHY, "small", "text3").wrapped())
        column.addSpacing(22)
        line = Panel("line")
        line.setFixedHeight(1)
        column.addWidget(line)
        column.addSpacing(18)
        column.addWidget(plain_label(texts.LOOK_AROUND, "verdict"))
        column.addSpacing(10)
        column.addLayout(self._look_around(demo_messages))
        column.addStretch(1)
        return _scrolling(page, "The line to add")

    def _trust_part(self) -> QWidget:
        self._trust = part = QWidget()
        column = QVBoxLayout(part)
        column.setContentsMargins(0, 16, 0, 0)
        column.setSpacing(0)
        column.addWidget(plain_label(texts.TRUST_HEAD, "section"))
        column.addSpacing(2)
        self.trust_before = plain_label("", "small", "text2").wrapped()
        column.addWidget(self.trust_before)
        column.addSpacing(8)
        self.trust_snippet = Snippet(name="Trust the authority")
        column.addWidget(self.trust_snippet)
        column.addSpacing(4)
        self.trust_link = Link("Other ways, and how to remove it", px=12)
        self.trust_link.clicked.connect(self.open_trust)
        column.addWidget(self.trust_link)
        return part

    def _address_line(self) -> QWidget:
        box = _AddressLine()
        box.setFixedHeight(scaled(40))
        layout = QHBoxLayout(box)
        layout.setContentsMargins(14, 0, 8, 0)
        layout.setSpacing(10)
        self.address = plain_label("", "mono-large", elide=Qt.TextElideMode.ElideMiddle)
        layout.addWidget(self.address, 1)
        self._any_key = plain_label(texts.ANY_KEY, "small", "text3")
        layout.addWidget(self._any_key)
        self.copy_button = plain_button("Copy", "copy", small=True)
        self.copy_button.clicked.connect(self.copy_address)
        layout.addWidget(self.copy_button)
        return box

    def _look_around(self, demo_messages: int) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(28)
        self.demo_button = main_button("Run the demo shopper", "play")
        self.demo_button.clicked.connect(self.demo_wanted)
        self.open_button = plain_button("Open a file…", "file")
        self.open_button.clicked.connect(self.open_wanted)
        for words, button in (
            (texts.DEMO.format(count=demo_messages), self.demo_button),
            (texts.OPEN, self.open_button),
        ):
            column = QVBoxLayout()
            column.setSpacing(12)
            column.addWidget(plain_label(words, "base", "text2").wrapped())
            column.addStretch(1)
            column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
            row.addLayout(column, 1)
        return row

    def _right(self) -> QWidget:
        self._right_pane = Panel("surface", "l")
        page = Panel("surface")
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 28, 0, 12)
        layout.setSpacing(0)
        inset = QVBoxLayout()
        inset.setContentsMargins(20, 0, 16, 0)
        inset.setSpacing(0)
        inset.addWidget(plain_label("Is it working?", "verdict"))
        inset.addSpacing(16)
        self.lamps = Lamps()
        inset.addWidget(self.lamps)
        layout.addLayout(inset)
        line = Panel("line")
        line.setFixedHeight(1)
        layout.addSpacing(4)
        layout.addWidget(line)
        layout.addSpacing(14)
        self.advice = AdvicePane()
        self.advice.events_wanted.connect(self.events_wanted)
        self.advice.refused_wanted.connect(self.refused_wanted)
        below = QVBoxLayout()
        below.setContentsMargins(20, 0, 16, 0)
        below.addWidget(self.advice)
        layout.addLayout(below)
        layout.addStretch(1)
        inside = QVBoxLayout(self._right_pane)
        inside.setContentsMargins(1, 0, 0, 0)
        inside.addWidget(_scrolling(page, "Is it working?"))
        return self._right_pane

    def show_reach(self, reach: Reach) -> None:
        """Who can reach the endpoint now; the lines carry the port that is really listened on."""
        self._port = reach.port
        self._authority = reach.authority
        self.reach.show_reach(reach)

    def _show_address(self) -> None:
        self._address = self.reach.address()
        self.address.setText(self._address)
        self._show_sdk(self.sdks.sdk())

    def copy_address(self) -> None:
        """The address, on the clipboard."""
        QGuiApplication.clipboard().setText(self._address)
        show_toast(self, f"Copied {self._address}")

    def show_evidence(self, evidence: Evidence, now: int) -> None:
        """Light the lamps by what is known at `now` (milliseconds since 1970)."""
        self.lamps.show_lamps(evidence.lamps(now, self.sdks.sdk().asks_settings))
        self.advice.show_advice(evidence.advice(now), self._port)

    def set_alternate(self, on: bool) -> None:
        """Show whether Product Added counts as a click, without telling anyone."""
        blocked = self.alternate.blockSignals(True)
        self.alternate.setChecked(on)
        self.alternate.blockSignals(blocked)
        self.alternate.show_now()

    def _show_sdk(self, sdk: Sdk) -> None:
        lines = sdk.over(self._address)
        self.sdk_name.setText(sdk.name)
        self.sdk_package.setText(sdk.package)
        self.before.setText(lines.before)
        self.snippet.set_code(self._with_authority(lines.code), lines.line)
        self.snippet.setAccessibleName(f"Code for {sdk.name}")
        self.hint.setText(lines.hint)
        self.hint.setVisible(bool(lines.hint))
        self._show_trust(sdk)

    def _with_authority(self, text: str) -> str:
        path = self._authority
        return text if path is None else trust_text(text, self._address, path)

    def _show_trust(self, sdk: Sdk) -> None:
        secure = self.reach.speaks_https()
        self._trust.setVisible(secure)
        if secure:
            way = way_here(sdk)
            self.trust_before.setText(f"{way.name}. {self._with_authority(way.before)}")
            self.trust_snippet.set_code(self._with_authority(way.code))

    def open_trust(self) -> None:
        """The dialog with every way to trust the authority, those of the chosen SDK first."""
        if self._authority is not None:
            first = (way_here(self.sdks.sdk()).key, *self.sdks.sdk().trust)
            TrustDialog(self.window(), self._authority, self._address, first=first).show_over()

    def set_narrow(self, narrow: bool) -> None:
        """Give the middle more of a narrow window."""
        self._left_pane.setFixedWidth(scaled(192 if narrow else 224))
        self._right_pane.setFixedWidth(scaled(300 if narrow else 364))
        margin = 20 if narrow else _MARGIN
        self._page_layout.setContentsMargins(margin, 28, margin, 24)
        self._any_key.setVisible(not narrow)
        self.reach.set_narrow(narrow)
        self.lamps.set_narrow(narrow)

    def resizeEvent(self, event: object) -> None:
        """Keep the text of the middle at a width that can be read."""
        free = self.width() - self._left_pane.width() - self._right_pane.width()
        self._room.setFixedWidth(max(0, free - scaled(_MIDDLE) - 2 * _MARGIN))
