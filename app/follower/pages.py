"""The messages of a capture, judged one page after the other."""

import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from app.analysis.analyst import Analyst
from app.analysis.verdict import Judgement
from app.destination.model import Configuration
from app.follower.slices import Slice
from app.lint.finding import Change
from app.segment.jsontext import JsonObject
from app.store.derived import DerivedRows, derived_rows
from app.store.reader import Reader

_MESSAGES = 200


class Judge(Protocol):
    """What judges one message after another, under one configuration."""

    def add(self, row: int, message: JsonObject, judged_at: int) -> tuple[Judgement, list[Change]]:
        """The verdict on the next message, and the findings that it changes."""
        ...

    def capture_changes(self) -> list[Change]:
        """The findings of the capture as a whole that are others than when this was last
        asked."""
        ...


JudgeFactory = Callable[[Configuration], Judge]


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

    The rules know only what they have seen, so what has its verdict already, up to row `known`,
    is read all the same, silently. Not for two threads at once.
    """

    def __init__(
        self, path: Path, configuration: Configuration, known: int, factory: JudgeFactory = Analyst
    ) -> None:
        self._reader = Reader(path)
        self._judge = factory(configuration)
        self._slice = Slice(configuration.hash)
        self._known = known
        self._row = 0

    def next(self) -> Page:
        """The next page. Raises CaptureFileError where the capture cannot be read; the same page
        is read at the next call then."""
        messages = self._reader.messages(after=self._row, limit=_MESSAGES)
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
        caught_up = len(messages) < _MESSAGES
        if caught_up:
            self._slice.change(self._judge.capture_changes())
        upto = max(self._row, self._known)
        new = not self._slice.empty or bool(messages and upto > self._known)
        rows = derived_rows(self._slice.take(upto)) if new else None
        return Page(self._row, caught_up, rows, tuple(failures))

    def close(self) -> None:
        """Give the capture free."""
        self._reader.close()
