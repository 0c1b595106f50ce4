"""The verdict in sentences."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.analysis.delivery_words import Words, filled, named, words_of
from app.analysis.origins import with_sources
from app.analysis.severity import worst
from app.analysis.verdict import OUTCOMES, TIES, Judgement
from app.destination.model import Configuration, FieldError, Provenance
from app.lint.finding import Finding
from app.lint.observation import JudgedDelivery, Outcome, Tie
from app.segment.jsontext import Json, JsonObject
from app.topsort.words import clean, place


@dataclass(frozen=True, slots=True)
class DeliveryView:
    """One delivery in words.

    `index` is its place in the judgement; `shape` the name of its outcome's shape. `event` is
    what a person looks at, `provenance` where each of its leaves came from, `request` the body
    for Topsort or None, `errors` the validation's or the contract's complaints.
    """

    index: int
    preset: str
    action: str
    outcome: Outcome
    tie: Tie | None
    shape: str
    sentence: str
    subtitle: str
    event: Json
    provenance: Provenance | None
    request: JsonObject | None
    errors: tuple[FieldError, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """The verdict bar: shape, sentence, second line; and the deliveries, worst first.

    `switched_off` is the subscription that would match but is switched off, empty where that is
    not why nothing is sent.
    """

    shape: str
    sentence: str
    subtitle: str
    deliveries: tuple[DeliveryView, ...]
    switched_off: str = ""


def explain(
    message: JsonObject,
    judgement: Judgement,
    findings: Sequence[Finding] = (),
    configuration: Configuration | None = None,
) -> Explanation:
    """Say what happens to a message. Of several deliveries the worst speaks; those that look
    the same are told apart by the findings on them. With the `configuration` of the judgement the
    contract's complaints name places in the message too."""
    if not judgement.deliveries:
        words = _whole_message(message, judgement)
        off = judgement.detail if judgement.detail_kind == "off" else ""
        return Explanation(judgement.verdict, words.sentence, words.subtitle, (), off)
    views = [
        _view(index, judged, message, judgement, configuration)
        for index, judged in enumerate(judgement.deliveries)
    ]
    views.sort(key=lambda view: _badness(view, findings))
    first = views[0]
    return Explanation(first.shape, _with_the_rest(views), first.subtitle, tuple(views))


def _badness(view: DeliveryView, findings: Sequence[Finding]) -> tuple[int, int, int, int]:
    severity = worst(one for one in findings if one.delivery == view.index)
    order = ("error", "warning", "info", None)
    return (
        OUTCOMES.index(view.outcome),
        len(TIES) if view.tie is None else TIES.index(view.tie),
        order.index(severity),
        view.index,
    )


def _view(
    index: int,
    judged: JudgedDelivery,
    message: JsonObject,
    judgement: Judgement,
    configuration: Configuration | None,
) -> DeliveryView:
    delivery = judged.delivery
    if judgement.detail_kind == "integrations":
        words = filled("integrations", key=clean(judgement.detail))
    else:
        words = words_of(judged, message)
    errors = errors_of(judged)
    if configuration is not None and not delivery.errors:
        errors = with_sources(errors, delivery, message, configuration)
    shape = judged.outcome if judged.outcome != "accepted" else judged.tie or "accepted"
    return DeliveryView(
        index=index,
        preset=delivery.preset,
        action=delivery.action,
        outcome=judged.outcome,
        tie=judged.tie,
        shape=shape,
        sentence=words.sentence,
        subtitle=words.subtitle,
        event=delivery.event,
        provenance=delivery.provenance,
        request=delivery.request,
        errors=errors,
    )


def errors_of(judged: JudgedDelivery) -> tuple[FieldError, ...]:
    """Why a delivery does not get through: Segment's complaints, or else Topsort's, with the
    places in the request."""
    if judged.delivery.errors:
        return judged.delivery.errors
    return tuple(
        FieldError(".".join(["$", place(one.path)] if one.path else ["$"]), one.message, one.path)
        for one in judged.refusals
    )


def _with_the_rest(views: list[DeliveryView]) -> str:
    sentence = views[0].sentence
    if len(views) == 1 or (views[0].outcome == "filtered" and views[-1].outcome == "filtered"):
        return sentence
    rest = [view.outcome for view in views[1:]]
    said = []
    for outcome in OUTCOMES:
        count = rest.count(outcome)
        if count:
            other = "other delivery is" if count == 1 else "other deliveries are"
            said.append(f"{count} {other} {outcome}")
    return f"{sentence}; {', '.join(said)}"


def _whole_message(message: JsonObject, judgement: Judgement) -> Words:
    if judgement.verdict == "discarded":
        reason, code = clean(judgement.detail), clean(judgement.segment_code)
        return filled("discarded" if code else "discarded, no code", reason=reason, code=code)
    kind = message.get("type")
    event = message.get("event")
    track = kind == "track" and isinstance(event, str)
    name = named(event if track else "untyped" if kind is None else kind)
    if judgement.detail_kind == "off":
        return filled("off", name=named(judgement.detail))
    if judgement.detail_kind == "name":
        return filled("name", event=name, name=named(judgement.detail))
    return filled("unmapped" if track else "unmapped type", event=name)
