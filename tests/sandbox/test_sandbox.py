"""The sandbox over real HTTP."""

import gzip
import http.client
import json
import socket
from collections.abc import Iterator
from typing import Any

import pytest

from app.sandbox.api import MAX_BODY
from app.sandbox.counts import Counts
from app.sandbox.server import Sandbox

NOW = 1_795_528_000_000
KEY = {"Authorization": "Bearer anything"}
CLICK = {
    "id": "c-1",
    "occurredAt": "2026-11-24T12:00:00.000Z",
    "opaqueUserId": "u-1",
    "resolvedBidId": "ChAGaP5D0H",
}


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    server = Sandbox(clock=lambda: NOW)
    server.start()
    yield server
    server.stop()


def send(
    sandbox: Sandbox,
    body: Any = None,
    *,
    method: str = "POST",
    path: str = "/v2/events",
    headers: dict[str, str] | None = None,
) -> tuple[int, dict[str, str], bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", sandbox.port, timeout=10)
    try:
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        connection.request(method, path, raw, KEY if headers is None else headers)
        answer = connection.getresponse()
        return answer.status, dict(answer.getheaders()), answer.read()
    finally:
        connection.close()


def errors(raw: bytes) -> list[dict[str, str]]:
    items = json.loads(raw)
    assert isinstance(items, list)
    assert items
    for item in items:
        assert set(item) == {"errCode", "docUrl", "message"}
    return items


def test_accepted_events_get_204_and_nothing_else(sandbox: Sandbox) -> None:
    status, _, body = send(sandbox, {"clicks": [CLICK]})
    assert (status, body) == (204, b"")
    assert sandbox.counts == Counts(accepted=1, clicks=1)


def test_the_url_is_the_base_that_clients_take(sandbox: Sandbox) -> None:
    assert sandbox.url == f"http://127.0.0.1:{sandbox.port}/v2"


def test_one_bad_event_refuses_its_neighbours(sandbox: Sandbox) -> None:
    order = {key: CLICK[key] for key in ("id", "occurredAt", "opaqueUserId")}
    order["items"] = [{"productId": "HP-1", "unitPrice": 0}]  # type: ignore[assignment]
    status, headers, body = send(sandbox, {"clicks": [CLICK], "purchases": [order]})
    assert status == 400
    assert headers["content-type"] == "application/json"
    assert "unitPrice" in errors(body)[0]["message"]
    assert sandbox.counts == Counts(refused=1)


def test_events_of_the_future_are_judged_by_the_sandboxs_clock(sandbox: Sandbox) -> None:
    late = CLICK | {"occurredAt": "2027-11-24T12:00:00.000Z"}
    status, _, body = send(sandbox, {"clicks": [late]})
    assert status == 400
    assert errors(body)[0]["errCode"] == "invalid_event_time"


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"", "invalid_json"),
        (b"{", "invalid_json"),
        (b'{"clicks": NaN}', "invalid_json"),
        (b"\xff\xfe", "invalid_json"),
        (b"[" * 100_000, "invalid_json"),
        (gzip.compress(b"{}"), "invalid_json"),
        (b"[]", "bad_request"),
        (b'"clicks"', "bad_request"),
        (b"{}", "empty_request"),
    ],
)
def test_bodies_that_are_no_events_get_400(sandbox: Sandbox, raw: bytes, code: str) -> None:
    status, _, body = send(sandbox, raw)
    assert status == 400
    assert errors(body)[0]["errCode"] == code
    assert send(sandbox, {"clicks": [CLICK]})[0] == 204


def test_hostile_numbers_and_surrogates_are_answered(sandbox: Sandbox) -> None:
    for raw in (b'{"clicks":[{"id":1e400}]}', b'{"clicks":[{"id":"\\ud800"}]}', b'{"\\ud800":1}'):
        status, _, body = send(sandbox, raw)
        assert status == 400
        errors(body)


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer "}, {"Authorization": "x"}])
def test_without_a_key_it_is_401(sandbox: Sandbox, headers: dict[str, str]) -> None:
    status, _, body = send(sandbox, {"clicks": [CLICK]}, headers=headers)
    assert status == 401
    assert errors(body)[0]["errCode"] == "invalid_api_key"
    assert sandbox.counts == Counts(unauthorized=1)


@pytest.mark.parametrize("path", ["/v2/events/", "/v1/events", "/", "/V2/events", "//v2/events"])
def test_any_other_path_is_404_in_json(sandbox: Sandbox, path: str) -> None:
    status, headers, body = send(sandbox, {"clicks": [CLICK]}, path=path)
    assert status == 404
    assert headers["content-type"] == "application/json"
    errors(body)
    assert sandbox.counts == Counts(other=1)


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "OPTIONS"])
def test_another_method_is_405(sandbox: Sandbox, method: str) -> None:
    status, headers, body = send(sandbox, b"", method=method)
    assert status == 405
    assert headers["Allow" if "Allow" in headers else "allow"] == "POST"
    errors(body)


def test_a_body_over_the_limit_is_413(sandbox: Sandbox) -> None:
    status, _, body = send(sandbox, b" " * (MAX_BODY + 1))
    assert status == 413
    errors(body)
    assert send(sandbox, {"clicks": [CLICK]})[0] == 204


def test_the_limit_counts_what_comes_not_what_is_promised(sandbox: Sandbox) -> None:
    def chunks() -> Iterator[bytes]:
        for _ in range(MAX_BODY // 65_536 + 1):
            yield b" " * 65_536

    connection = http.client.HTTPConnection("127.0.0.1", sandbox.port, timeout=10)
    connection.request("POST", "/v2/events", chunks(), KEY, encode_chunked=True)
    assert connection.getresponse().status == 413
    connection.close()


@pytest.mark.parametrize("host", ["evil.example", "evil.example:80", "127.0.0.1.evil.example", ""])
def test_a_foreign_name_is_refused(sandbox: Sandbox, host: str) -> None:
    status, _, _ = send(sandbox, {"clicks": [CLICK]}, headers=KEY | {"Host": host})
    assert status in (400, 403)
    assert sandbox.counts.accepted == 0


def test_no_page_may_read_its_answers(sandbox: Sandbox) -> None:
    _, headers, _ = send(sandbox, {"clicks": [CLICK]}, headers=KEY | {"Origin": "http://x"})
    names = {name.lower() for name in headers}
    assert not any(name.startswith("access-control") for name in names)
    assert "cross-origin-resource-policy" in names


def test_it_listens_on_this_computer_only() -> None:
    with pytest.raises(ValueError, match="this computer only"):
        Sandbox().start(host="0.0.0.0")


def test_a_taken_port_is_an_ordinary_error(sandbox: Sandbox) -> None:
    with pytest.raises(OSError, match=r"in use"):
        Sandbox().start(port=sandbox.port)


def test_stopping_frees_the_port_and_twice_is_no_error() -> None:
    first = Sandbox()
    first.start()
    first.stop()
    first.stop()
    second = Sandbox()
    second.start(port=first.port)
    assert second.port == first.port
    second.stop()


def test_a_client_that_leaves_in_mid_body_does_no_harm(sandbox: Sandbox) -> None:
    with socket.create_connection(("127.0.0.1", sandbox.port)) as raw:
        raw.sendall(
            b"POST /v2/events HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer k\r\n"
            b"Content-Length: 100\r\n\r\n{"
        )
    assert send(sandbox, {"clicks": [CLICK]})[0] == 204
