"""What one finding puts at stake: the record that sums and tables are made of."""

import re
from dataclasses import dataclass
from decimal import Decimal

from app.analysis.judged import JudgedMessage
from app.analysis.seen import Order, Seen
from app.analysis.stake_kinds import KINDS, StakeKind
from app.destination.actions import events_of
from app.lint.finding import Finding, Severity
from app.lint.observation import JudgedDelivery

_PLACE = re.compile(r"\[(\d{1,9})\]")


@dataclass(frozen=True, slots=True)
class Stake:
    """One finding on one message.

    `at` is the message's time and `judged_at` when it came, in milliseconds since 1970. `order`
    is the key of the order it is about (its id, else its message), empty where there is none;
    `amount` is at least what is at stake of it, None where nothing can be read; `places` are the
    lines that it is about, empty for all. `outcome` is what became of the event, `array` where its
    events go in Topsort's request, `count` how many of them are concerned. `where` are the
    places in the message. `event` is its name as silences have it (`page` for a page call).
    """

    row: int
    message_id: str
    code: str
    severity: Severity
    title: str
    user: str
    at: int
    judged_at: int
    path: str
    kind: StakeKind
    outcome: str
    array: str
    count: int
    order: str
    amount: Decimal | None
    order_value: Decimal | None
    currency: str
    places: tuple[int, ...]
    where: tuple[str, ...]
    event: str = ""


def stakes_of(judged: JudgedMessage, seen: Seen, action_meant: str) -> list[Stake]:
    """What the findings of one message put at stake. `action_meant` is the action that an
    unmapped message would have had, empty where there is none."""
    return [_stake(judged, seen, one, action_meant) for one in judged.findings]


def order_key(order: Order) -> str:
    """What tells one order from another: its id, for what is sent twice is one order."""
    return f"o:{order.order_id}" if order.order_id else f"m:{order.message_id or order.row}"


def _stake(judged: JudgedMessage, seen: Seen, finding: Finding, action_meant: str) -> Stake:
    delivery = _delivery(judged, finding)
    action = delivery.delivery.action if delivery is not None else action_meant
    kind = _kind(judged, finding, delivery)
    order = seen.order if kind in ("lost", "uncredited", "twice", "priced", "other") else None
    if order is not None and action and action != "purchase":
        order = None
    places = _places(finding) if kind == "uncredited" and order is not None else ()
    return Stake(
        row=seen.row,
        message_id=seen.message_id,
        code=finding.code,
        severity=finding.severity,
        title=finding.title,
        user=seen.user,
        at=seen.at,
        judged_at=judged.judged_at,
        path=seen.path,
        kind=kind,
        outcome=judged.judgement.verdict if delivery is None else delivery.outcome,
        array="orders" if action == "purchase" else _array(action),
        count=_count(seen, finding, kind, action),
        order=order_key(order) if order is not None else "",
        amount=_amount(order, places),
        order_value=seen.order.value if seen.order is not None else None,
        currency=seen.order.currency if seen.order is not None else "",
        places=places,
        where=tuple(one.removeprefix("properties.") for one in finding.paths[:20]),
        event=seen.name if seen.type == "track" else seen.type,
    )


def _delivery(judged: JudgedMessage, finding: Finding) -> JudgedDelivery | None:
    """The delivery that a finding is about; for one about the whole message the first that does
    not get through, else the first."""
    deliveries = judged.judgement.deliveries
    if finding.delivery is not None and 0 <= finding.delivery < len(deliveries):
        return deliveries[finding.delivery]
    lost = (one for one in deliveries if one.outcome != "accepted")
    return next(lost, deliveries[0] if deliveries else None)


def _kind(judged: JudgedMessage, finding: Finding, delivery: JudgedDelivery | None) -> StakeKind:
    if delivery is not None and delivery.outcome != "accepted":
        # A warning on an event that is lost for another reason loses nothing by itself.
        return "lost" if finding.severity == "error" else "other"
    if delivery is None:
        return "lost" if finding.severity == "error" else "other"
    return KINDS.get(finding.code, "other")


def _count(seen: Seen, finding: Finding, kind: StakeKind, action: str) -> int:
    if kind in ("extra_clicks", "extra_impressions"):
        # Of those that are one, all but the one to keep.
        first = min((seen.row, *finding.others)) if finding.others else None
        return int(seen.row != (first if finding.keep is None else finding.keep))
    if kind == "shared_id":
        return max(0, len(seen.touches) - 1)
    if kind == "lost" and action == "impressionsList":
        return max(1, len(seen.touches))
    return 1


def _array(action: str) -> str:
    try:
        return events_of(action)
    except KeyError:
        return ""


def _places(finding: Finding) -> tuple[int, ...]:
    found = (_PLACE.search(one) for one in finding.paths)
    return tuple(sorted({int(one[1]) for one in found if one is not None}))


def _amount(order: Order | None, places: tuple[int, ...]) -> Decimal | None:
    if order is None or not places:
        return order.value if order is not None else None
    values = [one.value for one in order.lines if one.place in places and one.value is not None]
    return sum(values, Decimal(0)) if values else None
