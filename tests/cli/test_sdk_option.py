"""`--sdk DIR`: the browser's SDK is found, named and served, or its absence is an error."""

import signal
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from app.cli.failure import Failure
from app.cli.sdk_option import chosen_sdk
from tests.capture.test_capture_script import SCRIPT, make_project

from .conftest import Capturing, Run


def test_a_project_is_served_from(capture: Callable[..., Capturing], tmp_path: Path) -> None:
    umd = make_project(tmp_path / "shop")
    running = capture("--sdk", tmp_path / "shop")
    script = httpx.get(f"{running.address}{SCRIPT}", trust_env=False).text
    assert script.endswith(f'{running.address.removeprefix("http://")}/v1")')
    code, said = running.end(signal.SIGTERM)
    assert code == 0
    assert f"@segment/analytics-next 1.84.3 from here: {umd}" in said


@pytest.mark.parametrize("command", [["capture"], []], ids=["capture", "window"])
def test_a_folder_without_it_is_an_error_at_the_start(
    run: Run, tmp_path: Path, command: list[str]
) -> None:
    found = run(*command, "--sdk", tmp_path)
    assert found.returncode == 2
    assert f"{tmp_path} holds no @segment/analytics-next" in found.stderr
    assert "Traceback" not in found.stderr
    assert found.stdout == ""


def test_the_current_folder_is_looked_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert chosen_sdk(None) is None
    assert capsys.readouterr().err == ""
    umd = make_project(tmp_path)
    assert chosen_sdk(None) == umd
    assert str(umd) in capsys.readouterr().err
    (tmp_path / "src").mkdir()
    monkeypatch.chdir(tmp_path / "src")
    assert chosen_sdk(None) is None


def test_what_a_package_calls_its_version_moves_no_cursor(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    umd = make_project(tmp_path)
    manifest = umd.parent.parent / "package.json"
    manifest.write_text('{"name": "@segment/analytics-next", "version": "\\u001b[2J1"}', "utf-8")
    assert chosen_sdk(tmp_path) == umd
    assert "\x1b" not in capsys.readouterr().err


def test_a_relative_folder_counts_from_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    umd = make_project(tmp_path / "shop")
    monkeypatch.chdir(tmp_path)
    assert chosen_sdk(Path("shop")) == umd
    with pytest.raises(Failure):
        chosen_sdk(Path("hop"))
