"""What a rule looks at: one message with its judged deliveries."""

from dataclasses import dataclass
from typing import Literal, NamedTuple, TypeAlias

from app.destination.model import Delivery
from app.segment.jsontext import JsonObject
from app.topsort.refusal import Refusal

Outcome: TypeAlias = Literal["accepted", "rejected", "dropped", "filtered"]
Tie: TypeAlias = Literal["sponsored", "organic", "anonymous"]
Verdict: TypeAlias = Literal["discarded", "dropped", "rejected", "filtered", "unmapped", "accepted"]


@dataclass(frozen=True, slots=True)
class JudgedDelivery:
    """A delivery with its outcome; `tie` only for accepted impressions and clicks."""

    delivery: Delivery
    outcome: Outcome
    tie: Tie | None = None
    refusals: tuple[Refusal, ...] = ()


class Observation(NamedTuple):
    """One message as the rules see it.

    `row` is its row id in the capture, or its position in a file. `judged_at` is the time in
    milliseconds since 1970 that the time rules compare with.
    """

    row: int
    message: JsonObject
    judged_at: int
    verdict: Verdict
    deliveries: tuple[JudgedDelivery, ...]
