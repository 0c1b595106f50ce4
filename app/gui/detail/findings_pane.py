"""The findings on one event, in words: what is wrong, what it costs, how to mend it."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from app.gui.detail.parts import Paragraph, Rule, Shape, Surface, Tick
from app.gui.detail.visible import printable, visible
from app.gui.shapes import TOKEN, WORDS
from app.gui.widgets import Link, Snippet, plain_label
from app.lint.finding import Finding
from app.masking import masked

_ORDER = ("error", "warning", "info")


class FindingCard(QFrame):
    """One finding.

    Signals:
        rule_chosen(str): the link with the rule's id was followed.
        row_chosen(object): the row of another message that the finding is about.
    """

    rule_chosen = Signal(str)
    row_chosen = Signal(object)

    def __init__(self, finding: Finding, about: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.finding = finding
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 12, 13)
        layout.setSpacing(5)
        layout.addLayout(self._head(finding))
        said = " ".join(part for part in (finding.message, finding.cost) if part)
        layout.addWidget(Paragraph(_words(said), color="text2"))
        if about:
            layout.addWidget(plain_label(f"Delivery “{visible(about)}”", "small", "text3"))
        if finding.fix:
            layout.addWidget(Paragraph(_words(finding.fix), lead="Fix."))
        if finding.snippet:
            snippet = Snippet(printable(masked(finding.snippet)), name=f"Fix of {finding.code}")
            layout.addSpacing(3)
            layout.addWidget(snippet)
        if finding.others:
            layout.addWidget(self._others(finding.others))
        title = f"{WORDS[finding.severity]}, {finding.title}, {finding.code}"
        self.setAccessibleName(visible(title))

    def _head(self, finding: Finding) -> QHBoxLayout:
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(Shape(finding.severity, 15))
        head.addWidget(plain_label(WORDS[finding.severity], "section", TOKEN[finding.severity]))
        title = plain_label(visible(finding.title), "section", elide=Qt.TextElideMode.ElideRight)
        head.addWidget(title, 1)
        link = Link(finding.code)
        link.setToolTip(f"Open {finding.code} in Findings")
        link.clicked.connect(lambda: self.rule_chosen.emit(finding.code))
        head.addWidget(link)
        return head

    def _others(self, rows: Sequence[int]) -> QWidget:
        text = "Show the other event" if len(rows) == 1 else f"Show the first of {len(rows)} others"
        link = Link(text, px=12, weight=500)
        link.clicked.connect(lambda: self.row_chosen.emit(rows[0]))
        return link


class FindingsPane(QScrollArea):
    """All findings on an event, errors first, or the words for none.

    Signals:
        rule_chosen(str), row_chosen(object): as of a card.
    """

    rule_chosen = Signal(str)
    row_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName("Findings on this event")
        self.setMinimumWidth(320)
        self._cards: list[FindingCard] = []

    def cards(self) -> list[FindingCard]:
        """The findings on show."""
        return self._cards

    def show_findings(
        self,
        findings: Sequence[Finding],
        *,
        rules: int,
        deliveries: Mapping[int, str] = MappingProxyType({}),
        accepted: bool = False,
        tie: str = "",
        analysed: bool = True,
        before: Sequence[QWidget] = (),
        after: Sequence[QWidget] = (),
    ) -> None:
        """Show findings.

        `rules` is how many rules there are; `deliveries` are names by index, told where there
        are several. `tie` is the sentence about an accepted event; `before` and `after` are widgets
        to stand over and under the findings.
        """
        body = Surface()
        layout = QVBoxLayout(body)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        self._cards = []
        for widget in before:
            layout.addWidget(widget)
            layout.addWidget(Rule())
        heard = [one for one in findings if not one.silenced]
        ordered = sorted(heard, key=lambda one: (_ORDER.index(one.severity), one.code))
        for finding in ordered:
            about = ""
            if len(deliveries) > 1 and finding.delivery is not None:
                about = deliveries.get(finding.delivery, "")
            card = FindingCard(finding, about)
            card.rule_chosen.connect(self.rule_chosen)
            card.row_chosen.connect(self.row_chosen)
            if self._cards:
                layout.addWidget(Rule())
            layout.addWidget(card)
            self._cards.append(card)
        if not ordered and analysed:
            layout.addWidget(_nothing_found(rules, accepted=accepted))
        elif not analysed:
            layout.addWidget(_section("Not analysed yet", "The rules look at it in a moment."))
        if len(heard) < len(findings):
            count = len(findings) - len(heard)
            text = "1 finding is silenced" if count == 1 else f"{count} findings are silenced"
            layout.addWidget(Rule())
            layout.addWidget(_section(text, "They are counted in Findings, and listed no more."))
        for widget in after:
            layout.addWidget(Rule())
            layout.addWidget(widget)
        if tie:
            layout.addWidget(Rule())
            layout.addWidget(_section("Tie", tie))
        layout.addStretch(1)
        body.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.setWidget(body)


def _nothing_found(rules: int, *, accepted: bool) -> QWidget:
    said = f"{rules} rules looked at it."
    if accepted:
        said += " Accepted means the contract allows it; Topsort decides later what counts."
    return _section("No finding on this event", said, tick=True)


def _section(title: str, text: str, *, tick: bool = False) -> QWidget:
    section = QWidget()
    layout = QVBoxLayout(section)
    layout.setContentsMargins(12, 11, 12, 13)
    layout.setSpacing(5)
    head = QHBoxLayout()
    head.setSpacing(8)
    if tick:
        head.addWidget(Tick())
    head.addWidget(plain_label(title, "section"), 1)
    layout.addLayout(head)
    layout.addWidget(Paragraph(text, color="text2"))
    return section


def _words(text: str) -> str:
    return printable(masked(text))
