"""All that is to be said about one message."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.analysis.explain import Explanation, explain
from app.analysis.judge import judge
from app.analysis.pair import PairRow, compare, pair_words
from app.destination.model import Configuration
from app.lint.finding import Finding
from app.lint.silence import silenced_too
from app.segment.paths import get
from app.services.silences import silences_of
from app.store.errors import NoSuchRow
from app.store.model import Attempt, EventRow, StoredMessage
from app.store.reader import Reader

_PAIR_RULE = "CLK-001"


@dataclass(frozen=True, slots=True)
class PairDetail:
    """Two messages of one user action, in the order of their time.

    `keep` is the row that should stay, `gap` the milliseconds between the two. `sentence` and
    `subtitle` are for the verdict bar, `rows` both messages path by path.
    """

    first: EventRow
    second: EventRow
    keep: int
    gap: int
    sentence: str
    subtitle: str
    rows: tuple[PairRow, ...]
    finding: Finding


@dataclass(frozen=True, slots=True)
class RowDetail:
    """One message with its verdict in words, its findings and its replays.

    The shape of `explanation` is `pending` where analysis has not reached the message.
    """

    explanation: Explanation
    message: StoredMessage
    findings: tuple[Finding, ...]
    attempts: tuple[Attempt, ...]
    pair: PairDetail | None


def explain_row(reader: Reader, configuration: Configuration, row: int) -> RowDetail:
    """Read and explain message `row`. Its provenance is worked out anew under `configuration`.

    Raises NoSuchRow, and what the reader raises.
    """
    stored = reader.message(row)
    event = next(iter(reader.rows([row])), None)
    if event is None:
        raise NoSuchRow(row)
    findings = _heard(reader, event, stored)
    if event.verdict == "pending":
        explanation = _pending(reader)
    else:
        judgement = judge(
            stored.message, configuration, judged_at=stored.judged_at, provenance=True
        )
        explanation = explain(stored.message, judgement, findings, configuration)
    return RowDetail(
        explanation,
        stored,
        findings,
        tuple(reader.attempts(row)),
        _pair(reader, event, stored, findings),
    )


def _heard(reader: Reader, event: EventRow, stored: StoredMessage) -> tuple[Finding, ...]:
    """The findings on the message; those that a person has silenced are marked."""
    name = event.name if event.type == "track" else event.type
    page = get(stored.message, ("context", "page", "path"))
    return silenced_too(
        reader.findings(event.id),
        [one for _, one in silences_of(reader)],
        event=name,
        page=page if isinstance(page, str) else "",
    )


def _pending(reader: Reader) -> Explanation:
    analysed = reader.progress().analysed
    last = reader.rows([analysed]) if analysed else []
    if not last:
        return Explanation("pending", "Stored. Analysis has not begun", "", ())
    moment = datetime.fromtimestamp(last[0].received_at / 1000)
    time = f"{moment:%H:%M:%S}.{last[0].received_at % 1000:03}"
    return Explanation("pending", f"Stored. Analysis has reached {time}", "", ())


def _pair(
    reader: Reader, event: EventRow, stored: StoredMessage, findings: Sequence[Finding]
) -> PairDetail | None:
    finding = next((one for one in findings if one.code == _PAIR_RULE and one.others), None)
    if finding is None:
        return None
    others = reader.rows(finding.others[:1])
    if not others:
        return None
    other = others[0]
    messages = {event.id: stored.message, other.id: reader.message(other.id).message}
    first, second = sorted((event, other), key=lambda one: (one.time, one.id))
    left, right = messages[first.id], messages[second.id]
    counted = all("click" in one.becomes and one.verdict == "accepted" for one in (first, second))
    sentence, subtitle = pair_words(finding, left, right, counted=counted)
    return PairDetail(
        first=first,
        second=second,
        keep=first.id if finding.keep is None else finding.keep,
        gap=abs(second.time - first.time) if finding.gap is None else finding.gap,
        sentence=sentence,
        subtitle=subtitle,
        rows=compare(left, right),
        finding=finding,
    )
