"""The verdict on one message."""

from dataclasses import dataclass

from app.lint.observation import JudgedDelivery, Outcome, Tie, Verdict

OUTCOMES: tuple[Outcome, ...] = ("dropped", "rejected", "filtered", "accepted")
"""Outcomes of deliveries, worst first."""

TIES: tuple[Tie, ...] = ("anonymous", "organic", "sponsored")
"""Ties of accepted impressions and clicks, worst first."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What would happen to one message.

    `segment_code` is the code that Segment's own screens show for the same loss
    (`NO_MATCHING_MAPPING`, `FILTERED_BY_INTEGRATIONS_OBJECT`, `no_user_anon_id`), or empty.
    `detail` is what a sentence about it needs: the name of the subscription that is switched
    off, the near miss of an event name, the key of the integrations object, the reason of a
    discard. `detail_kind` says which: `off`, `name`, `integrations`, `discard` or empty.
    """

    verdict: Verdict
    deliveries: tuple[JudgedDelivery, ...] = ()
    segment_code: str = ""
    detail_kind: str = ""
    detail: str = ""
