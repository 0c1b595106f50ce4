"""The program as a process, in a profile of its own."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """Where nothing of this computer's user is touched, and no window can open."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    }
    return kept | {"TOPSORT_INSPECTOR_HOME": str(tmp_path / "profile"), "PYTHONUTF8": "1"}


@pytest.fixture
def run(environment: dict[str, str]) -> Run:
    """Run the program to its end."""

    def run(*arguments: object, text: str = "", **more: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [sys.executable, "-m", "app", *map(str, arguments)],
            input=text,
            capture_output=True,
            text=True,
            timeout=120,
            env=environment | more,
            check=False,
        )

    return run


class Capturing:
    """A running `capture --port 0`."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self.process = process
        assert process.stdout is not None
        self.facts: dict[str, Any] = json.loads(process.stdout.readline())
        self.address = f"http://127.0.0.1:{self.facts['port']}"

    def post(self, **fields: Any) -> None:
        message = {"type": "track", "anonymousId": "u-1"} | fields
        # As text: httpx has no JSON for the lone surrogates that browsers send.
        text = json.dumps(message)
        answer = httpx.post(f"{self.address}/v1/track", content=text, trust_env=False)
        assert answer.status_code == 200

    def end(self, signal: int) -> tuple[int, str]:
        """Exit code and what it had said on standard error."""
        self.process.send_signal(signal)
        _, errors = self.process.communicate(timeout=60)
        return self.process.returncode, errors


@pytest.fixture
def capture(environment: dict[str, str]) -> Iterator[Callable[..., Capturing]]:
    """Starts `capture --port 0 ...`."""
    running: list[subprocess.Popen[str]] = []

    def start(*arguments: object) -> Capturing:
        process = subprocess.Popen(
            [sys.executable, "-m", "app", "capture", "--port", "0", *map(str, arguments)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=environment,
        )
        running.append(process)
        return Capturing(process)

    yield start
    for process in running:
        process.kill()
        process.communicate()
