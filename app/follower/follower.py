"""The thread that turns committed messages into verdicts and findings."""

import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as NotYet
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from app import __version__
from app.analysis.analyst import Analyst
from app.analysis.verdict import Judgement
from app.destination.model import Configuration
from app.follower.slices import Slice
from app.lint.finding import Change
from app.segment.jsontext import JsonObject
from app.store.errors import CaptureClosed, CaptureFileError
from app.store.reader import Reader
from app.store.writer import Writer

if TYPE_CHECKING:
    from app.store.model import Derived

logger = logging.getLogger(__name__)

_PAGE = 200
_ROWS_BETWEEN_LOOKS = 20
_PATIENCE = 2.0
"""Seconds for which analysis waits, at a time, while requests are being stored."""
_POLL = 0.05
_RETRY = 1.0
"""Seconds until a slice that could not be written is tried again."""


class Judge(Protocol):
    """What judges one message after another, under one configuration."""

    def add(self, row: int, message: JsonObject, judged_at: int) -> tuple[Judgement, list[Change]]:
        """The verdict on the next message, and the findings that it changes."""
        ...

    def capture_changes(self) -> list[Change]:
        """The findings of the capture as a whole that are others than when this was last
        asked."""
        ...


class _Interruption(Exception):  # noqa: N818 - it is none
    """The follower is to stop, or to begin again under another configuration."""


class Follower:
    """Judges what is committed, from the first message on, and keeps up with what comes.

    The rules know only what they have seen. So a capture that is opened is read from its first
    message on: silently where this version has judged it under this configuration already, else
    all its verdicts are forgotten and made anew.

    A message that cannot be judged, because of a fault of ours, is passed over: it is logged with
    its row, stays pending, and is counted in `failed`.
    """

    def __init__(
        self,
        path: Path,
        writer: Writer,
        configuration: Configuration,
        *,
        analyst_factory: Callable[[Configuration], Judge] = Analyst,
    ) -> None:
        self._path = path
        self._writer = writer
        self._factory = analyst_factory
        self._changed = threading.Condition()
        self._configuration = configuration
        self._next: Configuration | None = None
        self._stopping = False
        self._committed = 0
        self._analysed = 0
        self._failed = 0
        self._handed: tuple[Derived, Future[None]] | None = None
        self._thread = threading.Thread(target=self._run, name="follower", daemon=True)

    @property
    def failed(self) -> int:
        """How many messages could not be judged under the current configuration."""
        return self._failed

    def start(self) -> None:
        """Begin. Returns at once."""
        self._thread.start()

    def notify(self, committed: int) -> None:
        """There are messages up to row `committed`. From any thread; returns at once."""
        with self._changed:
            self._committed = max(self._committed, committed)
            self._changed.notify_all()

    def judge_again(self, configuration: Configuration) -> None:
        """Make every verdict anew under another configuration. Returns at once."""
        with self._changed:
            self._next = configuration
            self._analysed = 0
            self._changed.notify_all()

    def wait_until(self, row: int, timeout: float) -> bool:
        """Wait at most `timeout` seconds until row `row` has been analysed and that is
        committed; whether it has."""
        with self._changed:
            self._changed.wait_for(lambda: self._analysed >= row or self._stopping, timeout)
            return self._analysed >= row

    def stop(self) -> None:
        """End, after the message in hand. What is not analysed is at the next opening."""
        with self._changed:
            self._stopping = True
            self._changed.notify_all()
        if self._thread.ident is not None:
            self._thread.join()

    def _run(self) -> None:
        reader = Reader(self._path)
        try:
            while not self._stopping:
                with self._changed:
                    self._configuration = self._next or self._configuration
                    self._next = None
                try:
                    self._follow(reader, self._configuration)
                except _Interruption:
                    continue
                except CaptureClosed:
                    logger.info("The writer was closed before analysis had ended")
                    return
                except CaptureFileError as error:
                    logger.warning("Analysis waits and begins again: %s", error)
                    self._pause(_RETRY)
        finally:
            reader.close()
            with self._changed:
                self._stopping = True
                self._changed.notify_all()

    def _follow(self, reader: Reader, configuration: Configuration) -> None:
        """Judge under one configuration until interrupted."""
        self._handed = None
        known = self._prepare(reader, configuration)
        self._reached(known)
        analyst = self._factory(configuration)
        self._failed = 0
        waiting = Slice(configuration.hash)
        row, next_look = 0, 0
        while True:
            # The last of them may have been deleted: waiting for more than `row` would not do.
            seen = self._committed
            page = reader.messages(after=row, limit=_PAGE)
            for row, message, judged_at in page:
                self._check()
                if row >= next_look:
                    next_look = row + (_ROWS_BETWEEN_LOOKS if self._give_way() else _PAGE)
                self._judge(analyst, row, message, judged_at, waiting if row > known else None)
                if waiting.full:
                    self._hand_over(waiting.take(max(row, known)))
            caught_up = len(page) < _PAGE
            if caught_up:
                waiting.change(analyst.capture_changes())
            if not waiting.empty:
                self._hand_over(waiting.take(max(row, known)))
            if caught_up:
                self._settle()
                self._rest(max(row, seen))

    def _prepare(self, reader: Reader, configuration: Configuration) -> int:
        """Make the capture ready for verdicts of this configuration and version; returns the
        row up to which it has them."""
        made_by = f"{configuration.hash} {__version__}"
        self._await(self._writer.save_configuration(configuration))
        if reader.derived_by() == made_by:
            return reader.progress().analysed
        self._await(self._writer.forget_derived(made_by))
        return 0

    def _judge(
        self, analyst: Judge, row: int, message: JsonObject, judged_at: int, into: Slice | None
    ) -> None:
        """Judge one message. Without `into` only the rules' memory is wanted."""
        try:
            judgement, changes = analyst.add(row, message, judged_at)
        except Exception:
            logger.exception("Message %d could not be judged", row)
            self._failed += 1
            if into is not None:
                into.pass_over()
            return
        if into is not None:
            into.add(row, message, judgement, changes)

    def _give_way(self) -> bool:
        """Let requests be stored first, but not for ever; whether there are none now."""
        until = time.monotonic() + _PATIENCE
        while self._writer.busy and time.monotonic() < until:
            self._check()
            self._writer.wait_idle(_POLL)
        return not self._writer.busy

    def _hand_over(self, derived: "Derived") -> None:
        """Give a slice to the writer, once it has written the one before."""
        self._settle()
        self._handed = derived, self._writer.derive(derived)

    def _settle(self) -> None:
        """Wait until the slice in the writer's hands is committed."""
        while self._handed is not None:
            derived, future = self._handed
            try:
                self._await(future)
            except CaptureClosed:
                raise
            except CaptureFileError as error:
                logger.info("Analysis waits: %s", error)
                self._pause(_RETRY)
                self._check()
                self._handed = derived, self._writer.derive(derived)
                continue
            self._handed = None
            self._reached(derived.upto)

    def _reached(self, row: int) -> None:
        with self._changed:
            if self._next is None:
                self._analysed = row
                self._changed.notify_all()

    def _await(self, future: Future[None]) -> None:
        while True:
            try:
                return future.result(_POLL)
            except NotYet:
                self._check()

    def _rest(self, row: int) -> None:
        """Sleep until there is more than `row`."""
        with self._changed:
            self._changed.wait_for(lambda: self._committed > row or self._interrupted)
        self._check()

    def _pause(self, seconds: float) -> None:
        with self._changed:
            self._changed.wait_for(lambda: self._interrupted, seconds)

    @property
    def _interrupted(self) -> bool:
        return self._stopping or self._next is not None

    def _check(self) -> None:
        if self._interrupted:
            self._handed = None
            raise _Interruption
