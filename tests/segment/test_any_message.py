"""Whatever JSON somebody posts is either refused or completed; nothing else happens."""

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from app.segment.completion import complete, complete_imported
from app.segment.discard import discard_reason
from app.segment.jsontext import dumps, loads
from app.segment.refused import Refused
from app.segment.summary import summarise
from app.segment.times import parse_time
from app.segment.wire import Head, decode_request

NOW = 1795529109266
FIELDS = [
    "type",
    "event",
    "userId",
    "anonymousId",
    "messageId",
    "timestamp",
    "sentAt",
    "receivedAt",
    "originalTimestamp",
    "context",
    "integrations",
    "properties",
    "writeKey",
    "batch",
]
TIMES = st.sampled_from(
    ["2026-11-24T14:05:09.871Z", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999Z", "2026-11-24"]
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | TIMES,
    lambda below: (
        st.lists(below, max_size=4)
        | st.dictionaries(st.sampled_from(FIELDS) | st.text(), below, max_size=5)
    ),
    max_leaves=12,
)
MESSAGES = st.dictionaries(st.sampled_from(FIELDS), VALUES, max_size=len(FIELDS))
PATHS = st.sampled_from(["/v1/t", "/v1/page", "/v1/b", "/v1/batch", "/v1/import/"])


def completed(path: str, body: bytes) -> list[dict[str, Any]]:
    decoded = decode_request(Head("POST", path, "", {}), body)
    return [
        complete(
            item.content,
            received_at=NOW,
            envelope=decoded.envelope,
            type_from_path=decoded.type_from_path,
            write_key=decoded.write_key,
            ip="127.0.0.1" if decoded.client else None,
            new_id=lambda: "new-id",
        )
        for item in decoded.items
    ]


def status(method: str, path: str, query: str, body: bytes) -> int:
    """What the request would be answered with."""
    try:
        decode_request(Head(method, path, query, {}), body)
    except Refused as refused:
        return refused.status
    return 200


@settings(deadline=None)
@given(path=PATHS, message=MESSAGES)
def test_any_object_is_completed(path: str, message: dict[str, Any]) -> None:
    body = json.dumps(message).encode()
    if any(word in body for word in (b"NaN", b"Infinity")):
        return
    for one in completed(path, body):
        assert parse_time(one["receivedAt"]) == NOW
        assert isinstance(one["writeKey"], str)
        assert one["writeKey"]
        assert one["messageId"]
        assert one["timestamp"] is not None
        assert loads(dumps(one)).keys() == one.keys()
        discard_reason(one)
        summarise(one)


@settings(deadline=None)
@given(message=MESSAGES)
def test_any_line_of_a_file_is_completed_or_left(message: dict[str, Any]) -> None:
    one, judged_at = complete_imported(message, now=NOW, new_id=lambda: "new-id")
    assert isinstance(judged_at, int)
    if message.get("receivedAt") is not None:
        assert one == message
    else:
        assert parse_time(one["receivedAt"]) is not None
        assert judged_at == NOW


@settings(deadline=None)
@given(path=PATHS, message=MESSAGES, cut=st.integers(0, 200), put=st.binary(max_size=8))
def test_any_bytes_are_read_or_refused(
    path: str, message: dict[str, Any], cut: int, put: bytes
) -> None:
    body = json.dumps(message).encode()
    broken = body[:cut] + put + body[cut + 1 :]
    assert status("POST", path, "", broken) in (200, 400, 413)


@settings(deadline=None)
@given(query=st.text(st.characters(max_codepoint=255), max_size=200))
def test_any_query_of_a_pixel_is_read_or_refused(query: str) -> None:
    assert status("GET", "/v1/pixel/track", query, b"") in (200, 400)
