"""A capture that several processes examine says the same as one that a single one judges."""

import os
import signal
import sqlite3
import sys
from collections import Counter
from contextlib import closing
from itertools import chain
from random import Random

import psutil
import pytest

from app.analysis.analyst import Analyst
from app.analysis.examiner import Examiner
from app.destination import load_definition
from app.follower import Follower
from app.follower.crew import Crew
from app.follower.examining import MESSAGES
from app.follower.pages import Pages
from app.follower.station import ProcessStation, ThreadStation
from app.segment.record import CompletedMessage, ReceivedRequest
from app.store.writer import Writer
from tests.lint.journeys.clean import CLEAN
from tests.lint.journeys.shop import Shop
from tests.lint.journeys.wire import Tape
from tests.lint.test_stream import crowd

CONFIGURATION = load_definition().configuration(enable=["Product Added"])
PATIENCE = 60


def shopping(count, seed=1):
    """Messages of shoppers, every tenth without its bid, and some of a crowd that shares ids."""
    chance = Random(seed)
    made = [one for _, one in crowd(count // 3, chance)]
    laps = 0
    while len(made) < count:
        tape = Tape(Random(seed + laps))
        shop = Shop(tape.random)
        for number, name in enumerate(sorted(CLEAN)):
            CLEAN[name](tape, shop, number * 3_000)
        for one in tape.in_order():
            if chance.random() < 0.1:
                one.message.get("properties", {}).pop("resolvedBidId", None)
            made.append(one.message)
        laps += 1
    return made[-count:]


def put(writer, messages):
    request = ReceivedRequest(1_795_700_000_000, "POST", "/v1/b", 200, b"{}")
    return writer.store(request, tuple(CompletedMessage(0, one) for one in messages)).result(
        PATIENCE
    )


@pytest.fixture
def small(monkeypatch):
    """A few messages are enough for a crew."""
    monkeypatch.setattr("app.follower.pages._BACKLOG", 3 * MESSAGES)
    monkeypatch.setattr("app.follower.crew._WINDOW", 70)


@pytest.fixture
def crews():
    """Two workers, that are there when it begins; all crews that were hired."""
    hired = []

    def hire(*arguments):
        crew = Crew(*arguments, workers=2)
        while not all(worker.ready for worker in crew._workers):
            crew._collect(None)
        crew.processes = [worker.process for worker in crew._workers]
        hired.append(crew)
        return crew

    hire.hired = hired
    return hire


def capture(path, messages):
    with closing(Writer(path)) as writer:
        put(writer, messages)
        writer.save_configuration(CONFIGURATION).result(PATIENCE)
    return path


def standing(pages, *read):
    """All that the pages say in the end: verdicts, deliveries, findings, failures. The first of
    them may have been `read` already."""
    verdicts, deliveries, findings, failures = {}, [], {}, []
    caught_up = False
    turned = chain(read, iter(pages.next, None))
    while not caught_up:
        page = next(turned)
        failures += [row for row, _ in page.failures]
        if page.derived is not None:
            verdicts.update({row[0]: row for row in page.derived.judgements})
            deliveries += page.derived.deliveries
            for changed in page.derived.changed:
                findings[changed] = [one for one in page.derived.findings if one[:2] == changed]
        caught_up = page.caught_up
    pages.close()
    return verdicts, deliveries, {key: one for key, one in findings.items() if one}, failures


def written(path):
    """What stands in the file, without ids that hang on the order of writing."""
    found = {}
    with closing(sqlite3.connect(path)) as connection:
        for table in ("judgement", "delivery", "finding"):
            names = [name for _, name, *_ in connection.execute(f"PRAGMA table_info({table})")]
            columns = ", ".join(name for name in names if name not in ("id", "configuration"))
            found[table] = Counter(connection.execute(f"SELECT {columns} FROM {table}"))
    return found


def followed(path, messages, station, *more, configuration=CONFIGURATION):
    """Have messages judged, and more that come meanwhile; what is written in the end."""
    with closing(Writer(path)) as writer:
        last = put(writer, messages).first + len(messages) - 1
        follower = Follower(path, writer, configuration, station=station)
        follower.start()
        try:
            follower.notify(last)
            for few in more:
                last = put(writer, few).first + len(few) - 1
                follower.notify(last)
            assert follower.wait_until(last, PATIENCE)
            assert follower.failed == 0
        finally:
            follower.stop()
    return written(path)


def test_what_is_said_is_what_one_process_says(tmp_path, small, crews):
    messages = shopping(1_700)
    path = capture(tmp_path / "shop.tsi", messages)
    alone = standing(Pages(path, CONFIGURATION, 0))
    together = standing(Pages(path, CONFIGURATION, 0, hire=crews))
    assert together == alone
    assert len(alone[0]) == 1_700
    assert len({code for _, code in alone[2]}) > 8
    assert len(crews.hired) == 1
    assert not any(process.is_alive() for process in crews.hired[0].processes)


def test_so_it_is_where_more_comes_meanwhile(tmp_path, small, crews):
    messages = shopping(2_000, seed=5)
    cuts = [messages[start : start + 130] for start in range(900, 2_000, 130)]
    alone = followed(tmp_path / "a.tsi", messages, ThreadStation)
    together = followed(
        tmp_path / "b.tsi",
        messages[:900],
        lambda path: ThreadStation(path, hire=crews),
        *cuts,
    )
    assert crews.hired
    assert together == alone


def test_what_has_its_verdict_is_read_without_a_word(tmp_path, small, crews):
    path = capture(tmp_path / "shop.tsi", shopping(1_300, seed=9))
    known = 900  # in the middle of a stretch
    alone = standing(Pages(path, CONFIGURATION, known))
    assert standing(Pages(path, CONFIGURATION, known, hire=crews)) == alone
    assert min(alone[0]) == known + 1
    assert any(row <= known for row, _ in alone[2] if row)
    assert len(crews.hired) == 1


def test_workers_that_die_are_done_without(tmp_path, small, crews):
    path = capture(tmp_path / "shop.tsi", shopping(1_700))
    alone = standing(Pages(path, CONFIGURATION, 0))

    def hire(*arguments):
        crew = crews(*arguments)
        first, second = crew.processes
        if sys.platform != "win32":
            os.kill(second.pid, signal.SIGINT)  # Ctrl+C in a terminal: it goes on
        first.kill()
        return crew

    pages = Pages(path, CONFIGURATION, 0, hire=hire)
    page = pages.next()
    (crew,) = crews.hired
    while crew.size == 2:
        crew._collect(None)
    assert crew._workers[0].process is crew.processes[1]
    crew.processes[1].kill()
    assert standing(pages, page) == alone


@pytest.mark.skipif(sys.platform == "win32", reason="no such signal")
def test_a_worker_that_does_not_get_its_turn_holds_up_nothing(tmp_path, small, crews):
    path = capture(tmp_path / "shop.tsi", shopping(1_700))
    alone = standing(Pages(path, CONFIGURATION, 0))

    def hire(*arguments):
        crew = crews(*arguments)
        os.kill(crew.processes[0].pid, signal.SIGSTOP)
        return crew

    assert standing(Pages(path, CONFIGURATION, 0, hire=hire)) == alone
    assert not any(process.is_alive() for process in crews.hired[0].processes)


def test_where_no_worker_can_start_it_is_done_without(tmp_path, small, monkeypatch):
    path = capture(tmp_path / "shop.tsi", shopping(900))
    hired = []

    def refuse(*arguments, **more):
        raise OSError("no more processes")

    def hire(*arguments):
        hired.append(Crew(*arguments, workers=3))
        return hired[-1]

    alone = standing(Pages(path, CONFIGURATION, 0))
    monkeypatch.setattr("multiprocessing.context.SpawnProcess.start", refuse)
    assert standing(Pages(path, CONFIGURATION, 0, hire=hire)) == alone
    assert [crew.size for crew in hired] == [0]


def test_few_messages_are_not_worth_a_crew(tmp_path, small, crews):
    path = capture(tmp_path / "shop.tsi", shopping(700))
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("DELETE FROM message WHERE id BETWEEN 11 AND 611")
        connection.commit()
    verdicts, *_ = standing(Pages(path, CONFIGURATION, 0, hire=crews))
    assert len(verdicts) == 99
    assert not crews.hired


def test_gaps_between_the_rows_cost_nothing(tmp_path, small, crews):
    path = capture(tmp_path / "shop.tsi", shopping(1_300))
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("DELETE FROM message WHERE id % 7 = 0 OR id BETWEEN 300 AND 400")
        connection.commit()
    alone = standing(Pages(path, CONFIGURATION, 0))
    assert standing(Pages(path, CONFIGURATION, 0, hire=crews)) == alone
    assert crews.hired


class Alone(Crew):
    """A crew that does all by itself."""

    size = 1

    def __init__(self, *arguments):
        super().__init__(*arguments, workers=0)


def test_a_message_that_cannot_be_judged_is_passed_over(tmp_path, small, monkeypatch):
    path = capture(tmp_path / "shop.tsi", shopping(900))

    class Broken(Analyst):
        def take(self, look):
            if look.row == 30:
                raise RuntimeError("a fault of ours")
            return super().take(look)

    examine = Examiner.examine

    def broken(self, row, message, judged_at):
        if row == 250:
            raise RuntimeError("another")
        return examine(self, row, message, judged_at)

    monkeypatch.setattr(Examiner, "examine", broken)
    verdicts, deliveries, _, failures = standing(Pages(path, CONFIGURATION, 0, Broken, Alone))
    assert failures == [30, 250]
    assert set(range(1, 901)) - set(verdicts) == {30, 250}
    assert not {row[0] for row in deliveries} & {30, 250}


@pytest.fixture
def large(tmp_path):
    """A capture that the real threshold calls for a crew for."""
    messages = [{"type": "track", "event": "Seen", "messageId": f"m-{n}"} for n in range(5_400)]
    return capture(tmp_path / "large.tsi", messages)


def at_work(path):
    """A station that judges a page of a large capture, and its processes: its crew is hired."""
    station = ProcessStation(path, workers=2)
    station.begin(CONFIGURATION, 0)
    station.ask()
    page = None
    while page is None:
        page = station.page(PATIENCE)
    assert not page.caught_up
    process = psutil.Process(station._process.pid)
    return station, process, process.children()


@pytest.mark.parametrize("end", ["close", "kill"])
def test_no_worker_outlives_the_process_that_joins(large, end):
    station, _, workers = at_work(large)
    assert len(workers) == 2
    if end == "kill":
        station._process.kill()
    else:
        station.close()
    _, alive = psutil.wait_procs(workers, timeout=PATIENCE)
    assert not alive
    station.close()


@pytest.mark.skipif(sys.platform == "win32", reason="classes of priority, not numbers")
def test_workers_come_after_all_else_and_end_with_the_work(large):
    station, process, (worker, _) = at_work(large)
    try:
        while worker.nice() == process.nice():
            pass  # it has only just begun
        assert worker.nice() > process.nice() > psutil.Process().nice()
        page = None
        while page is None or not page.caught_up:
            station.ask()
            while (page := station.page(PATIENCE)) is None:
                pass
        assert page.upto == 5_400
        assert process.children() == []
    finally:
        station.close()


def test_another_configuration_in_the_middle_begins_again(tmp_path, small, crews):
    messages = shopping(1_500, seed=3)
    other = load_definition("topsort-2026-01").configuration()
    alone = followed(tmp_path / "a.tsi", messages, ThreadStation, configuration=other)
    path = tmp_path / "b.tsi"
    with closing(Writer(path)) as writer:
        put(writer, messages)
        follower = Follower(
            path, writer, CONFIGURATION, station=lambda path: ThreadStation(path, hire=crews)
        )
        follower.start()
        assert follower.wait_until(300, PATIENCE)
        follower.judge_again(other)
        assert follower.wait_until(1_500, PATIENCE)
        follower.stop()
    assert written(path) == alone
    assert len(crews.hired) == 2
    assert not any(process.is_alive() for crew in crews.hired for process in crew.processes)


def test_judging_that_is_stopped_in_the_middle_goes_on_at_the_next_opening(tmp_path, small, crews):
    messages = shopping(1_500, seed=4)
    alone = followed(tmp_path / "a.tsi", messages, ThreadStation)
    path = tmp_path / "b.tsi"
    with closing(Writer(path)) as writer:
        put(writer, messages)
        for upto in (300, 1_500):
            follower = Follower(
                path, writer, CONFIGURATION, station=lambda path: ThreadStation(path, hire=crews)
            )
            follower.start()
            assert follower.wait_until(upto, PATIENCE)
            follower.stop()
            assert not any(one.is_alive() for crew in crews.hired for one in crew.processes)
    assert written(path) == alone
