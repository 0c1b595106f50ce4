"""What Segment refuses at its door."""

from typing import Any

import pytest

from app.segment.discard import (
    MARK,
    MAX_BATCH_BYTES,
    MAX_BATCH_ITEMS,
    MAX_EVENT_BYTES,
    batch_discard,
    discard_reason,
    event_size,
    mark_of,
)

GOOD: dict[str, Any] = {
    "type": "track",
    "event": "Product Viewed",
    "anonymousId": "a1",
    "userId": None,
    "properties": {},
}


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"userId": "u1", "anonymousId": None},
        {"userId": 17, "anonymousId": ""},
        {"event": ""},
        {"properties": None},
        {"type": "page", "event": None},
        {"type": "identify", "event": 3, "properties": []},
        {"type": None, "event": None},
    ],
)
def test_segment_takes(change: dict[str, Any]) -> None:
    assert discard_reason({**GOOD, **change}) is None


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"anonymousId": None}, "no_user_anon_id"),
        ({"anonymousId": "", "userId": ""}, "no_user_anon_id"),
        ({"anonymousId": {}, "userId": False}, "no_user_anon_id"),
        ({"event": None}, "event_not_defined"),
        ({"event": 42}, "event_not_string"),
        ({"event": ["Product Viewed"]}, "event_not_string"),
        ({"event": False}, "event_not_string"),
        ({"properties": []}, "properties_not_object"),
        ({"properties": "x"}, "properties_not_object"),
        ({"properties": 0}, "properties_not_object"),
        ({"type": "page", "properties": "x"}, "properties_not_object"),
        ({"type": "screen", "properties": True}, "properties_not_object"),
        ({"context": {"x": "a" * MAX_EVENT_BYTES}}, "message_too_large"),
    ],
)
def test_segment_refuses(change: dict[str, Any], code: str) -> None:
    discard = discard_reason({**GOOD, **change})
    assert discard is not None
    assert discard.code == code
    assert discard.reason


def test_absent_ids_and_an_absent_event() -> None:
    no_ids = discard_reason({"type": "track", "event": "x"})
    no_event = discard_reason({"type": "track", "userId": "u1"})
    assert no_ids is not None
    assert no_ids.code == "no_user_anon_id"
    assert no_event is not None
    assert no_event.code == "event_not_defined"


def test_the_size_limit_is_exact_and_leaves_out_what_segment_adds() -> None:
    message = {**GOOD, "pad": ""}
    message["pad"] = "x" * (MAX_EVENT_BYTES - event_size(message))
    assert event_size(message) == MAX_EVENT_BYTES
    assert discard_reason(message) is None
    assert discard_reason({**message, "receivedAt": "2026-11-24T14:05:09.871Z"}) is None
    message["pad"] += "x"
    assert discard_reason(message) is not None


def test_a_batch_over_a_limit_is_refused_as_a_whole() -> None:
    assert batch_discard(MAX_BATCH_ITEMS, MAX_BATCH_BYTES) is None
    for count, size, code, words in (
        (MAX_BATCH_ITEMS + 1, 10, "batch_too_long", "2,501 events"),
        (1, MAX_BATCH_BYTES + 1, "batch_too_large", "512,001 bytes"),
        (MAX_BATCH_ITEMS + 1, MAX_BATCH_BYTES + 1, "batch_too_large", "512,001 bytes"),
    ):
        discard = batch_discard(count, size)
        assert discard is not None
        assert discard.code == code
        assert words in discard.reason
        assert discard_reason({**GOOD, MARK: mark_of(discard)}) == discard


@pytest.mark.parametrize("mark", [None, 1, [], {}, {"code": 1, "reason": "x"}, {"code": "x"}])
def test_a_mark_that_is_none_of_ours_says_nothing(mark: Any) -> None:
    assert discard_reason({**GOOD, MARK: mark}) is None
