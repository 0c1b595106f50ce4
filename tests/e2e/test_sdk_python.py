"""Segment's SDK for Python, real, against the real endpoint."""

from collections.abc import Callable, Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
import segment.analytics.request
from segment.analytics.client import Client
from segment.analytics.request import APIError
from segment.analytics.version import VERSION

from app.segment.times import parse_time
from tests.capture.memory import Capture

KEY = "PyThOnWrItEkEy"


@pytest.fixture(autouse=True)
def own_connections(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The SDK keeps its connections in a session for the whole process; leave none open."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    yield
    segment.analytics.request._session.close()


def everything(client: Client) -> None:
    client.track(
        anonymous_id="a1",
        event="Product Viewed",
        properties={"product_id": "P-1", "price": Decimal("61.50"), "nothing": None},
    )
    client.identify("u1", {"email": "someone@shop.example"})
    client.page("u1", "Search", "results", {"page": {"type": "search", "pageId": "s1"}})
    client.screen("u1", "Shop", "Home")
    client.group("u1", "g1", {"size": 2})
    client.alias("a1", "u1")


WAYS: dict[str, Callable[[str], Client]] = {
    "plain": lambda url: Client(KEY, host=url, upload_interval=0.1),
    "gzip": lambda url: Client(KEY, host=url, upload_interval=0.1, gzip=True),
    "sync": lambda url: Client(KEY, host=url, sync_mode=True),
    "sync, gzip": lambda url: Client(KEY, host=url, sync_mode=True, gzip=True),
    "one by one": lambda url: Client(KEY, host=url, upload_interval=0.1, upload_size=1),
    "trailing slash": lambda url: Client(KEY, host=f"{url}/", sync_mode=True),
    "with /v1": lambda url: Client(KEY, host=f"{url}/v1", sync_mode=True),
}


@pytest.mark.parametrize("way", WAYS)
def test_every_call_arrives_completed(capture: Capture, way: str) -> None:
    client = WAYS[way](capture.url)
    everything(client)
    if not client.sync_mode:
        client.shutdown()
    messages = capture.wait_for_messages(6)
    assert [message["type"] for message in messages] == [
        "track",
        "identify",
        "page",
        "screen",
        "group",
        "alias",
    ]
    track: dict[str, Any] = messages[0]
    assert track["event"] == "Product Viewed"
    assert track["properties"] == {"product_id": "P-1", "price": 61.5, "nothing": None}
    assert track["anonymousId"] == "a1"
    assert track["userId"] is None
    for message in messages:
        assert message["writeKey"] == KEY
        assert message["context"]["library"] == {
            "name": "analytics-python",
            "version": VERSION,
        }
        received = parse_time(message["receivedAt"])
        sent = parse_time(message["sentAt"])
        original = parse_time(message["originalTimestamp"])
        corrected = parse_time(message["timestamp"])
        assert None not in (received, sent, original, corrected)
        assert received - sent == corrected - original  # type: ignore[operator]
        assert message["messageId"]
    assert len({message["messageId"] for message in messages}) == 6
    packed = {request.content_encoding for request in capture.sink.requests}
    assert packed == ({"gzip"} if client.gzip else {None})
    assert {request.status for request in capture.sink.requests} == {200}
    assert all(KEY not in (request.target, request.error) for request in capture.sink.requests)


def test_a_clock_that_is_a_day_late_is_corrected(capture: Capture) -> None:
    client = Client(KEY, host=capture.url, sync_mode=True)
    late = datetime.fromisoformat("2020-01-01T00:00:00.250+05:30")
    client.track("u1", "Order Completed", {}, timestamp=late)
    message = capture.wait_for_messages(1)[0]
    assert parse_time(message["originalTimestamp"]) == parse_time("2019-12-31T18:30:00.250Z")


def test_a_batch_that_was_not_stored_is_an_error_to_its_caller(capture: Capture) -> None:
    capture.sink.failure = OSError(28, "No space left on device")
    client = Client(KEY, host=capture.url, sync_mode=True, max_retries=0)
    with pytest.raises(APIError) as caught:
        client.track("u1", "Product Viewed")
    assert caught.value.status == 503
    assert caught.value.code == "not_stored"
    assert "No space left" in caught.value.message


def test_a_batch_that_was_not_stored_comes_again_by_itself(capture: Capture) -> None:
    capture.sink.failure = OSError(28, "No space left on device")
    client = Client(KEY, host=capture.url, upload_interval=0.1)
    client.track("u1", "Product Viewed")
    capture.wait_for(lambda: "failed" in capture.kinds())
    capture.sink.failure = None
    messages = capture.wait_for_messages(1)
    client.shutdown()
    assert [message["event"] for message in messages] == ["Product Viewed"]
    assert capture.kinds().count("stored") == 1
