"""The thread between the log of committed messages and their verdicts."""

import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as NotYet
from pathlib import Path
from typing import TYPE_CHECKING

from app import __version__
from app.destination.model import Configuration
from app.follower.pages import Page
from app.follower.station import Station, StationFactory, StationLost, station
from app.store.errors import CaptureClosed, CaptureFileError
from app.store.reader import Reader
from app.store.writer import Writer

if TYPE_CHECKING:
    from app.store.derived import DerivedRows

logger = logging.getLogger(__name__)

_POLL = 0.05
_RETRY = 1.0
"""Seconds until what failed is tried again; twice as long each time that it fails again."""
_LONGEST_RETRY = 60.0

_CANCELLED = (
    "Analysis was stopped: messages without a verdict stay pending. Apply a configuration, or open "
    "the capture again, to go on."
)


class _Interruption(Exception):  # noqa: N818 - it is none
    """The follower is to stop, or to begin again under another configuration."""


class Follower:
    """Has what is committed judged, from the first message on, and keeps up with what comes.

    The rules know only what they have seen. So a capture that is opened is read from its first
    message on: silently where this version has judged it under this configuration already, else
    all its verdicts are forgotten and made anew.

    A message that cannot be judged, because of a fault of ours, is passed over: it is logged with
    its row, stays pending, and is counted in `failed`. Where nothing is judged, `on_trouble` is
    told why, in a sentence, on a thread of its own; with nothing once it goes on.
    """

    def __init__(
        self,
        path: Path,
        writer: Writer,
        configuration: Configuration,
        *,
        station: StationFactory = station,
        on_trouble: Callable[[str], None] = lambda trouble: None,
    ) -> None:
        self._path = path
        self._writer = writer
        self._new_station = station
        self._on_trouble = on_trouble
        self._losses = 0
        self._troubled = False
        self._changed = threading.Condition()
        self._configuration = configuration
        self._next: Configuration | None = None
        self._stopping = False
        self._cancelled = False
        self._keeps_up = False
        self._committed = 0
        self._analysed = 0
        self._failed = 0
        self._handed: tuple[DerivedRows, Future[None]] | None = None
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
            self._cancelled = self._keeps_up = False
            self._analysed = 0
            self._changed.notify_all()

    def cancel(self) -> bool:
        """Judge no more until `judge_again`, or until the capture is opened the next time, unless
        it has caught up and only keeps up with what comes; whether it is so. Returns at once.

        What has its verdict keeps it, all under one configuration: those of another are forgotten
        to the end. The rest stays pending. `judge_again` with the same configuration goes on from
        there.
        """
        with self._changed:
            if not self._keeps_up and not self._stopping:
                self._cancelled = True
                self._changed.notify_all()
            return self._cancelled

    def wait_until(self, row: int, timeout: float) -> bool:
        """Wait at most `timeout` seconds until row `row` has been analysed and that is
        committed; whether it has. Where it is cancelled it does not wait."""
        with self._changed:
            self._changed.wait_for(
                lambda: self._analysed >= row or self._stopping or self._cancelled, timeout
            )
            return self._analysed >= row

    def stop(self) -> None:
        """End. What is not analysed is at the next opening."""
        with self._changed:
            self._stopping = True
            self._changed.notify_all()
        if self._thread.ident is not None:
            self._thread.join()

    def _run(self) -> None:
        judging: Station | None = None
        try:
            while not self._stopping:
                with self._changed:
                    self._configuration = self._next or self._configuration
                    self._next = None
                try:
                    judging = judging or self._new_station(self._path)
                    self._follow(judging, self._configuration)
                except _Interruption:
                    if self._cancelled and not self._interrupted:
                        self._halt(judging)
                        judging = None
                except CaptureClosed:
                    logger.info("The writer was closed before analysis had ended")
                    return
                except (CaptureFileError, StationLost) as error:
                    logger.warning("Analysis waits and begins again: %s", error)
                    if judging is not None:
                        judging.close()
                        judging = None
                    self._lose(error)
        except Exception as error:
            logger.exception("Analysis has ended")
            self._tell(
                f"Analysis has ended because of a fault of the program ({type(error).__name__}). "
                "Messages are stored all the same. Open the capture again to go on."
            )
        finally:
            if judging is not None:
                judging.close()
            with self._changed:
                self._stopping = True
                self._changed.notify_all()

    def _lose(self, error: Exception) -> None:
        """Wait before it is tried again, longer each time."""
        pause = min(_RETRY * 2**self._losses, _LONGEST_RETRY)
        self._losses += 1
        reason = str(error).rstrip(".")
        self._tell(f"Messages are stored but not analysed: {reason}. It is tried again by itself.")
        self._pause(pause)

    def _halt(self, judging: Station | None) -> None:
        """Do nothing, in no process, until there is another configuration, or the end."""
        if judging is not None:
            judging.close()
        self._tell(_CANCELLED)
        with self._changed:
            self._changed.wait_for(lambda: self._interrupted)

    def _tell(self, trouble: str) -> None:
        if trouble or self._troubled:
            self._troubled = bool(trouble)
            self._on_trouble(trouble)

    def _follow(self, judging: Station, configuration: Configuration) -> None:
        """Have everything judged under one configuration until interrupted."""
        self._handed = None
        known = self._prepare(configuration)
        self._reached(known)
        self._failed = 0
        judging.begin(configuration, known)
        judging.ask()
        while True:
            # The last of them may have been deleted: waiting for more than its row would not do.
            seen = self._committed
            page = self._page(judging)
            if page.derived is not None or page.caught_up:
                # It got further than where it may have been lost the last time.
                self._losses = 0
                self._tell("")
            if not page.caught_up:
                judging.ask()  # judged while this one is written
            self._take_over(page)
            if page.caught_up:
                self._settle()
                self._caught_up()
                self._rest(max(page.upto, seen))
                judging.ask()

    def _prepare(self, configuration: Configuration) -> int:
        """Make the capture ready for verdicts of this configuration and version; returns the
        row up to which it has them."""
        made_by = f"{configuration.hash} {__version__}"
        self._await(self._writer.save_configuration(configuration))
        reader = Reader(self._path)
        try:
            if reader.derived_by() == made_by:
                return reader.progress().analysed
        finally:
            reader.close()
        self._await(self._writer.forget_derived(made_by))
        return 0

    def _page(self, judging: Station) -> Page:
        page = None
        while page is None:
            if self._cancelled:
                self._settle()
                raise _Interruption
            page = judging.page(_POLL)
            self._check()
        return page

    def _take_over(self, page: Page) -> None:
        for row, reason in page.failures:
            logger.error("Message %d could not be judged: %s", row, reason)
            self._failed += 1
        if page.derived is not None:
            self._settle()
            self._handed = page.derived, self._writer.derive(page.derived)

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

    def _caught_up(self) -> None:
        with self._changed:
            if self._next is None:
                self._keeps_up = True
                self._cancelled = False

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
