"""Where pages are judged: in a process of its own, or in the thread that asks.

Python lets one thread of a process run at a time. An analysis in a thread beside the endpoint
made each answer wait for its turn many times; in a process of its own it costs the endpoint
nothing but the writing of the verdicts.
"""

import atexit
import os
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Protocol, TypeAlias

import psutil

from app.analysis.analyst import Analyst
from app.destination.model import Configuration
from app.follower.collection import collect_seldom
from app.follower.crew import Crew
from app.follower.pages import Hire, JudgeFactory, Page, Pages
from app.lint.rule_settings import RulesError
from app.store.errors import CaptureFileError

_NICE = 10
"""Analysis comes after what acknowledges messages and after what a person looks at: where all
cores are busy, it gets a tenth of what each of these gets."""

_GRACE = 1.0
"""Seconds that the process gets to end by itself."""


class StationLost(Exception):  # noqa: N818 (named as EOFError is)
    """The judging has ended, and with it all that the rules knew: `begin` again, in a new one."""


class Station(Protocol):
    """Judges a capture page by page."""

    def begin(self, configuration: Configuration, known: int) -> None:
        """Judge from the first message on; see `Pages`. Pages asked for before are dropped."""
        ...

    def ask(self) -> None:
        """Ask for the next page, once the one before has come."""
        ...

    def page(self, timeout: float) -> Page | None:
        """The page that was asked for; None where it is not there after `timeout` seconds.

        Raises StationLost, also where the capture cannot be read.
        """
        ...

    def close(self) -> None:
        """End, in the middle of a page too."""
        ...


class ProcessStation:
    """Judges in a process of its own, which ends with this one however this one ends."""

    def __init__(self, path: Path, workers: int | None = None) -> None:
        """Start the process. For a backlog it has so many workers; by default one for each core
        but one. Raises OSError where the system does not let one start."""
        context = get_context("spawn")
        self._connection, theirs = context.Pipe()
        # No daemon of multiprocessing's: those may have no processes of their own.
        self._process = context.Process(
            target=_serve, args=(theirs, path, workers), name="analysis"
        )
        self._process.start()
        atexit.register(self.close)
        theirs.close()
        self._owed = 0

    def begin(self, configuration: Configuration, known: int) -> None:
        """See Station."""
        self._send((configuration, known))

    def ask(self) -> None:
        """See Station."""
        self._send(None)
        self._owed += 1

    def page(self, timeout: float) -> Page | None:
        """See Station."""
        try:
            while self._connection.poll(timeout):
                answer: _Answer = self._connection.recv()
                self._owed -= 1
                if self._owed:
                    continue  # asked for before it began anew
                if isinstance(answer, str):
                    raise StationLost(answer)
                return answer
        except (EOFError, OSError) as error:
            raise self._lost() from error
        return None

    def close(self) -> None:
        """See Station."""
        atexit.unregister(self.close)
        self._connection.close()
        self._process.terminate()
        self._process.join(_GRACE)
        if self._process.exitcode is None:
            self._process.kill()
            self._process.join(_GRACE)

    def _send(self, order: "_Order") -> None:
        try:
            self._connection.send(order)
        except OSError as error:
            raise self._lost() from error

    def _lost(self) -> StationLost:
        self._process.join(_GRACE)
        return StationLost(f"the process that judges ended with code {self._process.exitcode}")


class ThreadStation:
    """Judges in the thread that asks, where no process can be started."""

    def __init__(
        self, path: Path, factory: JudgeFactory = Analyst, hire: Hire | None = None
    ) -> None:
        """`hire` makes a crew for long stretches; see `Pages`."""
        self._path = path
        self._factory = factory
        self._hire = hire
        self._pages: Pages | None = None

    def begin(self, configuration: Configuration, known: int) -> None:
        """See Station."""
        self.close()
        try:
            self._pages = Pages(self._path, configuration, known, self._factory, self._hire)
        except (CaptureFileError, RulesError) as error:
            raise StationLost(str(error)) from error

    def ask(self) -> None:
        """See Station. It is judged when it is wanted."""

    def page(self, timeout: float) -> Page | None:
        """See Station. Takes as long as it takes."""
        assert self._pages is not None
        try:
            return self._pages.next()
        except CaptureFileError as error:
            raise StationLost(str(error)) from error

    def close(self) -> None:
        """See Station."""
        if self._pages is not None:
            self._pages.close()
            self._pages = None


def station(path: Path) -> Station:
    """A process where the system lets one start, else the thread that asks."""
    try:
        return ProcessStation(path)
    except OSError:
        return ThreadStation(path)


StationFactory: TypeAlias = Callable[[Path], Station]

_Order: TypeAlias = tuple[Configuration, int] | None
"""Begin with a configuration, or (None) judge the next page."""

_Answer: TypeAlias = Page | str | None
"""A page, or why there is none."""


def _serve(connection: Connection, path: Path, workers: int | None) -> None:
    """The life of the process: it ends when nobody is left to ask."""
    collect_seldom()
    # Ctrl+C in a terminal goes to all processes; the one that asks says when to end.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # The end of this process in order is that of its crew too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    if sys.platform == "win32":
        psutil.Process().nice(psutil.BELOW_NORMAL_PRIORITY_CLASS)
    else:
        os.nice(_NICE)
    judging = ThreadStation(path, hire=partial(Crew, workers=workers))
    try:
        with suppress(EOFError, OSError):
            _answer(connection, judging)
    finally:
        judging.close()


def _answer(connection: Connection, judging: ThreadStation) -> None:
    failed = ""
    while True:
        order: _Order = connection.recv()
        try:
            if order is not None:
                failed = ""
                judging.begin(*order)
                continue
            answer: _Answer = failed or judging.page(0)
        except StationLost as error:
            answer = failed = str(error)
            if order is not None:
                continue
        connection.send(answer)
