"""Messages completed as Segment completes them (segment-wire section 3)."""

from copy import deepcopy
from typing import Any

import pytest

from app.segment.completion import complete, complete_imported
from app.segment.times import parse_time
from app.segment.wire import Envelope

NOW = 1795529109266
"""2026-11-24T14:05:09.266Z, when the request came in."""


def completed(item: dict[str, Any], **options: Any) -> dict[str, Any]:
    return complete(item, **{"received_at": NOW, "new_id": lambda: "new-id", **options})


def test_the_clock_is_corrected_as_in_segments_own_sample() -> None:
    message = completed(
        {"timestamp": "2026-11-24T14:05:09.152Z", "sentAt": "2026-11-24T14:05:09.169Z"}
    )
    assert message["receivedAt"] == "2026-11-24T14:05:09.266Z"
    assert message["originalTimestamp"] == "2026-11-24T14:05:09.152Z"
    assert message["timestamp"] == "2026-11-24T14:05:09.249Z"
    assert message["sentAt"] == "2026-11-24T14:05:09.169Z"


def test_a_sender_whose_clock_is_a_year_late() -> None:
    message = completed({"timestamp": "2025-11-24T10:00:00Z", "sentAt": "2025-11-24T10:00:05Z"})
    assert message["timestamp"] == "2026-11-24T14:05:04.266Z"
    assert message["originalTimestamp"] == "2025-11-24T10:00:00Z"


def test_without_sent_at_the_timestamp_stays() -> None:
    message = completed({"timestamp": "2026-11-24T14:05:00+01:00"})
    assert message["timestamp"] == "2026-11-24T14:05:00+01:00"
    assert message["originalTimestamp"] == "2026-11-24T14:05:00+01:00"
    assert "sentAt" not in message


def test_without_timestamp_the_time_of_arrival_counts() -> None:
    message = completed({"sentAt": "2026-11-24T14:05:00Z"})
    assert message["timestamp"] == message["receivedAt"] == "2026-11-24T14:05:09.266Z"
    assert "originalTimestamp" not in message


@pytest.mark.parametrize(
    ("timestamp", "sent_at"),
    [
        ("yesterday", "2026-11-24T14:05:00Z"),
        ("2026-11-24T14:05:00Z", "soon"),
        (17, "2026-11-24T14:05:00Z"),
        ({"a": 1}, "2026-11-24T14:05:00Z"),
        ("9999-12-31T23:59:59Z", "0001-01-01T00:00:00Z"),
    ],
)
def test_times_that_cannot_be_read_or_corrected_stay(timestamp: Any, sent_at: Any) -> None:
    message = completed({"timestamp": timestamp, "sentAt": sent_at})
    assert message["timestamp"] == message["originalTimestamp"] == timestamp
    assert message["sentAt"] == sent_at


@pytest.mark.parametrize("absent", [{}, {"messageId": None}, {"messageId": ""}])
def test_a_missing_message_id_is_given(absent: dict[str, Any]) -> None:
    assert completed(absent)["messageId"] == "new-id"


def test_a_message_id_stays() -> None:
    assert completed({"messageId": "mine"})["messageId"] == "mine"
    assert completed({"messageId": 7})["messageId"] == 7


def test_the_path_names_the_type() -> None:
    assert completed({}, type_from_path="track")["type"] == "track"
    assert completed({"type": "page"}, type_from_path="track")["type"] == "track"
    assert completed({"type": "page"})["type"] == "page"
    assert "type" not in completed({})


def test_batch_context_and_integrations_are_merged_and_the_item_wins() -> None:
    envelope = Envelope(
        sent_at="2026-11-24T14:05:09.200Z",
        context={"library": {"name": "analytics-go"}, "locale": "de"},
        integrations={"All": True, "Topsort": True},
    )
    message = completed(
        {
            "context": {"locale": "en", "ip": "0.0.0.0"},
            "integrations": {"Topsort": False},
            "sentAt": "2020-01-01T00:00:00Z",
        },
        envelope=envelope,
    )
    assert message["context"] == {
        "library": {"name": "analytics-go"},
        "locale": "en",
        "ip": "0.0.0.0",
    }
    assert message["integrations"] == {"All": True, "Topsort": False}
    assert message["sentAt"] == "2026-11-24T14:05:09.200Z"


def test_a_batch_gives_what_its_item_lacks() -> None:
    envelope = Envelope(context={"library": {"name": "analytics-go"}}, integrations={"All": False})
    bare = completed({"context": None}, envelope=envelope)
    odd = completed({"context": "text", "integrations": 3}, envelope=envelope)
    assert bare["context"] == {"library": {"name": "analytics-go"}}
    assert bare["integrations"] == {"All": False}
    assert odd["context"] == "text"
    assert odd["integrations"] == 3


def test_an_items_own_sent_at_counts_where_the_batch_has_none() -> None:
    item = {"timestamp": "2026-11-24T14:05:09.152Z", "sentAt": "2026-11-24T14:05:09.169Z"}
    message = completed(item, envelope=Envelope(context={}))
    assert message["sentAt"] == "2026-11-24T14:05:09.169Z"
    assert message["timestamp"] == "2026-11-24T14:05:09.249Z"


@pytest.mark.parametrize("own", [{}, {"writeKey": None}, {"writeKey": ""}, {"writeKey": 5}])
def test_the_write_key_of_the_request_fills_in(own: dict[str, Any]) -> None:
    assert completed(own, write_key="AbCd…")["writeKey"] == "AbCd…"
    assert completed(own)["writeKey"] == "none"


def test_an_items_own_write_key_stays() -> None:
    assert completed({"writeKey": "OWN"}, write_key="OTHER")["writeKey"] == "OWN"


def test_the_senders_address_is_added_once() -> None:
    assert completed({}, ip="127.0.0.1")["context"] == {"ip": "127.0.0.1"}
    assert completed({"context": {"a": 1}}, ip="127.0.0.1")["context"] == {
        "a": 1,
        "ip": "127.0.0.1",
    }
    assert completed({"context": {"ip": "0.0.0.0"}}, ip="127.0.0.1")["context"] == {"ip": "0.0.0.0"}
    assert completed({"context": "odd"}, ip="127.0.0.1")["context"] == "odd"
    assert "context" not in completed({})


def test_a_received_at_that_the_sender_claims_is_replaced_on_arrival() -> None:
    assert completed({"receivedAt": "1999-01-01T00:00:00Z"})["receivedAt"] == (
        "2026-11-24T14:05:09.266Z"
    )


def test_the_item_itself_is_not_changed() -> None:
    item = {"context": {"a": 1}, "timestamp": "2026-11-24T14:05:09.152Z", "userId": None}
    before = deepcopy(item)
    envelope = Envelope(sent_at="x", context={"b": 2}, integrations={})
    message = completed(item, envelope=envelope, ip="127.0.0.1", type_from_path="page")
    assert item == before
    assert envelope.context == {"b": 2}
    assert message["userId"] is None


class TestImported:
    def imported(self, item: dict[str, Any], **options: Any) -> tuple[dict[str, Any], int]:
        return complete_imported(item, **{"now": NOW, "new_id": lambda: "new-id", **options})

    def test_a_message_that_went_through_segment_stays_as_it_is(self) -> None:
        item = {"receivedAt": "2026-01-01T00:00:00.000Z", "timestamp": "2025-12-31T00:00:00Z"}
        message, judged_at = self.imported(item)
        assert message == item
        assert judged_at == parse_time("2026-01-01T00:00:00Z")

    def test_an_unreadable_received_at_is_left_and_judged_now(self) -> None:
        message, judged_at = self.imported({"receivedAt": "once"})
        assert message == {"receivedAt": "once"}
        assert judged_at == NOW

    def test_sent_at_stands_in_for_the_arrival(self) -> None:
        message, judged_at = self.imported(
            {"timestamp": "2026-01-01T00:00:00Z", "sentAt": "2026-01-01T00:00:02Z"}
        )
        assert message["receivedAt"] == "2026-01-01T00:00:02.000Z"
        assert message["timestamp"] == "2026-01-01T00:00:00.000Z"
        assert message["messageId"] == "new-id"
        assert message["writeKey"] == "none"
        assert judged_at == NOW

    def test_the_batchs_sent_at_goes_before_the_items(self) -> None:
        message, _ = self.imported(
            {"sentAt": "2026-01-01T00:00:09Z"}, envelope=Envelope(sent_at="2026-01-01T00:00:02Z")
        )
        assert message["receivedAt"] == "2026-01-01T00:00:02.000Z"

    def test_timestamp_stands_in_where_nothing_was_sent(self) -> None:
        message, judged_at = self.imported({"timestamp": "2026-01-01T00:00:00+01:00"})
        assert message["receivedAt"] == "2025-12-31T23:00:00.000Z"
        assert message["timestamp"] == "2026-01-01T00:00:00+01:00"
        assert message["originalTimestamp"] == "2026-01-01T00:00:00+01:00"
        assert "sentAt" not in message
        assert judged_at == NOW

    def test_now_stands_in_where_there_is_no_time_at_all(self) -> None:
        message, judged_at = self.imported({"event": "x", "receivedAt": None})
        assert message["receivedAt"] == message["timestamp"] == "2026-11-24T14:05:09.266Z"
        assert judged_at == NOW
