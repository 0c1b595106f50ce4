"""What `capture` shows while it runs: a live table in a terminal, plain lines elsewhere."""

import sys
import time
from typing import Protocol

from rich.console import Console, Group
from rich.live import Live
from rich.table import Table
from rich.text import Text

from app.capture.events import EndpointEvent
from app.cli import rows
from app.cli.stopping import Stop
from app.cli.terminal import Lines, clock_time, plain
from app.services import Inspector, Notices
from app.store.errors import CaptureFileError
from app.store.filters import QUERY_ALL
from app.store.model import EventRow, Progress
from app.store.reader import Reader

_LOOK_SECONDS = 0.2
_MOST_LINES = 200
"""Lines printed at one look; further messages are counted only."""
_ABOVE_AND_BELOW = 8
"""Lines of the terminal that are not rows of the table."""
_READ_SECONDS = 10


class View(Protocol):
    """Shows news of a capture."""

    def show(self, notices: Notices) -> None:
        """Take in what is new."""
        ...

    def close(self) -> None:
        """End, with everything shown."""
        ...


def watch(inspector: Inspector, stop: Stop) -> None:
    """Show what comes until `stop` is asked for."""
    view = _view(inspector)
    try:
        while not stop.asked:
            view.show(inspector.drain())
            time.sleep(_LOOK_SECONDS)
        view.show(inspector.drain())
    finally:
        view.close()


def _view(inspector: Inspector) -> View:
    console = Console()
    if console.is_terminal and not console.is_dumb_terminal and sys.stderr.isatty():
        return TableView(inspector, console)
    return LineView(inspector)


class LineView:
    """A line on standard error for each verdict, and for what goes wrong."""

    def __init__(self, inspector: Inspector) -> None:
        self._inspector = inspector
        self._lines = Lines()
        self._printed = inspector.drain().analysed
        self._failed = ""
        self._trouble = ""

    def show(self, notices: Notices) -> None:
        """Print what is new."""
        for event in notices.endpoint:
            said = _said(event)
            if said:
                self._lines.print(f"{clock_time(event.at)}  {plain(said)}")
        if notices.failed != self._failed:
            self._failed = notices.failed
            self._lines.print(plain(self._failed) or "Requests are stored again.")
        if notices.trouble != self._trouble:
            self._trouble = notices.trouble
            self._lines.print(plain(self._trouble) or "Messages are analysed again.")
        # All may be judged anew: what was printed is not printed again.
        left = notices.analysed - self._printed
        if left <= 0:
            return
        for row in _rows(self._inspector, self._printed, min(left, _MOST_LINES)):
            self._lines.print(rows.sentence(row))
        if left > _MOST_LINES:
            self._lines.print(f"and {left - _MOST_LINES:,} more messages")
        self._printed = notices.analysed

    def close(self) -> None:
        """Let the last lines out."""
        self._lines.close()


def _said(event: EndpointEvent) -> str:
    """What a line says of it; empty where it is no news to a person."""
    if event.notes:
        more = len(event.notes) - 1
        return f"odd  {event.notes[0]}" + (f" And {more} more." if more else "")
    if event.kind in ("refused", "fault"):
        return f"refused  {event.detail}"
    if event.kind == "new_origin":
        return f"new origin  {event.origin}"
    return f"new write key  {event.write_key}" if event.kind == "new_key" else ""


class TableView:
    """The last verdicts as a table that stays in its place."""

    def __init__(self, inspector: Inspector, console: Console) -> None:
        self._inspector = inspector
        self._console = console
        self._last: tuple[Progress, str] | None = None
        self._live = Live(console=console, auto_refresh=False)
        self._live.start()

    def show(self, notices: Notices) -> None:
        """Draw it again where something is new."""
        progress = (notices.progress, notices.trouble)
        if progress == self._last and not (notices.changed or notices.endpoint):
            return
        self._last = progress
        room = max(1, self._console.height - _ABOVE_AND_BELOW)
        shown = _rows(self._inspector, max(0, notices.committed - room), room)
        self._live.update(_drawn(self._inspector, notices, shown), refresh=True)

    def close(self) -> None:
        """Leave the table as it is."""
        self._live.stop()


def _rows(inspector: Inspector, after: int, count: int) -> list[EventRow]:
    def read(reader: Reader) -> list[EventRow]:
        return reader.rows(reader.ids(QUERY_ALL, after=after, upto=after + count))

    try:
        return inspector.read(read).future.result(_READ_SECONDS)
    except (CaptureFileError, TimeoutError):
        return []


def _drawn(inspector: Inspector, notices: Notices, shown: list[EventRow]) -> Group:
    table = Table(box=None, padding=(0, 1), expand=True)
    for name in ("Time", "Outcome", "Event", "Becomes", "User"):
        table.add_column(name, no_wrap=True)
    for name in ("Product", "Findings"):
        table.add_column(name, no_wrap=True, ratio=1)
    for row in shown:
        table.add_row(
            clock_time(row.time),
            Text(rows.outcome(row), rows.STYLES.get(row.verdict, "")),
            Text(rows.captured(row.name)),
            Text(rows.becomes(row)),
            Text(rows.user(row)),
            Text(rows.captured(row.products)),
            Text(rows.findings(row)),
        )
    head = Text(f"Listening on {inspector.address}", "bold")
    reached = notices.progress
    count = Text(f"{reached.messages:,} committed, {reached.judged:,} analysed", "bright_black")
    lines: list[Text | Table] = [head, count, table]
    for wrong in (notices.trouble, notices.failed):
        if wrong:
            lines.insert(2, Text(plain(wrong), "red"))
    return Group(*lines)
