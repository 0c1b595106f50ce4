"""Keeps the event list up to date: asks the store, and hands the answers to the model.

One job for the list, one for pages and one for counts may be under way at a time. A new filter
cancels all of them; an answer to an old question is never shown.
"""

from collections.abc import Callable
from time import monotonic
from typing import TYPE_CHECKING, Protocol, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal

from app.gui.events import queries
from app.gui.events.cache import KEPT
from app.gui.events.model import EventModel
from app.gui.events.queries import Appended, Counted, Loaded, Seen
from app.gui.jobs import Delivery, Job, deliver
from app.store.filters import QUERY_ALL, Query
from app.store.model import EventRow
from app.store.reader import Reader

if TYPE_CHECKING:
    from array import array

T = TypeVar("T")

_PAGES_AT_ONCE = 4
_REST = 0.2
"""Seconds between two counts, and two looks at what still matches, at the least."""
_AFTER_FAILURE = 2.0
"""Seconds for which nothing is asked after a question failed."""
_REST_FACTOR = 3
"""A question that took long is asked again only after so many times as long."""


class Reads(Protocol):
    """Whoever runs a question to the store on a reader thread: the Inspector."""

    def read(self, work: Callable[[Reader], T], /) -> Job[T]:
        """Start `work`; the job's future holds its answer."""
        ...


class _Pace:
    """When a repeated question may be asked again."""

    def __init__(self) -> None:
        self._asked = 0.0
        self._next = 0.0

    def ask(self) -> None:
        self._asked = monotonic()

    def answered(self) -> None:
        now = monotonic()
        self._next = now + max(_REST, _REST_FACTOR * (now - self._asked))

    def wait(self) -> float:
        """Seconds to wait still."""
        return max(0.0, self._next - monotonic())

    def reset(self) -> None:
        self._next = 0.0


class Feed(QObject):
    """Feeds an EventModel.

    Signals:
        about_to_replace: the list is about to be replaced; keep the place. Its argument tells
            whether the filter is another one.
        replaced: it was; the argument is a Loaded.
        appended: new rows came below; how many.
        counted: the two numbers of the list changed (shown, total).
        summed: funnel and histogram were counted (Counted).
        waiting_changed: while paused, how many messages wait.
        failed: a question to the store failed, in words.
    """

    about_to_replace = Signal(bool)
    replaced = Signal(object)
    appended = Signal(int)
    counted = Signal(object, object)
    summed = Signal(object)
    waiting_changed = Signal(object)
    failed = Signal(str)

    def __init__(
        self,
        source: Reads,
        model: EventModel,
        chosen: Callable[[], "array[int]"],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._source = source
        self._model = model
        self._chosen = chosen
        self._query = QUERY_ALL
        self._seen = Seen()
        self._committed = 0
        self._hold_until = 0.0
        self._analysed = 0
        self._epoch = 0
        self._paused = False
        self._stopped = False
        self._new_query = True
        self._recheck = False
        self._recount = True
        self._list_job: Delivery[Loaded] | Delivery[Appended] | None = None
        self._page_job: Delivery[list[EventRow]] | None = None
        self._count_job: Delivery[Counted] | None = None
        self._pages: list[int] = []
        self._list_pace = _Pace()
        self._count_pace = _Pace()
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.timeout.connect(self._again)
        model.pages_wanted.connect(self._want_pages)

    @property
    def query(self) -> Query:
        """The filter in force."""
        return self._query

    @property
    def total(self) -> int:
        """Messages in the capture up to the last look."""
        return self._seen.total

    @property
    def upto(self) -> int:
        """The newest message of the capture that the list has looked at."""
        return self._seen.upto

    @property
    def paused(self) -> bool:
        """Whether the list stands still while the capture goes on."""
        return self._paused

    @property
    def loading(self) -> bool:
        """Whether the list of the filter in force is still to come."""
        return self._new_query

    @property
    def waiting(self) -> int:
        """Messages that came while paused."""
        return max(0, self._committed - self._seen.upto) if self._paused else 0

    def show(self, query: Query) -> None:
        """Show what `query` matches. What is on the screen stays until the answer is there."""
        if self._stopped:
            return
        self._query = query
        self._new_query = True
        self._recount = True
        self._hold_until = 0.0
        self._cancel()
        self._list_pace.reset()
        self._count_pace.reset()
        self._load()

    def progressed(self, committed: int, analysed: int) -> None:
        """The capture grew, or the analysis went on."""
        self._committed = max(self._committed, committed)
        if analysed != self._analysed:
            first, self._analysed = self._analysed, analysed
            self._expire(range(first + 1, analysed + 1))
        self._go_on()
        if self._paused:
            self.waiting_changed.emit(self.waiting)

    def changed(self) -> None:
        """Verdicts, findings or marks changed somewhere."""
        self._expire(range(0))
        self._go_on()

    def _expire(self, rows: range) -> None:
        """These rows were judged, or any were judged anew where `rows` is empty."""
        self._epoch += 1
        self._recheck = True
        self._recount = True
        if not self._paused:
            self._model.expire(rows if 0 < len(rows) <= KEPT else None)

    def set_paused(self, paused: bool) -> None:
        """Stop the list, or show all that came meanwhile."""
        if paused == self._paused:
            return
        self._paused = paused
        if not paused:
            self._recheck = True
            self._model.expire()
            self._list_pace.reset()
            self._go_on()
        self.waiting_changed.emit(self.waiting)

    def stop(self) -> None:
        """Ask nothing any more: the window closes."""
        self._stopped = True
        self._later.stop()
        self._cancel()
        self._pages = []

    def _cancel(self) -> None:
        for job in (self._list_job, self._page_job, self._count_job):
            if job is not None:
                job.cancel()
        self._list_job = self._page_job = self._count_job = None

    # The list.

    def _again(self) -> None:
        self._go_on()
        self._model.look_again()

    def _go_on(self) -> None:
        if self._stopped or (self._paused and not self._new_query):
            return
        hold = self._hold_until - monotonic()
        if hold > 0:
            self._later.start(int(hold * 1000) + 1)
            return
        if self._list_job is None:
            if self._new_query or (
                self._recheck and self._query.root is not None and not self._list_pace.wait()
            ):
                self._load()
            elif self._committed > self._seen.upto:
                self._append()
        self._count()
        waits = []
        if self._may_change() and self._list_job is None:
            waits.append(self._list_pace.wait())
        if self._recount and self._count_job is None:
            waits.append(self._count_pace.wait())
        if waits and not self._later.isActive():
            self._later.start(int(min(waits) * 1000) + 1)

    def _may_change(self) -> bool:
        """Whether rows may have come in or gone, because what is known of them changed."""
        return self._recheck and self._query.root is not None

    def _load(self) -> None:
        query, seen, chosen = self._query, self._seen, self._chosen()
        self._recheck = False
        self._list_pace.ask()
        self._list_job = deliver(
            self._source.read(lambda reader: queries.load(reader, query, seen, chosen)),
            self,
            self._loaded,
            self._list_failed,
        )

    def _loaded(self, loaded: Loaded) -> None:
        self._list_job = None
        self._list_pace.answered()
        old, new = self._model.ids, loaded.ids
        fresh, self._new_query = self._new_query, False
        grown = len(new) - len(old)
        if fresh or grown < 0 or new[: len(old)] != old:
            self.about_to_replace.emit(fresh)
            self._model.replace(new)
            self.replaced.emit(loaded)
        elif grown:
            self._model.append(new[len(old) :])
            self.appended.emit(grown)
        self._looked(loaded.seen)
        self._go_on()

    def _append(self) -> None:
        query, seen = self._query, self._seen
        self._list_job = deliver(
            self._source.read(lambda reader: queries.append(reader, query, seen)),
            self,
            self._appended,
            self._list_failed,
        )

    def _appended(self, answer: Appended) -> None:
        self._list_job = None
        if answer.ids:
            self._model.append(answer.ids)
            self.appended.emit(len(answer.ids))
        self._looked(answer.seen)
        self._go_on()

    def _looked(self, seen: Seen) -> None:
        if seen != self._seen:
            self._seen = seen
            self._recount = True
        self.counted.emit(len(self._model.ids), seen.total)

    def _list_failed(self, error: BaseException) -> None:
        self._list_job = None
        self._fail(error)

    def _fail(self, error: BaseException) -> None:
        """Say it once, and ask again only after a while."""
        if monotonic() >= self._hold_until:
            self.failed.emit(str(error))
        self._hold_until = monotonic() + _AFTER_FAILURE
        self._later.start(int(_AFTER_FAILURE * 1000) + 1)

    # Pages.

    def _want_pages(self, pages: list[int]) -> None:
        self._pages = pages
        self._read_pages()

    def _read_pages(self) -> None:
        ids: list[int] = []
        while self._page_job is None and self._pages and not ids:
            pages, self._pages = self._pages[:_PAGES_AT_ONCE], self._pages[_PAGES_AT_ONCE:]
            ids = self._model.lacking(pages)
        if not ids or self._stopped or monotonic() < self._hold_until:
            return
        epoch = self._epoch
        self._page_job = deliver(
            self._source.read(lambda reader: reader.rows(ids)),
            self,
            lambda rows: self._paged(rows, ids, epoch),
            self._page_failed,
        )

    def _paged(self, rows: list[EventRow], ids: list[int], epoch: int) -> None:
        self._page_job = None
        self._model.put(rows, ids, fresh=epoch == self._epoch)
        self._read_pages()

    def _page_failed(self, error: BaseException) -> None:
        self._page_job = None
        self._fail(error)

    # Funnel and histogram.

    def _count(self) -> None:
        if (
            not self._recount
            or self._new_query
            or self._count_job is not None
            or self._count_pace.wait()
        ):
            return
        self._recount = False
        self._count_pace.ask()
        query, upto = self._query, self._seen.upto
        self._count_job = deliver(
            self._source.read(lambda reader: queries.count(reader, query, upto)),
            self,
            self._summed,
            self._count_failed,
        )

    def _summed(self, counted: Counted) -> None:
        self._count_job = None
        self._count_pace.answered()
        self.summed.emit(counted)
        self._go_on()

    def _count_failed(self, error: BaseException) -> None:
        self._count_job = None
        self._count_pace.answered()
        self._recount = True
        self._fail(error)
