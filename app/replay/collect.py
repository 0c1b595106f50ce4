"""What a replay of chosen events could send: read from the capture."""

from collections.abc import Sequence

from app.replay.plan import Candidate, Earlier
from app.segment.jsontext import loads
from app.store.model import DerivedDelivery, EventRow
from app.store.reader import Reader

_PAGE = 500


def candidates(reader: Reader, rows: Sequence[int]) -> list[Candidate]:
    """A candidate for each delivery of the messages `rows` (row ids, order kept), and one for
    each message that has none. Raises what the reader raises."""
    found: list[Candidate] = []
    for start in range(0, len(rows), _PAGE):
        for row in reader.rows(rows[start : start + _PAGE]):
            found.extend(_of_message(reader, row))
    return found


def _of_message(reader: Reader, row: EventRow) -> list[Candidate]:
    deliveries = reader.deliveries(row.id)
    if not deliveries:
        return [Candidate(row.id, row.time, row.name, row.origin, row.verdict)]
    attempts = reader.attempts(row.id) if row.replays else []
    earlier: dict[str, list[Earlier]] = {}
    for attempt in attempts:
        earlier.setdefault(attempt.preset, []).append(Earlier(attempt.target, attempt.outcome))
    return [_of_delivery(row, one, tuple(earlier.get(one.preset, ()))) for one in deliveries]


def _of_delivery(
    row: EventRow, delivery: DerivedDelivery, earlier: tuple[Earlier, ...]
) -> Candidate:
    return Candidate(
        row=row.id,
        time=row.time,
        event=row.name,
        origin=row.origin,
        outcome=delivery.outcome,
        preset=delivery.preset,
        tie=delivery.tie,
        request=None if delivery.request is None else loads(delivery.request),
        earlier=earlier,
    )
