"""The statements that write a capture. Each is to be called inside a transaction."""

import sqlite3
from collections.abc import Iterable, Sequence

from app.destination.model import Configuration
from app.lint.finding import Change, Finding
from app.segment.jsontext import dumps
from app.store.model import Attempt, Derived, DerivedDelivery, DerivedMessage
from app.store.texts import column_text


def _insert(table: str, columns: Sequence[str], *, verb: str = "INSERT") -> str:
    places = ", ".join("?" * len(columns))
    return f"{verb} INTO {table}({', '.join(columns)}) VALUES({places})"


_JUDGEMENT = _insert(
    "judgement",
    ("message", "verdict", "tie", "becomes", "ids", "configuration"),
    verb="INSERT OR REPLACE",
)
_DELIVERY = _insert(
    "delivery",
    (
        "message",
        "position",
        "preset",
        "action",
        "outcome",
        "tie",
        "request",
        "errors",
        "configuration",
    ),
)
_FINDING = _insert(
    "finding",
    (
        "message",
        "code",
        "position",
        "severity",
        "title",
        "delivery",
        "other",
        "details",
        "configuration",
    ),
)
_ATTEMPT = _insert(
    "attempt",
    (
        "message",
        "preset",
        "replay",
        "target",
        "sent_at",
        "outcome",
        "status",
        "took",
        "forecast",
        "answer",
        "request",
    ),
)
_WORST = """
UPDATE judgement SET severity = (
    SELECT severity FROM finding WHERE message = judgement.message
    ORDER BY CASE severity WHEN 'error' THEN 0 WHEN 'warning' THEN 1 ELSE 2 END LIMIT 1
) WHERE message = ?"""

_THERE = "SELECT m.id FROM json_each(?) AS wanted CROSS JOIN message AS m ON m.id = wanted.value"

_TIES = ("anonymous", "organic", "sponsored")
"""Worst first."""


def insert_derived(connection: sqlite3.Connection, derived: Derived) -> None:
    """Write a slice of analysis. Writing the same slice twice is the same as once.

    The rules may still know a message that has been deleted since; what they say of it is left
    out. Raises ValueError where the capture has no such configuration.
    """
    known = connection.execute(
        "SELECT id FROM configuration WHERE hash = ?", (derived.configuration,)
    ).fetchone()
    if known is None:
        raise ValueError(f"configuration {derived.configuration} is not in the capture")
    rows = {message.row for message in derived.messages}
    rows.update(change.row for change in derived.changes if change.row is not None)
    there = {row for (row,) in connection.execute(_THERE, (f"[{','.join(map(str, rows))}]",))}
    for message in derived.messages:
        if message.row in there:
            _insert_message(connection, message, known[0])
    for change in derived.changes:
        if change.row is None or change.row in there:
            _replace_findings(connection, change, known[0])
    connection.executemany(_WORST, [(row,) for row in there])
    set_meta(connection, "analysed", derived.upto)


def forget_some(connection: sqlite3.Connection, rows: int) -> bool:
    """Delete the derived rows of the next so many judged messages, and set back how far
    analysis is. True once there is nothing left to forget."""
    set_meta(connection, "analysed", 0)
    last = connection.execute(
        "SELECT max(message) FROM (SELECT message FROM judgement ORDER BY message LIMIT ?)",
        (rows,),
    ).fetchone()[0]
    if last is None:
        connection.execute("DELETE FROM delivery")
        connection.execute("DELETE FROM finding")
        return True
    for table in ("judgement", "delivery", "finding"):
        connection.execute(f"DELETE FROM {table} WHERE message <= ?", (last,))
    return False


def insert_attempts(connection: sqlite3.Connection, attempts: Iterable[Attempt]) -> None:
    """Write replays of deliveries."""
    connection.executemany(
        _ATTEMPT,
        [
            (
                attempt.row,
                column_text(attempt.preset),
                column_text(attempt.replay),
                column_text(attempt.target),
                attempt.sent_at,
                attempt.outcome,
                attempt.status,
                attempt.took,
                attempt.forecast,
                dumps(attempt.answer),
                attempt.request,
            )
            for attempt in attempts
        ],
    )


def insert_configuration(
    connection: sqlite3.Connection, configuration: Configuration, now: int
) -> None:
    """Keep a configuration, and make it the current one."""
    connection.execute(
        "INSERT OR IGNORE INTO configuration(hash, created, json) VALUES(?, ?, ?)",
        (configuration.hash, now, dumps(configuration.to_json())),
    )
    set_meta(connection, "configuration", configuration.hash)


def set_meta(connection: sqlite3.Connection, key: str, value: int | str) -> None:
    """Set one value of the capture as a whole."""
    connection.execute("INSERT OR REPLACE INTO meta(key, value) VALUES(?, ?)", (key, value))


def _insert_message(
    connection: sqlite3.Connection, message: DerivedMessage, configuration: int
) -> None:
    connection.execute("DELETE FROM delivery WHERE message = ?", (message.row,))
    connection.execute(
        _JUDGEMENT,
        (
            message.row,
            message.verdict,
            _tie(message),
            _becomes(message.deliveries),
            message.ids,
            configuration,
        ),
    )
    connection.executemany(
        _DELIVERY,
        [
            (
                message.row,
                position,
                column_text(one.preset),
                column_text(one.action),
                one.outcome,
                one.tie,
                one.request,
                one.errors,
                configuration,
            )
            for position, one in enumerate(message.deliveries)
        ],
    )


def _replace_findings(connection: sqlite3.Connection, change: Change, configuration: int) -> None:
    connection.execute(
        "DELETE FROM finding WHERE message IS ? AND code = ?", (change.row, change.code)
    )
    connection.executemany(
        _FINDING,
        [
            (
                change.row,
                change.code,
                position,
                finding.severity,
                column_text(finding.title),
                finding.delivery,
                finding.others[0] if finding.others else None,
                dumps(_details(finding)),
                configuration,
            )
            for position, finding in enumerate(change.findings)
        ],
    )


def _details(finding: Finding) -> dict[str, object]:
    return {
        "message": finding.message,
        "cost": finding.cost,
        "fix": finding.fix,
        "snippet": finding.snippet,
        "paths": finding.paths,
        "others": finding.others,
        "keep": finding.keep,
        "gap": finding.gap,
    }


def _tie(message: DerivedMessage) -> str | None:
    """The worst tie of an accepted message's deliveries."""
    if message.verdict != "accepted":
        return None
    ties = [one.tie for one in message.deliveries if one.tie]
    return min(ties, key=_TIES.index, default=None)


def _becomes(deliveries: Iterable[DerivedDelivery]) -> str:
    return "\n".join(
        column_text(one.action) for one in deliveries if one.outcome in ("accepted", "rejected")
    )
