"""`bench.py rules`: messages judged a second with all rules on, and a whole capture anew.

The messages are those of shoppers without and with faults, written anew for each lap, so that no
lap repeats the ids of another. First on one core, beside decoding their JSON alone; then as a
capture file that is judged as the program does it: by one process, under another configuration by
one with workers, and opened again, which reads all that is judged before anything new is. The
thread that writes the verdicts, which is this process, has its share in each figure.
"""

import argparse
import gc
import os
import resource
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

from environment import ROOT, say

Row = tuple[int, bytes, int]

LOOK_SECONDS = 0.25
SAY_SECONDS = 5.0


def main(arguments: list[str]) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="bench.py rules", description=__doc__)
    parser.add_argument("--messages", type=int, default=60_000, help="on one core; 0: leave it out")
    parser.add_argument("--again", type=int, default=1_000_000, help="in a file; 0: leave it out")
    parser.add_argument("--workers", type=int, help="default: one for each core but one")
    parser.add_argument("--quick", action="store_true", help="10,000 on one core, 50,000 in a file")
    options = parser.parse_args(arguments)
    if options.quick:
        options.messages, options.again = 10_000, 50_000
    laps = _lap()
    say(f"Load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores, {len(laps):,} messages a lap")
    if options.messages:
        _one_core(list(_rows(laps, options.messages)))
    if options.again:
        _in_a_file(laps, options.again, options.workers)


def _lap() -> list[tuple[bytes, int]]:
    """Bodies in the order of arrival, with the time at which each is judged."""
    from app.segment.jsontext import dumps
    from tests.lint.journeys.clean import CLEAN
    from tests.lint.journeys.shop import Shop
    from tests.lint.journeys.wire import Tape

    made = []
    for seed in range(40):
        tape = Tape(Random(seed))
        shop = Shop(tape.random)
        for number, name in enumerate(sorted(CLEAN)):
            CLEAN[name](tape, shop, number * 3_000)
        chance = Random(seed)
        for one in tape.in_order():
            properties = one.message.get("properties")
            if isinstance(properties, dict) and chance.random() < 0.1:
                properties.pop("resolvedBidId", None)
            made.append((dumps(one.message), one.judged_at))
    return made


def _rows(lap: list[tuple[bytes, int]], count: int, first: int = 0) -> Iterator[Row]:
    for row in range(first, count):
        turn, place = divmod(row, len(lap))
        body, judged_at = lap[place]
        mark = b"%d-" % turn
        for key in (b'"messageId":"', b'"anonymousId":"', b'"resolvedBidId":"'):
            body = body.replace(key, key + mark)
        yield row + 1, body, judged_at


def _one_core(rows: list[Row]) -> None:
    from app.analysis.analyst import Analyst
    from app.destination import load_definition
    from app.segment.jsontext import loads

    configuration = load_definition().configuration(enable=["Product Added"])

    def decode() -> None:
        for _, body, _ in rows:
            loads(body)

    def judge() -> None:
        analyst = Analyst(configuration)
        for row, body, judged_at in rows:
            analyst.add(row, loads(body), judged_at)

    _print("JSON decoded", len(rows), _timed(decode))
    _print("judged, all rules", len(rows), _timed(judge))
    gc.disable()
    _print("the same without automatic collection", len(rows), _timed(judge))
    gc.enable()
    say(f"  memory at most {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1_024:,} MB")


def _in_a_file(lap: list[tuple[bytes, int]], count: int, workers: int | None) -> None:
    from app.destination import load_definition
    from app.follower.crew import spare_cores

    workers = spare_cores() if workers is None else workers
    make = load_definition().configuration
    os.environ["PYTHONPATH"] = os.pathsep.join([str(ROOT), str(ROOT / "scripts")])
    with TemporaryDirectory() as folder:
        path = Path(folder) / "bench.tsi"
        _fill(path, _rows(lap, count))
        say(f"  {count:,} messages stored, {path.stat().st_size // 2**20:,} MB")
        alone = _followed(path, make(), 0, "judged, one process")
        together = _followed(path, make(skip_zero_price=True), workers, f"anew, {workers} workers")
        say(f"  {alone / together:.2f} times as fast with {workers} workers")
        for turn, number in enumerate((0, workers)):
            _fill(path, _rows(lap, count + turn + 1, count + turn))
            _followed(path, make(skip_zero_price=True), number, f"opened again, {number} workers")


def _fill(path: Path, rows: Iterator[Row]) -> None:
    """Store messages, each in a request of its own, since each is judged at its own time."""
    from app.segment.jsontext import loads
    from app.segment.record import CompletedMessage, ReceivedRequest
    from app.store.writer import Writer

    writer = Writer(path)
    for row, body, judged_at in rows:
        request = ReceivedRequest(judged_at, "POST", "/v1/t", 200, b"{}")
        stored = writer.store(request, (CompletedMessage(0, loads(body)),))
        if row % 2_000 == 0:
            stored.result()
    stored.result()
    writer.close()


def _followed(path: Path, configuration: Any, workers: int, name: str) -> float:
    """Judge what is in a capture; the seconds from the first page on, without the forgetting of
    what was judged before."""
    import psutil

    from app.follower import Follower
    from app.follower.station import ProcessStation
    from app.store.writer import Writer

    began: list[float] = []

    class Begun(ProcessStation):
        def begin(self, configuration: Any, known: int) -> None:
            began.append(time.perf_counter())
            super().begin(configuration, known)

    writer = Writer(path)
    last = writer.progress.committed
    station = partial(Begun, workers=workers)
    follower = Follower(path, writer, configuration, station=station, on_trouble=say)
    started, said = time.perf_counter(), time.perf_counter()
    own = time.process_time()
    spent: dict[int, float] = {}
    memory: dict[int, int] = {}
    most = 0
    follower.start()
    while not follower.wait_until(last, LOOK_SECONDS):
        now = {}
        for process in [psutil.Process(), *psutil.Process().children(recursive=True)]:
            try:
                spent[process.pid] = process.cpu_times().user + process.cpu_times().system
                now[process.pid] = process.memory_info().rss // 2**20
            except psutil.Error:
                continue
        if sum(now.values()) > most:
            most, memory = sum(now.values()), now
        if time.perf_counter() - said >= SAY_SECONDS:
            said = time.perf_counter()
            say(f"    {writer.progress.analysed:,} of {last:,}")
    wall, before = time.perf_counter() - began[0], began[0] - started
    spent[os.getpid()] = time.process_time() - own
    follower.stop()
    writer.close()
    cpu = " + ".join(f"{one:.1f}" for one in spent.values() if one >= 0.1)
    each = " + ".join(map(str, memory.values()))
    say(
        f"  {name:28} {last / wall:7,.0f} a second ({wall:.1f} s; forgetting {before:.1f} s), "
        f"CPU {cpu} s, memory at most {most:,} MB ({each})"
    )
    return wall


def _timed(function: Callable[[], None]) -> tuple[float, float]:
    """Seconds on the wall, and of this process on a core."""
    gc.collect()
    wall, own = time.perf_counter(), time.process_time()
    function()
    return time.perf_counter() - wall, time.process_time() - own


def _print(name: str, count: int, spent: tuple[float, float]) -> None:
    wall, own = spent
    say(
        f"  {name:40} {count / wall:9,.0f} a second, {count / own:9,.0f} a second of CPU, "
        f"{own / count * 1e6:6.0f} us each"
    )
