"""Requests that are refused: clearly, readable by the page, kept, and without harm."""

import gzip
import json
import socket
import struct
from typing import Any

import httpx
import pytest

from app.capture.intake import KEPT_REFUSED
from app.masking import masked
from app.segment.inflate import MAX_DECODED, MAX_WIRE
from tests.capture.memory import Capture

ORIGIN = {"origin": "https://shop.example"}


def refused(answer: httpx.Response, status: int, code: str) -> dict[str, Any]:
    """A clear JSON error, in the shape that each SDK looks for."""
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/json"
    content: dict[str, Any] = answer.json()
    assert content["success"] is False
    assert content["error"]["code"] == content["code"] == code
    assert content["error"]["message"] == content["message"]
    assert content["message"].endswith((".", "}"))
    assert isinstance(content["error"]["hint"], str)
    return content


def still_alive(capture: Capture, client: httpx.Client) -> None:
    """The next message is taken as if nothing had been."""
    before = len(capture.sink.messages)
    assert client.post("/v1/t", json={"event": "after"}).status_code == 200
    assert len(capture.sink.messages) == before + 1


def accepts(raw: socket.socket, piece: bytes, *, times: int) -> bool:
    """Whether the other side takes so many pieces without closing the connection."""
    try:
        for _ in range(times):
            raw.sendall(piece)
    except OSError:
        return False
    return True


@pytest.mark.parametrize("path", ["/v1/t", "/v1/batch"])
@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "empty_body"),
        (b"null", "not_an_object"),
        (b"[]", "not_an_object"),
        (b"17", "not_an_object"),
        (b'{"a":"\xff"}', "bad_json"),
        (b"{", "bad_json"),
        (b'{"a":NaN}', "bad_json"),
        (b'{"a":' * 100_000, "bad_json"),
        (b"[" * 100_000 + b"]" * 100_000, "bad_json"),
        (gzip.compress(b"{}"), "bad_json"),
    ],
)
def test_a_body_that_is_no_json_object(
    capture: Capture, client: httpx.Client, path: str, body: bytes, code: str
) -> None:
    refused(client.post(path, content=body, headers=ORIGIN), 400, code)
    request = capture.sink.requests[0]
    assert (request.status, request.body) == (400, body[:KEPT_REFUSED])
    assert request.error
    assert request.error.startswith(code)
    assert capture.sink.messages == []
    capture.wait_for(lambda: "refused" in capture.kinds())
    assert capture.events[0].origin == "https://shop.example"
    still_alive(capture, client)


@pytest.mark.parametrize("body", [b"{}", b"", gzip.compress(b"{}")[:-4], b"\x1f\x8b" + b"\0" * 100])
def test_a_body_that_is_no_gzip_though_it_says_so(
    capture: Capture, client: httpx.Client, body: bytes
) -> None:
    answer = client.post("/v1/b", content=body, headers={"content-encoding": "gzip"})
    refused(answer, 400, "bad_gzip")
    still_alive(capture, client)


@pytest.mark.parametrize("encoding", ["br", "zstd", "gzip, gzip", "compress", "rot13"])
def test_another_encoding(capture: Capture, client: httpx.Client, encoding: str) -> None:
    answer = client.post("/v1/b", content=b"{}", headers={"content-encoding": encoding})
    refused(answer, 415, "unsupported_encoding")
    assert capture.sink.requests[0].content_encoding == encoding


def test_a_gzip_bomb(capture: Capture, client: httpx.Client) -> None:
    bomb = gzip.compress(b" " * (MAX_DECODED + 1), compresslevel=9)
    assert len(bomb) < 100_000
    answer = client.post("/v1/b", content=bomb, headers={"content-encoding": "gzip"})
    refused(answer, 413, "body_too_large")
    assert capture.sink.requests[0].body == bomb
    still_alive(capture, client)


def test_a_body_of_a_hundred_megabytes(capture: Capture, client: httpx.Client) -> None:
    body = b'{"a":"' + b"x" * 100_000_000 + b'"}'
    refused(client.post("/v1/t", content=body, headers=ORIGIN), 413, "body_too_large")
    assert capture.sink.requests[0].status == 413
    assert capture.sink.requests[0].body == b""
    still_alive(capture, client)


def test_a_large_body_of_unknown_length(capture: Capture, client: httpx.Client) -> None:
    def pieces() -> Any:
        for _ in range(MAX_WIRE // 1_000_000 + 2):
            yield b" " * 1_000_000

    refused(client.post("/v1/t", content=pieces()), 413, "body_too_large")
    still_alive(capture, client)


def test_a_body_just_under_the_limit(capture: Capture, client: httpx.Client) -> None:
    pad = MAX_WIRE - len(b'{"a":""}')
    body = b'{"a":"' + b"x" * pad + b'"}'
    assert client.post("/v1/t", content=body).status_code == 200
    assert len(capture.sink.requests[0].body) == MAX_WIRE
    refused(client.post("/v1/t", content=body + b" "), 413, "body_too_large")


@pytest.mark.parametrize("length", ["999999999999", "9" * 30])
def test_a_length_that_nobody_will_send(
    capture: Capture, client: httpx.Client, length: str
) -> None:
    with socket.create_connection(("127.0.0.1", capture.port)) as raw:
        raw.sendall(f"POST /v1/t HTTP/1.1\r\nHost: x\r\nContent-Length: {length}\r\n\r\n".encode())
        assert raw.recv(65536).split(b" ")[1] in (b"413", b"400")
    still_alive(capture, client)


def test_more_items_than_anybody_sends(capture: Capture, client: httpx.Client) -> None:
    body = b'{"batch":[' + b"{}," * 60_000 + b"{}]}"
    refused(client.post("/v1/batch", content=body), 413, "too_many_items")
    still_alive(capture, client)


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize("path", ["/v1/t", "/v1/batch", "/v1/m"])
def test_another_method(capture: Capture, client: httpx.Client, path: str, method: str) -> None:
    answer = client.request(method, path, headers=ORIGIN)
    assert answer.status_code == 405
    assert answer.headers["allow"] == "POST, OPTIONS"
    assert answer.headers["access-control-allow-origin"] == "https://shop.example"
    if method != "HEAD":
        refused(answer, 405, "method_not_allowed")
    assert capture.sink.requests[0].method == method


def test_a_pixel_is_fetched_and_not_posted(capture: Capture, client: httpx.Client) -> None:
    answer = client.post("/v1/pixel/track", content=b"{}")
    refused(answer, 405, "method_not_allowed")
    assert answer.headers["allow"] == "GET, OPTIONS"
    refused(client.get("/v1/pixel/track?data=***"), 400, "bad_pixel_data")


@pytest.mark.parametrize("path", ["/", "/health", "/v2/events", "/v1", "/v1/tracks", "/v1/t/x/y"])
def test_a_post_to_another_path_is_kept_as_refused(
    capture: Capture, client: httpx.Client, path: str
) -> None:
    content = refused(client.post(path, json={"event": "x"}, headers=ORIGIN), 404, "unknown_path")
    assert "/v1/batch" in content["error"]["hint"]
    assert json.loads(capture.sink.requests[0].body) == {"event": "x"}
    assert capture.sink.messages == []


@pytest.mark.parametrize("path", ["/favicon.ico", "/v2", "/v1/projects/KEY", "/%00", "/..%2f.."])
def test_another_page_is_404_and_not_kept(
    capture: Capture, client: httpx.Client, path: str
) -> None:
    refused(client.get(path), 404, "unknown_path")
    assert capture.sink.requests == []


def test_a_refusal_names_no_secret(capture: Capture, client: httpx.Client) -> None:
    client.post(
        "/v1/t?token=Se-cret",
        content=b"{",
        headers={"authorization": "Bearer TSE_Se-cret", "cookie": "a=Se-cret"},
    )
    assert "Se-cret" not in repr(capture.sink.requests)
    assert capture.sink.requests[0].write_key == "none"


@pytest.mark.parametrize("secret", ["TSE_Se-cret", "Bearer Se-cret", "eyJhbGciOi.eyJzdWIi.Se-cret"])
def test_a_key_or_token_anywhere_in_a_head_is_not_kept(
    capture: Capture, client: httpx.Client, secret: str
) -> None:
    for name in ("user-agent", "origin", "referer", "content-type", "content-encoding"):
        for method, path in (("POST", "/v1/t"), ("POST", "/v1/m"), ("OPTIONS", "/v1/t")):
            client.request(method, path, json={"event": "x"}, headers={name: secret})
        client.get("/v1/projects/KEY/settings", headers={name: secret})
    client.options(
        "/v1/t", headers={"origin": "https://x", "access-control-request-headers": secret}
    )
    for path in ("/v1/t", "/v1/pixel/track", "/v1/t/none"):
        client.post(f"/{secret}{path}", json={"event": "x"})
        for method in ("GET", "POST"):
            parameters = {"writeKey": secret, "properties.x": secret, secret: "1"}
            client.request(method, path, params=parameters, json={"event": "x"})
    assert len(capture.sink.requests) == 13
    kept = repr(capture.sink.requests) + repr(capture.sink.messages) + repr(capture.events)
    assert "Se-cret" not in kept
    assert "…" in kept
    assert {one["writeKey"] for one in capture.sink.bodies()} == {"none", masked(secret)}


class TestBrokenHttp:
    @pytest.mark.parametrize(
        "sent",
        [
            b"\0\0\0\0\r\n\r\n",
            b"GET\r\n\r\n",
            b"POST /v1/t HTTP/9.9\r\n\r\n",
            b"POST /v1/\xff\xfe HTTP/1.1\r\nHost: x\r\n\r\n",
            b"POST /v1/t HTTP/1.1\r\nContent-Length: -5\r\n\r\n",
            b"POST /v1/t HTTP/1.1\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n",
            b"POST /v1/t HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
            b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\0" * 100,
            b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
            b"CONNECT x:1 HTTP/1.1\r\nHost: x\r\n\r\n",
        ],
        ids=range(10),
    )
    def test_is_answered_or_closed(
        self, capture: Capture, client: httpx.Client, sent: bytes
    ) -> None:
        with socket.create_connection(("127.0.0.1", capture.port), timeout=20) as raw:
            raw.sendall(sent)
            raw.shutdown(socket.SHUT_WR)
            received = b""
            while piece := raw.recv(65536):
                received += piece
        assert received == b"" or received.split(b" ")[1] in (b"400", b"404", b"405")
        assert capture.sink.messages == []
        still_alive(capture, client)

    def test_https_on_the_plain_port_is_told_of(
        self, capture: Capture, client: httpx.Client
    ) -> None:
        with pytest.raises(httpx.ConnectError):
            httpx.post(f"https://127.0.0.1:{capture.port}/v1/b", json={}, trust_env=False)
        capture.wait_for(lambda: capture.kinds() == ["refused"])
        assert "https" in capture.events[0].detail
        still_alive(capture, client)

    def test_a_head_without_an_end(self, capture: Capture, client: httpx.Client) -> None:
        with socket.create_connection(("127.0.0.1", capture.port), timeout=20) as raw:
            raw.sendall(b"POST /v1/t HTTP/1.1\r\n")
            assert not accepts(raw, b"X-Filler: " + b"x" * 8000 + b"\r\n", times=10_000)
        still_alive(capture, client)

    def test_a_client_that_leaves_before_its_body_is_whole(
        self, capture: Capture, client: httpx.Client
    ) -> None:
        with socket.create_connection(("127.0.0.1", capture.port)) as raw:
            raw.sendall(b"POST /v1/t HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{")
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        still_alive(capture, client)
        assert len(capture.sink.requests) == 1

    def test_header_values_of_every_byte(self, capture: Capture, client: httpx.Client) -> None:
        odd = bytes(byte for byte in range(0x20, 0x100) if byte != 0x7F)
        with socket.create_connection(("127.0.0.1", capture.port), timeout=20) as raw:
            raw.sendall(
                b"POST /v1/t HTTP/1.1\r\nHost: x\r\nOrigin: "
                + odd
                + b"\r\nUser-Agent: "
                + odd
                + b"\r\nContent-Length: 2\r\n\r\n{}"
            )
            answer = raw.recv(65536)
        assert answer.startswith(b"HTTP/1.1 200")
        assert b"access-control" not in answer
        still_alive(capture, client)
