"""What stands under the lamps: why nothing has come yet, and what to do."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.gui.setup.evidence import Advice
from app.gui.setup.texts import CAUSES, HELP
from app.gui.widgets import Link, plain_label


class AdvicePane(QWidget):
    """Shows one Advice.

    Signals:
        events_wanted, refused_wanted: the link to the events, or to what was refused, was used.
    """

    events_wanted = Signal()
    refused_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: tuple[Advice, int] | None = None
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(2)
        self._body: QWidget | None = None

    def show_advice(self, advice: Advice, port: int) -> None:
        """Show another advice; the same one again changes nothing."""
        if (advice, port) == self._shown:
            return
        self._shown = (advice, port)
        if self._body is not None:
            self._layout.removeWidget(self._body)
            self._body.hide()
            self._body.deleteLater()
        self._body = body = QWidget(self)
        layout = QVBoxLayout(body)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        if advice.kind == "settings-only":
            self._causes(layout)
        elif advice.kind == "nothing":
            self._nothing(layout, port)
        else:
            self._plain(layout, advice)
            layout.addSpacing(14)
            self._questions(layout, port)
        layout.addStretch(1)
        self._layout.addWidget(body)
        body.show()

    def shown(self) -> Advice | None:
        """What is shown."""
        return self._shown[0] if self._shown else None

    def _causes(self, layout: QVBoxLayout) -> None:
        layout.addWidget(plain_label("Settings came, a message did not", "section"))
        layout.addWidget(plain_label("The SDK has loaded. Most likely first:", "small", "text2"))
        layout.addSpacing(8)
        for number, (cause, remedy) in enumerate(CAUSES, start=1):
            row = QHBoxLayout()
            row.setSpacing(0)
            mark = plain_label(str(number), "section", "text3")
            mark.setFixedWidth(18)
            words = QVBoxLayout()
            words.setSpacing(0)
            words.addWidget(plain_label(cause, "medium").wrapped())
            words.addWidget(plain_label(remedy, "small", "text2").wrapped())
            column = QVBoxLayout()
            column.addWidget(mark)
            column.addStretch(1)
            row.addLayout(column)
            row.addLayout(words, 1)
            layout.addLayout(row)
            layout.addSpacing(8)

    def _nothing(self, layout: QVBoxLayout, port: int) -> None:
        layout.addWidget(plain_label("Nothing yet?", "section"))
        layout.addWidget(
            plain_label(
                "Load a page of the shop after you have put the line in. Each lamp lights up when "
                "its step has happened; there is nothing to click here.",
                "base",
                "text2",
            ).wrapped()
        )
        layout.addSpacing(4)
        self._questions(layout, port)

    def _questions(self, layout: QVBoxLayout, port: int) -> None:
        for question, answer in HELP:
            link = Link(question.format(port=port))
            words = plain_label(answer.format(port=port), "small", "text2").wrapped()
            words.hide()
            link.clicked.connect(lambda _on=False, words=words: words.setVisible(words.isHidden()))
            layout.addWidget(link)
            layout.addWidget(words)

    def _plain(self, layout: QVBoxLayout, advice: Advice) -> None:
        head, text = {
            "preflight": (
                "A preflight came, a message did not",
                "The browser asked first and then did not post. "
                f"Headers that it wants to send: {advice.detail or 'none'}. A proxy or an "
                "extension may have answered for this port.",
            ),
            "refused": ("A post came and was refused", advice.detail),
            "two-keys": ("Two write keys", f"{advice.detail}. Is it the right source?"),
            "works": ("It works", "Each event is stored, judged and explained."),
        }[advice.kind]
        layout.addWidget(plain_label(head, "section").wrapped())
        layout.addWidget(plain_label(text, "base", "text2").wrapped())
        if advice.kind in {"works", "two-keys"}:
            link = Link("Show the events", weight=500)
            link.clicked.connect(self.events_wanted)
            layout.addWidget(link)
        if advice.kind == "refused":
            link = Link("Show what was refused", weight=500)
            link.clicked.connect(self.refused_wanted)
            layout.addWidget(link)
