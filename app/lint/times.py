"""When a message happened, on the two clocks of the rules."""

from typing import NamedTuple

from app.segment.jsontext import JsonObject
from app.segment.times import parse_time


class Times(NamedTuple):
    """Milliseconds since 1970.

    `own` is the time on the client's own clock: `originalTimestamp`, else `timestamp`, else the
    time of capture. `occurred` is what Segment makes of it, which is comparable across clients:
    `receivedAt - (sentAt - originalTimestamp)` where all three are readable. `skew` is
    `sentAt - originalTimestamp`, None where one is missing.
    """

    own: int
    occurred: int
    skew: int | None


def times_of(message: JsonObject, judged_at: int) -> Times:
    """The times of a completed message; `judged_at` stands in where it has none."""
    original = parse_time(message.get("originalTimestamp"))
    corrected = parse_time(message.get("timestamp"))
    own = original if original is not None else corrected
    if own is None:
        own = judged_at
    sent = parse_time(message.get("sentAt"))
    skew = None if sent is None or original is None else sent - original
    received = None if skew is None else parse_time(message.get("receivedAt"))
    if skew is not None and received is not None:
        return Times(own, received - skew, skew)
    return Times(own, own if corrected is None else corrected, skew)
