"""A capture opened to be written, made or brought up to date where needed."""

import sqlite3
from pathlib import Path

from app.store import schema
from app.store.capture_file import Identity, create_locked, identify
from app.store.connect import make_private, open_reader, open_writer
from app.store.errors import reading_problem, writing_problem


def open_to_write(path: Path, *, installation: str) -> tuple[Identity, sqlite3.Connection]:
    """The writing connection, for the holder of the capture's lock. `path` is as `placed` answers
    it. Raises a CaptureFileError."""
    identity = _ready(path, installation)
    return identity, _connect(path, identity)


def _ready(path: Path, installation: str) -> Identity:
    """Make the file where there is none, and look at it before anything is changed in it."""
    if not path.exists() or (path.is_file() and path.stat().st_size == 0):
        return create_locked(path, installation=installation)
    connection = open_reader(path)
    try:
        return identify(connection, path, may_migrate=True)
    finally:
        connection.close()


def _connect(path: Path, identity: Identity) -> sqlite3.Connection:
    try:
        make_private(path)
        connection = open_writer(path)
    except sqlite3.Error as error:
        raise reading_problem(error, path) from None
    try:
        schema.migrate(connection, identity.version)
        # A file that is read-only shows only when something is written.
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("UPDATE meta SET value = value WHERE key = 'capture'")
        connection.execute("ROLLBACK")
    except sqlite3.Error as error:
        connection.close()
        raise writing_problem(error, path) from None
    return connection
