"""Which origins and write keys are accepted."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.capture.gate import Accepted, origin_of
from app.gui.intake import texts
from app.gui.intake.parts import button_row
from app.gui.shell.dialog import Dialog
from app.gui.widgets import LinesField, main_button, plain_button, plain_label


class AcceptDialog(Dialog):
    """Two lists to write in.

    Signals:
        wanted(object, object): origins and write keys, as sequences of texts; both empty: all.
    """

    wanted = Signal(object, object)

    def __init__(self, window: QWidget, accepted: Accepted) -> None:
        """`accepted` is what is accepted now."""
        super().__init__(window, texts.ACCEPT_TITLE, QSize(680, 380))
        self.body.setContentsMargins(19, 6, 19, 17)
        self.body.addWidget(plain_label(texts.ACCEPT_INTRO, "base", "text2").wrapped())
        self.body.addSpacing(14)
        self.origins = LinesField(name=texts.ACCEPT_ORIGINS, hint="https://shop.example")
        self.keys = LinesField(name=texts.ACCEPT_KEYS, hint="")
        row = QHBoxLayout()
        row.setSpacing(16)
        for head, field, why in (
            (texts.ACCEPT_ORIGINS, self.origins, texts.ACCEPT_ORIGINS_WHY),
            (texts.ACCEPT_KEYS, self.keys, texts.ACCEPT_KEYS_WHY),
        ):
            column = QVBoxLayout()
            column.setSpacing(4)
            column.addWidget(plain_label(head, "small-medium", "text2"))
            column.addWidget(field, 1)
            column.addWidget(plain_label(why, "small", "text3").wrapped())
            row.addLayout(column, 1)
        self.body.addLayout(row, 1)
        self.body.addSpacing(6)
        self.mistake = plain_label("", "small", "rejected").wrapped()
        self.body.addWidget(self.mistake)
        self.body.addSpacing(12)
        self.all_button = plain_button("Accept all")
        self.all_button.clicked.connect(lambda: self._want((), ()))
        self.all_button.setVisible(bool(accepted))
        self.cancel_button = plain_button("Cancel")
        self.cancel_button.clicked.connect(self.reject)
        self.only_button = main_button("Accept only these")
        self.only_button.clicked.connect(self._only)
        self.body.addLayout(button_row(self.all_button, self.cancel_button, self.only_button))
        if accepted:
            self.offer(sorted(accepted.origins), sorted(accepted.keys))
        for field in (self.origins, self.keys):
            field.textChanged.connect(self._check)
        self._check()
        self.origins.setFocus()

    def offer(self, origins: Sequence[str], keys: Sequence[str]) -> None:
        """Fill the lists, unless something was written in them by now."""
        if not self.origins.entries() and not self.keys.entries():
            self.origins.set_entries(list(origins))
            self.keys.set_entries(list(keys))

    def _check(self) -> None:
        self.mistake.setText("")
        for one in self.origins.entries():
            try:
                origin_of(one)
            except ValueError as error:
                self.mistake.setText(str(error))
                break
        some = bool(self.origins.entries() or self.keys.entries())
        self.only_button.setEnabled(some and not self.mistake.text())

    def _only(self) -> None:
        self._want(self.origins.entries(), self.keys.entries())

    def _want(self, origins: Sequence[str], keys: Sequence[str]) -> None:
        self.wanted.emit(tuple(origins), tuple(keys))
        self.accept()
