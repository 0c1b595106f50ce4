"""The statements that write a capture. Each is to be called inside a transaction."""

import sqlite3
from collections.abc import Iterable

from app.destination.model import Configuration
from app.segment.jsontext import dumps
from app.store.many import insert_many
from app.store.model import Attempt
from app.store.texts import column_text

_ATTEMPT = (
    *("message", "preset", "replay", "target", "sent_at", "outcome", "status", "took", "forecast"),
    *("answer", "request"),
)


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
    insert_many(
        connection,
        "attempt",
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
