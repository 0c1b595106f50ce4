"""Users and their journeys in words."""

from collections import Counter
from collections.abc import Sequence

from app.analysis.attribution import LineState, OrderCredit
from app.analysis.credit_words import short, short_id
from app.analysis.seen import OrderState, Seen
from app.analysis.winners import Followed
from app.topsort.words import duration

_LOST: tuple[OrderState, ...] = ("dropped", "rejected", "filtered", "unmapped")
_NAMED = 3


def user_summary(orders: Sequence[OrderCredit], states: "Counter[LineState]") -> tuple[str, str]:
    """Shape and second line of a user: `1 order, 1 of 2 credited`, `2 orders, none credited`,
    `1 order, rejected`, `no order`."""
    if not orders:
        return "", "no order"
    count = "1 order" if len(orders) == 1 else f"{len(orders):,} orders"
    outcomes: Counter[OrderState] = Counter(one.order.state for one in orders)
    lost = Counter({state: outcomes[state] for state in _LOST if outcomes[state]})
    worst = next((one for one in _LOST if lost[one]), None)
    if worst and lost.total() == len(orders):
        return worst, f"{count}, {worst if len(lost) == 1 else 'none arrives'}"
    parts = [count, *(f"{number:,} {state}" for state, number in sorted(lost.items()))]
    lines = states.total() - states["lost"]
    credited = states["credited"]
    if credited:
        parts.append(
            f"{credited:,} credited" if credited == lines else f"{credited:,} of {lines:,} credited"
        )
    else:
        parts.append("none credited")
    if worst:
        return worst, ", ".join(parts)
    if credited == lines and credited:
        return "sponsored", ", ".join(parts)
    return ("warning" if states["missed"] else "organic"), ", ".join(parts)


def headline(own: Sequence[Seen], sessions: int) -> str:
    """`no userId, 24 events in 4 m 12 s, one session`."""
    persons = list(dict.fromkeys(one.person for one in own if one.person))
    if not persons:
        who = "no userId"
    elif len(persons) == 1:
        who = f"userId {short_id(persons[0])}"
    else:
        who = f"{len(persons)} userIds"
    if not own:
        return who
    events = (
        "1 event" if len(own) == 1 else f"{len(own):,} events in {duration(own[-1].at - own[0].at)}"
    )
    return f"{who}, {events}, {'one session' if sessions == 1 else f'{sessions:,} sessions'}"


def witness_words(followed: Sequence[Followed]) -> str:
    """`1 of 3 winning bids in this journey was never seen again: HP-1180 on /search. No
    impression came for it.`; empty without winners."""
    if not followed:
        return ""
    silent = [one for one in followed if one.silent]
    total = f"{len(followed):,} winning {'bid' if len(followed) == 1 else 'bids'}"
    if not silent:
        return f"Every one of {total} in this journey was seen again."
    named = [_named(one) for one in silent[:_NAMED]]
    more = f" and {len(silent) - _NAMED:,} more" if len(silent) > _NAMED else ""
    was = "was" if len(silent) == 1 else "were"
    it = "it" if len(silent) == 1 else "them"
    return (
        f"{len(silent):,} of {total} in this journey {was} never seen again: "
        f"{', '.join(named)}{more}. No impression came for {it}."
    )


def _named(one: Followed) -> str:
    product = short(one.winner.product) or "no product"
    return f"{product} on {short(one.winner.path) or 'an unknown page'}"
