"""What a list and a detail view show of single messages and requests."""

import sqlite3
from array import array
from collections import defaultdict
from collections.abc import Sequence
from typing import get_args

from app.lint.finding import Finding, Severity
from app.segment.jsontext import loads
from app.store.counts import last_row
from app.store.errors import NoSuchRow
from app.store.filter_sql import FROM, compile_query
from app.store.model import Attempt, EventRow, StoredMessage, StoredRequest
from app.store.query import Query
from app.store.schema import HEARD
from app.store.texts import object_of

PAIR_RULE = "CLK-001"
"""Its finding names the other click of a duplicate."""

_SEVERITIES: tuple[Severity, ...] = get_args(Severity)
_RANK = {severity: rank for rank, severity in enumerate(_SEVERITIES)}

_ROWS = """
SELECT m.id, m.time, m.received_at, m.type, m.name, coalesce(j.verdict, 'pending'), j.tie,
    coalesce(j.becomes, ''), m.anonymous_id, m.user_id, m.products, m.library, m.origin,
    m.message_id
FROM json_each(?) AS wanted
CROSS JOIN message AS m ON m.id = wanted.value
LEFT JOIN judgement AS j ON j.message = m.id
ORDER BY wanted.key"""
_FINDINGS = f"""
SELECT f.message, f.code, f.severity, f.other
FROM json_each(?) AS wanted CROSS JOIN finding AS f ON f.message = wanted.value
WHERE {HEARD.format(of="f")}"""
_MARKS = """
SELECT a.message, a.value, max(a.id)
FROM json_each(?) AS wanted CROSS JOIN annotation AS a ON a.message = wanted.value
WHERE a.kind = 'mark' GROUP BY a.message"""
_REPLAYS = """
SELECT a.message, count(*)
FROM json_each(?) AS wanted CROSS JOIN attempt AS a ON a.message = wanted.value
GROUP BY a.message"""


def ids(connection: sqlite3.Connection, query: Query, after: int, upto: int | None) -> "array[int]":
    """See `Reader.ids`.

    They come as one text: between two rows of an answer any other thread of Python may take its
    turn, which made a million of them last for half a minute while analysis was running.
    """
    condition = compile_query(query)
    # The narrowest index, where all of it is read.
    source = f"message AS m {'INDEXED BY message_request' if after == 0 else ''}"
    found = connection.execute(
        f"SELECT group_concat(m.id) FROM {source if query.root is None else FROM} "
        f"WHERE m.id > :after AND m.id <= :upto AND {condition.sql}",
        {**condition.parameters, "after": after, "upto": last_row(upto)},
    ).fetchone()[0]
    # In the order of the index, which is theirs, so that sorting finds nothing to do.
    return array("q", sorted(map(int, found.split(",")))) if found else array("q")


def rows(connection: sqlite3.Connection, ids: Sequence[int]) -> list[EventRow]:
    """See `Reader.rows`."""
    wanted = (f"[{','.join(map(str, ids))}]",)
    found: defaultdict[int, dict[tuple[str, Severity], None]] = defaultdict(dict)
    pairs: dict[int, int] = {}
    for row, code, severity, other in connection.execute(_FINDINGS, wanted):
        found[row][code, severity] = None
        if code == PAIR_RULE and other is not None:
            pairs[row] = other
    marked = {row for row, value, _ in connection.execute(_MARKS, wanted) if value == "on"}
    replays = dict(connection.execute(_REPLAYS, wanted))
    return [
        EventRow(
            id=row,
            time=time,
            received_at=received_at,
            type=type_,
            name=name,
            verdict=verdict,
            tie=tie,
            becomes=tuple(becomes.split("\n")) if becomes else (),
            anonymous_id=anonymous_id,
            user_id=user_id,
            products=products,
            findings=tuple(sorted(found[row], key=_worst_first)) if row in found else (),
            library=library,
            origin=origin,
            message_id=message_id,
            marked=row in marked,
            pair=pairs.get(row),
            replays=replays.get(row, 0),
        )
        for (
            row,
            time,
            received_at,
            type_,
            name,
            verdict,
            tie,
            becomes,
            anonymous_id,
            user_id,
            products,
            library,
            origin,
            message_id,
        ) in connection.execute(_ROWS, wanted)
    ]


def message(connection: sqlite3.Connection, row: int) -> StoredMessage:
    """See `Reader.message`."""
    found = connection.execute(
        "SELECT m.id, m.json, m.size, m.received_at, m.judged_at, m.origin, r.target, "
        "coalesce(r.user_agent, ''), r.status, r.write_key, r.notes "
        "FROM message AS m JOIN request AS r ON r.id = m.request WHERE m.id = ?",
        (row,),
    ).fetchone()
    if found is None:
        raise NoSuchRow(row)
    row, text, *columns, notes = found
    return StoredMessage(*(row, object_of(text), *columns, tuple(loads(notes))))


def findings(connection: sqlite3.Connection, row: int | None) -> list[Finding]:
    """See `Reader.findings`."""
    found = connection.execute(
        "SELECT code, severity, title, delivery, details FROM finding WHERE message IS ? "
        "ORDER BY code, position",
        (row,),
    )
    every = [_finding(*values) for values in found]
    return sorted(every, key=lambda one: _worst_first((one.code, one.severity)))


def findings_between(
    connection: sqlite3.Connection, after: int, upto: int
) -> list[tuple[int, Finding]]:
    """See `Reader.findings_between`."""
    found = connection.execute(
        "SELECT message, code, severity, title, delivery, details FROM finding "
        "WHERE message > ? AND message <= ? ORDER BY message, code, position",
        (after, upto),
    )
    return [(row, _finding(*values)) for row, *values in found]


def attempts(connection: sqlite3.Connection, row: int) -> list[Attempt]:
    """See `Reader.attempts`."""
    found = connection.execute(
        "SELECT message, preset, replay, target, sent_at, request, outcome, status, answer, "
        "took, forecast FROM attempt WHERE message = ? ORDER BY id",
        (row,),
    )
    return [Attempt(*(*one[:8], str(loads(one[8])), *one[9:])) for one in found]


def requests(
    connection: sqlite3.Connection, after: int, limit: int, refused: bool
) -> list[StoredRequest]:
    """See `Reader.requests`."""
    found = connection.execute(
        "SELECT r.id, r.received_at, r.method, r.target, r.status, r.write_key, "
        "coalesce(r.origin, ''), coalesce(r.user_agent, ''), coalesce(r.error, ''), r.notes, "
        "length(r.body), (SELECT count(*) FROM message AS m WHERE m.request = r.id) "
        f"FROM request AS r WHERE r.id > ? AND {'r.status >= 400' if refused else 'TRUE'} "
        "ORDER BY r.id LIMIT ?",
        (after, limit),
    )
    return [StoredRequest(*(*one[:9], tuple(loads(one[9])), *one[10:])) for one in found]


def _finding(
    code: str, severity: Severity, title: str, delivery: int | None, details: bytes
) -> Finding:
    kept = object_of(details)
    return Finding(
        code=code,
        severity=severity,
        title=title,
        message=kept.get("message", ""),
        cost=kept.get("cost", ""),
        fix=kept.get("fix", ""),
        snippet=kept.get("snippet", ""),
        paths=tuple(kept.get("paths", ())),
        delivery=delivery,
        others=tuple(kept.get("others", ())),
        keep=kept.get("keep"),
        gap=kept.get("gap"),
        quiet=kept.get("quiet") is True,
        silenced=kept.get("silenced") is True,
    )


def _worst_first(finding: tuple[str, Severity]) -> tuple[int, str]:
    code, severity = finding
    return _RANK.get(severity, len(_RANK)), code
