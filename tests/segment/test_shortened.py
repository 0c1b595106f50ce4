"""Messages of many megabytes keep their beginning; and what bodies cost in memory."""

import gzip
import json
import tracemalloc
from typing import Any

import pytest

from app.segment.discard import discard_reason
from app.segment.jsontext import dumps, loads
from app.segment.memory import MAX_NEEDED, needed_memory
from app.segment.refused import Refused
from app.segment.shortened import MAX_MESSAGE, is_huge, shortened
from app.segment.wire import Head, decode_request

HUGE: dict[str, Any] = {
    "a text": {"event": "x" * 2_000_000, "userId": "u"},
    "a key": {"k" * 2_000_000: 1, "userId": "u"},
    "many keys": {**{f"k{n}": n for n in range(300_000)}, "userId": "u"},
    "a list": {"properties": {"products": list(range(400_000))}, "userId": "u"},
    "many small things": {"properties": {"a": [{"b": {"c": "d"}}] * 100_000}, "userId": "u"},
    "lists in lists": {"a": [[[[n] * 10] * 20] * 20 for n in range(100)], "userId": "u"},
}


@pytest.mark.parametrize("message", HUGE.values(), ids=HUGE.keys())
def test_a_huge_message_keeps_its_beginning(message: dict[str, Any]) -> None:
    assert is_huge(message)
    short = shortened(message)
    assert len(dumps(short)) < 100_000
    assert not is_huge(short)
    assert short.keys() <= {key if len(key) <= 1_000 else f"{key[:1_000]}…" for key in message}
    if len(message) < 100:
        assert short["userId"] == "u"


def test_what_is_not_huge_stays_whole() -> None:
    message = {"event": "x", "properties": {"pad": "y" * (MAX_MESSAGE - 1_000)}}
    assert not is_huge(message)
    assert is_huge({**message, "more": "z" * 1_000})


@pytest.mark.parametrize("path", ["/v1/t", "/v1/batch"])
def test_a_huge_message_is_taken_and_marked(path: str) -> None:
    event = {"type": "track", "event": "x", "userId": "u", "properties": {"pad": "y" * 3_000_000}}
    content = event if path == "/v1/t" else {"batch": [{"event": "small"}, event]}
    decoded = decode_request(Head("POST", path, "", {}), json.dumps(content).encode())
    item = decoded.items[-1]
    assert item.discard is not None
    assert item.discard.code == "message_too_large"
    assert item.content["event"] == "x"
    assert len(item.content["properties"]["pad"]) == 1_001
    if path == "/v1/batch":
        assert decoded.items[0].discard is None
    assert discard_reason(item.content) is None  # it is the mark that tells


BODIES = {
    "events": json.dumps(
        [
            {"type": "track", "event": f"e{n}", "properties": {"a": n, "b": str(n), "c": [n / 7]}}
            for n in range(3_000)
        ]
    ).encode(),
    "lists": b"[" + b"[]," * 30_000 + b"1]",
    "deep lists": b"[" + (b"[" * 100 + b"]" * 100 + b",") * 500 + b"1]",
    "objects": b"[" + b"{}," * 30_000 + b"1]",
    "small objects": b"[" + b'{"a":1},' * 30_000 + b"1]",
    "fractions": b"[" + b"1.5," * 30_000 + b"1]",
    "texts": b"[" + b'"abc",' * 30_000 + b"1]",
    "one text": b'"' + b"x" * 500_000 + b'"',
    "wide texts": b'["' + "ж".encode() * 100_000 + b'"]',
    "one astral character": b'["' + b"x" * 300_000 + "😀".encode() + b'"]',
}


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES.keys())
def test_memory_is_reckoned_high_enough(body: bytes) -> None:
    needed = needed_memory(body)
    tracemalloc.start()
    value = loads(body)
    kept, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert value
    assert kept < needed < kept * 5


def test_what_takes_too_much_is_refused_before_it_is_read() -> None:
    bomb = gzip.compress(b'{"a":[' + (b"[" * 150 + b"]" * 150 + b",") * 50_000 + b"1]}", 1)
    with pytest.raises(Refused) as caught:
        decode_request(Head("POST", "/v1/t", "", {"content-encoding": "gzip"}), bomb)
    assert (caught.value.status, caught.value.code) == (413, "too_many_values")
    assert MAX_NEEDED < 256 * 1024 * 1024
