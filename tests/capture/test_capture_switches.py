"""Faults on request, and the gate that keeps others out."""

import socket
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from app.capture.faults import DROPPED, Fault, Faults
from app.capture.switches import Switches
from tests.capture.memory import Capture, running

ORIGIN = "https://shop.example"
POSTS = ["/v1/t", "/v1/b", "/v1/batch", "/v1/track"]


@pytest.fixture
def switched() -> Iterator[tuple[Capture, Switches, httpx.Client]]:
    switches = Switches()
    with (
        running(switches=switches) as capture,
        httpx.Client(base_url=capture.url, trust_env=False, timeout=30) as client,
    ):
        yield capture, switches, client


def post(client: httpx.Client, path: str = "/v1/t", **more: Any) -> httpx.Response:
    headers = {"origin": ORIGIN} | more.pop("headers", {})
    return client.post(path, json={"event": "x", "anonymousId": "a"}, headers=headers, **more)


@pytest.mark.parametrize("path", POSTS)
def test_429_for_the_next_requests(
    switched: tuple[Capture, Switches, httpx.Client], path: str
) -> None:
    capture, switches, client = switched
    switches.faults.answer_with(Fault("429", 2, 7))
    for left in (2, 1):
        assert switches.faults.current == Fault("429", left, 7)
        answer = post(client, path)
        assert answer.status_code == 429
        assert answer.headers["retry-after"] == answer.headers["x-ratelimit-reset"] == "7"
        assert answer.headers["access-control-allow-origin"] == ORIGIN
        assert "Retry-After" in answer.headers["access-control-expose-headers"]
        assert answer.json()["success"] is False
        assert answer.json()["code"] == answer.json()["error"]["code"] == "too_many_requests"
    assert switches.faults.current is None
    assert switches.faults.used == 2
    assert capture.sink.messages == []
    assert [one.status for one in capture.sink.requests] == [429, 429]
    assert all("Retry-After: 7" in (one.error or "") for one in capture.sink.requests)
    assert b'"event"' in capture.sink.requests[0].body
    assert post(client, path).status_code == 200
    capture.wait_for(lambda: capture.kinds().count("fault") == 2)
    assert "429" in capture.events[0].detail


def test_500_and_slow_one_after_the_other(
    switched: tuple[Capture, Switches, httpx.Client],
) -> None:
    capture, switches, client = switched
    switches.faults.answer_with(Fault("500"), Fault("slow", 1, 0))
    assert [post(client).status_code for _ in range(3)] == [500, 503, 200]
    assert [one.status for one in capture.sink.requests] == [500, 503, 200]
    assert len(capture.sink.messages) == 1


def test_a_slow_answer_is_kept_before_it_waits_and_holds_nobody_up(
    switched: tuple[Capture, Switches, httpx.Client],
) -> None:
    capture, switches, client = switched
    switches.faults.answer_with(Fault("slow", 1, 300))
    with socket.create_connection(("127.0.0.1", capture.port), timeout=20) as raw:
        raw.sendall(b"POST /v1/t HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}")
        capture.wait_for(lambda: len(capture.sink.requests) == 1)
        assert capture.sink.requests[0].status == 503
        assert post(client).status_code == 200
        raw.setblocking(False)
        with pytest.raises(BlockingIOError):
            raw.recv(1)


def test_a_dropped_connection(switched: tuple[Capture, Switches, httpx.Client]) -> None:
    capture, switches, client = switched
    switches.faults.answer_with(Fault("drop", 2))
    for _ in range(2):
        with pytest.raises(httpx.TransportError):
            post(client)
    assert [one.status for one in capture.sink.requests] == [DROPPED, DROPPED]
    assert capture.sink.messages == []
    assert post(client).status_code == 200
    assert capture.kinds()[:2] == ["fault", "fault"]


def test_what_is_no_event_post_gets_no_fault(
    switched: tuple[Capture, Switches, httpx.Client],
) -> None:
    _, switches, client = switched
    switches.faults.answer_with(Fault("500"))
    assert client.get("/v1/projects/KEY/settings").status_code == 200
    assert client.options("/v1/t", headers={"origin": ORIGIN}).status_code == 204
    assert client.post("/v1/m", json={}).status_code == 200
    assert client.get("/v1/pixel/track?userId=u&event=x").status_code == 200
    assert client.post("/v1/t", content=b"[]").status_code == 400
    assert switches.faults.used == 0
    switches.faults.answer_with()
    assert post(client).status_code == 200


@pytest.mark.parametrize(
    ("fault", "word"),
    [
        (("404", 1, None), "no fault"),
        (("500", 0, None), "1 to 1,000,000"),
        (("500", 1_000_001, None), "1 to 1,000,000"),
        (("500", 1, 3), "no seconds"),
        (("drop", 1, 0), "no seconds"),
        (("429", 1, 301), "0 to 300"),
        (("slow", 1, -1), "0 to 300"),
    ],
)
def test_a_fault_out_of_bounds(fault: Any, word: str) -> None:
    with pytest.raises(ValueError, match=word):
        Fault(*fault)


def test_faults_without_seconds_have_their_usual_ones() -> None:
    assert Fault("429").seconds == 5
    assert Fault("slow").seconds == 10
    assert Fault("drop").seconds is None
    faults = Faults()
    assert faults.next() is None
    assert faults.current is None
