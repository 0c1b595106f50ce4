"""Every row of segment-wire 1.1 and 2 over real HTTP: stored, completed, and answered so that
this SDK takes it for delivered (sections 3, 8 and 9)."""

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from app.segment.times import parse_time
from tests.capture.memory import Capture
from tests.capture.replicas import BASIC, ISO_S, ISO_T, KEY, REPLICAS, Replica, S, T


def send(client: httpx.Client, replica: Replica) -> httpx.Response:
    """Post it with exactly its headers; the client's own are taken away."""
    body = replica.wire()
    headers = dict(replica.headers)
    if replica.packed:
        headers["Content-Encoding"] = "gzip"

    def pieces() -> Iterator[bytes]:
        yield body[:10]
        yield body[10:]

    request = client.build_request(
        "POST", replica.path, content=pieces() if replica.chunked else body, headers=headers
    )
    for name in ("user-agent", "accept", "accept-encoding"):
        if name not in {one.lower() for one in headers}:
            del request.headers[name]
    assert ("content-type" in request.headers) == ("Content-Type" in headers)
    assert ("transfer-encoding" in request.headers) == replica.chunked
    return client.send(request)


def sent_items(replica: Replica) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = replica.body.get("batch", [replica.body])
    return found


@pytest.mark.parametrize("replica", REPLICAS, ids=lambda one: one.name)
def test_replica(capture: Capture, client: httpx.Client, replica: Replica) -> None:
    answer = send(client, replica)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    assert answer.content == b'{"success": true}'
    request = capture.sink.requests[0]
    assert request.body == replica.wire()
    assert request.write_key == replica.key
    assert request.content_type == replica.headers.get("Content-Type")
    assert request.content_encoding == ("gzip" if replica.packed else None)
    messages = capture.sink.bodies()
    assert tuple(one["type"] for one in messages) == replica.types
    assert {one["receivedAt"] for one in messages} == {messages[0]["receivedAt"]}
    for sent, message in zip(sent_items(replica), messages, strict=True):
        assert message["writeKey"] == replica.key
        assert message["messageId"] == (replica.message_id or message["messageId"])
        assert message["messageId"]
        assert message["originalTimestamp"] == sent["timestamp"]
        received = parse_time(message["receivedAt"])
        assert received is not None
        if replica.corrected:
            assert parse_time(message["timestamp"]) == received - (S - T)
        for name in ("properties", "userId", "anonymousId", "event", "name", "_metadata"):
            assert message.get(name) == sent.get(name)
            assert (name in message) == (name in sent)
        ip = (message.get("context") or {}).get("ip")
        assert ip == ("127.0.0.1" if replica.client else None)
    capture.wait_for(lambda: "stored" in capture.kinds())
    assert capture.events[0].library == replica.library
    assert capture.events[0].count == len(messages)
    short = "" if replica.key == "none" else f"{replica.key[:4]}…".replace("……", "…")
    assert capture.events[0].write_key == short


def test_each_row_has_a_name_of_its_own() -> None:
    assert len({one.name for one in REPLICAS}) == len(REPLICAS) >= 50
    assert parse_time(ISO_T) == T
    assert parse_time(ISO_S) == S


def test_context_at_batch_level_goes_into_each_item_and_the_item_wins(
    capture: Capture, client: httpx.Client
) -> None:
    batch = {
        "context": {"library": {"name": "analytics-go"}, "locale": "en"},
        "integrations": {"All": True, "Topsort": True},
        "sentAt": ISO_S,
        "batch": [
            {"type": "track", "event": "x", "userId": "u"},
            {
                "type": "group",
                "context": {"locale": "de", "direct": True},
                "integrations": {"Topsort": False},
                "sentAt": ISO_T,
            },
            {"type": "page", "context": "odd", "integrations": None},
        ],
    }
    client.post("/v1/batch", json=batch, headers=BASIC)
    first, second, third = capture.sink.bodies()
    assert first["context"] == {"library": {"name": "analytics-go"}, "locale": "en"}
    assert second["context"] == {
        "library": {"name": "analytics-go"},
        "locale": "de",
        "direct": True,
        "ip": "127.0.0.1",
    }
    assert second["integrations"] == {"All": True, "Topsort": False}
    assert second["sentAt"] == ISO_S
    assert third["context"] == "odd"
    assert third["integrations"] == {"All": True, "Topsort": True}


def test_a_retried_batch_is_stored_again_with_its_ids(
    capture: Capture, client: httpx.Client
) -> None:
    event = {"type": "track", "event": "x", "userId": "u", "messageId": "m-1", "timestamp": ISO_T}
    for sent_at, headers in ((ISO_S, {}), ("2026-11-24T14:02:50.623Z", {"X-Retry-Count": "1"})):
        body = {"batch": [event], "sentAt": sent_at, "writeKey": KEY}
        assert client.post("/v1/b", json=body, headers=headers).status_code == 200
    first, second = capture.sink.bodies()
    assert first["messageId"] == second["messageId"] == "m-1"
    assert first["sentAt"] != second["sentAt"]
    assert first["originalTimestamp"] == second["originalTimestamp"] == ISO_T


@pytest.mark.parametrize("library", ["analytics.js", "analytics-kotlin", "analytics-swift"])
def test_metrics_are_swallowed_whatever_they_hold(
    capture: Capture, client: httpx.Client, library: str
) -> None:
    series = [{"type": "Counter", "metric": "analytics_js.x", "value": 1, "tags": {"l": library}}]
    answer = client.post("/v1/m", content=json.dumps({"series": series}))
    assert answer.json() == {"success": True}
    capture.wait_for(lambda: capture.kinds() == ["metrics"])
    assert capture.sink.requests == []


@pytest.mark.parametrize("method", ["identify", "group", "alias", "page", "screen", "track"])
@pytest.mark.parametrize("slash", ["", "/"])
def test_a_flat_pixel_as_amp_sends_it(
    capture: Capture, client: httpx.Client, method: str, slash: str
) -> None:
    answer = client.get(
        f"/v1/pixel/{method}{slash}?writeKey={KEY}&anonymousId=amp-1&event=AMP+Viewed"
        "&context.library.name=amp&context.page.path=%2Fp&properties.subject=Caf%C3%A9"
        "&traits.plan=a%26b&integrations.All=true"
    )
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/gif")
    assert answer.content[:6] == b"GIF89a"
    message = capture.sink.bodies()[0]
    assert message["type"] == method
    assert message["writeKey"] == KEY
    assert message["context"]["page"] == {"path": "/p"}
    assert message["properties"] == {"subject": "Café"}
    assert message["traits"] == {"plan": "a&b"}
    assert message["messageId"]
