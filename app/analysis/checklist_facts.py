"""What the checklist looks at, gathered once from all that is remembered of a capture."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from app.analysis.attribution import Credits, first_of_each
from app.analysis.seen import Seen
from app.analysis.winners import Witness
from app.destination.model import Configuration


@dataclass
class Facts:
    """Messages without their copies, in the order of time, and groups of them.

    `coded` holds the messages on which a rule has an error or a warning, by its code; `silenced`
    counts those that the user has silenced. `touched`
    holds those with impressions or clicks, by kind and state of the touch.
    """

    configuration: Configuration
    credits: Credits
    witness: Witness
    messages: Sequence[Seen]
    coded: dict[str, list[Seen]] = field(default_factory=dict)
    silenced: Counter[str] = field(default_factory=Counter)
    touched: dict[tuple[str, str], list[Seen]] = field(default_factory=dict)
    users: dict[str, None] = field(default_factory=dict)
    orders: list[Seen] = field(default_factory=list)

    @property
    def accepted_orders(self) -> list[Seen]:
        """Messages whose order reaches Topsort."""
        return [one for one in self.orders if one.order and one.order.state == "accepted"]

    def refused_for(self, *fields: str) -> list[Seen]:
        """Messages whose order does not reach Topsort for one of these fields."""
        return [
            one
            for one in self.orders
            if one.order
            and one.order.state != "accepted"
            and not set(fields).isdisjoint(one.order.faults)
        ]

    def with_codes(self, codes: Iterable[str]) -> list[Seen]:
        """Messages with an error or a warning of any of these rules, in the order of time."""
        found = {one.row: one for code in codes for one in self.coded.get(code, ())}
        return sorted(found.values(), key=lambda one: (one.at, one.message_id, one.row))

    def sighted(self, kind: str, *states: str) -> list[Seen]:
        """Messages with an impression or click in one of these states, in the order of time."""
        found = {one.row: one for state in states for one in self.touched.get((kind, state), ())}
        return sorted(found.values(), key=lambda one: (one.at, one.message_id, one.row))


def gather(
    seen: Iterable[Seen], configuration: Configuration, credits: Credits, witness: Witness
) -> Facts:
    """Gather the facts, in one pass."""
    messages = [one for one, copy in first_of_each(seen) if not copy]
    facts = Facts(configuration, credits, witness, messages)
    for one in messages:
        for code, severity in one.findings:
            if severity != "info":
                facts.coded.setdefault(code, []).append(one)
        facts.silenced.update(one.silenced)
        for key in dict.fromkeys((touch.kind, touch.state) for touch in one.touches):
            facts.touched.setdefault(key, []).append(one)
        if one.user.startswith("a:") and one.verdict == "accepted" and one.lane:
            facts.users[one.user] = None
        if one.order is not None:
            facts.orders.append(one)
    return facts
