"""What a person can say of a point: confirm it, call it not needed, write numbers down."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.analysis.checklist import Mark, Row
from app.gui.fonts import scaled
from app.gui.widgets import LinesField, plain_button, plain_label
from app.services.checklist import LONGEST_NOTE

NUMBERS = "Enter numbers"
NO_EVIDENCE = "Your word, kept with the capture. It is not evidence."
READ_ONLY = "This capture is read-only: nothing can be noted in it."

_DONE = {"Confirm": "Take it back", "Set as not needed": "It is needed"}


class HandBox(QWidget):
    """Button and, for numbers, a field.

    Signals:
        marked(str, object): the id of the point, and its new Mark.
    """

    marked = Signal(str, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._row: Row | None = None
        self._read_only = False
        self._written: dict[str, str] = {}
        self.numbers = LinesField(
            name="Numbers of Topsort’s dashboard",
            hint="auctions 412, impressions 5,210, clicks 233, purchases 41, users 187",
        )
        self.numbers.setFixedHeight(scaled(74))
        self.numbers.textChanged.connect(self._typed)
        self.button = plain_button("", small=True)
        self.button.clicked.connect(self.press)
        self.said = plain_label("", "small", "text3").wrapped()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 12)
        layout.setSpacing(8)
        layout.addWidget(self.numbers)
        row = QHBoxLayout()
        row.addWidget(self.button)
        row.addStretch(1)
        layout.addLayout(row)
        layout.addWidget(self.said)

    def show_row(self, row: Row, *, read_only: bool) -> None:
        """Offer what can be said of a point; nothing where evidence alone decides. What is being
        written and not saved stays, also while other points are on show."""
        before = self._row
        if self.unsaved() and before is not None:
            self._written[before.point.id] = self.numbers.toPlainText()
        self._row, self._read_only = row, read_only
        # Once evidence has decided, only what was said can be taken back.
        open_ = row.state in ("by_hand", "no_evidence") or self._is_said()
        self.setVisible(bool(row.point.link) and open_)
        self.numbers.setVisible(row.point.link == NUMBERS)
        text = self._written.get(row.point.id, row.mark.note)
        if text != self.numbers.toPlainText():
            self.numbers.setPlainText(text)
        self.numbers.setReadOnly(read_only)
        self.said.setText(READ_ONLY if read_only else NO_EVIDENCE)
        self._typed()

    def unsaved(self) -> bool:
        """Whether something is written for this point that was not saved."""
        row = self._row
        return row is not None and row.point.link == NUMBERS and self._note() != row.mark.note

    def left_unsaved(self) -> bool:
        """Whether something is written for any point that was not saved."""
        return self.unsaved() or bool(self._written)

    def press(self) -> None:
        """Say it, or take it back."""
        if self._row is not None and self.button.isEnabled():
            self._written.pop(self._row.point.id, None)
            self.marked.emit(self._row.point.id, self.next_mark())

    def next_mark(self) -> Mark:
        """What holds once the button is pressed."""
        row = self._row
        if row is None:
            return Mark()
        if row.point.link == NUMBERS:
            note = self._note()
            return Mark(confirmed=bool(note), note=note)
        return Mark() if self._is_said() else said_mark(row)

    def _is_said(self) -> bool:
        return self._row is not None and (self._row.mark.confirmed or self._row.mark.not_needed)

    def _note(self) -> str:
        return self.numbers.toPlainText().strip()

    def _typed(self) -> None:
        row = self._row
        if row is None:
            return
        if row.point.link != NUMBERS:
            self.button.setText(_DONE[row.point.link] if self._is_said() else row.point.link or "…")
            self.button.setEnabled(not self._read_only)
            return
        note = self._note()
        if not self.unsaved():
            self._written.pop(row.point.id, None)
        long = len(note) > LONGEST_NOTE
        self.button.setText("Save" if note or not row.mark.note else "Delete the numbers")
        self.button.setEnabled(not self._read_only and self.unsaved() and not long)
        if long:
            over = len(note) - LONGEST_NOTE
            self.said.setText(f"{over:,} characters too many: {LONGEST_NOTE} can be kept.")
        elif not self._read_only:
            self.said.setText(NO_EVIDENCE)


def said_mark(row: Row) -> Mark:
    """What the link of a point says of it."""
    if row.point.link == "Set as not needed":
        return Mark(not_needed=True)
    return Mark(confirmed=True)
