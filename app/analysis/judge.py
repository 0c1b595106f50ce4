"""One message in, its verdict out: Segment's door, the destination, Topsort's contract."""

from collections.abc import Iterable
from dataclasses import replace

from app.analysis.unmapped import why_unmapped
from app.analysis.verdict import OUTCOMES, TIES, Judgement
from app.destination import deliver
from app.destination.model import Configuration, Delivery
from app.lint.integrations import switched_off
from app.lint.observation import JudgedDelivery, Outcome, Tie, Verdict
from app.segment.discard import OWN_CODES, discard_reason
from app.segment.jsontext import JsonObject
from app.topsort.contract import check, tie

FILTERED_BY_MESSAGE = "FILTERED_BY_INTEGRATIONS_OBJECT"
NO_MAPPING = "NO_MATCHING_MAPPING"


def judge(
    message: JsonObject,
    configuration: Configuration,
    *,
    judged_at: int,
    provenance: bool = False,
) -> Judgement:
    """What would happen to a completed message.

    `judged_at` is milliseconds since 1970: an event after it lies in Topsort's future. With
    `provenance` the deliveries say where each value came from. Never fails over what a
    message holds; raises UnknownDefinitionError. Destination Filters and consent live in the
    workspace and are not re-enacted.
    """
    refused = discard_reason(message)
    if refused is not None:
        return Judgement(
            "discarded",
            segment_code="" if refused.code in OWN_CODES else refused.code,
            detail_kind="discard",
            detail=refused.reason,
        )
    deliveries = deliver(configuration, message, provenance=provenance)
    if not deliveries:
        kind, detail = why_unmapped(message, configuration)
        return Judgement("unmapped", segment_code=NO_MAPPING, detail_kind=kind, detail=detail)
    key = switched_off(message)
    if key is not None:
        return Judgement(
            "filtered",
            tuple(_held_back(one) for one in deliveries),
            segment_code=FILTERED_BY_MESSAGE,
            detail_kind="integrations",
            detail=key,
        )
    judged = tuple(_judged(one, judged_at) for one in deliveries)
    return Judgement(verdict_of(one.outcome for one in judged), judged)


def verdict_of(outcomes: Iterable[Outcome]) -> Verdict:
    """The verdict on a message with these deliveries: the worst of them."""
    found = set(outcomes)
    return next((outcome for outcome in OUTCOMES if outcome in found), "unmapped")


def _held_back(delivery: Delivery) -> JudgedDelivery:
    """Segment keeps the message from the destination, so that nothing is sent or validated;
    the event stays, for whoever wants to see what it would have been."""
    return JudgedDelivery(replace(delivery, request=None, errors=()), "filtered")


def _judged(delivery: Delivery, judged_at: int) -> JudgedDelivery:
    if delivery.errors:
        return JudgedDelivery(delivery, "dropped")
    if delivery.request is None:
        return JudgedDelivery(delivery, "filtered")
    refusals = check(delivery.request, now=judged_at)
    if refusals:
        return JudgedDelivery(delivery, "rejected", refusals=refusals)
    return JudgedDelivery(delivery, "accepted", _tie(delivery.request))


def _tie(request: JsonObject) -> Tie | None:
    """The worst tie of the impressions and clicks of an accepted request; None without one."""
    found = {tie(event) for name in ("impressions", "clicks") for event in request.get(name, ())}
    return next((one for one in TIES if one in found), None)
