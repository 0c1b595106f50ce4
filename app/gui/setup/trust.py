"""How the local authority is trusted, and how it is forgotten: one page for each system, browser
and runtime."""

import sys
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.capture.authority_file import AUTHORITY_NAME
from app.gui.setup import texts
from app.gui.setup.qr import QrCode
from app.gui.setup.sdklist import PickList
from app.gui.shell.dialog import Dialog
from app.gui.widgets import Panel, Snippet, plain_button, plain_label, show_toast
from app.segment.snippets import TRUSTS, Sdk, Trust, filled

_ON_A_DEVICE = ("ios", "android")


def trust_text(text: str, address: str, authority: Path) -> str:
    """A text of a Trust, filled in."""
    return filled(text, address, authority=str(authority), title=AUTHORITY_NAME)


def way_here(sdk: Sdk) -> Trust:
    """The way to trust for an SDK: of those for a system, the one of this computer."""
    own = "macos" if sys.platform == "darwin" else "windows" if sys.platform == "win32" else ""
    key = own if own in sdk.trust else sdk.trust[0]
    return next(one for one in TRUSTS if one.key == key)


class TrustDialog(Dialog):
    """A list at the left, what to do and to undo at the right."""

    def __init__(
        self, window: QWidget, authority: Path, address: str, *, first: Sequence[str] = ()
    ) -> None:
        """`authority` is the certificate, `address` where a device gets it; `first` are the keys
        of the ways to list before the others."""
        super().__init__(window, texts.TRUST_TITLE, QSize(860, 690))
        self._authority = authority
        self._address = address
        keys = list(dict.fromkeys((*first, *(one.key for one in TRUSTS))))
        self._ways = sorted(TRUSTS, key=lambda one: keys.index(one.key))
        self.body.setContentsMargins(19, 6, 19, 19)
        self.body.setSpacing(0)
        self.body.addWidget(plain_label(texts.TRUST_WHY, "base", "text2").wrapped())
        self.body.addSpacing(8)
        self.body.addLayout(self._path_line())
        self.body.addSpacing(10)
        line = Panel("line")
        line.setFixedHeight(1)
        self.body.addWidget(line)
        columns = QHBoxLayout()
        columns.setSpacing(16)
        self.list = PickList([(one.name, "") for one in self._ways], "What shall trust it")
        self.list.setFixedWidth(168)
        self.list.currentRowChanged.connect(self._show)
        left = QVBoxLayout()
        left.setContentsMargins(0, 10, 0, 0)
        left.addWidget(self.list, 1)
        columns.addLayout(left)
        columns.addWidget(self._page(), 1)
        self.body.addLayout(columns, 1)
        self._show(0)
        self.list.setFocus()

    def _path_line(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(plain_label("Certificate", "small", "text3"))
        path = plain_label(str(self._authority), "mono", elide=Qt.TextElideMode.ElideMiddle)
        row.addWidget(path, 1)
        self.copy_button = plain_button("Copy path", "copy", small=True)
        self.copy_button.clicked.connect(self._copy)
        row.addWidget(self.copy_button)
        return row

    def _page(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 14, 12, 0)
        column.setSpacing(0)
        self.name = plain_label("", "verdict")
        column.addWidget(self.name)
        column.addSpacing(4)
        first = QHBoxLayout()
        first.setSpacing(16)
        self.before = plain_label("", "base", "text2").wrapped()
        first.addWidget(self.before, 1, Qt.AlignmentFlag.AlignTop)
        self.qr = QrCode()
        first.addWidget(self.qr, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(first)
        column.addSpacing(10)
        self.code = Snippet(name="To trust it")
        column.addWidget(self.code)
        column.addSpacing(18)
        column.addWidget(plain_label("To remove it", "section"))
        column.addSpacing(4)
        self.remove = plain_label("", "base", "text2").wrapped()
        column.addWidget(self.remove)
        column.addSpacing(6)
        self.remove_code = Snippet(name="To remove it")
        column.addWidget(self.remove_code)
        column.addStretch(1)
        area = QScrollArea()
        area.setWidget(page)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for part in (area, area.viewport(), page):
            part.setAutoFillBackground(False)
        return area

    def way(self) -> Trust:
        """What is shown."""
        return self._ways[max(0, self.list.currentRow())]

    def _show(self, _row: int) -> None:
        way = self.way()
        self.name.setText(way.name)
        self.before.setText(self._filled(way.before))
        self.code.set_code(self._filled(way.code))
        self.remove.setText(self._filled(way.remove))
        self.remove.setVisible(bool(way.remove))
        self.remove_code.set_code(self._filled(way.remove_code))
        self.remove_code.setVisible(bool(way.remove_code))
        on_a_device = way.key in _ON_A_DEVICE
        self.qr.setVisible(on_a_device)
        self.qr.set_text(f"{self._address}/authority.pem" if on_a_device else "")

    def _filled(self, text: str) -> str:
        return trust_text(text, self._address, self._authority)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(str(self._authority))
        show_toast(self._window, "Copied the path of the certificate")
