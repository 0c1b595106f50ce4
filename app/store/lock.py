"""One process writes a capture: a lock of the operating system that dies with its holder.

It lies on a file of its own beside the capture. Closing any other handle of the capture itself
would silently drop a POSIX lock that SQLite holds on it, so that file is never locked by us.
"""

import errno
import os
import sys
from contextlib import suppress
from pathlib import Path

from app.store.errors import Busy, NoLocks, ReadOnlyCapture

if sys.platform == "win32":
    import msvcrt

    def _take(handle: int) -> None:
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _take(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


_HELD = (errno.EWOULDBLOCK, errno.EAGAIN, errno.EACCES, errno.EDEADLK)


def lock_file(path: Path) -> Path:
    """The file beside a capture that carries its lock."""
    return path.with_name(path.name + "-lock")


class Lock:
    """The right to write one capture. Raises Busy, ReadOnlyCapture or NoLocks when taken."""

    def __init__(self, path: Path) -> None:
        self._path = lock_file(path)
        self._handle = self._acquire(path)

    def _acquire(self, path: Path) -> int:
        while True:
            try:
                handle = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
            except OSError as error:
                if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
                    raise ReadOnlyCapture(path, what="folder") from None
                raise NoLocks(path, detail=error.strerror) from None
            try:
                _take(handle)
                if self._is_still_there(handle):
                    return handle
            except OSError as error:
                os.close(handle)
                if error.errno in _HELD:
                    raise Busy(path) from None
                raise NoLocks(path, detail=error.strerror) from None
            os.close(handle)

    def _is_still_there(self, handle: int) -> bool:
        """Whether the last holder has not taken the file away between our open and our lock."""
        with suppress(FileNotFoundError):
            return os.path.samestat(os.fstat(handle), os.stat(self._path))
        return False

    def release(self) -> None:
        """Give the lock back and take its file away."""
        if sys.platform == "win32":
            os.close(self._handle)
            with suppress(OSError):
                self._path.unlink()
        else:
            # While it is still locked: who opened it meanwhile finds another file here and retries.
            with suppress(OSError):
                self._path.unlink()
            os.close(self._handle)

    def __enter__(self) -> "Lock":
        return self

    def __exit__(self, *_: object) -> None:
        self.release()
