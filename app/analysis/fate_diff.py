"""What a change of the configuration would do to messages: whose fate or payload is another."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from app.analysis.analyst import Analyst
from app.analysis.pair import PairRow, compare
from app.analysis.verdict import Judgement
from app.destination.model import Configuration
from app.lint.catalogue import RULES
from app.lint.finding import Change
from app.lint.observation import JudgedDelivery, Outcome, Tie, Verdict
from app.segment.jsontext import Json, JsonObject
from app.segment.summary import summarise

Kind: TypeAlias = Literal["fate", "payload"]

LISTED = 5_000
"""Messages that are named; all are counted."""

_FIELDS = 40
"""Fields of payloads that are told apart; further ones count as one."""

_PATHS = 3
"""Places that are named of one message."""

_STEP = 50
"""Messages between two questions whether to go on."""

_TITLES = {rule.code: rule.title for rule in RULES}
_ARRAYS = ("impressions", "clicks", "purchases", "pageviews")


@dataclass(frozen=True, slots=True)
class Fate:
    """What becomes of one message: its verdict, and each delivery's subscription, outcome and
    tie."""

    verdict: Verdict
    deliveries: tuple[tuple[str, Outcome, Tie | None], ...]

    @property
    def tie(self) -> Tie | None:
        """The tie of the first delivery that has one."""
        return next((tie for _, _, tie in self.deliveries if tie), None)


@dataclass(frozen=True, slots=True)
class Difference:
    """One message that would fare otherwise. `paths` are the first places of its payload that
    would be others. `judged_at` is milliseconds since 1970."""

    row: int
    kind: Kind
    judged_at: int
    name: str
    user: str
    before: Fate
    after: Fate
    paths: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RuleCount:
    """How many findings of one rule stand before and after, silenced ones left out."""

    code: str
    title: str
    before: int
    after: int


@dataclass(frozen=True)
class FateDiff:
    """The difference between two configurations over some messages.

    `fates` and `payloads` count messages; a payload is other where the fate is the same and what
    is sent is not. `fields` are the fields of payloads that would be others, most first, with the
    messages of each. `differences` are the first LISTED, in the order of the messages. `whole`:
    every message was looked at.
    """

    messages: int
    fates: int
    payloads: int
    fields: tuple[tuple[str, int], ...]
    rules: tuple[RuleCount, ...]
    differences: tuple[Difference, ...]
    whole: bool = True

    @property
    def findings(self) -> int:
        """How many findings more there would be; below 0 how many less."""
        return sum(one.after - one.before for one in self.rules)

    @property
    def nothing(self) -> bool:
        """Whether the change does nothing to these messages."""
        return not (self.fates or self.payloads or self.rules)


def fate_diff(
    messages: Iterable[tuple[int, JsonObject, int]],
    before: Configuration,
    after: Configuration,
    *,
    go_on: Callable[[int], bool] = lambda _done: True,
) -> FateDiff:
    """Judge each message under both configurations, and keep what differs.

    A message is its row id, its JSON and milliseconds since 1970 at which it is judged; they come
    in the order of their rows. `go_on` is asked now and then with the number of messages that are
    done: False ends the work, and the answer is not `whole`. Raises RulesError for rules that
    cannot be read.
    """
    sides = _Side(before), _Side(after)
    fields: Counter[str] = Counter()
    found: list[Difference] = []
    done = fates = payloads = 0
    whole = True
    for row, message, judged_at in messages:
        if done % _STEP == 0 and not go_on(done):
            whole = False
            break
        old, new = (side.judge(row, message, judged_at) for side in sides)
        done += 1
        one = _difference(row, message, judged_at, old, new)
        if one is None:
            continue
        fates += one.kind == "fate"
        payloads += one.kind == "payload"
        if one.kind == "payload":
            names = {_field(path) for path in _unlike(old, new)}
            fields.update(
                name if name in fields or len(fields) < _FIELDS else "…" for name in names
            )
        if len(found) < LISTED:
            found.append(one)
    counts = [side.counted() for side in sides]
    codes = sorted(counts[0].keys() | counts[1].keys())
    return FateDiff(
        done,
        fates,
        payloads,
        tuple(fields.most_common()),
        tuple(
            RuleCount(code, _TITLES.get(code, code), counts[0][code], counts[1][code])
            for code in codes
            if counts[0][code] != counts[1][code]
        ),
        tuple(found),
        whole,
    )


def fate_of(judgement: Judgement) -> Fate:
    """The fate in a judgement."""
    return Fate(
        judgement.verdict,
        tuple((one.delivery.preset, one.outcome, one.tie) for one in judgement.deliveries),
    )


def payload_of(judgement: Judgement) -> Json:
    """What is sent for a message, and what was built and is not, by subscription."""
    return {
        one.delivery.preset: _bare(
            one.delivery.event if one.delivery.request is None else one.delivery.request
        )
        for one in judgement.deliveries
    }


def payload_rows(before: Judgement, after: Judgement) -> tuple[PairRow, ...]:
    """Both payloads path by path, for the side by side view."""
    return compare(payload_of(before), payload_of(after))


class _Side:
    """One configuration: its judge, and the findings that stand."""

    def __init__(self, configuration: Configuration) -> None:
        self._analyst = Analyst(configuration)
        self._standing: dict[tuple[int | None, str], int] = {}
        self._counts: Counter[str] = Counter()

    def judge(self, row: int, message: JsonObject, judged_at: int) -> Judgement:
        judgement, changes = self._analyst.add(row, message, judged_at)
        self._take(changes)
        return judgement

    def counted(self) -> Counter[str]:
        """Findings by rule, those of the capture included."""
        self._take(self._analyst.capture_changes())
        return self._counts

    def _take(self, changes: Iterable[Change]) -> None:
        for one in changes:
            key = one.row, one.code
            heard = sum(not finding.silenced for finding in one.findings)
            self._counts[one.code] += heard - self._standing.pop(key, 0)
            if heard:
                self._standing[key] = heard


def _difference(
    row: int, message: JsonObject, judged_at: int, old: Judgement, new: Judgement
) -> Difference | None:
    before, after = fate_of(old), fate_of(new)
    # A subscription that only has another name makes the same of a message.
    same = before.verdict == after.verdict and [one[1:] for one in before.deliveries] == [
        one[1:] for one in after.deliveries
    ]
    if same and [_sent(one) for one in old.deliveries] == [_sent(one) for one in new.deliveries]:
        return None
    paths = tuple(dict.fromkeys(_unlike(old, new)))[:_PATHS]
    summary = summarise(message)
    kind: Kind = "payload" if same else "fate"
    user = summary.anonymous_id or summary.user_id
    return Difference(row, kind, judged_at, summary.name[:200], user[:200], before, after, paths)


def _sent(judged: JudgedDelivery) -> Json:
    delivery = judged.delivery
    return delivery.request if delivery.request is not None else delivery.event


def _unlike(old: Judgement, new: Judgement) -> Iterator[str]:
    """The places of the payloads that differ, delivery by delivery."""
    for before, after in zip(old.deliveries, new.deliveries, strict=False):
        rows = compare(_bare(_sent(before)), _bare(_sent(after)))
        yield from (one.path_text for one in rows if not one.equal)


def _bare(value: Json) -> Json:
    """The event alone where a request holds one."""
    if isinstance(value, dict) and len(value) == 1:
        name, events = next(iter(value.items()))
        if name in _ARRAYS and isinstance(events, list) and len(events) == 1:
            return events[0]
    return value


def _field(path: str) -> str:
    """The field of an event that a place lies in: `impressions[3].page.type` is `page`."""
    steps = [step.partition("[")[0] for step in path.split(".")]
    if steps[0] in _ARRAYS and len(steps) > 1:
        steps = steps[1:]
    return steps[0][:80]
