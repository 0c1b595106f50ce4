"""`replay`: events of a capture to a target, without a window."""

import asyncio
import time
from datetime import datetime
from pathlib import Path

import click

from app.cli.failure import Failure, say
from app.cli.options import configuration_options, default_configuration
from app.cli.rows import captured
from app.cli.stopping import Stop
from app.cli.terminal import clock_time
from app.cli.waiting import wait_for_analysis
from app.config.installation import installation_id
from app.config.paths import Paths
from app.destination.model import Configuration
from app.replay.control import Control
from app.replay.plan import IdMode, Plan, TimeMode, plan
from app.replay.run import RunRow, Summary
from app.services import Inspector, candidates, is_strangers
from app.store.capture_file import check, save_copy
from app.store.filters import FilterError, Query, parse
from app.store.reader import Reader


@click.command("replay")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option(
    "--filter", "filter_", metavar="Q", default="", help="Which events, as in the window."
)
@click.option(
    "--target",
    type=click.Choice(["sandbox"]),
    default="sandbox",
    show_default=True,
    help="A local Topsort, started for this replay.",
)
@click.option(
    "--id", "id_mode", type=click.Choice(["keep", "new"]), default="keep", show_default=True
)
@click.option(
    "--time", "time_mode", type=click.Choice(["keep", "now"]), default="keep", show_default=True
)
@click.option(
    "--go-on", is_flag=True, help="Do not stop where an answer differs from the forecast."
)
@configuration_options
@click.pass_obj
def replay_command(
    paths: Paths,
    file: Path,
    filter_: str,
    target: str,
    id_mode: IdMode,
    time_mode: TimeMode,
    go_on: bool,
    configuration: Configuration | None,
) -> int:
    """Send events of the capture FILE again at once, and print what came back.

    Ends with 0 where every answer was as forecast, else with 1.
    """
    now = time.time_ns() // 1_000_000
    try:
        query = parse(filter_, now=now)
    except FilterError as error:
        raise Failure(f"--filter, column {error.start + 1}: {error}") from None
    check(file)
    stop = Stop().take()
    if is_strangers(file, installation_id(paths.data)):
        file = _working_copy(file, paths)
        # What a stranger's file says of itself is not believed.
        configuration = configuration or default_configuration()
    inspector = Inspector.start(
        file, configuration=configuration, listening=False, any_maker=True, paths=paths
    )
    try:
        wait_for_analysis(inspector, stop)
        made = _planned(inspector, query, id_mode, time_mode, now)
        print(made.counts)
        summary = asyncio.run(_send(inspector, made, stop, go_on=go_on))
    finally:
        inspector.close()
    print(summary.title)
    return 0 if summary.as_forecast else 1


def _working_copy(file: Path, paths: Paths) -> Path:
    """Another installation's file stays as it is; the replay is recorded in a copy."""
    paths.create()
    copy = paths.new_capture(datetime.now())
    save_copy(file, copy)
    say(f"{file} was made by another installation. The replay is recorded in a copy: {copy}")
    return copy


def _planned(
    inspector: Inspector, query: Query, id_mode: IdMode, time_mode: TimeMode, now: int
) -> Plan:
    def read(reader: Reader) -> Plan:
        return plan(
            candidates(reader, reader.ids(query)),
            target,
            id_mode=id_mode,
            time_mode=time_mode,
            now=now,
        )

    target = inspector.target
    return inspector.read(read).future.result()


async def _send(inspector: Inspector, made: Plan, stop: Stop, *, go_on: bool) -> Summary:
    control = Control()
    loop = asyncio.get_running_loop()
    stop.call = lambda: loop.call_soon_threadsafe(control.cancel)
    if stop.asked:
        control.cancel()

    def on_progress(summary: Summary, result: RunRow | None) -> None:
        if result is not None:
            print(_line(result))
        if summary.state == "surprised":
            # There is nobody to ask whether to go on.
            control.cancel()

    try:
        return await inspector.replay(
            made, control=control, on_progress=on_progress, stop_at_surprise=not go_on
        )
    finally:
        stop.call = None


def _line(result: RunRow) -> str:
    attempt, row = result.attempt, result.row
    status = "no answer" if attempt.status is None else str(attempt.status)
    parts = (
        clock_time(attempt.sent_at),
        captured(row.event),
        f"{attempt.outcome} {status}",
        f"{attempt.took} ms",
        f"forecast {result.forecast_was}",
    )
    line = "  ".join(parts)
    if attempt.outcome != "accepted" and attempt.answer:
        line += f"  {captured(attempt.answer)[:200]}"
    return line
