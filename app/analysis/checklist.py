"""The launch checklist of a capture: each point with its state, its proof and what is missing."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from app.analysis.attribution import Credits
from app.analysis.checklist_facts import gather
from app.analysis.checklist_found import STATE_WORDS, Found, State
from app.analysis.checklist_points import POINTS, Point
from app.analysis.checklist_states import STATES
from app.analysis.seen import Seen
from app.analysis.winners import Witness
from app.destination.model import Configuration
from app.lint.catalogue import RULES
from app.lint.observation import Verdict

MOST_EVIDENCE = 200
"""Messages that are named as proof of one point, the newest; all are counted."""

_TITLES = {rule.code: rule.title for rule in RULES}


@dataclass(frozen=True, slots=True)
class Mark:
    """What a person said of a point: `confirmed`, or `not needed` here. `note` is their own text,
    for example the numbers of the dashboard."""

    confirmed: bool = False
    not_needed: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One message that proves a point or stands against it. `order` is at least what its order is
    worth, None where it has none or none can be read. `at` is milliseconds since 1970."""

    row: int
    message_id: str
    at: int
    event: str
    outcome: Verdict
    tie: str | None
    user: str
    order: Decimal | None
    currency: str


@dataclass(frozen=True)
class Row:
    """One point as it stands.

    `word` is the word of its state. `evidence` says in a few words what it rests on, `missing`
    what to do. `messages` are the newest of those that the link shows: those against it where
    there are any, else those that prove it; `count` is how many there are. `link` is the link's
    text, empty where there is nothing to show or to do. `rules` are codes and titles of rules
    that look for the same. A `mark` is a person's word and never evidence.
    """

    point: Point
    state: State
    word: str
    evidence: str
    missing: str
    figures: tuple[tuple[int, str], ...]
    messages: tuple[Evidence, ...]
    count: int
    link: str
    rules: tuple[tuple[str, str], ...]
    mark: Mark = Mark()

    @property
    def settled(self) -> bool:
        """Whether nothing is left to do about it."""
        return self.state == "met" or self.mark.confirmed or self.mark.not_needed


@dataclass(frozen=True)
class Checklist:
    """All rows, section by section. `counts` are of the rows that are needed, by state. `since`
    is the time of the earliest message, None without any. `forgotten` older messages were not
    looked at."""

    title: str
    rows: tuple[Row, ...]
    counts: Mapping[State, int]
    messages: int
    since: int | None
    forgotten: int = 0

    @property
    def sections(self) -> tuple[tuple[str, tuple[Row, ...]], ...]:
        """The heads and their rows."""
        found: dict[str, list[Row]] = {}
        for row in self.rows:
            found.setdefault(row.point.section, []).append(row)
        return tuple((head, tuple(rows)) for head, rows in found.items())


def checklist(
    seen: Iterable[Seen],
    configuration: Configuration,
    credits: Credits,
    witness: Witness,
    marks: Mapping[str, Mark] | None = None,
) -> Checklist:
    """Judge every point by what is remembered of a capture; in any order it is the same.

    `marks` are what a person said, by the point's id; ids that no point has are left aside.
    """
    facts = gather(seen, configuration, credits, witness)
    marks = marks or {}
    rows = tuple(
        _row(one, STATES[one.id](facts), marks.get(one.id, Mark()), facts.silenced)
        for one in POINTS
    )
    states = Counter(one.state for one in rows if not one.mark.not_needed)
    return Checklist(
        _title(rows, states, len(facts.messages)),
        rows,
        {state: states[state] for state in STATE_WORDS},
        len(facts.messages),
        min((one.at for one in facts.messages), default=None),
        credits.forgotten,
    )


def _row(point: Point, found: Found, mark: Mark, silenced: Counter[str]) -> Row:
    quiet = sum(silenced[code] for code in point.rules)
    shown = found.bad or found.good
    newest = sorted(shown, key=lambda one: (-one.at, one.message_id, one.row))[:MOST_EVIDENCE]
    return Row(
        point=point,
        state=found.state,
        word=STATE_WORDS[found.state],
        # What is silenced is counted and never hidden.
        evidence=f"{found.evidence}, {quiet:,} silenced" if quiet else found.evidence,
        missing=found.missing,
        figures=found.figures,
        messages=tuple(_evidence(one) for one in newest),
        count=len(shown),
        link=_link(point, found, mark),
        rules=tuple((code, _TITLES[code]) for code in point.rules if code in _TITLES),
        mark=mark,
    )


def _link(point: Point, found: Found, mark: Mark) -> str:
    if point.link and found.state in ("by_hand", "no_evidence"):
        return "" if mark.confirmed or mark.not_needed else point.link
    if found.bad:
        return f"Show {len(found.bad):,}"
    return "Show" if found.good else ""


def _evidence(one: Seen) -> Evidence:
    return Evidence(
        one.row,
        one.message_id,
        one.at,
        one.name,
        one.verdict,
        one.tie,
        one.user,
        one.order.value if one.order else None,
        one.order.currency if one.order else "",
    )


def _title(rows: Sequence[Row], states: Mapping[State, int], messages: int) -> str:
    if not messages:
        return "Nothing to judge yet"
    failed = states.get("not_met", 0)
    if failed:
        points = "1 point is" if failed == 1 else f"{failed} points are"
        return f"Not ready for launch: {points} not met"
    waiting = sum(not one.settled for one in rows)
    if waiting:
        points = "1 point is" if waiting == 1 else f"{waiting} points are"
        return f"Not ready for launch: {points} still open"
    return "Ready for launch: every point is met"
