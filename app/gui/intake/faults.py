"""Answers with errors, on request, and what browsers do with what they could not send."""

from typing import cast

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.capture.faults import MAX_SECONDS, MAX_TIMES, Fault, FaultKind
from app.gui.intake import texts
from app.gui.intake.parts import button_row
from app.gui.shell.dialog import Dialog
from app.gui.widgets import NumberField, Segmented, Snippet, main_button, plain_button, plain_label


class FaultDialog(Dialog):
    """Which answer, and for how many requests.

    Signals:
        wanted(object): the Fault to answer with, or None: take requests again.
    """

    wanted = Signal(object)

    def __init__(self, window: QWidget, current: Fault | None) -> None:
        """`current` is the fault that is on."""
        super().__init__(window, texts.FAULT_TITLE, QSize(560, 330))
        self.body.setContentsMargins(19, 6, 19, 17)
        self.body.addWidget(plain_label(texts.FAULT_INTRO, "base", "text2").wrapped())
        self.body.addSpacing(14)
        self.kind = Segmented(texts.FAULT_NAMES, name="The answer", px=13)
        self.kind.chosen.connect(lambda _key: self._show())
        self.body.addWidget(self.kind)
        self.body.addSpacing(6)
        self._words = plain_label("", "small", "text3").wrapped()
        self.body.addWidget(self._words)
        self.body.addSpacing(14)
        times = 10 if current is None else current.times
        self.times = NumberField(times, 1, MAX_TIMES, name="How many requests")
        self.seconds = NumberField(5, 0, MAX_SECONDS, name="Seconds")
        self._seconds_word = plain_label("", "base")
        self._seconds_unit = plain_label("seconds", "base", "text2")
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(plain_label("For the next", "base"))
        row.addWidget(self.times)
        row.addWidget(plain_label("requests", "base", "text2"))
        row.addSpacing(16)
        row.addWidget(self._seconds_word)
        row.addWidget(self.seconds)
        row.addWidget(self._seconds_unit)
        row.addStretch(1)
        self.body.addLayout(row)
        self.body.addSpacing(14)
        self.body.addWidget(plain_label(texts.FAULT_PARKS, "small", "text2").wrapped())
        self.body.addSpacing(18)
        self.body.addStretch(1)
        self.off_button = plain_button("Switch off")
        self.off_button.clicked.connect(lambda: self._want(None))
        self.off_button.setVisible(current is not None)
        self.cancel_button = plain_button("Cancel")
        self.cancel_button.clicked.connect(self.reject)
        self.on_button = main_button("Switch on")
        self.on_button.clicked.connect(lambda: self._want(self.fault()))
        self.body.addLayout(button_row(self.off_button, self.cancel_button, self.on_button))
        for field in (self.times, self.seconds):
            field.number_changed.connect(self._check)
        if current is not None:
            self.kind.choose(current.kind)
        self._show()
        if current is not None and current.seconds is not None:
            self.seconds.setText(str(current.seconds))
        self.kind.setFocus()

    def fault(self) -> Fault | None:
        """What is entered; None where a number is missing or out of bounds."""
        kind = cast("FaultKind", self.kind.key())
        times, seconds = self.times.number(), self.seconds.number()
        if times is None or (seconds is None and kind in texts.FAULT_SECONDS):
            return None
        return Fault(kind, times, seconds if kind in texts.FAULT_SECONDS else None)

    def _want(self, fault: Fault | None) -> None:
        self.wanted.emit(fault)
        self.accept()

    def _show(self) -> None:
        kind = cast("FaultKind", self.kind.key())
        self._words.setText(texts.FAULT_WORDS[kind])
        word, seconds = texts.FAULT_SECONDS.get(kind, ("", 0))
        for part in (self._seconds_word, self.seconds, self._seconds_unit):
            part.setVisible(bool(word))
        if word:
            self._seconds_word.setText(word)
            self.seconds.setText(str(seconds))
        self._check()

    def _check(self) -> None:
        self.on_button.setEnabled(self.fault() is not None)


class ParkedDialog(Dialog):
    """What browsers keep after errors, and how it comes to Segment or does not.

    Signals:
        settled: the user has seen to it; it need not be said again.
    """

    settled = Signal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window, texts.PARKED_TITLE, QSize(600, 380))
        self.body.setContentsMargins(19, 6, 19, 17)
        self.body.addWidget(plain_label(texts.PARKED_INTRO, "base", "text2").wrapped())
        for head, words in texts.PARKED_STEPS:
            self.body.addSpacing(14)
            self.body.addWidget(plain_label(head, "section"))
            self.body.addSpacing(2)
            self.body.addWidget(plain_label(words, "base", "text2").wrapped())
        self.body.addSpacing(8)
        self.code = Snippet(texts.PARKED_CODE, name="To throw parked events away")
        self.body.addWidget(self.code)
        self.body.addSpacing(18)
        self.body.addStretch(1)
        self.close_button_below = plain_button("Close")
        self.close_button_below.clicked.connect(self.reject)
        self.settled_button = main_button("Seen to it")
        self.settled_button.clicked.connect(self._settle)
        self.body.addLayout(button_row(self.close_button_below, self.settled_button))
        self.close_button_below.setFocus()

    def _settle(self) -> None:
        self.settled.emit()
        self.accept()
