"""Reads a capture, also while it is being written."""

import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import update_wrapper
from pathlib import Path
from typing import TYPE_CHECKING, Concatenate, ParamSpec, TypeVar

from app.destination.model import Configuration, configuration_from_json
from app.lint.finding import Finding, Severity
from app.segment.jsontext import JsonError, JsonObject
from app.store import annotations, counts, listing, records, remarks
from app.store.capture_file import OnCopied, identify, save_copy_of
from app.store.connect import open_reader
from app.store.errors import (
    Cancelled,
    DamagedCapture,
    NoSuchRow,
    is_interrupt,
    reading_problem,
)
from app.store.model import (
    Annotation,
    AnnotationKind,
    Attempt,
    Auction,
    Bar,
    DerivedDelivery,
    EventRow,
    Funnel,
    Progress,
    Run,
    Silence,
    StoredMessage,
    StoredRequest,
)
from app.store.query import Query
from app.store.remarks import Remark
from app.store.texts import object_of

if TYPE_CHECKING:
    from array import array

_STEPS_BETWEEN_LOOKS = 200_000
"""Steps of SQLite's machine, some ten milliseconds. An interrupt ends a statement at once; a look
costs a wait for the other threads of Python."""

P = ParamSpec("P")
R = TypeVar("R")


def _reads(
    method: Callable[Concatenate["Reader", P], R],
) -> Callable[Concatenate["Reader", P], R]:
    """Make a method one read: a single state of the file, cancellable, errors translated."""

    def read(self: "Reader", /, *args: P.args, **kwargs: P.kwargs) -> R:
        with self._reading():
            return method(self, *args, **kwargs)

    update_wrapper(read, method)
    return read


def read_progress(connection: sqlite3.Connection) -> Progress:
    """How far a capture is committed and analysed."""
    committed, analysed, deleted = connection.execute(
        "SELECT (SELECT max(id) FROM message), (SELECT value FROM meta WHERE key = 'analysed'), "
        "(SELECT value FROM meta WHERE key = 'deleted')"
    ).fetchone()
    analysed = analysed if isinstance(analysed, int) else 0
    deleted = deleted if isinstance(deleted, int) else 0
    # The last rows may have been deleted; only analysed ones ever are.
    return Progress(max(committed or 0, analysed), analysed, deleted)


class Reader:
    """One read-only connection to a capture, for one thread at a time.

    Each call sees one state of the file and holds no transaction when it returns. A call raises
    Cancelled when `interrupt` was called during it, and a CaptureFileError where the file cannot
    be read.
    """

    def __init__(self, path: Path) -> None:
        """Open a capture, whoever made or writes it. Raises a CaptureFileError."""
        self._path = path
        self._guard = threading.Lock()
        self._running = False
        self._cancelled = False
        self._connection = open_reader(path)
        try:
            self.identity = identify(self._connection, path)
        except BaseException:
            self._connection.close()
            raise
        self._watch()

    def interrupt(self) -> None:
        """Cancel the call that is running in another thread, if there is one."""
        with self._guard:
            if self._running:
                self._cancelled = True
                self._connection.interrupt()

    def close(self) -> None:
        """Close the connection. Not while a call is running."""
        self._connection.close()

    @_reads
    def progress(self) -> Progress:
        """How far the capture is committed and analysed."""
        return read_progress(self._connection)

    @_reads
    def ids(self, query: Query, *, after: int = 0, upto: int | None = None) -> "array[int]":
        """Row ids of the messages that the query lets through, in arrival order.

        Only those after row `after` and up to row `upto` (None: the last).
        """
        return listing.ids(self._connection, query, after, upto)

    @_reads
    def rows(self, ids: Sequence[int]) -> list[EventRow]:
        """Rows of the event list, in the order asked for; ids that do not exist are left out."""
        return listing.rows(self._connection, ids)

    @_reads
    def funnel(self, query: Query, *, upto: int | None = None) -> Funnel:
        """How far the messages that the query lets through get, all counts of one state."""
        return counts.funnel(self._connection, query, upto)

    @_reads
    def histogram(self, query: Query, *, start: int, bar: int, bars: int) -> list[Bar]:
        """`bars` bars of `bar` milliseconds each from `start` (ms since 1970), empty ones too."""
        return counts.histogram(self._connection, query, start, bar, bars)

    @_reads
    def span(self, query: Query) -> tuple[int, int] | None:
        """First and last time (ms since 1970) of what the query lets through."""
        return counts.span(self._connection, query)

    @_reads
    def message(self, row: int) -> StoredMessage:
        """One message with the head of its request. Raises NoSuchRow."""
        return listing.message(self._connection, row)

    @_reads
    def messages(self, after: int = 0, limit: int = 500) -> list[tuple[int, JsonObject, int]]:
        """Row, message and the time it is judged at, for the next `limit` rows after `after`."""
        found = self._connection.execute(
            "SELECT id, json, judged_at FROM message WHERE id > ? ORDER BY id LIMIT ?",
            (after, limit),
        )
        return [(row, object_of(text), judged_at) for row, text, judged_at in found]

    @_reads
    def deliveries(self, row: int) -> list[DerivedDelivery]:
        """The deliveries of one message, in the order of the subscriptions."""
        found = self._connection.execute(
            "SELECT preset, action, outcome, tie, request, errors FROM delivery "
            "WHERE message = ? ORDER BY position",
            (row,),
        )
        return [DerivedDelivery(*values) for values in found]

    @_reads
    def findings(self, row: int | None) -> list[Finding]:
        """The findings on one message, or on the capture as a whole (None), worst first."""
        return listing.findings(self._connection, row)

    @_reads
    def findings_between(self, after: int, upto: int) -> list[tuple[int, Finding]]:
        """Row and finding, for every message after row `after` and up to row `upto`."""
        return listing.findings_between(self._connection, after, upto)

    @_reads
    def attempts(self, row: int) -> list[Attempt]:
        """The replays of one message, oldest first."""
        return listing.attempts(self._connection, row)

    @_reads
    def labels(self, rows: Sequence[int]) -> dict[int, dict[AnnotationKind, str]]:
        """What a person has put to these messages and holds now: kind to value, without what is
        off or empty. Messages that have nothing are left out."""
        return annotations.current(self._connection, rows)

    @_reads
    def annotations(self, row: int | None) -> list[Annotation]:
        """Every change to one message, or to the silences of the capture (None), oldest first."""
        return annotations.history(self._connection, row)

    @_reads
    def silences(self) -> list[Silence]:
        """The silenced rules, oldest first."""
        return annotations.silences(self._connection)

    @_reads
    def auctions(self, after: int = 0, limit: int = 500) -> list[tuple[int, Auction]]:
        """Row and winner, for the next `limit` rows after `after`, in the order stored."""
        return records.auctions(self._connection, after, limit)

    @_reads
    def auction_of(self, bid: str) -> Auction | None:
        """The first auction in which the bid won."""
        return records.auction_of(self._connection, bid)

    @_reads
    def runs(self) -> list[Run]:
        """The test runs, oldest first."""
        return records.runs(self._connection)

    @_reads
    def requests(
        self, after: int = 0, limit: int = 500, *, refused: bool = False
    ) -> list[StoredRequest]:
        """The heads of the next `limit` requests after request `after`; with `refused` only
        those that were not accepted."""
        return listing.requests(self._connection, after, limit, refused)

    @_reads
    def body(self, request: int) -> bytes:
        """The bytes of a request's body as they came. Raises NoSuchRow."""
        found = self._connection.execute(
            "SELECT body FROM request WHERE id = ?", (request,)
        ).fetchone()
        if found is None:
            raise NoSuchRow(request)
        body: bytes = found[0]
        return body

    @_reads
    def codes(self) -> list[str]:
        """The rules that have findings, by code."""
        return counts.codes(self._connection)

    @_reads
    def counts_by_rule(self) -> list[tuple[str, Severity, int]]:
        """Rule, severity and the number of messages, worst severity and most messages first."""
        return counts.by_rule(self._connection)

    @_reads
    def configuration(self) -> Configuration | None:
        """The capture's current configuration, if one was saved."""
        found = self._connection.execute(
            "SELECT c.json FROM configuration AS c JOIN meta ON meta.value = c.hash "
            "WHERE meta.key = 'configuration'"
        ).fetchone()
        if found is None:
            return None
        try:
            return configuration_from_json(object_of(found[0]))
        except (KeyError, TypeError):
            raise DamagedCapture(self._path, detail="its configuration is unreadable") from None

    @_reads
    def remarks(self) -> list[Remark]:
        """What was noted about the capture as a whole, oldest first."""
        return remarks.read(self._connection)

    @_reads
    def derived_by(self) -> str:
        """What made the verdicts, as it was told to `Writer.forget_derived`."""
        found = self._connection.execute(
            "SELECT value FROM meta WHERE key = 'derived_by'"
        ).fetchone()
        return str(found[0]) if found else ""

    def save_copy(self, target: Path, *, on_progress: OnCopied | None = None) -> None:
        """Write all that is committed to the file `target`, also where the capture itself has
        been deleted meanwhile. See `capture_file.save_copy`."""
        with self._guard:
            self._running, self._cancelled = True, False
        try:
            save_copy_of(
                self._connection,
                self._path,
                target,
                on_progress=on_progress,
                cancelled=lambda: self._cancelled,
            )
        finally:
            with self._guard:
                self._running = False
            self._watch()

    def _watch(self) -> None:
        self._connection.set_progress_handler(lambda: self._cancelled, _STEPS_BETWEEN_LOOKS)

    @contextmanager
    def _reading(self) -> Iterator[None]:
        with self._guard:
            self._running, self._cancelled = True, False
        try:
            self._connection.execute("BEGIN")
            yield
        except sqlite3.Error as error:
            if is_interrupt(error):
                raise Cancelled from None
            if getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_ERROR:
                # Our own statement is wrong, not the file.
                raise
            raise reading_problem(error, self._path) from error
        except JsonError as error:
            raise DamagedCapture(self._path, detail=f"a row holds no JSON ({error})") from None
        finally:
            with self._guard:
                self._running = False
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
