"""Make the two locks anew from pyproject.toml: `python3 scripts/lock.py [--upgrade]`."""

import subprocess
import sys
from pathlib import Path

from environment import LOCKS, ROOT, ensure, venv_python

HEAD = "# Made by scripts/lock.py from pyproject.toml. Versions and hashes of every package.\n"


def compile_lock(lock: Path, *options: str) -> None:
    """Resolve into `lock` for every system and Python from 3.11 on; keeps versions that fit."""
    subprocess.run(
        [
            venv_python(),
            *("-m", "uv", "pip", "compile", "pyproject.toml"),
            *("--universal", "--python-version", "3.11", "--generate-hashes"),
            *("--no-header", "--no-annotate", "--no-emit-index-url", "--quiet"),
            *("--output-file", str(lock)),
            *options,
        ],
        cwd=ROOT,
        check=True,
    )


def main() -> None:
    """Lock the developers' set, then the run set in the same versions."""
    ensure("dev")
    upgrade = sys.argv[1:]
    compile_lock(LOCKS["dev"], "--group", "dev", *upgrade)
    compile_lock(LOCKS["run"], "--constraint", str(LOCKS["dev"]), *upgrade)
    for lock in LOCKS.values():
        text = lock.read_text("utf-8").removeprefix(HEAD)
        lock.write_text(HEAD + text, "utf-8")


if __name__ == "__main__":
    main()
