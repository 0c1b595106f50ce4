"""One event on show: the verdict bar, and under it the chosen way to look at it."""

from datetime import datetime

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu, QStackedWidget, QVBoxLayout, QWidget

from app.analysis.explain import DeliveryView
from app.gui.detail.attempts_tab import AttemptsTab
from app.gui.detail.event_tab import EventTab
from app.gui.detail.fate_model import Fate, fate_of
from app.gui.detail.fate_tab import SideBySide
from app.gui.detail.findings_pane import FindingsPane
from app.gui.detail.leaf_menu import entries
from app.gui.detail.message_tab import MessageTab
from app.gui.detail.pair_page import PairPage
from app.gui.detail.reasons_card import ReasonsCard
from app.gui.detail.verdict_bar import VerdictBar
from app.gui.detail.visible import size_text, visible
from app.gui.detail.words import event_words, tabs_of, tie_sentence
from app.gui.events.words import clock
from app.gui.sdk import sdk_name
from app.gui.widgets import Splitter, show_toast
from app.lint.catalogue import RULES
from app.segment.paths import Path
from app.services import RowDetail

_WITH_SIDE = {"fate", "pair"}


class EventPage(QWidget):
    """Shows one RowDetail; tabs that nobody looks at are filled when they are chosen.

    Signals:
        rule_chosen(str), row_chosen(object), filter_requested(str): as of the DetailPane.
    """

    rule_chosen = Signal(str)
    row_chosen = Signal(object)
    filter_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._detail: RowDetail | None = None
        self._chosen = 0
        self._folded = False
        self._stale: set[str] = set()
        self.bar = VerdictBar()
        self.fate = SideBySide()
        self.findings = FindingsPane()
        self.message = MessageTab()
        self.event_json = EventTab()
        self.attempts = AttemptsTab()
        self.pair = PairPage()
        self._pages: dict[str, QWidget] = {
            "pair": self.pair.view,
            "fate": self.fate,
            "message": self.message,
            "event": self.event_json,
            "attempts": self.attempts,
        }
        self._build()
        self._connect()

    def _build(self) -> None:
        self.tabs = QStackedWidget()
        for page in self._pages.values():
            self.tabs.addWidget(page)
        self.side = QStackedWidget()
        self.side.setMinimumWidth(320)
        self.side.addWidget(self.findings)
        self.side.addWidget(self.pair.side)
        self.splitter = Splitter(Qt.Orientation.Horizontal)
        self.splitter.addWidget(self.tabs)
        self.splitter.addWidget(self.side)
        self.splitter.setStretchFactor(0, 1)
        self.splitter.setStretchFactor(1, 0)
        self.splitter.set_default([952, 398])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.bar)
        layout.addWidget(self.splitter, 1)

    def _connect(self) -> None:
        self.bar.tab_chosen.connect(self._show_tab)
        self.bar.delivery_chosen.connect(self._choose_delivery)
        self.fate.menu_wanted.connect(lambda side, path, spot: self._open_menu(side, path, spot))
        for pane in (self.findings, self.pair.side):
            pane.rule_chosen.connect(self.rule_chosen)
            pane.row_chosen.connect(self.row_chosen)

    # What is shown

    def detail(self) -> RowDetail | None:
        """What is on show."""
        return self._detail

    def tab(self) -> str:
        """The key of the tab on show: pair, fate, findings, message, event or attempts."""
        return self.bar.tabs.key()

    def delivery(self) -> DeliveryView | None:
        """The delivery on show."""
        if self._detail is None or not self._detail.explanation.deliveries:
            return None
        return self._detail.explanation.deliveries[self._chosen]

    def forget(self) -> None:
        """Show nothing; what comes next is another event."""
        self._detail = None

    def show_detail(self, detail: RowDetail) -> None:
        """Show an event. Where it is the one on show, read again, the tab, the scroll places, the
        open rows and the delivery stay."""
        before, self._detail = self._detail, detail
        if detail == before:
            return
        again = before is not None and before.message.id == detail.message.id
        if not again or self._chosen >= len(detail.explanation.deliveries):
            self._chosen = 0
        self._stale = set(self._pages)
        if again and before is not None and before.explanation == detail.explanation:
            self._stale.discard("fate")
        elif again:
            self._fill_fate(keep=True)
        self._show_findings()
        self._offer_tabs(fresh=not again)

    def set_folded(self, folded: bool) -> None:
        """Findings as a tab instead of a pane at the right."""
        if folded == self._folded:
            return
        self._folded = folded
        if folded:
            self.tabs.addWidget(self.findings)
        else:
            self.side.insertWidget(0, self.findings)
        if self._detail is not None:
            self._offer_tabs(fresh=False)

    def _shown(self) -> RowDetail:
        assert self._detail is not None
        return self._detail

    def _offer_tabs(self, *, fresh: bool) -> None:
        detail = self._shown()
        pair = detail.pair is not None
        former, had_pair = self.tab(), "pair" in set(self.bar.tabs.keys())
        self.bar.show_tabs(
            tabs_of(
                pair=pair,
                folded=self._folded,
                findings=len(detail.findings),
                attempts=len(detail.attempts),
            )
        )
        key = self.tab()
        if pair and (fresh or not had_pair) and former in {"", "fate", "pair"}:
            key = "pair"
        elif former in {"", "pair", "findings"} and key != former:
            key = "fate"
        self.bar.tabs.choose(key)
        self._show_tab(key)

    def _choose_delivery(self, at: int) -> None:
        if self._detail is not None and at != self._chosen:
            self._chosen = at
            self._stale |= {"fate", "event"}
            self._show_findings()
            self._show_tab(self.tab())

    def _show_tab(self, key: str) -> None:
        if self._detail is None or not key:
            return
        if key in self._stale:
            self._fill(key)
        self.tabs.setCurrentWidget(self.findings if key == "findings" else self._pages[key])
        side = self.pair.side if key == "pair" else self.findings
        if not self._folded or key == "pair":
            self.side.setCurrentWidget(side)
        self.side.setVisible(key in _WITH_SIDE and not self._folded)
        self._say()

    def _say(self) -> None:
        detail = self._shown()
        explanation, one = detail.explanation, self.delivery()
        self.bar.show_deliveries([two.preset for two in explanation.deliveries], self._chosen)
        if self.tab() == "pair" and detail.pair is not None:
            pair = detail.pair
            self.bar.say(pair.finding.severity, pair.sentence, pair.subtitle)
        elif one is None or self._chosen == 0:
            self.bar.say(
                explanation.shape,
                explanation.sentence,
                explanation.subtitle,
                switch=bool(explanation.switched_off),
            )
        else:
            self.bar.say(one.shape, one.sentence, one.subtitle)

    # Filling the tabs

    def _fill(self, key: str) -> None:
        self._stale.discard(key)
        detail, one = self._shown(), self.delivery()
        match key:
            case "fate":
                self._fill_fate(keep=False)
            case "message":
                now = datetime.now()
                self.message.show_message(detail.message, lambda ms: clock(ms, today=now))
            case "event":
                sentence = one.sentence if one is not None else detail.explanation.sentence
                request = one.request if one is not None else None
                self.event_json.show_request(request, self._event_words(), sentence)
            case "attempts":
                self.attempts.show_attempts(detail.attempts)
            case "pair" if detail.pair is not None:
                self.pair.show_pair(detail.pair)

    def _event_words(self) -> str:
        one = self.delivery()
        return event_words(one.action, one.outcome) if one is not None else ""

    def _fill_fate(self, *, keep: bool) -> None:
        self._stale.discard("fate")
        detail = self._shown()
        place = self.fate.place() if keep else None
        self.fate.show_fate(self._fate(), visible(detail.explanation.sentence))
        if place is not None:
            self.fate.go_back(place)
        facts = (sdk_name(detail.message.message), size_text(detail.message.size))
        self.fate.message_header.subtitle.setText(visible(", ".join(facts)))
        self.fate.event_header.subtitle.setText(self._event_words())

    def _fate(self) -> Fate:
        detail, one = self._shown(), self.delivery()
        message = detail.message.message
        if one is None:
            return fate_of(message, None, None, has_delivery=False)
        return fate_of(
            message,
            one.event,
            one.provenance,
            errors=one.errors,
            refused_by="rejected" if one.outcome == "rejected" else "dropped",
            others=(two.provenance for two in detail.explanation.deliveries if two is not one),
        )

    def _show_findings(self) -> None:
        detail, one = self._shown(), self.delivery()
        accepted = one is not None and one.outcome == "accepted"
        names = {two.index: two.preset for two in detail.explanation.deliveries}
        self.findings.show_findings(
            detail.findings,
            rules=len(RULES),
            deliveries=names,
            accepted=accepted,
            tie=tie_sentence(one.tie, one.event) if accepted and one is not None else "",
            analysed=detail.explanation.shape != "pending",
            before=self._reasons(),
        )

    def _reasons(self) -> list[QWidget]:
        """Why Segment drops the delivery on show; nothing where it does not."""
        one = self.delivery()
        if one is None or one.outcome != "dropped" or not one.errors:
            return []
        card = ReasonsCard(one.errors, self._shown().message.message)
        card.place_chosen.connect(self._show_place)
        return [card]

    def _show_place(self, path: Path) -> None:
        self.bar.tabs.choose("fate")
        self.fate.show_source(path)

    # A leaf's menu

    def _open_menu(self, side: str, path: Path, spot: QPoint) -> None:
        self.leaf_menu(side, path).popup(spot)

    def leaf_menu(self, side: str, path: Path) -> QMenu:
        """The menu of a row of the message or of the event; it deletes itself when it closes."""
        tree = self.fate.message if side == "message" else self.fate.event_tree
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        node = tree.tree.find(path)
        if node is None:
            return menu
        source = self.fate.source_of(path) if side == "event" else None
        found = entries(
            "in" if side == "message" else "out",
            node,
            copy=self._copy,
            set_filter=self.filter_requested.emit,
            go_to_source=(lambda: self.fate.go_to_source(path)) if source is not None else None,
        )
        for entry in found:
            act = entry.act
            action = menu.addAction(entry.text.replace("&", "&&"))
            action.triggered.connect(lambda _on=False, act=act: act())
        return menu

    def _copy(self, text: str, said: str) -> None:
        QGuiApplication.clipboard().setText(text)
        show_toast(self, said)
