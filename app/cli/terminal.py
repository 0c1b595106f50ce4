"""What goes to the terminal: captured text without its control characters, and broken pipes."""

import os
import queue
import re
import sys
import threading
from datetime import datetime

_CONTROL = re.compile(
    # C0, DEL, C1; marks that turn the direction of text; line separators; lone surrogates.
    "[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]"
)
_STOP = ""


def plain(text: str) -> str:
    """`text` on one line, with nothing in it that could drive a terminal: `�` stands instead."""
    return _CONTROL.sub("\ufffd", text)


def clock_time(milliseconds: int) -> str:
    """Local time of day, `14:05:09.871`; milliseconds since 1970."""
    try:
        moment = datetime.fromtimestamp(milliseconds / 1000)
    except (OverflowError, OSError, ValueError):
        return "--:--:--.---"
    return moment.strftime("%H:%M:%S.") + f"{milliseconds % 1000:03}"


class Lines:
    """Writes lines to standard error from a thread of its own, for a program that must not stop
    where nobody reads them: a full pipe would hold up whoever writes. What does not fit is left
    out and counted."""

    def __init__(self, limit: int = 1_000) -> None:
        self._queue: queue.Queue[str] = queue.Queue(limit)
        self._left_out = 0
        self._thread = threading.Thread(target=self._write, name="lines", daemon=True)
        self._thread.start()

    def print(self, line: str) -> None:
        """Print one line, soon. Never waits."""
        if self._left_out:
            line = f"({self._left_out} lines were left out)\n{line}"
        try:
            self._queue.put_nowait(line)
            self._left_out = 0
        except queue.Full:
            self._left_out += 1

    def close(self, patience: float = 0.5) -> None:
        """Write what waits, for `patience` seconds at most."""
        try:
            self._queue.put(_STOP, timeout=patience)
        except queue.Full:
            return
        self._thread.join(patience)

    def _write(self) -> None:
        # Past Python's own buffer: a thread that hangs in it would hold up the end of the program.
        descriptor = sys.stderr.fileno()
        while line := self._queue.get():
            left = (line + "\n").encode("utf-8", "replace")
            while left:
                try:
                    left = left[os.write(descriptor, left) :]
                except OSError:
                    return


def forget_output() -> None:
    """After a broken pipe: let nothing more be written, so that the end of the program says
    nothing about it."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, stream.fileno())
            os.close(nowhere)
