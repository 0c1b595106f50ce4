"""`export`: what is in a capture file, as JSON lines. The file is only read."""

from collections.abc import Iterator
from pathlib import Path

import click

from app.analysis.analyst import Analyst
from app.analysis.judge import judge
from app.analysis.report import delivery_lines
from app.cli.failure import say
from app.cli.judging import Findings
from app.cli.options import configuration_options, default_configuration
from app.cli.output import print_json_lines
from app.config.installation import installation_id
from app.config.paths import Paths
from app.destination.model import Configuration
from app.masking import masked_json
from app.segment.jsontext import Json, JsonObject
from app.segment.keys import NO_KEY, exported, short_key
from app.segment.times import iso
from app.services import is_strangers
from app.store.reader import Reader

_PAGE = 500


@click.command("export")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option(
    "--format", "format_", type=click.Choice(["jsonl"]), default="jsonl", show_default=True
)
@click.option(
    "--what",
    type=click.Choice(["messages", "deliveries", "requests"]),
    default="messages",
    show_default=True,
    help="Each message as a destination receives it, each delivery with its outcome, or each HTTP "
    "request, refused ones too, with what was odd about it.",
)
@configuration_options
@click.pass_obj
def export_command(
    paths: Paths, file: Path, format_: str, what: str, configuration: Configuration | None
) -> None:
    """Print the capture FILE on standard output, in arrival order.

    Deliveries are judged under the capture's own configuration, unless the options choose one;
    those of another installation's capture under the packaged one.

    Write keys are shown by their first four characters; other keys and tokens are masked.
    """
    reader = Reader(file)
    try:
        if what == "messages":
            print_json_lines(message_lines(reader))
            return
        if what == "requests":
            print_json_lines(request_lines(reader))
            return
        if configuration is None and is_strangers(file, installation_id(paths.data)):
            # What a stranger's file says of itself is not believed.
            configuration = default_configuration()
            if reader.configuration() not in (None, configuration):
                say(
                    f"{file} was made by another installation under a configuration of its own. "
                    "It is judged under the packaged one here; the options choose another."
                )
        print_json_lines(deliveries(reader, configuration))
    finally:
        reader.close()


def message_lines(reader: Reader) -> Iterator[JsonObject]:
    """Each stored message."""
    return (exported(message) for _, message, _ in _messages(reader, reader.progress().committed))


def request_lines(reader: Reader) -> Iterator[JsonObject]:
    """Each HTTP request, without its body: what came of it, and what was odd about it."""
    last = 0
    while page := reader.requests(after=last, limit=_PAGE):
        for one in page:
            last = one.id
            yield masked_json(
                {
                    "receivedAt": iso(one.received_at),
                    "method": one.method,
                    "target": one.target,
                    "status": one.status,
                    "error": one.error or None,
                    "notes": list(one.notes),
                    "messages": one.messages,
                    "bytes": one.size,
                    "writeKey": NO_KEY if one.write_key == NO_KEY else short_key(one.write_key),
                    "origin": one.origin or None,
                    "userAgent": one.user_agent or None,
                }
            )


def deliveries(reader: Reader, configuration: Configuration | None) -> Iterator[JsonObject]:
    """Each delivery, under `configuration` (None: the capture's own).

    Worked out here from the messages, twice through: what the file holds of it may be behind, or
    a stranger's word. A later message can change the findings on an earlier one.
    """
    configuration = configuration or reader.configuration() or default_configuration()
    upto = reader.progress().committed
    analyst = Analyst(configuration)
    findings = Findings()
    names: dict[int, Json] = {}
    for row, message, judged_at in _messages(reader, upto):
        names[row] = message.get("messageId")
        _, changes = analyst.add(row, message, judged_at)
        findings.take(changes)
    for row, message, judged_at in _messages(reader, upto):
        judgement = judge(message, configuration, judged_at=judged_at)
        for line in delivery_lines(message, judgement, findings.of(row), names.get):
            yield masked_json(line)


def _messages(reader: Reader, upto: int) -> Iterator[tuple[int, JsonObject, int]]:
    """Row, message and the time it is judged at, up to row `upto`: another process may write."""
    row = 0
    while page := reader.messages(after=row, limit=_PAGE):
        for row, message, judged_at in page:
            if row > upto:
                return
            yield row, message, judged_at
