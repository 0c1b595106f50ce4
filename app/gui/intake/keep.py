"""How much a capture keeps."""

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.gui.intake import texts
from app.gui.intake.parts import button_row
from app.gui.shell.dialog import Dialog
from app.gui.shell.statusbar import size_text
from app.gui.widgets import NumberField, Segmented, main_button, plain_button, plain_label
from app.store.model import KEEP_ALL, Retention

_MOST = 2**31 - 1
_AT_FIRST = {"messages": 100_000, "days": 30}


class KeepDialog(Dialog):
    """Everything, the newest messages, or the newest days.

    Signals:
        wanted(object): the Retention.
    """

    wanted = Signal(object)

    def __init__(self, window: QWidget, retention: Retention, size: int) -> None:
        """`retention` is what holds now, `size` the capture's size in bytes."""
        super().__init__(window, texts.KEEP_TITLE, QSize(520, 250))
        self.body.setContentsMargins(19, 6, 19, 17)
        self.body.addWidget(plain_label(texts.KEEP_INTRO, "base", "text2").wrapped())
        self.body.addSpacing(4)
        self.body.addWidget(plain_label(f"It has {size_text(size)} now.", "base", "text2"))
        self.body.addSpacing(14)
        self.what = Segmented(texts.KEEP_NAMES, name="What is kept", px=13)
        self.what.chosen.connect(lambda _key: self._show())
        self.body.addWidget(self.what)
        self.body.addSpacing(10)
        row = QHBoxLayout()
        row.setSpacing(8)
        self._last = plain_label("The last", "base")
        self.number = NumberField(1, 1, _MOST, name="How many")
        self.number.number_changed.connect(self._check)
        self._unit = plain_label("", "base", "text2")
        for part in (self._last, self.number, self._unit):
            row.addWidget(part)
        row.addStretch(1)
        self.body.addLayout(row)
        self.body.addSpacing(18)
        self.body.addStretch(1)
        self.cancel_button = plain_button("Cancel")
        self.cancel_button.clicked.connect(self.reject)
        self.keep_button = main_button("Keep")
        self.keep_button.clicked.connect(self._keep)
        self.body.addLayout(button_row(self.cancel_button, self.keep_button))
        self._numbers = dict(_AT_FIRST)
        for key, value in (("messages", retention.messages), ("days", retention.days)):
            if value is not None:
                self._numbers[key] = value
                self.what.choose(key)
        self._show()
        self.what.setFocus()

    def retention(self) -> Retention | None:
        """What is entered; None where the number is missing or out of bounds."""
        what, number = self.what.key(), self.number.number()
        if what == "all":
            return KEEP_ALL
        if number is None:
            return None
        return Retention(messages=number) if what == "messages" else Retention(days=number)

    def _show(self) -> None:
        what = self.what.key()
        for part in (self._last, self.number, self._unit):
            part.setVisible(what != "all")
        if what != "all":
            self.number.setText(str(self._numbers[what]))
            self._unit.setText(what)
        self._check()

    def _check(self) -> None:
        retention = self.retention()
        self.keep_button.setEnabled(retention is not None)
        deletes = retention is None or retention.is_on
        self.keep_button.setText("Delete what is older" if deletes else "Keep everything")

    def _keep(self) -> None:
        retention = self.retention()
        if retention is not None:
            self.wanted.emit(retention)
            self.accept()
