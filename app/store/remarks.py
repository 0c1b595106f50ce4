"""What is noted about a capture as a whole: who posted first, which switches were used."""

import sqlite3
from typing import Literal, NamedTuple, TypeAlias

from app.store.texts import column_text

RemarkKind: TypeAlias = Literal["origin", "key", "fault", "point"]
"""An `origin` or a write `key` that posted for the first time, a `fault` that was switched on, or
what a person said of a `point` of the checklist, in JSON."""

KINDS: tuple[RemarkKind, ...] = ("origin", "key", "fault", "point")


class Remark(NamedTuple):
    """`at` is milliseconds since 1970; a write key in `value` is as the request carried it."""

    at: int
    kind: RemarkKind
    value: str


def insert(connection: sqlite3.Connection, remark: Remark) -> None:
    """Note it; inside a transaction."""
    connection.execute(
        "INSERT INTO annotation(at, kind, message, value) VALUES(?, ?, NULL, ?)",
        (remark.at, remark.kind, column_text(remark.value)),
    )


def read(connection: sqlite3.Connection) -> list[Remark]:
    """All of them, oldest first."""
    found = connection.execute(
        "SELECT at, kind, value FROM annotation WHERE message IS NULL "
        f"AND kind IN ({', '.join('?' * len(KINDS))}) ORDER BY id",
        KINDS,
    )
    return [Remark(*row) for row in found]
