"""The body decoder under random bytes, heads and compressions: refused with a 4xx, or messages
that can be completed, judged and written; never anything else."""

import gzip
import json
import os
import zlib
from typing import Any

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from app.segment.completion import complete
from app.segment.discard import MARK, discard_reason
from app.segment.jsontext import JsonError, dumps, loads
from app.segment.keys import header_key, masked_target
from app.segment.memory import needed_memory
from app.segment.refused import Refused
from app.segment.routes import route
from app.segment.shortened import is_huge, shortened
from app.segment.summary import summarise
from app.segment.wire import Decoded, Head, decode_request

EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "150"))
"""More of them on request: the suite is to stay quick."""

FUZZ = settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
NOW = 1_795_529_109_266

SCRAPS = st.sampled_from(
    [
        b"{", b"}", b"[", b"]", b'"', b":", b",", b"\\", b"\\u", b"\\ud800", b"\\udc00", b"\\u0000",
        b"null", b"true", b"NaN", b"-Infinity", b"-", b"0", b"1e400", b"1e-400", b"-0.0", b"0x1",
        b"9" * 400, b"\xef\xbb\xbf", b"\xff", b"\xed\xa0\x80", b"\xf0\x9f\x98\x80", b"\xc3\xa9",
        b"\0", b" ", b"\n", b"\x1f\x8b", b'"batch"', b'"type"', b'"event"', b'"userId"',
        b'"context"', b'"timestamp"', b'"2026-11-24T14:05:09Z"', b'"writeKey"', b'"_inspector"',
        b"[" * 250, b"]" * 250, b'{"a":' * 150,
    ]
)  # fmt: skip
SOUP = st.lists(SCRAPS | st.binary(max_size=6), max_size=40).map(b"".join)
WORDS = ["type", "event", "userId", "context", "properties", "batch", "sentAt", MARK, "writeKey"]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(), max_size=20),
    lambda below: (
        st.lists(below, max_size=5)
        | st.dictionaries(st.sampled_from(WORDS) | st.text(max_size=5), below, max_size=6)
    ),
    max_leaves=25,
)
PATHS = st.sampled_from(["/v1/t", "/v1/page", "/v1/b", "/v1/batch", "/v1/import/", "/v1/batch/b"])
ENCODINGS = st.sampled_from(["", "gzip", "x-gzip", "deflate", "identity", "br", "gzip, gzip", "\0"])


@st.composite
def bodies(draw: st.DrawFn) -> tuple[bytes, str]:
    """A body and the encoding that its head claims, right or wrong."""
    body = draw(SOUP | JSON.map(lambda value: json.dumps(value).encode()))
    packing = draw(st.sampled_from(["", "gzip", "deflate", "raw"]))
    if packing == "gzip":
        body = gzip.compress(body, 1)
    elif packing:
        body = zlib.compress(body, 1)[slice(2, -4) if packing == "raw" else slice(None)]
    if draw(st.booleans()) and body:
        at = draw(st.integers(0, len(body) - 1))
        kind = draw(st.sampled_from(["cut", "flip", "double"]))
        flipped = bytes([body[at] ^ (1 << draw(st.integers(0, 7)))])
        body = {
            "cut": body[:at],
            "flip": body[:at] + flipped + body[at + 1 :],
            "double": body + body[at:],
        }[kind]
    right = {"": "", "raw": "deflate"}.get(packing, packing)
    return body, draw(st.just(right) | ENCODINGS)


def outcome(head: Head, body: bytes) -> Decoded | Refused:
    """The messages of a request, or its refusal."""
    try:
        return decode_request(head, body)
    except Refused as refused:
        return refused


def check(decoded: Decoded) -> None:
    """Everything that is done to a message later can be done to these."""
    assert isinstance(decoded.request_key, str)
    for item in decoded.items:
        message = complete(
            item.content,
            received_at=NOW,
            envelope=decoded.envelope,
            type_from_path=decoded.type_from_path,
            write_key=decoded.write_key,
            ip="127.0.0.1",
            client=decoded.client,
            discard=item.discard,
            new_id=lambda: "new-id",
        )
        text = dumps(message)
        assert loads(text).keys() == message.keys()
        assert message["receivedAt"]
        assert message["messageId"]
        assert isinstance(message["writeKey"], str)
        assert MARK not in message
        discard_reason(message)
        summarise(message)


@FUZZ
@given(bodies(), PATHS)
@example((b'{"timestamp":"0001-01-01T00:00:00Z","sentAt":"9999-12-31T23:59:59Z"}', ""), "/v1/t")
@example((b'{"batch":[{"context":{"direct":true}}],"context":[]}', ""), "/v1/batch")
def test_a_body_is_refused_or_completed(body: tuple[bytes, str], path: str) -> None:
    raw, encoding = body
    found = outcome(Head("POST", path, "", {"content-encoding": encoding}), raw)
    if isinstance(found, Decoded):
        check(found)
    else:
        assert found.status in (400, 413, 415)
        assert found.code
        assert found.message


@FUZZ
@given(JSON)
def test_what_python_writes_is_read_as_python_reads_it(value: Any) -> None:
    text = json.dumps(value)
    try:
        ours = loads(text.encode("utf-8"))
    except JsonError:
        assert "NaN" in text or "Infinity" in text
        return
    assert json.dumps(ours, default=str).count(",") == text.count(",")
    assert loads(dumps(ours)) is not None or ours is None


@FUZZ
@given(JSON)
def test_no_value_takes_more_memory_than_is_reckoned(value: Any) -> None:
    body = json.dumps(value, ensure_ascii=True).encode()
    assert needed_memory(body) >= 2 * len(body)


@FUZZ
@given(st.dictionaries(st.text(max_size=8), JSON, max_size=8))
def test_a_small_message_is_shortened_to_itself(message: dict[str, Any]) -> None:
    assert not is_huge(message)
    assert dumps(shortened(message)) == dumps(message)


@FUZZ
@given(st.text(max_size=60), st.text(max_size=60))
def test_heads_never_fail(path: str, text: str) -> None:
    route(f"/{path}")
    masked_target(path, text)
    header_key(text)
    header_key(f"Basic {text}")
    head = Head("GET", "/v1/pixel/track", text, {"authorization": text})
    found = outcome(head, b"")
    if isinstance(found, Decoded):
        check(found)
    else:
        assert found.status == 400
