"""The page Journeys."""

from typing import Any, Protocol, cast

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.destination.model import Configuration
from app.gui.detail.parts import EmptyText
from app.gui.events.words import number, one_line
from app.gui.findings.bar import FieldBar, ReadingLine
from app.gui.fonts import scaled
from app.gui.jobs import Job
from app.gui.journeys import words
from app.gui.journeys.canvas import JourneyCanvas
from app.gui.journeys.legend import Legend
from app.gui.journeys.sale import SalePane
from app.gui.journeys.steps import StepTable
from app.gui.journeys.users import UserList
from app.gui.look import Looker, Studies, connect_news
from app.gui.widgets import (
    Link,
    Panel,
    Segmented,
    SidePane,
    Splitter,
    flat_button,
    icon_button,
    plain_label,
    show_toast,
)
from app.masking import masked
from app.services.journeys import JourneysView, JourneysWish, Show
from app.store.query import Query

USERS = 236
PANE = 332
NARROW = 1160


class Source(Protocol):
    """What the page needs of the Inspector."""

    @property
    def configuration(self) -> Configuration: ...


class JourneysPage(QWidget):
    """Users at the left, the journey of one in the middle, what it earns at the right.

    Signals:
        event_wanted(object): show an event of the capture, by its row.
        rule_wanted(str): open a rule in Findings.
    """

    event_wanted = Signal(object)
    rule_wanted = Signal(str)

    def __init__(
        self, inspector: Source, bridge: Any, study: Studies, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._inspector = inspector
        self._study = study
        self._wish = JourneysWish()
        self._anew = True
        self._drawn: str | None = None
        self._moved = False
        self._step_wanted: int | None = None
        self.view: JourneysView | None = None
        self.looker: Looker[JourneysView] = Looker(self._look, self)
        self.bar = FieldBar()
        self.bar.tools.addWidget(plain_label("Show", "base", "text2"))
        self.show_only = Segmented(words.SHOW, name="Show", px=13)
        self.bar.tools.addWidget(self.show_only)
        self.reading = ReadingLine()
        self.tools = self._make_tools()
        self.users = UserList()
        self.canvas = JourneyCanvas()
        self.steps = StepTable()
        self.sale = SalePane()
        self.empty = EmptyText("")
        self._split = Splitter(Qt.Orientation.Vertical)
        self._lay_out()
        self._choosing = QTimer(self)
        self._choosing.setSingleShot(True)
        self._choosing.setInterval(80)
        self._choosing.timeout.connect(self.looker.want)
        self._connect(bridge)

    # Parts.

    def _lay_out(self) -> None:
        left = Panel("surface", "r")
        left.setFixedWidth(scaled(USERS))
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 1, 0)
        column.setSpacing(0)
        column.addWidget(self._make_users_head())
        column.addWidget(self.users, 1)
        self.more = plain_label("", "small", "text2").wrapped()
        self.more.setContentsMargins(12, 6, 12, 8)
        column.addWidget(self.more)
        self._middle = QWidget()
        column = QVBoxLayout(self._middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._make_head())
        low = QWidget()
        under = QVBoxLayout(low)
        under.setContentsMargins(0, 0, 0, 0)
        under.setSpacing(0)
        self.legend = Legend()
        under.addWidget(self.legend)
        under.addWidget(self.steps, 1)
        self.steps.setMinimumHeight(scaled(26 + 3 * 26))
        self._split.addWidget(self.canvas)
        self._split.addWidget(low)
        self._split.setStretchFactor(1, 1)
        column.addWidget(self._split, 1)
        both = QWidget()
        across = QHBoxLayout(both)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(0)
        across.addWidget(left)
        across.addWidget(self._middle, 1)
        across.addWidget(self.empty, 1)
        self.side = SidePane(both, self.sale, PANE, back="Journey")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for part, stretch in ((self.bar, 0), (self.reading, 0), (self.side, 1)):
            layout.addWidget(part, stretch)
        self._show_parts(None)

    def _make_tools(self) -> QWidget:
        """What stands in the top bar."""
        tools = QWidget()
        row = QHBoxLayout(tools)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        self.last_button = flat_button("‹ Previous user")
        self.next_button = flat_button("Next user ›")
        self.last_button.setToolTip("The user before in the list (K)")
        self.next_button.setToolTip("The next user in the list (J)")
        self.last_button.setAccessibleDescription("The user before in the list")
        row.addWidget(self.last_button)
        row.addWidget(self.next_button)
        return tools

    def _make_users_head(self) -> QWidget:
        head = Panel("surface2", "b")
        head.setFixedHeight(scaled(26))
        row = QHBoxLayout(head)
        row.setContentsMargins(12, 0, 12, 1)
        row.addWidget(plain_label("User", "micro-medium", "text2"))
        row.addStretch(1)
        self.again = Link("Sort again", px=11, weight=500)
        self.again.setToolTip("News have changed the order; the rows stay until you say so")
        row.addWidget(self.again)
        row.addSpacing(8)
        row.addWidget(plain_label("Events", "micro-medium", "text2"))
        return head

    def _make_head(self) -> QWidget:
        head = Panel("surface", "b")
        head.setFixedHeight(scaled(44))
        row = QHBoxLayout(head)
        row.setContentsMargins(14, 0, 14, 1)
        row.setSpacing(10)
        self.name = plain_label("", "mono-address", elide=Qt.TextElideMode.ElideMiddle)
        self.name.setMaximumWidth(scaled(380))
        row.addWidget(self.name)
        self.copy_button = icon_button("copy", "Copy the user’s id")
        row.addWidget(self.copy_button)
        elide = Qt.TextElideMode.ElideRight
        self.headline = plain_label("", "base", "text2", elide=elide)
        row.addWidget(self.headline, 1)
        self.sale_link = Link("Would it be credited?", weight=500)
        self.sale_link.hide()
        row.addWidget(self.sale_link)
        return head

    def _connect(self, bridge: Any) -> None:
        connect_news(self.looker, bridge, self._study.findings_changed)
        self.looker.seen.connect(self._seen)
        self.looker.reading.connect(self.reading.show_progress)
        self.looker.failed.connect(self.reading.show_failure)
        self.reading.stop_wanted.connect(self.looker.leave)
        self.reading.on_wanted.connect(self.looker.enter)
        self.bar.field.query_changed.connect(self._filtered)
        self.bar.field.left.connect(self.users.setFocus)
        self.show_only.chosen.connect(self._show_changed)
        self.again.clicked.connect(self._sort_again)
        self.users.chosen.connect(self._chosen)
        self.users.opened.connect(self.canvas.setFocus)
        self._split.splitterMoved.connect(self._split_moved)
        self.last_button.clicked.connect(lambda: self.users.step(-1))
        self.next_button.clicked.connect(lambda: self.users.step(1))
        self.canvas.step_chosen.connect(self._step_chosen)
        self.steps.step_chosen.connect(self._step_chosen)
        self.canvas.step_opened.connect(self._step_opened)
        self.steps.step_opened.connect(self._step_opened)
        self.sale.rule_wanted.connect(self.rule_wanted)
        self.sale.event_wanted.connect(self.event_wanted)
        self.copy_button.clicked.connect(self._copy_name)
        self.sale_link.clicked.connect(self.side.open_pane)
        self.empty.link.clicked.connect(self.bar.field.clear)
        self.side.opened.connect(lambda on: None if on else self.users.setFocus())

    # What the window asks.

    def enter(self) -> None:
        """Look; the users are sorted anew."""
        self._anew = True
        self.looker.enter()
        self.users.setFocus()

    def leave(self) -> None:
        """Another page is on the screen."""
        self.looker.leave()

    def stop(self) -> None:
        """The window closes."""
        self._choosing.stop()
        self.looker.leave()

    def focus_filter(self) -> None:
        """Ctrl+F."""
        self.bar.field.setFocus()

    def panes(self) -> list[QWidget]:
        """What F6 goes round."""
        return [self.bar.field.editor, self.users, self.canvas, self.steps, self.sale]

    def set_fold(self, width: int) -> None:
        """The window is so wide."""
        narrow = width < scaled(NARROW)
        self.side.set_narrow(narrow)
        self.sale_link.setVisible(narrow)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """At first the canvas gets its whole height, as long as the table keeps some rows."""
        super().resizeEvent(event)
        QTimer.singleShot(0, self, self._share)

    def _share(self) -> None:
        room = self._split.height()
        if self._moved or room < scaled(200) or not self._middle.isVisible():
            return
        canvas = min(self.canvas.sizeHint().height() + 2, room - scaled(32 + 26 + 4 * 26))
        self._split.set_default([canvas, room - canvas])

    def _split_moved(self, position: int, _index: int) -> None:
        # A double click tells position 0: the default again.
        self._moved = position > 0

    def show_user(self, user: str, row: int | None = None) -> None:
        """Show the journey of a user (`Seen.user`), in the whole capture; `row` is the message
        whose step is to be current."""
        self._step_wanted = row
        self.show_only.choose("all")
        self._wish = JourneysWish(self._wish.query, "all", user)
        if self.bar.field.text():
            self.bar.field.set_text("")
        self._anew = True
        self.looker.want()

    # Looks.

    def _look(self) -> Job[JourneysView]:
        return self._study.ask(self._inspector.configuration, self._wish)

    def _filtered(self, query: Query) -> None:
        self._wish = JourneysWish(query, self._wish.show, self._wish.chosen)
        self._sort_again()

    def _show_changed(self, show: str) -> None:
        self._wish = JourneysWish(self._wish.query, cast("Show", show), self._wish.chosen)
        self._sort_again()

    def _sort_again(self) -> None:
        self._anew = True
        self.looker.want()

    def _chosen(self, user: str) -> None:
        self._wish = JourneysWish(self._wish.query, self._wish.show, user)
        self._choosing.start()

    def _seen(self, view: JourneysView) -> None:
        assert view.users is not None
        chosen = view.wish.chosen
        if chosen is None and self._wish.chosen is None and view.summary is not None:
            chosen = view.summary.user
            self._wish = JourneysWish(view.wish.query, view.wish.show, chosen)
        elif view.summary is None and chosen == self._wish.chosen and view.users:
            # The filter hides the one that was chosen: go to the first that it shows.
            self._wish = JourneysWish(view.wish.query, view.wish.show, None)
            self.looker.want()
            return
        self.view = view
        self.reading.done()
        self.users.show_users(view.users, self._wish.chosen, anew=self._anew)
        self._anew = False
        self.again.setVisible(not self.users.users().in_order_of(view.users))
        self.bar.field.set_count_words(view.words)
        more = f"and {number(view.more)} more users. Narrow the filter to see them."
        scope = self._scope(view)
        said = " ".join(part for part in (more if view.more else "", scope) if part)
        self.more.setText(said)
        self.more.setVisible(bool(said))
        if chosen == self._wish.chosen:
            self._show_journey(view)
        self._show_parts(view)

    @staticmethod
    def _scope(view: JourneysView) -> str:
        reached = view.reached
        if reached.older:
            return f"The newest {number(reached.wanted)} messages are looked at."
        if reached.analysed < reached.committed:
            return f"Analysed {number(reached.analysed)} of {number(reached.committed)}."
        return ""

    def _show_journey(self, view: JourneysView) -> None:
        journey = view.journey
        user = journey.user if journey is not None else None
        anew = user != self._drawn
        self._drawn = user
        if journey is None:
            self.sale.show_view(None)
            return
        if anew or journey != self.canvas.journey:
            current = self._kept_step(view)
            self.canvas.show_journey(journey, anew=anew)
            if current >= 0 and not anew:
                self.canvas.choose(current)
            self.steps.show_steps(journey, self.canvas.current(), anew=anew)
        self._choose_wanted(view)
        self.name.setText(one_line(user[2:]) if user else words.NO_USER)
        self.copy_button.setVisible(bool(user))
        drawn = words.drawn_words(view.left_out, journey.events)
        self.headline.setText(one_line(f"{journey.headline}. {drawn}".removesuffix(". ")))
        self.legend.say(journey.assumed)
        self.sale.show_view(view)

    def _choose_wanted(self, view: JourneysView) -> None:
        row, self._step_wanted = self._step_wanted, None
        steps = view.journey.steps if view.journey is not None else ()
        at = next((at for at, one in enumerate(steps) if one.row == row), None)
        if row is not None and at is not None:
            self._step_chosen(at)

    def _kept_step(self, view: JourneysView) -> int:
        """Where the current step stands in the new journey: steps may have come before it."""
        before, at = self.canvas.journey, self.canvas.current()
        if before is None or view.journey is None or not 0 <= at < len(before.steps):
            return -1
        step = before.steps[at]
        keys = [(one.row, one.at, one.name) for one in view.journey.steps]
        key = (step.row, step.at, step.name)
        return keys.index(key) if key in keys else -1

    def _show_parts(self, view: JourneysView | None) -> None:
        some = view is not None and view.journey is not None
        fresh = some and self._middle.isHidden()
        self._middle.setVisible(some)
        self.empty.setVisible(not some)
        if fresh:
            QTimer.singleShot(0, self, self._share)
        if some or view is None:
            if view is None:
                self.empty.say("")
            self.empty.link.hide()
            return
        text = view.wish.query.text.strip()
        if text:
            self.empty.say("The filter shows no user", one_line(text))
            self.empty.link.setText("Clear the filter")
        elif not view.orders or view.wish.show == "all":
            self.empty.say(*words.NO_ORDER)
        elif view.wish.show == "missed":
            self.empty.say("Every order is credited", "No order line of this capture is missed.")
        self.empty.link.setVisible(bool(text))

    # Steps.

    def _step_chosen(self, step: int) -> None:
        self.canvas.choose(step)
        self.steps.choose(step)
        journey = self.canvas.journey
        if journey is not None and 0 <= step < len(journey.steps):
            one = journey.steps[step]
            if one.lane == "purchase" and one.row is not None:
                self.sale.show_order(one.row)

    def _step_opened(self, step: int) -> None:
        journey = self.canvas.journey
        row = journey.steps[step].row if journey is not None else None
        if row is None:
            show_toast(self, "An auction is an answer of Topsort and no event")
        else:
            self.event_wanted.emit(row)

    def copy(self) -> None:
        """Ctrl+C: the user's id."""
        self._copy_name()

    def _copy_name(self) -> None:
        if self._drawn:
            QGuiApplication.clipboard().setText(masked(self._drawn[2:]))
            show_toast(self, "Copied the user’s id")
