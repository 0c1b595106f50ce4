"""Captured text, made fit for one line of a table, a menu or a tip."""

import html
from datetime import UTC, datetime

from app.gui.detail.visible import short_id, visible
from app.masking import masked

__all__ = ["clock", "menu_words", "number", "one_line", "short_id", "tip"]

LIMIT = 300
"""Characters of a captured text that a row shows; no column is wide enough for more."""


def one_line(text: str, limit: int = LIMIT) -> str:
    """`text` as a row shows it: keys masked, what cannot be seen escaped, cut to `limit`
    characters before that.
    """
    return visible(masked(text if len(text) <= limit else f"{text[: limit - 1]}…"))


def clock(ms: int, *, today: datetime, utc: bool = False, millis: bool = True) -> str:
    """`14:05:09.871` for milliseconds since 1970, in local time or in UTC.

    The day stands before it where it is not the day of `today`: `23 Nov 14:05:09.871`, with the
    year where that is another one. A time that no calendar holds, which a message may well
    claim, reads `no such time`.
    """
    try:
        moment = datetime.fromtimestamp(ms / 1000, tz=UTC)
        if not utc:
            moment = moment.astimezone()
    except (OverflowError, OSError, ValueError):
        return "no such time"
    text = f"{moment.hour:02d}:{moment.minute:02d}:{moment.second:02d}"
    if millis:
        text += f".{ms % 1000:03d}"
    if moment.year != today.year:
        return f"{moment.day} {_MONTHS[moment.month - 1]} {moment.year} {text}"
    if (moment.month, moment.day) != (today.month, today.day):
        return f"{moment.day} {_MONTHS[moment.month - 1]} {text}"
    return text


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def tip(text: str) -> str:
    """A tool tip that shows `text` literally. Qt takes a tip that looks like HTML for HTML."""
    return f"<p style='white-space: pre-wrap'>{html.escape(one_line(text, 1000))}</p>"


def menu_words(text: str, limit: int = 40) -> str:
    """Captured text as part of a menu entry: one line, cut, with `&` as itself."""
    return one_line(text, limit).replace("&", "&&")


def number(count: int) -> str:
    """`1,412`: thousands with a separator."""
    return f"{count:,}"
