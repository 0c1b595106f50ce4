"""What the page Findings shows. All of it runs on a reader thread."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.analysis.findings_table import FindingsTable, GroupBy, RuleDetail, SortBy
from app.destination.model import Configuration
from app.lint.catalogue import RULES
from app.lint.rule_settings import RulesError, read_rules
from app.lint.silence import Silence
from app.services.silences import silences_of, words_of
from app.services.study import Material, Reached, Study
from app.store.query import QUERY_ALL, Query
from app.store.reader import Reader

OCCURRENCES = 1_000
"""Occurrences of one row that are listed, the newest."""

ROWS = 1_000
"""Rows of one group that are listed, the first in the order asked for: there are fewer rules,
and may be more users and pages."""

_CODES = frozenset(rule.code for rule in RULES)


@dataclass(frozen=True, slots=True)
class FindingsWish:
    """What is to be shown. `chosen` is the key of a row, None for the first."""

    query: Query = QUERY_ALL
    by: GroupBy = "rule"
    sort: SortBy = "cost"
    chosen: str | None = None


@dataclass(frozen=True, slots=True)
class HeldSilence:
    """A silence of this capture; `words` say what it does, `number` ends it."""

    number: int
    silence: Silence
    words: str


@dataclass(frozen=True)
class FindingsView:
    """The page at one moment. `detail` is of the chosen row, None where it has no finding any
    more. Where the study is not complete yet, `table` is None. `messages` were looked at, of
    which the filter let `shown` through. `cut` rows are in no list."""

    reached: Reached
    wish: FindingsWish
    table: FindingsTable | None = None
    detail: RuleDetail | None = None
    silences: tuple[HeldSilence, ...] = ()
    messages: int = 0
    shown: int = 0
    cut: int = 0

    @property
    def words(self) -> str:
        """`14 rules, 414 findings`."""
        if self.table is None:
            return ""
        rows, one, many = self.table.rows + self.cut, *_NOUNS[self.wish.by]
        found = self.table.findings
        return (
            f"{rows:,} {one if rows == 1 else many}, "
            f"{found:,} {'finding' if found == 1 else 'findings'}"
        )


_NOUNS = {"rule": ("rule", "rules"), "user": ("user", "users"), "page": ("page", "pages")}


def look_at_findings(
    study: Study, reader: Reader, configuration: Configuration, wish: FindingsWish
) -> FindingsView:
    """One look; where it is not complete, look again. Raises what the reader raises."""
    reached = study.advance(reader, configuration)
    if not reached.complete:
        return FindingsView(reached, wish)
    return _view(study.material(reader, wish.query), reached, wish)


def _view(material: Material, reached: Reached, wish: FindingsWish) -> FindingsView:
    ledger = material.ledger()
    table = ledger.table(by=wish.by, sort=wish.sort, credits=material.credits)
    first = next((row.key for group in table.groups for row in group.rows), None)
    chosen = first if wish.chosen is None else wish.chosen
    detail = None
    if chosen is not None:
        detail = ledger.detail(chosen, wish.by, OCCURRENCES, material.credits)
    listed = tuple(replace(one, rows=one.rows[:ROWS]) for one in table.groups)
    cut = table.rows - sum(len(one.rows) for one in listed)
    return FindingsView(
        reached,
        wish,
        replace(table, groups=listed),
        detail,
        tuple(HeldSilence(number, one, words_of(one)) for number, one in material.silences),
        len(material.messages),
        sum(one.shown for one in material.messages),
        cut,
    )


def rules_with_findings(reader: Reader, configuration: Configuration) -> int:
    """How many rules have findings, for the badge; rules that are silenced for the whole capture
    do not count."""
    found = set(reader.codes())
    held = [one for _, one in silences_of(reader)]
    return len(found - _silent([*held, *_of_configuration(configuration)]))


def _silent(silences: Sequence[Silence]) -> set[str]:
    return {one.rule for one in silences if not one.event and not one.path}


def _of_configuration(configuration: Configuration) -> tuple[Silence, ...]:
    try:
        return read_rules(configuration.rules, _CODES).silences
    except RulesError:
        return ()


def report_text(detail: RuleDetail, scope: str) -> str:
    """One row of the table as plain text, to be copied. `scope` says what it was counted in."""
    parts = [f"{detail.code} {detail.title}" if detail.code in _CODES else detail.title]
    parts += [f"{number} {words}" for number, words in detail.figures]
    if detail.cost:
        parts.append(f"Cost: {detail.cost}")
    parts.append(scope)
    example = detail.example
    if example is not None:
        parts += ["", example.message, example.cost]
        if example.fix:
            parts.append(f"Fix. {example.fix}")
        if example.snippet:
            parts += ["", example.snippet]
    parts += ["", *(f"{one.code} {one.title}: {one.events:,}" for one in detail.rules)]
    ids = [one.message_id for one in detail.occurrences[:20] if one.message_id]
    if ids:
        parts += ["Messages, newest first:", *ids]
    return "\n".join(parts).strip() + "\n"
