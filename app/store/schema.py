"""The tables of a capture file, as numbered migrations.

Texts in `message` and `request` are for lists and filters: a lone surrogate, which no TEXT
column can hold, stands in them as its escape. The exact message is the JSON bytes.
"""

import sqlite3
from collections.abc import Callable
from typing import NamedTuple

APPLICATION_ID = 0x54534E31
"""`TSN1`: in the header of every capture file."""

_FIRST = """
CREATE TABLE meta(
    key TEXT PRIMARY KEY,
    value ANY NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE request(
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    received_at INTEGER NOT NULL,
    method TEXT NOT NULL,
    target TEXT NOT NULL,
    status INTEGER NOT NULL,
    write_key TEXT NOT NULL,
    content_type TEXT,
    content_encoding TEXT,
    origin TEXT,
    user_agent TEXT,
    remote TEXT,
    error TEXT,
    notes BLOB NOT NULL,
    body BLOB NOT NULL
) STRICT;

-- plain: 1 where the JSON and the origin hold ASCII only and no \\u escape, so that LIKE folds
-- them right. ids: the products, bids and orders named in it, one a line. copy_of: the first
-- row with the same messageId.
CREATE TABLE message(
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    request INTEGER NOT NULL REFERENCES request(id),
    position INTEGER NOT NULL,
    received_at INTEGER NOT NULL,
    judged_at INTEGER NOT NULL,
    time INTEGER NOT NULL,
    type TEXT NOT NULL,
    name TEXT NOT NULL,
    message_id TEXT NOT NULL,
    anonymous_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    page_path TEXT NOT NULL,
    library TEXT NOT NULL,
    products TEXT NOT NULL,
    origin TEXT NOT NULL,
    ids TEXT NOT NULL,
    copy_of INTEGER,
    plain INTEGER NOT NULL,
    size INTEGER NOT NULL,
    json BLOB NOT NULL
) STRICT;
-- All that filters look at, without the JSON, in arrival order: a scan of it reads a tenth.
CREATE INDEX message_list ON message(
    id, plain, time, type, name, message_id, anonymous_id, user_id, page_path, library, origin,
    ids, copy_of, size
);
CREATE INDEX message_request ON message(request);
CREATE INDEX message_time ON message(time);
CREATE INDEX message_message_id ON message(message_id);

CREATE TABLE configuration(
    id INTEGER PRIMARY KEY,
    hash TEXT NOT NULL UNIQUE,
    created INTEGER NOT NULL,
    json BLOB NOT NULL
) STRICT;

-- Derived from message, and made anew at any time: judgement, delivery, finding.
CREATE TABLE judgement(
    message INTEGER PRIMARY KEY REFERENCES message(id) ON DELETE CASCADE,
    verdict TEXT NOT NULL,
    tie TEXT,
    severity TEXT,
    becomes TEXT NOT NULL,
    ids TEXT NOT NULL,
    configuration INTEGER NOT NULL REFERENCES configuration(id)
) STRICT;

CREATE TABLE delivery(
    id INTEGER PRIMARY KEY,
    message INTEGER NOT NULL REFERENCES message(id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    preset TEXT NOT NULL,
    action TEXT NOT NULL,
    outcome TEXT NOT NULL,
    tie TEXT,
    configuration INTEGER NOT NULL REFERENCES configuration(id),
    request BLOB,
    errors BLOB NOT NULL
) STRICT;
CREATE INDEX delivery_message ON delivery(message, position, outcome, tie, action);

-- message is null for a finding about the capture as a whole; other is the first of the other
-- rows that a finding is about.
CREATE TABLE finding(
    id INTEGER PRIMARY KEY,
    message INTEGER REFERENCES message(id) ON DELETE CASCADE,
    code TEXT NOT NULL,
    position INTEGER NOT NULL,
    severity TEXT NOT NULL,
    title TEXT NOT NULL,
    delivery INTEGER,
    other INTEGER,
    configuration INTEGER NOT NULL REFERENCES configuration(id),
    details BLOB NOT NULL
) STRICT;
CREATE INDEX finding_message ON finding(message, code, severity, other, delivery);
CREATE INDEX finding_code ON finding(code, severity, message);

CREATE TABLE auction(
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    seen_at INTEGER NOT NULL,
    bid TEXT NOT NULL,
    product TEXT NOT NULL,
    user TEXT NOT NULL
) STRICT;

-- The last row of a kind about a message is what holds; the ones before it undo it.
CREATE TABLE annotation(
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    kind TEXT NOT NULL,
    message INTEGER REFERENCES message(id) ON DELETE CASCADE,
    value TEXT NOT NULL
) STRICT;
CREATE INDEX annotation_message ON annotation(message, kind, id, value);

CREATE TABLE test_run(
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL,
    started_at INTEGER NOT NULL,
    ended_at INTEGER,
    filter TEXT NOT NULL
) STRICT;

CREATE TABLE attempt(
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    message INTEGER NOT NULL REFERENCES message(id) ON DELETE CASCADE,
    preset TEXT NOT NULL,
    replay TEXT NOT NULL,
    target TEXT NOT NULL,
    sent_at INTEGER NOT NULL,
    outcome TEXT NOT NULL,
    status INTEGER,
    took INTEGER NOT NULL,
    forecast TEXT NOT NULL,
    answer BLOB NOT NULL,
    request BLOB NOT NULL
) STRICT;
CREATE INDEX attempt_message ON attempt(message, outcome, target);
"""

_APPEND_ONLY = ("request", "message", "attempt", "annotation")


def _first(connection: sqlite3.Connection) -> None:
    for statement in _FIRST.split(";\n"):
        if statement.strip():
            connection.execute(statement)
    for table in _APPEND_ONLY:
        connection.execute(
            f"CREATE TRIGGER {table}_is_never_altered BEFORE UPDATE ON {table} "
            f"BEGIN SELECT RAISE(ABORT, 'rows of {table} are never altered'); END"
        )


_SEEKS = (
    # Refused requests in order, without a look at the bodies of the others.
    "CREATE INDEX request_refused ON request(id) WHERE status >= 400",
    "CREATE INDEX auction_bid ON auction(bid)",
    # The funnel of everything, counted without sorting and without a look at each message.
    "CREATE INDEX judgement_verdict ON judgement(verdict)",
    "CREATE INDEX delivery_outcome ON delivery(outcome, tie, action, message, position)",
)


def _second(connection: sqlite3.Connection) -> None:
    for statement in _SEEKS:
        connection.execute(statement)


class Migration(NamedTuple):
    """One step of the format. `apply` runs inside a transaction. `reads_alike`: a file without
    this step is read by the same statements, only slower."""

    name: str
    apply: Callable[[sqlite3.Connection], None]
    reads_alike: bool = False


MIGRATIONS: tuple[Migration, ...] = (
    Migration("first tables", _first),
    Migration("indexes for refused requests, bids and the funnel", _second, reads_alike=True),
)
"""Format number N is what the first N migrations make."""

SCHEMA_VERSION = len(MIGRATIONS)


def migrate(connection: sqlite3.Connection, version: int) -> None:
    """Bring a file from format `version` to the newest, each step in a transaction of its own.

    The connection must not be in a transaction. Raises sqlite3.Error; a step is whole or not
    there at all.
    """
    for number, migration in enumerate(MIGRATIONS[version:], start=version + 1):
        connection.execute("BEGIN IMMEDIATE")
        try:
            migration.apply(connection)
            connection.execute(f"PRAGMA user_version = {number}")
        except BaseException:
            connection.execute("ROLLBACK")
            raise
        connection.execute("COMMIT")


def is_readable(version: int) -> bool:
    """Whether a file of this older format can be read as it is, without a migration."""
    return all(migration.reads_alike for migration in MIGRATIONS[version:])


def shape(connection: sqlite3.Connection) -> set[tuple[str, str, str]]:
    """Kind, name and SQL of everything a schema has, SQLite's own tables left out."""
    rows = connection.execute(
        "SELECT type, name, coalesce(sql, '') FROM sqlite_schema "
        "WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
    )
    return set(rows)


def expected_shape(version: int) -> set[tuple[str, str, str]]:
    """What `shape` answers for a capture of format `version`."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    try:
        for migration in MIGRATIONS[:version]:
            migration.apply(connection)
        return shape(connection)
    finally:
        connection.close()


HEARD = "NOT coalesce(json_extract(CAST({of}.details AS TEXT), '$.silenced'), FALSE)"
"""Condition on a finding, called `{of}` in the statement: its rule is not silenced by the
configuration that it was made under."""
