"""Messages out of files, and the places of what is none."""

import json
from pathlib import Path
from typing import Any

import pytest

from app.cli.source import Entry, SourceError, Unreadable, entries, read_source


def read(data: bytes) -> list[Any]:
    """Items, and (line, column) of what is unreadable."""
    return [one.item if isinstance(one, Entry) else (one.line, one.column) for one in entries(data)]


@pytest.mark.parametrize(
    "data",
    [
        b'{"n":1}\n{"n":2}\n',
        b'\xef\xbb\xbf{"n":1}\r\n\r\n  {"n":2}',
        b'[{"n":1},{"n":2}]',
        b'[\n {"n": 1},\n {"n": 2}\n]\n',
        b'{"batch":[{"n":1},{"n":2}]}',
        b'{"batch":[{"n":1}]}\n{"n":2}\n',
    ],
)
def test_every_form_gives_the_messages_in_order(data: bytes) -> None:
    assert read(data) == [{"n": 1}, {"n": 2}]


def test_one_object_over_several_lines_is_one_message() -> None:
    assert read(b'{\n "n": 1\n}') == [{"n": 1}]


def test_nothing_is_no_message_and_no_error() -> None:
    assert read(b"") == read(b"\n \r\n") == read(b"[]") == read(b'{"batch":[]}') == []


def test_a_batch_gives_its_items_what_it_says() -> None:
    body = {
        "batch": [{"n": 1}],
        "sentAt": "2026-11-24T12:00:00Z",
        "writeKey": "AbCdEf",
        "context": {"library": {"name": "x"}},
    }
    [entry] = list(entries(json.dumps(body).encode()))
    assert isinstance(entry, Entry)
    assert entry.envelope.sent_at == "2026-11-24T12:00:00Z"
    assert entry.envelope.context == {"library": {"name": "x"}}
    assert entry.write_key == "AbCdEf"


def test_a_message_may_have_a_key_named_batch() -> None:
    assert read(b'{"type":"track","batch":[1]}') == [{"type": "track", "batch": [1]}]
    assert read(b'{"batch":"no list"}') == [{"batch": "no list"}]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b'{"n":1}\n{"n":}\n{"n":3}', [{"n": 1}, (2, 6), {"n": 3}]),
        (b'{"n":\n{"n":2}', [(1, 6), {"n": 2}]),
        (b'{"n":1,\n{"n":2}', [(1, 8), {"n": 2}]),
        (b'{"n":1}\n\xff\xfe\n{"n":3}', [{"n": 1}, (2, 1), {"n": 3}]),
        (b'{"n":1}\n7\nnull\n{"n":4}', [{"n": 1}, (2, 1), (3, 1), {"n": 4}]),
        (b'{"n":NaN}\n{"n":2}', [(1, 6), {"n": 2}]),
        (b'[{"n":1},7,{"n":3}]', [{"n": 1}, (1, 10), {"n": 3}]),
        (b'[\n{"n":1},\n  "x"\n]', [{"n": 1}, (3, 3)]),
        (b'{"sentAt":"x",\n"batch":[{"n":1},\n null]}', [{"n": 1}, (3, 2)]),
        (b'{"n":1}\n{"batch":[5]}', [{"n": 1}, (2, 11)]),
        (b"[" * 5_000 + b"\n" + b'{"n":1}', [(1, 201)]),
        (b'[{"n":1},\n{"n":]', [(2, 6)]),
        (b'{\n "n": 1,\n "m": }', [(3, 7)]),
        (b'{"batch": [\n{"n":1},\n{]}', [(3, 2)]),
        (b"7", [(1, 1)]),
        (b"x", [(1, 1)]),
    ],
)
def test_what_cannot_be_read_is_named_by_line_and_column(data: bytes, expected: list[Any]) -> None:
    assert read(data) == expected


def test_the_reason_is_a_readers_own() -> None:
    [bad] = list(entries(b'{"a":01}'))
    assert isinstance(bad, Unreadable)
    assert "delimiter" in bad.reason


def test_files_are_read_as_bytes(tmp_path: Path) -> None:
    path = tmp_path / "messages.jsonl"
    path.write_bytes(b'{"n":1}\r\n')
    assert read_source(str(path)) == b'{"n":1}\r\n'


def test_what_is_no_file_is_said_in_a_sentence(tmp_path: Path) -> None:
    capture = tmp_path / "x.tsi"
    capture.write_bytes(b"SQLite format 3\x00" + bytes(100))
    for name in (str(tmp_path / "missing"), str(tmp_path), "a\x00b", str(capture)):
        with pytest.raises(SourceError, match=r"\.$|export"):
            read_source(name)
