"""Money at stake: what findings cost, at least, in this capture.

An order counts once in a sum, however many findings it has and however often it was sent, and
not at all as lost where another message of the same order gets through. Currencies are kept
apart: Topsort's API has none, and assumes the marketplace's own.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from app.analysis.credit_words import money
from app.analysis.stake_kinds import LOST_NOUNS, MONEY, OTHERS, WORDS, StakeKind
from app.analysis.stakes import Stake

Amounts = Mapping[str, Decimal]
"""Amounts by currency; the empty text stands for messages that name none."""


@dataclass(frozen=True)
class Cost:
    """What some findings cost together.

    `amounts` are of orders, by kind and currency: at least so much. `orders` are the orders of
    each kind, `counts` the events: by kind, and for what is lost by the array of Topsort's
    request. `words` says it in one line.
    """

    amounts: Mapping[StakeKind, Amounts] = field(default_factory=dict)
    orders: Mapping[StakeKind, int] = field(default_factory=dict)
    counts: Mapping[str, int] = field(default_factory=dict)
    words: str = ""

    @property
    def rank(self) -> Decimal:
        """For sorting: all amounts together, whatever their currencies."""
        return sum((value for some in self.amounts.values() for value in some.values()), Decimal(0))


def cost_of(
    stakes: Iterable[Stake],
    arrived: Collection[str] = (),
    credited: Collection[tuple[int, int]] = (),
) -> Cost:
    """What these findings cost. `arrived` are keys of orders of which a message gets through,
    `credited` rows and places of order lines that earn their credit after all."""
    amounts: dict[StakeKind, dict[str, tuple[str, Decimal | None]]] = {}
    counts: dict[str, int] = {}
    codes: dict[str, set[int]] = {}
    rows: set[tuple[int, str]] = set()
    for one in stakes:
        codes.setdefault(one.code, set()).add(one.row)
        if one.order and one.kind in MONEY:
            if one.kind == "lost" and one.order in arrived:
                continue
            if one.kind == "uncredited" and _all_credited(one, credited):
                continue
            some = amounts.setdefault(one.kind, {})
            some[one.order] = _less(some.get(one.order), (one.currency, one.amount))
            continue
        key = f"lost {one.array}" if one.kind == "lost" else one.kind
        if (one.row, key) not in rows:
            # Two findings on one event do not lose it twice.
            rows.add((one.row, key))
            counts[key] = counts.get(key, 0) + one.count
    summed = {kind: _summed(some.values()) for kind, some in amounts.items()}
    orders: dict[StakeKind, int] = {kind: len(some) for kind, some in amounts.items()}
    words = _words(summed, orders, counts, codes)
    return Cost(summed, orders, counts, words)


def amounts_words(amounts: Amounts) -> str:
    """`1,038.40 EUR and 20.00 USD`; empty where there is no amount."""
    parts = [money(value, name) for name, value in sorted(amounts.items()) if value]
    return " and ".join(parts)


def sum_line(costs: Mapping[str, Cost], total: Cost) -> str:
    """The line over the findings: what is lost altogether, and the rules that lose it. Empty
    where no order is lost. `costs` are by the rule's code."""
    lost = amounts_words(total.amounts.get("lost", {}))
    if not lost:
        return ""
    codes = [code for code, cost in costs.items() if any(cost.amounts.get("lost", {}).values())]
    names = ", ".join(codes[:-1]) + f" and {codes[-1]}" if len(codes) > 1 else codes[0]
    number = _NUMBERS[len(codes)] if len(codes) < len(_NUMBERS) else str(len(codes))
    who = (
        f"One rule causes all of it: {names}"
        if len(codes) == 1
        else (f"{number} rules cause all of it: {names}")
    )
    return f"At least {lost} in orders is lost on the way. {who}. Counted in this capture only."


_NUMBERS = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten")


def _all_credited(stake: Stake, credited: Collection[tuple[int, int]]) -> bool:
    return bool(stake.places) and all((stake.row, place) in credited for place in stake.places)


def _less(
    one: tuple[str, Decimal | None] | None, other: tuple[str, Decimal | None]
) -> tuple[str, Decimal | None]:
    """Of two messages of one order what is surely at stake: the lesser, of those that are known."""
    both = [each for each in (one, other) if each is not None]
    return min(both, key=lambda each: (each[1] is None, each[1] or Decimal(0), each[0]))


def _summed(values: Iterable[tuple[str, Decimal | None]]) -> dict[str, Decimal]:
    found: dict[str, Decimal] = {}
    for currency, value in values:
        if value is not None:
            found[currency] = found.get(currency, Decimal(0)) + value
    return found


def _words(
    amounts: Mapping[StakeKind, Amounts],
    orders: Mapping[StakeKind, int],
    counts: Mapping[str, int],
    codes: Mapping[str, set[int]],
) -> str:
    said = []
    for kind, what in MONEY.items():
        value = amounts_words(amounts.get(kind, {}))
        if value:
            said.append(f"at least {value} {what}")
        elif orders.get(kind):
            said.append(
                _number(LOST_NOUNS["orders"], orders[kind]) + what.removeprefix("in orders")
            )
    for array, nouns in LOST_NOUNS.items():
        if counts.get(f"lost {array}"):
            said.append(_number(nouns, counts[f"lost {array}"]))
    said += [_number(text, counts[kind]) for kind, text in WORDS.items() if counts.get(kind)]
    if said:
        return ", ".join(said)
    if len(codes) == 1:
        ((code, rows),) = codes.items()
        return _number(OTHERS.get(code, ("1 event", "{count} events")), len(rows))
    total = len(set().union(*codes.values())) if codes else 0
    return _number(("1 event", "{count} events"), total) if total else ""


def _number(texts: tuple[str, str], count: int) -> str:
    return texts[0] if count == 1 else texts[1].format(count=f"{count:,}")
