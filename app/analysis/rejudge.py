"""A whole capture judged anew, on as many cores as there are.

A message by itself (destination, contract, the rules over one message) can be looked at in any
process and in any order: `examine`. What several messages say together stays in one place, in
the order of the rows: `rejudge` hands each message that was examined to the one analyst.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Generic, TypeVar

from app.analysis.analyst import Analyst
from app.analysis.judge import judge
from app.analysis.verdict import Judgement
from app.destination.model import Configuration, configuration_from_json
from app.lint.catalogue import CODES
from app.lint.finding import Change
from app.lint.linter import Eye, Look
from app.lint.observation import Observation
from app.lint.rule_settings import read_rules
from app.lint.scene import setting_of
from app.segment.jsontext import JsonObject, dumps, loads

Kept = TypeVar("Kept")

Keep = Callable[[int, JsonObject, Judgement], Kept]
"""Makes of a row, its message and its judgement what is to be kept of them. It must be a function
of a module, so that it can be sent to another process, and so must what it returns."""


@dataclass(frozen=True, slots=True)
class Batch(Generic[Kept]):
    """Rows to examine, as they are stored: row id, body in JSON, milliseconds since 1970 at which
    it is judged. `configuration` is the JSON of a Configuration."""

    configuration: bytes
    rows: tuple[tuple[int, bytes, int], ...]
    keep: Keep[Kept]


@dataclass(frozen=True, slots=True)
class Examined(Generic[Kept]):
    """What is kept of each row of a batch, and what the rules saw in it."""

    kept: tuple[Kept, ...]
    looks: tuple[Look, ...]


@dataclass(frozen=True, slots=True)
class Progress(Generic[Kept]):
    """Rows up to `upto` are done: what is kept of the new ones, and the findings that changed."""

    upto: int
    kept: tuple[Kept, ...]
    changes: tuple[Change, ...]


def batches(
    rows: Iterable[tuple[int, bytes, int]],
    configuration: Configuration,
    keep: Keep[Kept],
    *,
    size: int = 200,
) -> Iterator[Batch[Kept]]:
    """The rows in batches for `examine`, in their order."""
    text = dumps(configuration.to_json())
    waiting: list[tuple[int, bytes, int]] = []
    for row in rows:
        waiting.append(row)
        if len(waiting) >= size:
            yield Batch(text, tuple(waiting), keep)
            waiting = []
    if waiting:
        yield Batch(text, tuple(waiting), keep)


def examine(batch: Batch[Kept]) -> Examined[Kept]:
    """Look at each message of a batch by itself. The same in every process.

    Raises what `keep` raises, JsonError for a body that is no JSON, and RulesError or
    UnknownDefinitionError for a configuration that can't be used.
    """
    configuration, eye = _prepared(batch.configuration)
    kept, looks = [], []
    for row, body, judged_at in batch.rows:
        message = loads(body)
        judgement = judge(message, configuration, judged_at=judged_at)
        observation = Observation(row, message, judged_at, judgement.verdict, judgement.deliveries)
        looks.append(eye.look(observation))
        kept.append(batch.keep(row, message, judgement))
    return Examined(tuple(kept), tuple(looks))


def rejudge(examined: Iterable[Examined[Kept]], analyst: Analyst) -> Iterator[Progress[Kept]]:
    """Judge a capture anew from batches that were examined, in the order of their rows. The
    analyst is a new one of the same configuration, and goes on with the messages that come next.

    `examined` is what a pool's `map(examine, batches(...))` gives, or the plain `map`. Each step
    can be written before the next is asked for; whoever stops asking has cancelled, and closes
    the pool. The last step holds what is to be said of the capture as a whole. Raises what
    `examine` raises.
    """
    upto = 0
    for batch in examined:
        changes: list[Change] = []
        for look in batch.looks:
            changes += analyst.take(look)
            upto = look.row
        yield Progress(upto, batch.kept, tuple(changes))
    yield Progress(upto, (), tuple(analyst.capture_changes()))


@lru_cache(maxsize=2)
def _prepared(text: bytes) -> tuple[Configuration, Eye]:
    configuration = configuration_from_json(loads(text))
    rules = read_rules(configuration.rules, CODES)
    return configuration, Eye(setting_of(configuration, rules))
