"""A capture as a file: made, checked, copied."""

import os
import sqlite3
import sys
import time
import uuid
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TypeAlias

from app.store import schema
from app.store.connect import companions, make_private, open_reader, placed
from app.store.errors import (
    AlreadyThere,
    Cancelled,
    DamagedCapture,
    NewerCapture,
    NoRoom,
    NotACapture,
    OlderCapture,
    ReadOnlyCapture,
    SameFile,
    StoreFailed,
    is_interrupt,
    is_of_the_file,
    reading_problem,
    writing_problem,
)
from app.store.lock import Lock
from app.store.room import free_bytes, megabytes

_STEPS_BETWEEN_LOOKS = 1_000
"""Steps of SQLite's machine; a copy takes a few for each row, however long that is."""
_PROGRESS_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class Identity:
    """What a capture says of itself: its id, the installation that made it, when (ms since
    1970), and its format number."""

    capture: str
    installation: str
    created: int
    version: int


def create(path: Path, *, installation: str = "") -> Identity:
    """Make a new capture that only its owner can read. A crash leaves the whole file or none.

    Raises AlreadyThere unless the file is missing or empty, MissingFolder, NotAFile,
    ReadOnlyCapture, Busy or StoreFull.
    """
    path = placed(path)
    with Lock(path):
        return create_locked(path, installation=installation)


def create_locked(path: Path, *, installation: str) -> Identity:
    """`create` for one who holds the capture's lock. `path` is as `placed` answers it."""
    if path.exists() and path.stat().st_size:
        raise AlreadyThere(path)
    made = Identity(str(uuid.uuid4()), installation, _now(), schema.SCHEMA_VERSION)
    with _Draft(path) as draft:
        connection = sqlite3.connect(draft, isolation_level=None)
        try:
            # Cannot be changed cheaply once there are tables.
            connection.execute("PRAGMA auto_vacuum = INCREMENTAL")
            connection.execute(f"PRAGMA application_id = {schema.APPLICATION_ID}")
            schema.migrate(connection, 0)
            connection.executemany(
                "INSERT INTO meta(key, value) VALUES(?, ?)",
                [
                    ("capture", made.capture),
                    ("installation", made.installation),
                    ("created", made.created),
                    ("analysed", 0),
                ],
            )
        finally:
            connection.close()
    return made


def check(path: Path) -> Identity:
    """Look whether a file is a capture that this version reads, and whose.

    Raises the CaptureFileError that says what is wrong with it.
    """
    connection = open_reader(path)
    try:
        return identify(connection, path)
    finally:
        connection.close()


def identify(connection: sqlite3.Connection, path: Path, *, may_migrate: bool = False) -> Identity:
    """What `check` says, over an open connection.

    A schema with anything more or less than ours is refused: a view or a trigger in a file from
    a stranger could change what we read. With `may_migrate` every older format is let through,
    else only those that are read as they are.
    """
    try:
        application = connection.execute("PRAGMA application_id").fetchone()[0]
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        if application != schema.APPLICATION_ID:
            raise NotACapture(path, detail="it is an SQLite file of another program")
        if version > schema.SCHEMA_VERSION:
            raise NewerCapture(path, found=version, known=schema.SCHEMA_VERSION)
        if version < 1:
            raise DamagedCapture(path, detail="it has no format number")
        if not (may_migrate or schema.is_readable(version)):
            raise OlderCapture(path, found=version, known=schema.SCHEMA_VERSION)
        if schema.shape(connection) != _expected(version):
            raise NotACapture(path, detail="its tables are not those of a capture")
        meta = dict(connection.execute("SELECT key, value FROM meta"))
    except sqlite3.Error as error:
        raise reading_problem(error, path) from None
    created = meta.get("created")
    return Identity(
        str(meta.get("capture", "")),
        str(meta.get("installation", "")),
        created if isinstance(created, int) else 0,
        version,
    )


def file_size(path: Path) -> int:
    """Bytes that a capture takes on disk: the file and its log. 0 where there is none."""
    path = Path(os.path.realpath(path))
    total = 0
    for part in (path, companions(path)[0]):
        with suppress(OSError):
            total += part.stat().st_size
    return total


OnCopied: TypeAlias = Callable[[float], None]
"""Told how much of a copy is done, from 0 to 1, now and then."""


def save_copy(source: Path, target: Path) -> None:
    """Write all that is committed in `source` to `target`, also while it is being written.

    The copy is one file without companions, compact, for its owner only, and whole or not
    there; a `target` that exists is replaced. Raises SameFile, Busy (the target is being
    written), MissingFolder, ReadOnlyCapture, NoRoom, StoreFull, or what is wrong with the source.
    """
    connection = open_reader(source)
    try:
        identify(connection, source)
        save_copy_of(connection, source, target)
    finally:
        connection.close()


def save_copy_of(
    connection: sqlite3.Connection,
    source: Path,
    target: Path,
    *,
    on_progress: OnCopied | None = None,
    cancelled: Callable[[], bool] = lambda: False,
) -> None:
    """`save_copy` over an open connection, of which no transaction runs: also where the file
    itself has been deleted since it was opened.

    `on_progress` and `cancelled` are called on this thread, in place of the connection's own
    progress handler. Raises Cancelled too, and nothing is left of the copy then.
    """
    target = placed(target)
    if _is_same(source, target):
        raise SameFile(target)
    size = _copied_size(connection, source)
    _see_room(target, size)
    with Lock(target):
        # Keeps the file itself from being written, which VACUUM INTO does not do.
        connection.execute("PRAGMA query_only = OFF")
        try:
            with _Draft(target) as draft:
                look = _Look(draft, size, on_progress, cancelled)
                connection.set_progress_handler(look, _STEPS_BETWEEN_LOOKS)
                _vacuum_into(connection, source, draft)
        finally:
            connection.set_progress_handler(None, 0)
            connection.execute("PRAGMA query_only = ON")


def _is_same(source: Path, target: Path) -> bool:
    if os.path.realpath(source) == os.path.realpath(target):
        return True
    return source.exists() and target.exists() and target.samefile(source)


def _vacuum_into(connection: sqlite3.Connection, source: Path, draft: Path) -> None:
    try:
        # As bytes: a file name need not be text.
        connection.execute("VACUUM INTO CAST(? AS TEXT)", (os.fsencode(draft.absolute()),))
    except sqlite3.DatabaseError as error:
        if is_of_the_file(error):
            raise reading_problem(error, source) from None
        if is_interrupt(error):
            raise Cancelled from None
        raise


def _copied_size(connection: sqlite3.Connection, source: Path) -> int:
    """Bytes that a copy takes, at most: what is used of the file, with its log."""
    try:
        pages, free, size = (
            connection.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("page_count", "freelist_count", "page_size")
        )
    except sqlite3.Error as error:
        raise reading_problem(error, source) from None
    return int((pages - free) * size)


def _see_room(target: Path, needed: int) -> None:
    try:
        free = free_bytes(target.parent)
    except OSError:
        # The copy itself will say what is wrong there.
        return
    if free < needed:
        raise NoRoom(target, needed=megabytes(needed), free=megabytes(free))


class _Look:
    """A progress handler of SQLite's, which ends the statement where it answers with true."""

    def __init__(
        self,
        draft: Path,
        size: int,
        on_progress: OnCopied | None,
        cancelled: Callable[[], bool],
    ) -> None:
        self._draft = draft
        self._size = max(size, 1)
        self._on_progress = on_progress
        self._cancelled = cancelled
        self._next = 0.0

    def __call__(self) -> bool:
        now = time.monotonic()
        if self._on_progress is not None and now >= self._next:
            self._next = now + _PROGRESS_SECONDS
            self._on_progress(min(self._draft.stat().st_size / self._size, 1.0))
        return self._cancelled()


class _Draft:
    """A private file beside `path` that takes its place at the end, or is thrown away."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._draft = path.with_name(f".{path.name}.{uuid.uuid4().hex[:8]}.new")

    def __enter__(self) -> Path:
        try:
            os.close(os.open(self._draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        except PermissionError:
            raise ReadOnlyCapture(self._path, what="folder") from None
        except OSError as error:
            raise StoreFailed(self._path, detail=error.strerror) from None
        return self._draft

    def __exit__(self, kind: type[BaseException] | None, error: object, trace: object) -> None:
        try:
            if kind is None:
                make_private(self._draft)
                _sync(self._draft, os.O_RDWR)
                # A log left behind by another file of this name must not be played into it.
                for companion in companions(self._path):
                    companion.unlink(missing_ok=True)
                os.replace(self._draft, self._path)
                if sys.platform != "win32":
                    _sync(self._path.parent, os.O_RDONLY)
                return
        except OSError as problem:
            raise StoreFailed(self._path, detail=problem.strerror) from None
        finally:
            for leftover in (self._draft, *companions(self._draft)):
                with suppress(OSError):
                    leftover.unlink(missing_ok=True)
        if isinstance(error, sqlite3.Error):
            raise writing_problem(error, self._path) from None


def _sync(path: Path, flags: int) -> None:
    handle = os.open(path, flags)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@lru_cache
def _expected(version: int) -> frozenset[tuple[str, str, str]]:
    return frozenset(schema.expected_shape(version))


def _now() -> int:
    return time.time_ns() // 1_000_000
