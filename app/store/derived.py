"""Writes what analysis says of messages, a slice of it in a few statements.

As with requests (`app.store.incoming`), each statement has to wait for its turn to go on; the
rows of a slice are therefore made beforehand, where it delays nobody, and share statements.
"""

import sqlite3
from collections.abc import Iterable
from typing import NamedTuple

from app.lint.finding import Change, Finding
from app.segment.jsontext import dumps
from app.store.many import Row, insert_many
from app.store.model import Derived, DerivedDelivery, DerivedMessage
from app.store.schema import HEARD
from app.store.texts import column_text

_JUDGEMENT = ("message", "verdict", "tie", "becomes", "ids", "configuration")
_DELIVERY = (
    *("message", "position", "preset", "action", "outcome", "tie", "request", "errors"),
    "configuration",
)
_FINDING = (
    *("message", "code", "position", "severity", "title", "delivery", "other", "details"),
    "configuration",
)

_THERE = "SELECT m.id FROM json_each(?) AS wanted CROSS JOIN message AS m ON m.id = wanted.value"
_OLD_DELIVERIES = "DELETE FROM delivery WHERE message IN (SELECT value FROM json_each(?))"
_OLD_FINDINGS = """
DELETE FROM finding WHERE id IN (
    SELECT f.id FROM json_each(?) AS change
    CROSS JOIN finding AS f INDEXED BY finding_message
    ON f.message IS change.value ->> 0 AND f.code = change.value ->> 1
)"""
_WORST = f"""
UPDATE judgement SET severity = (
    SELECT severity FROM finding
    WHERE message = judgement.message AND {HEARD.format(of="finding")}
    ORDER BY CASE severity WHEN 'error' THEN 0 WHEN 'warning' THEN 1 ELSE 2 END LIMIT 1
) WHERE message IN (SELECT value FROM json_each(?))"""

_TIES = ("anonymous", "organic", "sponsored")
"""Worst first."""


class DerivedRows(NamedTuple):
    """A slice of analysis as rows, each still without its configuration's id at the end.

    `changed` are the rows of messages and codes whose findings are replaced; a row of None is
    the capture as a whole. `findings` begin with these two as well.
    """

    configuration: str
    upto: int
    judgements: tuple[Row, ...]
    deliveries: tuple[Row, ...]
    changed: tuple[tuple[int | None, str], ...]
    findings: tuple[Row, ...]


def derived_rows(derived: Derived) -> DerivedRows:
    """The rows of a slice. Pure: it may be done in another process."""
    # A row may change several times within a slice; what was said last holds.
    changes = {(change.row, change.code): change for change in derived.changes}
    return DerivedRows(
        derived.configuration,
        derived.upto,
        tuple(_judgement(message) for message in derived.messages),
        tuple(
            _delivery(message.row, position, one)
            for message in derived.messages
            for position, one in enumerate(message.deliveries)
        ),
        tuple(changes),
        tuple(
            _finding(change, position, one)
            for change in changes.values()
            for position, one in enumerate(change.findings)
        ),
    )


def insert_derived(connection: sqlite3.Connection, derived: DerivedRows) -> None:
    """Write a slice, to be called inside a transaction. The same slice twice is as once.

    The rules may still know a message that has been deleted since; what they say of it is left
    out. Raises ValueError where the capture has no such configuration.
    """
    known = connection.execute(
        "SELECT id FROM configuration WHERE hash = ?", (derived.configuration,)
    ).fetchone()
    if known is None:
        raise ValueError(f"configuration {derived.configuration} is not in the capture")
    judged = [row[0] for row in derived.judgements]
    named = {*judged, *(row for row, _ in derived.changed if row is not None)}
    there = {row for (row,) in connection.execute(_THERE, (_json(named),))}
    connection.execute(_OLD_DELIVERIES, (_json(judged),))
    connection.execute(_OLD_FINDINGS, (_json(derived.changed),))
    for table, columns, rows in (
        ("judgement", _JUDGEMENT, derived.judgements),
        ("delivery", _DELIVERY, derived.deliveries),
        ("finding", _FINDING, derived.findings),
    ):
        kept = [(*row, known[0]) for row in rows if row[0] is None or row[0] in there]
        verb = "INSERT OR REPLACE" if table == "judgement" else "INSERT"
        insert_many(connection, table, columns, kept, verb=verb)
    connection.execute(_WORST, (_json(there),))
    connection.execute(
        "INSERT OR REPLACE INTO meta(key, value) VALUES('analysed', ?)", (derived.upto,)
    )


def _json(values: Iterable[object]) -> bytes:
    return dumps(list(values))


def _judgement(message: DerivedMessage) -> Row:
    becomes = "\n".join(
        column_text(one.action)
        for one in message.deliveries
        if one.outcome in ("accepted", "rejected")
    )
    return (message.row, message.verdict, _tie(message), becomes, message.ids)


def _tie(message: DerivedMessage) -> str | None:
    """The worst tie of an accepted message's deliveries."""
    if message.verdict != "accepted":
        return None
    ties = [one.tie for one in message.deliveries if one.tie]
    return min(ties, key=_TIES.index, default=None)


def _delivery(row: int, position: int, one: DerivedDelivery) -> Row:
    preset, action = column_text(one.preset), column_text(one.action)
    return (row, position, preset, action, one.outcome, one.tie, one.request, one.errors)


def _finding(change: Change, position: int, finding: Finding) -> Row:
    return (
        change.row,
        change.code,
        position,
        finding.severity,
        column_text(finding.title),
        finding.delivery,
        finding.others[0] if finding.others else None,
        dumps(_details(finding)),
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
        "quiet": finding.quiet,
        "silenced": finding.silenced,
    }
