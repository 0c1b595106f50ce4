"""The page of events: filter bar, banner, strip and table. The detail is put under it elsewhere."""

from bisect import bisect_right
from typing import Any, Protocol

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.gui.events.banners import Banners
from app.gui.events.bar import FilterBar
from app.gui.events.chosen import Chosen
from app.gui.events.commands import Commands, Source
from app.gui.events.compose import joined, literal_time
from app.gui.events.empty import EmptyState
from app.gui.events.feed import Feed
from app.gui.events.funnel import FunnelView
from app.gui.events.histogram import HistogramView
from app.gui.events.model import EventModel
from app.gui.events.queries import Counted, Loaded
from app.gui.events.suggestion_counter import SuggestionCounter
from app.gui.events.table import EventTable, Place
from app.gui.events.words import number
from app.gui.fonts import scaled
from app.gui.widgets import BannerArea, Panel, show_toast
from app.store.model import Progress
from app.store.query import Query


class News(Protocol):
    """What the page hears from the Bridge: the signals `progressed` and `changed`, and how far
    the capture is."""

    @property
    def progressed(self) -> Any: ...
    @property
    def changed(self) -> Any: ...
    @property
    def progress(self) -> Progress: ...


class EventsPage(QWidget):
    """The upper part of the screen Events.

    Signals:
        current_changed: row id of the current event, or None.
        current_hidden: whether the filter hides the current event.
        selection_changed: row ids of the selected events that are shown.
        replay_requested: row ids to plan a replay of.
        open_requested: Return on an event: go to its detail (its row id).
        follow_changed: whether the newest event is kept in view.
        counts_changed: events shown, and messages in all.
        query_changed: the filter in force (Query).
        waiting_changed: while paused, how many messages wait.
        left_filter: Escape in the filter field, after the list took the focus.
        failed: a question to the store failed, in words.
    """

    current_changed = Signal(object)
    current_hidden = Signal(bool)
    selection_changed = Signal(object)
    replay_requested = Signal(object)
    open_requested = Signal(object)
    follow_changed = Signal(bool)
    counts_changed = Signal(object, object)
    query_changed = Signal(object)
    waiting_changed = Signal(object)
    failed = Signal(str)
    state_changed = Signal()

    def __init__(self, inspector: Source, bridge: News, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._inspector = inspector
        self._news = bridge
        self._follow = True
        self._place: Place | None = None
        self._known = 0
        self._window: QWidget | None = None
        self.model = EventModel(self)
        self.bar = FilterBar(self)
        self.banners = BannerArea(self)
        self.funnel = FunnelView()
        self.histogram = HistogramView()
        self.table = EventTable(self.model, self)
        self.chosen = Chosen(self.table)
        self.empty = EmptyState(self.table.viewport())
        self.feed = Feed(inspector, self.model, self.chosen.remembered, self)
        self.commands = Commands(inspector, self.chosen)
        self._counter = SuggestionCounter(inspector, self)
        self._say = Banners(self.banners, self.go_to_end, self)
        self._lay_out()
        self.setFocusProxy(self.table)
        self._connect(bridge)
        self._midnight = QTimer(self)
        self._midnight.setInterval(60_000)
        self._midnight.timeout.connect(self.model.turn_the_page)
        self._midnight.start()
        self._fold()
        self.feed.show(self.bar.field.query)

    def _lay_out(self) -> None:
        self.strip = Panel("surface", "b")
        line = QHBoxLayout(self.strip)
        line.setContentsMargins(0, 0, 0, 1)
        line.setSpacing(0)
        line.addWidget(self.funnel, 1)
        line.addWidget(self.histogram)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part in (self.bar, self.banners, self.strip):
            column.addWidget(part)
        column.addWidget(self.table, 1)

    def _connect(self, bridge: News) -> None:
        field, feed, chosen, table = self.bar.field, self.feed, self.chosen, self.table
        field.query_changed.connect(self._query_entered)
        field.left.connect(self.table.setFocus)
        field.set_count_source(self._counter.count)
        self.bar.columns_chosen.connect(self._columns_chosen)
        self.bar.saved_changed.connect(lambda _texts: self.state_changed.emit())
        feed.about_to_replace.connect(self._about_to_replace)
        feed.replaced.connect(self._replaced)
        feed.appended.connect(self._appended)
        feed.counted.connect(self._counted)
        feed.summed.connect(self._summed)
        feed.waiting_changed.connect(self._waiting)
        feed.failed.connect(self._failed)
        chosen.current_changed.connect(self.current_changed)
        chosen.selection_changed.connect(self.selection_changed)
        chosen.hidden_changed.connect(self.current_hidden)
        table.scrolled_away.connect(self._scrolled_away)
        table.verticalScrollBar().valueChanged.connect(self._scrolled)
        table.columns.changed.connect(self.state_changed)
        commands = self.commands
        commands.filter_wanted.connect(self.set_filter)
        commands.filter_begun.connect(field.begin)
        commands.focus_filter_wanted.connect(self.focus_filter)
        commands.end_wanted.connect(self.go_to_end)
        commands.column_hidden.connect(self.bar.hide_column)
        commands.open_requested.connect(self.open_requested)
        commands.replay_requested.connect(self.replay_requested)
        commands.marked.connect(feed.changed)
        commands.failed.connect(self._failed)
        self.empty.acted.connect(self._act_on_empty)
        self.funnel.filter_chosen.connect(self.set_filter)
        self.histogram.range_chosen.connect(self._range_chosen)
        bridge.progressed.connect(self._progressed)
        bridge.changed.connect(self.refresh)

    # What the window asks.

    def selected_ids(self) -> list[int]:
        """Row ids of the selected events that are shown, in arrival order."""
        return list(self.chosen.ids())

    def shown_ids(self) -> list[int]:
        """Row ids of all events that the filter shows, in arrival order."""
        return list(self.model.ids)

    @property
    def current_id(self) -> int | None:
        """Row id of the current event, shown or hidden by the filter."""
        return self.chosen.current

    @property
    def shown_query(self) -> Query:
        """The filter in force: the last one without a mistake."""
        return self.bar.field.query

    @property
    def follow(self) -> bool:
        """Whether the newest event is kept in view."""
        return self._follow

    # What the window tells.

    def set_filter(self, text: str, add: bool = False) -> None:
        """Filter by `text`, or by it besides the filter in force."""
        self.bar.field.set_text(joined(self.shown_query, text) if add else text)
        self.bar.field.remember()

    def focus_filter(self) -> None:
        """Go to the filter field, with its text selected."""
        self.bar.field.editor.setFocus()
        self.bar.field.editor.selectAll()

    def choose(self, event: int) -> bool:
        """Make an event current and select it alone; False where the filter hides it."""
        return self.chosen.choose(event)

    def set_follow(self, follow: bool) -> None:
        """Keep the newest event in view, or leave the list where it is."""
        self._set_follow(follow, scrolled=False)

    def refresh(self) -> None:
        """What is known of the events changed: a filter may show others."""
        self.feed.changed()

    def go_to_end(self) -> None:
        """Show the newest event, and follow."""
        self.set_follow(True)
        self.table.to_end()

    def set_paused(self, paused: bool) -> None:
        """View > Pause the view: the list stops, the capture goes on."""
        self.feed.set_paused(paused)
        self._show_empty()

    @property
    def paused(self) -> bool:
        """Whether the list stands still."""
        return self.feed.paused

    def set_utc(self, utc: bool) -> None:
        """Show all times in UTC, or in local time."""
        self.model.set_utc(utc)
        self.histogram.set_utc(utc)

    def stop(self) -> None:
        """Ask the store nothing any more: the capture closes."""
        self.feed.stop()
        self._counter.stop()
        self._midnight.stop()

    def state(self) -> dict[str, Any]:
        """What the profile keeps: columns, their order and widths, saved filters, history."""
        return {
            "columns": list(self.bar.columns()),
            "table": self.table.columns.state(),
            "saved": self.bar.saved(),
            "history": self.bar.field.history(),
        }

    def set_state(self, state: dict[str, Any]) -> None:
        """Take back what `state` gave; what is missing or unknown stays as it is."""
        self.bar.set_columns(_texts(state.get("columns")))
        self.table.columns.set_state(state.get("table"))
        self.bar.set_saved(_texts(state.get("saved")))
        self.bar.field.set_history(_texts(state.get("history")))

    def copy_message(self) -> None:
        """Copy the chosen messages as JSON."""
        self.commands.copy_message()

    def copy_event(self) -> None:
        """Copy what would be sent to Topsort for the chosen events."""
        self.commands.copy_event()

    def toggle_mark(self) -> None:
        """Mark the chosen events; where all of them are marked, take the marks away."""
        self.commands.toggle_mark()

    # The filter.

    def _query_entered(self, query: Query) -> None:
        self.funnel.set_old(True)
        self.feed.show(query)
        self.query_changed.emit(query)

    def _range_chosen(self, start: int, end: int) -> None:
        text = f"since:{literal_time(start)} until:{literal_time(end)}"
        self.set_filter(joined(self.shown_query, text, instead=("since", "until")))

    # News.

    def _progressed(self, committed: int, analysed: int) -> None:
        self.feed.progressed(committed, analysed)
        deleted = self._news.progress.deleted
        self._say.progressed(Progress(committed, analysed, deleted))

    def _about_to_replace(self, fresh: bool) -> None:
        self._place = self.table.place(self.chosen.current)

    def _replaced(self, loaded: Loaded) -> None:
        self.chosen.restore(loaded.places)
        if self._follow:
            self.table.to_end()
        else:
            self.table.go_to(self._place)
        self._say_below()
        self.table.refresh()

    def _appended(self, _count: int) -> None:
        if self._follow:
            self.table.to_end()
        self._say_below()
        self.table.refresh()

    def _counted(self, shown: int, total: int) -> None:
        self.bar.field.set_counts(shown, total)
        self._show_empty()
        self.counts_changed.emit(shown, total)

    def _summed(self, counted: Counted) -> None:
        self.funnel.set_funnel(counted.funnel)
        self.histogram.set_counted(counted)

    def _waiting(self, waiting: int) -> None:
        self._show_empty()
        self.waiting_changed.emit(waiting)

    def _failed(self, words: str) -> None:
        show_toast(self, words)
        self.failed.emit(words)

    # Following.

    def _set_follow(self, follow: bool, *, scrolled: bool) -> None:
        if follow != self._follow:
            self._follow = follow
            # What is new is what comes from now on.
            self._known = self.feed.upto
            self.follow_changed.emit(follow)
        if follow:
            self.table.to_end()
        else:
            self._say.set_reason(scrolled)
        self._say_below()

    def _scrolled_away(self) -> None:
        if self._follow:
            self._set_follow(False, scrolled=True)

    def _scrolled(self) -> None:
        if self.model.ids and self.table.at_end():
            self._known = max(self._known, self.model.ids[-1])
        self._say_below()

    def _say_below(self) -> None:
        """How many events of the filter came since its end was last in sight, and stand below."""
        ids = self.model.ids
        new = bisect_right(ids, self._known)
        below = 0 if self._follow else len(ids) - max(new, self.table.visible_rows()[1] + 1)
        self._say.set_below(below)

    # Empty lists.

    def _show_empty(self) -> None:
        total = self.feed.total
        if self.model.rowCount() or self.feed.loading:
            self.empty.say("", "", "")
        elif self.feed.paused and self.feed.waiting:
            waiting = number(self.feed.waiting)
            self.empty.say(
                "The view is paused", f"{waiting} events wait. Capture goes on.", "Show them"
            )
        elif total:
            title = "The filter hides the only event"
            if total > 1:
                title = f"The filter hides all {number(total)} events"
            self.empty.say(title, self.shown_query.text, "Clear the filter")
        else:
            self.empty.say("", "", "")

    def _act_on_empty(self) -> None:
        if self.feed.paused and self.feed.waiting:
            self.set_paused(False)
        else:
            self.set_filter("")
        self.table.setFocus()

    # Folding.

    def _columns_chosen(self, _keys: object) -> None:
        self._fold()
        self.state_changed.emit()

    def _fold(self) -> None:
        """What the size of the window leaves room for (look.md section 2)."""
        window = self.window()
        width, height = window.width(), window.height()
        self.bar.set_narrow(width < scaled(1280))
        low = height < scaled(760)
        self.histogram.setVisible(width >= scaled(1160) and not low)
        self.funnel.set_compact(low)
        self.strip.setFixedHeight(self.funnel.height() + 1)
        hidden = ("source",) if width < scaled(1280) else ()
        shown = tuple(key for key in self.bar.columns() if key not in hidden)
        self.table.show_columns(shown, narrow=width < scaled(1160))

    def showEvent(self, event: QShowEvent) -> None:
        """From now on the window's size is known."""
        super().showEvent(event)
        if self._window is not self.window():
            if self._window is not None:
                self._window.removeEventFilter(self)
            self._window = self.window()
            self._window.installEventFilter(self)
        self._fold()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The window may have another size."""
        super().resizeEvent(event)
        self._fold()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The window's height may change while ours stays."""
        if watched is self._window and event.type() == QEvent.Type.Resize:
            self._fold()
        return False


def _texts(value: object) -> list[str]:
    """The texts of a list that came out of a file; anything else is none."""
    return [text for text in value if isinstance(text, str)] if isinstance(value, list) else []
