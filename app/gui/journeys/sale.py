"""The pane at the right: would this sale be credited, and what came of the winners."""

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.analysis.attribution import OrderCredit
from app.analysis.credit_words import LineWords, OrderWords
from app.gui.detail.parts import Paragraph, Rule, Shape, Surface
from app.gui.detail.visible import printable
from app.gui.events.words import one_line
from app.gui.journeys.words import STATE_SHAPES, STATE_TOKENS
from app.gui.widgets import Link, Snippet, plain_label
from app.masking import masked
from app.services.journeys import JourneysView, RuleLink

_PAD = 16
_MOST = 40
"""Lines of one order that are told."""


class SalePane(QScrollArea):
    """Signals:
    rule_wanted(str): open a rule in Findings.
    event_wanted(object): the order itself, by its row in the capture.
    """

    rule_wanted = Signal(str)
    event_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName("Would this sale be credited?")
        self._shown: tuple[object, ...] = ()
        self._heads: dict[int, QWidget] = {}

    def show_view(self, view: JourneysView | None) -> None:
        """Tell the orders of the chosen user; where nothing changed, nothing moves."""
        journey = view.journey if view is not None else None
        shown: tuple[object, ...] = ()
        if view is not None and journey is not None:
            shown = (journey.user, journey.words, view.winners, view.rules)
        if self._shown and shown == self._shown:
            return
        same = bool(self._shown and shown and shown[0] == self._shown[0])
        self._shown = shown
        top = self.verticalScrollBar().value() if same else 0
        body = Surface()
        layout = QVBoxLayout(body)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        self._heads = {}
        if view is not None and journey is not None:
            rules = {one.code: one for one in view.rules}
            for credit, told in zip(journey.orders, journey.words, strict=True):
                self._add_order(layout, credit, told, rules)
            if not journey.orders:
                layout.addWidget(_section("Would this sale be credited?", "No order yet."))
            if view.winners:
                layout.addWidget(Rule())
                layout.addWidget(_section("Winners without a witness", view.winners))
        layout.addStretch(1)
        self.setWidget(body)
        self.verticalScrollBar().setValue(top)

    def show_order(self, row: int) -> None:
        """Bring the order of a message on the screen."""
        head = self._heads.get(row)
        if head is not None:
            self.ensureWidgetVisible(head, 0, 0)
            self.verticalScrollBar().setValue(head.y())

    def _add_order(
        self,
        layout: QVBoxLayout,
        credit: OrderCredit,
        told: OrderWords,
        rules: Mapping[str, RuleLink],
    ) -> None:
        if self._heads:
            layout.addWidget(Rule())
        head = QWidget()
        column = QVBoxLayout(head)
        column.setContentsMargins(_PAD, 13, _PAD, 12)
        column.setSpacing(2)
        if not self._heads:
            column.addWidget(plain_label("Would this sale be credited?", "verdict"))
        self._heads[credit.order.row] = head
        column.addWidget(Paragraph(one_line(f"Order {told.title}"), color="text2"))
        link = Link("Show in Events", px=12, weight=500)
        link.clicked.connect(lambda: self.event_wanted.emit(credit.order.row))
        column.addWidget(link)
        if told.remark:
            column.addWidget(Paragraph(_words(told.remark), color="text2"))
        layout.addWidget(head)
        pairs = list(zip(credit.lines, told.lines, strict=True))
        for line, words in pairs[:_MOST]:
            layout.addWidget(Rule())
            layout.addWidget(self._line(line.state, words, rules))
        more = len(pairs) - min(len(pairs), _MOST) + credit.order.more
        if more:
            layout.addWidget(_section("", f"{more:,} more lines are not told here."))

    def _line(self, state: str, words: LineWords, rules: Mapping[str, RuleLink]) -> QWidget:
        line = QWidget()
        column = QVBoxLayout(line)
        column.setContentsMargins(_PAD, 12, _PAD, 13)
        column.setSpacing(6)
        head = QHBoxLayout()
        head.setSpacing(8)
        shape = STATE_SHAPES.get(state)
        if shape is not None:
            head.addWidget(Shape(shape, 15))
        elide = Qt.TextElideMode.ElideRight
        head.addWidget(plain_label(one_line(words.title), "section", elide=elide), 1)
        head.addWidget(plain_label(words.word, "medium", STATE_TOKENS.get(state, "text2")))
        column.addLayout(head)
        column.addWidget(Paragraph(_words(words.sentence), color="text2"))
        if words.fix:
            column.addWidget(Paragraph(_words(words.fix), lead="Fix."))
        if words.snippet:
            column.addWidget(
                Snippet(printable(masked(words.snippet)), name=f"Fix for {one_line(words.title)}")
            )
        rule = rules.get(words.rule)
        if rule is not None and (rule.title or rule.events):
            link = Link(_cut(rule.words))
            link.setToolTip(f"Open {rule.code} in Findings")
            link.clicked.connect(lambda: self.rule_wanted.emit(rule.code))
            column.addWidget(link)
        return line


def _section(title: str, text: str) -> QWidget:
    section = QWidget()
    column = QVBoxLayout(section)
    column.setContentsMargins(_PAD, 13, _PAD, 13)
    column.setSpacing(4)
    if title:
        role = "verdict" if title.endswith("?") else "section"
        column.addWidget(plain_label(title, role).wrapped())
    column.addWidget(Paragraph(_words(text), color="text2"))
    return section


def _cut(text: str) -> str:
    return one_line(text, 44)


def _words(text: str) -> str:
    return printable(masked(text))
