"""`capture --fail` and `--accept-...` as a process."""

import signal
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from .conftest import Capturing, Run

Capture = Callable[..., Capturing]


def test_faults_and_the_gate(capture: Capture, run: Run, tmp_path: Path) -> None:
    running = capture(
        *("--db", tmp_path / "x.tsi", "--fail", "429:7x2", "--fail", "drop"),
        *("--accept-origin", "https://Shop.example/", "--accept-key", "KEY-1"),
    )

    def post(origin: str, key: str) -> httpx.Response:
        return httpx.post(
            f"{running.address}/v1/t",
            json={"event": "x", "anonymousId": "a", "writeKey": key},
            headers={"origin": origin},
            trust_env=False,
        )

    assert post("https://evil.example", "KEY-1").json()["code"] == "origin_not_accepted"
    assert post("https://shop.example", "KEY-2").json()["code"] == "key_not_accepted"
    for _ in range(2):
        answer = post("https://shop.example", "KEY-1")
        assert (answer.status_code, answer.headers["retry-after"]) == (429, "7")
    with pytest.raises(httpx.TransportError):
        post("https://shop.example", "KEY-1")
    assert post("https://shop.example", "KEY-1").status_code == 200
    code, said = running.end(signal.SIGTERM)
    assert code == 0
    assert "2 event posts get 429 with Retry-After: 7." in said
    assert "may park its events" in said
    assert "Only pages of https://shop.example are accepted." in said
    assert "KEY-1" not in said
    assert "new origin  https://shop.example" in said
    assert len(run("export", tmp_path / "x.tsi").stdout.splitlines()) == 1


def test_what_cannot_be_switched_is_said(run: Run) -> None:
    for option, value, word in (
        ("--fail", "430x2", "for example 429x3"),
        ("--accept-origin", "shop", "https://shop.example"),
        ("--accept-key", " ", "not empty"),
    ):
        ended = run("capture", "--port", "0", option, value)
        assert ended.returncode == 2
        assert word in " ".join(ended.stderr.split())
