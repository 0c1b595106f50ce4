"""The program with a window, as a process: it starts, is found again, and ends cleanly."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from app.store.reader import Reader

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")

CLICK = {"type": "track", "event": "Product Clicked", "anonymousId": "a", "writeKey": "AbCdEfGh"}
Start = Callable[..., "subprocess.Popen[str]"]


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    processes: list[subprocess.Popen[str]] = []

    def begin(*arguments: str) -> "subprocess.Popen[str]":
        environment = os.environ | {
            "QT_QPA_PLATFORM": "offscreen",
            "TOPSORT_INSPECTOR_HOME": str(tmp_path / "home"),
        }
        process = subprocess.Popen(
            [sys.executable, "-m", "app", *arguments],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        processes.append(process)
        return process

    yield begin
    for process in processes:
        if process.poll() is None:
            process.kill()
        process.communicate()


def wait_for(port: int, process: "subprocess.Popen[str]") -> None:
    for _ in range(600):
        if process.poll() is not None:
            raise AssertionError(process.communicate())
        try:
            httpx.get(f"http://127.0.0.1:{port}/", trust_env=False).raise_for_status()
            return
        except httpx.HTTPError:
            time.sleep(0.05)
    raise AssertionError("it never listened")


def capture_of(home: Path) -> Path:
    (path,) = (home / "captures").glob("*.tsi")
    return path


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_with_everything_on_disk(
    start: Start, tmp_path: Path, number: signal.Signals
) -> None:
    port = free_port()
    process = start("--port", str(port))
    wait_for(port, process)
    answer = httpx.post(f"http://127.0.0.1:{port}/v1/track", json=CLICK, trust_env=False)
    assert answer.status_code == 200
    process.send_signal(number)
    _, err = process.communicate(timeout=20)
    assert process.returncode == 0, err
    assert "Traceback" not in err
    path = capture_of(tmp_path / "home")
    assert not path.with_name(f"{path.name}-wal").exists()
    reader = Reader(path)
    assert reader.progress().committed == 1
    reader.close()
    with pytest.raises(httpx.HTTPError):
        httpx.get(f"http://127.0.0.1:{port}/", trust_env=False)


def test_a_second_start_finds_the_first_window(start: Start, tmp_path: Path) -> None:
    port = free_port()
    first = start("--port", str(port))
    wait_for(port, first)
    second = start("--port", str(port))
    _, err = second.communicate(timeout=30)
    assert second.returncode == 0, err
    assert f"The inspector on port {port} is open already" in err
    assert first.poll() is None
    # It made no capture of its own.
    capture_of(tmp_path / "home")


def test_a_file_that_is_no_capture_ends_with_a_sentence(start: Start, tmp_path: Path) -> None:
    wrong = tmp_path / "notes.txt"
    wrong.write_text("hello")
    process = start(str(wrong))
    _, err = process.communicate(timeout=30)
    assert process.returncode == 2
    assert "is not a capture" in err
    assert "Traceback" not in err
