"""Order lines and what they earn, in words."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from app.analysis import credit_texts as texts
from app.analysis.assumptions import Assumptions
from app.analysis.attribution import LineCredit, Miss, Obstacle, OrderCredit
from app.analysis.seen import Order
from app.topsort.words import clean, duration

Clock = Callable[[int], str]
"""Milliseconds since 1970 as a time of day; local for a person, which only the caller can know."""

_LONGEST = 60


@dataclass(frozen=True, slots=True)
class LineWords:
    """One line: product and value, the word of its state, what became of it, what to change.
    `rule` is the code of a rule, empty where none looks for this; `snippet` may be empty."""

    title: str
    word: str
    sentence: str
    fix: str = ""
    snippet: str = ""
    rule: str = ""


@dataclass(frozen=True, slots=True)
class OrderWords:
    """An order: `HPO-77310, 14:09:13, 2 lines, 64.00`; what else is to be said; its lines."""

    title: str
    remark: str
    lines: tuple[LineWords, ...]


def order_words(credit: OrderCredit, assumptions: Assumptions, clock: Clock) -> OrderWords:
    """An order and each of its lines in words."""
    order = credit.order
    count = len(order.lines) + order.more
    parts = [
        short(order.order_id) if order.order_id else "without an id",
        clock(order.at),
        "1 line" if count == 1 else f"{count} lines",
        money(order.value, order.currency),
    ]
    remark = ""
    if credit.repeats is not None:
        remark = texts.REPEATS.format(order=short(order.order_id), time=clock(credit.repeats.at))
    lines = tuple(line_words(order, one, assumptions, clock) for one in credit.lines)
    return OrderWords(", ".join(part for part in parts if part), remark, lines)


def line_words(
    order: Order, credit: LineCredit, assumptions: Assumptions, clock: Clock
) -> LineWords:
    """One line in words."""
    product = short(credit.line.product) or "no product"
    value = money(credit.line.value, order.currency)
    title = f"{product}, {value}" if value else product
    word = texts.STATE_WORDS[credit.state]
    if credit.miss is not None:
        return _missed(order, credit, credit.miss, assumptions, clock, title)
    return LineWords(title, word, _sentence(order, credit, clock))


def _sentence(order: Order, credit: LineCredit, clock: Clock) -> str:
    winner = credit.winner
    said: list[str] = []
    if credit.state == "lost":
        said.append(texts.LOST.format(state=order.state))
    if winner is not None:
        text = texts.WINS if credit.state == "credited" else texts.WOULD_WIN
        said.append(
            text.format(
                event=short(winner.event),
                time=clock(winner.at),
                gap=duration(credit.gap),
                same="vendor" if credit.by_vendor else "product",
                bid=short_bid(winner.bid),
                left=duration(credit.left),
            )
        )
    elif credit.state == "nothing":
        said.append(texts.NOTHING if credit.line.product else texts.NO_PRODUCT)
    if credit.shared_with:
        said.append(texts.SHARED.format(user=short_id(credit.shared_with[2:])))
    return " ".join(said)


def _missed(
    order: Order,
    credit: LineCredit,
    miss: Miss,
    assumptions: Assumptions,
    clock: Clock,
    title: str,
) -> LineWords:
    touch = miss.touch
    days = assumptions.rule(touch.format).window_days
    values = {
        "touched": short(touch.product),
        "product": short(credit.line.product),
        "vendor": short(touch.vendor),
        "user": short_id(touch.user[2:]),
        "gap": duration(miss.gap),
        "window": "1 day" if days == 1 else f"{days} days",
    }
    first, *rest = miss.obstacles
    text = texts.MISSES[first]
    said = [
        texts.MISS.format(
            event=short(touch.event), time=clock(touch.at), says=text.says.format(**values)
        ),
        *(texts.MISSES[one].also.format(**values) for one in rest),
    ]
    return LineWords(
        title,
        texts.STATE_WORDS[credit.state],
        " ".join(said),
        text.fix,
        text.snippet,
        text.rule,
    )


def rule_of(obstacle: Obstacle) -> str:
    """The code of the rule that looks for the fault behind an obstacle; empty where none does."""
    return texts.MISSES[obstacle].rule


def money(value: Decimal | None, currency: str = "") -> str:
    """`64.00`, with the currency that the message names behind it; empty where it is not known."""
    if value is None:
        return ""
    return f"{value:,.2f} {currency}" if currency else f"{value:,.2f}"


def short(text: str) -> str:
    """A captured name in a sentence: one line, nothing hidden, keys masked."""
    return clean(text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…")


def short_id(text: str) -> str:
    """A long id by its first and last four characters, as in the list of events."""
    return clean(text if len(text) <= 12 else f"{text[:4]}…{text[-4:]}")


def short_bid(text: str) -> str:
    """A bid by its first five and last four characters."""
    return clean(text if len(text) <= 12 else f"{text[:5]}…{text[-4:]}")
