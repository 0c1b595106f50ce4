"""What is acknowledged is on disk; what fails harms nothing else."""

import os
import signal
import sqlite3
import subprocess
import sys
import textwrap
import threading
from contextlib import closing

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from samples import CONFIGURATION, NOON, change, delivery, finding, judge, put, request, track

from app.destination.model import Configuration
from app.segment.record import CompletedMessage, Stored
from app.store.derived import derived_rows
from app.store.errors import Busy, CaptureClosed, CaptureGone, NoSuchRow, SameFile
from app.store.filters import QUERY_ALL
from app.store.model import Attempt, Derived, DerivedMessage, Progress
from app.store.reader import Reader
from app.store.writer import Writer

SHOP = "https://shop.example"


def test_a_request_and_its_messages_come_back_as_they_were(writer, reader):
    messages = [track(messageId=f"m-{number}") for number in range(3)]
    stored = writer.store(
        request(
            body=b"\x00\xffraw", origin="https://shop.example", user_agent="curl/8", status=202
        ),
        tuple(CompletedMessage(index, message) for index, message in enumerate(messages)),
    ).result(30)
    assert stored == Stored(request=1, first=1, count=3)
    for row, message in enumerate(messages, start=1):
        found = reader.message(row)
        assert found.message == message
        assert found.received_at == found.judged_at == NOON
        assert (found.origin, found.user_agent, found.status, found.target, found.write_key) == (
            SHOP,
            "curl/8",
            202,
            "/v1/t",
            "abcd1234",
        )
        assert found.size > 100
    assert reader.body(1) == b"\x00\xffraw"


def test_a_refused_request_is_kept_without_a_message(writer, reader):
    refused = request(body=b"{", status=400, error="not JSON", notes=("item 2 is no object",))
    assert writer.store(refused, ()).result(30) == Stored(1, 0, 0)
    put(writer, track())
    (only,) = reader.requests(refused=True)
    assert (only.error, only.notes, only.size, only.messages) == (
        "not JSON",
        ("item 2 is no object",),
        1,
        0,
    )
    assert [one.messages for one in reader.requests()] == [0, 1]
    assert reader.requests(after=2) == []


def test_a_message_is_judged_at_the_time_that_it_says_it_was_received(writer, reader):
    put(writer, track(receivedAt="2026-01-01T00:00:00.500Z"), track(receivedAt="yesterday"))
    times = [judged_at for _, _, judged_at in reader.messages()]
    assert times == [1_767_225_600_500, NOON]


def test_a_message_is_listed_at_its_own_time(writer, reader):
    rows = put(
        writer,
        track(originalTimestamp="2026-01-01T00:00:00Z", timestamp="2026-02-01T00:00:00Z"),
        track(timestamp="2026-02-01T00:00:00Z"),
        track(originalTimestamp=5, timestamp=[]),
    )
    assert [row.time for row in reader.rows(rows)] == [1_767_225_600_000, 1_769_904_000_000, NOON]


def test_copies_of_a_message_id_are_rows_of_their_own(writer, reader, path):
    rows = put(writer, track(), track(messageId="other"), track(), track(), track(messageId=""))
    put(writer, track(messageId=""))
    assert len(rows) == len(set(rows)) == 5
    with closing(sqlite3.connect(path)) as connection:
        copies = connection.execute("SELECT copy_of FROM message ORDER BY id").fetchall()
    assert copies == [(None,), (None,), (1,), (1,), (None,), (None,)]


def test_a_lone_surrogate_and_a_nul_are_kept(writer, reader):
    message = track(
        "Caf\ud83d", anonymousId="a\0b", userId="\udfff", properties={"\ud800": ["\udc00\ud83d"]}
    )
    (row,) = put(writer, message, origin="\ud83d", user_agent="\udcff", target="/\ud800")
    assert reader.message(row).message == message
    (shown,) = reader.rows([row])
    assert (shown.name, shown.anonymous_id, shown.user_id) == ("Caf\\ud83d", "a\\u0000b", "\\udfff")


hostile_text = st.text(st.characters())
numbers = st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False)
json_values = st.recursive(
    st.none() | st.booleans() | numbers | hostile_text,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(hostile_text, inner, max_size=3),
    max_leaves=8,
)
FIELDS = (
    "type event messageId anonymousId userId properties context timestamp originalTimestamp "
    "receivedAt integrations"
)


@given(
    message=st.dictionaries(
        st.sampled_from(FIELDS.split()) | hostile_text,
        json_values,
    ),
    texts=st.lists(hostile_text, min_size=7, max_size=7),
    body=st.binary(max_size=50),
)
@settings(max_examples=150, deadline=None)
def test_whatever_comes_is_stored_and_comes_back(tmp_path_factory, message, texts, body):
    writer, reader = _shared(tmp_path_factory)
    head = dict(
        zip(("origin", "user_agent", "content_type", "error", "remote"), texts, strict=False)
    )
    (row,) = put(writer, message, body=body, write_key=texts[5], notes=(texts[6],), **head)
    assert reader.message(row).message == message
    assert reader.rows([row])[0].id == row
    assert reader.requests(after=row - 1)[0].notes == (texts[6],)
    assert reader.body(row) == body


_open = {}


def _shared(tmp_path_factory):
    if not _open:
        path = tmp_path_factory.mktemp("shared") / "any.tsi"
        _open["both"] = Writer(path), Reader(path)
    return _open["both"]


@pytest.fixture(scope="module", autouse=True)
def _closed_at_the_end():
    yield
    for part in reversed(_open.pop("both", ())):
        part.close()


def test_a_message_that_cannot_be_stored_fails_alone(writer, reader):
    ready, go = threading.Event(), threading.Event()
    held = Writer(
        reader._path.with_name("held.tsi"), on_progress=lambda _: (ready.set(), go.wait(30))
    )
    try:
        held.store(request(), (CompletedMessage(0, track()),))
        ready.wait(30)
        # These wait together, and share a transaction.
        good = held.store(request(), (CompletedMessage(0, track()),))
        unserialisable = held.store(request(), (CompletedMessage(0, track(properties={1, 2})),))
        too_large = held.store(request(2**70), (CompletedMessage(0, track()),))
        also_good = held.store(request(), (CompletedMessage(0, track()),))
        go.set()
        assert good.result(30).first == 2
        with pytest.raises(TypeError):
            unserialisable.result(30)
        with pytest.raises(OverflowError):
            too_large.result(30)
        assert also_good.result(30).first == 3
    finally:
        go.set()
        held.close()


def test_an_abandoned_request_is_not_stored(path):
    ready, go = threading.Event(), threading.Event()
    writer = Writer(path, on_progress=lambda _: (ready.set(), go.wait(30)))
    try:
        writer.store(request(), (CompletedMessage(0, track()),))
        ready.wait(30)
        assert writer.store(request(), (CompletedMessage(0, track("Given up")),)).cancel()
        go.set()
        assert put(writer, track("Kept")) == [2]
    finally:
        go.set()
        writer.close()


def test_a_listener_that_fails_stops_nobody(path, caplog):
    def fail(progress):
        raise RuntimeError("the window is gone")

    writer = Writer(path, on_progress=fail)
    put(writer, track(), track())
    writer.close()
    assert "the window is gone" in caplog.text


def test_progress_is_told_after_each_commit(path):
    told = []
    writer = Writer(path, on_progress=told.append)
    put(writer, track())
    put(writer, track())
    judge(writer, {1: ("unmapped", ())})
    writer.close()
    assert told == [Progress(1, 0), Progress(2, 0), Progress(2, 1)]


def test_a_slice_is_written_after_the_requests_that_wait(path):
    done = []
    ready, go = threading.Event(), threading.Event()
    writer = Writer(path, on_progress=lambda _: (ready.set(), go.wait(30)))
    try:
        writer.save_configuration(CONFIGURATION).result(30)
        writer.store(request(), (CompletedMessage(0, track()),))
        ready.wait(30)
        slice_ = writer.derive(derived_rows(Derived(CONFIGURATION.hash, 1, (), ())))
        slice_.add_done_callback(lambda _: done.append("slice"))
        last = writer.store(request(), (CompletedMessage(0, track()),))
        last.add_done_callback(lambda _: done.append("request"))
        assert writer.busy
        assert not writer.wait_idle(0)
        go.set()
        slice_.result(30)
        assert done == ["request", "slice"]
        assert writer.wait_idle(30)
    finally:
        go.set()
        writer.close()


def test_rows_are_never_altered(writer, path):
    put(writer, track())
    writer.mark([1], True).result(30)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for table in ("message", "request", "annotation"):
            with pytest.raises(sqlite3.IntegrityError, match="never altered"):
                connection.execute(f"UPDATE {table} SET id = id + 1")


def test_verdicts_are_written_and_forgotten(writer, reader):
    rows = put(writer, *(track() for _ in range(3)))
    deliveries = (
        delivery("rejected", preset="Click"),
        delivery("accepted", action="impression", tie="organic", request=b'{"a":1}'),
    )
    judge(
        writer,
        {1: ("rejected", deliveries), 2: ("accepted", deliveries[1:]), 3: ("unmapped", ())},
        [change(2, finding(paths=("properties.x",), others=(1, 3), keep=1, gap=38, delivery=0))],
    )
    assert reader.deliveries(1) == list(deliveries)
    shown = reader.rows(rows)
    assert [row.verdict for row in shown] == ["rejected", "accepted", "unmapped"]
    assert [row.tie for row in shown] == [None, "organic", None]
    assert [row.becomes for row in shown] == [("click", "impression"), ("impression",), ()]
    assert shown[1].findings == (("BID-001", "warning"),)
    (kept,) = reader.findings(2)
    assert (kept.paths, kept.others, kept.keep, kept.gap) == (("properties.x",), (1, 3), 1, 38)
    assert reader.progress() == Progress(3, 3)
    writer.forget_derived("another judge").result(30)
    assert [row.verdict for row in reader.rows(rows)] == ["pending"] * 3
    assert reader.findings(2) == reader.deliveries(1) == []
    assert reader.progress() == Progress(3, 0)
    assert reader.derived_by() == "another judge"


def test_a_change_replaces_what_the_rule_said_of_the_row_and_nothing_else(writer, reader):
    put(writer, track(), track())
    first = [
        change(1, finding("CLK-001"), finding("CLK-001", title="again")),
        change(1, finding("PUR-003", "error")),
        change(2, finding("CLK-001")),
        change(None, finding("CLK-001", "info")),
    ]
    judge(writer, {1: ("accepted", ()), 2: ("accepted", ())}, first)
    assert [one.code for one in reader.findings(1)] == ["PUR-003", "CLK-001", "CLK-001"]
    judge(writer, {}, [change(1, code="CLK-001")], upto=2)
    assert [one.code for one in reader.findings(1)] == ["PUR-003"]
    assert len(reader.findings(2)) == len(reader.findings(None)) == 1
    judge(writer, {}, [change(None, code="CLK-001")], upto=2)
    assert reader.findings(None) == []
    assert len(reader.findings(2)) == 1


def test_the_same_slice_twice_is_the_same_as_once(writer, reader):
    put(writer, track())
    for _ in range(2):
        judge(writer, {1: ("accepted", (delivery(),))}, [change(1, finding())])
    assert len(reader.deliveries(1)) == len(reader.findings(1)) == 1


def test_a_slice_of_an_unknown_configuration_is_refused_whole(writer, reader):
    put(writer, track())
    failed = writer.derive(
        derived_rows(Derived("0123", 1, (DerivedMessage(1, "accepted", ()),), ()))
    )
    with pytest.raises(ValueError, match="0123"):
        failed.result(30)
    assert reader.progress().analysed == 0


def test_the_current_configuration_is_the_one_saved_last(writer, reader):
    assert reader.configuration() is None
    other = Configuration("topsort-2026-01", (), {"skipZeroPricePurchases": True})
    for saved in (CONFIGURATION, other, CONFIGURATION):
        writer.save_configuration(saved).result(30)
        assert reader.configuration() == saved


def test_marks_and_attempts(writer, reader):
    rows = put(writer, track(), track())
    attempt = Attempt(
        1,
        "Click",
        "run 1",
        "sandbox",
        NOON,
        b'{"clicks":[]}',
        "in doubt",
        None,
        "\ud800",
        12,
        "accepted",
    )
    writer.record([attempt, attempt]).result(30)
    writer.mark(rows, True).result(30)
    writer.mark([2], False).result(30)
    assert reader.attempts(1) == [attempt, attempt]
    assert reader.attempts(2) == []
    assert [(row.marked, row.replays) for row in reader.rows(rows)] == [(True, 2), (False, 0)]
    with pytest.raises(NoSuchRow):
        reader.message(3)


def test_a_mark_on_a_row_that_is_not_there_fails(writer):
    with pytest.raises(NoSuchRow):
        writer.mark([99], True).result(30)


def test_a_closed_writer_says_so(path):
    writer = Writer(path)
    writer.close()
    with pytest.raises(CaptureClosed):
        writer.store(request(), ()).result(30)
    writer.close()


def test_what_waits_when_the_writer_closes_is_written(path):
    writer = Writer(path)
    waiting = [writer.store(request(), (CompletedMessage(0, track()),)) for _ in range(300)]
    writer.close()
    assert [one.result(0).first for one in waiting] == list(range(1, 301))
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT count(*) FROM message").fetchone() == (300,)


def test_row_ids_are_never_given_twice(path):
    writer = Writer(path)
    put(writer, track(), track())
    writer.close()
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("DELETE FROM message WHERE id = 2")
    writer = Writer(path)
    assert put(writer, track()) == [3]
    writer.close()


def test_one_process_writes_and_others_follow(writer, path):
    put(writer, track())
    with pytest.raises(Busy):
        Writer(path)
    script = """
        import sys
        from pathlib import Path
        from app.store.errors import Busy
        from app.store.filters import QUERY_ALL
        from app.store.reader import Reader
        from app.store.writer import Writer
        path = Path(sys.argv[1])
        try:
            Writer(path)
        except Busy as error:
            print("busy")
        reader = Reader(path)
        print(len(reader.ids(QUERY_ALL)), flush=True)
        sys.stdin.readline()
        print(len(reader.ids(QUERY_ALL)), flush=True)
    """
    with _child(script, path, stdin=subprocess.PIPE) as other:
        assert [other.stdout.readline() for _ in range(2)] == ["busy\n", "1\n"]
        put(writer, track(), track())
        other.stdin.write("go on\n")
        other.stdin.flush()
        assert other.stdout.readline() == "3\n"
    assert other.returncode == 0


def _child(script, *arguments, stdin=None):
    return subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(script), *map(str, arguments)],
        stdin=stdin,
        stdout=subprocess.PIPE,
        text=True,
    )


WRITING = """
    import sys
    from pathlib import Path
    from app.segment.record import CompletedMessage, ReceivedRequest
    from app.store.writer import Writer
    writer = Writer(Path(sys.argv[1]))
    sent = 0
    waiting = []
    while True:
        while len(waiting) < 40:
            message = {"type": "track", "event": "Kept", "messageId": f"m-{sent}"}
            request = ReceivedRequest(sent, "POST", "/v1/t", 200, b"{}")
            waiting.append(writer.store(request, (CompletedMessage(0, message),)))
            sent += 1
        print(waiting.pop(0).result().first, flush=True)
"""


@pytest.mark.skipif(os.name == "nt", reason="no SIGKILL")
@pytest.mark.parametrize("acknowledged", [1, 37, 500])
def test_a_killed_writer_loses_nothing_it_acknowledged_and_blocks_nobody(path, acknowledged):
    with _child(WRITING, path) as child:
        rows = [int(child.stdout.readline()) for _ in range(acknowledged)]
        child.send_signal(signal.SIGKILL)
        rows += [int(line) for line in child.stdout.read().split("\n")[:-1]]
    assert child.returncode == -signal.SIGKILL
    writer = Writer(path)
    reader = Reader(path)
    found = reader.ids(QUERY_ALL)
    assert list(found)[: len(rows)] == rows == list(range(1, len(rows) + 1))
    assert {reader.message(row).message["messageId"] for row in rows} == {
        f"m-{row - 1}" for row in rows
    }
    assert put(writer, track()) == [len(found) + 1]
    reader.close()
    writer.close()
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


FULL = """
    import resource, sqlite3, sys
    from pathlib import Path
    from app.segment.record import CompletedMessage, ReceivedRequest
    from app.store.errors import StoreFailed
    from app.store.writer import Writer
    from app.store.reader import Reader
    path = Path(sys.argv[1])
    writer = Writer(path)

    def store():
        message = {"type": "track", "event": "Big", "properties": {"x": "y" * 20_000}}
        request = ReceivedRequest(0, "POST", "/v1/t", 200, b"{}")
        return writer.store(request, (CompletedMessage(0, message),)).result(30).first

    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, hard))
    stored = []
    failures = 0
    while failures < 3:
        try:
            stored.append(store())
        except StoreFailed as error:
            assert str(path) in str(error), error
            failures += 1
    reader = Reader(path)
    assert reader.progress().committed == stored[-1], (reader.progress(), stored)
    resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
    stored.append(store())
    reader.close()
    writer.close()
    connection = sqlite3.connect(path)
    assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    rows = [row for row, in connection.execute("SELECT id FROM message ORDER BY id")]
    assert rows == stored, (rows, stored)
    print(len(stored))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no limit on the size of files")
def test_a_full_disk_fails_the_request_and_nothing_else(path):
    with _child(FULL, path) as child:
        assert int(child.stdout.readline()) > 3
    assert child.returncode == 0


def test_sqlite_calls_a_full_disk_a_full_disk(path, caplog):
    """The limit is set through a connection of the writer's own, as no other limit is honest."""
    from app.store.errors import StoreFull

    writer = Writer(path)
    try:
        put(writer, track())
        pages = writer._connection.execute("PRAGMA page_count").fetchone()[0]
        writer._connection.execute(f"PRAGMA max_page_count = {pages + 2}")
        big = track(properties={"x": "y" * 50_000})
        for _ in range(3):
            with pytest.raises(StoreFull, match="full"):
                put(writer, big)
        assert put(writer, track()) == [2]
        writer.wait_idle(10)
        # Said once, however often it is tried.
        said = [record.getMessage() for record in caplog.records]
        assert said == [
            f"A write to {path} failed: database or disk is full",
            f"{path} is written again",
        ]
        writer._connection.execute("PRAGMA max_page_count = 1000000")
        assert put(writer, big) == [3]
    finally:
        writer.close()


@pytest.mark.skipif(sys.platform == "win32", reason="an open file cannot be deleted there")
@pytest.mark.parametrize("way", ["deleted", "moved", "replaced"])
def test_nothing_is_stored_into_a_file_that_is_gone(path, tmp_path, caplog, way):
    elsewhere = tmp_path / "elsewhere.tsi"
    writer = Writer(path)
    try:
        assert put(writer, track()) == [1]
        reader = Reader(path)
        assert not writer.gone
        if way == "deleted":
            path.unlink()
        else:
            os.replace(path, elsewhere)
        if way == "replaced":
            path.write_bytes(b"another file")
        assert writer.gone
        waiting = [writer.store(request(), (CompletedMessage(0, track()),)) for _ in range(5)]
        for future in waiting:
            with pytest.raises(CaptureGone, match="The capture file is gone"):
                future.result(30)
        assert reader.progress() == writer.progress == Progress(1, 0)
        # What was acknowledged before can still be saved.
        reader.save_copy(tmp_path / "copy.tsi")
        reader.close()
        with closing(Reader(tmp_path / "copy.tsi")) as copy:
            assert list(copy.ids(QUERY_ALL)) == [1]
        if way == "moved":
            os.replace(elsewhere, path)
            assert put(writer, track()) == [2]
    finally:
        writer.close()
    said = [record.getMessage() for record in caplog.records if record.levelname == "ERROR"]
    assert len(said) == 1
    if way == "replaced":
        assert path.read_bytes() == b"another file"
        with closing(Reader(elsewhere)) as moved:
            assert list(moved.ids(QUERY_ALL)) == [1]


@pytest.mark.skipif(sys.platform == "win32", reason="an open file cannot be deleted there")
def test_a_copy_of_a_file_that_is_gone_does_not_take_its_name(path, writer, reader):
    path.unlink()
    with pytest.raises(SameFile):
        reader.save_copy(path)
