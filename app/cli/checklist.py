"""`checklist`: what Topsort asks for before launch, filled from what was captured."""

from collections.abc import Iterator

import click
from rich.table import Table
from rich.text import Text

from app.analysis.checklist import Checklist, Row, checklist
from app.analysis.checklist_found import STATE_WORDS
from app.analysis.journey_report import amount_json
from app.cli.options import configuration_options
from app.cli.output import print_json_lines
from app.cli.page import Page, captured
from app.cli.taking import take_in
from app.config.paths import Paths
from app.destination.model import Configuration
from app.masking import masked_json
from app.segment.jsontext import JsonObject
from app.segment.times import iso

_STYLES = {"met": "green", "part": "yellow", "not_met": "red"}
_SIGNS = {"met": "✓", "part": "◐", "not_met": "✗", "no_evidence": "·", "by_hand": "○"}


@click.command("checklist")
@click.argument("file", metavar="FILE|-")
@click.option("--json", "as_json", is_flag=True, help="JSON lines: one a point, then one for all.")
@configuration_options
@click.pass_obj
def checklist_command(
    paths: Paths, file: str, as_json: bool, configuration: Configuration | None
) -> None:
    """Show how far a shop is from its launch, point by point, with what is missing.

    FILE is a capture, or messages as “map” takes them (- for standard input). The exit code is 0
    whatever the points say, and 2 where the input cannot be read: --json is for programs that
    want to decide.
    """
    taken = take_in(file, configuration, paths)
    made = checklist(taken.seen, taken.configuration, taken.credits, taken.witness)
    if as_json:
        print_json_lines(_json_lines(made))
    else:
        _tell(made)
    taken.end()


def _tell(made: Checklist) -> None:
    page = Page()
    page.head(made.title)
    counts = (f"{count} {STATE_WORDS[state].lower()}" for state, count in made.counts.items())
    page.small(", ".join(counts))
    for head, rows in made.sections:
        page.gap()
        page.head(head)
        table = Table(box=None, padding=(0, 1), show_header=False)
        for wide in (False, False, True, True):
            table.add_column(overflow="fold", no_wrap=not wide)
        for row in rows:
            style = _STYLES.get(row.state, "bright_black")
            said = Text(captured(row.evidence))
            if row.missing:
                said.append(f"\n{captured(row.missing)}", "bright_black")
            table.add_row(
                Text(_SIGNS[row.state], style), Text(row.word, style), row.point.title, said
            )
        page.print(table)


def _json_lines(made: Checklist) -> Iterator[JsonObject]:
    for row in made.rows:
        yield masked_json(_line(row))
    yield {
        "checklist": True,
        "title": made.title,
        "counts": dict(made.counts),
        "messages": made.messages,
        "since": None if made.since is None else iso(made.since),
        "forgotten": made.forgotten,
    }


def _line(row: Row) -> JsonObject:
    point = row.point
    return {
        "id": point.id,
        "section": point.section,
        "point": point.title,
        "state": row.state,
        "evidence": row.evidence,
        "missing": row.missing,
        "metWhen": point.met,
        "source": point.source,
        "rules": [{"code": code, "title": title} for code, title in row.rules],
        "figures": [{"count": count, "what": what} for count, what in row.figures],
        "count": row.count,
        "messages": [
            {
                "row": one.row,
                "messageId": one.message_id,
                "time": iso(one.at),
                "event": one.event,
                "verdict": one.outcome,
                "tie": one.tie,
                "user": one.user[2:],
                "order": amount_json(one.order),
                "currency": one.currency,
            }
            for one in row.messages
        ],
    }
