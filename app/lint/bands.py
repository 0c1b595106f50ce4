"""The numbers that rules compare with: data with their reasons, which a user can change."""

from dataclasses import Field, dataclass, field, fields
from typing import Any

HARD_CAP = 10_000
"""Milliseconds; no setting takes two clicks that are further apart for one action."""

SECOND = 1_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR


def band(default: int, reason: str, *, unit: str = "ms", cap: int = 3_660 * DAY) -> Any:
    """One number: its value, in which `unit` it is, why it is so, and the most that a setting may
    make of it."""
    return field(default=default, metadata={"unit": unit, "cap": cap, "reason": reason})


@dataclass(frozen=True, slots=True)
class Bands:
    """Spans are in milliseconds, shares in percent. Where a reason names no source, neither
    Topsort nor Segment has published a number."""

    certain: int = band(
        500,
        "Two clicks from one handler differ by milliseconds; a person seldom clicks twice within "
        "half a second.",
        cap=HARD_CAP,
    )
    probable: int = band(
        2 * SECOND,
        "The answer of an add-to-cart call, on which Product Added is often sent, takes up to two "
        "seconds.",
        cap=HARD_CAP,
    )
    possible: int = band(
        5 * SECOND,
        "On a slow line that answer takes longer; then it takes a hint at an add button as well.",
        cap=HARD_CAP,
    )
    cross_clock: int = band(
        5 * SECOND,
        "A server’s clock is another than the browser’s, even after Segment’s correction.",
        cap=HARD_CAP,
    )
    skew: int = band(
        2 * SECOND,
        "Two corrected clocks are hardly ever closer; from here on a text says that clocks were "
        "corrected, and below it no order of two events of unlike clients is concluded.",
    )
    sighting: int = band(
        30 * MINUTE,
        "A session, as Segment and Google Analytics cut it; Topsort’s is not published.",
    )
    double: int = band(
        SECOND, "A second listener fires at once; a person’s second click takes longer."
    )
    repeat: int = band(
        2 * SECOND, "Sooner than this, two clicks on one thing are rather one action sent twice."
    )
    stale: int = band(
        HOUR,
        "How long a bid lives is not published; an hour after its auction it was probably cached.",
    )
    expired: int = band(DAY, "A bid a day old was surely not won for this page view.")
    ahead: int = band(
        MINUTE, "An auction that is later than the event by more than this shows a wrong clock."
    )
    window: int = band(
        14 * DAY, "The attribution window in Topsort’s help centre; 1 to 90 days can be chosen."
    )
    same_order: int = band(
        10 * MINUTE, "The same lines and total again within this are rather a reload than an order."
    )
    burst: int = band(SECOND, "In one second nobody sees more than a screen of products.")
    burst_size: int = band(50, "More than a screen of products shows at once.", unit="events")
    frantic: int = band(MINUTE, "The span in which the clicks of a bot are counted.")
    frantic_size: int = band(20, "No shopper clicks a product every three seconds.", unit="events")
    churn: int = band(
        3, "Two events of new users in a row are two users; three look like one.", unit="events"
    )
    same_time: int = band(
        5,
        "One page may send a few events in one millisecond; more hints at a clock that stands.",
        unit="events",
    )
    group_size: int = band(
        20, "Fewer events of a name do not show what a site always does.", unit="events"
    )
    group_share: int = band(95, "Nearly all: the rest may be a try.", unit="percent", cap=100)
    share: int = band(
        50,
        "One id on more than half of all events is a shared id, not a busy user.",
        unit="percent",
        cap=100,
    )
    every_size: int = band(
        10, "A few users may well have sent one event each; ten do not.", unit="events"
    )
    share_size: int = band(20, "Fewer events do not show a share.", unit="events")
    unseen_share: int = band(
        20,
        "A few impressions are missed by any page; more than this is the rule.",
        unit="percent",
        cap=100,
    )
    unseen_size: int = band(5, "Fewer bids do not show a share.", unit="events")
    click_rate: int = band(
        5,
        "Topsort calls 0.5 to 2 % typical and more than 5 % a warning sign.",
        unit="percent",
        cap=100,
    )
    click_rate_high: int = band(
        20, "Four times the warning sign: no list is that good.", unit="percent", cap=100
    )
    click_rate_size: int = band(100, "Fewer impressions do not show a rate.", unit="events")
    click_excess_size: int = band(
        10, "More clicks than impressions are impossible; a few may be a try.", unit="events"
    )
    late: int = band(DAY, "Most events arrive within minutes; a day late hints at a backfill.")
    old: int = band(
        7 * DAY,
        "The shortest window in Topsort’s examples; how old an event may be is not published.",
    )
    outside: int = band(90 * DAY, "The longest attribution window that Topsort lets one choose.")
    user_id: int = band(
        64, "The most that Topsort’s endpoint for linking users takes.", unit="characters"
    )
    user_id_field: int = band(
        128, "The most that the help of Segment’s field names.", unit="characters"
    )
    message_id: int = band(
        128, "The most that the help of Segment’s field names.", unit="characters"
    )
    totals: int = band(2, "Rounding, line by line, moves a total by less.", unit="percent", cap=100)

    @property
    def limit(self) -> int:
        """The longest distance at which two clicks can be a pair at all."""
        return min(HARD_CAP, max(self.certain, self.probable, self.possible, self.cross_clock))


BANDS: dict[str, Field[Any]] = {one.name: one for one in fields(Bands)}
"""Name, default and metadata (`unit`, `cap`, `reason`) of each."""
