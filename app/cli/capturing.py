"""`capture`: the endpoint without a window."""

import os
from pathlib import Path

import click

from app.cli.failure import say
from app.cli.keeping import retention_options
from app.cli.options import configuration_options
from app.cli.reach_options import host_option, say_reach, tls_option
from app.cli.sdk_option import chosen_sdk, sdk_option
from app.cli.stopping import Stop
from app.cli.switch_options import NOTHING_SWITCHED, Switched, say_switched, switch_options
from app.cli.terminal import plain
from app.cli.watching import watch
from app.config.paths import Paths
from app.destination.model import Configuration
from app.segment.jsontext import dumps_text
from app.services import Inspector, Reach
from app.store.model import KEEP_ALL, Retention

DEFAULT_PORT = 8765


@click.command("capture")
@click.option(
    "--port",
    type=click.IntRange(0, 65_535),
    default=DEFAULT_PORT,
    show_default=True,
    help="0 picks a free one and prints it as JSON.",
)
@host_option
@tls_option
@click.option(
    "--db",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The capture file; a new one in the captures folder without it.",
)
@retention_options
@sdk_option
@switch_options
@configuration_options
@click.pass_obj
def capture_command(
    paths: Paths,
    port: int,
    host: str,
    tls: bool,
    db: Path | None,
    retention: Retention,
    sdk: Path | None,
    switched: Switched,
    configuration: Configuration | None,
) -> None:
    """Take Segment's messages and judge them, until Ctrl+C or SIGTERM.

    In a terminal the last verdicts stand in a table. Elsewhere standard output gets the address
    and the file only (with --port 0 as one line of JSON), and standard error a line for each
    verdict. “export” gives the verdicts as JSON.
    """
    sdk_dir = chosen_sdk(sdk)
    capture(
        paths,
        db,
        configuration,
        host=host,
        port=port,
        tls=tls,
        sdk_dir=sdk_dir,
        retention=retention,
        switched=switched,
    )


def capture(
    paths: Paths,
    db: Path | None,
    configuration: Configuration | None,
    *,
    host: str,
    port: int,
    tls: bool,
    sdk_dir: Path | None,
    retention: Retention = KEEP_ALL,
    switched: Switched = NOTHING_SWITCHED,
) -> None:
    """Capture into `db` (None: a new file) until a signal comes.

    Raises what Inspector.start raises; a taken port is an error here.
    """
    stop = Stop().take()
    inspector = Inspector.start(
        db,
        configuration=configuration,
        host=host,
        port=port,
        tls=tls,
        sdk_dir=sdk_dir,
        retention=retention,
        faults=switched.faults,
        accepted=switched.accepted,
        paths=paths,
    )
    try:
        _tell(inspector, as_json=port == 0)
        say_switched(switched)
        watch(inspector, stop)
    finally:
        inspector.close()


def _tell(inspector: Inspector, *, as_json: bool) -> None:
    """Where it listens and where the messages go: for a program, or for a person."""
    path = str(inspector.path)
    reach = inspector.reaching.reach if inspector.reaching is not None else Reach()
    if as_json:
        facts = {
            "port": inspector.port,
            "db": path,
            "pid": os.getpid(),
            "address": inspector.address,
            "authority": None if reach.authority is None else str(reach.authority),
            "lan": list(reach.lan),
        }
        print(dumps_text(facts), flush=True)
        say(f"Listening on {inspector.address}")
        say(f"Capture file {path}")
    else:
        print(f"Listening on {inspector.address}")
        print(f"Capture file {plain(path)}", flush=True)
    say_reach(reach)
