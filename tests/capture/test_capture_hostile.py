"""Whatever is sent: never a 5xx, never a hang, the refused is kept, the next one is taken."""

import json
import socket
from collections.abc import Iterator
from typing import NamedTuple

import pytest

from app.capture import protocol
from tests.capture.hostile import HOSTILE, TRACK, Hostile, chunked, http
from tests.capture.memory import Capture, running

_PATIENCE = 15
"""Seconds; what takes longer hangs."""


class Reply(NamedTuple):
    status: int
    headers: dict[str, str]
    body: bytes


def replies(received: bytes) -> list[Reply]:
    """Cut what came back into its answers."""
    found: list[Reply] = []
    while received:
        head, end, rest = received.partition(b"\r\n\r\n")
        assert end, received[:200]
        first, *lines = head.decode("latin-1").split("\r\n")
        headers = dict(line.lower().split(": ", 1) for line in lines)
        status = int(first.split(" ")[1])
        length = int(headers.get("content-length", "0"))
        if status == 405 and rest[:1] != b"{":
            length = 0  # the answer to HEAD
        found.append(Reply(status, headers, rest[:length]))
        received = rest[length:]
    return [one for one in found if one.status != 100]


def answered(port: int, sent: bytes) -> list[Reply]:
    """Send bytes, say that no more will come, and read until the other side closes."""
    with socket.create_connection(("127.0.0.1", port), timeout=_PATIENCE) as raw:
        received = b""
        try:
            raw.sendall(sent)
            raw.shutdown(socket.SHUT_WR)
        except OSError:
            pass  # answered before all of it was sent
        try:
            while piece := raw.recv(65536):
                received += piece
        except ConnectionError:
            pass
    return replies(received)


def acknowledged(raw: socket.socket) -> bool:
    """Read one answer; whether it is the one of success."""
    received = b""
    while not received.endswith(b"}"):
        received += raw.recv(65536)
    return [one.status for one in replies(received)] == [200]


def test_there_are_many() -> None:
    assert len({one.name for one in HOSTILE}) == len(HOSTILE) >= 60


@pytest.mark.parametrize("hostile", HOSTILE, ids=lambda one: one.name)
def test_hostile(capture: Capture, hostile: Hostile, caplog: pytest.LogCaptureFixture) -> None:
    capture.sink.late = True
    got = answered(capture.port, hostile.sent)
    assert [one.status for one in got] == list(hostile.answers)
    for one in got:
        if one.status >= 400 and one.body:
            content = json.loads(one.body)
            assert content["success"] is False
            assert content["code"] == content["error"]["code"]
            assert content["message"] == content["error"]["message"]
    assert len(capture.sink.requests) == hostile.rows
    assert len(capture.sink.messages) == hostile.messages
    assert all(len(one.body) <= 65536 for one in capture.sink.requests if one.status != 200)
    assert [one.status for one in answered(capture.port, http(TRACK))] == [200]
    assert not caplog.records


class TestStalling:
    """Clients that begin a request and go no further."""

    @pytest.fixture
    def impatient(self, monkeypatch: pytest.MonkeyPatch) -> Iterator[Capture]:
        monkeypatch.setattr(protocol, "STALL_SECONDS", 0.2)
        with running() as capture:
            yield capture

    @pytest.mark.parametrize(
        "begun",
        [
            b"P",
            b"POST /v1/t HTTP/1.1\r\nHost: x\r\nX-A: 1",
            b"POST /v1/t HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n",
            b'POST /v1/t HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{"event":',
            chunked(b"5\r\n{}"),
            chunked(b"2\r\n{}\r\n"),
            http(TRACK, b"Content-Length: 100", length=False, target=b"/nowhere"),
        ],
    )
    def test_is_told_and_cut_off(self, impatient: Capture, begun: bytes) -> None:
        with socket.create_connection(("127.0.0.1", impatient.port), timeout=_PATIENCE) as raw:
            raw.sendall(begun)
            received = b""
            while piece := raw.recv(65536):
                received += piece
        got = replies(received)
        assert [one.status for one in got] == [408]
        assert json.loads(got[0].body)["code"] == "too_slow"
        assert [one.status for one in impatient.sink.requests] == [408]
        assert impatient.sink.messages == []

    def test_one_that_says_that_no_more_will_come_is_told_at_once(self, capture: Capture) -> None:
        got = answered(capture.port, http(b'{"event":', b"Content-Length: 100", length=False))
        assert [one.status for one in got] == [408]
        assert [one.body for one in capture.sink.requests] == [b'{"event":']

    def test_hundreds_of_them_hold_nobody_up(self, impatient: Capture) -> None:
        began = b"POST /v1/t HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{"
        stalling = [
            socket.create_connection(("127.0.0.1", impatient.port), timeout=_PATIENCE)
            for _ in range(300)
        ]
        for one in stalling:
            one.sendall(began)
        assert [one.status for one in answered(impatient.port, http(TRACK))] == [200]
        for one in stalling:
            assert one.recv(65536).startswith(b"HTTP/1.1 408")
            one.close()

    def test_a_connection_that_waits_for_its_next_request_is_left_alone(
        self, impatient: Capture
    ) -> None:
        with socket.create_connection(("127.0.0.1", impatient.port), timeout=_PATIENCE) as idle:
            idle.sendall(http(TRACK))
            assert acknowledged(idle)
            with socket.create_connection(("127.0.0.1", impatient.port), timeout=20) as other:
                other.sendall(b"POST")
                assert other.recv(65536).startswith(b"HTTP/1.1 408")
            idle.sendall(http(TRACK))
            assert acknowledged(idle)
