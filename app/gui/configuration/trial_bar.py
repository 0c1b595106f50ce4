"""Under the mapping: what the change would do to this capture, and the way to apply it."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.analysis.fate_diff import FateDiff
from app.gui.detail.parts import Rule, Surface
from app.gui.detail.visible import visible
from app.gui.events.words import one_line
from app.gui.widgets import Link, PlainLabel, ProgressBar, main_button, plain_button, plain_label
from app.services.trial import Tried

STAY = "The messages stay as they are; verdicts are made anew."
FAULTY = "Something is written that cannot be used; what was there before stays."
READ_ONLY = "This capture is read-only: a change can be tried here, and applied nowhere."


def findings_words(count: int, rules: int) -> tuple[str, str]:
    """Number and words: `3`, `findings more`."""
    if count:
        noun = "finding" if abs(count) == 1 else "findings"
        return f"{abs(count):,}", f"{noun} {'more' if count > 0 else 'less'}"
    return "0", "findings more or less" if not rules else "findings more or less, of other rules"


def payload_words(diff: FateDiff) -> str:
    """`payloads change, channel only`."""
    noun = "payload changes" if diff.payloads == 1 else "payloads change"
    if not diff.fields:
        return noun
    first = one_line(diff.fields[0][0], 40)
    more = len(diff.fields) - 1
    return f"{noun}, {first} only" if not more else f"{noun}, {first} and {more} more"


class TrialBar(Surface):
    """Signals:
    compare_wanted: show every difference.
    apply_wanted, discard_wanted: a button was pressed.
    cancel_wanted, again_wanted: about the comparing.
    """

    compare_wanted = Signal()
    apply_wanted = Signal()
    discard_wanted = Signal()
    cancel_wanted = Signal()
    again_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("What the change would do")
        self.done = plain_label("", "small", "text2")
        self.compare_link = Link("Compare all", weight=500)
        self.compare_link.clicked.connect(self.compare_wanted)
        self.figures: list[tuple[PlainLabel, PlainLabel]] = []
        self.apply_button = main_button("Apply and judge again")
        self.apply_button.clicked.connect(self.apply_wanted)
        self.discard_button = plain_button("Discard changes")
        self.discard_button.clicked.connect(self.discard_wanted)
        self.said = plain_label("", "small", "text3").wrapped()
        self.progress = ProgressBar("Messages compared")
        self.progress_words = plain_label("", "small", "text2")
        self.cancel_link = Link("Cancel", px=12, weight=500)
        self.cancel_link.clicked.connect(self._cancel)
        self._cancelled = False
        self._lay_out()

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 14)
        layout.setSpacing(0)
        layout.addWidget(Rule())
        inset = QVBoxLayout()
        inset.setContentsMargins(16, 12, 16, 0)
        inset.setSpacing(10)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(plain_label("With the change, on this capture", "section"))
        head.addWidget(self.done)
        head.addStretch(1)
        head.addWidget(self.compare_link)
        inset.addLayout(head)
        self._reading = QWidget()
        line = QHBoxLayout(self._reading)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(12)
        line.addWidget(self.progress_words)
        line.addWidget(self.progress, 1)
        line.addWidget(self.cancel_link)
        inset.addWidget(self._reading)
        self._numbers = QWidget()
        row = QHBoxLayout(self._numbers)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(5)
        for _ in range(3):
            number, words = plain_label("", "section"), plain_label("", "base", "text2")
            row.addWidget(number)
            row.addWidget(words)
            row.addSpacing(18)
            self.figures.append((number, words))
        row.addStretch(1)
        inset.addWidget(self._numbers)
        buttons = QHBoxLayout()
        buttons.setSpacing(10)
        buttons.addWidget(self.apply_button)
        buttons.addWidget(self.discard_button)
        buttons.addWidget(self.said, 1)
        inset.addLayout(buttons)
        layout.addLayout(inset)

    def show_trying(self, done: int, total: int) -> None:
        """It is being tried."""
        self._cancelled = False
        self.cancel_link.setText("Cancel")
        self._reading.show()
        self._numbers.hide()
        self.compare_link.hide()
        self.done.setText("")
        if total:
            self.progress_words.setText(f"Compared {done:,} of {total:,} messages")
        else:
            self.progress_words.setText("Comparing…")
        self.progress.show_progress(done, total)

    def show_tried(self, tried: Tried) -> None:
        """The numbers."""
        diff = tried.diff
        self._reading.hide()
        self._numbers.show()
        older = f", {tried.left_out:,} older ones left out" if tried.left_out else ""
        noun = "message" if diff.messages == 1 else "messages"
        self.done.setText(f"{diff.messages:,} {noun} judged under both{older}")
        fates = "fate changes" if diff.fates == 1 else "fates change"
        texts = (
            (f"{diff.fates:,}", fates),
            (f"{diff.payloads:,}", payload_words(diff)),
            findings_words(diff.findings, len(diff.rules)),
        )
        for (number, words), (count, said) in zip(self.figures, texts, strict=True):
            number.setText(count)
            words.setText(said)
        self.compare_link.setVisible(not diff.nothing)

    def show_only_faulty(self) -> None:
        """Nothing can be tried: all that was written cannot be used."""
        self._reading.hide()
        self._numbers.hide()
        self.compare_link.hide()
        self.done.setText("nothing to try yet")

    def show_failed(self, reason: str) -> None:
        """It cannot be tried."""
        self._numbers.hide()
        self.compare_link.hide()
        self._reading.show()
        self._cancelled = True
        self.cancel_link.setText("Try again")
        self.progress_words.setText(f"It cannot be compared: {visible(one_line(reason))}")
        self.progress.show_progress(0, 0)

    def show_state(self, *, may_apply: bool, said: str) -> None:
        """Whether it can be applied, and what there is to say."""
        self.apply_button.setEnabled(may_apply)
        self.said.setText(said)

    def is_cancelled(self) -> bool:
        """Whether the comparing was ended by the user, or by a fault."""
        return self._cancelled

    def _cancel(self) -> None:
        if self._cancelled:
            self.again_wanted.emit()
            return
        self._cancelled = True
        self.cancel_link.setText("Compare after all")
        self.progress_words.setText("Not compared.")
        self.cancel_wanted.emit()
