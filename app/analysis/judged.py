"""A message with all that was said of it: what attribution, journeys and checklist take in."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.analysis.verdict import Judgement
from app.lint.finding import Finding
from app.segment.jsontext import JsonObject


@dataclass(frozen=True, slots=True)
class JudgedMessage:
    """One message, its verdict and its findings.

    `row` is its row id in the capture, or its position in a file: of several copies of one
    messageId the lowest row stands for all. `judged_at` is milliseconds since 1970. `findings`
    are those that stand in the end, when all messages are known.
    """

    row: int
    message: JsonObject
    judged_at: int
    judgement: Judgement
    findings: Sequence[Finding] = ()
