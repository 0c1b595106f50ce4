"""The parts of one user's journey, as they are drawn and told."""

from dataclasses import dataclass

from app.analysis.attribution import LineState, OrderCredit
from app.analysis.credit_words import OrderWords
from app.analysis.seen import Lane
from app.analysis.winners import Followed
from app.lint.observation import Verdict
from app.topsort.words import duration


@dataclass(frozen=True, slots=True)
class Step:
    """One node of the canvas, and one row of the table under it.

    `row` is the message's, None for an auction. `at` is the time that Topsort is told, in
    milliseconds since 1970. `name` and `second` are the lines of its label; `products` is what
    the table shows. `shape` is a shape of the window. `copies` is how often the message came.
    """

    row: int | None
    message_id: str
    at: int
    lane: Lane
    name: str
    second: str
    outcome: Verdict | None
    tie: str | None
    shape: str
    products: str
    bids: tuple[str, ...]
    findings: tuple[tuple[str, str], ...]
    copies: int


@dataclass(frozen=True, slots=True)
class Column:
    """Steps that stand above one another, one in a lane at most: indexes into `Journey.steps`.
    `words` is the time on the axis, that of the first."""

    at: int
    words: str
    steps: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Silence:
    """A time without any event, before the step of index `before`."""

    before: int
    start: int
    end: int

    @property
    def words(self) -> str:
        """`3 m 31 s without events`."""
        return f"{duration(self.end - self.start)} without events"


@dataclass(frozen=True, slots=True)
class SameBid:
    """Two steps that carry one bid, as indexes into `Journey.steps`."""

    start: int
    end: int
    bid: str


@dataclass(frozen=True, slots=True)
class Arc:
    """From a line of an order to the step that wins it or was the nearest miss.

    `order` and `line` are indexes into `Journey.orders`; `step` one into `Journey.steps`, None
    where it is another user's. `state` is the line's; all but `credited` are near, and miss.
    """

    order: int
    line: int
    step: int | None
    state: LineState


@dataclass(frozen=True)
class Journey:
    """Everything that one user did. `headline` stands beside the id; `words` are the orders in
    sentences, in step with `orders`; `followed` are the winners of their auctions. Times are
    milliseconds since 1970, both 0 where there is no event."""

    user: str
    persons: tuple[str, ...]
    events: int
    sessions: int
    first: int
    last: int
    headline: str
    steps: tuple[Step, ...]
    columns: tuple[Column, ...]
    silences: tuple[Silence, ...]
    same_bid: tuple[SameBid, ...]
    arcs: tuple[Arc, ...]
    orders: tuple[OrderCredit, ...]
    words: tuple[OrderWords, ...]
    followed: tuple[Followed, ...]
    assumed: str
