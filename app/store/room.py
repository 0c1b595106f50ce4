"""Free space on the disk of a capture. Below a limit nothing more is acknowledged."""

import shutil
import time
from collections.abc import Callable
from pathlib import Path

LEAST_FREE = 500_000_000
"""Bytes that must be free for a request to be stored: the rest of the computer needs some too."""

_MEASURE_SECONDS = 0.25


def free_bytes(folder: Path) -> int:
    """Bytes that this user may still write in `folder`. Raises OSError."""
    return shutil.disk_usage(folder).free


def megabytes(count: int) -> str:
    """`500 MB`, as disks are sold."""
    return f"{count / 1_000_000:,.0f} MB"


class Room:
    """Whether there is room in a folder, measured at most a few times a second.

    May be asked from any thread. `least` (None: LEAST_FREE) and `free` are for tests.
    """

    def __init__(
        self,
        folder: Path,
        *,
        least: int | None = None,
        free: Callable[[Path], int] = free_bytes,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.least = LEAST_FREE if least is None else least
        self._folder = folder
        self._free = free
        self._clock = clock
        self._known = (float("-inf"), False)

    @property
    def is_short(self) -> bool:
        """Whether less than the limit is free. A disk that cannot be asked counts as large
        enough: the write itself will say what is wrong with it."""
        now = self._clock()
        since, short = self._known
        if now - since >= _MEASURE_SECONDS:
            try:
                short = self._free(self._folder) < self.least
            except OSError:
                short = False
            self._known = (now, short)
        return short
