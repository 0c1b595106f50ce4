"""Rows of their own: winners of Topsort auctions, and test runs."""

import sqlite3
from collections.abc import Iterable

from app.store.errors import NoSuchRow
from app.store.model import Auction, Run
from app.store.texts import column_text

_AUCTION = "seen_at, bid, product, user"
_RUN = "id, name, started_at, ended_at, filter"


def insert_auctions(connection: sqlite3.Connection, auctions: Iterable[Auction]) -> None:
    """Keep winners as they were seen; one seen twice is two rows."""
    connection.executemany(
        f"INSERT INTO auction({_AUCTION}) VALUES(?, ?, ?, ?)",
        [
            (one.seen_at, column_text(one.bid), column_text(one.product), column_text(one.user))
            for one in auctions
        ],
    )


def auctions(connection: sqlite3.Connection, after: int, limit: int) -> list[tuple[int, Auction]]:
    """See `Reader.auctions`."""
    found = connection.execute(
        f"SELECT id, {_AUCTION} FROM auction WHERE id > ? ORDER BY id LIMIT ?", (after, limit)
    )
    return [(number, Auction(*values)) for number, *values in found]


def auction_of(connection: sqlite3.Connection, bid: str) -> Auction | None:
    """See `Reader.auction_of`."""
    found = connection.execute(
        f"SELECT {_AUCTION} FROM auction WHERE bid = ? ORDER BY id LIMIT 1", (column_text(bid),)
    ).fetchone()
    return Auction(*found) if found else None


def start_run(connection: sqlite3.Connection, name: str, filter_: str, now: int) -> int:
    """Begin a test run; its id."""
    return (
        connection.execute(
            "INSERT INTO test_run(name, started_at, filter) VALUES(?, ?, ?)",
            (column_text(name), now, column_text(filter_)),
        ).lastrowid
        or 0
    )


def end_run(connection: sqlite3.Connection, number: int, now: int) -> None:
    """End a test run. Raises NoSuchRow where none of this id goes on."""
    if not connection.execute(
        "UPDATE test_run SET ended_at = ? WHERE id = ? AND ended_at IS NULL", (now, number)
    ).rowcount:
        raise NoSuchRow(number)


def runs(connection: sqlite3.Connection) -> list[Run]:
    """See `Reader.runs`."""
    return [Run(*values) for values in connection.execute(f"SELECT {_RUN} FROM test_run")]
