"""`bench.py mapping`: from a message to the body of the request to Topsort.

Ours, with and without provenance, against Segment's published destination under Node, whose HTTP
client is replaced. Both have the definition of 2026-01, the same messages, already parsed, and
one and the same core; they take turns, and the best round of each counts. The real one is
measured as it runs, and once more without its triggers, which it parses anew for each message.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from environment import ROOT, say

DRIVER = ROOT / "tests" / "e2e" / "destination"
RECORDED = ROOT.parent / "shared" / "vectors" / "deliveries.jsonl"
DEFINITION = "topsort-2026-01"
TURNS = 3


def main(arguments: list[str]) -> None:
    """Measure and print. Ends with code 3 where Node or its package cannot be had."""
    parser = argparse.ArgumentParser(prog="bench.py mapping", description=__doc__)
    parser.add_argument("--seconds", type=float, default=4.0, help="for each part of each turn")
    parser.add_argument("--messages", type=Path, help='JSON lines with "event" and "settings"')
    options = parser.parse_args(arguments)
    node = _node()
    _one_core()
    with tempfile.TemporaryDirectory() as folder:
        messages = options.messages or _messages(Path(folder))
        say(f"{_load()}; {messages.name}, {options.seconds:g} s a part, {TURNS} turns")
        best: dict[str, float] = {}
        for _ in range(TURNS):
            for name, rate in _turn(node, messages, options.seconds).items():
                best[name] = max(best.get(name, 0.0), rate)
    _print(best)


def _node() -> str:
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        say("Node and npm are needed for Segment's destination: apt-get install nodejs npm")
        sys.exit(3)
    if not (DRIVER / "node_modules" / "@segment" / "action-destinations").is_dir():
        done = subprocess.run([npm, "ci", "--ignore-scripts"], cwd=DRIVER, check=False)
        if done.returncode:
            say("npm could not install Segment's destination. See above.")
            sys.exit(3)
    return node


def _one_core() -> None:
    """This process and Node after it stay on one core, where the system lets one ask for that."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})


def _load() -> str:
    if not hasattr(os, "getloadavg"):
        return "load unknown"
    load = os.getloadavg()[0]
    return f"load {load:.2f}" + (", too much for a figure to rely on" if load > 0.5 else "")


def _messages(folder: Path) -> Path:
    """The recorded messages, or generated ones where those are not on this machine."""
    if RECORDED.is_file():
        return RECORDED
    from tests.destination.odd_messages import odd_cases

    path = folder / "generated.jsonl"
    path.write_text("".join(json.dumps(case) + "\n" for case in odd_cases("bench", 1200)))
    return path


def _turn(node: str, messages: Path, seconds: float) -> dict[str, float]:
    cases = [json.loads(line) for line in messages.read_text("utf-8").splitlines()]
    rates = {
        "ours": _ours(cases, seconds, provenance=False),
        "with provenance": _ours(cases, seconds, provenance=True),
    }
    done = subprocess.run(
        [node, "bench.mjs", str(messages.resolve()), str(seconds)],
        cwd=DRIVER,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    said = json.loads(done.stdout)
    name = f"@segment/action-destinations {said['version']}, Node {said['node']}"
    return {**rates, name: said["whole"], "the same without triggers": said["actions"]}


def _ours(cases: list[dict[str, Any]], seconds: float, *, provenance: bool) -> float:
    """Deliveries a second, in the best of as many rounds as the time allows."""
    from app.destination import deliver, load_definition

    definition = load_definition(DEFINITION)
    configurations = {
        skip: definition.configuration(skip_zero_price=skip) for skip in (False, True)
    }
    pairs = [(configurations[bool(case["settings"])], case["event"]) for case in cases]
    best = 0.0
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        start = time.perf_counter()
        count = 0
        for configuration, event in pairs:
            count += len(deliver(configuration, event, provenance=provenance))
        best = max(best, count / (time.perf_counter() - start))
    return best


def _print(best: dict[str, float]) -> None:
    real = next(rate for name, rate in best.items() if name.startswith("@segment"))
    width = max(len(name) for name in best)
    for name, rate in best.items():
        print(f"{name:{width}}  {rate:8,.0f} deliveries/s  {rate / real:5.2f} times the real one")
