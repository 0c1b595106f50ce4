"""`export`: what is in a capture file."""

import json
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.store.writer import Writer

from .conftest import Capturing, Run

Capture = Callable[..., Capturing]

AT = "2026-11-24T12:00:00.{}Z"
CLICK: dict[str, Any] = {
    "event": "Product Clicked",
    "properties": {"product_id": "HP-1", "resolvedBidId": "ChAGx"},
}


@pytest.fixture
def path(capture: Capture, tmp_path: Path) -> Path:
    """A capture of a click, its double, an order without a user, an event that nobody wants."""
    path = tmp_path / "x.tsi"
    running = capture("--db", path)
    times = {"sentAt": AT.format("000"), "timestamp": AT.format("000")}
    running.post(**CLICK, messageId="m-1", writeKey="AbCdEfGh", **times)
    times["timestamp"] = AT.format("038")
    running.post(**CLICK | {"event": "Product Added"}, messageId="m-2", **times)
    running.post(event="Order Completed", anonymousId=None, userId="TSE_s3cr3t", messageId="m-3")
    running.post(event="\ud800", messageId="m-4")
    assert running.end(signal.SIGTERM)[0] == 0
    return path


def exported(run: Run, path: Path, *more: str) -> list[dict[str, Any]]:
    found = run("export", path, "--format", "jsonl", *more)
    assert found.returncode == 0, found.stderr
    return [json.loads(line) for line in found.stdout.splitlines()]


def test_messages_are_as_a_destination_receives_them(run: Run, path: Path) -> None:
    first, _, third, fourth = exported(run, path, "--what", "messages")
    assert first["messageId"] == "m-1"
    assert first["originalTimestamp"] == AT.format("000")
    assert first["receivedAt"] == first["timestamp"]
    assert first["properties"] == CLICK["properties"]
    assert fourth["event"] == "\ud800"
    assert third["userId"] == "TSE_…"


def test_write_keys_are_shown_in_the_short_form(run: Run, path: Path) -> None:
    assert [one["writeKey"] for one in exported(run, path)] == ["AbCd…", "none", "none", "none"]


def test_a_key_that_came_by_header_is_short_already(
    run: Run, capture: Capture, tmp_path: Path
) -> None:
    running = capture("--db", tmp_path / "y.tsi")
    httpx.post(
        f"{running.address}/v1/t",
        json={"event": "x", "anonymousId": "u"},
        auth=("HeaderKey123", ""),
        trust_env=False,
    )
    running.end(signal.SIGTERM)
    assert exported(run, tmp_path / "y.tsi")[0]["writeKey"] == "Head…"


def test_deliveries_with_their_findings(run: Run, path: Path) -> None:
    click, added, order, other = exported(run, path, "--what", "deliveries")
    assert (click["messageId"], click["preset"], click["outcome"]) == ("m-1", "Click", "accepted")
    assert click["request"]["clicks"][0]["id"] == "m-1"
    assert click["findings"][0]["with"] == ["m-2"]
    assert (added["preset"], added["outcome"], added["request"]) == (None, "unmapped", None)
    assert (order["preset"], order["outcome"]) == ("Purchase", "dropped")
    assert order["errors"]
    assert (other["preset"], other["outcome"]) == (None, "unmapped")


def test_a_strangers_configuration_is_used_only_where_it_is_chosen(
    run: Run, capture: Capture, tmp_path: Path
) -> None:
    path = tmp_path / "y.tsi"
    running = capture("--db", path, "--disable", "Click")
    running.post(**CLICK)
    running.end(signal.SIGTERM)
    assert exported(run, path, "--what", "deliveries")[0]["outcome"] == "unmapped"
    mine = {"TOPSORT_INSPECTOR_HOME": str(tmp_path / "mine")}
    there = run("export", path, "--what", "deliveries", **mine)
    assert json.loads(there.stdout)["outcome"] == "accepted"
    assert "made by another installation" in there.stderr
    chosen = run("export", path, "--what", "deliveries", "--disable", "Click", **mine)
    assert json.loads(chosen.stdout)["outcome"] == "unmapped"
    assert chosen.stderr == ""


def test_what_was_not_analysed_yet_is_brought_up_to_date(run: Run, path: Path) -> None:
    whole = exported(run, path, "--what", "deliveries")
    writer = Writer(path)
    writer.forget_derived().result(30)
    writer.close()
    before = path.read_bytes()
    assert exported(run, path, "--what", "deliveries") == whole
    assert path.read_bytes() == before


def test_a_file_that_is_being_written_can_be_exported(
    run: Run, capture: Capture, tmp_path: Path
) -> None:
    running = capture("--db", tmp_path / "y.tsi")
    running.post(**CLICK)
    assert len(exported(run, tmp_path / "y.tsi")) == 1
    assert exported(run, tmp_path / "y.tsi", "--what", "deliveries")[0]["outcome"] == "accepted"


def test_a_wrong_format_ends_with_2(run: Run, path: Path) -> None:
    assert run("export", path, "--format", "csv").returncode == 2
    assert run("export", path, "--what", "bodies").returncode == 2


def test_an_empty_capture_gives_nothing(run: Run, tmp_path: Path) -> None:
    Writer(tmp_path / "y.tsi").close()
    assert exported(run, tmp_path / "y.tsi") == []
    assert exported(run, tmp_path / "y.tsi", "--what", "deliveries") == []


def test_requests_say_what_came_of_them_and_what_was_odd(
    run: Run, capture: Capture, tmp_path: Path
) -> None:
    path = tmp_path / "odd.tsi"
    running = capture("--db", path)
    url = f"{running.address}/v1/"
    httpx.post(
        f"{url}batch?token=s3cr3t",
        json={"batch": [CLICK, None], "writeKey": "AbCdEfGh"},
        trust_env=False,
    )
    shop = {"origin": "https://shop.example"}
    httpx.post(f"{url}batch", json={"batch": []}, headers=shop, trust_env=False)
    httpx.post(f"{url}track", content=b"[]", trust_env=False)
    code, said = running.end(signal.SIGTERM)
    assert code == 0
    mixed, empty, refused = exported(run, path, "--what", "requests")
    assert mixed["target"] == "/v1/batch?token=…"
    assert (mixed["status"], mixed["messages"], mixed["writeKey"]) == (200, 1, "AbCd…")
    assert mixed["notes"] == ["Item 1 of the batch is null, not an object; it makes no message."]
    assert (empty["messages"], empty["origin"]) == (0, "https://shop.example")
    assert empty["notes"] == ["The batch is empty. Segment shows empty_batch."]
    assert (refused["status"], refused["messages"], refused["notes"]) == (400, 0, [])
    assert refused["error"].startswith("not_an_object: ")
    assert "odd  The batch is empty." in said
