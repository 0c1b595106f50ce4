"""What one field of a mapping is made of, as JSON, edited in place."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.destination.bounds import beyond_bounds
from app.destination.subscription_check import check_mapping
from app.gui.detail.json_text import JsonHighlighter
from app.gui.detail.parts import Paragraph, Shape
from app.gui.detail.visible import visible
from app.gui.events.words import one_line
from app.gui.fonts import scaled
from app.gui.widgets import LinesField, Link, plain_label
from app.segment.jsontext import Json, JsonError, JsonObject, dumps_text, loads
from app.segment.paths import MISSING

LONGEST = 200_000
"""Characters of one field's JSON."""


def reading_of(name: str, text: str, fields: JsonObject) -> tuple[Json, str, bool]:
    """The JSON that is written for a field, what there is to say about it (empty: nothing), and
    whether it cannot be used. `fields` are those of the action."""
    if len(text) > LONGEST:
        return None, f"It is longer than {LONGEST:,} characters.", True
    try:
        value = loads(text)
    except JsonError as error:
        return None, f"This is no JSON: {error}.", True
    beyond = beyond_bounds(value)
    if beyond is not None:
        return None, f"It is too large: {beyond.reason}.", True
    here = {name: fields[name]} if name in fields else {}
    said = list(check_mapping({name: value}, here, ()))
    errors = [one for one in said if one.error]
    first = next(iter(errors or said), None)
    return value, "" if first is None else str(first), bool(errors)


class FieldEditor(QWidget):
    """Signals:
    edited(str, object): the field, and its new JSON.
    faulty(str, str): the field, and a text that cannot be used.
    default_wanted(str), nothing_wanted(str): the field as Segment proposes it, or nothing.
    closed: the user is done.
    """

    edited = Signal(str, object)
    faulty = Signal(str, str)
    default_wanted = Signal(str)
    nothing_wanted = Signal(str)
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.name = ""
        self._fields: JsonObject = {}
        self._known = ""
        self.title = plain_label("", "section")
        self.text = LinesField(name="Mapping of the field", hint='{"@path": "$.properties.…"}')
        self.text.setFixedHeight(scaled(118))
        self._colours = JsonHighlighter(self.text.document())
        self.shape = Shape("error", 15)
        self.said = Paragraph("", color="text2", px=12)
        self.default_link = Link("As Segment proposes it", px=12)
        self.nothing_link = Link("Map nothing", px=12)
        self.done_link = Link("Done", px=12, weight=600)
        head = QHBoxLayout()
        head.setSpacing(16)
        head.addWidget(self.title, 1)
        for link in (self.default_link, self.nothing_link, self.done_link):
            head.addWidget(link)
        self._line = QWidget()
        line = QHBoxLayout(self._line)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        line.addWidget(self.shape, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(self.said, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 8, 16, 10)
        layout.setSpacing(6)
        layout.addLayout(head)
        layout.addWidget(self.text)
        layout.addWidget(self._line)
        self.text.textChanged.connect(self._typed)
        self.default_link.clicked.connect(lambda: self.default_wanted.emit(self.name))
        self.nothing_link.clicked.connect(lambda: self.nothing_wanted.emit(self.name))
        self.done_link.clicked.connect(self.closed)

    def show_field(self, name: str, value: Json, faulty: str | None, fields: JsonObject) -> None:
        """Edit a field. `value` is what it is made of now (MISSING: nothing), `faulty` a text of
        before that could not be used."""
        self.name, self._fields = name, fields
        self.title.setText(f"What {one_line(name, 80)} is made of")
        text = "" if value is MISSING else dumps_text(value, indent=2)
        self._known = text if faulty is None else faulty
        self.text.setPlainText(self._known)
        self._say(*self._reading()[1:])

    def _reading(self) -> tuple[Json, str, bool]:
        text = self.text.toPlainText()
        if not text.strip():
            return None, "Empty: nothing is changed. “Map nothing” leaves the field out.", True
        return reading_of(self.name, text, self._fields)

    def _typed(self) -> None:
        # Colours make Qt say that the text is another one.
        if self.text.toPlainText() == self._known:
            return
        self._known = self.text.toPlainText()
        value, said, bad = self._reading()
        self._say(said, bad)
        if bad:
            self.faulty.emit(self.name, self.text.toPlainText()[: LONGEST + 1])
        else:
            self.edited.emit(self.name, value)

    def _say(self, said: str, bad: bool) -> None:
        self._line.setVisible(bool(said))
        self.shape.set_name("error" if bad else "warning")
        rest = " What was there before stays in use." if bad and said else ""
        self.said.setText(f"{visible(one_line(said, 300))}{rest}")
        self.text.setAccessibleDescription(f"{said}{rest}")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes it; what was written stays."""
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)
