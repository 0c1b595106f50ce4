"""No list, count or look of the follower reads a table from end to end where it can seek."""

import re
import sqlite3
from contextlib import closing

import pytest
from samples import change, delivery, finding, judge, put, request, track

from app.store.filters import QUERY_ALL, parse
from app.store.model import Retention
from app.store.reader import Reader
from app.store.upkeep import Upkeep
from app.store.writer import Writer

TABLES = "request|message|judgement|delivery|finding|annotation|attempt|auction"
SCAN = re.compile(rf"SCAN (?:(?:{TABLES})\b|[mjdfra]\b)(.*)")


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    path = tmp_path_factory.mktemp("plans") / "shop.tsi"
    writer = Writer(path)
    rows = put(writer, *(track(messageId=f"m-{n}") for n in range(20)))
    writer.store(request(status=400), ()).result(30)
    judge(
        writer,
        {row: ("accepted", (delivery(tie="anonymous"),)) for row in rows},
        [change(row, finding()) for row in rows],
    )
    reader = Reader(path)
    yield path, reader
    reader.close()
    writer.close()


def statements(connection, work):
    """The statements that `work` runs, values and all."""
    seen = []
    connection.set_trace_callback(seen.append)
    try:
        work()
    finally:
        connection.set_trace_callback(None)
    return [one for one in seen if one.lstrip().upper().startswith(("SELECT", "WITH", "DELETE"))]


def scans(connection, sql):
    """Tables and the indexes of them that a statement reads from end to end."""
    plan = connection.execute(f"EXPLAIN QUERY PLAN {sql}").fetchall()
    return [match[0] for *_, step in plan if (match := SCAN.search(step))]


SEEKING = {
    "rows": lambda reader: reader.rows([1, 5, 9]),
    "labels": lambda reader: reader.labels([1, 5, 9]),
    "message": lambda reader: reader.message(7),
    "messages": lambda reader: reader.messages(after=10),
    "deliveries": lambda reader: reader.deliveries(7),
    "findings": lambda reader: reader.findings(7),
    "findings of the capture": lambda reader: reader.findings(None),
    "attempts": lambda reader: reader.attempts(7),
    "annotations": lambda reader: reader.annotations(7),
    "silences": lambda reader: reader.silences(),
    "requests": lambda reader: reader.requests(after=3),
    "auctions": lambda reader: reader.auctions(after=3),
    "auction of a bid": lambda reader: reader.auction_of("bid-1"),
    "body": lambda reader: reader.body(3),
    "progress": lambda reader: reader.progress(),
    "span": lambda reader: reader.span(QUERY_ALL),
    "new ids": lambda reader: reader.ids(QUERY_ALL, after=15),
    "new ids of a filter": lambda reader: reader.ids(parse("verdict:dropped"), after=15),
    "histogram": lambda reader: reader.histogram(QUERY_ALL, start=0, bar=10, bars=3),
}


@pytest.mark.parametrize("name", SEEKING)
def test_it_seeks(shop, name):
    _, reader = shop
    connection = reader._connection
    found = statements(connection, lambda: SEEKING[name](reader))
    assert found
    assert [scan for sql in found for scan in scans(connection, sql)] == []


NARROW = {
    "ids": (lambda reader: reader.ids(QUERY_ALL), "message_request"),
    "rules": (lambda reader: reader.counts_by_rule(), "finding_code"),
    "refused": (lambda reader: reader.requests(refused=True), "request_refused"),
}


@pytest.mark.parametrize("name", NARROW)
def test_where_all_is_read_a_narrow_index_is(shop, name):
    _, reader = shop
    work, index = NARROW[name]
    connection = reader._connection
    (sql,) = statements(connection, lambda: work(reader))
    steps = [step for *_, step in connection.execute(f"EXPLAIN QUERY PLAN {sql}")]
    assert any(re.search(rf"USING (?:COVERING )?INDEX {index}\b", step) for step in steps), steps


def test_the_whole_funnel_is_counted_by_index(shop):
    _, reader = shop
    connection = reader._connection
    sql = statements(connection, lambda: reader.funnel(QUERY_ALL))[0]
    steps = [step for *_, step in connection.execute(f"EXPLAIN QUERY PLAN {sql}")]
    for index in ("message_request", "judgement_verdict", "delivery_outcome"):
        assert any(f"COVERING INDEX {index}" in step for step in steps), (index, steps)
    assert all("COVERING INDEX" in scan for scan in scans(connection, sql))


def test_upkeep_seeks(shop):
    path, _ = shop
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        work = Upkeep(clock=lambda: 10**15, keep_refused=0)
        work.keep(Retention(messages=5, days=1))
        connection.execute("BEGIN")
        found = statements(connection, lambda: work.step(connection))
        looks = [sql for sql in found if not sql.startswith("DELETE FROM message")]
        assert any("status >= 400" in sql for sql in looks)
        read = {scan for sql in looks for scan in scans(connection, sql)}
        assert read <= {"SCAN request USING INDEX request_refused"}
        connection.execute("ROLLBACK")
