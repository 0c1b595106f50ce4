"""The pane beside the table of findings: what happened, what it costs, how to mend it, where."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.analysis.findings_table import GroupBy, Occurrence, RuleDetail
from app.gui.detail.parts import EmptyText, Paragraph, Rule, Shape, Surface
from app.gui.detail.visible import printable
from app.gui.events.words import number, one_line
from app.gui.findings.occurrences import Occurrences
from app.gui.findings.words import count_text
from app.gui.fonts import scaled
from app.gui.shapes import WORDS
from app.gui.widgets import (
    Link,
    Panel,
    Snippet,
    flat_button,
    plain_button,
    plain_label,
)
from app.masking import masked

_PAD = 16
_LEAST_LIST = 26 + 3 * 26


class _Figure(QWidget):
    """A number over its words."""

    def __init__(self, count: str, words: str) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(plain_label(one_line(count, 60), "count"))
        column.addWidget(plain_label(one_line(words, 60), "small", "text2"))


class FindingDetail(Surface):
    """One row of the table.

    Signals:
        event_wanted(object): an event of the list; its row in the capture.
        events_wanted: all of them, in Events.
        menu_wanted(object, object): the menu of an Occurrence, at a QPoint on the screen.
        replay_wanted, silence_wanted, report_wanted: what the buttons say.
        rule_wanted(str): of a user or page: one of its rules.
    """

    event_wanted = Signal(object)
    events_wanted = Signal()
    menu_wanted = Signal(object, object)
    replay_wanted = Signal()
    silence_wanted = Signal()
    report_wanted = Signal()
    rule_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.detail: RuleDetail | None = None
        self._by: GroupBy = "rule"
        self._newer: tuple[Occurrence, ...] | None = None
        self.setAccessibleName("The finding")
        self.empty = EmptyText("Choose a finding")
        self.list = Occurrences()
        self.list.event_wanted.connect(self.event_wanted)
        self.list.menu_wanted.connect(self.menu_wanted)
        self._body = self._make_body()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.empty, 1)
        layout.addWidget(self._body, 1)
        self.show_detail(None, "rule")

    # Parts.

    def _make_body(self) -> QWidget:
        body = QWidget()
        layout = QVBoxLayout(body)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        self.text = QScrollArea()
        self.text.setWidgetResizable(True)
        self.text.setFrameShape(QFrame.Shape.NoFrame)
        self.text.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.text.setAccessibleName("What happened, and the fix")
        self._words = Surface()
        self._column = QVBoxLayout(self._words)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self.text.setWidget(self._words)
        self._words.installEventFilter(self)
        layout.addWidget(self.text)
        layout.addWidget(Rule())
        layout.addWidget(self._make_list_head())
        layout.addWidget(self.list, 1)
        self.nowhere = EmptyText("", "It concerns the capture as a whole, not single events.")
        layout.addWidget(self.nowhere, 1)
        layout.addWidget(self._make_foot())
        return body

    def _make_list_head(self) -> QWidget:
        self._list_head = QWidget()
        row = QHBoxLayout(self._list_head)
        row.setContentsMargins(_PAD, 5, _PAD, 5)
        row.setSpacing(8)
        row.addWidget(plain_label("Occurrences", "section"))
        elide = Qt.TextElideMode.ElideRight
        self.count = plain_label("", "small", "text2", elide=elide)
        row.addWidget(self.count, 1)
        self.newer = Link("", px=12, weight=500)
        self.newer.clicked.connect(self._show_newer)
        row.addWidget(self.newer)
        self.events_link = Link("Show in Events", weight=500)
        self.events_link.clicked.connect(self.events_wanted)
        row.addWidget(self.events_link)
        return self._list_head

    def _make_foot(self) -> QWidget:
        foot = Panel("surface", "t")
        row = QHBoxLayout(foot)
        row.setContentsMargins(_PAD, 9, _PAD, 9)
        row.setSpacing(8)
        self.replay_button = plain_button("Replay these…", small=True)
        self.replay_button.clicked.connect(self.replay_wanted)
        self.silence_button = plain_button("Ignore rule…", small=True)
        self.silence_button.setToolTip("Silence the rule, for this capture or a part of it")
        self.silence_button.clicked.connect(self.silence_wanted)
        self.report_button = flat_button("Copy report", "copy", small=True)
        self.report_button.clicked.connect(self.report_wanted)
        row.addWidget(self.replay_button)
        row.addWidget(self.silence_button)
        row.addStretch(1)
        row.addWidget(self.report_button)
        return foot

    # What it shows.

    def show_detail(self, detail: RuleDetail | None, by: GroupBy, *, gone: bool = False) -> None:
        """Show one row of the table; None: nothing is chosen, or `gone`: it has none any more."""
        before, self.detail = self.detail, detail
        same = (
            before is not None
            and detail is not None
            and (before.code, self._by) == (detail.code, by)
        )
        self._by = by
        self._body.setVisible(detail is not None)
        self.empty.setVisible(detail is None)
        if detail is None:
            self._newer = None
            words = ("It has no finding any more", "") if gone else ("Choose a finding", "")
            self.empty.say(*words)
            return
        if before is None or not same or _text_of(before) != _text_of(detail):
            self._show_text(detail, keep=same)
        self._show_list(detail, same=same)
        self.replay_button.setVisible(bool(detail.count))
        self.silence_button.setVisible(by == "rule")
        self.replay_button.setText("Replay this…" if len(detail.rows) == 1 else "Replay these…")

    def _show_list(self, detail: RuleDetail, *, same: bool) -> None:
        some = bool(detail.occurrences)
        for part in (self._list_head, self.list):
            part.setVisible(some)
        self.nowhere.setVisible(not some)
        self._newer = None
        shown = self.list.shown()
        if same and shown and self.list.verticalScrollBar().value():
            # What is read now stays where it is; newer ones are announced.
            known = {(one.row, one.code, one.where) for one in shown}
            fresh = sum((one.row, one.code, one.where) not in known for one in detail.occurrences)
            if fresh:
                self._newer = detail.occurrences
                self.newer.setText(f"{number(fresh)} newer")
        if self._newer is None:
            self.list.show_occurrences(detail.occurrences, codes=self._by != "rule")
        self.newer.setVisible(self._newer is not None)
        self.count.setText(count_text(detail, len(detail.occurrences)))

    def _show_newer(self) -> None:
        if self._newer is not None:
            self.list.show_occurrences(self._newer, codes=self._by != "rule")
            self.list.scrollToTop()
            self.list.setFocus()
        self._newer = None
        self.newer.hide()

    def _show_text(self, detail: RuleDetail, *, keep: bool) -> None:
        top = self.text.verticalScrollBar().value() if keep else 0
        while (item := self._column.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._column.addWidget(self._head(detail))
        example = detail.example
        if example is not None and (example.fix or example.snippet):
            self._column.addWidget(Rule())
            self._column.addWidget(self._fix(detail))
        if detail.rules:
            self._column.addWidget(Rule())
            self._column.addWidget(self._rules(detail))
        self._column.addStretch(1)
        self._fit()
        self.text.verticalScrollBar().setValue(top)

    def _head(self, detail: RuleDetail) -> QWidget:
        head = QWidget()
        layout = QVBoxLayout(head)
        layout.setContentsMargins(_PAD, 12, _PAD, 12)
        layout.setSpacing(7)
        line = QHBoxLayout()
        line.setSpacing(9)
        line.addWidget(Shape(detail.severity, 18))
        elide = Qt.TextElideMode.ElideRight
        self.title = plain_label(one_line(detail.title), "verdict", elide=elide)
        line.addWidget(self.title, 1)
        if self._by == "rule":
            line.addWidget(plain_label(detail.code, "base", "text2"))
        layout.addLayout(line)
        head.setAccessibleName(f"{WORDS[detail.severity]}, {one_line(detail.title)}")
        example = detail.example
        if example is not None:
            layout.addWidget(Paragraph(_words(example.message), color="text2"))
            if example.cost:
                layout.addWidget(Paragraph(_words(example.cost), color="text2"))
        elif detail.cost:
            layout.addWidget(Paragraph(_words(f"Cost: {detail.cost}."), color="text2"))
        if detail.figures:
            figures = QHBoxLayout()
            figures.setContentsMargins(0, 4, 0, 0)
            figures.setSpacing(28)
            for count, words in detail.figures[:4]:
                figures.addWidget(_Figure(count, words))
            figures.addStretch(1)
            layout.addLayout(figures)
        return head

    def _fix(self, detail: RuleDetail) -> QWidget:
        fix = QWidget()
        layout = QVBoxLayout(fix)
        layout.setContentsMargins(_PAD, 11, _PAD, 13)
        layout.setSpacing(7)
        layout.addWidget(plain_label("Fix", "section"))
        example = detail.example
        assert example is not None
        if example.fix:
            layout.addWidget(Paragraph(_words(example.fix), color="text2"))
        self.snippet: Snippet | None = None
        if example.snippet:
            self.snippet = Snippet(printable(masked(example.snippet)), name=f"Fix of {detail.code}")
            layout.addWidget(self.snippet)
        return fix

    def _rules(self, detail: RuleDetail) -> QWidget:
        rules = QWidget()
        layout = QVBoxLayout(rules)
        layout.setContentsMargins(_PAD, 9, _PAD, 11)
        layout.setSpacing(1)
        layout.addWidget(plain_label("Rules", "section"))
        for one in detail.rules[:20]:
            line = QHBoxLayout()
            line.setSpacing(8)
            line.addWidget(Shape(one.severity, 13))
            link = Link(one.code)
            link.setAccessibleName(f"{one.code}, {one_line(one.title)}, {number(one.events)}")
            link.setToolTip(f"Open {one.code} in Findings")
            link.clicked.connect(lambda _on=False, code=one.code: self.rule_wanted.emit(code))
            line.addWidget(link)
            line.addWidget(plain_label(one_line(one.title), "base", "text2"), 1)
            line.addWidget(plain_label(number(one.events), "base", "text2"))
            layout.addLayout(line)
        return rules

    # Size.

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The text has other lines at another width."""
        if event.type() in (QEvent.Type.Resize, QEvent.Type.LayoutRequest):
            self._fit()
        return False

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the height anew."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """The text is as high as it is, as long as some of the list is to be seen too."""
        layout = self._words.layout()
        if layout is None or self.detail is None:
            return
        width = self.text.viewport().width()
        wanted = layout.totalHeightForWidth(width) if layout.hasHeightForWidth() else 0
        wanted = max(wanted, layout.totalMinimumSize().height())
        room = self.height() - scaled(44 + 36 + _LEAST_LIST)
        height = max(scaled(120), min(wanted, room))
        if height != self.text.height() or self.text.maximumHeight() != height:
            self.text.setFixedHeight(height)


def _text_of(detail: RuleDetail) -> tuple[object, ...]:
    return detail.title, detail.severity, detail.figures, detail.example, detail.cost, detail.rules


def _words(text: str) -> str:
    return printable(masked(text))
