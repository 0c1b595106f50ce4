"""One judged message, reduced to what credit, journeys, winners and checklist need of it.

Topsort joins a purchase with an earlier click or impression by `opaqueUserId` and product
(topsort.md 2). The bid itself is opaque, so that the product which an event stands for is taken
from its message.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, TypeAlias

from app.lint.observation import Verdict

Kind: TypeAlias = Literal["impression", "click"]

Format: TypeAlias = Literal["listings", "brands", "banners"]
"""Formats of ads, each of which can have an attribution of its own."""

State: TypeAlias = Literal[
    "sponsored", "organic", "anonymous", "rejected", "dropped", "filtered", "unmapped"
]
"""What became of one impression or click: the tie of an accepted one, else its outcome."""

OrderState: TypeAlias = Literal["accepted", "rejected", "dropped", "filtered", "unmapped"]
"""What became of one order."""

Lane: TypeAlias = Literal["auction", "impression", "click", "purchase", ""]
"""Where a step stands on the canvas; empty for what has no lane there."""


@dataclass(frozen=True, slots=True)
class Touch:
    """One product before one user: an impression or a click, lost ones too.

    `at` is the time in milliseconds since 1970 that Topsort is told. `product` may be empty (a
    banner), `vendor` and `bid` mostly are where the message has none.
    """

    row: int
    message_id: str
    user: str
    person: str
    at: int
    kind: Kind
    event: str
    product: str
    vendor: str
    bid: str
    state: State
    format: Format
    path: str
    place: int = 0


@dataclass(frozen=True, slots=True)
class OrderLine:
    """One line of an order; `value` is price times quantity where both can be read. `place` is
    its index in the order as it is sent."""

    product: str
    vendor: str
    value: Decimal | None
    place: int


@dataclass(frozen=True, slots=True)
class Order:
    """One purchase, lost ones too. `state` is `accepted` or what kept it from Topsort.

    `value` is at least what the order is worth, None where nothing can be read. `more` lines are
    not kept. `faults` are the fields for which it was refused (`unitPrice`, `items`, ...).
    """

    row: int
    message_id: str
    user: str
    person: str
    at: int
    event: str
    order_id: str
    state: OrderState
    lines: tuple[OrderLine, ...]
    value: Decimal | None
    currency: str
    server: bool = False
    more: int = 0
    faults: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Seen:
    """One message.

    `user` is whom Topsort takes it for: the `opaqueUserId` that is sent, else `anonymousId`
    (both as `a:...`), else `u:` and the userId; empty where there is none. `at` is the time that
    Topsort is told, in milliseconds since 1970. `products` is ready to show. `findings` are
    code and severity, worst first, without those that the user has silenced, whose codes are in
    `silenced`.

    `presets` are the names of the subscriptions that matched. `missed` says why none did: `off`
    or `name` and its detail, as in `Judgement`. `placed`: whether the impression or click that is
    sent names its page path, None where it is neither or cannot. `offsite`: it says so. `secret`:
    a key or token stands in it.
    """

    row: int
    message_id: str
    user: str
    person: str
    at: int
    type: str
    name: str
    verdict: Verdict
    tie: str | None
    path: str
    products: str
    server: bool
    lane: Lane
    touches: tuple[Touch, ...] = ()
    order: Order | None = None
    findings: tuple[tuple[str, str], ...] = ()
    silenced: tuple[str, ...] = ()
    presets: tuple[str, ...] = ()
    missed: tuple[str, str] = ("", "")
    placed: bool | None = None
    offsite: bool = False
    secret: bool = False

    @property
    def weight(self) -> int:
        """How much there is to remember of it."""
        return 1 + len(self.touches) + (len(self.order.lines) if self.order else 0)
