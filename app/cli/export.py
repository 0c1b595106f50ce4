"""`export`: what is in a capture file, as JSON lines. The file is only read."""

from collections.abc import Iterator
from pathlib import Path

import click

from app.analysis.analyst import Analyst
from app.analysis.judge import judge
from app.analysis.report import delivery_lines
from app.cli.judging import Findings
from app.cli.options import default_configuration
from app.cli.output import print_json_lines
from app.masking import masked_json
from app.segment.jsontext import Json, JsonObject
from app.segment.keys import exported
from app.store.reader import Reader

_PAGE = 500


@click.command("export")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option(
    "--format", "format_", type=click.Choice(["jsonl"]), default="jsonl", show_default=True
)
@click.option(
    "--what",
    type=click.Choice(["messages", "deliveries"]),
    default="messages",
    show_default=True,
    help="Each message as a destination receives it, or each delivery with its outcome.",
)
def export_command(file: Path, format_: str, what: str) -> None:
    """Print the capture FILE on standard output, in arrival order.

    Write keys are shown by their first four characters; other keys and tokens are masked.
    """
    reader = Reader(file)
    try:
        print_json_lines(message_lines(reader) if what == "messages" else deliveries(reader))
    finally:
        reader.close()


def message_lines(reader: Reader) -> Iterator[JsonObject]:
    """Each stored message."""
    return (exported(message) for _, message, _ in _messages(reader, reader.progress().committed))


def deliveries(reader: Reader) -> Iterator[JsonObject]:
    """Each delivery, under the capture's own configuration.

    Worked out here from the messages, twice through: what the file holds of it may be behind, or
    a stranger's word. A later message can change the findings on an earlier one.
    """
    configuration = reader.configuration() or default_configuration()
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
