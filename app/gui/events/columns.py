"""The columns of the event table: names, widths and what each shows of a row."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from app.gui.events.words import one_line, short_id
from app.gui.sdk import sdk_word
from app.segment.times import iso
from app.store.filter_words import WORDS
from app.store.filters import term
from app.store.model import EventRow

VERDICT_WORDS = {
    "accepted": "Accepted",
    "rejected": "Rejected",
    "dropped": "Dropped",
    "filtered": "Filtered",
    "unmapped": "Unmapped",
    "discarded": "Discarded",
    "pending": "Analysing",
}

VERDICT_MEANINGS = {
    "accepted": "The destination would send it, and Topsort’s contract accepts it.",
    "rejected": "The destination would send it. Topsort’s contract refuses it.",
    "dropped": "The destination’s own validation refuses it; Topsort never sees it.",
    "filtered": "A setting, or the message itself, keeps it from Topsort.",
    "unmapped": "No subscription that is switched on has this event.",
    "discarded": "Segment refuses it at the door; no destination gets it.",
    "pending": "Stored. Analysis has not reached it yet.",
}

ACTION_WORDS = {
    "impression": "impression",
    "impressionsList": "impression",
    "click": "click",
    "purchase": "purchase",
    "pageviews": "page view",
}

NO_USER = "no anonymousId"
NOT_SENT = "not sent"

_COUNTED = re.compile(r"\d+ (?:products|lines?)\b")
_VERSION = re.compile(r"(\d+)\.(\d+)")


def outcome_text(row: EventRow) -> tuple[str, str]:
    """The word of the verdict, and what follows it: `("Accepted", ", sponsored")`."""
    word = VERDICT_WORDS.get(row.verdict, row.verdict)
    return word, f", {row.tie}" if row.verdict == "accepted" and row.tie else ""


def becomes_text(row: EventRow) -> str:
    """What Topsort would get: `click`, `2 events`, `not sent`; nothing before the analysis."""
    if row.verdict == "pending":
        return ""
    if not row.becomes:
        return NOT_SENT
    if len(row.becomes) > 1:
        return f"{len(row.becomes)} events"
    return ACTION_WORDS.get(row.becomes[0], one_line(row.becomes[0]))


def user_text(row: EventRow) -> str:
    """The anonymousId, shortened. It alone becomes Topsort's opaqueUserId."""
    return short_id(row.anonymous_id) if row.anonymous_id else NO_USER


def source_text(row: EventRow) -> str:
    """`Browser 1.84, staging.harborpine.shop`; without an origin it came from a server."""
    name, _, version = row.library.partition(" ")
    number = _VERSION.search(version)
    sdk = sdk_word(name) or "unknown SDK"
    if number:
        sdk = f"{sdk} {number[1]}.{number[2]}"
    return one_line(f"{sdk}, {_host(row.origin) or 'server'}")


def findings_text(row: EventRow) -> str:
    """`error PLV-001, warning PLV-006`, worst first."""
    return ", ".join(f"{severity} {one_line(code, 40)}" for code, severity in row.findings)


def sentence(row: EventRow, time: str) -> str:
    """The row as a screen reader reads it, in one sentence.

    `14:05:09.871, dropped, Product List Viewed, not sent, user 7c1f…e2a9, 3 products, error
    PLV-001, warning PLV-006`.
    """
    word, tie = outcome_text(row)
    user = f"user {user_text(row)}" if row.anonymous_id else NO_USER
    parts = (
        time,
        word.lower() + tie,
        one_line(row.name),
        becomes_text(row),
        user,
        one_line(row.products),
        findings_text(row),
        "marked" if row.marked else "",
        "one of a pair" if row.pair is not None else "",
    )
    return ", ".join(part for part in parts if part)


def _moment(ms: int) -> str:
    """A time in ISO; a message may claim one that no calendar holds."""
    try:
        return iso(ms)
    except OverflowError:
        return str(ms)


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `width` is px at a 13 px font; `values` gives the whole text, for copying."""

    key: str
    title: str
    width: int
    values: Callable[[EventRow], str]


COLUMNS: tuple[Column, ...] = (
    Column("mark", "", 26, lambda row: "marked" if row.marked else ""),
    Column("time", "Time", 106, lambda row: _moment(row.time)),
    Column("outcome", "Outcome", 182, lambda row: "".join(outcome_text(row))),
    Column("event", "Event", 168, lambda row: row.name),
    Column("becomes", "Becomes", 104, becomes_text),
    Column("user", "User", 124, lambda row: row.anonymous_id or row.user_id),
    Column("product", "Product", 226, lambda row: row.products),
    Column("findings", "Findings", 196, findings_text),
    Column("source", "SDK and origin", 160, source_text),
    Column("message", "messageId", 200, lambda row: row.message_id),
)
"""In the order of the window; `message` is shown by the preset Support only."""

INDEX = {column.key: place for place, column in enumerate(COLUMNS)}

DEVELOPER = ("mark", "time", "outcome", "event", "becomes", "user", "product", "findings", "source")
PRESETS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Developer", DEVELOPER),
    ("Support", (*DEVELOPER, "message")),
)

NARROW_FINDINGS = 116
PRODUCT_WIDTHS = (120, 192, 226)
SOURCE_WIDTHS = (160, 254)


def widths(
    keys: tuple[str, ...], width: int, *, narrow: bool, fixed: Mapping[str, int]
) -> dict[str, int]:
    """Width of each shown column in a table of `width` px (at a 13 px font).

    What is left is shared: `source` has at least 160, then Product grows from 120 to 192, then
    `source` to 254, which an SDK with a usual origin needs, then Product to 226, and `source`
    takes the rest; where `source` is hidden Product takes it. `narrow` is below a window width of
    1160. `fixed` are the widths that the user gave.
    """
    result = {key: COLUMNS[INDEX[key]].width for key in keys}
    if narrow and "findings" in result:
        result["findings"] = NARROW_FINDINGS
    result.update((key, size) for key, size in fixed.items() if key in result)
    free = [key for key in ("product", "source") if key in result and key not in fixed]
    spare = width - sum(size for key, size in result.items() if key not in free)
    low, middle, high = PRODUCT_WIDTHS
    least, enough = SOURCE_WIDTHS
    if free == ["product", "source"]:
        product = min(middle, max(low, spare - least))
        result["product"] = min(high, max(product, spare - enough))
        result["source"] = max(least, spare - result["product"])
    elif free == ["product"]:
        result["product"] = max(low, spare)
    elif free == ["source"]:
        result["source"] = max(least, spare)
    return result


def terms(key: str, row: EventRow) -> tuple[str, ...]:
    """The terms of the filter that shows only rows with the value of this cell; none where the
    cell has no value that a filter can name.
    """
    match key:
        case "outcome":
            tied = row.verdict == "accepted" and row.tie
            verdict = f"verdict:{row.verdict}"
            return (verdict, f"tie:{row.tie}") if tied else (verdict,)
        case "event":
            if row.type == "track":
                return _literal("event", row.name)
            return (f"type:{row.type}",) if row.type in WORDS["type"] else ()
        case "becomes":
            if row.becomes:
                return (f"action:{','.join(dict.fromkeys(row.becomes))}",)
            return () if row.verdict == "pending" else ("-verdict:accepted,rejected",)
        case "user":
            return _literal("user", row.anonymous_id) or ("-in.anonymousId:*",)
        case "product":
            if _COUNTED.match(row.products) or row.products.startswith("“"):
                return ()
            return _literal("product", row.products.split(" ", 1)[0])
        case "findings":
            return (f"rule:{row.findings[0][0]}",) if row.findings else ("-has:finding",)
        case "source":
            return _literal("origin", row.origin)
        case "message":
            return _literal("id", row.message_id)
    return ()


def without(found: tuple[str, ...]) -> str:
    """The filter that hides what `terms` shows."""
    if len(found) != 1:
        return f"-({' '.join(found)})"
    return found[0][1:] if found[0].startswith("-") else f"-{found[0]}"


def _literal(field: str, value: str) -> tuple[str, ...]:
    """The field is one line of text: a value that does not fit into it cannot be asked for."""
    return (term(field, value),) if value and value.isprintable() else ()


def _host(origin: str) -> str:
    return origin.partition("://")[2] or origin
