"""What can be wrong with a capture file. Each error's text is a sentence for a person."""
# ruff: noqa: N818  (the names say what is wrong)

import os
import sqlite3
from pathlib import Path
from typing import ClassVar


class CaptureFileError(Exception):
    """A capture file cannot be used; `str()` says what, where, and what to do."""

    sentence: ClassVar[str] = "{path} cannot be used as a capture. {detail}"

    def __init__(self, path: str | os.PathLike[str], **values: object) -> None:
        self.path = Path(path)
        super().__init__(self.sentence.format(path=path, **values))


class MissingCapture(CaptureFileError):
    """There is no such file."""

    sentence = "There is no file {path}. Check its name and folder."


class MissingFolder(CaptureFileError):
    """The folder of the file does not exist."""

    sentence = "The folder of {path} does not exist. Make it first, or choose another one."


class NotAFile(CaptureFileError):
    """The path is a folder or a device."""

    sentence = "{path} is not a file. Name a capture file."


class EmptyCapture(CaptureFileError):
    """The file has no byte in it."""

    sentence = "{path} is empty. Choose a capture file, or capture into it first."


class NotACapture(CaptureFileError):
    """The file is no SQLite file, or one of another program."""

    sentence = (
        "{path} is not a capture of Topsort Inspector: {detail}. "
        "Choose a file that Topsort Inspector has captured."
    )


class NewerCapture(CaptureFileError):
    """A later version of this program wrote the file."""

    sentence = (
        "{path} was written by a newer Topsort Inspector (format {found}, this one reads up to "
        "{known}). Install the newer version to open it."
    )


class OlderCapture(CaptureFileError):
    """The file has an older format and may only be read; opening it to write brings it up."""

    sentence = (
        "{path} has the older format {found} (this version reads {known}). "
        "Open it once in a place where it can be written, then it is brought up to date."
    )


class DamagedCapture(CaptureFileError):
    """SQLite finds the file damaged."""

    sentence = "{path} is damaged: {detail}. Open an earlier copy of it, or capture again."


class ReadOnlyCapture(CaptureFileError):
    """The file, or its folder, cannot be written."""

    sentence = (
        "{path} cannot be written: the {what} is read-only for you. "
        "Change its permissions, or save a copy elsewhere and open that."
    )


class Forbidden(CaptureFileError):
    """The file cannot be read by this user."""

    sentence = "{path} cannot be read: no permission. Change its permissions, or ask its owner."


class Busy(CaptureFileError):
    """Another process writes this capture now."""

    sentence = (
        "{path} is being written by another process. "
        "Close it there to write it here; it can be read meanwhile."
    )


class NoLocks(CaptureFileError):
    """The file system gives no locks (some network folders)."""

    sentence = (
        "{path} cannot be locked: {detail}. Captures need a local disk; choose a folder there."
    )


class AlreadyThere(CaptureFileError):
    """A new capture would overwrite a file."""

    sentence = "{path} is there already and is not empty. Choose another name."


class SameFile(CaptureFileError):
    """A copy would overwrite its own source."""

    sentence = "{path} is the open capture itself. Choose another name for the copy."


class OldSqlite(CaptureFileError):
    """The SQLite library of this Python is too old."""

    sentence = "{path} needs SQLite {needed}, and this Python has {found}. Install a newer Python."


class StoreFailed(CaptureFileError):
    """A write did not reach the disk. Nothing of it was kept; the next one is tried again."""

    sentence = "{path} could not be written: {detail}. Check the disk that it is on."


class StoreFull(StoreFailed):
    """The disk is full. Nothing of the write was kept; the next one is tried again."""

    sentence = "The disk of {path} is full. Nothing is acknowledged until there is room."


class LowDisk(StoreFull):
    """So little is free on the disk that nothing more is stored, although it could be."""

    sentence = (
        "Less than {least} is free on the disk of {path}, so nothing is stored. "
        "Make room there; it goes on by itself."
    )


class NoRoom(CaptureFileError):
    """A copy would not fit on the disk."""

    sentence = (
        "There is no room for {path}: the copy takes about {needed}, and {free} is free there. "
        "Make room, or choose another disk."
    )


class CaptureGone(StoreFailed):
    """The open file lost its name: deleted, moved, or another file took its place. What is
    written to it now would be lost; a connection that is open still reads it."""

    sentence = (
        "The capture file is gone. {path} was deleted, moved or replaced, so nothing more is "
        "acknowledged. Save a copy of what it held, and start a new capture."
    )


class CaptureClosed(CaptureFileError):
    """The writer of this capture has been closed."""

    sentence = "{path} has been closed. Open it again to write."


class Cancelled(Exception):
    """A read was interrupted from another thread."""


class NoSuchRow(LookupError):
    """The capture has no row of this id."""


def reading_problem(error: sqlite3.Error, path: Path) -> CaptureFileError:
    """What a failed read of `path` means."""
    code = _code(error)
    if code == sqlite3.SQLITE_NOTADB:
        return NotACapture(path, detail="it is not an SQLite file")
    if is_busy(error):
        return Busy(path)
    if code in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH):
        return MissingCapture(path) if not path.exists() else Forbidden(path)
    if code == sqlite3.SQLITE_READONLY:
        return ReadOnlyCapture(path, what="folder")
    return DamagedCapture(path, detail=str(error))


def writing_problem(error: sqlite3.Error, path: Path) -> CaptureFileError:
    """What a failed write to `path` means."""
    code = _code(error)
    if code == sqlite3.SQLITE_FULL:
        return StoreFull(path)
    if is_busy(error):
        return Busy(path)
    if code == sqlite3.SQLITE_READONLY:
        return ReadOnlyCapture(path, what="file")
    if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return DamagedCapture(path, detail=str(error))
    return StoreFailed(path, detail=str(error))


def is_of_the_disk(error: sqlite3.Error) -> bool:
    """Whether a write failed because of the disk or a lock, not because of what was written."""
    return _code(error) in (
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_NOTADB,
        sqlite3.SQLITE_NOMEM,
    )


def is_of_the_file(error: sqlite3.Error) -> bool:
    """Whether SQLite could not make sense of the file itself."""
    return _code(error) in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def is_busy(error: sqlite3.Error) -> bool:
    """Whether another connection holds the lock."""
    return _code(error) in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


def is_interrupt(error: sqlite3.Error) -> bool:
    """Whether a statement was ended from outside."""
    return _code(error) == sqlite3.SQLITE_INTERRUPT


def _code(error: sqlite3.Error) -> int:
    """The primary result code of SQLite; 0 where Python itself raised the error."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF
