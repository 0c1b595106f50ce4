"""Stretches of a capture, each message in them looked at by itself."""

import traceback
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from app.analysis.examiner import Examiner
from app.destination.model import Configuration
from app.follower.slices import derived_message
from app.lint.linter import Look
from app.store.derived import DerivedRows, derived_rows
from app.store.model import Derived
from app.store.reader import Reader

MESSAGES = 200
"""Messages of a stretch, and of a page: what the writer can take in one short transaction."""

Stretch: TypeAlias = tuple[int, int]
"""The rows after the first and up to the second; there are `MESSAGES` of them at most."""


@dataclass(frozen=True, slots=True)
class Examined:
    """What was seen in a stretch, in the order of its rows.

    `rows` are the verdicts to be written, without those that are known already; they hold no
    findings. `failures` are rows that could not be examined, because of a fault of ours, each
    with what Python says of it; they have no look.
    """

    upto: int
    looks: tuple[Look, ...]
    rows: DerivedRows
    failures: tuple[tuple[int, str], ...]


class Examining:
    """Examines stretches of one capture under one configuration.

    Verdicts up to row `known` are there already and are not made again. Not for two threads at
    once.
    """

    def __init__(self, path: Path, configuration: Configuration, known: int) -> None:
        """Raises CaptureFileError, and RulesError for a configuration that can't be used."""
        self._configuration = configuration.hash
        self._examiner = Examiner(configuration)
        self._known = known
        self._reader = Reader(path)

    def examine(self, stretch: Stretch) -> Examined:
        """Look at a stretch. The same in every process. Raises CaptureFileError."""
        after, upto = stretch
        looks, kept, failures = [], [], []
        for row, message, judged_at in self._reader.messages(after, MESSAGES):
            if row > upto:
                break  # some of the stretch have been deleted
            try:
                judgement, look = self._examiner.examine(row, message, judged_at)
                if row > self._known:
                    kept.append(derived_message(row, message, judgement))
            except Exception:  # noqa: BLE001 (told by whoever asked, with its row)
                failures.append((row, traceback.format_exc()))
                continue
            looks.append(look)
        rows = derived_rows(Derived(self._configuration, upto, tuple(kept), ()))
        return Examined(upto, tuple(looks), rows, tuple(failures))

    def close(self) -> None:
        """Give the capture free."""
        self._reader.close()
