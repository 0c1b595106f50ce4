"""The log: to standard error, with every secret taken out.

Keys and tokens are masked in the finished text, whatever wrote it: our own words, a library's, a
traceback. A Segment write key is no secret (each page's source has it), but it is shortened too.
"""

import logging
import os
import re
import select
import sys
from typing import TextIO

from app.masking import MASK, masked

_PATTERNS: tuple[tuple[re.Pattern[str], str], ...] = (
    # Authorization and cookies, in whatever form a library prints its headers.
    (
        re.compile(
            r"(?i)((?:proxy-)?authorization|set-cookie|cookie|x-api-key)"
            r"(['\"]?\s*[:=,]\s*b?['\"]?)[^'\"\r\n]+"
        ),
        rf"\1\2{MASK}",
    ),
    (re.compile(r"(?i)\b(basic)\s+[A-Za-z0-9._~+/=-]+"), rf"\1 {MASK}"),
    (
        re.compile(
            r"(?i)((?:api[_-]?key|access[_-]?token|client[_-]?secret|password|token)"
            r"['\"]?\s*[:=]\s*['\"]?)[^\s'\"&,;}]+"
        ),
        rf"\1{MASK}",
    ),
    (re.compile(r"(?i)(write[_-]?key['\"]?\s*[:=]\s*['\"]?)([^\s'\"&,;}]{1,4})[^\s'\"&,;}]*"),
     rf"\1\2{MASK}"),
    (re.compile(r"(/projects/)([^/\s]{1,4})[^/\s]*(/settings)"), rf"\1\2{MASK}\3"),
)  # fmt: skip
_PIECE = 1_000
"""Characters: with four bytes each they are less than what a pipe takes at once, or not at all."""

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def masked_line(text: str) -> str:
    """`text` without keys, tokens and cookies; what stays tells the kind of each."""
    text = masked(text)
    for pattern, replacement in _PATTERNS:
        text = pattern.sub(replacement, text)
    return text


class _Formatter(logging.Formatter):
    """Masks the whole line, traceback included, and shows control characters as `?`."""

    def format(self, record: logging.LogRecord) -> str:
        return _CONTROL.sub("?", masked_line(super().format(record)))


class _Handler(logging.StreamHandler[TextIO]):
    """Never waits: where the stream is a pipe that nobody reads, lines are left out and counted.

    The log is written by the threads that serve and store; they must not stop for it.
    """

    _left_out = 0

    def emit(self, record: logging.LogRecord) -> None:
        """Write one record, as far as it goes."""
        try:
            text = self.format(record) + self.terminator
            if self._left_out and _takes_more(self.stream):
                text = f"({self._left_out} lines of the log were left out)\n{text}"
                self._left_out = 0
            for start in range(0, len(text), _PIECE):
                if not _takes_more(self.stream):
                    self._left_out += 1
                    return
                self.stream.write(text[start : start + _PIECE])
                self.flush()
        except Exception:  # noqa: BLE001 (as every handler of the standard library does)
            self.handleError(record)


def _takes_more(stream: TextIO) -> bool:
    """Whether a piece can be written without waiting; taken for granted where it can't be known."""
    if os.name != "posix":
        return True
    try:
        return bool(select.select([], [stream], [], 0)[1])
    except (OSError, ValueError):
        return True


def set_up_logging(*, verbose: bool = False, stream: TextIO | None = None) -> None:
    """Send the log of this process to `stream` (standard error); info and above where `verbose`.

    Safe to call again: it replaces what it had set up before.
    """
    handler = _Handler(stream or sys.stderr)
    handler.setFormatter(_Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    handler.set_name("topsort-inspector")
    root = logging.getLogger()
    for former in [one for one in root.handlers if one.get_name() == handler.get_name()]:
        root.removeHandler(former)
    root.addHandler(handler)
    root.setLevel(logging.INFO if verbose else logging.WARNING)
    # Their info lines name every request and its address.
    for noisy in ("httpx", "httpcore", "uvicorn.access"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
