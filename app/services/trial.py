"""A changed configuration tried on the open capture, before it is applied."""

from collections.abc import Iterator
from dataclasses import dataclass

from app.analysis.fate_diff import FateDiff, fate_diff, payload_rows
from app.analysis.judge import judge
from app.analysis.pair import PairRow
from app.destination import fql
from app.destination.model import Configuration
from app.segment.jsontext import JsonObject
from app.services.desk import OnProgress
from app.store.reader import Reader

MOST = 50_000
"""Messages that are compared, the newest: both sides remember what the rules need, and each
message is judged twice."""

_PAGE = 500


@dataclass(frozen=True, slots=True)
class Compare:
    """Order: what `after` would do to the capture, that `before` judges now."""

    before: Configuration
    after: Configuration


@dataclass(frozen=True, slots=True)
class Count:
    """Order: how many messages each of these triggers takes."""

    triggers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tried:
    """The difference, and how many older messages were not compared."""

    diff: FateDiff
    left_out: int


@dataclass(frozen=True, slots=True)
class Counted:
    """Messages by trigger, up to row `upto`."""

    messages: dict[str, int]
    upto: int


class TrialWorker:
    """Compares and counts; what was counted is remembered."""

    def __init__(self) -> None:
        self._counts: dict[str, tuple[int, int]] = {}

    def work(self, order: Compare | Count, reader: Reader, progress: OnProgress) -> Tried | Counted:
        """Carry out one order."""
        if isinstance(order, Count):
            return self._count(order, reader, progress)
        return _compare(order, reader, progress)

    def _count(self, order: Count, reader: Reader, progress: OnProgress) -> Counted:
        upto = reader.progress().committed
        known = {one: self._counts.get(one, (0, 0)) for one in order.triggers}
        counts = {one: count for one, (_, count) in known.items()}
        since = {one: row for one, (row, _) in known.items()}
        triggers = {one: _readable(one) for one in order.triggers}
        start = min(since.values(), default=upto)
        for row, message, _ in _messages(reader, start, upto):
            for text, trigger in triggers.items():
                if trigger is not None and row > since[text] and trigger.matches(message):
                    counts[text] += 1
            if row % _PAGE == 0:
                progress(row - start, upto - start)
        # What no subscription has any more is forgotten.
        self._counts = {one: (upto, counts[one]) for one in order.triggers}
        return Counted(counts, upto)


def _compare(order: Compare, reader: Reader, progress: OnProgress) -> Tried:
    upto = reader.progress().committed
    left_out = max(0, upto - MOST)

    def go_on(done: int) -> bool:
        progress(done, upto - left_out)
        return True

    messages = _messages(reader, left_out, upto)
    return Tried(fate_diff(messages, order.before, order.after, go_on=go_on), left_out)


def _messages(reader: Reader, after: int, upto: int) -> Iterator[tuple[int, JsonObject, int]]:
    row = after
    while page := reader.messages(after=row, limit=_PAGE):
        for row, message, judged_at in page:
            if row > upto:
                return
            yield row, message, judged_at


def _readable(text: str) -> fql.Trigger | None:
    try:
        return fql.parse(text)
    except fql.FqlError:
        return None


@dataclass(frozen=True, slots=True)
class SideBySide:
    """One message under two configurations: its payloads, path by path."""

    row: int
    rows: tuple[PairRow, ...]


def side_by_side(
    reader: Reader, row: int, before: Configuration, after: Configuration
) -> SideBySide:
    """Judge one message under both. Raises NoSuchRow."""
    stored = reader.message(row)
    judged = (judge(stored.message, one, judged_at=stored.judged_at) for one in (before, after))
    return SideBySide(row, payload_rows(*judged))
