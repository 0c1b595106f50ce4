"""Captures of every format that was ever released open, and lose nothing."""

import shutil
from pathlib import Path

import pytest

from app.store import schema
from app.store.filters import QUERY_ALL, parse
from app.store.reader import Reader
from app.store.writer import Writer

OLD = sorted((Path(__file__).parent.parent / "data").glob("format-*.tsi"))


def test_there_is_a_capture_of_every_format():
    assert [file.name for file in OLD] == [
        f"format-{number}.tsi" for number in range(1, schema.SCHEMA_VERSION + 1)
    ]


@pytest.mark.parametrize("old", OLD, ids=lambda file: file.stem)
def test_it_opens_and_holds_what_it_held(old, tmp_path):
    path = tmp_path / old.name
    shutil.copyfile(old, path)
    writer = Writer(path)
    reader = Reader(path)
    try:
        assert reader.identity.version == schema.SCHEMA_VERSION
        assert reader.identity.installation == "the one that made it"
        first, second = reader.rows(reader.ids(QUERY_ALL))
        assert (first.verdict, first.tie, first.becomes) == ("accepted", "sponsored", ("click",))
        assert (first.findings, first.marked, first.replays) == ((("IDN-002", "info"),), True, 1)
        assert (second.message_id, second.findings, second.marked) == ("old-1", (), False)
        assert reader.message(1).message["properties"]["note"] == "\ud83d"
        assert reader.message(1).origin == "https://shop.example"
        assert [one.status for one in reader.requests()] == [200, 400]
        assert list(reader.ids(parse("is:duplicate"))) == [1, 2]
        assert list(reader.ids(parse("bid:bid-1 is:marked"))) == [1]
        assert reader.findings(1)[0].others == (2,)
        assert reader.configuration().definition == "topsort-2026-07"
        assert reader.attempts(1)[0].status == 204
    finally:
        reader.close()
        writer.close()


@pytest.mark.parametrize("old", OLD, ids=lambda file: file.stem)
def test_it_is_read_as_it_lies_and_stays_as_it_is(old, tmp_path):
    path = tmp_path / old.name
    shutil.copyfile(old, path)
    path.chmod(0o400)
    reader = Reader(path)
    try:
        assert [row.id for row in reader.rows(reader.ids(QUERY_ALL))] == [1, 2]
        assert [one.status for one in reader.requests(refused=True)] == [400]
        assert reader.auction_of("bid-1") is None
    finally:
        reader.close()
    assert path.read_bytes() == old.read_bytes()
