"""Counts over what a filter shows: the funnel, the histogram, the rules."""

import sqlite3
from collections import defaultdict

from app.lint.finding import Severity
from app.store.filter_sql import FROM, compile_query
from app.store.model import Bar, Funnel, Loss
from app.store.query import Query

_BEYOND = 2**62
_RANKED = "CASE f.severity WHEN 'error' THEN 0 WHEN 'warning' THEN 1 ELSE 2 END"

_TOTAL = """
SELECT 'total', NULL, NULL, NULL, count(*), 0
FROM message INDEXED BY message_request WHERE id <= :upto"""
"""The narrowest index: the rows themselves are a thousand times as long."""

_FUNNEL = """
WITH shown(id) AS MATERIALIZED (
    SELECT m.id FROM {source} WHERE m.id <= :upto AND {condition}
)
{total}
UNION ALL
SELECT 'verdict', j.verdict, NULL, NULL, count(*), 0
FROM shown LEFT JOIN judgement AS j ON j.message = shown.id GROUP BY j.verdict
UNION ALL
SELECT 'delivery', d.outcome, d.tie, d.action, count(*), 0
FROM shown CROSS JOIN delivery AS d ON d.message = shown.id GROUP BY d.outcome, d.tie, d.action
UNION ALL
SELECT 'reason', coalesce(d.tie, d.outcome) AS loss, f.code, NULL, count(DISTINCT f.message),
    min({ranked})
FROM shown
CROSS JOIN delivery AS d ON d.message = shown.id
CROSS JOIN finding AS f ON f.message = d.message
    AND (f.delivery IS NULL OR f.delivery = d.position)
WHERE (d.outcome IN ('dropped', 'rejected') OR d.tie = 'anonymous')
    AND f.severity IN ('error', 'warning')
GROUP BY loss, f.code
UNION ALL
SELECT 'reason', 'unmapped', f.code, NULL, count(DISTINCT f.message), min({ranked})
FROM shown
CROSS JOIN judgement AS j ON j.message = shown.id AND j.verdict = 'unmapped'
CROSS JOIN finding AS f ON f.message = shown.id
WHERE f.severity IN ('error', 'warning')
GROUP BY f.code
"""

_WHOLE_FUNNEL = """
{total}
UNION ALL
SELECT 'verdict', verdict, NULL, NULL, count(*), 0
FROM judgement WHERE message <= :upto GROUP BY verdict
UNION ALL
SELECT 'delivery', outcome, tie, action, count(*), 0
FROM delivery WHERE message <= :upto GROUP BY outcome, tie, action
UNION ALL
SELECT 'reason', d.outcome, f.code, NULL, count(DISTINCT f.message), min({ranked})
FROM delivery AS d CROSS JOIN finding AS f ON f.message = d.message
    AND (f.delivery IS NULL OR f.delivery = d.position)
WHERE d.outcome IN ('dropped', 'rejected') AND d.tie IS NULL AND d.message <= :upto
    AND f.severity IN ('error', 'warning')
GROUP BY d.outcome, f.code
UNION ALL
SELECT 'reason', 'anonymous', f.code, NULL, count(DISTINCT f.message), min({ranked})
FROM delivery AS d CROSS JOIN finding AS f ON f.message = d.message
    AND (f.delivery IS NULL OR f.delivery = d.position)
WHERE d.outcome = 'accepted' AND d.tie = 'anonymous' AND d.message <= :upto
    AND f.severity IN ('error', 'warning')
GROUP BY f.code
UNION ALL
SELECT 'reason', 'unmapped', f.code, NULL, count(DISTINCT f.message), min({ranked})
FROM judgement AS j CROSS JOIN finding AS f ON f.message = j.message
WHERE j.verdict = 'unmapped' AND j.message <= :upto AND f.severity IN ('error', 'warning')
GROUP BY f.code
"""
"""`_FUNNEL` where everything is shown, without a list of what that is."""

_BAR_OF = {
    "accepted": 0,
    "unmapped": 1,
    "filtered": 1,
    "dropped": 2,
    "discarded": 2,
    "rejected": 3,
}
"""Place of a verdict among the four counts of a bar."""


def last_row(upto: int | None) -> int:
    """A row id to compare with, where None is no limit."""
    return _BEYOND if upto is None else upto


def funnel(connection: sqlite3.Connection, query: Query, upto: int | None) -> Funnel:
    """See `Reader.funnel`. One statement, so that all numbers are of one state."""
    condition = compile_query(query)
    form = _WHOLE_FUNNEL if query.root is None else _FUNNEL
    sql = form.format(total=_TOTAL, source=FROM, condition=condition.sql, ranked=_RANKED)
    total = 0
    verdicts: defaultdict[str | None, int] = defaultdict(int)
    deliveries: list[tuple[str, str | None, str, int]] = []
    reasons: defaultdict[str, list[tuple[int, int, str]]] = defaultdict(list)
    parameters = {**condition.parameters, "upto": last_row(upto)}
    for kind, first, second, third, count, rank in connection.execute(sql, parameters):
        if kind == "total":
            total = count
        elif kind == "verdict":
            verdicts[first] += count
        elif kind == "delivery":
            deliveries.append((first, second, third, count))
        else:
            reasons[first].append((rank, -count, second))

    def of(outcome: str, *, tie: str | None = None, action: str | None = None) -> int:
        return sum(
            count
            for found, its_tie, its_action, count in deliveries
            if found == outcome and tie in (None, its_tie) and action in (None, its_action)
        )

    def loss(name: str, count: int) -> Loss:
        return Loss(count, _reason(connection, reasons[name]) if count else "")

    if query.root is None:
        verdicts[None] = total - sum(verdicts.values())
    shown = sum(verdicts.values())
    return Funnel(
        shown=shown,
        total=total,
        pending=verdicts[None],
        received=shown,
        mapped=sum(count for *_, count in deliveries),
        sendable=of("accepted") + of("rejected"),
        acceptable=of("accepted"),
        tied=of("accepted", tie="sponsored"),
        organic=of("accepted", tie="organic"),
        purchases=of("accepted", action="purchase"),
        page_views=of("accepted", action="pageviews"),
        unmapped=loss("unmapped", verdicts["unmapped"]),
        discarded=verdicts["discarded"],
        dropped=loss("dropped", of("dropped")),
        filtered=of("filtered"),
        rejected=loss("rejected", of("rejected")),
        anonymous=loss("anonymous", of("accepted", tie="anonymous")),
    )


def _reason(connection: sqlite3.Connection, found: list[tuple[int, int, str]]) -> str:
    """The commonest rule, errors before warnings, with its title."""
    if not found:
        return ""
    code = min(found)[2]
    title = connection.execute("SELECT title FROM finding WHERE code = ? LIMIT 1", (code,))
    return f"{code} {title.fetchone()[0]}"


def histogram(
    connection: sqlite3.Connection, query: Query, start: int, bar: int, bars: int
) -> list[Bar]:
    """See `Reader.histogram`."""
    condition = compile_query(query)
    found = connection.execute(
        f"SELECT (m.time - :start) / :bar, j.verdict, count(*) FROM {FROM} "
        f"WHERE m.time >= :start AND m.time < :end AND {condition.sql} GROUP BY 1, 2",
        {**condition.parameters, "start": start, "bar": bar, "end": start + bar * bars},
    )
    heights = [[0, 0, 0, 0] for _ in range(bars)]
    for number, verdict, count in found:
        if verdict in _BAR_OF:
            heights[number][_BAR_OF[verdict]] += count
    return [Bar(start + number * bar, *height) for number, height in enumerate(heights)]


def span(connection: sqlite3.Connection, query: Query) -> tuple[int, int] | None:
    """See `Reader.span`."""
    if query.root is None:
        # Two looks into the index, where one statement over both would read all of it.
        sql = "SELECT (SELECT min(time) FROM message), (SELECT max(time) FROM message)"
        first, last = connection.execute(sql).fetchone()
    else:
        condition = compile_query(query)
        sql = f"SELECT min(m.time), max(m.time) FROM {FROM} WHERE {condition.sql}"
        first, last = connection.execute(sql, condition.parameters).fetchone()
    return None if first is None else (first, last)


_CODES = """
WITH RECURSIVE known(code) AS (
    SELECT min(code) FROM finding
    UNION ALL
    SELECT (SELECT min(code) FROM finding WHERE code > known.code) FROM known
    WHERE known.code IS NOT NULL
)
SELECT code FROM known WHERE code IS NOT NULL"""


def codes(connection: sqlite3.Connection) -> list[str]:
    """See `Reader.codes`. One look into the index for each code, however many findings it has."""
    return [code for (code,) in connection.execute(_CODES)]


def by_rule(connection: sqlite3.Connection) -> list[tuple[str, Severity, int]]:
    """See `Reader.counts_by_rule`. A finding about the capture as a whole counts no message."""
    found = connection.execute(
        "SELECT f.code, f.severity, count(DISTINCT f.message) AS messages FROM finding AS f "
        f"GROUP BY f.code, f.severity ORDER BY {_RANKED}, messages DESC, f.code"
    )
    return [(code, severity, messages) for code, severity, messages in found]
