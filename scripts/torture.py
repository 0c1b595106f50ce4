"""Torture the capture: `python3 scripts/torture.py [--rounds 20] [--seed N] [--only KIND]`.

Floods the endpoint of a real `capture` process and lets the worst happen to it. Prints the seed
and the figures; the exit code is 1 where anything acknowledged was lost, or a promise was broken.
"""

import argparse
import random
import shutil
import signal
import subprocess
import sys
import tempfile
from importlib import import_module
from pathlib import Path

import oldest_python  # noqa: F401
from environment import ROOT, VENV, ensure, venv_python

KINDS = {
    "kill": "SIGKILL at a random moment, and the next start on the same file",
    "full": "a disk without room, and room again",
    "locked": "another program holds the file's lock, and lets go",
    "interrupt": "Ctrl+C and SIGTERM during a flood",
}
"""What is done. Each is a function `KIND(folder, rounds, dice, longest)` of `torture_kinds`."""


def main() -> None:
    """Set up where needed, then torture under the Python of the environment."""
    if Path(sys.prefix).resolve() != VENV.resolve():
        ensure("dev")
        command = [venv_python(), str(Path(__file__).resolve()), *sys.argv[1:]]
        try:
            sys.exit(subprocess.call(command))
        except KeyboardInterrupt:
            sys.exit(130)
    sys.path.insert(0, str(ROOT))
    sys.exit(torture(sys.argv[1:]))


def torture(arguments: list[str]) -> int:
    """Do what the arguments ask for; the exit code."""
    parser = argparse.ArgumentParser(prog="torture.py", description=__doc__)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    parser.add_argument("--only", choices=KINDS)
    parser.add_argument("--longest", type=float, default=2.0, help="seconds of a flood, at most")
    options = parser.parse_args(arguments)
    kinds = import_module("torture_kinds")
    # What was started is ended then, too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    broken = import_module("torture_kit").Broken
    print(f"seed {options.seed}, {options.rounds} rounds", flush=True)
    failed = False
    for kind in [options.only] if options.only else KINDS:
        folder = Path(tempfile.mkdtemp(prefix=f"torture-{kind}-"))
        print(f"\n{kind}: {KINDS[kind]}", flush=True)
        try:
            dice = random.Random(f"{options.seed} {kind}")
            getattr(kinds, kind)(folder, options.rounds, dice, options.longest)
        except broken as problem:
            failed = True
            print(f"BROKEN: {problem}\nIts files are in {folder}", flush=True)
        else:
            shutil.rmtree(folder, ignore_errors=True)
            print(f"{kind}: held", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    main()
