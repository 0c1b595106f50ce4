"""Measure: `python3 scripts/bench.py BENCH [OPTIONS]`; without a name it lists the benches.

Figures mean something on a quiet machine only, so each bench prints the load it found.
"""

import subprocess
import sys
from importlib import import_module
from pathlib import Path

import oldest_python  # noqa: F401
from environment import ROOT, VENV, ensure, say, venv_python

BENCHES = {
    "capture": "posts and batches acknowledged a second, beside bare uvicorn and mitmdump",
    "mapping": "deliveries a second, ours and those of Segment's published destination",
    "rules": "messages judged a second with all rules on, and a whole capture anew",
}
"""What can be measured. Each is a module `bench_NAME` with `main(arguments)`."""


def main() -> None:
    """Set up where needed, then run one bench under the Python of the environment."""
    arguments = sys.argv[1:]
    if not arguments or arguments[0] not in BENCHES:
        say("Benches:\n" + "\n".join(f"  {name}: {text}" for name, text in BENCHES.items()))
        sys.exit(0 if arguments in ([], ["--help"]) else 2)
    if Path(sys.prefix).resolve() != VENV.resolve():
        ensure("dev")
        command = [venv_python(), str(Path(__file__).resolve()), *arguments]
        try:
            sys.exit(subprocess.call(command))
        except KeyboardInterrupt:
            sys.exit(130)
    sys.path.insert(0, str(ROOT))
    import_module(f"bench_{arguments[0]}").main(arguments[1:])


if __name__ == "__main__":
    main()
