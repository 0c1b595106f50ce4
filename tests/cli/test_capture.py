"""`capture` as a process: what it prints, how it ends, and what is left."""

import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from app.destination import load_definition
from app.destination.model import configuration_from_json

from .conftest import Capturing, Run

Capture = Callable[..., Capturing]

CLICK = {"event": "Product Clicked", "properties": {"product_id": "HP-1", "resolvedBidId": "ChAGx"}}


def test_port_0_prints_where_it_is_as_json(capture: Capture, tmp_path: Path) -> None:
    running = capture("--db", tmp_path / "any name")
    facts = running.facts
    assert facts["port"] > 0
    assert facts["db"] == str(tmp_path / "any name")
    assert facts["pid"] == running.process.pid
    assert httpx.get(running.address, trust_env=False).json()["service"] == "topsort-inspector"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_with_0_and_everything_on_disk(
    capture: Capture, run: Run, tmp_path: Path, number: int
) -> None:
    path = tmp_path / "x.tsi"
    running = capture("--db", path)
    running.post(**CLICK, messageId="m-1")
    code, _ = running.end(number)
    assert code == 0
    assert sorted(one.name for one in tmp_path.iterdir() if one.is_file()) == ["x.tsi"]
    found = run("export", path)
    assert [json.loads(line)["messageId"] for line in found.stdout.splitlines()] == ["m-1"]


def test_a_capture_keeps_the_configurations_that_judged_it(
    capture: Capture, run: Run, tmp_path: Path
) -> None:
    path = tmp_path / "x.tsi"
    preset = {"partnerAction": "click", "mapping": load_definition().default_mapping("click")}
    for name in ("First", "Second"):
        own = tmp_path / f"{name}.json"
        own.write_text(json.dumps([preset | {"name": name, "subscribe": 'type = "track"'}]))
        running = capture("--db", path, "--subscriptions", own)
        running.post(**CLICK, messageId=f"m-{name}")
        running.end(signal.SIGTERM)
        own.unlink()
        found = run("export", path, "--what", "deliveries")
        presets = {json.loads(line)["preset"] for line in found.stdout.splitlines()}
        assert presets == {name}, "the file is judged by what was given last, and needs no file"
    with closing(sqlite3.connect(path)) as connection:
        kept = connection.execute("SELECT hash, json FROM configuration ORDER BY id").fetchall()
    names = {}
    for hash_, text in kept:
        configuration = configuration_from_json(json.loads(text))
        assert configuration.hash == hash_
        names[hash_] = configuration.subscriptions[0].name
    assert set(names.values()) >= {"First", "Second"}


def test_without_db_a_new_file_lies_in_the_captures_folder(
    capture: Capture, tmp_path: Path
) -> None:
    path = Path(capture().facts["db"])
    assert path.parent == tmp_path / "profile" / "captures"
    assert path.suffix == ".tsi"


def test_a_chosen_port_is_printed_in_words(environment: dict[str, str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with subprocess.Popen(
        [sys.executable, "-m", "app", "capture", "--port", str(port)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == f"Listening on http://127.0.0.1:{port}\n"
        assert process.stdout.readline().startswith("Capture file ")
        process.terminate()
        process.communicate(timeout=60)
    assert process.returncode == 0


def test_verdicts_are_printed_as_lines_where_there_is_no_terminal(capture: Capture) -> None:
    running = capture()
    running.post(**CLICK)
    running.post(event="Nothing\x1b[2J\x9b mapped")
    assert httpx.post(f"{running.address}/v1/t", content=b"{", trust_env=False).status_code == 400
    assert running.process.stderr is not None
    said = ""
    while said.count("\n") < 5:
        said += running.process.stderr.readline()
    assert "accepted, sponsored  Product Clicked  click" in said
    assert "unmapped  Nothing�[2J� mapped  not sent" in said
    assert "refused  " in said
    assert running.end(signal.SIGTERM)[0] == 0


def test_it_ends_although_nobody_reads_what_it_prints(capture: Capture) -> None:
    running = capture()
    batch = [
        {"type": "track", "event": "E" * 400, "anonymousId": "u", "messageId": str(number)}
        for number in range(400)
    ]
    for _ in range(3):
        answer = httpx.post(
            f"{running.address}/v1/batch", json={"batch": batch}, trust_env=False, timeout=30
        )
        assert answer.status_code == 200
        time.sleep(0.5)
    running.process.send_signal(signal.SIGTERM)
    assert running.process.wait(timeout=30) == 0


def test_a_taken_port_names_the_holder_and_ends_with_2(capture: Capture, run: Run) -> None:
    running = capture()
    found = run("capture", "--port", running.facts["port"])
    assert found.returncode == 2
    assert f"Port {running.facts['port']} is taken by" in found.stderr
    assert f"(pid {running.process.pid})" in found.stderr
    assert "Traceback" not in found.stderr


def _first_open_port() -> int:
    """The lowest port that any user may listen on; 0 where this system keeps none back."""
    known = Path("/proc/sys/net/ipv4/ip_unprivileged_port_start")
    return int(known.read_text()) if known.exists() else 0


@pytest.mark.skipif(_first_open_port() <= 80, reason="this system lets everybody have port 80")
def test_a_low_port_needs_rights(environment: dict[str, str], tmp_path: Path) -> None:
    # Root may listen there: it gives that right away first.
    right = "-net_bind_service"
    without = ["setpriv", "--bounding-set", right, "--inh-caps", right] if not os.geteuid() else []
    found = subprocess.run(
        [*without, sys.executable, "-m", "app", "capture", "--port", "80", "--db", tmp_path / "x"],
        capture_output=True,
        text=True,
        env=environment,
        timeout=60,
        check=False,
    )
    assert found.returncode == 2
    assert "port 80" in found.stderr


def test_a_bad_file_ends_with_2_and_is_left_alone(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "x.tsi"
    path.write_bytes(b"something else" * 50)
    for arguments in (["capture", "--port", "0", "--db"], ["export"], ["replay"], []):
        found = run(*arguments, path)
        assert found.returncode == 2, arguments
        assert str(path) in found.stderr
        assert "Traceback" not in found.stderr
    assert path.read_bytes() == b"something else" * 50


def test_a_file_that_another_process_writes_ends_with_2(
    capture: Capture, run: Run, tmp_path: Path
) -> None:
    path = tmp_path / "x.tsi"
    running = capture("--db", path)
    for arguments in (["capture", "--port", "0", "--db"], ["replay"]):
        found = run(*arguments, path)
        assert found.returncode == 2
        assert "being written by another process" in found.stderr
    running.post(**CLICK)


def test_after_a_kill_nothing_that_was_acknowledged_is_lost(
    capture: Capture, run: Run, tmp_path: Path
) -> None:
    path = tmp_path / "x.tsi"
    running = capture("--db", path)
    for number in range(20):
        running.post(**CLICK, messageId=str(number))
    running.process.kill()
    running.process.communicate()
    again = capture("--db", path)
    again.post(**CLICK, messageId="20")
    assert again.end(signal.SIGTERM)[0] == 0
    found = run("export", path)
    assert [json.loads(line)["messageId"] for line in found.stdout.splitlines()] == [
        str(number) for number in range(21)
    ]


def test_configuration_options_are_kept_in_the_file(
    capture: Capture, run: Run, tmp_path: Path
) -> None:
    path = tmp_path / "x.tsi"
    running = capture("--db", path, "--enable", "Product Added")
    running.post(**CLICK | {"event": "Product Added"})
    running.end(signal.SIGTERM)
    found = run("export", path, "--what", "deliveries")
    assert json.loads(found.stdout)["preset"] == "Click, alternate"


def test_without_a_display_the_program_captures_in_the_terminal(
    environment: dict[str, str],
) -> None:
    if not sys.platform.startswith("linux"):
        pytest.skip("displays are asked for on Linux only")
    with subprocess.Popen(
        [sys.executable, "-m", "app", "--port", "0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
    ) as process:
        assert process.stdout is not None
        assert json.loads(process.stdout.readline())["port"] > 0
        process.terminate()
        _, said = process.communicate(timeout=60)
    assert "There is no display" in said
    assert process.returncode == 0


@pytest.mark.skipif(os.name != "posix", reason="needs a pseudo-terminal")
def test_a_terminal_shows_a_table(environment: dict[str, str], tmp_path: Path) -> None:
    import pty

    main, second = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "app", "capture", "--port", "0"],
        stdin=second,
        stdout=second,
        stderr=second,
        env=environment | {"TERM": "xterm-256color", "COLUMNS": "160", "LINES": "40"},
    ) as process:
        os.close(second)
        seen = b""

        def read_until(wanted: bytes) -> None:
            nonlocal seen
            while wanted not in seen:
                seen += os.read(main, 65_536)

        read_until(b"Listening on")
        facts = json.loads(seen.decode().splitlines()[0])
        message = {"type": "track", "anonymousId": "u\x1b]0;x\x07", **CLICK}
        httpx.post(f"http://127.0.0.1:{facts['port']}/v1/t", json=message, trust_env=False)
        read_until(b"accepted, sponsored")
        process.send_signal(signal.SIGINT)
        try:
            while piece := os.read(main, 65_536):
                seen += piece
        except OSError:
            # A pseudo-terminal whose other end is gone.
            pass
    os.close(main)
    assert process.returncode == 0
    assert b"Product Clicked" in seen
    assert b"\x1b]0;" not in seen
    assert b"Traceback" not in seen
