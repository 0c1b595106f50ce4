"""`bench.py capture`: messages taken in, acknowledged after their commit.

One run, one machine, 64 connections, turns that alternate, the median of each: a bare uvicorn
application that reads the body and answers; ours, durable and judging; mitmdump as a reverse
proxy in front of the bare one, writing its flow file. Then batches of 100, one million messages
with the memory on the way and the catching up of the analysis, and the time to an
acknowledgement at 2,000 single posts a second.
"""

import argparse
import json
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

import psutil
from environment import ROOT, say
from flood import Flood, batch_of, flood, single

CONNECTIONS = 64
BATCH = 100
PACE = 2_000
ONE = "/v1/t"
MANY = "/v1/b"


async def bare(scope, receive, send):  # type: ignore[no-untyped-def]
    """The least that uvicorn can do: read the body, answer."""
    while (await receive()).get("more_body", False):
        pass
    headers = [(b"content-type", b"application/json"), (b"content-length", b"17")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b'{"success": true}'})


def main(arguments: list[str]) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="bench.py capture", description=__doc__)
    parser.add_argument("--seconds", type=float, default=6.0, help="for each turn")
    parser.add_argument("--turns", type=int, default=5)
    parser.add_argument("--messages", type=int, default=1_000_000, help="of the long run")
    parser.add_argument("--no-proxy", action="store_true", help="leave mitmdump out")
    options = parser.parse_args(arguments)
    say(f"load {psutil.getloadavg()[0]:.2f}, {psutil.cpu_count()} cores, {CONNECTIONS} connections")
    _alternate(options.seconds, options.turns, proxy=not options.no_proxy)
    _batches(options.seconds, options.turns)
    _paced(options.seconds, options.turns)
    _long(options.messages)


def _alternate(seconds: float, turns: int, *, proxy: bool) -> None:
    rates: dict[str, list[float]] = {"bare uvicorn": [], "ours": []}
    with tempfile.TemporaryDirectory() as folder, _bare() as plain, _ours(Path(folder)) as ours:
        ports = {"bare uvicorn": plain, "ours": ours.port}
        with _mitmdump(plain, Path(folder)) if proxy else _nothing() as between:
            if between:
                ports["mitmdump"] = between
                rates["mitmdump"] = []
            serial = 0
            for turn in range(turns + 1):
                for name, port in ports.items():
                    done = flood(port, single, path=ONE, first=serial, seconds=seconds)
                    serial += sum(done.statuses.values()) + CONNECTIONS
                    _all_well(name, done)
                    if turn:  # the first one warms up
                        rates[name].append(done.rate)
                    ours.wait_until_analysed()
    best = {name: median(found) for name, found in rates.items()}
    for name, rate in best.items():
        say(f"{name:14} {rate:8,.0f} single posts a second  ({_spread(rates[name])})")
    say(f"ours: {best['ours'] / best['bare uvicorn']:.2f} times the bare one (goal 0.5)")
    if "mitmdump" in best:
        say(f"ours: {best['ours'] / best['mitmdump']:.1f} times mitmdump (goal 15)")


def _batches(seconds: float, turns: int) -> None:
    body = batch_of(BATCH)
    rates = []
    with tempfile.TemporaryDirectory() as folder, _ours(Path(folder)) as ours:
        serial = 0
        for turn in range(turns + 1):
            done = flood(ours.port, body, path=MANY, first=serial, seconds=seconds)
            serial += sum(done.statuses.values()) + CONNECTIONS
            _all_well("batches", done)
            if turn:
                rates.append(done.rate * BATCH)
            ours.wait_until_analysed()
    say(
        f"batches of {BATCH}: {median(rates):,.0f} messages a second "
        f"({_spread(rates)}; goal 20,000)"
    )


def _paced(seconds: float, turns: int) -> None:
    waits = {0.5: [], 0.99: [], 1.0: []}  # type: dict[float, list[float]]
    with tempfile.TemporaryDirectory() as folder, _ours(Path(folder)) as ours:
        serial = 0
        for turn in range(turns + 1):
            done = flood(ours.port, single, path=ONE, first=serial, seconds=seconds, rate=PACE)
            serial += sum(done.statuses.values()) + CONNECTIONS
            _all_well("paced", done)
            if turn:
                for share, found in waits.items():
                    found.append(done.wait_at(share) * 1_000)
    middle, late, worst = (median(found) for found in waits.values())
    say(
        f"acknowledged at {PACE:,} posts a second: median {middle:.1f} ms, p99 {late:.1f} ms "
        f"(goal 50; {_spread(waits[0.99])}), longest {worst:.0f} ms"
    )


def _long(messages: int) -> None:
    body = batch_of(BATCH)
    part = max(1, messages // BATCH // 10)
    with tempfile.TemporaryDirectory() as folder, _ours(Path(folder)) as ours:
        start = time.perf_counter()
        for index in range(10):
            done = flood(ours.port, body, path=MANY, first=index * part, requests=part)
            _all_well("long run", done)
            committed, analysed = ours.progress()
            say(
                f"  {committed:9,} committed, {analysed:9,} analysed, {ours.memory():5.0f} MB, "
                f"{done.rate * BATCH:8,.0f} messages a second"
            )
        took = time.perf_counter() - start
        committed, analysed = ours.progress()
        say(f"{committed:,} messages in {took:.0f} s; {committed - analysed:,} left to analyse")
        behind = committed - analysed
        begin = time.perf_counter()
        ours.wait_until_analysed()
        took = time.perf_counter() - begin
        if behind:
            say(f"caught up at {behind / took:,.0f} messages a second, all cores (goal 5,000)")
        size = sum(one.stat().st_size for one in Path(folder).iterdir() if one.is_file())
        say(f"in the end {ours.memory():.0f} MB of memory, {size / 2**20:,.0f} MB on disk")


class _Capture:
    """A running `capture` of ours."""

    def __init__(self, process: subprocess.Popen[str], port: int, db: Path) -> None:
        from app.store.reader import Reader

        self.port = port
        self._process = psutil.Process(process.pid)
        self._reader = Reader(db)

    def progress(self) -> tuple[int, int]:
        now = self._reader.progress()
        return now.committed, now.analysed

    def memory(self) -> float:
        """Resident memory in MB, of all its processes."""
        family = [self._process, *self._process.children(recursive=True)]
        return sum(one.memory_info().rss for one in family) / 2**20

    def wait_until_analysed(self) -> None:
        while True:
            committed, analysed = self.progress()
            if analysed >= committed:
                return
            time.sleep(0.02)

    def close(self) -> None:
        self._reader.close()


@contextmanager
def _ours(folder: Path) -> Iterator[_Capture]:
    db = folder / "bench.tsi"
    command = [
        *(sys.executable, "-m", "app", "--profile-dir", str(folder / "profile")),
        *("capture", "--port", "0", "--db", str(db)),
    ]
    process = subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    try:
        assert process.stdout is not None
        capture = _Capture(process, json.loads(process.stdout.readline())["port"], db)
        yield capture
        capture.close()
    finally:
        process.terminate()
        process.wait(30)
        for left in folder.glob("bench.tsi*"):
            left.unlink()


@contextmanager
def _bare() -> Iterator[int]:
    port = _free_port()
    command = [
        *(sys.executable, "-m", "uvicorn", "bench_capture:bare", "--port", str(port)),
        *("--http", "httptools", "--loop", "asyncio", "--no-access-log", "--lifespan", "off"),
        *("--log-level", "critical", "--app-dir", str(Path(__file__).parent)),
    ]
    with _process(command, port):
        yield port


@contextmanager
def _mitmdump(behind: int, folder: Path) -> Iterator[int]:
    port = _free_port()
    options = [
        *("--mode", f"reverse:http://127.0.0.1:{behind}", "--listen-port", str(port)),
        *("--listen-host", "127.0.0.1", "-q", "-w", str(folder / "flows")),
        *("--set", f"confdir={folder / 'mitmproxy'}"),
    ]
    found = shutil.which("mitmdump")
    ours = [found] if found else [sys.executable, "-m", "uv", "tool", "run"]
    command = [*ours, *([] if found else ["--from", "mitmproxy", "mitmdump"]), *options]
    with _process(command, port):
        yield port


@contextmanager
def _nothing() -> Iterator[int]:
    yield 0


@contextmanager
def _process(command: list[str], port: int) -> Iterator[None]:
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(1_200):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            if process.poll() is not None:
                raise SystemExit(f"{command[0]} ended with {process.returncode}.")
            time.sleep(0.1)
        yield
    finally:
        process.terminate()
        process.wait(30)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _all_well(name: str, done: Flood) -> None:
    if done.broken or set(done.statuses) != {200}:
        say(f"{name}: answers {done.statuses}, {done.broken} connections broken")


def _spread(values: list[float]) -> str:
    return f"{min(values):,.0f} to {max(values):,.0f}"
