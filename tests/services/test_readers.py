"""Questions on reader threads."""

import threading
from collections.abc import Iterator
from concurrent.futures import CancelledError
from pathlib import Path

import pytest

from app.services.readers import ReaderPool
from app.store.capture_file import create
from app.store.errors import CaptureFileError
from app.store.filters import QUERY_ALL
from app.store.reader import Reader


@pytest.fixture
def pool(tmp_path: Path) -> Iterator[ReaderPool]:
    create(tmp_path / "x.tsi")
    pool = ReaderPool(tmp_path / "x.tsi")
    yield pool
    pool.close()


def test_answers_and_errors_come_in_the_future(pool: ReaderPool) -> None:
    assert len(pool.submit(lambda reader: reader.ids(QUERY_ALL)).future.result(10)) == 0

    def fail(_: Reader) -> None:
        raise ValueError("mine")

    with pytest.raises(ValueError, match="mine"):
        pool.submit(fail).future.result(10)
    assert pool.submit(lambda _: 7).future.result(10) == 7


def test_a_job_that_waits_never_starts_once_cancelled(pool: ReaderPool) -> None:
    go = threading.Event()
    holding = [pool.submit(lambda _: go.wait(30)) for _ in range(2)]
    started: list[int] = []
    waiting = pool.submit(lambda _: started.append(1))
    waiting.cancel()
    go.set()
    assert [job.future.result(10) for job in holding] == [True, True]
    with pytest.raises(CancelledError):
        waiting.future.result(10)
    assert started == []


def test_a_read_under_way_is_interrupted(pool: ReaderPool) -> None:
    began = threading.Event()

    def endless(reader: Reader) -> None:
        began.set()
        while True:
            reader.ids(QUERY_ALL)
            if job._cancelled:
                reader.ids(QUERY_ALL)
                return

    job = pool.submit(endless)
    assert began.wait(10)
    job.cancel()
    with pytest.raises(CancelledError):
        job.future.result(10)
    assert pool.submit(lambda _: 7).future.result(10) == 7


def test_an_answer_that_came_too_late_is_none(pool: ReaderPool) -> None:
    began, go = threading.Event(), threading.Event()

    def slow(_: Reader) -> int:
        began.set()
        go.wait(30)
        return 7

    job = pool.submit(slow)
    assert began.wait(10)
    job.cancel()
    go.set()
    with pytest.raises(CancelledError):
        job.future.result(10)


def test_closing_cancels_what_waits(tmp_path: Path) -> None:
    create(tmp_path / "x.tsi")
    pool = ReaderPool(tmp_path / "x.tsi", threads=1)
    began, go = threading.Event(), threading.Event()

    def first(_: Reader) -> None:
        began.set()
        go.wait(30)

    running = pool.submit(first)
    waiting = pool.submit(lambda _: 7)
    assert began.wait(10)
    closing = threading.Thread(target=pool.close)
    closing.start()
    with pytest.raises(CancelledError):
        waiting.future.result(10)
    go.set()
    closing.join()
    assert running.future.exception() is not None
    assert pool.submit(lambda _: 7).future.cancelled()


def test_a_file_that_is_gone_is_said_by_each_job(tmp_path: Path) -> None:
    pool = ReaderPool(tmp_path / "missing.tsi")
    for _ in range(3):
        with pytest.raises(CaptureFileError, match=r"no file"):
            pool.submit(lambda reader: reader.progress()).future.result(10)
    pool.close()
