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

from app.capture.endpoint import BindError, PortForbidden, PortTaken, holder_of, identify
from app.cli.capturing import DEFAULT_PORT
from app.cli.failure import Failure
from app.cli.options import configuration_options
from app.cli.rows import sentence
from app.cli.stopping import Stop
from app.cli.waiting import wait_for_analysis
from app.config.paths import Paths
from app.demo import shopper
from app.destination.model import Configuration
from app.sandbox.server import Sandbox
from app.segment.jsontext import dumps_text
from app.services import Inspector
from app.store.filters import QUERY_ALL
from app.store.model import EventRow
from app.store.reader import Reader

_SANDBOX_PORT = 8799
_READ_SECONDS = 60

_OnProgress: TypeAlias = Callable[[shopper.DemoProgress], None]


@click.command("demo")
@click.option("--url", metavar="URL", help="Where an inspector listens, http://127.0.0.1:8765.")
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

    They go to URL; without it to the inspector that listens on this computer, and where there is
    none, into a capture of their own, whose verdicts are printed.
    """
    if url is None and db is None and configuration is None and identify(DEFAULT_PORT):
        url = f"http://127.0.0.1:{DEFAULT_PORT}"
    if url is not None:
        if db is not None or configuration is not None:
            raise Failure("With --url the inspector there decides on its file and configuration.")
        _shop_at(url.rstrip("/"), speed)
        return
    stop = Stop().take()
    inspector = Inspector.start(db, configuration=configuration, port=0, paths=paths)
    try:
        first = inspector.read(lambda reader: reader.progress().committed).future.result()
        sent = _shopped(lambda count: inspector.run_demo(speed=speed, on_progress=count), stop)
        wait_for_analysis(inspector, stop)
        for row in _rows_after(inspector, first):
            print(sentence(row))
        print(f"{sent} messages sent. They are in {inspector.path}")
    finally:
        inspector.close()


def _shop_at(url: str, speed: float) -> None:
    async def shop(count: _OnProgress) -> int:
        async with shopper.make_client() as client:
            return await shopper.shop(url, client=client, speed=speed, on_progress=count)

    print(f"{_shopped(shop, Stop().take())} messages sent to {url}")


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
