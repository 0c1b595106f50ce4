"""Many rows in few statements."""

import sqlite3
from collections.abc import Iterator, Sequence
from typing import TypeAlias, TypeVar

Row: TypeAlias = tuple[object, ...]

T = TypeVar("T")

_ROWS = (256, 64, 16, 4, 1)
"""How many rows a statement may write: few lengths, so that each is compiled once."""

MOST_ROWS = _ROWS[0]
"""Rows that one statement writes at most."""


def insert_many(
    connection: sqlite3.Connection,
    table: str,
    columns: Sequence[str],
    rows: Sequence[Row],
    *,
    verb: str = "INSERT",
) -> None:
    """Write rows, each with a value for each of `columns`."""
    place = f"({', '.join('?' * len(columns))})"
    for some in chunks(rows):
        connection.execute(
            f"{verb} INTO {table}({', '.join(columns)}) VALUES {', '.join([place] * len(some))}",
            [value for row in some for value in row],
        )


def chunks(rows: Sequence[T]) -> Iterator[Sequence[T]]:
    """The rows in parts of lengths that occur often."""
    at = 0
    while at < len(rows):
        size = next(size for size in _ROWS if size <= len(rows) - at)
        yield rows[at : at + size]
        at += size
