"""One message as the rules over several messages know it."""

from dataclasses import dataclass, field

from app.lint.finding import Finding
from app.lint.ids import Likeness


@dataclass(frozen=True, slots=True)
class Gap:
    """A delivery of an impression or a click that has no bid and names no entity.

    `found` is what stands where the bid should be (`missing`, `null`, `empty`, `blank`);
    `required`: the definition in use refuses the payload for it; `lost`: it does not reach
    Topsort for another reason.
    """

    delivery: int
    action: str
    product: str
    found: str
    path: str
    required: bool
    lost: bool


@dataclass(slots=True, eq=False)
class Edge:
    """Two clicks that may be one action. Of several edges the one of the lowest rank wins; the
    rank is a total order that arrival has no part in."""

    rank: tuple[int, int, str, int, str, int]
    clicked: "Fact"
    added: "Fact"
    gap: int
    certainty: str
    likeness: Likeness
    across: bool

    def other(self, fact: "Fact") -> "Fact":
        """The partner of `fact`."""
        return self.added if fact is self.clicked else self.clicked


@dataclass(slots=True, eq=False)
class Fact:
    """One message as the session rules know it.

    `t` is the time on the client's own clock, `occ` what Segment makes of it (comparable across
    clients). `role` is `clicked` or `added` for the two events that a single action may both
    send. `click` is the delivery that is mapped to a click, `lost` whether it does not get
    through. `skew` is `sentAt - originalTimestamp`. `said` holds the findings that stand on it
    now, by code.
    """

    row: int
    message_id: str
    event: str
    t: int
    occ: int
    role: str = ""
    separates: bool = False
    bid: str = ""
    product: str = ""
    sku: str = ""
    path: str = ""
    library: str = ""
    language: str = "other"
    server: bool = False
    click: int | None = None
    lost: bool = False
    hint: bool = False
    skew: int | None = None
    carries: tuple[tuple[str, str], ...] = ()
    gaps: tuple[Gap, ...] = ()
    copy: bool = False
    gone: bool = False
    edge: Edge | None = None
    said: dict[str, tuple[Finding, ...]] = field(default_factory=dict)
