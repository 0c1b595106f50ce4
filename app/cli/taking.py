"""Takes in a whole capture file, or what `map` reads: for commands that answer about all of it."""

import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from app.analysis.analyst import Analyst
from app.analysis.assumptions import AttributionError
from app.analysis.attribution import Credits
from app.analysis.book import Book
from app.analysis.judged import JudgedMessage
from app.analysis.seen import Seen
from app.analysis.winners import Winner, Witness, follow
from app.cli.failure import Failure, say
from app.cli.judging import Findings
from app.cli.options import default_configuration
from app.cli.source import Entry, SourceError, Unreadable, entries, is_capture, read_source
from app.config.installation import installation_id
from app.config.paths import Paths
from app.destination.model import Configuration
from app.segment.completion import complete_imported
from app.segment.jsontext import JsonObject
from app.services import is_strangers
from app.store.reader import Reader

_IDS = uuid.UUID("6f9a1f0e-6a53-4d0b-8f5e-0c1f5d3b7a10")
"""Messages without an id get one by their place, as in `map`."""

_PAGE = 500


@dataclass(frozen=True)
class Taken:
    """A capture, judged. `seen` are its messages with their final findings; `unreadable` places
    of the input hold no message."""

    configuration: Configuration
    seen: list[Seen]
    credits: Credits
    witness: Witness
    unreadable: int

    def end(self) -> None:
        """Raise Failure with code 2 where something could not be read: the rest was judged."""
        if self.unreadable:
            count = "1 place" if self.unreadable == 1 else f"{self.unreadable} places"
            raise Failure(f"{count} could not be read; the rest was judged.")


def take_in(file: str, configuration: Configuration | None, paths: Paths) -> Taken:
    """Judge everything in `file`: a capture, or JSON as `map` takes it (`-`: standard input).

    A capture is judged under its own configuration, unless one is given; that of another
    installation under the packaged one, for what it says of itself is not believed. Raises
    Failure with code 2 for what cannot be read at all, and CaptureFileError.
    """
    if file != "-" and is_capture(file):
        return _of_capture(Path(file), configuration, paths)
    try:
        data = read_source(file)
    except SourceError as error:
        raise Failure(str(error)) from None
    name = "standard input" if file == "-" else file
    chosen = configuration or default_configuration()
    unreadable = 0

    def messages() -> Iterator[tuple[int, JsonObject, int]]:
        nonlocal unreadable
        now = time.time_ns() // 1_000_000
        row = 0
        for entry in entries(data):
            if isinstance(entry, Unreadable):
                unreadable += 1
                say(f"{name}, line {entry.line}, column {entry.column}: {entry.reason}.")
                continue
            row += 1
            yield (row, *_completed(entry, row, now))

    seen, credits = _judged(messages(), chosen)
    return Taken(chosen, seen, credits, Witness(), unreadable)


def _of_capture(file: Path, configuration: Configuration | None, paths: Paths) -> Taken:
    reader = Reader(file)
    try:
        if configuration is None:
            if is_strangers(file, installation_id(paths.data)):
                say(f"{file} was made by another installation; it is judged as packaged.")
                configuration = default_configuration()
            else:
                configuration = reader.configuration() or default_configuration()
        upto = reader.progress().committed
        seen, credits = _judged(_stored(reader, upto), configuration)
        return Taken(configuration, seen, credits, follow(_winners(reader), seen), 0)
    finally:
        reader.close()


def _judged(
    messages: Iterator[tuple[int, JsonObject, int]], configuration: Configuration
) -> tuple[list[Seen], Credits]:
    try:
        book = Book(configuration)
    except AttributionError as error:
        raise Failure(f"The configuration cannot be used: {error}") from None
    analyst = Analyst(configuration)
    findings = Findings()
    for row, message, judged_at in messages:
        judgement, changes = analyst.add(row, message, judged_at)
        findings.take(changes)
        book.add(JudgedMessage(row, message, judged_at, judgement))
    findings.take(analyst.capture_changes())
    if book.forgotten:
        say(f"{book.forgotten:,} older messages are too many to be looked at together.")
    return book.told(findings.of), book.credits()


def _completed(entry: Entry, row: int, now: int) -> tuple[JsonObject, int]:
    return complete_imported(
        entry.item,
        now=now,
        envelope=entry.envelope,
        write_key=entry.write_key,
        new_id=lambda: str(uuid.uuid5(_IDS, str(row - 1))),
    )


def _stored(reader: Reader, upto: int) -> Iterator[tuple[int, JsonObject, int]]:
    """Up to row `upto`: another process may write."""
    row = 0
    while page := reader.messages(after=row, limit=_PAGE):
        for row, message, judged_at in page:
            if row > upto:
                return
            yield row, message, judged_at


def _winners(reader: Reader) -> Iterator[Winner]:
    row = 0
    while page := reader.auctions(after=row, limit=_PAGE):
        for row, one in page:
            yield Winner(row, one.bid, one.product, one.user, one.seen_at)
