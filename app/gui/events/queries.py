"""What the event list reads from the store. All of it runs on a reader thread, without Qt."""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.store.filters import QUERY_ALL, Query
from app.store.model import Bar, Funnel
from app.store.reader import Reader

if TYPE_CHECKING:
    from array import array

BARS = 60
"""Bars of the histogram."""

_SECOND = 1000
_STEPS = tuple(
    seconds * _SECOND
    for seconds in (
        *(1, 2, 4, 5, 10, 15, 20, 30),
        *(minutes * 60 for minutes in (1, 2, 4, 5, 10, 15, 20, 30)),
        *(hours * 3600 for hours in (1, 2, 4, 6, 12)),
        *(days * 86400 for days in (1, 2, 7, 14, 30, 90, 365)),
    )
)


@dataclass(frozen=True, slots=True)
class Seen:
    """Messages up to row `upto`; carried on, so that nothing is counted twice."""

    upto: int = 0
    total: int = 0


@dataclass(frozen=True, slots=True)
class Loaded:
    """All ids that match, the messages up to the same row, and where the chosen ones stand now.

    `places` are ranges (first, last) of positions in `ids`.
    """

    ids: "array[int]"
    seen: Seen
    places: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Appended:
    """Ids that match among the messages after the last look."""

    ids: "array[int]"
    seen: Seen


@dataclass(frozen=True, slots=True)
class Counted:
    """The funnel and the histogram of one look. `bar` is the milliseconds of a bar; 0 where
    there is no event to draw.
    """

    funnel: Funnel
    bars: tuple[Bar, ...]
    start: int
    bar: int


def load(reader: Reader, query: Query, seen: Seen, chosen: "array[int]") -> Loaded:
    """Read the whole list for a query. `chosen` are the selected ids, in order."""
    seen = _look(reader, seen)
    ids = reader.ids(query, upto=seen.upto)
    return Loaded(ids, seen, tuple(places(ids, chosen)))


def append(reader: Reader, query: Query, seen: Seen) -> Appended:
    """Read what came since `seen`, tested by the filter in SQL."""
    now = _look(reader, seen)
    return Appended(reader.ids(query, after=seen.upto, upto=now.upto), now)


def _look(reader: Reader, seen: Seen) -> Seen:
    upto = max(reader.progress().committed, seen.upto)
    if upto == seen.upto:
        return seen
    return Seen(upto, seen.total + len(reader.ids(QUERY_ALL, after=seen.upto, upto=upto)))


def count(reader: Reader, query: Query, upto: int) -> Counted:
    """Count the funnel and the histogram of the messages up to `upto`."""
    funnel = reader.funnel(query, upto=upto)
    span = reader.span(query)
    if span is None:
        return Counted(funnel, (), 0, 0)
    start, bar = scale(*chosen_span(query, span))
    bars = reader.histogram(query, start=start, bar=bar, bars=BARS)
    return Counted(funnel, tuple(bars), start, bar)


def chosen_span(query: Query, span: tuple[int, int]) -> tuple[int, int]:
    """First and last moment (ms) to draw: those that the filter names, else those of `span`,
    which is when the events were.
    """
    since = [moment for field, moment in query.times if field == "since"]
    until = [moment for field, moment in query.times if field == "until"]
    first = max(since) if since else span[0]
    last = min(until) - 1 if until else span[1]
    return (first, last) if first <= span[0] and span[1] <= last else span


def scale(first: int, last: int) -> tuple[int, int]:
    """Start and width (ms) of the bars, so that 60 of them hold `first` to `last`.

    A bar is a round length, and bars start at its multiples: as time goes on whole bars move
    out at the left, and those that stay keep their events.
    """
    for bar in _STEPS:
        start = (last // bar - BARS + 1) * bar
        if start <= first:
            return start, bar
    bar = -(-(last - first + 1) // (BARS - 1))
    return (last // bar - BARS + 1) * bar, bar


def neighbour(reader: Reader, query: Query, shown: "array[int]", row: int, step: int) -> int | None:
    """The nearest id before (`step` -1) or after (+1) `row` that matches and is shown."""
    matching = reader.ids(query)
    place = bisect_left(matching, row) - 1 if step < 0 else bisect_right(matching, row)
    while 0 <= place < len(matching):
        found = bisect_left(shown, matching[place])
        if found < len(shown) and shown[found] == matching[place]:
            return matching[place]
        place += step
    return None


def places(ids: "array[int]", chosen: "array[int]") -> list[tuple[int, int]]:
    """Where the `chosen` ids stand in `ids`, as ranges (first, last). Both are in order."""
    found: list[tuple[int, int]] = []
    if not chosen or not ids:
        return found
    if len(chosen) > 4096:
        among = set(chosen)
        positions = [place for place, row in enumerate(ids) if row in among]
    else:
        spots = ((bisect_left(ids, row), row) for row in chosen)
        positions = [place for place, row in spots if place < len(ids) and ids[place] == row]
    for place in positions:
        if found and found[-1][1] == place - 1:
            found[-1] = (found[-1][0], place)
        else:
            found.append((place, place))
    return found
