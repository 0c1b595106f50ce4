"""Check everything: `python3 scripts/test.py [ARGS FOR PYTEST]`.

Format, lint, types, the arrows between rooms, and all tests. Ends with pytest's summary line;
the exit code is 0 only where every part passed.
"""

import subprocess
import sys
from pathlib import Path

import oldest_python  # noqa: F401
from environment import ROOT, SetupError, ensure, say, venv_python
from system_packages import ensure_system


def tool(name: str) -> str:
    """A program of the environment."""
    return str(Path(venv_python()).parent / name)


CHECKS = (
    ("format", [tool("ruff"), "format", "--check", "--quiet", "."]),
    ("lint", [tool("ruff"), "check", "--quiet", "."]),
    ("types", [tool("mypy")]),
    ("arrows", [tool("lint-imports"), "--no-cache"]),
)


def main() -> None:
    """Run the checks, then pytest with the arguments given."""
    ensure("dev")
    try:
        ensure_system("window", "tests")
    except SetupError as error:
        say(f"The tests can't run yet: {error}")
        sys.exit(3)
    failed = []
    for name, command in CHECKS:
        say(f"== {name}")
        if subprocess.run(command, cwd=ROOT, stdout=sys.stderr, check=False).returncode:
            failed.append(name)
    say("== tests")
    tests = subprocess.run([venv_python(), "-m", "pytest", *sys.argv[1:]], cwd=ROOT, check=False)
    if failed:
        say(f"Failed before the tests: {', '.join(failed)}. See above.")
    sys.exit(tests.returncode or (1 if failed else 0))


if __name__ == "__main__":
    main()
