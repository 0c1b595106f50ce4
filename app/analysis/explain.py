"""The verdict in sentences."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.analysis.delivery_words import Words, words_of
from app.analysis.sentences import SENTENCES
from app.analysis.severity import worst
from app.analysis.verdict import Judgement
from app.destination.model import FieldError, Provenance
from app.lint.finding import Finding
from app.lint.observation import JudgedDelivery, Outcome, Tie
from app.segment.jsontext import Json, JsonObject
from app.topsort.words import clean

_WORST_FIRST: tuple[Outcome, ...] = ("dropped", "rejected", "filtered", "accepted")
_TIES_WORST_FIRST: tuple[Tie | None, ...] = ("anonymous", "organic", "sponsored", None)


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
    """The verdict bar: shape, sentence, second line; and the deliveries, worst first."""

    shape: str
    sentence: str
    subtitle: str
    deliveries: tuple[DeliveryView, ...]


def explain(
    message: JsonObject, judgement: Judgement, findings: Sequence[Finding] = ()
) -> Explanation:
    """Say what happens to a message. Of several deliveries the worst speaks; those that look
    the same are told apart by the findings on them."""
    if not judgement.deliveries:
        words = _whole_message(message, judgement)
        return Explanation(judgement.verdict, words.sentence, words.subtitle, ())
    views = [
        _view(index, judged, message, judgement)
        for index, judged in enumerate(judgement.deliveries)
    ]
    views.sort(key=lambda view: _badness(view, findings))
    first = views[0]
    return Explanation(first.shape, _with_the_rest(views), first.subtitle, tuple(views))


def _badness(view: DeliveryView, findings: Sequence[Finding]) -> tuple[int, int, int, int]:
    severity = worst(one for one in findings if one.delivery == view.index)
    order = ("error", "warning", "info", None)
    return (
        _WORST_FIRST.index(view.outcome),
        _TIES_WORST_FIRST.index(view.tie),
        order.index(severity),
        view.index,
    )


def _view(
    index: int, judged: JudgedDelivery, message: JsonObject, judgement: Judgement
) -> DeliveryView:
    delivery = judged.delivery
    if judgement.detail_kind == "integrations":
        words = _filled("integrations", key=clean(judgement.detail))
    else:
        words = words_of(judged, message)
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
        errors=errors_of(judged),
    )


def errors_of(judged: JudgedDelivery) -> tuple[FieldError, ...]:
    """Why a delivery does not get through: Segment's complaints, or else Topsort's, with the
    places in the request."""
    if judged.delivery.errors:
        return judged.delivery.errors
    return tuple(
        FieldError(path=f"$.{text}" if text else "$", message=one.message, at=one.path)
        for one in judged.refusals
        for text in [_dotted(one.path)]
    )


def _dotted(path: tuple[str | int, ...]) -> str:
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    return text


def _with_the_rest(views: list[DeliveryView]) -> str:
    sentence = views[0].sentence
    if len(views) == 1 or (views[0].outcome == "filtered" and views[-1].outcome == "filtered"):
        return sentence
    rest = [view.outcome for view in views[1:]]
    said = []
    for outcome in _WORST_FIRST:
        count = rest.count(outcome)
        if count:
            other = "other delivery is" if count == 1 else "other deliveries are"
            said.append(f"{count} {other} {outcome}")
    return f"{sentence}; {', '.join(said)}"


def _whole_message(message: JsonObject, judgement: Judgement) -> Words:
    if judgement.verdict == "discarded":
        reason, code = clean(judgement.detail), clean(judgement.segment_code)
        return _filled("discarded", reason=reason, code=code)
    kind = message.get("type")
    event = message.get("event")
    track = kind == "track" and isinstance(event, str)
    name = _short(event if track else kind)
    if judgement.detail_kind == "off":
        return _filled("off", name=_short(judgement.detail))
    if judgement.detail_kind == "name":
        return _filled("name", event=name, name=_short(judgement.detail))
    return _filled("unmapped" if track else "unmapped type", event=name)


def _short(text: Json) -> str:
    if not isinstance(text, str) or not text.strip():
        return "such"
    return clean(text if len(text) <= 80 else f"{text[:79]}…")


def _filled(case: str, **values: str) -> Words:
    sentence, subtitle = SENTENCES[case]
    return Words(sentence.format(**values), subtitle.format(**values))
