"""Segment's SDK for Python in the three shapes that it was sent in, real, against a real capture.

What differs between the versions is in segment-wire 1.1, 2.4 and 2.7. Versions of one package
cannot share an environment, so each has a folder of its own.
"""

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from app.capture.faults import Fault
from tests.e2e.line import Line, clock_corrected, packed

PROJECT = Path(__file__).parent / "python"
KEY = "PyThOnWrItEkEy"
SHORT_KEY = "PyTh…"
WAYS = ["plain", "gzip", "sync", "sync-gzip"]
KINDS = ["track", "identify", "page", "screen", "group", "alias"]

Send = Callable[..., dict[str, Any]]


@dataclass(frozen=True)
class Sdk:
    """One version and the keys of its batches."""

    version: str
    envelope: frozenset[str]

    @property
    def write_key(self) -> str:
        """As it is kept: a key that came by header only is shortened."""
        return KEY if "writeKey" in self.envelope else SHORT_KEY


SDKS = [
    Sdk("2.2.3", frozenset({"batch", "sentAt"})),
    Sdk("2.3.6", frozenset({"batch", "sentAt", "writeKey"})),
    Sdk("2.4.0", frozenset({"batch", "sentAt", "writeKey"})),
]


@pytest.fixture(scope="module", params=SDKS, ids=lambda sdk: sdk.version)
def sdk(request: pytest.FixtureRequest) -> Sdk:
    one: Sdk = request.param
    return one


@pytest.fixture(scope="module")
def send(
    sdk: Sdk, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Send:
    """Runs the program that sends, with that version; what it says."""
    lock = PROJECT / f"segment-{sdk.version}.txt"
    environment = os.environ | {"NO_PROXY": "127.0.0.1"}
    if lock.exists():
        # The newest has none: it is installed beside the tests.
        cache: pytest.Cache | None = getattr(request.config, "cache", None)
        digest = hashlib.sha256(lock.read_bytes()).hexdigest()[:12]
        name = f"segment-python-{sdk.version}-{digest}"
        folder = cache.mkdir(name) if cache else tmp_path_factory.mktemp(name)
        install(lock, folder)
        environment["PYTHONPATH"] = str(folder)

    def send(host: str, *ways: str) -> dict[str, Any]:
        done = subprocess.run(
            [sys.executable, "send.py", host, *ways],
            cwd=PROJECT,
            env=environment,
            capture_output=True,
            text=True,
            check=True,
            timeout=120,
        )
        said: dict[str, Any] = json.loads(done.stdout)
        return said

    return send


def install(lock: Path, folder: Path) -> None:
    """Put what the lock names into `folder`, unless it is there; skip where there is no index."""
    whole = folder / "installed"
    if whole.exists():
        return
    done = subprocess.run(
        [
            *(sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"),
            *("--no-deps", "--require-hashes", "--upgrade"),
            *("--target", str(folder), "--requirement", str(lock)),
        ],
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    if done.returncode:
        pytest.skip(f"{lock.name} cannot be installed here: {done.stderr.strip()[-300:]}")
    whole.touch()


def test_every_call_arrives_completed_and_a_click_with_a_bid_is_sponsored(
    line: Line, send: Send, sdk: Sdk
) -> None:
    said = send(line.url)
    assert said == {"version": sdk.version, "errors": {way: [] for way in WAYS}}
    messages = line.messages()
    verdicts = line.verdicts()
    assert len(messages) == len({message["messageId"] for message in messages}) == 24
    for number, way in enumerate(WAYS):
        sent = messages[6 * number : 6 * number + 6]
        assert [message["type"] for message in sent] == KINDS
        click = sent[0]
        assert click["anonymousId"] == f"a-{way}"
        assert click["userId"] is None
        assert click["properties"] == {
            "product_id": "P-1",
            "resolvedBidId": "ChAGbQZ6Yp5yc7mFx",
            "nothing": None,
        }
        assert sent[1]["userId"] == f"u-{way}"
        assert verdicts[6 * number] == ("accepted", "sponsored")
    for message in messages:
        assert message["writeKey"] == sdk.write_key
        library = {"name": "analytics-python", "version": sdk.version}
        assert message["context"]["library"] == library
        clock_corrected(message)
    requests = line.requests()
    assert {request.target for request in requests} == {"/v1/batch"}
    assert {request.write_key for request in requests} == {sdk.write_key}
    assert {request.user_agent for request in requests} == {f"analytics-python/{sdk.version}"}
    assert {frozenset(body) for body in line.bodies()} == {sdk.envelope}
    bodies = zip(line.bodies(), line.raw_bodies(), strict=True)
    sizes = [(way_of(body), len(body["batch"]), packed(raw)) for body, raw in bodies]
    assert ("plain", 6, False) in sizes
    assert ("gzip", 6, True) in sizes
    assert sizes.count(("sync", 1, False)) == 6
    assert sizes.count(("sync-gzip", 1, True)) == 6


def way_of(body: dict[str, Any]) -> str:
    """The way in which a batch was sent, by its users."""
    first = body["batch"][0]
    user = str(first["userId"] or first["anonymousId"] or first["previousId"])
    return user.partition("-")[2]


def test_a_batch_is_sent_again_after_429_and_500(line: Line, send: Send, sdk: Sdk) -> None:
    line.inspector.intake.answer_with(Fault("429", seconds=1), Fault("500"))
    assert send(line.url, "gzip")["errors"] == {"gzip": []}
    requests = line.requests()
    assert [request.status for request in requests] == [429, 500, 200]
    assert len(line.messages()) == 6
    first, *_, last = line.bodies()
    assert [one["messageId"] for one in first["batch"]] == [
        one["messageId"] for one in last["batch"]
    ]
    assert first["sentAt"] < last["sentAt"]
