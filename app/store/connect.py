"""How connections to a capture file are opened. All use of SQLite's switches is here."""

import os
import sqlite3
import sys
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

from app.store.errors import (
    EmptyCapture,
    Forbidden,
    MissingCapture,
    MissingFolder,
    NotAFile,
    OldSqlite,
    StoreFailed,
    reading_problem,
)
from app.store.functions import register

_NEEDED_SQLITE = (3, 38, 0)
_BUSY_TIMEOUT_MS = 5_000
_LOG_LIMIT = 64 * 1024 * 1024


def open_writer(path: Path) -> sqlite3.Connection:
    """The writing connection: WAL, every commit on disk before it returns.

    Raises sqlite3.Error. The connection may be used from another thread than this one, by one
    at a time.
    """
    connection = sqlite3.connect(
        _uri(path, "rw"), uri=True, isolation_level=None, check_same_thread=False
    )
    try:
        _guard(connection)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute(f"PRAGMA journal_size_limit = {_LOG_LIMIT}")
    except BaseException:
        connection.close()
        raise
    return connection


def open_reader(path: Path) -> sqlite3.Connection:
    """A connection that cannot write. Raises a CaptureFileError.

    A file in a folder that cannot be written, without a log beside it, is read as it lies:
    nobody can be writing it. Elsewhere it is looked at so first, since SQLite would leave its
    companions beside a damaged one.
    """
    path = _look(path)
    lies_still = not _log(path).exists()
    try:
        if lies_still:
            connection = _reader(path, "ro&immutable=1")
            if not os.access(path.parent, os.W_OK):
                return connection
            connection.close()
        return _reader(path, "ro")
    except sqlite3.Error as error:
        raise reading_problem(error, path) from None


def make_private(path: Path) -> None:
    """Let only its owner read a file. SQLite gives its companions the same permissions."""
    if sys.platform != "win32" and path.stat().st_mode & 0o077:
        # Only the owner may do that; another who may write it goes on without.
        with suppress(PermissionError):
            path.chmod(0o600)


def placed(path: Path) -> Path:
    """The path, if a capture could stand there; where it is a link, what it leads to, since
    SQLite keeps its companions beside that. Raises MissingFolder, NotAFile, Forbidden or
    StoreFailed (no file can have this name)."""
    try:
        if path.is_symlink():
            path = Path(os.path.realpath(path))
        folder, taken = path.parent.is_dir(), path.exists() and not path.is_file()
        os.fsencode(path)
    except PermissionError:
        raise Forbidden(path) from None
    except (OSError, ValueError) as error:
        raise StoreFailed(path, detail=str(error)) from None
    if "\0" in str(path):
        raise StoreFailed(path, detail="no file name can hold a NUL")
    if not folder:
        raise MissingFolder(path)
    if taken:
        raise NotAFile(path)
    return path


def companions(path: Path) -> tuple[Path, Path]:
    """SQLite's own files beside a capture: its log, and the index of the log."""
    return _log(path), path.with_name(path.name + "-shm")


def _reader(path: Path, mode: str) -> sqlite3.Connection:
    connection = sqlite3.connect(
        _uri(path, mode), uri=True, isolation_level=None, check_same_thread=False
    )
    try:
        _guard(connection)
        connection.execute("PRAGMA query_only = ON")
        connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    except BaseException:
        connection.close()
        raise
    register(connection)
    return connection


def _guard(connection: sqlite3.Connection) -> None:
    """Settings against hostile files, and the patience of every connection."""
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA cell_size_check = ON")
    connection.execute("PRAGMA temp_store = MEMORY")
    connection.execute(f"PRAGMA busy_timeout = {_BUSY_TIMEOUT_MS}")


def _look(path: Path) -> Path:
    """Raise the error for what needs no SQLite to be seen."""
    if sqlite3.sqlite_version_info < _NEEDED_SQLITE:
        needed = ".".join(str(part) for part in _NEEDED_SQLITE)
        raise OldSqlite(path, needed=needed, found=sqlite3.sqlite_version)
    path = placed(path)
    if not path.exists():
        raise MissingCapture(path)
    if path.stat().st_size == 0:
        raise EmptyCapture(path)
    if not os.access(path, os.R_OK):
        raise Forbidden(path)
    return path


def _log(path: Path) -> Path:
    return path.with_name(path.name + "-wal")


def _uri(path: Path, mode: str) -> str:
    """A file URI with any byte of the name kept, also for drives and network folders."""
    name = os.fsencode(path.absolute().as_posix())
    if not name.startswith(b"/"):
        name = b"/" + name
    return f"file://{quote(name)}?mode={mode}"
