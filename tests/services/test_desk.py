"""Long work on a real capture in a process of its own: answers, progress, cancel, errors."""

import os
import time
from collections.abc import Iterator
from concurrent.futures import CancelledError
from pathlib import Path

import pytest

from app.analysis.checklist import Mark, Row
from app.destination import load_definition
from app.services.alternate import with_alternate
from app.services.checklist import ChecklistWorker, Look, mark_text, marks_of
from app.services.desk import Desk, OnProgress, WorkFailed
from app.services.trial import Compare, Count, TrialWorker, Tried, side_by_side
from app.store.reader import Reader
from app.store.remarks import Remark
from tests.services.conftest import Start, click, order, post

PRESETS = load_definition().configuration()


class Slow:
    """Tells its process, and waits as long as it is told."""

    def work(self, order: str, reader: Reader, progress: OnProgress) -> int:
        if order == "fail":
            raise ValueError("It is no order.")
        if order == "die":
            os._exit(3)
        progress(1, 2)
        if order == "wait":
            time.sleep(60)
        return os.getpid()


class Steps:
    """Counts its own steps, over all orders."""

    def __init__(self) -> None:
        self.steps = 0

    def work(self, order: int, reader: Reader, progress: OnProgress) -> tuple[int, int]:
        for _ in range(order):
            self.steps += 1
            progress(self.steps, order)
        return os.getpid(), self.steps


@pytest.fixture
def capture(start: Start) -> Path:
    inspector = start()
    post(inspector, **click(resolvedBidId="b"))
    post(inspector, event="Product Added", properties={"product_id": "HP-1", "resolvedBidId": "b"})
    post(inspector, **order())
    return inspector.path


@pytest.fixture
def desk(capture: Path) -> Iterator[Desk[str, int]]:
    made = Desk(capture, Slow)
    yield made
    made.close()


def test_orders_are_carried_out_in_one_process_and_a_cancelled_one_ends_it(
    desk: Desk[str, int],
) -> None:
    first = desk.ask("now").future.result(30)
    assert first != os.getpid()
    assert desk.ask("now").future.result(30) == first
    with pytest.raises(WorkFailed, match="It is no order"):
        desk.ask("fail").future.result(30)
    job, after = desk.ask("wait"), desk.ask("now")
    while job.progress == (0, 0):
        time.sleep(0.01)
    job.cancel()
    with pytest.raises(CancelledError):
        job.future.result(30)
    assert after.future.result(30) != first
    with pytest.raises(Exception, match="ended by itself"):
        desk.ask("die").future.result(30)
    assert desk.ask("now").future.result(30)
    desk.close()
    assert desk.ask("now").future.cancelled()


def test_without_a_process_the_work_is_done_here(
    capture: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_kind: str) -> None:
        raise OSError("no process")

    monkeypatch.setattr("app.services.desk.get_context", refuse)
    desk = Desk(capture, Steps)
    try:
        assert desk.ask(3).future.result(30) == (os.getpid(), 3)
        job, after = desk.ask(10**9), desk.ask(1)
        while job.progress == (0, 0):
            time.sleep(0.01)
        job.cancel()
        with pytest.raises(CancelledError):
            job.future.result(30)
        # Another worker: the one before was in the middle of something.
        assert after.future.result(30) == (os.getpid(), 1)
    finally:
        desk.close()


def test_a_trial_in_a_process_says_what_the_alternate_would_do(capture: Path) -> None:
    desk = Desk(capture, TrialWorker)
    try:
        tried = desk.ask(Compare(PRESETS, with_alternate(PRESETS, True))).future.result(30)
    finally:
        desk.close()
    assert isinstance(tried, Tried)
    assert (tried.diff.messages, tried.diff.fates, tried.left_out) == (3, 1, 0)
    (one,) = tried.diff.differences
    assert (one.row, one.before.verdict, one.after.verdict) == (2, "unmapped", "accepted")


def test_counts_go_on_where_they_ended(start: Start) -> None:
    inspector = start()
    worker, reader = TrialWorker(), Reader(inspector.path)
    trigger = 'type = "track" and event = "Product Clicked"'
    broken = 'event = "'
    try:
        post(inspector, **click())
        counted = worker.work(Count((trigger, broken)), reader, lambda *_: None)
        assert counted.messages == {trigger: 1, broken: 0}  # type: ignore[union-attr]
        post(inspector, **click())
        both = 'type = "track"'
        counted = worker.work(Count((trigger, both)), reader, lambda *_: None)
        assert counted.messages == {trigger: 2, both: 2}  # type: ignore[union-attr]
        rows = side_by_side(reader, 1, PRESETS, PRESETS).rows
        assert all(one.equal for one in rows)
    finally:
        reader.close()


def test_the_checklist_follows_what_comes_and_keeps_what_a_person_said(start: Start) -> None:
    inspector = start()
    worker, reader = ChecklistWorker(), Reader(inspector.path)
    look = Look(PRESETS)
    try:
        empty = worker.work(look, reader, lambda *_: None).checklist
        assert empty.title == "Nothing to judge yet"
        post(inspector, **order(price=0))
        rows = {
            one.point.id: one for one in worker.work(look, reader, lambda *_: None).checklist.rows
        }
        assert (rows["price"].state, rows["price"].count) == ("not_met", 1)
        assert rows["price"].messages[0].row == 1
        text = mark_text("campaign", Mark(confirmed=True, note="seen by <b>me</b>"))
        inspector.write(lambda writer: writer.remark("point", text)).result(30)
        rows = {
            one.point.id: one for one in worker.work(look, reader, lambda *_: None).checklist.rows
        }
        assert rows["campaign"].mark == Mark(confirmed=True, note="seen by <b>me</b>")
        assert (rows["campaign"].state, rows["campaign"].link) == ("by_hand", "")
        strange = Look(PRESETS, marks=False)
        rows = {
            one.point.id: one
            for one in worker.work(strange, reader, lambda *_: None).checklist.rows
        }
        assert rows["campaign"].mark == Mark()
        later = worker.work(Look(PRESETS, since=2**53), reader, lambda *_: None)
        assert later.checklist.messages == 0
    finally:
        reader.close()


def test_silences_of_the_capture_count_and_old_messages_are_left_out(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    inspector = start()
    post(inspector, **order(price=0))
    post(inspector, **click())
    reader = Reader(inspector.path)

    def row(worker: ChecklistWorker) -> Row:
        made = worker.work(Look(PRESETS), reader, lambda *_: None).checklist
        return next(one for one in made.rows if one.point.id == "click-bids")

    try:
        assert row(ChecklistWorker()).state == "not_met"
        quiet = {"rule": "BID-001", "event": "Product Clicked"}
        inspector.write(lambda writer: writer.silence(quiet)).result(30)
        assert "silenced" in row(ChecklistWorker()).evidence
        monkeypatch.setattr("app.services.checklist.MOST", 1)
        looked = ChecklistWorker().work(Look(PRESETS), reader, lambda *_: None)
        assert (looked.older, looked.checklist.messages) == (1, 1)
    finally:
        reader.close()


def test_words_about_points_that_are_none_are_left_aside() -> None:
    good = mark_text("key", Mark(not_needed=True, note="n" * 9_000))
    told = [
        Remark(1, "point", "no json"),
        Remark(2, "point", "[1]"),
        Remark(3, "point", '{"point": 5}'),
        Remark(4, "fault", mark_text("campaign", Mark(True))),
        Remark(5, "point", mark_text("key", Mark(True))),
        Remark(6, "point", good),
        Remark(7, "point", '{"point": "vendor", "confirmed": "yes", "note": {}}'),
    ]
    marks = marks_of(told)
    assert marks == {"key": Mark(False, True, "n" * 500), "vendor": Mark()}
