"""The page Findings."""

from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, Protocol, TypeVar, cast

from PySide6.QtCore import QPoint, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from app.analysis.findings_table import GroupBy, Occurrence, SortBy
from app.destination.model import Configuration
from app.gui.events.compose import joined
from app.gui.events.empty import EmptyState
from app.gui.events.words import menu_words, number, one_line
from app.gui.findings import words
from app.gui.findings.bar import FindingsBar, ReadingLine, SumLine
from app.gui.findings.detail import FindingDetail
from app.gui.findings.silence import SilenceDialog, SilencesDialog
from app.gui.findings.table import FindingsTree
from app.gui.fonts import scaled
from app.gui.jobs import Job, deliver_future
from app.gui.look import Looker, Studies, connect_news
from app.gui.widgets import SidePane, show_toast
from app.lint.catalogue import RULES
from app.lint.silence import Silence
from app.masking import masked
from app.services.findings import (
    FindingsView,
    FindingsWish,
    HeldSilence,
    report_text,
)
from app.services.silences import silence_json, words_of
from app.store.filters import term
from app.store.query import Query
from app.store.writer import Writer

T = TypeVar("T")

PANE = 424
NARROW = 1160
_RULE_COUNT = len({rule.code for rule in RULES})


class Source(Protocol):
    """What the page needs of the Inspector."""

    @property
    def read_only(self) -> bool: ...
    @property
    def configuration(self) -> Configuration: ...
    def write(self, work: Callable[[Writer], Future[T]], /) -> Future[T]: ...


class FindingsPage(QWidget):
    """Findings by rule, user or page; the pane at the right tells one of them.

    Signals:
        event_wanted(object): show an event of the capture, by its row.
        filter_wanted(str): show the events that a filter lets through.
        user_wanted(str): show the journey of a user, as `Seen.user` names it.
        replay_wanted(object): plan a replay of these rows.
        checklist_wanted: the link where there is no finding.
        silences_changed: a rule was silenced, or speaks again.
    """

    event_wanted = Signal(object)
    filter_wanted = Signal(str)
    user_wanted = Signal(str)
    replay_wanted = Signal(object)
    checklist_wanted = Signal()
    silences_changed = Signal()

    def __init__(
        self, inspector: Source, bridge: Any, study: Studies, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._inspector = inspector
        self._study = study
        self._wish = FindingsWish()
        self._anew = True
        self.view: FindingsView | None = None
        self.looker: Looker[FindingsView] = Looker(self._look, self)
        self.bar = FindingsBar()
        self.sum = SumLine()
        self.reading = ReadingLine()
        self.table = FindingsTree()
        self.empty = EmptyState(self.table.viewport())
        self.detail = FindingDetail()
        main = QWidget()
        column = QVBoxLayout(main)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.table)
        self.side = SidePane(main, self.detail, PANE, back="Findings")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for part, stretch in ((self.bar, 0), (self.sum, 0), (self.reading, 0), (self.side, 1)):
            layout.addWidget(part, stretch)
        self._choosing = QTimer(self)
        self._choosing.setSingleShot(True)
        self._choosing.setInterval(60)
        self._choosing.timeout.connect(self.looker.want)
        self._connect(bridge)

    def _connect(self, bridge: Any) -> None:
        connect_news(self.looker, bridge, self._study.findings_changed)
        self.looker.seen.connect(self._seen)
        self.looker.reading.connect(self.reading.show_progress)
        self.looker.failed.connect(self.reading.show_failure)
        self.reading.stop_wanted.connect(self.looker.leave)
        self.reading.on_wanted.connect(self.looker.enter)
        self.bar.field.query_changed.connect(self._filtered)
        self.bar.field.left.connect(self.table.setFocus)
        self.bar.grouped.connect(self._grouped)
        self.bar.sorted_by.connect(self._sorted)
        self.sum.again_wanted.connect(self._sort_again)
        self.sum.silences_wanted.connect(self.open_silences)
        self.table.chosen.connect(self._chosen)
        self.table.opened.connect(self._opened)
        self.table.menu_wanted.connect(self._row_menu)
        self.empty.acted.connect(self._act_on_empty)
        self.side.opened.connect(lambda on: None if on else self.table.setFocus())
        detail = self.detail
        detail.event_wanted.connect(self.event_wanted)
        detail.events_wanted.connect(self.show_in_events)
        detail.menu_wanted.connect(self._occurrence_menu)
        detail.replay_wanted.connect(self.replay)
        detail.silence_wanted.connect(self.open_silence)
        detail.report_wanted.connect(self.copy_report)
        detail.rule_wanted.connect(self.show_rule)

    # What the window asks.

    def enter(self) -> None:
        """Look; the rows are sorted anew."""
        self._anew = True
        self.looker.enter()
        self.table.setFocus()

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
        return [self.bar.field.editor, self.sum, self.table, self.detail]

    def set_fold(self, width: int) -> None:
        """The window is so wide."""
        self.side.set_narrow(width < scaled(NARROW))
        self.bar.set_narrow(width < scaled(NARROW))

    def show_rule(self, code: str) -> None:
        """Choose a rule, in the whole capture."""
        self.bar.group.choose("rule")
        self._wish = FindingsWish(self._wish.query, "rule", self._wish.sort, code)
        if self.bar.field.text():
            self.bar.field.set_text("")
        self._anew = True
        self.looker.want()
        self.side.open_pane()

    # Looks.

    def _look(self) -> Job[FindingsView]:
        return self._study.ask(self._inspector.configuration, self._wish)

    def _wish_for(self, **changes: Any) -> None:
        old = self._wish
        values = {"query": old.query, "by": old.by, "sort": old.sort, "chosen": old.chosen}
        self._wish = FindingsWish(**(values | changes))
        self._anew = True
        self.looker.want()

    def _filtered(self, query: Query) -> None:
        self._wish_for(query=query)

    def _grouped(self, by: str) -> None:
        self._wish_for(by=cast("GroupBy", by), chosen=None)

    def _sorted(self, sort: str) -> None:
        self._wish_for(sort=cast("SortBy", sort))

    def _sort_again(self) -> None:
        self._wish_for()
        self.table.setFocus()

    def _chosen(self, key: str) -> None:
        self._wish = FindingsWish(self._wish.query, self._wish.by, self._wish.sort, key)
        # Keys that are held down go over many rows.
        self._choosing.start()

    def _opened(self, key: str) -> None:
        if self.side.narrow:
            self.side.open_pane()
        elif self.detail.list.isVisible():
            self.detail.list.setFocus()

    def _seen(self, view: FindingsView) -> None:
        table = view.table
        assert table is not None
        self.view = view
        self.reading.done()
        by, chosen = view.wish.by, view.wish.chosen
        if chosen is None and self._wish.chosen is None and view.detail is not None:
            chosen = view.detail.code
            self._wish = FindingsWish(view.wish.query, by, view.wish.sort, chosen)
        # The user may have gone on to another row meanwhile.
        self.table.show_table(table, by, anew=self._anew, key=self._wish.chosen)
        self._anew = False
        if chosen == self._wish.chosen:
            self.detail.show_detail(view.detail, by, gone=chosen is not None)
        self.bar.field.set_count_words(view.words)
        self.sum.say(table.sum_line, words.scope_text(view))
        again = not self.table.findings().in_order_of(table)
        self.sum.offer(again=again, silenced=words.silenced_text(view))
        self._show_empty(view)

    def _show_empty(self, view: FindingsView) -> None:
        assert view.table is not None
        if view.table.rows:
            self.empty.say("", "", "")
            return
        text = view.wish.query.text.strip()
        some = view.messages if not text else view.shown
        messages = "1 message" if some == 1 else f"{number(some)} messages"
        looked = f"{_RULE_COUNT} rules looked at {messages}."
        if view.table.silenced:
            looked += f" {words.silenced_text(view)}."
        if not view.messages:
            self.empty.say("Nothing captured yet", "Findings come with the first message.", "")
        elif text and not view.shown:
            title = f"The filter hides all {number(view.messages)} events"
            self.empty.say(title, text, words.CLEAR_FILTER)
        elif text:
            self.empty.say(words.NO_FINDING, looked, words.CLEAR_FILTER)
        else:
            self.empty.say(words.NO_FINDING, looked, "Open the checklist")

    def _act_on_empty(self) -> None:
        if self.bar.field.text():
            self.bar.field.clear()
        else:
            self.checklist_wanted.emit()

    # What can be done.

    def show_in_events(self) -> None:
        """The events of the chosen row, within the filter."""
        detail = self.detail.detail
        if detail is not None:
            text = _filter_of(self._wish.by, detail.code)
            self.filter_wanted.emit(joined(self._wish.query, text))

    def replay(self) -> None:
        """Plan a replay of the events of the chosen row."""
        detail = self.detail.detail
        if detail is not None and detail.rows:
            self.replay_wanted.emit(list(detail.rows))

    def copy(self) -> None:
        """Ctrl+C: the report."""
        self.copy_report()

    def copy_report(self) -> None:
        """The chosen row as text."""
        detail = self.detail.detail
        if detail is None or self.view is None:
            return
        scope = " ".join(
            part for part in ("Counted in this capture only.", words.scope_text(self.view)) if part
        )
        QGuiApplication.clipboard().setText(masked(report_text(detail, scope)))
        show_toast(self, "Copied the report")

    def open_silence(self) -> None:
        """Ask for what the chosen rule is to be silenced."""
        detail = self.detail.detail
        if detail is None or self._wish.by != "rule":
            return
        if self._inspector.read_only:
            show_toast(self, "This capture is read-only. No rule can be silenced.")
            return
        one = self.detail.list.current() or next(iter(detail.occurrences), None)
        dialog = SilenceDialog(
            self.window(),
            detail.code,
            detail.title,
            event=one.event if one is not None else "",
            page=one.path if one is not None else "",
        )
        dialog.wanted.connect(self._silence)
        dialog.show_over()

    def _silence(self, silence: Silence) -> None:
        value = silence_json(silence)
        deliver_future(
            self._inspector.write(lambda writer: writer.silence(value)),
            self,
            lambda number: self._silenced(number, silence),
            self._not_written,
        )

    def _silenced(self, number: int, silence: Silence) -> None:
        show_toast(self, one_line(words_of(silence), 90), lambda: self._speak_again(number))
        self._after_silence()

    def open_silences(self) -> None:
        """The silences that hold, each with its way back."""
        held: tuple[HeldSilence, ...] = self.view.silences if self.view is not None else ()
        dialog = SilencesDialog(self.window(), held, self._inspector.read_only)
        dialog.ended.connect(lambda one: self._speak_again(one.number))
        dialog.show_over()

    def _speak_again(self, number: int) -> None:
        deliver_future(
            self._inspector.write(lambda writer: writer.unsilence(number)),
            self,
            lambda _done: self._after_silence(),
            self._not_written,
        )

    def _after_silence(self) -> None:
        self.silences_changed.emit()
        self.looker.want()

    def _not_written(self, error: BaseException) -> None:
        show_toast(self, str(error) or type(error).__name__)

    # Menus.

    def _row_menu(self, key: str, place: QPoint) -> None:
        menu = QMenu(self)
        menu.addAction("Show in Events").triggered.connect(self.show_in_events)
        menu.addAction("Replay these…").triggered.connect(self.replay)
        if self._wish.by == "user" and key:
            menu.addAction("Show the journey").triggered.connect(lambda: self.user_wanted.emit(key))
        if self._wish.by == "rule":
            menu.addAction("Ignore rule…").triggered.connect(self.open_silence)
        menu.addSeparator()
        menu.addAction("Copy report").triggered.connect(self.copy_report)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(place)

    def _occurrence_menu(self, one: Occurrence, place: QPoint) -> None:
        menu = QMenu(self)
        menu.addAction("Show in Events").triggered.connect(lambda: self.event_wanted.emit(one.row))
        if one.user:
            name = menu_words(words.user_name(one.user))
            menu.addAction(f"Show the journey of {name}").triggered.connect(
                lambda: self.user_wanted.emit(one.user)
            )
        menu.addAction("Replay…").triggered.connect(lambda: self.replay_wanted.emit([one.row]))
        menu.addSeparator()
        menu.addAction("Copy the message id").triggered.connect(
            lambda: QGuiApplication.clipboard().setText(masked(one.message_id))
        )
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(place)


def _filter_of(by: GroupBy, key: str) -> str:
    """The filter for the events of a row."""
    if by == "rule":
        return f"rule:{key}"
    value = key[2:] if by == "user" else key
    field = "user" if by == "user" else "path"
    if not value:
        return f"has:finding -{field}:*"
    return f"has:finding {term(field, value)}" if value.isprintable() else "has:finding"
