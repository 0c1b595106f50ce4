"""Rows of the event list that were read already, kept by id; the oldest pages go first."""

from collections import OrderedDict
from collections.abc import Iterable, Sequence

from app.store.model import EventRow

PAGE = 128
"""Rows that are read together."""

KEPT = 64 * PAGE
"""Rows that are held. Beyond it those that were needed longest ago are let go."""


class RowCache:
    """EventRow by id. A row that was read before the last `expire` is stale: still shown, and
    due to be read again.
    """

    def __init__(self, kept: int = KEPT) -> None:
        self._kept = kept
        self._rows: OrderedDict[int, EventRow] = OrderedDict()
        self._fresh: set[int] = set()

    def __len__(self) -> int:
        return len(self._rows)

    def get(self, row: int) -> EventRow | None:
        """The row with this id, stale or not; None where it is not held."""
        return self._rows.get(row)

    def lacks(self, ids: Iterable[int]) -> list[int]:
        """Those of `ids` that are not held, or stale."""
        return [row for row in ids if row not in self._fresh]

    def put(self, rows: Sequence[EventRow], asked: Sequence[int], *, fresh: bool = True) -> None:
        """Hold `rows`, which answer the question for the ids `asked`; one that is not among
        them is gone, and not asked for again. `fresh` is False where they were read before the
        last change.
        """
        for row in rows:
            self._rows[row.id] = row
            self._rows.move_to_end(row.id)
        if fresh:
            self._fresh.update(asked)
        while len(self._rows) > self._kept:
            gone, _ = self._rows.popitem(last=False)
            self._fresh.discard(gone)

    def touch(self, ids: Iterable[int]) -> None:
        """Count `ids` as just needed: they are what the window shows."""
        for row in ids:
            if row in self._rows:
                self._rows.move_to_end(row)

    def expire(self, rows: Iterable[int] | None = None) -> None:
        """Verdicts, marks or findings changed: these rows, or all, are stale now."""
        if rows is None:
            self._fresh.clear()
        else:
            self._fresh.difference_update(rows)

    def clear(self) -> None:
        """Hold nothing: another capture."""
        self._rows.clear()
        self._fresh.clear()
