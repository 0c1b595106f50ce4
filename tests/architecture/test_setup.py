"""The two commands of the README: what they do before anything is installed."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts"))

import environment  # noqa: E402
import run  # noqa: E402
import system_packages  # noqa: E402


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty checkout with one small lock, so that nothing real is installed or broken."""
    lock = tmp_path / "run.txt"
    lock.write_text("", "utf-8")
    monkeypatch.setattr(environment, "ROOT", tmp_path)
    monkeypatch.setattr(environment, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(environment, "LOCKS", {"run": lock})
    return tmp_path


def test_first_start_makes_the_environment_and_the_second_does_nothing(
    checkout: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    environment.ensure("run")
    assert "Ready." in capfd.readouterr().err
    found = subprocess.run(
        [environment.venv_python(), "-c", "import sys; print('\\n'.join(sys.path))"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert str(checkout) in found.stdout.splitlines()
    environment.ensure("run")
    assert capfd.readouterr().err == ""


def test_interrupted_set_up_is_done_again(
    checkout: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    half = checkout / ".venv"
    half.mkdir()
    (half / "pyvenv.cfg").write_text("home = nowhere\n", "utf-8")
    environment.ensure("run")
    assert "Making .venv" in capfd.readouterr().err
    environment._stamp_file("run").unlink()
    environment.ensure("run")
    told = capfd.readouterr().err
    assert "Making .venv" not in told
    assert "Ready." in told


def test_changed_lock_is_installed_again(checkout: Path, capfd: pytest.CaptureFixture[str]) -> None:
    environment.ensure("run")
    environment.LOCKS["run"].write_text("# another version\n", "utf-8")
    capfd.readouterr()
    environment.ensure("run")
    assert "Installing" in capfd.readouterr().err


def test_package_that_pip_refuses_says_so_and_leaves_no_stamp(
    checkout: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    environment.LOCKS["run"].write_text("./no-such-package\n", "utf-8")
    with pytest.raises(SystemExit) as ended:
        environment.ensure("run")
    assert ended.value.code == 3
    assert "pip could not install run.txt" in capfd.readouterr().err
    assert not environment._stamp_file("run").exists()


@pytest.mark.parametrize(
    ("output", "words"),
    [
        ("ERROR: [Errno 28] No space left on device", "disk"),
        ("NewConnectionError('...: Failed to establish a new connection')", "index can't be"),
        ("ERROR: No matching distribution found for x", "no build for this system"),
        ("THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE", "differs from"),
    ],
)
def test_pip_troubles_become_sentences(output: str, words: str) -> None:
    assert words in environment._pip_sentence(output, environment.LOCKS["run"])


def test_of_what_pip_prints_its_errors_are_told() -> None:
    told = environment._tail("WARNING: retrying\nERROR: no way\nsome\nmore")
    assert told == "ERROR: no way"
    assert environment._tail("one\ntwo") == "one\ntwo"


def test_every_listed_package_belongs_to_a_part() -> None:
    lines = (ROOT / "scripts" / "system-packages.txt").read_text("utf-8").splitlines()
    entries = [line.split() for line in lines if line and not line.startswith("#")]
    assert {entry[0] for entry in entries} == {"window", "tests"}
    assert all(2 <= len(entry) <= 3 for entry in entries)


def test_missing_packages_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(system_packages.shutil, "which", lambda name: "/usr/bin/dpkg-query")
    monkeypatch.setattr(system_packages, "_installed", lambda: {"libgl1", "libglib2.0-0"})
    absent = system_packages.missing("window")
    assert "libegl1" in absent
    assert "libgl1" not in absent
    assert "chromium" not in absent


def test_commands_open_no_window(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISPLAY", ":0")
    assert run.opens_window([])
    assert run.opens_window(["customer.tsi"])
    assert not run.opens_window(["capture", "--port", "0"])
    assert not run.opens_window(["--version"])
    monkeypatch.setattr(sys, "platform", "linux")
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    assert not run.opens_window([])


def test_start_script_knows_every_command() -> None:
    from app.cli.main import cli

    assert {name for name, one in cli.commands.items() if not one.hidden} == run.COMMANDS


def test_folder_named_app_where_the_user_stands_is_not_taken_for_ours(tmp_path: Path) -> None:
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / "__init__.py").write_text("raise SystemExit('the wrong app')\n", "utf-8")
    done = subprocess.run(
        [sys.executable, "-P", "-m", "app", "--version"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.split()[-1].count(".") == 2
