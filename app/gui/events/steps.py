"""What the funnel says: its steps, what is lost between them, and where everything stands."""

import re
from dataclasses import dataclass

from app.gui.events.words import number, one_line
from app.store.model import Funnel

EDGE = 12
CONNECTOR = 34
"""The part before the next step over which the band changes its height."""
BAND_BOTTOM = 62
BAND_HEIGHT = 26
LEAST_HEIGHT = 3.0


@dataclass(frozen=True, slots=True)
class Step:
    """A step: its word, the shorter one for little room, its count and the filter of it."""

    word: str
    short: str
    count: int
    unit: str
    filter: str

    @property
    def name(self) -> str:
        """For a screen reader: `Received, 1,284 messages`."""
        unit = self.unit[:-1] if self.count == 1 and self.unit.endswith("s") else self.unit
        if self.count == 1 and self.unit == "deliveries":
            unit = "delivery"
        return f"{self.word}, {number(self.count)} {unit}"


@dataclass(frozen=True, slots=True)
class Drop:
    """What is lost before the next step. `words` is "97 lost"; empty texts where nothing is."""

    shape: str
    token: str
    count: int
    words: str
    reason: str
    filter: str
    name: str


def steps(funnel: Funnel) -> tuple[Step, ...]:
    """The five steps. Received counts messages, the others deliveries."""
    return (
        Step("Received", "Received", funnel.received, "messages", ""),
        Step(
            "Mapped", "Mapped", funnel.mapped, "deliveries", "-verdict:unmapped,discarded,pending"
        ),
        Step(
            "Would be sent", "Sendable", funnel.sendable, "deliveries", "verdict:accepted,rejected"
        ),
        Step("Contract accepts", "Acceptable", funnel.acceptable, "deliveries", "verdict:accepted"),
        Step("Tied to a campaign", "Tied", funnel.tied, "deliveries", "tie:sponsored"),
    )


def drops(funnel: Funnel) -> tuple[Drop, ...]:
    """What is lost after each of the first four steps."""
    return (
        _drop(
            (("unmapped", funnel.unmapped.count), ("discarded", funnel.discarded)),
            # A rule's finding on an unmapped event is about something else.
            "no subscription" if funnel.unmapped.count else "",
            "before mapping",
            "verdict:unmapped,discarded",
        ),
        _drop(
            (("dropped", funnel.dropped.count), ("filtered", funnel.filtered)),
            funnel.dropped.reason,
            "before sending",
            "verdict:dropped,filtered",
        ),
        _drop(
            (("rejected", funnel.rejected.count),),
            funnel.rejected.reason,
            "at Topsort’s contract",
            "verdict:rejected",
        ),
        _anonymous(funnel),
    )


def rest(funnel: Funnel) -> tuple[str, ...]:
    """What the contract accepts and no campaign gets, without being lost."""
    counts = (
        (funnel.organic, "organic", "organic"),
        (funnel.purchases, "purchase", "purchases"),
        (funnel.page_views, "page view", "page views"),
    )
    return tuple(
        f"{number(count)} {one if count == 1 else many}" for count, one, many in counts if count
    )


def rest_in_short(funnel: Funnel) -> str:
    """The same as one number, so that it adds up with the tied and the anonymous."""
    count = funnel.organic + funnel.purchases + funnel.page_views
    if not count:
        return ""
    return f"{number(count)} {'needs' if count == 1 else 'need'} no campaign"


_RULE = re.compile(r"[A-Z]{3}-\d{3}\w?(?= )")


def reasons(reason: str) -> tuple[str, ...]:
    """A reason, and what of it says enough where it has no room: the id of the rule."""
    found = _RULE.match(reason)
    return (reason, found[0]) if found else (reason,)


_TOKENS = {
    "unmapped": "neutral",
    "discarded": "dropped",
    "dropped": "dropped",
    "filtered": "neutral",
    "rejected": "rejected",
}


def _drop(parts: tuple[tuple[str, int], ...], reason: str, where: str, query: str) -> Drop:
    """The shape is that of the larger part; the reason belongs to the first one."""
    count = sum(size for _, size in parts)
    if not count:
        return Drop(parts[0][0], "text3", 0, "nothing lost", "", query, "")
    shape = max(parts, key=lambda part: part[1])[0]
    reason = one_line(reason)
    words = f"{number(count)} lost"
    listed = ", ".join(f"{number(size)} {word}" for word, size in parts if size)
    name = f"{words} {where}: {listed}"
    if reason:
        name = f"{name}. Most: {reason}"
    return Drop(shape, _TOKENS[shape], count, words, reason, query, name)


def _anonymous(funnel: Funnel) -> Drop:
    count = funnel.anonymous.count
    if not count:
        return Drop("anonymous", "text3", 0, "nothing lost", "", "tie:anonymous", "")
    words = f"{number(count)} anonymous"
    reason = one_line(funnel.anonymous.reason)
    name = f"{words}: accepted, and they count for nobody"
    if reason:
        name = f"{name}. Most: {reason}"
    return Drop("anonymous", "text2", count, words, reason, "tie:anonymous", name)


def starts(width: float) -> tuple[float, ...]:
    """The x of the five steps, and the right end of the last, in a funnel of `width` px."""
    return (*(EDGE + step * width / 5 for step in range(5)), width - EDGE)


def heights(counts: tuple[int, ...]) -> tuple[float, ...]:
    """The height of the band at each step: in proportion to the first, at least 3 px, and never
    more than the first (a message may have several deliveries).
    """
    first = counts[0]
    if first <= 0:
        return tuple(LEAST_HEIGHT for _ in counts)
    return tuple(
        min(float(BAND_HEIGHT), max(LEAST_HEIGHT, BAND_HEIGHT * count / first)) for count in counts
    )


def outline(
    places: tuple[float, ...], tall: tuple[float, ...]
) -> tuple[list[tuple[float, float]], list[tuple[float, float]]]:
    """The corners of the band over the first four steps, and of the last step's part.

    `places` are from `starts`, `tall` from `heights`. The top edge runs level over a step and
    straight over the 34 px before the next one.
    """
    bottom = float(BAND_BOTTOM)
    band = [(places[0], bottom)]
    for step in range(4):
        band.append((places[step], bottom - tall[step]))
        band.append((places[step + 1] - CONNECTOR, bottom - tall[step]))
    band += [(places[4], bottom - tall[4]), (places[4], bottom)]
    last = [
        (places[4], bottom),
        (places[4], bottom - tall[4]),
        (places[5], bottom - tall[4]),
        (places[5], bottom),
    ]
    return band, last
