"""Findings and journeys of a capture, looked at in a process of its own.

There the many small things that are known of a capture cost the window neither turns of Python
nor time to collect garbage.
"""

from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.destination.model import Configuration
from app.services.desk import Desk, DeskJob, OnProgress
from app.services.findings import FindingsView, FindingsWish, look_at_findings
from app.services.journeys import JourneysView, JourneysWish, look_at_journeys
from app.services.study import Study
from app.store.reader import Reader


@dataclass(frozen=True, slots=True)
class Glance:
    """Order: one look. `stale`: findings on messages that are known already may be others."""

    configuration: Configuration
    wish: FindingsWish | JourneysWish
    stale: bool = False


class StudyWorker:
    """Remembers what it has read."""

    def __init__(self) -> None:
        self._study = Study()

    def work(
        self, order: Glance, reader: Reader, progress: OnProgress
    ) -> FindingsView | JourneysView:
        """Look once; the answer says itself how far it is."""
        del progress
        if order.stale:
            self._study.findings_changed()
        return glance(self._study, reader, order.configuration, order.wish)


def glance(
    study: Study,
    reader: Reader,
    configuration: Configuration,
    wish: FindingsWish | JourneysWish,
) -> FindingsView | JourneysView:
    """The look that a wish is for."""
    if isinstance(wish, JourneysWish):
        return look_at_journeys(study, reader, configuration, wish)
    return look_at_findings(study, reader, configuration, wish)


class GlanceJob:
    """One look under way. It is short: one that runs is not stopped, for what has been read
    would be lost with its process; who cancels ignores its answer."""

    def __init__(self, job: DeskJob) -> None:
        self._job = job

    @property
    def future(self) -> Future[Any]:
        """Holds the view."""
        return self._job.future

    def cancel(self) -> None:
        """One that waits never starts."""
        self._job.future.cancel()


class StudyDesk:
    """The looks of one window. For the window's thread."""

    def __init__(self, path: Path) -> None:
        self._desk: Desk[Glance, FindingsView | JourneysView] = Desk(path, StudyWorker, "study")
        self._stale = False

    def ask(self, configuration: Configuration, wish: FindingsWish | JourneysWish) -> GlanceJob:
        """Look, after the looks that were asked for before."""
        stale, self._stale = self._stale, False
        return GlanceJob(self._desk.ask(Glance(configuration, wish, stale)))

    def findings_changed(self) -> None:
        """The next look reads the findings on older messages again."""
        self._stale = True

    def close(self) -> None:
        """End the process. Safe to call twice."""
        self._desk.close()
