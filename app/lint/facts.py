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


@dataclass(frozen=True, slots=True)
class OrderLine:
    """One line of an order; ids are empty and the price None where they can't be read."""

    product: str
    vendor: str
    price: float | None
    place: str


@dataclass(frozen=True, slots=True)
class Order:
    """A purchase. `ids` are kind and id of what may name the order; `content` is the same for
    orders of the same lines and total; `lost`: it does not get through."""

    delivery: int
    ids: tuple[tuple[str, str], ...]
    lines: tuple[OrderLine, ...]
    content: bytes
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
    """One message as the rules over several messages know it.

    - `t` is the time on the client's own clock, `occ` what Segment makes of it (comparable
      across clients); `skew` is `sentAt - originalTimestamp`.
    - `user` is whom it is of (`a:` and the anonymousId, else `u:` and the userId, else empty);
      `account` the userId beside an anonymousId. `device` tells browsers apart as far as their
      network address and user agent do.
    - `role` is `clicked` or `added` for the two events that a single action may both send.
    - `click` is the delivery that is mapped to a click, `view` the one mapped to an impression
      or to a list of them; `lost` whether the click does not get through. `mapped`: it has a
      delivery of any kind.
    - `carries` holds product and bid of each bid in it, `gaps` the deliveries that lack one.
    - `attributed`: it credits a banner's bid to a product (`additionalAttribution`).
    - `won`: so many accepted impressions with a bid, `hit`: an accepted click with one.
    - `prices`: product and price in cents where it shows one.
    - `digest` is the same for messages of the same content.
    - `base` holds what rules over one message say under codes that other rules share, `said`
      the findings that stand on it now, by code.
    """

    row: int
    message_id: str
    event: str
    t: int
    occ: int
    user: str = ""
    account: str = ""
    device: str = ""
    role: str = ""
    separates: bool = False
    mapped: bool = False
    bid: str = ""
    product: str = ""
    vendor: str = ""
    sku: str = ""
    path: str = ""
    library: str = ""
    language: str = "other"
    server: bool = False
    click: int | None = None
    view: int | None = None
    lost: bool = False
    hint: bool = False
    banner: bool = False
    attributed: bool = False
    won: int = 0
    hit: bool = False
    skew: int | None = None
    carries: tuple[tuple[str, str], ...] = ()
    gaps: tuple[Gap, ...] = ()
    order: Order | None = None
    prices: tuple[tuple[str, int], ...] = ()
    digest: bytes = b""
    copy: bool = False
    gone: bool = False
    edge: Edge | None = None
    base: dict[str, tuple[Finding, ...]] | None = None
    said: dict[str, tuple[Finding, ...]] = field(default_factory=dict)

    @property
    def bids(self) -> tuple[str, ...]:
        """The bids in it, each once."""
        if len(self.carries) == 1:
            return (self.carries[0][1],)
        return tuple(dict.fromkeys(bid for _, bid in self.carries))
