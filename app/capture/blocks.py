"""Large blocks of memory, given back to the system once they are free."""

import ctypes
import sys

_M_MMAP_THRESHOLD = -3
_LARGE = 1024 * 1024


def give_large_blocks_back() -> None:
    """Have glibc map each block of a megabyte or more by itself.

    Without it the first large body that is freed raises that bound to its own size, and what
    later ones leave behind stays with the process. Other C libraries do well by themselves.
    """
    if not sys.platform.startswith("linux"):
        return
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(_M_MMAP_THRESHOLD, _LARGE)
