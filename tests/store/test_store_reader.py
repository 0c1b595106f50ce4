"""What lists, the funnel and the histogram show."""

import sqlite3
import threading
from contextlib import closing

import pytest
from samples import CONFIGURATION, NOON, change, delivery, finding, judge, put, track

from app.store.capture_file import create
from app.store.errors import Cancelled, DamagedCapture, NoSuchRow
from app.store.filters import QUERY_ALL, parse
from app.store.listing import PAIR_RULE
from app.store.model import Bar, EventRow, Funnel, Loss, Progress
from app.store.reader import Reader


def test_an_empty_capture(reader):
    nothing = Loss(0)
    assert reader.progress() == Progress(0, 0)
    assert list(reader.ids(QUERY_ALL)) == []
    assert reader.rows([]) == reader.rows([1]) == []
    assert reader.span(QUERY_ALL) is None
    assert reader.span(parse("a")) is None
    assert reader.counts_by_rule() == reader.requests() == reader.messages() == []
    assert reader.funnel(QUERY_ALL) == Funnel(
        shown=0,
        total=0,
        pending=0,
        received=0,
        mapped=0,
        sendable=0,
        acceptable=0,
        tied=0,
        organic=0,
        purchases=0,
        page_views=0,
        unmapped=nothing,
        discarded=0,
        dropped=nothing,
        filtered=0,
        rejected=nothing,
        anonymous=nothing,
    )
    with pytest.raises(NoSuchRow):
        reader.message(1)
    with pytest.raises(NoSuchRow):
        reader.body(1)


def test_a_row_of_the_list(writer, reader):
    message = track(
        userId="u-1",
        originalTimestamp="2026-11-24T11:00:00.250Z",
        properties={"product_id": "HP-5520", "name": "Kettle"},
        context={"library": {"name": "analytics.js", "version": "1.84"}},
    )
    put(writer, message, message, origin="https://shop.example")
    pair = finding(PAIR_RULE, others=(2, 9))
    judge(
        writer,
        {1: ("accepted", (delivery(tie="sponsored"),)), 2: ("accepted", ())},
        [
            change(1, finding("BID-003", "info")),
            change(1, pair, pair),
            change(1, finding("PUR-004", "error")),
        ],
    )
    writer.mark([1], True).result(30)
    first, second = reader.rows([1, 2])
    assert first == EventRow(
        id=1,
        time=NOON - 3_600_000 + 250,
        received_at=NOON,
        type="track",
        name="Product Clicked",
        verdict="accepted",
        tie="sponsored",
        becomes=("click",),
        anonymous_id="anna-1",
        user_id="u-1",
        products="HP-5520 Kettle",
        findings=(("PUR-004", "error"), ("CLK-001", "warning"), ("BID-003", "info")),
        library="analytics.js 1.84",
        origin="https://shop.example",
        message_id="m-1",
        marked=True,
        pair=2,
        replays=0,
    )
    assert (second.findings, second.marked, second.pair) == ((), False, None)
    assert [row.id for row in reader.rows([2, 7, 1])] == [2, 1]


def test_a_message_has_the_worst_tie_and_only_if_it_is_accepted(writer, reader):
    rows = put(writer, track(), track())
    sponsored, anonymous = delivery(tie="sponsored"), delivery(tie="anonymous")
    judge(
        writer,
        {
            1: ("accepted", (sponsored, anonymous, delivery(tie="organic"), delivery())),
            2: ("dropped", (sponsored, delivery("dropped"))),
        },
    )
    assert [row.tie for row in reader.rows(rows)] == ["anonymous", None]


def fill(writer):
    """Eleven messages, one of each fate and some more."""
    put(writer, *(track(f"Event {number}") for number in range(1, 12)))
    click, impression = delivery(tie="sponsored"), delivery(tie="organic", action="impression")
    judge(
        writer,
        {
            1: ("discarded", ()),
            2: ("unmapped", ()),
            3: ("unmapped", ()),
            4: ("dropped", (delivery("dropped"), click)),
            5: ("dropped", (delivery("dropped"),)),
            6: ("rejected", (delivery("rejected", action="purchase"),)),
            7: ("filtered", (delivery("filtered"), delivery("filtered"))),
            8: ("accepted", (click, impression)),
            9: ("accepted", (delivery(tie="anonymous"), delivery(action="purchase"))),
            10: ("accepted", (delivery(action="pageviews"),)),
        },
        [
            change(2, finding("SHP-014", "info", "unknown event")),
            change(3, finding("SHP-013", "error", "page view")),
            change(4, finding("PLV-001", "error", "partial list", delivery=0)),
            change(5, finding("PLV-001", "error", "partial list")),
            # More often, but no cause of the loss.
            *(change(row, finding("PLV-006", "warning", "shared id")) for row in (4, 5, 8)),
            change(6, finding("PUR-004", "error", "price zero")),
            # About the other delivery of the message.
            change(9, finding("BID-001", "warning", "missing bid", delivery=0)),
            change(9, finding("BID-002", "error", "wrong key", delivery=1)),
            change(1, finding("ING-001", "error", "discarded")),
        ],
    )


def test_the_funnel(writer, reader):
    fill(writer)
    assert reader.funnel(QUERY_ALL) == Funnel(
        shown=11,
        total=11,
        pending=1,
        received=11,
        mapped=11,
        sendable=7,
        acceptable=6,
        tied=2,
        organic=1,
        purchases=1,
        page_views=1,
        unmapped=Loss(2, "SHP-013 page view"),
        discarded=1,
        dropped=Loss(2, "PLV-001 partial list"),
        filtered=2,
        rejected=Loss(1, "PUR-004 price zero"),
        anonymous=Loss(1, "BID-001 missing bid"),
    )


def test_the_funnel_counts_what_the_filter_shows(writer, reader):
    fill(writer)
    funnel = reader.funnel(parse("verdict:dropped,pending"))
    assert (funnel.shown, funnel.total, funnel.pending, funnel.mapped) == (3, 11, 1, 3)
    assert (funnel.tied, funnel.dropped.count, funnel.unmapped) == (1, 2, Loss(0))
    funnel = reader.funnel(QUERY_ALL, upto=5)
    assert (funnel.shown, funnel.total, funnel.pending, funnel.rejected) == (5, 5, 0, Loss(0))
    funnel = reader.funnel(parse('event:"event 1"'), upto=10)
    assert (funnel.shown, funnel.total) == (2, 10)


def test_the_histogram(writer, reader):
    fill(writer)
    later = track("Late", originalTimestamp="2026-11-24T12:00:30.999Z")
    put(writer, later, track("Too late", originalTimestamp="2026-11-24T12:00:45Z"))
    judge(writer, {12: ("accepted", ()), 13: ("accepted", ())})
    bars = reader.histogram(QUERY_ALL, start=NOON - 15_000, bar=15_000, bars=4)
    assert bars == [
        Bar(NOON - 15_000, 0, 0, 0, 0),
        Bar(NOON, accepted=3, unmapped=3, dropped=3, rejected=1),
        Bar(NOON + 15_000, 0, 0, 0, 0),
        Bar(NOON + 30_000, 1, 0, 0, 0),
    ]
    (bar,) = reader.histogram(parse("verdict:unmapped"), start=NOON, bar=15_000, bars=1)
    assert bar == Bar(NOON, 0, 2, 0, 0)
    assert reader.span(QUERY_ALL) == (NOON, NOON + 45_000)
    assert reader.span(parse("late")) == (NOON + 30_999, NOON + 45_000)


def test_the_rules_are_counted_by_message(writer, reader):
    put(writer, track(), track())
    twice = finding("PUR-003", "error")
    judge(
        writer,
        {1: ("accepted", ()), 2: ("accepted", ())},
        [
            change(1, twice, twice),
            change(1, finding("CLK-001")),
            change(2, finding("CLK-001")),
            change(2, finding("PUR-003", "info")),
            change(None, finding("QA-001", "info")),
        ],
    )
    assert reader.counts_by_rule() == [
        ("PUR-003", "error", 1),
        ("CLK-001", "warning", 2),
        ("PUR-003", "info", 1),
        ("QA-001", "info", 0),
    ]


def test_messages_come_in_pages(writer, reader):
    put(writer, *(track(f"Event {number}") for number in range(5)))
    assert [row for row, _, _ in reader.messages(limit=2)] == [1, 2]
    assert [message["event"] for _, message, _ in reader.messages(after=3)] == [
        "Event 3",
        "Event 4",
    ]


def test_a_read_sees_one_state_and_holds_nothing_open(writer, reader, path):
    put(writer, track())
    reader.funnel(QUERY_ALL)
    assert not reader._connection.in_transaction
    with closing(sqlite3.connect(path)) as connection:
        busy, *_ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    assert busy == 0


def test_a_read_can_be_cancelled_from_another_thread(writer, reader):
    put(writer, *(track(properties={"x": "y" * 200}) for _ in range(300)))
    caught = []
    started = threading.Event()

    def forever(_value):
        started.set()
        return 1

    reader._connection.create_function("endless", 1, forever)

    def read():
        try:
            with reader._reading():
                many = "message AS a, message AS b, message AS c, message AS d"
                reader._connection.execute(f"SELECT count(*) FROM {many} WHERE endless(a.id)")
        except Cancelled as error:
            caught.append(error)

    thread = threading.Thread(target=read)
    thread.start()
    assert started.wait(30)
    reader.interrupt()
    thread.join(30)
    assert caught
    assert len(reader.ids(QUERY_ALL)) == 300


def test_an_interrupt_between_two_statements_of_a_call_is_not_lost(writer, reader):
    put(writer, *(track() for _ in range(3000)))

    def two_statements():
        with reader._reading():
            reader._connection.execute("SELECT 1").fetchall()
            reader.interrupt()
            pairs = "SELECT count(*) FROM message AS a, message AS b WHERE a.id + b.id > 0"
            reader._connection.execute(pairs).fetchall()

    with pytest.raises(Cancelled):
        two_statements()


def test_an_interrupt_while_nothing_runs_does_nothing(writer, reader):
    put(writer, track())
    reader.interrupt()
    assert len(reader.ids(QUERY_ALL)) == 1
    assert len(reader.rows([1])) == 1


def tampered(path, *statements):
    create(path)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA writable_schema = ON")
        for statement in statements:
            connection.execute(statement)


REQUEST = (
    "INSERT INTO request(received_at, method, target, status, write_key, notes, body) "
    "VALUES(0, '', '', 200, '', x'5b5d', x'')"
)
MESSAGE = (
    "INSERT INTO message(request, position, received_at, judged_at, time, type, name, message_id, "
    "anonymous_id, user_id, page_path, library, products, origin, ids, plain, size, json) "
    "VALUES(1, 0, 0, 0, 0, '', {name}, '', '', '', '', '', '', '', '', {plain}, 0, {json})"
)


def test_a_body_that_is_no_json_in_a_strangers_file_is_told(path):
    tampered(path, REQUEST, MESSAGE.format(name="''", plain=0, json="x'7b'"))
    with closing(Reader(path)) as reader:
        for call in (reader.messages, lambda: reader.message(1)):
            with pytest.raises(DamagedCapture):
                call()
        for text in ("in.a:x", "out.a:x", "a", "ä"):
            assert list(reader.ids(parse(text))) == []


def test_bytes_that_are_no_text_in_a_strangers_file_are_told(path):
    name = "CAST(x'ff' AS TEXT)"
    tampered(path, REQUEST, MESSAGE.format(name=name, plain=1, json="x'7b7d'"))
    with closing(Reader(path)) as reader:
        with pytest.raises(DamagedCapture):
            reader.rows([1])
        assert reader.messages() == [(1, {}, 0)]


@pytest.mark.parametrize("json", ["x'5b5d'", "x'31'", "x'6e756c6c'"])
def test_a_message_that_is_no_object_in_a_strangers_file_is_told(path, json):
    tampered(path, REQUEST, MESSAGE.format(name="''", plain=1, json=json))
    with closing(Reader(path)) as reader:
        for call in (reader.messages, lambda: reader.message(1)):
            with pytest.raises(DamagedCapture):
                call()


@pytest.mark.parametrize("json", ["x'7b7d'", "x'5b5d'", "x'31'", "x'7b'"])
def test_a_configuration_that_is_none_in_a_strangers_file_is_told(path, json):
    tampered(
        path,
        f"INSERT INTO configuration(hash, created, json) VALUES('h', 0, {json})",
        "INSERT INTO meta VALUES('configuration', 'h')",
    )
    with closing(Reader(path)) as reader, pytest.raises(DamagedCapture):
        reader.configuration()


def test_findings_that_are_none_in_a_strangers_file_are_told(path):
    tampered(
        path,
        REQUEST,
        MESSAGE.format(name="''", plain=1, json="x'7b7d'"),
        "INSERT INTO configuration(id, hash, created, json) VALUES(1, 'h', 0, x'7b7d')",
        "INSERT INTO finding(message, code, position, severity, title, configuration, details) "
        "VALUES(1, 'X-1', 0, 'dreadful', 't', 1, x'5b5d')",
    )
    with closing(Reader(path)) as reader:
        assert reader.rows([1])[0].findings == (("X-1", "dreadful"),)
        with pytest.raises(DamagedCapture):
            reader.findings(1)


def test_the_configuration_comes_back_whole(writer, reader):
    writer.save_configuration(CONFIGURATION).result(30)
    assert reader.configuration() == CONFIGURATION


def test_a_silenced_finding_gives_no_severity_and_shows_on_no_row(writer, reader):
    first, second = put(writer, track(), track(messageId="m-2"))
    loud, quiet = finding("A-1", "info"), finding("B-1", "error", silenced=True)
    verdict = ("accepted", (delivery(),))
    judge(
        writer,
        {first: verdict, second: verdict},
        [change(first, loud), change(first, quiet), change(second, quiet)],
    )
    assert [row.findings for row in reader.rows([first, second])] == [(("A-1", "info"),), ()]
    assert list(reader.ids(parse("has:finding"))) == [first]
    assert [one.code for one in reader.findings(second)] == ["B-1"]
