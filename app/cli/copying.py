"""`copy`: a whole capture as one file, also while it is being written."""

import sys
import time
from concurrent.futures import CancelledError
from pathlib import Path

import click

from app.cli.failure import Failure, say
from app.cli.stopping import Stop
from app.cli.terminal import plain
from app.services import Job
from app.services.readers import ReaderPool

_INTERRUPTED = 130
_LOOK_SECONDS = 0.1
_LONG_SECONDS = 2.0
"""A copy that takes no longer says nothing before its end."""
_LINE_SECONDS = 5.0


@click.command("copy")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.argument("to", metavar="TO", type=click.Path(path_type=Path))
@click.option("--replace", is_flag=True, help="Let the copy take the place of a file TO.")
def copy_command(file: Path, to: Path, replace: bool) -> None:
    """Write all that the capture FILE holds to the file TO, compact and readable by you only.

    FILE may be captured into meanwhile: a plain copy of it would lack what came last. Ctrl+C ends
    it and leaves nothing behind.
    """
    if not replace and to.exists() and not to.is_dir():
        raise Failure(f"{to} is there already. Name another file, or add --replace.")
    stop = Stop().take()
    readers = ReaderPool(file, threads=1)
    try:
        readers.open()
        job = readers.submit(lambda reader: reader.save_copy(to, on_progress=_Progress()))
        _wait(job, stop)
    except CancelledError:
        raise Failure(f"Stopped. {to} was not written.", _INTERRUPTED) from None
    finally:
        readers.close()
    print(f"Saved {plain(str(to))}")


def _wait(job: Job[None], stop: Stop) -> None:
    while True:
        try:
            return job.future.result(_LOOK_SECONDS)
        except TimeoutError:
            if stop.asked:
                job.cancel()


class _Progress:
    """Says now and then how far a copy is that takes long."""

    def __init__(self) -> None:
        self._next = time.monotonic() + _LONG_SECONDS

    def __call__(self, done: float) -> None:
        now = time.monotonic()
        if now >= self._next:
            self._next = now + (0.2 if sys.stderr.isatty() else _LINE_SECONDS)
            say(f"{done:.0%} copied")
