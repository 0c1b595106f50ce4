"""What the store hands out and takes in. All of it is frozen: it crosses threads."""

from dataclasses import dataclass
from typing import Literal, NamedTuple, TypeAlias

from app.lint.finding import Change, Severity
from app.segment.jsontext import JsonObject


class DerivedDelivery(NamedTuple):
    """One delivery as the capture keeps it; `request` and `errors` are JSON."""

    preset: str
    action: str
    outcome: str
    tie: str | None
    request: bytes | None
    errors: bytes


class DerivedMessage(NamedTuple):
    """The verdict on one message row, to be written.

    `ids` is what its Topsort events name beyond the message (`identifiers.only_in_requests`).
    """

    row: int
    verdict: str
    deliveries: tuple[DerivedDelivery, ...]
    ids: str = ""


@dataclass(frozen=True, slots=True)
class Derived:
    """A slice of analysis, written in one transaction: "analysed up to" `upto`."""

    configuration: str
    upto: int
    messages: tuple[DerivedMessage, ...]
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a capture is: the highest message row committed, and analysed.

    Rows are never given again, so once retention has `deleted` some, neither is a count;
    `messages` and `judged` are.
    """

    committed: int
    analysed: int
    deleted: int = 0

    @property
    def messages(self) -> int:
        """Messages that are there."""
        return max(0, self.committed - self.deleted)

    @property
    def judged(self) -> int:
        """Messages that are there and analysed; only such are deleted."""
        return max(0, self.analysed - self.deleted)


@dataclass(frozen=True, slots=True)
class EventRow:
    """One row of the event list. Times are milliseconds since 1970.

    `time` is the message's own time (originalTimestamp, else timestamp, else received).
    `verdict` is `pending` until it is analysed. `becomes` holds an action per accepted or
    rejected delivery. `findings` are (code, severity), worst first. `pair` is the row of the
    other click of a duplicate.
    """

    id: int
    time: int
    received_at: int
    type: str
    name: str
    verdict: str
    tie: str | None
    becomes: tuple[str, ...]
    anonymous_id: str
    user_id: str
    products: str
    findings: tuple[tuple[str, Severity], ...]
    library: str
    origin: str
    message_id: str
    marked: bool
    pair: int | None
    replays: int


@dataclass(frozen=True, slots=True)
class StoredMessage:
    """One message with the head of the request that brought it, and what was odd about that."""

    id: int
    message: JsonObject
    size: int
    received_at: int
    judged_at: int
    origin: str
    target: str
    user_agent: str
    status: int
    write_key: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StoredRequest:
    """The head of one HTTP request, refused ones too. `messages` were made of it; `size` is the
    bytes of its body. `received_at` is milliseconds since 1970."""

    id: int
    received_at: int
    method: str
    target: str
    status: int
    write_key: str
    origin: str
    user_agent: str
    error: str
    notes: tuple[str, ...]
    size: int
    messages: int


@dataclass(frozen=True, slots=True)
class Attempt:
    """One replay of one delivery. `outcome` is `accepted`, `rejected`, `failed` or `in doubt`.

    `request` is the exact body sent; `status` is None where no answer came. `forecast` is the
    outcome that was expected. Times are milliseconds since 1970, `took` milliseconds.
    """

    row: int
    preset: str
    replay: str
    target: str
    sent_at: int
    request: bytes
    outcome: str
    status: int | None
    answer: str
    took: int
    forecast: str


@dataclass(frozen=True, slots=True)
class Loss:
    """How many were lost at a step, and the commonest reason (a rule's code and title)."""

    count: int
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Funnel:
    """What the filter shows, step by step. `received` counts messages, the rest deliveries.

    `pending` messages are not analysed yet. `shown` and `total` come from the same query.
    """

    shown: int
    total: int
    pending: int
    received: int
    mapped: int
    sendable: int
    acceptable: int
    tied: int
    organic: int
    purchases: int
    page_views: int
    unmapped: Loss
    discarded: int
    dropped: Loss
    filtered: int
    rejected: Loss
    anonymous: Loss


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of the histogram: messages by verdict, `start` in milliseconds since 1970."""

    start: int
    accepted: int
    unmapped: int
    dropped: int
    rejected: int


@dataclass(frozen=True, slots=True)
class Retention:
    """What a capture keeps: its last `messages`, and those of the last `days` (each None: all).

    With both, a message goes as soon as one of the two says so.
    """

    messages: int | None = None
    days: int | None = None

    def __post_init__(self) -> None:
        """Raises ValueError for a number below 1."""
        if any(limit is not None and limit < 1 for limit in (self.messages, self.days)):
            raise ValueError("Keep at least 1 message or 1 day.")

    @property
    def is_on(self) -> bool:
        """Whether anything is ever deleted."""
        return self.messages is not None or self.days is not None


KEEP_ALL = Retention()

AnnotationKind: TypeAlias = Literal["mark", "note", "colour", "hidden"]
"""What can be put to a message: `mark` and `hidden` are `on` or `off`, `note` and `colour` a
text, empty where there is none."""


@dataclass(frozen=True, slots=True)
class Annotation:
    """One change: `value` was put to message `row` at `at` (ms since 1970). With `row` None it is
    about the capture: `kind` is `silence` and `value` JSON, a silence or `{"ends": id}`."""

    id: int
    at: int
    kind: str
    row: int | None
    value: str


@dataclass(frozen=True, slots=True)
class Silence:
    """A silence that holds. `value` is as it was given, with a `rule`; `at` is ms since 1970."""

    id: int
    at: int
    value: JsonObject


@dataclass(frozen=True, slots=True)
class Auction:
    """A winner seen in an answer of Topsort's auctions. `seen_at` is ms since 1970; `user` is
    the opaqueUserId that asked, empty where none did."""

    seen_at: int
    bid: str
    product: str
    user: str


@dataclass(frozen=True, slots=True)
class Run:
    """A test run: name, from, to (ms since 1970, None while it goes on), what it matches."""

    id: int
    name: str
    started_at: int
    ended_at: int | None
    filter: str
