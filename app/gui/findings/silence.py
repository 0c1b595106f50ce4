"""Silencing a rule, and letting it speak again."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.gui.detail.parts import Surface
from app.gui.events.words import one_line
from app.gui.intake.parts import button_row
from app.gui.shell.dialog import Dialog
from app.gui.widgets import LinesField, Link, Segmented, main_button, plain_button, plain_label
from app.lint.silence import Silence
from app.services.findings import HeldSilence

_LONGEST_NOTE = 300


class SilenceDialog(Dialog):
    """For what a rule is silenced, and why.

    Signals:
        wanted(object): the Silence.
    """

    wanted = Signal(object)

    def __init__(
        self, window: QWidget, code: str, title: str, *, event: str = "", page: str = ""
    ) -> None:
        """`event` and `page` are of the occurrence that is looked at; empty where it has none."""
        super().__init__(window, f"Ignore {code}, {one_line(title)}", QSize(560, 330))
        self._code = code
        self._event, self._page = event, page
        self.body.setContentsMargins(19, 6, 19, 17)
        intro = (
            "Its findings are counted as silenced and listed no more. "
            "Verdicts stay as they are, and you can take it back."
        )
        self.body.addWidget(plain_label(intro, "base", "text2").wrapped())
        self.body.addSpacing(12)
        options = [("all", "Whole capture")]
        if event:
            options.append(("event", f"Event {one_line(event, 28)}"))
        if page:
            options.append(("page", f"Page {one_line(page, 28)}"))
        self.scope = Segmented(options, name="Where to ignore it")
        self.body.addWidget(self.scope)
        self.body.addSpacing(12)
        self.body.addWidget(plain_label("Note", "small-medium", "text2"))
        self.body.addSpacing(4)
        self.note = LinesField(name="Note", hint="Why, for whoever reads this capture next")
        self.body.addWidget(self.note, 1)
        self.body.addSpacing(14)
        cancel = plain_button("Cancel")
        cancel.clicked.connect(self.reject)
        self.main = main_button("Ignore rule")
        self.main.clicked.connect(self._go)
        self.body.addLayout(button_row(cancel, self.main))
        self.scope.setFocus()

    def _go(self) -> None:
        scope = self.scope.key()
        note = " ".join(self.note.entries())[:_LONGEST_NOTE]
        self.wanted.emit(
            Silence(
                self._code,
                self._event if scope == "event" else "",
                self._page if scope == "page" else "",
                note,
            )
        )
        self.accept()


class SilencesDialog(Dialog):
    """The silences that hold, each with the way back.

    Signals:
        ended(object): the HeldSilence that is to end.
    """

    ended = Signal(object)

    def __init__(self, window: QWidget, held: Sequence[HeldSilence], read_only: bool) -> None:
        super().__init__(window, "Silenced rules", QSize(620, 380))
        self.body.setContentsMargins(19, 6, 19, 17)
        words = (
            "Findings of these rules are counted and not listed."
            if held
            else "Only the configuration silences rules in this capture."
        )
        self.body.addWidget(plain_label(words, "base", "text2").wrapped())
        self.body.addSpacing(10)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setAccessibleName("Silenced rules")
        inside = Surface()
        column = QVBoxLayout(inside)
        column.setContentsMargins(8, 4, 8, 4)
        column.setSpacing(8)
        self.links: list[Link] = []
        for one in held:
            column.addLayout(self._line(one, read_only))
        column.addStretch(1)
        area.setWidget(inside)
        self.body.addWidget(area, 1)
        self.body.addSpacing(12)
        close = main_button("Close")
        close.clicked.connect(self.accept)
        self.body.addLayout(button_row(close))

    def _line(self, one: HeldSilence, read_only: bool) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(12)
        words = QVBoxLayout()
        words.setSpacing(0)
        elide = Qt.TextElideMode.ElideRight
        words.addWidget(plain_label(one_line(one.words), "base", elide=elide))
        if one.silence.note:
            words.addWidget(plain_label(one_line(one.silence.note), "small", "text2", elide=elide))
        line.addLayout(words, 1)
        if not read_only:
            link = Link("Listen again", weight=500)
            link.setAccessibleName(f"Listen again to {one.silence.rule}")
            link.clicked.connect(lambda: self._end(one, link))
            self.links.append(link)
            line.addWidget(link)
        return line

    def _end(self, one: HeldSilence, link: Link) -> None:
        link.setEnabled(False)
        link.setText("Listened to again")
        self.ended.emit(one)
