"""The verdict in one sentence, and the choice of what to look at."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QVBoxLayout, QWidget

from app.gui import theme
from app.gui.detail.parts import Shape
from app.gui.detail.visible import shortened, visible
from app.gui.fonts import scaled
from app.gui.shapes import WORDS
from app.gui.widgets import Link, Segmented, plain_button, plain_label

HEIGHT = 57
SWITCH = "Switch it on in Configuration"
JOURNEYS = "See Journeys"
_MOST_SEGMENTS = 3


class VerdictBar(QFrame):
    """Shape, sentence, second line; then the deliveries (where several) and the tabs.

    Signals:
        tab_chosen(str): the key of a tab.
        delivery_chosen(int): the position of a delivery.
        switch_wanted: switch the subscription on that would match.
        journey_wanted: show the journey of the user.
    """

    tab_chosen = Signal(str)
    delivery_chosen = Signal(int)
    switch_wanted = Signal()
    journey_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.shape = Shape("", 20)
        self.sentence = plain_label("", "verdict", elide=Qt.TextElideMode.ElideRight)
        self.rest = plain_label("", "verdict", elide=Qt.TextElideMode.ElideRight)
        self.subtitle = plain_label("", "small", "text2", elide=Qt.TextElideMode.ElideRight)
        self.switch_link = Link(SWITCH, px=12, weight=500)
        self.switch_link.clicked.connect(self.switch_wanted)
        self.switch_link.hide()
        self.journey_link = Link(JOURNEYS, px=12, weight=500)
        self.journey_link.clicked.connect(self.journey_wanted)
        self.journey_link.hide()
        self.tabs = Segmented(name="What to show")
        self.deliveries = Segmented(name="Delivery")
        self.more = plain_button("", small=True)
        self._menu = QMenu(self.more)
        self.more.setMenu(self._menu)
        self._names: list[str] = []
        self._text = ""
        self._lay_out()
        self.tabs.chosen.connect(self.tab_chosen)
        self.deliveries.chosen.connect(lambda key: self.delivery_chosen.emit(int(key)))
        theme.watcher.theme_changed.connect(self.update)

    def _lay_out(self) -> None:
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 11, 12, 0)
        layout.setSpacing(10)
        top = Qt.AlignmentFlag.AlignTop
        layout.addWidget(self.shape, 0, top)
        words = QVBoxLayout()
        words.setSpacing(2)
        for label, height in ((self.sentence, 20), (self.rest, 20), (self.subtitle, 16)):
            label.setFixedHeight(scaled(height))
            words.addWidget(label)
        words.takeAt(words.count() - 1)
        second = QHBoxLayout()
        second.setSpacing(5)
        second.addWidget(self.subtitle)
        second.addWidget(self.switch_link)
        second.addWidget(self.journey_link)
        second.addStretch(1)
        words.addLayout(second)
        words.addStretch(1)
        self.rest.hide()
        layout.addLayout(words, 1)
        layout.addSpacing(6)
        layout.addWidget(self.deliveries, 0, top)
        layout.addWidget(self.more, 0, top)
        layout.addWidget(self.tabs, 0, top)
        self.deliveries.hide()
        self.more.hide()
        self.setFixedHeight(scaled(HEIGHT))

    def say(self, shape: str, sentence: str, subtitle: str, *, switch: bool = False) -> None:
        """The verdict. `switch`: the way out that the second line names is a link."""
        self.shape.set_name(shape)
        self._text = visible(sentence)
        self.switch_link.setVisible(switch)
        shown = subtitle.removesuffix(f"{SWITCH}.").rstrip() if switch else subtitle
        journey = shown.endswith(f" {JOURNEYS}.")
        self.journey_link.setVisible(journey)
        shown = shown.removesuffix(f"{JOURNEYS}.").rstrip() if journey else shown
        self.subtitle.setText(visible(shown))
        self.setAccessibleName(f"{WORDS.get(shape, '')}. {self._text}. {subtitle}".strip(". "))
        self._fit()

    def show_tabs(self, tabs: Sequence[tuple[str, str]]) -> None:
        """The tabs, as (key, text); keeps the chosen one where it is still there."""
        self.tabs.set_options(tabs)
        self._fit()

    def show_deliveries(self, names: Sequence[str], chosen: int) -> None:
        """The names of the deliveries, nothing for one or none."""
        names = [shortened(visible(name), 24) for name in names]
        several = len(names) > 1
        segments = several and len(names) <= _MOST_SEGMENTS
        if names != self._names:
            self._names = list(names)
            options = enumerate(names) if segments else ()
            self.deliveries.set_options([(str(at), name) for at, name in options])
            self._menu.clear()
            for at, name in enumerate(names):
                text = name.replace("&", "&&")
                self._menu.addAction(text).triggered.connect(partial(self._chosen, at))
        if segments and self.deliveries.key() != str(chosen):
            self.deliveries.blockSignals(True)
            self.deliveries.choose(str(chosen))
            self.deliveries.blockSignals(False)
        self.deliveries.setVisible(segments)
        self.more.setVisible(several and not segments)
        if several and not segments:
            self.more.setText(f"{names[chosen]}, {chosen + 1} of {len(names)}")

    def _chosen(self, at: int, _on: bool = False) -> None:
        self.delivery_chosen.emit(at)

    def _fit(self) -> None:
        """A sentence that is too long for one line takes a second one: it is the first thing to be
        read, in a low pane too."""
        first, rest = _split(self._text, QFontMetricsF(self.sentence.font()), self._room())
        self.sentence.setText(first)
        self.sentence.setAccessibleName(self._text)
        self.rest.setText(rest)
        self.rest.setVisible(bool(rest))
        self.setFixedHeight(scaled(HEIGHT) + (scaled(20) + 2 if rest else 0))

    def _room(self) -> float:
        switch = self.deliveries.sizeHint().width() + 10 if len(self._names) > 1 else 0
        return self.width() - 12 - 20 - 10 - 16 - 12 - self.tabs.sizeHint().width() - switch - 10

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Break the sentence anew."""
        super().resizeEvent(event)
        self._fit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Ground and the line under it."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.color("surface"))
        painter.fillRect(0, self.height() - 1, self.width(), 1, theme.color("line"))
        painter.end()


def _split(text: str, metrics: QFontMetricsF, room: float) -> tuple[str, str]:
    """`text` broken before the word that does not fit; all of it where it fits or has no word."""
    if metrics.horizontalAdvance(text) <= room:
        return text, ""
    words = text.split(" ")
    first = words[0]
    for at, word in enumerate(words[1:], 1):
        if metrics.horizontalAdvance(f"{first} {word}") > room:
            return first, " ".join(words[at:])
        first = f"{first} {word}"
    return text, ""
