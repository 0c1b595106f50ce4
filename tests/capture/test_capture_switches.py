"""Faults on request, and the gate that keeps others out."""

import socket
from base64 import b64encode
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from app.capture.faults import DROPPED, Fault, Faults
from app.capture.gate import EVERYBODY, Accepted, origin_of
from app.capture.newcomers import MAX_KNOWN, Newcomer, Newcomers
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


def test_a_slow_answer_waits_no_longer_at_the_stop(
    switched: tuple[Capture, Switches, httpx.Client],
) -> None:
    capture, switches, client = switched
    switches.faults.answer_with(Fault("slow", 1, 300))
    with ThreadPoolExecutor(1) as threads:
        answer = threads.submit(post, client)
        capture.wait_for(lambda: "fault" in capture.kinds())
        capture.endpoint.stop()
    # Cut off by the stop it would be "not_stored".
    assert answer.result().json()["code"] == "asked_for"


def test_a_slow_answer_is_kept_before_it_waits_and_holds_nobody_up(
    switched: tuple[Capture, Switches, httpx.Client],
) -> None:
    capture, switches, client = switched
    switches.faults.answer_with(Fault("slow", 1, 2))
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


def basic(key: str) -> dict[str, str]:
    return {"authorization": f"Basic {b64encode(f'{key}:'.encode()).decode()}"}


class TestAcceptedOrigins:
    @pytest.fixture
    def client(self, switched: tuple[Capture, Switches, httpx.Client]) -> httpx.Client:
        switched[1].gate.accepted = Accepted(frozenset([ORIGIN, "http://localhost:3000"]))
        return switched[2]

    @pytest.mark.parametrize(
        "headers",
        [
            {"origin": ORIGIN},
            {"origin": "http://localhost:3000"},
            {},  # a server or a device
            {"referer": f"{ORIGIN}:443/p/1"},
        ],
    )
    def test_are_taken(self, client: httpx.Client, headers: dict[str, str]) -> None:
        assert client.post("/v1/t", json={}, headers=headers).status_code == 200
        answer = client.get("/v1/pixel/track?event=x", headers=headers)
        assert answer.headers["content-type"] == "image/gif"

    @pytest.mark.parametrize(
        "headers",
        [
            {"origin": "https://evil.example"},
            {"origin": "null"},
            {"origin": ""},
            {"origin": "http://shop.example"},
            {"origin": f"{ORIGIN}.evil.example"},
            {"origin": f"{ORIGIN}:8443"},
            {"referer": "https://evil.example/x"},
            {"referer": "https://shop.example@evil.example/"},
            {"sec-fetch-site": "cross-site"},
        ],
    )
    def test_all_others_are_refused_and_kept(
        self,
        switched: tuple[Capture, Switches, httpx.Client],
        client: httpx.Client,
        headers: dict[str, str],
    ) -> None:
        answers = [
            client.post("/v1/t", json={"event": "x"}, headers=headers),
            client.post("/v1/b", content=b'{"batch":[{}]}' + b" " * 300_000, headers=headers),
            client.get("/v1/pixel/track?event=x", headers=headers),
        ]
        for answer in answers:
            assert answer.status_code == 403
            assert answer.json()["code"] == answer.json()["error"]["code"] == "origin_not_accepted"
            assert "shop.example" not in answer.text
            if headers.get("origin"):
                assert answer.headers["access-control-allow-origin"] == headers["origin"]
        sink = switched[0].sink
        assert [one.status for one in sink.requests] == [403, 403, 403]
        assert sink.requests[0].body == b'{"event":"x"}'
        assert sink.messages == []

    def test_all_again(
        self, switched: tuple[Capture, Switches, httpx.Client], client: httpx.Client
    ) -> None:
        switched[1].gate.accepted = EVERYBODY
        answer = client.post("/v1/t", json={}, headers={"origin": "https://evil.example"})
        assert answer.status_code == 200


class TestAcceptedKeys:
    @pytest.fixture
    def client(self, switched: tuple[Capture, Switches, httpx.Client]) -> httpx.Client:
        switched[1].gate.accepted = Accepted(keys=frozenset(["KEY-1-long", "KEY-2-long"]))
        return switched[2]

    @pytest.mark.parametrize(
        ("content", "headers", "query"),
        [
            ({"writeKey": "KEY-1-long"}, {}, ""),
            ({}, basic("KEY-2-long"), ""),
            ({}, {}, "?writeKey=KEY-1-long"),
            ({"writeKey": "KEY-1-long"}, basic("other"), ""),
            ({"writeKey": "KEY-1-long", "batch": [{}, {"writeKey": "KEY-2-long"}]}, {}, ""),
            ({"batch": [{"writeKey": "KEY-1-long"}]}, {}, ""),
            ({"batch": [{}, {}]}, basic("KEY-1-long"), ""),
        ],
    )
    def test_are_taken(self, client: httpx.Client, content: Any, headers: Any, query: str) -> None:
        path = "/v1/batch" if "batch" in content else "/v1/track"
        assert client.post(path + query, json=content, headers=headers).status_code == 200

    @pytest.mark.parametrize(
        ("content", "headers"),
        [
            ({}, {}),
            ({"writeKey": "KEY-1-lon"}, {}),
            ({"writeKey": "KEY-…"}, {}),
            ({"writeKey": "KEY-1-long "}, {}),
            ({}, basic("KEY-3-long")),
            ({}, {"authorization": "Bearer KEY-1-long"}),
            ({"writeKey": "KEY-1-long", "batch": [{}, {"writeKey": "other"}]}, {}),
            ({"batch": []}, {}),
        ],
    )
    def test_all_others_are_refused_and_kept(
        self,
        switched: tuple[Capture, Switches, httpx.Client],
        client: httpx.Client,
        content: Any,
        headers: Any,
    ) -> None:
        path = "/v1/batch" if "batch" in content else "/v1/track"
        answer = client.post(path, json=content, headers={"origin": ORIGIN} | headers)
        assert answer.status_code == 403
        assert answer.json()["code"] == "key_not_accepted"
        assert answer.headers["access-control-allow-origin"] == ORIGIN
        assert "KEY-2" not in answer.text
        sink = switched[0].sink
        assert [one.status for one in sink.requests] == [403]
        assert "KEY-3-long" not in repr(sink.requests)


@pytest.mark.parametrize(
    ("text", "origin"),
    [
        ("https://shop.example", ORIGIN),
        ("https://Shop.Example:443/p?x#y", ORIGIN),
        ("http://localhost:3000/", "http://localhost:3000"),
        ("http://[::1]:80", "http://[::1]"),
        ("capacitor://localhost", "capacitor://localhost"),
        ("null", "null"),
    ],
)
def test_an_origin_is_read(text: str, origin: str) -> None:
    assert origin_of(text) == origin


@pytest.mark.parametrize(
    "text", ["", "shop.example", "https://", "//x", "https://a@b", "https://a:b", "http://[x", "*"]
)
def test_what_is_no_origin(text: str) -> None:
    with pytest.raises(ValueError, match="no origin"):
        origin_of(text)


def test_a_new_origin_and_a_new_key_are_told_once() -> None:
    met: list[Newcomer] = []
    known = [Newcomer("origin", "http://known"), Newcomer("key", "KNOWN")]
    switches = Switches(newcomers=Newcomers(known, met.append))
    with (
        running(switches=switches) as capture,
        httpx.Client(base_url=capture.url, trust_env=False, timeout=30) as client,
    ):
        for origin, key in (
            ("http://known", "KNOWN"),
            (ORIGIN, "KNOWN"),
            (ORIGIN, "OTHER-KEY"),
            (ORIGIN, "TSE_secret-key"),
        ):
            client.post("/v1/t", json={"writeKey": key}, headers={"origin": origin})
        client.post("/v1/t", content=b"[]", headers={"origin": "http://refused"})
        capture.wait_for(lambda: "refused" in capture.kinds())
        told = [(one.kind, one.origin, one.write_key) for one in capture.events]
    for key in ("Head…", "HeadWhole", "Head…", "OTHE…"):
        switches.newcomers.among(None, key)
    assert met.pop() == Newcomer("key", "Head…")
    assert met == [
        Newcomer("origin", ORIGIN),
        Newcomer("key", "OTHER-KEY"),
        Newcomer("key", "TSE_…"),
    ]
    assert [one for one in told if one[0].startswith("new")] == [
        ("new_origin", ORIGIN, "KNOW…"),
        ("new_key", ORIGIN, "OTHE…"),
        ("new_key", ORIGIN, "TSE_…"),
    ]


def test_no_more_than_a_thousand_newcomers_are_told_of() -> None:
    newcomers = Newcomers()
    told = [newcomers.among(f"http://{n}", "none") for n in range(MAX_KNOWN + 10)]
    assert sum(map(bool, told)) == MAX_KNOWN
