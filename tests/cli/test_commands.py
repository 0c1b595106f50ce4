"""The other commands, and what holds for all of them."""

import json
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from app.cli.window import has_display

from .conftest import Capturing, Run

Capture = Callable[..., Capturing]

CLICK = {"event": "Product Clicked", "properties": {"product_id": "HP-1", "resolvedBidId": "ChAGx"}}
BAD_ORDER = {
    "event": "Order Completed",
    "properties": {"products": [{"product_id": "HP-1", "price": 0, "quantity": 1}]},
}


def test_the_version(run: Run) -> None:
    from app import __version__

    assert run("--version").stdout == f"topsort-inspector {__version__}\n"


def test_a_misspelt_command_is_no_file_name(run: Run) -> None:
    found = run("captur")
    assert found.returncode == 2
    assert "Did you mean “capture”?" in found.stderr


def test_a_file_that_is_not_there_ends_with_2(run: Run, tmp_path: Path) -> None:
    for arguments in ([], ["export"], ["replay"], ["--profile-dir", str(tmp_path), "--verbose"]):
        found = run(*arguments, "nowhere.tsi")
        assert found.returncode == 2
        assert "There is no file nowhere.tsi" in found.stderr
    assert not Path("nowhere.tsi").exists()


def test_the_demo_fills_a_capture_of_its_own(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "demo.tsi"
    found = run("demo", "--db", path, "--speed", "100000")
    assert found.returncode == 0, found.stderr
    address, file, switch = found.stdout.splitlines()[:3]
    assert address.startswith("The shopper goes to http://127.0.0.1:")
    assert file == f"Its messages go into {path}"
    assert switch == "For the demo, Product Added counts as a click too in this capture."
    assert "63 messages sent" in found.stdout
    added = next(one for one in found.stdout.splitlines() if "  Product Added  " in one)
    assert "accepted" in added
    assert "CLK-001" in added
    assert "dropped  Product List Viewed  not sent  3 products  error PLV-001" in found.stdout
    assert len(run("export", path).stdout.splitlines()) == 63


def test_the_demo_shops_where_it_is_told(run: Run, capture: Capture) -> None:
    running = capture()
    found = run("demo", "--url", running.address + "/", "--speed", "100000")
    assert found.returncode == 0, found.stderr
    assert found.stdout.startswith(f"The shopper goes to {running.address}, into the file of")
    assert running.end(signal.SIGTERM)[0] == 0
    assert len(run("export", running.facts["db"]).stdout.splitlines()) == 63


def test_a_demo_under_a_chosen_configuration_keeps_it(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "demo.tsi"
    found = run("demo", "--db", path, "--speed", "100000", "--disable", "Page Views")
    assert found.returncode == 0, found.stderr
    assert "For the demo" not in found.stdout
    assert any("unmapped  Product Added" in one for one in found.stdout.splitlines())


def test_the_help_names_the_options_of_the_window(run: Run) -> None:
    assert "--port" in run("--help").stdout
    assert "next free one" in run("window", "--help").stdout
    assert "standard error" in run("capture", "--help").stdout


def test_a_signal_ends_the_demo_with_0_and_all_that_was_sent_on_disk(
    environment: dict[str, str], run: Run, tmp_path: Path
) -> None:
    path = tmp_path / "demo.tsi"
    with subprocess.Popen(
        [sys.executable, "-m", "app", "demo", "--db", str(path), "--speed", "1"],
        stdout=subprocess.PIPE,
        text=True,
        env=environment,
    ) as process:
        while run("export", path).stdout == "":
            assert process.poll() is None
        process.send_signal(signal.SIGTERM)
        said, _ = process.communicate(timeout=60)
    assert process.returncode == 0
    sent = len(run("export", path).stdout.splitlines())
    assert 0 < sent < 63
    assert said.endswith(f"{sent} messages sent. They are in {path}\n")
    assert not path.with_name("demo.tsi-lock").exists()


def test_the_demo_says_where_nobody_answers(run: Run) -> None:
    found = run("demo", "--url", "http://127.0.0.1:9")
    assert found.returncode == 1
    assert "Nobody answers at http://127.0.0.1:9" in found.stderr
    assert run("demo", "--url", "http://127.0.0.1:9", "--enable", "Product Added").returncode == 2


def test_a_replay_prints_each_attempt_and_is_recorded(
    run: Run, capture: Capture, tmp_path: Path
) -> None:
    path = tmp_path / "x.tsi"
    running = capture("--db", path)
    running.post(**CLICK)
    running.post(**BAD_ORDER)
    running.post(event="Evil\x1b[31m")
    running.end(signal.SIGTERM)
    found = run("replay", path, "--target", "sandbox")
    assert found.returncode == 0, found.stderr
    lines = found.stdout.splitlines()
    assert lines[0] == "3 events chosen. 2 would be sent, 1 is left out."
    assert lines[-1] == "Done: 2 sent, 2 as forecast"
    assert any("Product Clicked  accepted 204" in line for line in lines)
    assert any("Order Completed  rejected 400" in line and "unitPrice" in line for line in lines)
    only = run("replay", path, "--filter", "is:replayed verdict:accepted")
    assert only.stdout.splitlines()[0].startswith("1 event chosen. 1 would be sent")


def test_another_installations_file_is_replayed_from_a_copy(
    run: Run, capture: Capture, tmp_path: Path
) -> None:
    path = tmp_path / "x.tsi"
    running = capture("--db", path, "--disable", "Click")
    running.post(**CLICK)
    running.end(signal.SIGTERM)
    before = path.read_bytes()
    mine = {"TOPSORT_INSPECTOR_HOME": str(tmp_path / "mine")}
    found = run("replay", path, **mine)
    assert found.returncode == 0, found.stderr
    assert "recorded in a copy" in found.stderr
    assert "Done: 1 sent" in found.stdout
    assert path.read_bytes() == before
    assert len(list((tmp_path / "mine" / "captures").glob("*.tsi"))) == 1
    refused = run("capture", "--port", "0", "--db", path, **mine)
    assert refused.returncode == 2
    assert "another installation" in refused.stderr


def test_a_replay_of_nothing_is_done(run: Run, capture: Capture, tmp_path: Path) -> None:
    running = capture("--db", tmp_path / "x.tsi")
    running.end(signal.SIGTERM)
    found = run("replay", tmp_path / "x.tsi")
    assert found.returncode == 0
    assert "Done: 0 sent" in found.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--filter", "verdikt:x"], "No field is called “verdikt”"),
        (["--filter", "since:10x"], "column"),
        (["--target", "production"], "sandbox"),
    ],
)
def test_a_wrong_replay_ends_with_2(
    run: Run, tmp_path: Path, arguments: list[str], said: str
) -> None:
    found = run("replay", tmp_path / "x.tsi", *arguments)
    assert found.returncode == 2
    assert said in found.stderr


def test_the_sandbox_answers_and_ends_with_0(environment: dict[str, str]) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "app", "sandbox", "--port", "0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
    ) as process:
        assert process.stdout is not None
        facts = json.loads(process.stdout.readline())
        answer = httpx.post(
            facts["url"] + "/events",
            json={},
            headers={"Authorization": "Bearer x"},
            trust_env=False,
        )
        assert answer.status_code == 400
        assert answer.json()[0]["errCode"] == "empty_request"
        process.send_signal(signal.SIGTERM)
        _, said = process.communicate(timeout=60)
    assert process.returncode == 0
    assert said == "0 requests accepted, 1 refused\n"


def test_a_sandbox_on_a_taken_port_names_the_holder(run: Run) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        found = run("sandbox", "--port", taken.getsockname()[1])
    assert found.returncode == 2
    assert "is taken by" in found.stderr


QTLESS = """
import sys

class Blocker:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in ("PySide6", "shiboken6", "qasync"):
            raise ImportError(f"{name} is blocked")

sys.meta_path.insert(0, Blocker())
from app.cli.main import main
sys.exit(main(sys.argv[1:]))
"""


@pytest.mark.parametrize(
    "arguments",
    [
        ["--version"],
        ["--help"],
        ["map", "-"],
        ["demo", "--speed", "100000"],
        ["demo", "--db", "FILE", "--speed", "100000"],
        ["export", "FILE"],
        ["export", "FILE", "--what", "deliveries"],
        ["replay", "FILE", "--go-on"],
    ],
)
def test_no_command_needs_qt(
    environment: dict[str, str], tmp_path: Path, arguments: list[str]
) -> None:
    path = tmp_path / "x.tsi"
    from app.store.writer import Writer

    Writer(path).close()
    named = [str(path) if one == "FILE" else one for one in arguments]
    found = subprocess.run(
        [sys.executable, "-c", QTLESS, *named],
        input="",
        capture_output=True,
        text=True,
        timeout=120,
        env=environment,
        check=False,
    )
    assert found.returncode == 0, found.stderr


def test_the_window_without_qt_is_refused_in_a_sentence(environment: dict[str, str]) -> None:
    found = subprocess.run(
        [sys.executable, "-c", QTLESS],
        capture_output=True,
        text=True,
        timeout=120,
        env=environment | {"QT_QPA_PLATFORM": "offscreen"},
        check=False,
    )
    assert found.returncode == 1
    assert "The window cannot be shown" in found.stderr
    assert "Traceback" not in found.stderr


@pytest.mark.parametrize(
    ("platform", "environ", "shown"),
    [
        ("linux", {}, False),
        ("linux", {"DISPLAY": ""}, False),
        ("linux", {"DISPLAY": ":0"}, True),
        ("linux", {"WAYLAND_DISPLAY": "wayland-0"}, True),
        ("linux", {"QT_QPA_PLATFORM": "offscreen"}, True),
        ("linux", {"QT_QPA_PLATFORM": "vnc:size=100x100"}, True),
        ("linux", {"QT_QPA_PLATFORM": "xcb"}, False),
        ("darwin", {}, True),
        ("win32", {}, True),
    ],
)
def test_whether_there_is_a_display(platform: str, environ: dict[str, str], shown: bool) -> None:
    assert has_display(platform, environ) is shown
