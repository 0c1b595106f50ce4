"""`journeys`: what each user saw, clicked and bought, and what their orders would earn."""

from collections.abc import Iterator
from difflib import get_close_matches
from itertools import islice
from typing import TYPE_CHECKING

import click
from rich.table import Table
from rich.text import Text

from app.analysis.journey import Journey
from app.analysis.journey_report import last_line, user_line
from app.analysis.journey_words import witness_words
from app.analysis.journeys import Users, UserSummary, journey_of, users_of
from app.cli.failure import Failure
from app.cli.options import configuration_options
from app.cli.output import print_json_lines
from app.cli.page import Page, captured, short_id
from app.cli.rows import STYLES
from app.cli.taking import Taken, take_in
from app.cli.terminal import clock_time
from app.config.paths import Paths
from app.destination.model import Configuration
from app.masking import masked_json
from app.segment.jsontext import JsonObject

if TYPE_CHECKING:
    from app.analysis.seen import Seen

_LISTED = 200
"""Users that are listed for a person."""

_TOLD = 20
"""Users whose orders are told one by one where no user is asked for."""


@click.command("journeys")
@click.argument("file", metavar="FILE|-")
@click.option("--user", metavar="ID", help="One user, by anonymousId or its beginning.")
@click.option("--json", "as_json", is_flag=True, help="JSON lines: one a user, then one for all.")
@configuration_options
@click.pass_obj
def journeys_command(
    paths: Paths,
    file: str,
    user: str | None,
    as_json: bool,
    configuration: Configuration | None,
) -> None:
    """Tell what each user did, and which click or impression would win each order line.

    FILE is a capture, or messages as “map” takes them (- for standard input). With --user one
    journey, step by step. Which model and window are assumed stands in the answer; “attribution”
    in a configuration changes it.
    """
    taken = take_in(file, configuration, paths)
    users = users_of(taken.seen, taken.credits)
    chosen = users.users if user is None else (_named(users, user),)
    if as_json:
        print_json_lines(_json_lines(taken, users, chosen))
    elif user is None:
        _tell_all(taken, users)
    else:
        _tell_one(taken, chosen[0])
    taken.end()


def _json_lines(
    taken: Taken, users: Users, chosen: tuple[UserSummary, ...]
) -> Iterator[JsonObject]:
    for summary, journey in _journeys(taken, chosen):
        yield masked_json(user_line(summary, journey))
    yield masked_json(last_line(users, taken.credits, taken.witness))


def _journeys(
    taken: Taken, chosen: tuple[UserSummary, ...]
) -> Iterator[tuple[UserSummary, Journey]]:
    by_user: dict[str, list[Seen]] = {one.user: [] for one in chosen}
    for seen in taken.seen:
        if seen.user in by_user:
            by_user[seen.user].append(seen)
    for one in chosen:
        yield (
            one,
            journey_of(one.user, by_user[one.user], taken.credits, taken.witness, _clock),
        )


def _named(users: Users, name: str) -> UserSummary:
    """The user of this id, or the only one whose id begins so. Raises Failure."""
    exact = [one for one in users.users if one.name == name]
    found = exact or [one for one in users.users if name and one.name.startswith(name)]
    if len(found) == 1 or (exact and found):
        return found[0]
    if found:
        raise Failure(f"{len(found)} users begin with “{name}”. Write more of the id.")
    near = get_close_matches(name, [one.name for one in users.users[:1_000]], n=1)
    hint = f" Did you mean “{near[0]}”?" if near else ""
    raise Failure(f"No user “{name}” is in it.{hint}")


def _tell_all(taken: Taken, users: Users) -> None:
    page = Page()
    page.head(users.words)
    page.small(taken.credits.assumptions.sentence)
    table = Table(box=None, padding=(0, 1))
    for name in ("User", "Last"):
        table.add_column(name, no_wrap=True)
    table.add_column("Events", justify="right", no_wrap=True)
    table.add_column("Orders", no_wrap=True)
    for one in users.users[:_LISTED]:
        table.add_row(
            Text(short_id(one.name) or "no id"),
            clock_time(one.last),
            f"{one.events:,}",
            Text(one.words, "yellow" if one.orders and one.not_credited else ""),
        )
    page.print(table)
    if len(users.users) > _LISTED:
        page.small(f"and {len(users.users) - _LISTED:,} more users; --json has them all")
    with_orders = [one for one in users.users if one.orders]
    for summary, journey in _journeys(taken, tuple(islice(with_orders, _TOLD))):
        page.gap()
        page.head(captured(summary.name) or "no id")
        _tell_orders(page, journey)
    if len(with_orders) > _TOLD:
        page.small(f"and {len(with_orders) - _TOLD:,} more users with orders; --user tells one")
    for path in taken.witness.paths:
        page.small(captured(f"{path.words}."))


def _tell_one(taken: Taken, summary: UserSummary) -> None:
    page = Page()
    ((_, journey),) = _journeys(taken, (summary,))
    page.head(captured(summary.name) or "no id")
    page.small(captured(journey.headline))
    table = Table(box=None, padding=(0, 1))
    for name in ("Time", "Lane", "Outcome", "Event", "Product", "Findings"):
        table.add_column(name, no_wrap=name in ("Time", "Lane"), overflow="fold")
    silences = list(journey.silences)
    for index, step in enumerate(journey.steps):
        while silences and silences[0].before <= index:
            table.add_row("", "", "", Text(silences.pop(0).words, "bright_black"), "", "")
        outcome = f"{step.outcome}, {step.tie}" if step.tie else step.outcome or ""
        times = f" × {step.copies}" if step.copies > 1 else ""
        table.add_row(
            clock_time(step.at),
            step.lane,
            Text(outcome, STYLES.get(step.outcome or "", "")),
            Text(captured(step.name) + times),
            Text(captured(step.second if step.lane == "purchase" else step.products)),
            Text(", ".join(f"{level} {code}" for code, level in step.findings)),
        )
    page.print(table)
    page.gap()
    _tell_orders(page, journey)
    told = witness_words(journey.followed)
    if told:
        page.text(captured(told))
    page.small(journey.assumed)


def _tell_orders(page: Page, journey: Journey) -> None:
    for words in journey.words:
        page.text(captured(words.title), "bold")
        if words.remark:
            page.text(captured(words.remark))
        for line in words.lines:
            page.text(f"  {captured(line.title)}: {line.word}", _LINE_STYLES.get(line.word, ""))
            page.text(f"    {captured(line.sentence)}")
            if line.fix:
                rule = f" ({line.rule})" if line.rule else ""
                page.text(f"    Fix. {line.fix}{rule}")


_LINE_STYLES = {"credited": "green", "missed": "yellow", "lost": "red"}


def _clock(ms: int) -> str:
    return clock_time(ms)[:8]
