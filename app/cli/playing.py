"""`demo` and `sandbox`: the scripted shopper, and a local Topsort."""

import asyncio
import os
import sys
import time
from collections.abc import Callable, Coroutine
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeAlias

import click

from app.capture.endpoint import BindError, PortForbidden, PortTaken, holder_of
from app.cli.failure import Failure
from app.cli.options import configuration_options
from app.cli.rows import sentence
from app.cli.stopping import Stop
from app.cli.terminal import plain
from app.cli.waiting import wait_for_analysis
from app.config.paths import Paths
from app.demo import shopper
from app.destination.model import Configuration
from app.sandbox.server import Sandbox
from app.segment.jsontext import dumps_text
from app.services import Inspector
from app.services.alternate import ALTERNATE, alternate_on, with_alternate
from app.store.filters import QUERY_ALL
from app.store.model import EventRow
from app.store.reader import Reader

_SANDBOX_PORT = 8799
_READ_SECONDS = 60

_OnProgress: TypeAlias = Callable[[shopper.DemoProgress], None]


@click.command("demo")
@click.option("--url", metavar="URL", help="Shop at the inspector that listens there.")
@click.option(
    "--db",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Without --url: the capture file that the shopper fills; a new one without it.",
)
@click.option(
    "--speed",
    type=click.FloatRange(min=1),
    default=shopper.SPEED,
    show_default=True,
    help="So many times faster than the shopper's two and a half minutes.",
)
@configuration_options
@click.pass_obj
def demo_command(
    paths: Paths,
    url: str | None,
    db: Path | None,
    speed: float,
    configuration: Configuration | None,
) -> None:
    """Let a scripted shopper send real Segment messages, faults included.

    They go into a capture of their own, whose verdicts are printed; with --url to the inspector
    that listens there, and into its file.

    In a capture of its own Product Added counts as a click too, unless an option below chooses
    the configuration: one of the faults is a click that counts twice (CLK-001).
    """
    if url is not None:
        if db is not None or configuration is not None:
            raise Failure("With --url the inspector there decides on its file and configuration.")
        _shop_at(url.rstrip("/"), speed)
        return
    stop = Stop().take()
    inspector = Inspector.start(db, configuration=configuration, port=0, paths=paths)
    try:
        print(f"The shopper goes to {inspector.address}")
        print(f"Its messages go into {plain(str(inspector.path))}", flush=True)
        if configuration is None and not alternate_on(inspector.configuration):
            inspector.apply(with_alternate(inspector.configuration, True))
            print(f"For the demo, {ALTERNATE} counts as a click too in this capture.", flush=True)
        sent = _shopped(lambda count: inspector.run_demo(speed=speed, on_progress=count), stop)
        wait_for_analysis(inspector, stop)
        for row in _rows_after(inspector, inspector.began_with):
            print(sentence(row))
        print(f"{sent} messages sent. They are in {plain(str(inspector.path))}")
    finally:
        inspector.close()


def _shop_at(url: str, speed: float) -> None:
    async def shop(count: _OnProgress) -> int:
        async with shopper.make_client() as client:
            return await shopper.shop(url, client=client, speed=speed, on_progress=count)

    print(f"The shopper goes to {plain(url)}, into the file of the inspector there", flush=True)
    print(f"{_shopped(shop, Stop().take())} messages sent to {plain(url)}")


def _shopped(shop: Callable[[_OnProgress], Coroutine[Any, Any, int]], stop: Stop) -> int:
    """Shop to the end of the story or until a signal; the number of messages sent."""
    sent = 0

    def count(progress: shopper.DemoProgress) -> None:
        nonlocal sent
        sent = progress.sent

    async def until_asked() -> None:
        loop = asyncio.get_running_loop()
        shopping = loop.create_task(shop(count))
        stop.call = lambda: loop.call_soon_threadsafe(shopping.cancel)
        if stop.asked:
            shopping.cancel()
        try:
            with suppress(asyncio.CancelledError):
                await shopping
        finally:
            stop.call = None

    try:
        asyncio.run(until_asked())
    except shopper.DemoError as error:
        raise Failure(str(error), 1) from None
    return sent


def _rows_after(inspector: Inspector, first: int) -> list[EventRow]:
    def read(reader: Reader) -> list[EventRow]:
        return reader.rows(reader.ids(QUERY_ALL, after=first))

    return inspector.read(read).future.result(_READ_SECONDS)


@click.command("sandbox")
@click.option(
    "--port",
    type=click.IntRange(0, 65_535),
    default=_SANDBOX_PORT,
    show_default=True,
    help="0 picks a free one and prints it as JSON.",
)
def sandbox_command(port: int) -> None:
    """Run a local Topsort until Ctrl+C: it answers events as the published contract says.

    Any key will do. Nothing leaves this computer.
    """
    stop = Stop().take()
    sandbox = Sandbox()
    try:
        sandbox.start(port)
    except OSError as error:
        raise _cannot_listen(error, port) from None
    try:
        if port == 0:
            facts = {"port": sandbox.port, "pid": os.getpid(), "url": sandbox.url}
            print(dumps_text(facts), flush=True)
        else:
            print(f"The sandbox takes events at {sandbox.url}/events", flush=True)
        while not stop.asked:
            time.sleep(0.2)
    finally:
        sandbox.stop()
    counts = sandbox.counts
    sys.stderr.write(f"{counts.accepted} requests accepted, {counts.refused} refused\n")


def _cannot_listen(error: OSError, port: int) -> BindError:
    if isinstance(error, PermissionError):
        return PortForbidden(port)
    return PortTaken(port, holder_of(port))
