"""Writes requests and their messages, many of them in few statements.

Each statement lets other threads run while SQLite works, and has to wait for its turn to go on
afterwards. Where every row was a statement of its own, that waiting was most of the time between
a request and its acknowledgement; so the rows of one commit share a statement, as far as SQLite's
limit on values in one allows.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple, TypeAlias

from app.segment.record import CompletedMessage, ReceivedRequest, Stored
from app.store.columns import (
    MESSAGE_COLUMNS,
    MESSAGE_ID,
    REQUEST_COLUMNS,
    message_row,
    request_row,
)

Row: TypeAlias = tuple[object, ...]

_ROWS = (256, 64, 16, 4, 1)
"""How many rows a statement may write: few lengths, so that each is compiled once."""


class Incoming(NamedTuple):
    """One request as its row, and the rows of its messages."""

    request: Row
    messages: tuple[Row, ...]


def incoming(request: ReceivedRequest, messages: Iterable[CompletedMessage]) -> Incoming:
    """The rows of one request, still without their ids."""
    rows = tuple(message_row(request, message) for message in messages)
    return Incoming(request_row(request), rows)


def insert_incoming(connection: sqlite3.Connection, group: Sequence[Incoming]) -> list[Stored]:
    """Write requests and their messages, to be called inside a transaction.

    The messages of one request get row ids without a gap, and all ids rise in the order of
    `group`. A message whose messageId is known already names the first row that has it.
    """
    last = dict(connection.execute("SELECT name, seq FROM sqlite_sequence"))
    request_id, row_id = last.get("request", 0), last.get("message", 0)
    first_copies = _known(connection, group)
    requests: list[Row] = []
    messages: list[Row] = []
    stored: list[Stored] = []
    for request, rows in group:
        request_id += 1
        requests.append((request_id, *request))
        stored.append(Stored(request_id, row_id + 1 if rows else 0, len(rows)))
        for row in rows:
            row_id += 1
            message_id = row[MESSAGE_ID]
            first = first_copies.setdefault(message_id, row_id) if message_id else row_id
            messages.append((row_id, request_id, None if first == row_id else first, *row))
    for chunk in _chunks(requests):
        _insert(connection, "request", ("id", *REQUEST_COLUMNS), chunk)
    for chunk in _chunks(messages):
        _insert(connection, "message", ("id", "request", "copy_of", *MESSAGE_COLUMNS), chunk)
    return stored


def _known(connection: sqlite3.Connection, group: Sequence[Incoming]) -> dict[object, int]:
    """The first row of each messageId in `group` that the capture has already."""
    ids = {(row[MESSAGE_ID],) for one in group for row in one.messages if row[MESSAGE_ID]}
    known: dict[object, int] = {}
    for chunk in _chunks(list(ids)):
        places = ", ".join("?" * len(chunk))
        known.update(
            connection.execute(
                "SELECT message_id, min(id) FROM message "
                f"WHERE message_id IN ({places}) GROUP BY message_id",
                [one[0] for one in chunk],
            )
        )
    return known


def _insert(
    connection: sqlite3.Connection, table: str, columns: Sequence[str], rows: Sequence[Row]
) -> None:
    places = f"({', '.join('?' * len(columns))})"
    connection.execute(
        f"INSERT INTO {table}({', '.join(columns)}) VALUES {', '.join([places] * len(rows))}",
        [value for row in rows for value in row],
    )


def _chunks(rows: Sequence[Row]) -> Iterator[Sequence[Row]]:
    at = 0
    while at < len(rows):
        size = next(size for size in _ROWS if size <= len(rows) - at)
        yield rows[at : at + size]
        at += size
