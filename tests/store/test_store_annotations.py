"""What a person puts to messages, silences, auctions and test runs."""

import sqlite3
from contextlib import closing

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from samples import NOON, put, track

from app.store.errors import DamagedCapture, NoSuchRow
from app.store.filters import QUERY_ALL, parse
from app.store.model import Annotation, Auction, Run, Silence
from app.store.reader import Reader
from app.store.writer import Writer

PATIENCE = 30


@pytest.fixture
def writer(path):
    writer = Writer(path, clock=lambda: NOON)
    put(writer, track(), track(messageId="m-2"), track(messageId="m-3"))
    yield writer
    writer.close()


def test_the_last_value_holds_and_the_ones_before_undo_it(writer, reader):
    (first,) = writer.annotate([1], "note", "one").result(PATIENCE)
    writer.annotate([1, 2], "colour", "red").result(PATIENCE)
    (second,) = writer.annotate([1], "note", "two").result(PATIENCE)
    writer.annotate([2], "hidden", "on").result(PATIENCE)
    assert reader.labels([1, 2, 3]) == {
        1: {"note": "two", "colour": "red"},
        2: {"colour": "red", "hidden": "on"},
    }
    writer.undo(second).result(PATIENCE)
    assert reader.labels([1])[1]["note"] == "one"
    writer.undo(first).result(PATIENCE)
    assert reader.labels([1]) == {1: {"colour": "red"}}
    assert [one.value for one in reader.annotations(1) if one.kind == "note"] == [
        "one",
        "two",
        "one",
        "",
    ]
    assert reader.annotations(1)[0] == Annotation(first, NOON, "note", 1, "one")


def test_a_mark_is_undone(writer, reader):
    (number,) = writer.annotate([2], "mark", "on").result(PATIENCE)
    assert list(reader.ids(parse("is:marked"))) == [2]
    again = writer.undo(number).result(PATIENCE)
    assert list(reader.ids(parse("is:marked"))) == []
    writer.undo(again).result(PATIENCE)
    assert list(reader.ids(parse("is:marked"))) == [2]


def test_silences_hold_until_they_are_ended(writer, reader):
    value = {"rule": "BID-001", "event": "Caf\ud83d", "path": "properties.x", "note": "on purpose"}
    first = writer.silence(value).result(PATIENCE)
    second = writer.silence({"rule": "CLK-001"}).result(PATIENCE)
    assert reader.silences() == [
        Silence(first, NOON, value),
        Silence(second, NOON, {"rule": "CLK-001"}),
    ]
    ended = writer.unsilence(first).result(PATIENCE)
    assert [one.id for one in reader.silences()] == [second]
    again = writer.undo(ended).result(PATIENCE)
    assert [one.value for one in reader.silences()] == [{"rule": "CLK-001"}, value]
    writer.undo(again).result(PATIENCE)
    assert [one.id for one in reader.silences()] == [second]
    assert [one.kind for one in reader.annotations(None)] == ["silence"] * 5


@pytest.mark.parametrize("value", [{}, {"rule": ""}, {"rule": 5}, {"rule": "A-1", "ends": 1}])
def test_a_silence_names_its_rule(writer, reader, value):
    with pytest.raises(ValueError, match="names a rule"):
        writer.silence(value).result(PATIENCE)
    assert reader.silences() == []


def test_what_is_not_there_is_neither_undone_nor_ended(writer):
    silence = writer.silence({"rule": "A-1"}).result(PATIENCE)
    writer.unsilence(silence).result(PATIENCE)
    for future in (
        writer.undo(99),
        writer.unsilence(silence),
        writer.end_run(1),
        writer.annotate([99], "note", "x"),
    ):
        with pytest.raises(NoSuchRow):
            future.result(PATIENCE)


def test_messages_that_are_gone_are_left_out(writer, reader):
    assert len(writer.annotate([99, 2, 98], "note", "x").result(PATIENCE)) == 1
    assert reader.labels([1, 2, 3, 98, 99]) == {2: {"note": "x"}}


def test_remarks_are_no_silences(writer, reader):
    writer.remark("origin", "https://shop.example").result(PATIENCE)
    assert reader.silences() == []
    assert [one.kind for one in reader.annotations(None)] == ["origin"]


@given(text=st.text(st.characters()))
@settings(max_examples=40, deadline=None)
def test_any_text_is_a_note(tmp_path_factory, text):
    writer, reader = _shared(tmp_path_factory)
    writer.annotate([1], "note", text).result(PATIENCE)
    number = writer.silence({"rule": "A-1", "note": text}).result(PATIENCE)
    assert reader.silences()[-1] == Silence(
        number, reader.silences()[-1].at, {"rule": "A-1", "note": text}
    )
    assert len(reader.annotations(1)) > 0


_open = {}


def _shared(tmp_path_factory):
    if not _open:
        path = tmp_path_factory.mktemp("shared") / "shop.tsi"
        _open["writer"] = Writer(path)
        put(_open["writer"], track())
        _open["reader"] = Reader(path)
    return _open["writer"], _open["reader"]


@pytest.fixture(scope="module", autouse=True)
def _closed():
    yield
    if _open:
        _open["reader"].close()
        _open["writer"].close()
        _open.clear()


@pytest.mark.parametrize("value", ["[]", "{", '{"ends": [1]}', '{"ends": {}}'])
def test_a_silence_of_a_strangers_file_that_is_none(writer, reader, path, value):
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(
            "INSERT INTO annotation(at, kind, message, value) VALUES(0, 'silence', NULL, ?)",
            (value,),
        )
    if value.startswith('{"ends"'):
        assert reader.silences() == []
    else:
        with pytest.raises(DamagedCapture):
            reader.silences()


def test_auctions_are_found_by_their_bid(writer, reader):
    winners = [
        Auction(NOON, "bid-1", "HP-5520", "anna"),
        Auction(NOON + 1, "bid-2", "HP-1", ""),
        Auction(NOON + 2, "bid-1", "other", "late"),
        Auction(NOON, "b\ud83d\0", "", ""),
    ]
    writer.store_auctions(winners).result(PATIENCE)
    assert reader.auction_of("bid-1") == winners[0]
    assert reader.auction_of("bid-9") is None
    assert reader.auction_of("b\ud83d\0") is not None
    assert reader.auctions(limit=2) == [(1, winners[0]), (2, winners[1])]
    assert [number for number, _ in reader.auctions(after=2)] == [3, 4]


def test_runs_begin_and_end(path):
    now = [NOON]
    writer = Writer(path, clock=lambda: now[0])
    reader = Reader(path)
    try:
        first = writer.start_run("Checkout", "event:order").result(PATIENCE)
        now[0] += 5_000
        writer.end_run(first).result(PATIENCE)
        second = writer.start_run("Search").result(PATIENCE)
        assert reader.runs() == [
            Run(first, "Checkout", NOON, NOON + 5_000, "event:order"),
            Run(second, "Search", NOON + 5_000, None, ""),
        ]
        with pytest.raises(NoSuchRow):
            writer.end_run(first).result(PATIENCE)
    finally:
        reader.close()
        writer.close()


def test_hidden_messages_are_there(writer, reader):
    writer.annotate([1], "hidden", "on").result(PATIENCE)
    assert list(reader.ids(QUERY_ALL)) == [1, 2, 3]
