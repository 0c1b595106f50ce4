"""`bench.py rules`: messages judged a second with all rules on, and a whole capture anew.

The messages are those of shoppers without and with faults, written anew for each lap, so that no
lap repeats the ids of another. First on one core, beside decoding their JSON alone; then judged
anew in several processes, as a capture is under another configuration.
"""

import argparse
import gc
import os
import resource
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing import get_context
from random import Random
from typing import Any

from environment import ROOT, say

Row = tuple[int, bytes, int]

AHEAD = 4
"""Batches that wait for each process."""


def main(arguments: list[str]) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="bench.py rules", description=__doc__)
    parser.add_argument("--messages", type=int, default=60_000, help="on one core")
    parser.add_argument("--again", type=int, default=200_000, help="judged anew; 0 leaves it out")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    options = parser.parse_args(arguments)
    laps = _lap()
    say(f"Load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores, {len(laps):,} messages a lap")
    _one_core(list(_rows(laps, options.messages)))
    if options.again:
        _again(laps, options.again, options.processes)


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


def _rows(lap: list[tuple[bytes, int]], count: int) -> Iterator[Row]:
    for row in range(count):
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


def kept(row: int, message: dict[str, Any], judgement: Any) -> tuple[int, str]:
    """What the bench keeps of a judgement: no more than the verdict."""
    return row, judgement.verdict


def _again(lap: list[tuple[bytes, int]], count: int, processes: int) -> None:
    from app.analysis.analyst import Analyst
    from app.analysis.rejudge import batches, examine, rejudge
    from app.destination import load_definition

    configuration = load_definition().configuration(skip_zero_price=True)
    os.environ["PYTHONPATH"] = os.pathsep.join([str(ROOT), str(ROOT / "scripts")])
    workers = max(1, processes - 1)
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:

        def all_of_it() -> None:
            made = batches(_rows(lap, count), configuration, kept)
            examined = _in_order(pool, examine, made, workers * AHEAD)
            for _ in rejudge(examined, Analyst(configuration)):
                pass

        _print(f"judged anew, {workers} beside this process", count, _timed(all_of_it))


def _in_order(
    pool: ProcessPoolExecutor, function: Callable[[Any], Any], tasks: Iterator[Any], ahead: int
) -> Iterator[Any]:
    """What the pool makes of the tasks, in their order, with few of them in flight."""
    flying: list[Future[Any]] = []
    for task in tasks:
        flying.append(pool.submit(function, task))
        if len(flying) > ahead:
            yield flying.pop(0).result()
    for one in flying:
        yield one.result()


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
