"""Segment's SDKs for Node, real, in every shape that they were sent in, against a real capture.

What differs between the versions is in segment-wire 1.1, 2.4, 2.5, 2.7 and 8.
"""

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from app.capture.faults import Fault
from tests.e2e.line import Line, clock_corrected

NODE_PROJECT = Path(__file__).parent / "node"
KEY = "NoDeWrItEkEy"
SHORT_KEY = "NoDe…"


@dataclass(frozen=True)
class Sdk:
    """One version. `package` is its folder in node_modules, `envelope` the keys of a batch.

    Where `own_ids`, a messageId of the caller is kept. `ids` is how the SDK's own begin.
    """

    package: str
    version: str
    envelope: frozenset[str]
    own_ids: bool = True
    library: str = "@segment/analytics-node"
    ids: str = "node-next-"

    @property
    def write_key(self) -> str:
        """As it is kept: a key that came by header only is shortened."""
        return KEY if "writeKey" in self.envelope else SHORT_KEY


BODY_KEY = frozenset({"batch", "sentAt", "writeKey"})
SDKS = [
    Sdk("node-1.0.0", "1.0.0", frozenset({"batch"}), own_ids=False),
    Sdk("node-1.3.0", "1.3.0", frozenset({"batch", "sentAt"}), own_ids=False),
    Sdk("node-2.3.0", "2.3.0", BODY_KEY),
    Sdk("node-3.0.0", "3.0.0", BODY_KEY),
    Sdk("@segment/analytics-node", "3.1.0", BODY_KEY),
    Sdk(
        "analytics-node",
        "6.2.0",
        frozenset({"batch", "sentAt", "timestamp"}),
        library="analytics-node",
        ids="node-",
    ),
]
NEWEST = SDKS[4]
every_version = pytest.mark.parametrize(
    "sdk", SDKS, ids=[f"{one.library} {one.version}" for one in SDKS]
)


def send(node: str, sdk: Sdk, host: str, **options: Any) -> dict[str, Any]:
    """Run the script that sends; what it says."""
    done = subprocess.run(
        [node, "send.mjs", sdk.package, host, json.dumps(options)],
        cwd=NODE_PROJECT,
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    said: dict[str, Any] = json.loads(done.stdout)
    return said


def delivered(sdk: Sdk) -> dict[str, Any]:
    """What the script says when the SDK believes that all is delivered."""
    return {"delivered": 7, "failures": [], "version": sdk.version}


@every_version
def test_every_call_arrives_completed_and_a_click_with_a_bid_is_sponsored(
    line: Line, node: str, sdk: Sdk
) -> None:
    assert send(node, sdk, line.url) == delivered(sdk)
    messages = line.messages()
    assert len(messages) == 7
    by_type = {message["type"]: message for message in messages}
    assert set(by_type) == {"track", "identify", "page", "screen", "group", "alias"}
    click = next(one for one in messages if one.get("event") == "Product Clicked")
    assert click["properties"] == {
        "product_id": "P-1",
        "resolvedBidId": "ChAGbQZ6Yp5yc7mFx",
        "price": 61.5,
        "nothing": None,
    }
    assert click["anonymousId"] == "a1"
    assert by_type["identify"]["traits"] == {"email": "someone@shop.example"}
    assert by_type["page"]["properties"]["page"] == {"type": "search", "pageId": "s1"}
    assert by_type["alias"]["previousId"] == "a1"
    for message in messages:
        assert message["writeKey"] == sdk.write_key
        assert message["context"]["library"] == {"name": sdk.library, "version": sdk.version}
        assert "ip" not in message["context"]
        if "sentAt" in sdk.envelope:
            clock_corrected(message)
        else:
            assert "sentAt" not in message
            assert message["timestamp"] == message["originalTimestamp"]
    odd = next(one for one in messages if one.get("event") == "\ud83d lone \U0001f600")
    assert (odd["messageId"] == "mine") is sdk.own_ids
    ids = {message["messageId"] for message in messages}
    assert len(ids) == 7
    assert all(one.startswith(sdk.ids) for one in ids - {"mine"})
    assert {request.target for request in line.requests()} == {"/v1/batch"}
    assert {request.write_key for request in line.requests()} == {sdk.write_key}
    assert {frozenset(body) for body in line.bodies()} == {sdk.envelope}
    assert set(line.kinds()) == {"stored"}
    assert line.verdicts()[0] == ("accepted", "sponsored")


@every_version
def test_a_message_is_sent_again_after_429_and_500(line: Line, node: str, sdk: Sdk) -> None:
    line.inspector.intake.answer_with(Fault("429", seconds=1), Fault("500"))
    assert send(node, sdk, line.url) == delivered(sdk)
    refused = [request.status for request in line.requests() if request.status != 200]
    assert sorted(refused) == [429, 500]
    messages = line.messages()
    assert len(messages) == len({message["messageId"] for message in messages}) == 7
    assert ("accepted", "sponsored") in line.verdicts()  # two batches may swap their places


@pytest.mark.parametrize("options", [{"flushAt": 1}, {"flushAt": 3}], ids=json.dumps)
def test_batches_of_any_size(line: Line, node: str, options: dict[str, Any]) -> None:
    assert send(node, NEWEST, line.url, **options) == delivered(NEWEST)
    assert len(line.messages()) == 7
    assert len(line.requests()) == -(-7 // options["flushAt"])


def test_a_path_in_the_host_is_dropped_by_the_sdk(line: Line, node: str) -> None:
    assert send(node, NEWEST, f"{line.url}/v1", flushAt=7) == delivered(NEWEST)
    assert len(line.messages()) == 7


def test_what_is_not_stored_is_a_failure_to_the_sdk(line: Line, node: str) -> None:
    line.inspector.intake.answer_with(Fault("500", times=100))
    said = send(node, NEWEST, line.url, flushAt=7, maxRetries=0)
    assert said["failures"]
    assert said["delivered"] == 0
    assert line.messages() == []
    assert {request.status for request in line.requests()} == {500}
