"""Why Segment drops a delivery: its own words as its delivery log has them, then ours, which name
the place in the message."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.analysis.reasons import reason_of
from app.destination.model import FieldError
from app.gui.detail.parts import Paragraph, Shape
from app.gui.detail.visible import printable
from app.gui.shapes import TOKEN, WORDS
from app.gui.widgets import Link, plain_label
from app.masking import masked
from app.segment.jsontext import JsonObject
from app.segment.paths import Path

_SHOWN = 5
"""Complaints that are told one by one; a list of fifty products can have as many."""


class ReasonsCard(QFrame):
    """The complaints of Segment's validation about one delivery.

    Signals:
        place_chosen(object): the path in the message at which one of them lies.
    """

    place_chosen = Signal(object)

    def __init__(
        self, errors: Sequence[FieldError], message: JsonObject, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName("Why Segment drops it")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 12, 13)
        layout.setSpacing(5)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(Shape("dropped", 15))
        head.addWidget(plain_label(WORDS["dropped"], "section", TOKEN["dropped"]))
        head.addWidget(plain_label("In Segment’s own words", "section"), 1)
        layout.addLayout(head)
        for at, error in enumerate(errors[:_SHOWN]):
            if at:
                layout.addSpacing(5)
            layout.addWidget(Paragraph(_words(f"“{error.message}”")))
            layout.addWidget(Paragraph(_words(reason_of(error, message)), color="text2"))
            if error.sources:
                layout.addWidget(self._link(error.sources[0]))
        if len(errors) > _SHOWN:
            more = f"And {len(errors) - _SHOWN} more, marked in the Topsort event."
            layout.addWidget(Paragraph(more, color="text2"))

    def _link(self, path: Path) -> QWidget:
        link = Link("Show the place in the message", px=12, weight=500)
        link.clicked.connect(lambda: self.place_chosen.emit(path))
        return link


def _words(text: str) -> str:
    return printable(masked(text))
