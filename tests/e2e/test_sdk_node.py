"""Segment's SDK for Node, real, against the real endpoint."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from app.segment.times import parse_time
from tests.capture.memory import Capture

NODE_PROJECT = Path(__file__).parent / "node"
KEY = "NoDeWrItEkEy"


def send(node: str, host: str, **options: Any) -> dict[str, Any]:
    """Run the script that sends; what it says."""
    done = subprocess.run(
        [node, "send.mjs", host, json.dumps(options)],
        cwd=NODE_PROJECT,
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    said: dict[str, Any] = json.loads(done.stdout)
    return said


@pytest.mark.parametrize("options", [{}, {"flushAt": 1}, {"flushAt": 3}], ids=json.dumps)
def test_every_call_arrives_completed(capture: Capture, node: str, options: dict[str, Any]) -> None:
    assert send(node, capture.url, **options) == {"failures": []}
    messages = capture.wait_for_messages(7)
    assert len(messages) == 7
    by_type = {message["type"]: message for message in messages}
    assert set(by_type) == {"track", "identify", "page", "screen", "group", "alias"}
    viewed = next(message for message in messages if message.get("event") == "Product Viewed")
    assert viewed["properties"] == {"product_id": "P-1", "price": 61.5, "nothing": None}
    assert viewed["anonymousId"] == "a1"
    assert by_type["page"]["properties"]["page"] == {"type": "search", "pageId": "s1"}
    odd = next(message for message in messages if message["messageId"] == "mine")
    assert odd["event"] == "\ud83d lone \U0001f600"
    for message in messages:
        assert message["writeKey"] == KEY
        assert message["context"]["library"]["name"] == "@segment/analytics-node"
        received = parse_time(message["receivedAt"])
        assert received is not None
        assert parse_time(message["originalTimestamp"]) is not None
        assert parse_time(message["timestamp"]) is not None
        assert "ip" not in message["context"]
    assert len({message["messageId"] for message in messages}) == 7
    assert {request.target for request in capture.sink.requests} == {"/v1/batch"}
    assert set(capture.kinds()) == {"stored"}
    assert capture.events[0].library.startswith("@segment/analytics-node 3.")


def test_a_path_in_the_host_is_dropped_by_the_sdk(capture: Capture, node: str) -> None:
    assert send(node, f"{capture.url}/v1", flushAt=7) == {"failures": []}
    assert len(capture.wait_for_messages(7)) == 7


def test_what_is_not_stored_is_a_failure_to_the_sdk(capture: Capture, node: str) -> None:
    capture.sink.failure = OSError(28, "No space left on device")
    said = send(node, capture.url, flushAt=7, maxRetries=0)
    assert said["failures"]
    assert capture.sink.messages == []
    assert "failed" in capture.kinds()
