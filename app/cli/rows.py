"""Rows of a capture in words, for the terminal."""

from app.cli.terminal import clock_time, plain
from app.masking import masked
from app.store.model import EventRow

STYLES = {
    "accepted": "green",
    "rejected": "red",
    "dropped": "dark_orange3",
    "discarded": "dark_orange3",
    "filtered": "bright_black",
    "unmapped": "bright_black",
    "pending": "bright_black",
}
"""The colour of each outcome; its word always stands beside it."""

_WORDS = {"pending": "analysing", "pageviews": "page view", "impressionsList": "impression"}


def captured(text: str) -> str:
    """Text of a message, fit for a terminal and a log: no control characters, no secret."""
    return plain(masked(text))


def outcome(row: EventRow) -> str:
    """`accepted, sponsored`, `dropped`, `analysing`."""
    word = _WORDS.get(row.verdict, row.verdict)
    return f"{word}, {row.tie}" if row.tie else word


def becomes(row: EventRow) -> str:
    """What is sent of it: `click`, `2 events`, `not sent`."""
    if not row.becomes:
        return "" if row.verdict == "pending" else "not sent"
    if len(row.becomes) > 1:
        return f"{len(row.becomes)} events"
    return captured(_WORDS.get(row.becomes[0], row.becomes[0]))


def findings(row: EventRow) -> str:
    """`error PLV-001, warning PLV-006`."""
    return ", ".join(f"{severity} {code}" for code, severity in row.findings)


def user(row: EventRow) -> str:
    """The anonymous id, first and last four characters of a long one."""
    name = captured(row.anonymous_id)
    if not name:
        return "no anonymousId"
    return name if len(name) <= 12 else f"{name[:4]}…{name[-4:]}"


def sentence(row: EventRow) -> str:
    """The row on one line, as a plain log shows it."""
    parts = (
        clock_time(row.time),
        outcome(row),
        captured(row.name),
        becomes(row),
        captured(row.products),
        findings(row),
    )
    return "  ".join(part for part in parts if part)
