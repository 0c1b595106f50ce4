"""`map`: messages in, verdicts out. No capture file, no network."""

import time
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import click

from app.analysis.analyst import Analyst
from app.analysis.judge import judge
from app.analysis.report import capture_line, message_line
from app.analysis.verdict import Judgement
from app.cli.failure import Failure, say
from app.cli.options import configuration_options, default_configuration
from app.cli.output import print_json_lines
from app.cli.provenance import with_provenance
from app.cli.source import Entry, SourceError, Unreadable, entries, read_source
from app.destination.model import Configuration
from app.lint.finding import Change, Finding
from app.masking import masked_json
from app.segment.completion import complete_imported
from app.segment.jsontext import Json, JsonObject

_IDS = uuid.UUID("6f9a1f0e-6a53-4d0b-8f5e-0c1f5d3b7a10")
"""Messages without an id get one by their place, so that two runs print the same."""


@dataclass(frozen=True, slots=True)
class Judged:
    """One message with its verdict; `judged_at` is milliseconds since 1970."""

    message: JsonObject
    judged_at: int
    judgement: Judgement


class Findings:
    """What the rules say at the end: later messages change what was said of earlier ones."""

    def __init__(self) -> None:
        self._said: dict[int | None, dict[str, tuple[Finding, ...]]] = {}

    def take(self, changes: Sequence[Change]) -> None:
        """Each change replaces what stood on its row for its code."""
        for change in changes:
            self._said.setdefault(change.row, {})[change.code] = change.findings

    def of(self, row: int | None) -> list[Finding]:
        """The findings on a row, or on all of it as a whole (None)."""
        return [one for findings in self._said.get(row, {}).values() for one in findings]


@click.command("map")
@click.argument("file", metavar="FILE|-")
@configuration_options
@click.option("--provenance", is_flag=True, help="Say where each value of each event came from.")
def map_command(
    file: str,
    configuration: Configuration | None,
    provenance: bool,
) -> None:
    """Judge the messages in FILE (- for standard input): one JSON line each, then one for all.

    FILE holds JSON lines, a JSON array, one object, or a {"batch": [...]} body.
    """
    configuration = configuration or default_configuration()
    now = time.time_ns() // 1_000_000
    try:
        data = read_source(file)
    except SourceError as error:
        raise Failure(str(error)) from None
    name = "standard input" if file == "-" else file
    unreadable = 0
    messages: list[Entry] = []
    for entry in entries(data):
        if isinstance(entry, Unreadable):
            unreadable += 1
            say(f"{name}, line {entry.line}, column {entry.column}: {entry.reason}.")
        else:
            messages.append(entry)
    print_json_lines(lines(messages, configuration, now=now, provenance=provenance))
    if unreadable:
        count = "1 place" if unreadable == 1 else f"{unreadable} places"
        raise Failure(f"{count} could not be read; the rest was judged.")


def lines(
    messages: Sequence[Entry], configuration: Configuration, *, now: int, provenance: bool = False
) -> Iterator[JsonObject]:
    """The lines of `map` for these messages, in their order, and the last one for all.

    `now`, in milliseconds since 1970, is what messages without `receivedAt` are judged at.
    """
    analyst = Analyst(configuration)
    findings = Findings()
    judged: list[Judged] = []
    for row, entry in enumerate(messages):
        message, judged_at = complete_imported(
            entry.item,
            now=now,
            envelope=entry.envelope,
            write_key=entry.write_key,
            new_id=lambda row=row: str(uuid.uuid5(_IDS, str(row))),  # type: ignore[misc]
        )
        judgement, changes = analyst.add(row, message, judged_at)
        findings.take(changes)
        judged.append(Judged(message, judged_at, judgement))
    findings.take(analyst.capture_changes())

    def name_of(row: int) -> Json:
        return judged[row].message.get("messageId")

    for row, one in enumerate(judged):
        judgement = one.judgement
        line = message_line(one.message, judgement, findings.of(row), name_of)
        if provenance:
            judgement = judge(one.message, configuration, judged_at=one.judged_at, provenance=True)
            with_provenance(line, one.message, judgement)
        yield masked_json(line)
    yield masked_json(capture_line(findings.of(None), name_of))
