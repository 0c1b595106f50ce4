"""What can be written into a capture."""

import sqlite3
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from pathlib import Path
from typing import Any

from app.destination.model import Configuration
from app.segment.jsontext import JsonObject
from app.segment.record import CompletedMessage, ReceivedRequest, Stored
from app.store import annotations, inserts, records, remarks
from app.store.commits import Commits, Work
from app.store.derived import DerivedRows, insert_derived
from app.store.incoming import incoming
from app.store.model import (
    AnnotationKind,
    Attempt,
    Auction,
    Progress,
    Retention,
)
from app.store.remarks import Remark, RemarkKind
from app.store.room import Room
from app.store.upkeep import Upkeep

_FORGET_ROWS = 500


class Writer(Commits):
    """Writes one capture; a Sink for the endpoint. Its methods may be called from any thread.

    Every method returns at once with a future that is done when the commit is on disk. See
    `Commits` for what comes first and how a future fails.
    """

    def __init__(
        self,
        path: Path,
        *,
        installation: str = "",
        on_progress: Callable[[Progress], None] = lambda progress: None,
        on_deleted: Callable[[int], None] = lambda count: None,
        clock: Callable[[], int] = lambda: time.time_ns() // 1_000_000,
        room: Room | None = None,
    ) -> None:
        """Open a capture to write, or make it where there is no file or an empty one.

        Raises Busy where another process (or this one) writes it, and whatever CaptureFileError
        says what is wrong with the file. `clock` is milliseconds since 1970. `on_deleted` is
        told on the writer's thread how many messages retention is deleting.
        """
        self._clock = clock
        super().__init__(
            path,
            installation=installation,
            upkeep=Upkeep(clock=clock, on_deleted=on_deleted),
            on_progress=on_progress,
            room=room,
        )

    def store(
        self, request: ReceivedRequest, messages: tuple[CompletedMessage, ...]
    ) -> Future[Stored]:
        """Store one request and its messages, with `synchronous=FULL`. Fails with LowDisk while
        little is free on the disk."""
        future = self.soon(
            lambda: incoming(request, messages), weight=len(request.body), request=True
        )
        if request.status >= 400:
            self._upkeep.refused()
            self.tidy()
        elif self._upkeep.retention.is_on:
            self.tidy()
        return future

    def derive(self, derived: DerivedRows) -> Future[None]:
        """Store a slice of analysis, as soon as no request waits. Fails with ValueError where
        its configuration was never saved."""
        future = self.later(lambda: lambda connection: insert_derived(connection, derived))
        if self._upkeep.retention.is_on:
            self.tidy()
        return future

    def forget_derived(self, made_by: str = "") -> Future[None]:
        """Forget verdicts, deliveries and findings, in small steps between the requests.

        `made_by` names what will make the next ones (`Reader.derived_by`).
        """

        def forget(connection: sqlite3.Connection) -> bool:
            done = inserts.forget_some(connection, _FORGET_ROWS)
            inserts.set_meta(connection, "derived_by", made_by if done else "")
            return done

        return self.later(lambda: forget, again=True)

    def record(self, attempts: Sequence[Attempt]) -> Future[None]:
        """Store replays of deliveries."""
        return self._do(lambda connection: inserts.insert_attempts(connection, attempts))

    def save_configuration(self, configuration: Configuration) -> Future[None]:
        """Keep a configuration and make it the capture's current one."""
        return self._do(
            lambda connection: inserts.insert_configuration(
                connection, configuration, self._clock()
            )
        )

    def mark(self, rows: Sequence[int], on: bool) -> Future[None]:
        """Mark messages, or take their marks away; `annotate` says the ids too."""

        def write(connection: sqlite3.Connection) -> None:
            annotations.annotate(connection, rows, "mark", "on" if on else "off", self._clock())

        return self._noted(write)

    def annotate(
        self, rows: Sequence[int], kind: AnnotationKind, value: str
    ) -> Future[tuple[int, ...]]:
        """Put a mark, note or colour to messages, or hide them; an empty value, or `off`, takes
        it away. The ids of the annotations, for `undo`."""
        return self._noted(
            lambda connection: annotations.annotate(connection, rows, kind, value, self._clock())
        )

    def silence(self, value: JsonObject) -> Future[int]:
        """Silence a rule; `value` is kept as it is. The id of the silence. Fails with ValueError
        where it names no `rule`."""
        return self._do(lambda connection: annotations.silence(connection, value, self._clock()))

    def unsilence(self, silence: int) -> Future[int]:
        """Let a silenced rule speak again; the id of this change. Fails with NoSuchRow where no
        such silence holds."""
        return self._do(
            lambda connection: annotations.unsilence(connection, silence, self._clock())
        )

    def undo(self, annotation: int) -> Future[int]:
        """Put back what held before an annotation, as a change of its own; its id. Fails with
        NoSuchRow where there is nothing to undo."""
        return self._noted(
            lambda connection: annotations.undo(connection, annotation, self._clock())
        )

    def remark(self, kind: RemarkKind, value: str) -> Future[None]:
        """Note something about the capture as a whole."""
        remark = Remark(self._clock(), kind, value)
        return self._do(lambda connection: remarks.insert(connection, remark))

    def store_auctions(self, auctions: Sequence[Auction]) -> Future[None]:
        """Store winners seen in answers of Topsort's auctions."""
        return self._do(lambda connection: records.insert_auctions(connection, auctions))

    def start_run(self, name: str, filter_: str = "") -> Future[int]:
        """Begin a test run; its id. `filter_` says which messages it is about."""
        return self._do(
            lambda connection: records.start_run(connection, name, filter_, self._clock())
        )

    def end_run(self, run: int) -> Future[None]:
        """End a test run. Fails with NoSuchRow where none of this id goes on."""
        return self._do(lambda connection: records.end_run(connection, run, self._clock()))

    @property
    def retention(self) -> Retention:
        """What the capture keeps."""
        return self._upkeep.retention

    def keep(self, retention: Retention) -> None:
        """Keep this from now on, and delete the rest in small steps between the requests:
        see `app.store.upkeep` for what stays all the same."""
        self._upkeep.keep(retention)
        self.tidy()

    def _noted(self, work: Work[Any]) -> Future[Any]:
        """Do it, and let retention look again at what was kept for its note before."""
        future = self._do(work)
        future.add_done_callback(lambda _: self._look_again())
        return future

    def _look_again(self) -> None:
        if self._upkeep.retention.is_on:
            self._upkeep.look_again()
            self.tidy()

    def _do(self, work: Work[Any]) -> Future[Any]:
        return self.soon(lambda: work)
