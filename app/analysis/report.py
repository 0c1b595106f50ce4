"""Verdicts as JSON: the lines of `map` and of `export`, which other programs rely on."""

from collections.abc import Callable, Sequence

from app.analysis.explain import errors_of
from app.analysis.reasons import reason_of
from app.analysis.severity import worst, worst_first
from app.analysis.verdict import Judgement
from app.lint.catalogue import RULES
from app.lint.finding import Finding
from app.lint.observation import JudgedDelivery
from app.lint.silence import heard, silenced_counts
from app.segment.jsontext import Json, JsonObject
from app.segment.paths import path_text

_SHARED = frozenset(rule.code for rule in RULES if rule.shared)

NameOf = Callable[[int], Json]
"""The messageId of a row."""


def message_line(
    message: JsonObject, judgement: Judgement, findings: Sequence[Finding], name_of: NameOf
) -> JsonObject:
    """One line of `map`: the verdict on a message, with its deliveries and all its findings."""
    said = heard(findings)
    return {
        "messageId": message.get("messageId"),
        "verdict": judgement.verdict,
        "severity": worst(said),
        "deliveries": [
            delivery_line(message, index, judged, said, name_of)
            for index, judged in enumerate(judgement.deliveries)
        ],
        "findings": findings_json(said, name_of),
        **_silenced(findings),
    }


def delivery_line(
    message: JsonObject,
    index: int,
    judged: JudgedDelivery,
    findings: Sequence[Finding],
    name_of: NameOf,
) -> JsonObject:
    """One delivery, with those of the message's findings that are about it."""
    delivery = judged.delivery
    return {
        "messageId": message.get("messageId"),
        "preset": delivery.preset,
        "action": delivery.action,
        "outcome": judged.outcome,
        "tie": judged.tie,
        "request": delivery.request,
        "errors": errors_json(judged),
        "reasons": reasons_json(judged, message),
        "findings": findings_json([one for one in findings if one.delivery == index], name_of),
    }


def delivery_lines(
    message: JsonObject, judgement: Judgement, findings: Sequence[Finding], name_of: NameOf
) -> list[JsonObject]:
    """The lines of `export --what deliveries` for one message. A message without a delivery
    gives one line, with its verdict as the outcome."""
    if judgement.deliveries:
        return [
            delivery_line(message, index, judged, findings, name_of)
            for index, judged in enumerate(judgement.deliveries)
        ]
    return [
        {
            "messageId": message.get("messageId"),
            "preset": None,
            "action": None,
            "outcome": judgement.verdict,
            "tie": None,
            "request": None,
            "errors": [],
            "reasons": [],
            "findings": findings_json(findings, name_of),
        }
    ]


def capture_line(findings: Sequence[Finding], name_of: NameOf) -> JsonObject:
    """The last line of `map`: what is to be said of the capture as a whole. `with` names examples
    of a fault that stands on many messages."""
    return {
        "capture": True,
        "findings": [_finding(one, name_of, shared=True) for one in worst_first(heard(findings))],
        **_silenced(findings),
    }


def errors_json(judged: JudgedDelivery) -> list[JsonObject]:
    """Why a delivery does not get through: the complaints of Segment's validation, or else those
    of Topsort's contract."""
    return [{"path": one.path, "message": one.message} for one in errors_of(judged)]


def reasons_json(judged: JudgedDelivery, message: JsonObject) -> list[JsonObject]:
    """For each complaint of Segment's validation what is wrong with the message, and where."""
    return [
        {"message": reason_of(one, message), "paths": [path_text(path) for path in one.sources]}
        for one in judged.delivery.errors
    ]


def findings_json(findings: Sequence[Finding], name_of: NameOf) -> list[JsonObject]:
    """Findings, worst first, without the silenced ones; `with` names the other messages of a
    finding about several."""
    return [_finding(one, name_of, one.code in _SHARED) for one in worst_first(heard(findings))]


def _silenced(findings: Sequence[Finding]) -> JsonObject:
    """How many findings the user has silenced, by rule, where there are any."""
    counts = silenced_counts(findings)
    return {"silenced": counts} if counts else {}


def _finding(finding: Finding, name_of: NameOf, shared: bool) -> JsonObject:
    line: JsonObject = {
        "code": finding.code,
        "severity": finding.severity,
        "message": " ".join(text for text in (finding.message, finding.cost) if text),
        "paths": list(finding.paths),
        "fix": finding.fix,
    }
    if finding.others and shared:
        line["with"] = [name_of(row) for row in finding.others]
    if finding.quiet:
        line["quiet"] = True
    return line
