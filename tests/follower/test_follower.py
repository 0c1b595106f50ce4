"""The thread between the log of messages and their verdicts."""

import sqlite3
import threading
from contextlib import closing

import pytest

from app import __version__
from app.analysis.verdict import Judgement
from app.destination import load_definition
from app.destination.model import Configuration, Delivery, FieldError
from app.follower import Follower
from app.follower.station import ProcessStation, StationLost, ThreadStation
from app.lint.finding import Change, Finding
from app.lint.observation import JudgedDelivery
from app.segment.record import CompletedMessage, ReceivedRequest
from app.store.errors import CaptureClosed
from app.store.filters import QUERY_ALL, parse
from app.store.model import Progress
from app.store.reader import Reader
from app.store.writer import Writer
from app.topsort.refusal import Refusal

FIRST = Configuration("topsort-2026-07", ())
SECOND = Configuration("topsort-2026-01", ())
PATIENCE = 30


def in_thread(factory):
    return lambda path: ThreadStation(path, factory)


def words(code, **more):
    return Finding(code, "warning", "title", "message", "cost", "fix", **more)


class Clerk:
    """Accepts all, drops `Bad`, breaks on `Broken`; says of each event that came before on the
    row of the first, and of the capture how many it has seen."""

    def __init__(self, configuration):
        self.configuration = configuration
        self.seen = {}

    def add(self, row, message, judged_at):
        event = message["event"]
        if event == "Broken":
            raise RuntimeError("a fault of ours")
        self.seen.setdefault(event, []).append(row)
        first, *more = self.seen[event]
        changes = (
            [Change(first, "TWICE-1", (words("TWICE-1", others=tuple(more)),))] if more else []
        )
        if event == "Bad":
            refused = Delivery("Click", "click", None, (FieldError("$.id", "is missing"),))
            return Judgement("dropped", (JudgedDelivery(refused, "dropped"),)), changes
        if event == "Wrong":
            sent = Delivery("Purchase", "purchase", {"purchases": [{"id": "1"}]})
            why = Refusal("bad_request", "/purchases/0/id", ("purchases", 0, "id"), "is wrong")
            return Judgement("rejected", (JudgedDelivery(sent, "rejected", None, (why,)),)), changes
        sent = Delivery("Click", "click", {"clicks": [{"opaqueUserId": "mapped", "n": judged_at}]})
        return Judgement("accepted", (JudgedDelivery(sent, "accepted", "sponsored"),)), changes

    def capture_changes(self):
        total = sum(map(len, self.seen.values()))
        text = f"{total} under {self.configuration.definition}"
        return [Change(None, "ALL-1", (Finding("ALL-1", "info", text, "", "", ""),))]


@pytest.fixture
def path(tmp_path):
    return tmp_path / "shop.tsi"


@pytest.fixture
def writer(path):
    writer = Writer(path)
    yield writer
    writer.close()


@pytest.fixture
def reader(writer, path):
    reader = Reader(path)
    yield reader
    reader.close()


@pytest.fixture
def follow(writer, path):
    """Start followers that are stopped at the end."""
    started = []

    def start(configuration=FIRST, factory=Clerk, path=path, writer=writer):
        follower = Follower(path, writer, configuration, station=in_thread(factory))
        started.append(follower)
        follower.start()
        return follower

    yield start
    for follower in started:
        follower.stop()


def put(writer, *events):
    futures = [
        writer.store(
            ReceivedRequest(1_000, "POST", "/v1/t", 200, b"{}"),
            (CompletedMessage(0, {"type": "track", "event": event}),),
        )
        for event in events
    ]
    return futures[-1].result(PATIENCE).first


def verdicts(reader):
    return [row.verdict for row in reader.rows(reader.ids(QUERY_ALL))]


def test_what_was_there_and_what_comes_is_judged(writer, reader, follow):
    put(writer, "Seen", "Bad")
    follower = follow()
    assert follower.wait_until(2, PATIENCE)
    last = put(writer, "Wrong", "Seen")
    follower.notify(last)
    assert follower.wait_until(last, PATIENCE)
    assert verdicts(reader) == ["accepted", "dropped", "rejected", "accepted"]
    assert reader.progress() == Progress(4, 4)
    assert reader.configuration() == FIRST
    assert [row.becomes for row in reader.rows([1, 2, 3])] == [("click",), (), ("purchase",)]
    assert reader.rows([1])[0].tie == "sponsored"
    (sent,) = reader.deliveries(1)
    assert sent.request == b'{"clicks":[{"opaqueUserId":"mapped","n":1000}]}'
    assert sent.errors == b"[]"
    assert b"is missing" in reader.deliveries(2)[0].errors
    assert reader.deliveries(2)[0].request is None
    assert b"is wrong" in reader.deliveries(3)[0].errors
    assert list(reader.ids(parse("user:mapped"))) == [1, 4]


def test_a_later_message_changes_what_is_said_of_an_earlier_one(writer, reader, follow):
    put(writer, "Seen")
    follower = follow()
    assert follower.wait_until(1, PATIENCE)
    assert reader.findings(1) == []
    follower.notify(put(writer, "Seen"))
    assert follower.wait_until(2, PATIENCE)
    follower.notify(put(writer, "Seen"))
    assert follower.wait_until(3, PATIENCE)
    (found,) = reader.findings(1)
    assert found.others == (2, 3)


def test_what_is_said_of_the_whole_capture_is_kept_up_to_date(writer, reader, follow):
    put(writer, "Seen")
    follower = follow()
    assert follower.wait_until(1, PATIENCE)
    follower.notify(put(writer, "Bad"))
    assert follower.wait_until(2, PATIENCE)
    assert [one.title for one in reader.findings(None)] == ["2 under topsort-2026-07"]


def test_a_finding_on_the_whole_capture_is_taken_back(writer, reader, follow):
    class Fickle(Clerk):
        def capture_changes(self):
            return super().capture_changes() if len(self.seen) < 2 else [Change(None, "ALL-1", ())]

    put(writer, "Seen")
    follower = follow(factory=Fickle)
    assert follower.wait_until(1, PATIENCE)
    assert len(reader.findings(None)) == 1
    follower.notify(put(writer, "Bad"))
    assert follower.wait_until(2, PATIENCE)
    assert reader.findings(None) == []


def test_many_messages_are_judged_in_slices(writer, reader, follow):
    last = put(writer, *(f"Event {number % 7}" for number in range(1_203)))
    follower = follow()
    assert follower.wait_until(last, PATIENCE)
    assert set(verdicts(reader)) == {"accepted"}
    assert len(reader.findings(1)[0].others) == 171
    assert [one.title for one in reader.findings(None)] == ["1203 under topsort-2026-07"]


def test_a_message_that_cannot_be_judged_stays_pending(writer, reader, follow, caplog):
    put(writer, "Seen", "Broken", "Seen", "Broken")
    follower = follow()
    assert follower.wait_until(4, PATIENCE)
    assert verdicts(reader) == ["accepted", "pending", "accepted", "pending"]
    assert follower.failed == 2
    assert "Message 2 could not be judged" in caplog.text
    assert "a fault of ours" in caplog.text
    assert reader.progress() == Progress(4, 4)
    assert reader.funnel(QUERY_ALL).pending == 2


def test_every_verdict_is_made_anew_under_another_configuration(writer, reader, follow):
    last = put(writer, *["Seen"] * 450)
    follower = follow()
    assert follower.wait_until(last, PATIENCE)
    follower.judge_again(SECOND)
    assert follower.wait_until(last, PATIENCE)
    assert reader.configuration() == SECOND
    assert reader.progress() == Progress(last, last)
    assert [one.title for one in reader.findings(None)] == ["450 under topsort-2026-01"]
    assert len(reader.deliveries(1)) == 1
    assert derived_under(reader._path) == {SECOND.hash}


def derived_under(path):
    with closing(sqlite3.connect(path)) as connection:
        return {
            name
            for table in ("judgement", "delivery", "finding")
            for (name,) in connection.execute(
                f"SELECT DISTINCT c.hash FROM {table} AS t JOIN configuration AS c "
                "ON c.id = t.configuration"
            )
        }


def test_another_configuration_while_it_judges(writer, reader, follow):
    last = put(writer, *["Seen"] * 900)
    reached, go = threading.Event(), threading.Event()

    class Slow(Clerk):
        def add(self, row, message, judged_at):
            if self.configuration == FIRST and row == 500:
                reached.set()
                go.wait(PATIENCE)
            return super().add(row, message, judged_at)

    follower = follow(factory=Slow)
    assert reached.wait(PATIENCE)
    follower.judge_again(SECOND)
    assert not follower.wait_until(1, 0)
    go.set()
    assert follower.wait_until(last, PATIENCE)
    assert derived_under(reader._path) == {SECOND.hash}
    assert verdicts(reader) == ["accepted"] * last


def reopened(path, configuration, factory=Clerk, *more):
    """Judge what is in a capture, with a writer of its own; what the judge saw, and the rows."""
    writer = Writer(path)
    follower = Follower(path, writer, configuration, station=in_thread(factory))
    reader = Reader(path)
    try:
        last = put(writer, *more) if more else writer.progress.committed
        follower.start()
        assert follower.wait_until(last, PATIENCE)
        return [row.findings for row in reader.rows(reader.ids(QUERY_ALL))], verdicts(reader)
    finally:
        follower.stop()
        reader.close()
        writer.close()


def test_a_capture_that_is_opened_again_keeps_its_verdicts_and_the_rules_their_memory(path):
    judged = []

    class Watched(Clerk):
        def add(self, row, message, judged_at):
            judged.append((row, self.configuration))
            if len(judged) > 2 and row <= 2:
                # What it says now of a row that has its verdict is not written.
                super().add(row, message, judged_at)
                return Judgement("unmapped"), []
            return super().add(row, message, judged_at)

    reopened(path, FIRST, Watched, "Seen", "Bad")
    findings, found = reopened(path, FIRST, Watched, "Seen")
    assert [row for row, _ in judged] == [1, 2, 1, 2, 3]
    assert found == ["accepted", "dropped", "accepted"]
    assert findings[0] == (("TWICE-1", "warning"),)


def test_a_capture_that_is_opened_under_another_configuration_is_judged_anew(path):
    class Strict(Clerk):
        def add(self, row, message, judged_at):
            return Judgement("unmapped"), []

    reopened(path, FIRST, Clerk, "Seen", "Seen")
    findings, found = reopened(path, SECOND, Strict)
    assert found == ["unmapped", "unmapped"]
    assert findings == [(), ()]
    assert derived_under(path) == {SECOND.hash}


def test_a_capture_judged_by_another_version_is_judged_anew(path, monkeypatch):
    reopened(path, FIRST, Clerk, "Seen")
    monkeypatch.setattr("app.follower.follower.__version__", "99.0")

    class Strict(Clerk):
        def add(self, row, message, judged_at):
            return Judgement("discarded"), []

    assert reopened(path, FIRST, Strict)[1] == ["discarded"]


def test_forgetting_that_was_cut_short_is_finished_at_the_next_opening(path):
    reopened(path, FIRST, Clerk, *["Seen"] * 1_200)
    forgot, go = threading.Event(), threading.Event()
    writer = Writer(path, on_progress=lambda _: (forgot.set(), go.wait(PATIENCE)))
    forgetting = writer.forget_derived("another judge")
    assert forgot.wait(PATIENCE)
    closing_it = threading.Thread(target=writer.close)
    closing_it.start()
    while not writer._closing:
        pass
    go.set()
    closing_it.join(PATIENCE)
    with pytest.raises(CaptureClosed):
        forgetting.result(0)
    with closing(sqlite3.connect(path)) as connection:
        (left,) = connection.execute("SELECT count(*) FROM judgement").fetchone()
    assert 0 < left < 1_200
    findings, found = reopened(path, FIRST)
    assert found == ["accepted"] * 1_200
    assert len(findings[0]) == 1


def test_stopping_is_quick_and_loses_nothing(path):
    writer = Writer(path)
    put(writer, *["Seen"] * 50)
    reached = threading.Event()

    class Slow(Clerk):
        def add(self, row, message, judged_at):
            if row == 20:
                reached.set()
            return super().add(row, message, judged_at)

    follower = Follower(path, writer, FIRST, station=in_thread(Slow))
    follower.start()
    assert reached.wait(PATIENCE)
    follower.stop()
    follower.stop()
    writer.close()
    assert reopened(path, FIRST)[1] == ["accepted"] * 50


def test_a_follower_that_never_started_can_be_stopped(writer, path):
    follower = Follower(path, writer, FIRST, station=in_thread(Clerk))
    follower.stop()
    assert not follower.wait_until(1, 0)


def test_a_writer_that_closes_first_ends_the_follower(path, caplog):
    writer = Writer(path)
    put(writer, "Seen")
    follower = Follower(path, writer, FIRST, station=in_thread(Clerk))
    writer.close()
    follower.start()
    assert not follower.wait_until(1, PATIENCE)
    follower.stop()


def test_analysis_goes_on_when_the_disk_has_room_again(path):
    writer = Writer(path)
    reader = Reader(path)
    last = put(writer, *["Seen"] * 600)
    follower = Follower(path, writer, FIRST, station=in_thread(Clerk))
    try:
        writer.save_configuration(FIRST).result(PATIENCE)
        pages = writer._connection.execute("PRAGMA page_count").fetchone()[0]
        writer._connection.execute(f"PRAGMA max_page_count = {pages}")
        follower.start()
        assert not follower.wait_until(last, 0.2)
        writer._connection.execute("PRAGMA max_page_count = 1000000")
        assert follower.wait_until(last, PATIENCE)
        assert verdicts(reader) == ["accepted"] * last
        assert len(reader.findings(1)) == 1
    finally:
        follower.stop()
        reader.close()
        writer.close()


def test_the_real_analyst_under_the_packaged_configuration(writer, reader, path):
    configuration = load_definition().configuration()
    clicked = {
        "type": "track",
        "event": "Product Clicked",
        "messageId": "m-1",
        "anonymousId": "anna-1",
        "timestamp": "2026-11-24T12:00:00.000Z",
        "receivedAt": "2026-11-24T12:00:01.000Z",
        "properties": {"product_id": "HP-5520", "resolvedBidId": "WyJiaWQiXQ"},
    }
    without_user = clicked | {"messageId": "m-2", "anonymousId": None, "userId": "u-1"}
    unknown = clicked | {"messageId": "m-3", "event": "Products Searched"}
    for message in (clicked, without_user, unknown):
        request = ReceivedRequest(1_000, "POST", "/v1/t", 200, b"{}")
        writer.store(request, (CompletedMessage(0, message),))
    follower = Follower(path, writer, configuration)
    follower.start()
    try:
        follower.notify(3)
        assert follower.wait_until(3, PATIENCE)
        assert follower.failed == 0
        assert verdicts(reader) == ["accepted", "dropped", "unmapped"]
        assert reader.rows([1])[0].tie == "sponsored"
        assert ("USR-001", "error") in reader.rows([2])[0].findings
        assert list(reader.ids(parse("out.resolvedBidId:*"))) == [1]
    finally:
        follower.stop()


def test_a_process_that_dies_is_replaced_and_nothing_is_missed(writer, reader, path):
    started = []

    def station(path):
        started.append(ProcessStation(path))
        return started[-1]

    put(writer, "Seen")
    follower = Follower(path, writer, FIRST, station=station)
    follower.start()
    try:
        assert follower.wait_until(1, PATIENCE)
        started[0]._process.kill()
        follower.notify(put(writer, "Seen"))
        assert follower.wait_until(2, PATIENCE)
        assert verdicts(reader) == ["discarded", "discarded"]
        assert len(started) == 2
    finally:
        follower.stop()
    assert [one._process.is_alive() for one in started] == [False, False]


class Held(Clerk):
    """Stops at row 500 until it may go on."""

    def __init__(self, configuration):
        super().__init__(configuration)
        self.reached, self.go = threading.Event(), threading.Event()
        Held.last = self

    def add(self, row, message, judged_at):
        if row == 500:
            self.reached.set()
            self.go.wait(PATIENCE)
        return super().add(row, message, judged_at)


@pytest.fixture
def told():
    return []


@pytest.fixture
def held(writer, path, told):
    """A follower that was cancelled while it judged the third page of many."""
    last = put(writer, *["Seen"] * 900)
    follower = Follower(path, writer, FIRST, station=in_thread(Held), on_trouble=told.append)
    follower.start()
    while not hasattr(Held, "last"):
        pass
    assert Held.last.reached.wait(PATIENCE)
    assert follower.cancel()
    Held.last.go.set()
    while not told:
        pass
    yield follower, last
    follower.stop()
    del Held.last


def test_cancelled_judging_leaves_what_there_is_and_judges_no_more(
    held, writer, reader, path, told
):
    follower, last = held
    assert not follower.wait_until(last, PATIENCE)
    reached = reader.progress().analysed
    assert 400 <= reached < last
    assert verdicts(reader) == ["accepted"] * reached + ["pending"] * (last - reached)
    assert derived_under(path) == {FIRST.hash}
    follower.notify(put(writer, "Seen"))
    assert not follower.wait_until(last + 1, PATIENCE)
    assert reader.progress() == Progress(last + 1, reached)
    assert "Analysis was stopped" in told[0]
    assert follower.cancel()
    follower.stop()
    assert len(told) == 1
    findings, found = reopened_with(writer, path, FIRST)
    assert found == ["accepted"] * (last + 1)
    assert findings[0] == (("TWICE-1", "warning"),)
    assert len(reader.findings(1)[0].others) == last


def reopened_with(writer, path, configuration):
    """What the next opening judges, with the writer that is there."""
    follower = Follower(path, writer, configuration, station=in_thread(Clerk))
    follower.notify(writer.progress.committed)
    follower.start()
    assert follower.wait_until(writer.progress.committed, PATIENCE)
    follower.stop()
    with closing(Reader(path)) as reader:
        return [row.findings for row in reader.rows(reader.ids(QUERY_ALL))], verdicts(reader)


@pytest.mark.parametrize("configuration", [FIRST, SECOND])
def test_cancelled_judging_goes_on_when_it_is_asked_to(held, reader, path, told, configuration):
    follower, last = held
    follower._new_station = in_thread(Clerk)
    follower.judge_again(configuration)
    assert follower.wait_until(last, PATIENCE)
    assert verdicts(reader) == ["accepted"] * last
    assert len(reader.findings(1)[0].others) == last - 1
    assert derived_under(path) == ({FIRST.hash} if configuration == FIRST else {SECOND.hash})
    assert told[-1] == ""
    assert not follower.cancel()


def test_cancelling_at_once_forgets_the_verdicts_of_before(writer, reader, follow, path):
    last = put(writer, *["Seen"] * 1_700)
    follower = follow()
    assert follower.wait_until(last, PATIENCE)
    while follower.cancel():  # it has still to find that it has caught up
        follower.judge_again(FIRST)
        follower.wait_until(last, PATIENCE)
    assert not follower.cancel()
    follower.judge_again(SECOND)
    assert follower.cancel()
    assert not follower.wait_until(last, PATIENCE)
    while reader.derived_by() != f"{SECOND.hash} {__version__}":
        pass
    assert reader.configuration() == SECOND
    assert FIRST.hash not in derived_under(path)
    follower.judge_again(SECOND)
    assert follower.wait_until(last, PATIENCE)
    assert derived_under(path) == {SECOND.hash}


def test_what_keeps_everything_from_being_judged_is_told_until_it_goes_on(
    writer, reader, path, monkeypatch
):
    monkeypatch.setattr("app.follower.follower._RETRY", 0.01)
    pauses = []
    told = []
    started = []

    def station(path):
        started.append(path)
        if len(started) < 5:
            raise StationLost("the process that judges ended with code 1")
        return ThreadStation(path, Clerk)

    put(writer, "Seen")
    follower = Follower(path, writer, FIRST, station=station, on_trouble=told.append)
    pause = follower._pause
    monkeypatch.setattr(follower, "_pause", lambda time: (pauses.append(time), pause(time)))
    follower.start()
    try:
        assert follower.wait_until(1, PATIENCE)
    finally:
        follower.stop()
    assert verdicts(reader) == ["accepted"]
    assert pauses == [0.01, 0.02, 0.04, 0.08]
    assert told[:-1] == [told[0]] * 4
    assert "not analysed: the process that judges ended with code 1." in told[0]
    assert told[-1] == ""


def test_rules_that_cannot_be_read_are_told_until_others_are_applied(writer, reader, path, told):
    put(writer, "Seen")
    wrong = Configuration("topsort-2026-07", (), rules={"bands": {"certain": "soon"}})
    follower = Follower(path, writer, wrong, on_trouble=told.append)
    follower.start()
    try:
        while not told:
            pass
        assert "rules.bands.certain" in told[0]
        follower.judge_again(FIRST)
        assert follower.wait_until(1, PATIENCE)
        assert told[-1] == ""
        assert verdicts(reader) == ["discarded"]
    finally:
        follower.stop()


def test_who_dies_at_the_same_place_again_and_again_waits_longer(
    writer, reader, path, told, monkeypatch
):
    monkeypatch.setattr("app.follower.follower._RETRY", 0.01)
    pauses = []
    lives = []

    class Mortal(ThreadStation):
        def begin(self, configuration, known):
            lives.append(known)
            super().begin(configuration, known)

        def page(self, timeout):
            page = super().page(timeout)
            if len(lives) < 5 and page.upto > 400:
                raise StationLost("it died")
            return page

    last = put(writer, *["Seen"] * 500)
    station = lambda path: Mortal(path, Clerk)  # noqa: E731
    follower = Follower(path, writer, FIRST, station=station, on_trouble=told.append)
    pause = follower._pause
    monkeypatch.setattr(follower, "_pause", lambda time: (pauses.append(time), pause(time)))
    follower.start()
    try:
        assert follower.wait_until(last, PATIENCE)
    finally:
        follower.stop()
    assert lives[-1] >= 200
    # What was in the writer's hands when it died the first time may have to be judged again.
    assert pauses in ([0.01, 0.02, 0.04, 0.08], [0.01, 0.01, 0.02, 0.04])
    assert verdicts(reader) == ["accepted"] * last


def test_a_fault_of_the_follower_itself_is_told(writer, path, caplog):
    told = []
    ended = threading.Event()

    def tell(trouble):
        told.append(trouble)
        ended.set()

    def station(path):
        raise ZeroDivisionError

    put(writer, "Seen")
    follower = Follower(path, writer, FIRST, station=station, on_trouble=tell)
    follower.start()
    assert ended.wait(PATIENCE)
    follower.stop()
    assert "Analysis has ended" in told[0]
    assert "ZeroDivisionError" in caplog.text


def test_a_process_begins_anew_under_another_configuration(writer, reader, path):
    last = put(writer, *["Seen"] * 700)
    follower = Follower(path, writer, FIRST)
    follower.start()
    try:
        for configuration in (SECOND, FIRST, SECOND):
            follower.judge_again(configuration)
        assert follower.wait_until(last, PATIENCE)
        assert derived_under(path) == {SECOND.hash}
        assert verdicts(reader) == ["discarded"] * last
    finally:
        follower.stop()


def test_where_no_process_can_be_started_a_thread_judges(writer, reader, path, monkeypatch):
    def refuse(path):
        raise OSError("no more processes")

    monkeypatch.setattr("app.follower.station.ProcessStation", refuse)
    put(writer, "Seen")
    follower = Follower(path, writer, FIRST)
    follower.start()
    try:
        assert follower.wait_until(1, PATIENCE)
        assert verdicts(reader) == ["discarded"]
    finally:
        follower.stop()
