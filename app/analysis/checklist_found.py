"""What is said of a point of the checklist, and points that rest on rules."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from app.analysis.checklist_facts import Facts
from app.analysis.credit_words import short
from app.analysis.seen import Seen
from app.lint.catalogue import RULES

State: TypeAlias = Literal["met", "part", "not_met", "no_evidence", "by_hand"]

STATE_WORDS: dict[State, str] = {
    "met": "Met",
    "part": "In part",
    "not_met": "Not met",
    "no_evidence": "No evidence",
    "by_hand": "By hand",
}


@dataclass(frozen=True)
class Found:
    """The state of a point, what it rests on in a few words, and what is missing.

    `good` are the messages that prove it, `bad` those that stand against it. `figures` are
    numbers with their words.
    """

    state: State
    evidence: str
    missing: str = ""
    good: Sequence[Seen] = ()
    bad: Sequence[Seen] = ()
    figures: tuple[tuple[int, str], ...] = ()


def counted(number: int, one: str, several: str) -> str:
    """A number with its noun."""
    return f"1 {one}" if number == 1 else f"{number:,} {several}"


def named(some: Sequence[str], most: int = 3) -> str:
    """The first `most` of them, and how many more there are."""
    said = [short(one) for one in some[:most]]
    return ", ".join(said) + (f" and {len(some) - most} more" if len(some) > most else "")


def rules_behind(facts: Facts, codes: Iterable[str]) -> str:
    """`, rule PUR-004`: those of the rules that say something; empty where none does."""
    rules = [code for code in codes if facts.coded.get(code)]
    if not rules:
        return ""
    return f", {'rule' if len(rules) == 1 else 'rules'} {', '.join(rules)}"


def by_rules(
    codes: tuple[str, ...],
    basis: Callable[[Facts], Sequence[Seen]],
    good_words: Callable[[int], str],
    bad_words: tuple[str, str],
    none: str,
    fields: tuple[str, ...] = (),
) -> Callable[[Facts], Found]:
    """A point that is met when there is something to judge and no rule has anything against it,
    and no order was refused for one of `fields`."""

    def state_of(facts: Facts) -> Found:
        rows = {one.row: one for one in (*facts.with_codes(codes), *facts.refused_for(*fields))}
        bad = list(rows.values())
        good = basis(facts)
        if bad:
            evidence = f"{counted(len(bad), *bad_words)}{rules_behind(facts, codes)}"
            return Found("not_met", evidence, "See the findings.", good, bad)
        if not good:
            return Found("no_evidence", none)
        if not _CODES.intersection(codes):
            return Found("no_evidence", "No rule looks at this")
        return Found("met", good_words(len(good)), good=good)

    return state_of


_CODES = frozenset(rule.code for rule in RULES)


def order_rules(codes: tuple[str, ...], *fields: str) -> Callable[[Facts], Found]:
    """The same for orders that are accepted."""
    return by_rules(
        codes,
        lambda facts: facts.accepted_orders,
        lambda count: counted(count, "order", "orders"),
        ("order", "orders"),
        "No order was accepted yet",
        fields,
    )
