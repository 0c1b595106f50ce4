"""The messages of a capture, judged one page after the other."""

import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from app.analysis.analyst import Analyst
from app.analysis.verdict import Judgement
from app.destination.model import Configuration
from app.follower.crew import Crew, further
from app.follower.examining import MESSAGES, Examined
from app.follower.slices import Slice
from app.lint.finding import Change
from app.lint.linter import Look
from app.segment.jsontext import JsonObject
from app.store.derived import DerivedRows, derived_rows
from app.store.model import Derived
from app.store.reader import Reader

_BACKLOG = 5_000
"""Messages from which on a crew is worth its start: about what is judged while it starts."""


class Judge(Protocol):
    """What judges one message after another, under one configuration."""

    def add(self, row: int, message: JsonObject, judged_at: int) -> tuple[Judgement, list[Change]]:
        """The verdict on the next message, and the findings that it changes."""
        ...

    def take(self, look: Look) -> list[Change]:
        """The findings that the next message changes, which was looked at elsewhere."""
        ...

    def capture_changes(self) -> list[Change]:
        """The findings of the capture as a whole that are others than when this was last
        asked."""
        ...


JudgeFactory = Callable[[Configuration], Judge]

Hire = Callable[[Path, Configuration, int, int], Crew]
"""Makes a crew; the arguments are those of `Crew`. It may turn out to have no workers."""


@dataclass(frozen=True, slots=True)
class Page:
    """What one look at the capture gave.

    `derived` is to be written, None where nothing is new. `upto` is the last row that was looked
    at; `caught_up`: there was none after it. `failures` are rows that could not be judged,
    because of a fault of ours, each with what Python says of it.
    """

    upto: int
    caught_up: bool
    derived: DerivedRows | None
    failures: tuple[tuple[int, str], ...]


class Pages:
    """Reads a capture from its first message on and judges it under one configuration.

    The rules know only what they have seen, and what they say of the capture as a whole counts
    all of it. So what has its verdict already, up to row `known`, is read all the same, silently.
    Where much is to be read, a crew that `hire` makes looks at the messages beforehand, until it
    is nearly done; what the pages say in the end is the same. Not for two threads at once.
    """

    def __init__(
        self,
        path: Path,
        configuration: Configuration,
        known: int,
        factory: JudgeFactory = Analyst,
        hire: Hire | None = None,
    ) -> None:
        self._path = path
        self._configuration = configuration
        self._reader = Reader(path)
        self._judge = factory(configuration)
        self._slice = Slice(configuration.hash)
        self._known = known
        self._row = 0
        self._hire = hire
        self._crew: Crew | None = None

    def next(self) -> Page:
        """The next page. Raises CaptureFileError where the capture cannot be read; the same page
        is read at the next call then."""
        if self._crew is None and self._hire is not None:
            self._crew = self._hired(self._hire)
        if self._crew is not None:
            examined = self._crew.next()
            if examined is not None:
                return self._joined(examined)
            self._dismiss()
        return self._read()

    def close(self) -> None:
        """Give the capture free, and end the crew."""
        self._dismiss()
        self._reader.close()

    def _read(self) -> Page:
        messages = self._reader.messages(after=self._row, limit=MESSAGES)
        failures = []
        for row, message, judged_at in messages:
            self._row = row
            try:
                judgement, changes = self._judge.add(row, message, judged_at)
            except Exception:  # noqa: BLE001 (told by whoever asked, with its row)
                failures.append((row, traceback.format_exc()))
                continue
            if row > self._known:
                self._slice.add(row, message, judgement, changes)
        caught_up = len(messages) < MESSAGES
        if caught_up:
            self._slice.change(self._judge.capture_changes())
        upto = max(self._row, self._known)
        new = not self._slice.empty or bool(messages and upto > self._known)
        rows = derived_rows(self._slice.take(upto)) if new else None
        return Page(self._row, caught_up, rows, tuple(failures))

    def _joined(self, examined: Examined) -> Page:
        """A page of what the crew has looked at."""
        failures = [*examined.failures]
        lost = set()
        changes = []
        for look in examined.looks:
            try:
                found = self._judge.take(look)
            except Exception:  # noqa: BLE001 (as above)
                failures.append((look.row, traceback.format_exc()))
                lost.add(look.row)
                continue
            if look.row > self._known:
                changes += found
        self._row = examined.upto
        if self._row <= self._known:
            return Page(self._row, False, None, tuple(failures))
        said = derived_rows(Derived(self._configuration.hash, self._row, (), tuple(changes)))
        rows = said._replace(
            judgements=examined.rows.judgements, deliveries=examined.rows.deliveries
        )
        if lost:
            rows = rows._replace(
                judgements=tuple(row for row in rows.judgements if row[0] not in lost),
                deliveries=tuple(row for row in rows.deliveries if row[0] not in lost),
            )
        return Page(self._row, False, rows, tuple(failures))

    def _hired(self, hire: Hire) -> Crew | None:
        """A crew, where there is enough to do for one and the system lets it have workers."""
        if self._reader.progress().committed - self._row < _BACKLOG:
            return None
        backlog, _ = further(self._reader, self._row, _BACKLOG)
        if len(backlog) < _BACKLOG:
            return None
        crew = hire(self._path, self._configuration, self._known, self._row)
        if crew.size:
            return crew
        crew.close()
        self._hire = None
        return None

    def _dismiss(self) -> None:
        if self._crew is not None:
            self._crew.close()
            self._crew = None
