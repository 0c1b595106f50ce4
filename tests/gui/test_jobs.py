"""Answers come back on the thread of the window, or not at all."""

import threading
from concurrent.futures import Future
from typing import Any

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from app.gui.jobs import deliver, deliver_future


class _Job:
    def __init__(self) -> None:
        self.future: Future[Any] = Future()
        self.stopped = False

    def cancel(self) -> None:
        self.stopped = True


@pytest.fixture
def receiver(qapp: Any) -> QObject:
    return QObject()


def _finish_elsewhere(job: _Job, answer: object) -> None:
    thread = threading.Thread(target=job.future.set_result, args=(answer,))
    thread.start()
    thread.join()


def test_the_answer_arrives_on_the_thread_of_the_window(qtbot: QtBot, receiver: QObject) -> None:
    job, heard = _Job(), []
    deliver(job, receiver, lambda a: heard.append((a, threading.current_thread())), pytest.fail)
    _finish_elsewhere(job, 5)
    assert heard == []
    qtbot.waitUntil(lambda: bool(heard))
    assert heard == [(5, threading.main_thread())]


def test_an_answer_that_is_ready_still_comes_later(qtbot: QtBot, receiver: QObject) -> None:
    job, heard = _Job(), []
    job.future.set_result("ready")
    deliver(job, receiver, heard.append, pytest.fail)
    assert heard == []
    qtbot.waitUntil(lambda: heard == ["ready"])


def test_an_error_goes_to_the_other_callback(qtbot: QtBot, receiver: QObject) -> None:
    job, heard = _Job(), []
    deliver(job, receiver, pytest.fail, heard.append)
    job.future.set_exception(OSError("the disk is gone"))
    qtbot.waitUntil(lambda: bool(heard))
    assert isinstance(heard[0], OSError)


def test_after_cancel_nothing_arrives(qtbot: QtBot, receiver: QObject) -> None:
    job, later, heard = _Job(), _Job(), []
    delivery = deliver(job, receiver, heard.append, heard.append)
    deliver(later, receiver, heard.append, heard.append)
    job.future.set_result("late")
    delivery.cancel()
    later.future.set_result("the next one")
    qtbot.waitUntil(lambda: heard == ["the next one"])
    assert job.stopped
    assert not delivery.waiting


def test_a_receiver_that_is_gone_hears_nothing(qtbot: QtBot, receiver: QObject) -> None:
    import shiboken6

    gone, heard = QObject(), []
    first, second = _Job(), _Job()
    deliver(first, gone, heard.append, heard.append)
    deliver(second, receiver, heard.append, heard.append)
    shiboken6.delete(gone)
    first.future.set_result(1)
    second.future.set_result(2)
    qtbot.waitUntil(lambda: heard == [2])


def test_a_bare_future(qtbot: QtBot, receiver: QObject) -> None:
    future: Future[int] = Future()
    heard: list[int] = []
    deliver_future(future, receiver, heard.append, pytest.fail)
    future.set_result(3)
    qtbot.waitUntil(lambda: heard == [3])


def test_a_cancelled_future_is_silent(qtbot: QtBot, receiver: QObject) -> None:
    future: Future[int] = Future()
    other, heard = _Job(), []
    deliver_future(future, receiver, heard.append, heard.append)
    deliver(other, receiver, heard.append, heard.append)
    future.cancel()
    other.future.set_result("done")
    qtbot.waitUntil(lambda: heard == ["done"])
