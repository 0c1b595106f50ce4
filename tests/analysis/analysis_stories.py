"""Messages of made shops, judged, for the tests of credit, journeys, winners and checklist."""

import sys
from collections.abc import Callable, Iterable
from dataclasses import replace
from types import FrameType
from typing import TYPE_CHECKING, Any

from app.analysis.analyst import Analyst
from app.analysis.book import Book
from app.analysis.judge import judge
from app.analysis.judged import JudgedMessage
from app.destination import load_definition
from app.destination.model import Configuration
from app.segment.times import iso

if TYPE_CHECKING:
    from app.lint.finding import Finding

START = 1_795_528_800_000
LATE = START + 200 * 86_400_000
MINUTE = 60_000
DAY = 86_400_000

Message = dict[str, Any]


def configured(attribution: dict[str, Any] | None = None, **options: Any) -> Configuration:
    return replace(load_definition().configuration(**options), attribution=attribution or {})


PACKAGED = configured()


def track(event: str, at: int = 0, *, id: str = "", user: Any = "u-1", **more: Any) -> Message:
    """A track message `at` milliseconds after the start; capitals are keys beside properties."""
    beside = {key: more.pop(key) for key in list(more) if key in ("userId", "context", "type")}
    message = {
        "type": "track",
        "event": event,
        "messageId": id or f"{event}-{at}-{user}",
        "timestamp": iso(START + at),
        "anonymousId": user,
        "properties": more,
        "context": {"page": {"path": "/search"}, "library": {"name": "analytics.js"}},
        **beside,
    }
    return {key: value for key, value in message.items() if value is not ...}


def click(product: str, at: int = 0, *, bid: Any = "b-1", **more: Any) -> Message:
    """A Product Clicked; without a bid where it is `...`."""
    given = {} if bid is ... else {"resolvedBidId": bid}
    return track("Product Clicked", at, product_id=product, **given, **more)


def view(product: str, at: int = 0, *, bid: Any = "b-1", **more: Any) -> Message:
    """A Product Viewed."""
    return click(product, at, bid=bid, **more) | {
        "event": "Product Viewed",
        "messageId": more.get("id") or f"view-{at}-{product}-{more.get('user')}",
    }


def order(*products: Any, at: int = 10 * MINUTE, order_id: Any = "o-1", **more: Any) -> Message:
    """An Order Completed; a product is an id, at 10.00, or the line itself."""
    lines = [
        one if isinstance(one, dict) else {"product_id": one, "price": 10, "quantity": 1}
        for one in products
    ]
    return track("Order Completed", at, order_id=order_id, products=lines, **more)


def judged(
    messages: Iterable[Message], configuration: Configuration = PACKAGED
) -> list[JudgedMessage]:
    """Messages with their rows, verdicts and no findings."""
    return [
        JudgedMessage(row, message, LATE, judge(message, configuration, judged_at=LATE))
        for row, message in enumerate(messages, 1)
    ]


def linted(
    messages: Iterable[Message], configuration: Configuration = PACKAGED
) -> list[JudgedMessage]:
    """Messages with their final findings too."""
    analyst = Analyst(configuration)
    said: dict[int | None, dict[str, tuple[Finding, ...]]] = {}
    found = judged(messages, configuration)
    for one in found:
        for change in analyst.add(one.row, one.message, one.judged_at)[1]:
            said.setdefault(change.row, {})[change.code] = change.findings
    return [
        replace(
            one,
            findings=tuple(finding for some in said.get(one.row, {}).values() for finding in some),
        )
        for one in found
    ]


def book(messages: Iterable[Message], configuration: Configuration = PACKAGED) -> Book:
    """All of them taken in."""
    return Book(configuration).add_all(judged(messages, configuration))


def steps(work: Callable[[], Any]) -> int:
    """Calls of functions, Python's and C's, that `work` makes."""
    count = 0

    def tally(frame: FrameType, event: str, argument: Any) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(tally)
    try:
        work()
    finally:
        sys.setprofile(None)
    return count
