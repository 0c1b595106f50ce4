"""What a subscription makes of one message, field by field, while its mapping is edited."""

from dataclasses import dataclass, replace

from app.analysis.judge import judge
from app.destination import fql
from app.destination.mapping import MappingError, resolve
from app.destination.model import Configuration, Leaf, LeftOut
from app.lint.observation import Tie, Verdict
from app.segment.jsontext import Json, JsonObject
from app.segment.paths import MISSING
from app.segment.summary import summarise
from app.store.errors import NoSuchRow
from app.store.reader import Reader

_SEARCHED = 5_000
"""Messages in which one is looked for that a trigger takes, the newest."""
_PAGE = 500


@dataclass(frozen=True, slots=True)
class FieldLook:
    """One field: its value in the payload, MISSING where the mapping gives nothing; and what
    validation has done to it. `left_out` are keys that did not stay."""

    value: Json
    leaves: tuple[Leaf, ...] = ()
    left_out: tuple[LeftOut, ...] = ()


@dataclass(frozen=True)
class MappingLook:
    """One message under one subscription.

    `matches`: the trigger takes it. `error` says why the mapping cannot be resolved, empty where
    it can. `time` is milliseconds since 1970.
    """

    row: int
    time: int
    name: str
    matches: bool
    verdict: Verdict
    tie: Tie | None
    fields: dict[str, FieldLook]
    error: str = ""


def look_at(
    reader: Reader, configuration: Configuration, at: int, row: int | None
) -> MappingLook | None:
    """Resolve the mapping of the subscription `at` with message `row`; with None, with the newest
    one that its trigger takes, and None where there is none among the newest."""
    subscription = configuration.subscriptions[at]
    if row is None:
        row = _newest(reader, subscription.trigger)
    if row is None:
        return None
    stored = reader.message(row)
    event = next(iter(reader.rows([row])), None)
    if event is None:
        raise NoSuchRow(row)
    # Alone and on, so that nothing else decides what becomes of the message.
    alone = replace(configuration, subscriptions=(replace(subscription, enabled=True),))
    judged = judge(stored.message, alone, judged_at=stored.judged_at, provenance=True)
    first = judged.deliveries[0] if judged.deliveries else None
    error, values = "", {}
    try:
        found = resolve(subscription.mapping, stored.message)
        values = found if isinstance(found, dict) else {}
    except MappingError as fault:
        error = str(fault)
    fields = {name: FieldLook(value) for name, value in values.items()}
    provenance = first.delivery.provenance if first is not None else None
    if provenance is not None:
        for name in {*fields, *(str(one.path[0]) for one in provenance.left_out if one.path)}:
            fields[name] = FieldLook(
                values.get(name, MISSING),
                tuple(one for one in provenance.leaves if one.path[:1] == (name,)),
                tuple(one for one in provenance.left_out if one.path[:1] == (name,)),
            )
    return MappingLook(
        row,
        event.time,
        summarise(stored.message).name,
        first is not None,
        judged.verdict,
        first.tie if first is not None else None,
        fields,
        error,
    )


def _newest(reader: Reader, trigger: str) -> int | None:
    try:
        read = fql.parse(trigger)
    except fql.FqlError:
        return None
    last = reader.progress().committed
    for start in range(last - _PAGE, last - _SEARCHED - 1, -_PAGE):
        page: list[tuple[int, JsonObject, int]] = reader.messages(after=max(0, start), limit=_PAGE)
        found = [row for row, message, _ in page if read.matches(message)]
        if found:
            return found[-1]
        if start <= 0:
            break
    return None
