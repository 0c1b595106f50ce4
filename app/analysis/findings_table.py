"""The findings of a capture as the window lists them: by rule, by user or by page."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal, TypeAlias

from app.analysis.attribution import Credits
from app.analysis.judged import JudgedMessage
from app.analysis.money import Cost, cost_of, sum_line
from app.analysis.newest import Newest
from app.analysis.reading import Reading
from app.analysis.seen import Seen
from app.analysis.severity import SEVERITIES
from app.analysis.stakes import Stake, order_key, stakes_of
from app.destination.model import Configuration
from app.lint.finding import Finding, Severity

GroupBy: TypeAlias = Literal["rule", "user", "page"]
SortBy: TypeAlias = Literal["cost", "events", "users", "last"]

KEEP_FINDINGS = 300_000
"""Findings that are remembered, the newest; the table says how many are not."""

TREND = 15 * 60_000
"""Milliseconds that a trend shows, in BARS bars."""

BARS = 10

HEADS: dict[Severity, str] = {
    "error": "Error, events are lost",
    "warning": "Warning, events count wrongly or for nobody",
    "info": "Info",
}


@dataclass(frozen=True)
class FindingsRow:
    """One rule, user or page. `users` is None where no event has a user. `trend` are BARS counts
    of events up to the newest one; `last` is the time of the latest event in milliseconds since
    1970. `title` is the rule's, else the name of the user or page."""

    key: str
    title: str
    severity: Severity
    events: int
    users: int | None
    cost: Cost
    trend: tuple[int, ...]
    last: int


@dataclass(frozen=True)
class FindingsGroup:
    """The rows of one severity under their head."""

    severity: Severity
    head: str
    rows: tuple[FindingsRow, ...]


@dataclass(frozen=True)
class FindingsTable:
    """All groups that have rows. `sum_line` stands over them, empty where no order is lost.
    `findings` are counted, `forgotten` older ones are not, and `silenced` ones are left out."""

    groups: tuple[FindingsGroup, ...]
    total: Cost
    sum_line: str
    findings: int
    forgotten: int = 0
    silenced: int = 0

    @property
    def rows(self) -> int:
        """How many rows there are in all groups."""
        return sum(len(one.rows) for one in self.groups)


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One event with a finding. `order` is at least what the order is worth, None where it is
    none or cannot be read; `where` are the places in its message; `cost` is what this finding
    alone costs, in words. `event` and `path` are its name and its page, as silences have them."""

    row: int
    message_id: str
    at: int
    user: str
    order: Decimal | None
    currency: str
    where: tuple[str, ...]
    cost: str
    code: str = ""
    event: str = ""
    path: str = ""


@dataclass(frozen=True, slots=True)
class RuleCount:
    """How many events one rule has a finding on."""

    code: str
    title: str
    severity: Severity
    events: int


@dataclass(frozen=True)
class RuleDetail:
    """The pane beside the table: one rule with its figures, its finding about the capture, else
    its newest one (whose message, cost, fix and snippet it shows) and its newest occurrences.

    Of a user or a page, `code` is its key, `example` is None and `rules` are those that have
    findings there, worst first. `count` is the number of findings, `rows` those of their
    messages, each once, newest first, as many as were asked for."""

    code: str
    title: str
    severity: Severity
    figures: tuple[tuple[str, str], ...]
    example: Finding | None
    occurrences: tuple[Occurrence, ...]
    count: int
    cost: str = ""
    rules: tuple[RuleCount, ...] = ()
    rows: tuple[int, ...] = ()


class Ledger:
    """Takes in judged messages in any order, and keeps what their findings cost."""

    def __init__(self, configuration: Configuration, *, keep: int = KEEP_FINDINGS) -> None:
        self._reading = Reading(configuration)
        self._stakes: Newest[Stake] = Newest(keep)
        self._arrived: Newest[str] = Newest(keep)
        self._examples: dict[str, tuple[tuple[int, int], Finding]] = {}
        self._of_capture: dict[str, Finding] = {}
        self._silenced = 0

    def add(self, judged: JudgedMessage, seen: Seen | None = None) -> None:
        """Take one message in, with the findings that stand on it in the end; `seen` is what a
        `Book` has read of it, to spare a second reading."""
        seen = seen or self._reading.read(judged)
        if seen.order is not None and seen.order.state == "accepted":
            self._arrived.add(seen.at, seen.row, 1, order_key(seen.order))
        shown = tuple(one for one in judged.findings if not one.silenced)
        self._silenced += len(judged.findings) - len(shown)
        if not shown:
            return
        judged = replace(judged, findings=shown)
        for stake in stakes_of(judged, seen, self._reading.action_meant(judged)):
            self._stakes.add(seen.at, seen.row, 1, stake)
        for finding in shown:
            moment = (seen.at, seen.row)
            known = self._examples.get(finding.code)
            if known is None or known[0] < moment:
                self._examples[finding.code] = (moment, finding)

    def say_of_capture(self, findings: Iterable[Finding]) -> None:
        """The findings of the capture as a whole, in the place of those that were said before.
        A rule that has none on a message gets a row of its own, with no events."""
        self._of_capture = {one.code: one for one in findings if not one.silenced}

    def add_all(self, messages: Iterable[JudgedMessage]) -> "Ledger":
        """Take several in."""
        for judged in messages:
            self.add(judged)
        return self

    def table(
        self,
        *,
        by: GroupBy = "rule",
        sort: SortBy = "cost",
        credits: Credits | None = None,
        until: int | None = None,
    ) -> FindingsTable:
        """The table. Lines that `credits` says earn their credit are not called uncredited.
        Trends end at `until` (milliseconds since 1970), else at the newest finding."""
        stakes = list(self._stakes)
        arrived = set(self._arrived)
        credited = _credited(credits)
        if until is None:
            until = max((one.judged_at for one in stakes), default=0)
        rows = [
            _row(key, some, by, cost_of(some, arrived, credited), until)
            for key, some in _grouped(stakes, _KEYS[by]).items()
        ]
        if by == "rule":
            known = {one.key for one in rows}
            rows += [
                _capture_row(one) for one in self._of_capture.values() if one.code not in known
            ]
        rows.sort(key=lambda one: (*_SORTS[sort](one), one.key))
        groups = [
            FindingsGroup(severity, HEADS[severity], found)
            for severity in SEVERITIES
            if (found := tuple(one for one in rows if one.severity == severity))
        ]
        total = cost_of(stakes, arrived, credited)
        costs = {
            code: cost_of(some, arrived, credited)
            for code, some in _grouped(stakes, _KEYS["rule"]).items()
        }
        by_cost = dict(sorted(costs.items(), key=lambda one: (-one[1].rank, one[0])))
        return FindingsTable(
            tuple(groups),
            total,
            sum_line(by_cost, total),
            len(stakes),
            self._stakes.forgotten,
            self._silenced,
        )

    def rule(self, code: str, most: int = 200, credits: Credits | None = None) -> RuleDetail | None:
        """One rule with its newest `most` occurrences; None where it has no finding."""
        return self.detail(code, "rule", most, credits)

    def detail(
        self, key: str, by: GroupBy = "rule", most: int = 200, credits: Credits | None = None
    ) -> RuleDetail | None:
        """One row of the table with its newest `most` occurrences; None where it has no finding."""
        stakes = [one for one in self._stakes if _KEYS[by](one) == key]
        whole = self._of_capture.get(key) if by == "rule" else None
        if not stakes and whole is not None:
            row = _capture_row(whole)
            return RuleDetail(key, row.title, row.severity, (), whole, (), 0)
        if not stakes:
            return None
        arrived, credited = set(self._arrived), _credited(credits)
        cost = cost_of(stakes, arrived, credited)
        row = _row(key, stakes, by, cost, 0)
        stakes.sort(key=lambda one: (-one.at, -one.row, one.where))
        example = self._examples.get(key) if by == "rule" else None
        return RuleDetail(
            key,
            row.title,
            row.severity,
            _figures(row, stakes),
            whole or (example[1] if example else None),
            tuple(
                _occurrence(one, cost_of([one], arrived, credited).words) for one in stakes[:most]
            ),
            len(stakes),
            cost.words,
            () if by == "rule" else _rule_counts(stakes),
            tuple(dict.fromkeys(one.row for one in stakes))[:most],
        )


_KEYS: dict[GroupBy, Callable[[Stake], str]] = {
    "rule": lambda one: one.code,
    "user": lambda one: one.user,
    "page": lambda one: one.path,
}
_SORTS: dict[SortBy, Callable[[FindingsRow], tuple[Decimal | int, ...]]] = {
    "cost": lambda one: (-one.cost.rank, -one.events),
    "events": lambda one: (-one.events,),
    "users": lambda one: (-(one.users or 0), -one.events),
    "last": lambda one: (-one.last,),
}
_UNKNOWN: dict[GroupBy, str] = {"rule": "", "user": "no user", "page": "no page path"}


def _grouped(stakes: Sequence[Stake], key: Callable[[Stake], str]) -> dict[str, list[Stake]]:
    found: dict[str, list[Stake]] = {}
    for one in stakes:
        found.setdefault(key(one), []).append(one)
    return found


def _row(key: str, stakes: Sequence[Stake], by: GroupBy, cost: Cost, until: int) -> FindingsRow:
    newest = max(stakes, key=lambda one: (one.at, one.row))
    users = {one.user for one in stakes if one.user}
    name = key.removeprefix("a:").removeprefix("u:") if by == "user" else key
    return FindingsRow(
        key=key,
        title=newest.title if by == "rule" else name or _UNKNOWN[by],
        severity=min((one.severity for one in stakes), key=SEVERITIES.index),
        events=len({one.row for one in stakes}),
        users=len(users) or None,
        cost=cost,
        trend=_trend(stakes, until),
        last=newest.at,
    )


def _capture_row(finding: Finding) -> FindingsRow:
    return FindingsRow(
        finding.code, finding.title, finding.severity, 0, None, Cost(), (0,) * BARS, 0
    )


def _trend(stakes: Sequence[Stake], until: int) -> tuple[int, ...]:
    width = TREND // BARS
    rows = {(one.row, one.judged_at) for one in stakes if 0 <= until - one.judged_at < TREND}
    bars = Counter(BARS - 1 - (until - judged_at) // width for _, judged_at in rows)
    return tuple(bars[index] for index in range(BARS))


def _figures(row: FindingsRow, stakes: Sequence[Stake]) -> tuple[tuple[str, str], ...]:
    """Number and words: `14`, `orders rejected`; `11`, `users`; `1,038.40`, `at least, in this
    capture`."""
    one_user = row.users == 1
    figures = [
        (f"{row.events:,}", _events_words(row.events, stakes)),
        ("unknown" if row.users is None else f"{row.users:,}", "user" if one_user else "users"),
    ]
    for amounts in row.cost.amounts.values():
        for currency, value in sorted(amounts.items()):
            unit = f" {currency}" if currency else ""
            figures.append((f"{value:,.2f}{unit}", "at least, in this capture"))
    return tuple(figures)


def _events_words(events: int, stakes: Sequence[Stake]) -> str:
    outcomes = {one.outcome for one in stakes}
    arrays = {one.array for one in stakes}
    plain = "event" if events == 1 else "events"
    if len(outcomes) > 1 or len(arrays) > 1 or "accepted" in outcomes:
        return plain
    # One message of a list is one event here, however many impressions it has.
    noun = ("order" if events == 1 else "orders") if arrays == {"orders"} else plain
    return f"{noun} {outcomes.pop()}"


def _occurrence(stake: Stake, cost: str) -> Occurrence:
    return Occurrence(
        stake.row,
        stake.message_id,
        stake.at,
        stake.user,
        stake.order_value,
        stake.currency,
        stake.where,
        cost,
        stake.code,
        stake.event,
        stake.path,
    )


def _rule_counts(stakes: Sequence[Stake]) -> tuple[RuleCount, ...]:
    found = []
    for code, some in _grouped(stakes, _KEYS["rule"]).items():
        worst = min((one.severity for one in some), key=SEVERITIES.index)
        found.append(RuleCount(code, some[0].title, worst, len({one.row for one in some})))
    found.sort(key=lambda one: (SEVERITIES.index(one.severity), -one.events, one.code))
    return tuple(found)


def _credited(credits: Credits | None) -> set[tuple[int, int]]:
    return {
        (order.order.row, line.line.place)
        for order in (credits.orders if credits else ())
        for line in order.lines
        if line.state == "credited"
    }
