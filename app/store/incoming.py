"""Writes requests and their messages, many of them in few statements.

Each statement lets other threads run while SQLite works, and has to wait for its turn to go on
afterwards. Where every row was a statement of its own, that waiting was most of the time between
a request and its acknowledgement; so the rows of one commit share a statement, as far as SQLite's
limit on values in one allows.
"""

import sqlite3
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from app.segment.record import CompletedMessage, ReceivedRequest, Stored
from app.store.columns import (
    MESSAGE_COLUMNS,
    MESSAGE_ID,
    REQUEST_COLUMNS,
    message_row,
    request_row,
)
from app.store.many import MOST_ROWS, Row, chunks, insert_many


class Incoming(NamedTuple):
    """One request as its row, and the rows of its messages."""

    request: Row
    messages: Collection[Row]


def incoming(request: ReceivedRequest, messages: Sequence[CompletedMessage]) -> Incoming:
    """The rows of one request, still without their ids."""
    rows: Collection[Row] = _RowsInPassing(request, messages)
    return Incoming(request_row(request), tuple(rows) if len(rows) <= MOST_ROWS else rows)


class _RowsInPassing(Collection[Row]):
    """The rows of many messages, each made when it is asked for: all at once they would take
    ten times the memory of the request."""

    def __init__(self, request: ReceivedRequest, messages: Sequence[CompletedMessage]) -> None:
        self._request = request
        self._messages = messages

    def __len__(self) -> int:
        return len(self._messages)

    def __iter__(self) -> Iterator[Row]:
        return (message_row(self._request, message) for message in self._messages)

    def __contains__(self, row: object) -> bool:
        return any(row == one for one in self)


def insert_incoming(connection: sqlite3.Connection, group: Sequence[Incoming]) -> list[Stored]:
    """Write requests and their messages, to be called inside a transaction.

    The messages of one request get row ids without a gap, and all ids rise in the order of
    `group`. A message whose messageId is known already names the first row that has it.
    """
    if not group:
        return []
    last = dict(connection.execute("SELECT name, seq FROM sqlite_sequence"))
    request_id, row_id = last.get("request", 0), last.get("message", 0)
    requests: list[Row] = []
    stored: list[Stored] = []
    next_id = row_id + 1
    for number, (request, rows) in enumerate(group, start=request_id + 1):
        requests.append((number, *request))
        stored.append(Stored(number, next_id if rows else 0, len(rows)))
        next_id += len(rows)
    insert_many(connection, "request", ("id", *REQUEST_COLUMNS), requests)
    first_copies: dict[object, int] = {}
    messages = (
        (number, row)
        for number, one in enumerate(group, start=request_id + 1)
        for row in one.messages
    )
    while batch := list(islice(messages, MOST_ROWS)):
        ids = {row[MESSAGE_ID] for _, row in batch if row[MESSAGE_ID]}
        first_copies.update(_known(connection, ids - first_copies.keys()))
        numbered: list[Row] = []
        for number, row in batch:
            row_id += 1
            message_id = row[MESSAGE_ID]
            first = first_copies.setdefault(message_id, row_id) if message_id else row_id
            numbered.append((row_id, number, None if first == row_id else first, *row))
        insert_many(connection, "message", ("id", "request", "copy_of", *MESSAGE_COLUMNS), numbered)
    return stored


def _known(connection: sqlite3.Connection, ids: Iterable[object]) -> dict[object, int]:
    """The first row of each messageId that the capture has already."""
    known: dict[object, int] = {}
    for chunk in chunks([(one,) for one in ids]):
        places = ", ".join("?" * len(chunk))
        known.update(
            connection.execute(
                "SELECT message_id, min(id) FROM message "
                f"WHERE message_id IN ({places}) GROUP BY message_id",
                [one[0] for one in chunk],
            )
        )
    return known
