"""What keeps a capture small, and what stays all the same."""

import sqlite3
import threading
import time
from contextlib import closing

import pytest
from samples import CONFIGURATION, NOON, change, delivery, finding, judge, put, request, track

from app.segment.record import CompletedMessage
from app.store import upkeep
from app.store.derived import derived_rows
from app.store.filters import QUERY_ALL, parse
from app.store.model import Attempt, Derived, Progress, Retention
from app.store.reader import Reader
from app.store.writer import Writer

DAY = 86_400_000
PATIENCE = 30


class Deletions:
    """Waits until a writer has deleted so many messages."""

    def __init__(self):
        self.count = 0
        self._changed = threading.Condition()

    def __call__(self, count):
        with self._changed:
            self.count += count
            self._changed.notify_all()

    def wait(self, count):
        with self._changed:
            assert self._changed.wait_for(lambda: self.count >= count, PATIENCE), self.count


@pytest.fixture
def deletions():
    return Deletions()


@pytest.fixture
def writer(path, deletions):
    writer = Writer(path, on_deleted=deletions, clock=lambda: NOON)
    yield writer
    writer.close()


def idle(writer):
    """Wait until upkeep has nothing more to do."""
    with writer._changed:
        done = writer._changed.wait_for(
            lambda: writer._upkeep_since is None and not writer.busy, PATIENCE
        )
    assert done
    # The slice that found nothing to do may still be under way; this comes after it.
    writer.annotate([], "mark", "on").result(PATIENCE)


def until(condition):
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def accepted(*rows):
    return {row: ("accepted", (delivery(),)) for row in rows}


def clicks(count, start=0):
    return [track(messageId=f"m-{number}") for number in range(start, start + count)]


def counts(path):
    tables = ("request", "message", "judgement", "delivery", "finding", "annotation", "attempt")
    with closing(sqlite3.connect(path)) as connection:
        return {
            table: connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
            for table in tables
        }


def attempt(row, target):
    return Attempt(row, "Click", "r", target, NOON, b"{}", "accepted", 204, "", 5, "accepted")


def test_nothing_is_deleted_at_the_start(writer, reader):
    rows = put(writer, *clicks(5), received_at=NOON - 900 * DAY)
    judge(writer, accepted(*rows))
    idle(writer)
    assert list(reader.ids(QUERY_ALL)) == rows
    assert writer.retention == Retention()


def test_the_last_messages_stay_with_what_hangs_on_them(writer, reader, path, deletions):
    rows = put(writer, *clicks(50))
    judge(writer, accepted(*rows), [change(row, finding()) for row in rows])
    writer.keep(Retention(messages=7))
    deletions.wait(43)
    idle(writer)
    assert list(reader.ids(QUERY_ALL)) == rows[-7:]
    left = dict.fromkeys(("request", "message", "judgement", "delivery", "finding"), 7)
    until(lambda: counts(path) == left | {"annotation": 0, "attempt": 0})
    assert reader.progress() == Progress(50, 50, deleted=43)
    assert reader.progress().messages == reader.progress().judged == 7
    (next_row,) = put(writer, track(messageId="later"))
    assert next_row == 51
    judge(writer, accepted(51))
    deletions.wait(44)
    assert list(reader.ids(QUERY_ALL)) == [*rows[-6:], 51]
    assert reader.funnel(QUERY_ALL).total == reader.funnel(QUERY_ALL).shown == 7


def test_messages_of_the_last_days_stay(writer, reader, deletions):
    old = put(writer, *clicks(3), received_at=NOON - 3 * DAY - 1)
    edge = put(writer, *clicks(3, 3), received_at=NOON - 3 * DAY)
    judge(writer, accepted(*old, *edge))
    writer.keep(Retention(days=3))
    deletions.wait(3)
    idle(writer)
    assert list(reader.ids(QUERY_ALL)) == edge
    until(lambda: [one.id for one in reader.requests()] == [4, 5, 6])


def test_everything_may_be_too_old_and_ids_go_on(path, writer, reader, deletions):
    rows = put(writer, *clicks(4), received_at=NOON - 9 * DAY)
    judge(writer, accepted(*rows))
    writer.keep(Retention(days=1))
    deletions.wait(4)
    assert list(reader.ids(QUERY_ALL)) == []
    assert reader.progress() == Progress(4, 4, deleted=4)
    writer.close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("VACUUM")
    again = Writer(path)
    try:
        assert again.progress == Progress(4, 4, deleted=4)
        assert put(again, track()) == [5]
    finally:
        again.close()


def test_what_is_not_analysed_stays(writer, reader, deletions):
    rows = put(writer, *clicks(10))
    judge(writer, accepted(*rows[:4]))
    writer.keep(Retention(messages=1))
    deletions.wait(4)
    idle(writer)
    assert list(reader.ids(QUERY_ALL)) == rows[4:]
    judge(writer, accepted(*rows[4:]))
    deletions.wait(9)
    assert list(reader.ids(QUERY_ALL)) == rows[-1:]


def test_what_a_person_has_marked_stays_until_the_mark_is_gone(writer, reader, path, deletions):
    rows = put(writer, *clicks(60))
    judge(writer, accepted(*rows))
    writer.mark([2], True)
    writer.annotate([3], "note", "look here")
    writer.annotate([4], "colour", "red")
    writer.annotate([5], "hidden", "on")
    writer.mark([6], True)
    writer.mark([6], False)
    writer.record([attempt(7, "test key"), attempt(8, "sandbox")]).result(PATIENCE)
    writer.keep(Retention(messages=1))
    deletions.wait(55)
    idle(writer)
    assert list(reader.ids(QUERY_ALL)) == [2, 3, 4, 7, 60]
    assert reader.message(3).target == "/v1/t"
    until(lambda: counts(path)["request"] == 5)
    writer.mark([2], False)
    deletions.wait(56)
    idle(writer)
    assert list(reader.ids(QUERY_ALL)) == [3, 4, 7, 60]
    until(lambda: counts(path)["request"] == 4)


def test_a_batch_goes_message_by_message_and_its_request_last(writer, reader, path, deletions):
    batch = tuple(CompletedMessage(index, one) for index, one in enumerate(clicks(5)))
    writer.store(request(body=b"[]"), batch).result(PATIENCE)
    writer.store(request(status=400, body=b"{"), ()).result(PATIENCE)
    writer.store(request(body=b'{"batch":[]}'), ()).result(PATIENCE)
    (last,) = put(writer, track(messageId="last"))
    judge(writer, accepted(1, 2, 3, 4, 5, last))
    writer.keep(Retention(messages=3))
    deletions.wait(3)
    idle(writer)
    assert [one.id for one in reader.requests()] == [1, 2, 3, 4]
    assert reader.message(4).target == "/v1/t"
    writer.keep(Retention(messages=1))
    deletions.wait(5)
    idle(writer)
    # Those between are older than the last message that was deleted or came with none after it.
    until(lambda: [one.id for one in reader.requests()] == [2, 3, 4])


def test_what_the_rules_still_say_of_a_deleted_message_is_left_out(writer, reader, deletions):
    rows = put(writer, *clicks(3))
    judge(writer, accepted(*rows))
    writer.keep(Retention(messages=1))
    deletions.wait(2)
    late = [change(1, finding()), change(3, finding(others=(1,))), change(None, finding("ALL-1"))]
    judge(writer, {}, late, upto=3)
    assert reader.findings(1) == []
    assert [one.others for one in reader.findings(3)] == [(1,)]
    assert len(reader.findings(None)) == 1
    assert [row.id for row in reader.rows([1, 2, 3])] == [3]


def test_a_copy_whose_first_is_gone_is_still_one(writer, reader, deletions):
    put(writer, track(), track(), track(messageId="other"))
    judge(writer, accepted(1, 2, 3))
    writer.keep(Retention(messages=2))
    deletions.wait(1)
    writer.keep(Retention())
    assert list(reader.ids(parse("is:duplicate"))) == [2]
    put(writer, track())
    assert list(reader.ids(parse("is:duplicate"))) == [2, 4]


def test_only_the_newest_refused_requests_are_kept(path):
    writer = Writer(path)
    writer._upkeep._keep_refused = 5
    reader = Reader(path)
    try:
        put(writer, track())
        for number in range(60):
            writer.store(request(status=(400, 413, 503)[number % 3], error="no"), ())
        put(writer, track(messageId="m-2"))
        writer.store(request(status=200), ()).result(PATIENCE)
        idle(writer)
        kept = [57, 58, 59, 60, 61]
        until(lambda: [one.id for one in reader.requests(refused=True)] == kept)
        assert [one.id for one in reader.requests()] == [1, 57, 58, 59, 60, 61, 62, 63]
        assert len(reader.ids(QUERY_ALL)) == 2
    finally:
        reader.close()
        writer.close()


def test_ten_thousand_refused_requests_are_kept():
    assert upkeep.KEEP_REFUSED == 10_000


def test_free_pages_are_given_back(writer, reader, path, deletions):
    big = [track(messageId=f"m-{n}", properties={"text": "x" * 20_000}) for n in range(600)]
    rows = put(writer, *big)
    judge(writer, accepted(*rows))
    before = pages(path)
    writer.keep(Retention(messages=5))
    deletions.wait(595)
    until(lambda: pages(path) < before / 2)
    assert [row.id for row in reader.rows(rows)] == rows[-5:]
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []


def pages(path):
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute("PRAGMA page_count").fetchone()[0]


def test_a_slice_that_fails_is_done_again(writer, reader, path, deletions):
    rows = put(writer, *clicks(30))
    judge(writer, accepted(*rows))
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        writer.keep(Retention(messages=1))
        with pytest.raises(Exception, match="another process"):
            writer.mark([1], True).result(PATIENCE)
        other.execute("ROLLBACK")
    writer.tidy()
    deletions.wait(29)
    assert list(reader.ids(QUERY_ALL)) == [30]


def test_a_slice_of_analysis_in_the_queue_may_be_of_deleted_rows(writer, reader, deletions):
    rows = put(writer, *clicks(3))
    judge(writer, accepted(*rows))
    writer.keep(Retention(messages=1))
    deletions.wait(2)
    slice_ = Derived(CONFIGURATION.hash, 3, (), (change(2, finding()),))
    writer.derive(derived_rows(slice_)).result(PATIENCE)
    assert reader.counts_by_rule() == []


@pytest.mark.parametrize("limits", [{"messages": 0}, {"days": 0}, {"messages": -1}])
def test_a_retention_keeps_something(limits):
    with pytest.raises(ValueError, match="at least 1"):
        Retention(**limits)
