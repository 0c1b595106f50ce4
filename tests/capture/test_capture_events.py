"""Event posts over real HTTP: stored, completed, and answered as every SDK wants it."""

import gzip
import json
import socket
import threading
from base64 import b64encode
from typing import Any

import httpx
import pytest

from app.segment.times import parse_time
from tests.capture.memory import Capture

TRACK = {"event": "Product Viewed", "anonymousId": "a1", "properties": {"product_id": "P-1"}}


def delivered(answer: httpx.Response) -> None:
    """Exactly what is safe for all SDKs (segment-wire section 8)."""
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    assert answer.json() == {"success": True}


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/v1/t", "track"),
        ("/v1/i", "identify"),
        ("/v1/p", "page"),
        ("/v1/g", "group"),
        ("/v1/a", "alias"),
        ("/v1/s", "screen"),
        ("/v1/track", "track"),
        ("/track/", "track"),
        ("//v1/v1/identify", "identify"),
        ("/%76%31/trac%6B", "track"),
    ],
)
def test_one_message(capture: Capture, client: httpx.Client, path: str, kind: str) -> None:
    delivered(client.post(path, json=TRACK))
    message = capture.sink.bodies()[0]
    assert message["type"] == kind
    assert message["messageId"]
    assert message["writeKey"] == "none"
    assert parse_time(message["receivedAt"]) == capture.sink.requests[0].received_at
    assert message["properties"] == {"product_id": "P-1"}


@pytest.mark.parametrize("path", ["/v1/b", "/v1/batch", "/v1/import/", "/b", "/batch/b"])
@pytest.mark.parametrize(
    "content_type", [None, "text/plain", "application/json; charset=utf-8", "x/y", "a=b&c"]
)
def test_a_batch_whatever_its_content_type(
    capture: Capture, client: httpx.Client, path: str, content_type: str | None
) -> None:
    batch = {
        "batch": [{**TRACK, "type": "track"}, None, {"type": "page", "userId": "u1"}],
        "sentAt": "2026-11-24T14:05:09Z",
        "context": {"library": {"name": "analytics-go", "version": "3.0.0"}},
        "writeKey": "KEY",
    }
    headers = {} if content_type is None else {"content-type": content_type}
    delivered(client.post(path, content=json.dumps(batch), headers=headers))
    request = capture.sink.requests[0]
    assert [one.index for one in capture.sink.messages] == [0, 2]
    first, second = capture.sink.bodies()
    assert first["receivedAt"] == second["receivedAt"]
    assert first["context"]["library"] == second["context"]["library"]
    assert first["writeKey"] == second["writeKey"] == "KEY"
    assert request.content_type == content_type
    assert request.body == json.dumps(batch).encode()
    assert request.notes == ("Item 1 of the batch is null, not an object; it makes no message.",)
    capture.wait_for(lambda: "stored" in capture.kinds())
    assert capture.events[0].count == 2
    assert capture.events[0].library == "analytics-go 3.0.0"


def test_gzip_in_chunks_without_a_length(capture: Capture, client: httpx.Client) -> None:
    body = gzip.compress(json.dumps({"batch": [TRACK], "writeKey": "KEY"}).encode())

    def pieces() -> Any:
        for at in range(0, len(body), 7):
            yield body[at : at + 7]

    delivered(client.post("/v1/b", content=pieces(), headers={"content-encoding": "gzip"}))
    assert capture.sink.bodies()[0]["event"] == "Product Viewed"
    assert capture.sink.requests[0].body == body
    assert capture.sink.requests[0].content_encoding == "gzip"


def test_a_large_body_is_decoded_like_a_small_one(capture: Capture, client: httpx.Client) -> None:
    batch = {"batch": [{**TRACK, "n": n, "pad": "x" * 300} for n in range(1000)]}
    delivered(client.post("/v1/batch", json=batch))
    delivered(
        client.post(
            "/v1/batch",
            content=gzip.compress(json.dumps(batch).encode()),
            headers={"content-encoding": "gzip"},
        )
    )
    assert [one["n"] for one in capture.sink.bodies()] == [*range(1000), *range(1000)]


@pytest.mark.parametrize(
    ("authorization", "key"),
    [
        (f"Basic {b64encode(b'AbCdEfGhIj:').decode()}", "AbCd…"),
        (f"Basic {b64encode(b'AbCdEfGhIj').decode()}", "AbCd…"),
        ("Bearer AbCdEfGhIj", "none"),
        ("bearer  AbCdEfGhIjAbCdEfGhIjAbCdEfGhIj12", "none"),
        ("Bearer eyJhbGciOi.eyJzdWIiOi.c2lnbmF0dXJl", "none"),
        ("Bearer TSE_AbCdEfGhIj", "none"),
    ],
)
def test_secrets_of_the_head_are_not_kept(
    capture: Capture, client: httpx.Client, authorization: str, key: str
) -> None:
    headers = {
        "authorization": authorization,
        "cookie": "session=Se-cret-Coo-kie",
        "x-api-key": "Se-cret-Key",
        "proxy-authorization": "Basic Se-cret-Proxy",
    }
    delivered(
        client.post("/v1/track?api_key=Se-cret-Query&t=TSC_Se-cret", json=TRACK, headers=headers)
    )
    assert capture.sink.bodies()[0]["writeKey"] == key
    assert capture.sink.requests[0].write_key == key
    assert capture.sink.requests[0].target == "/v1/track?api_key=…&t=TSC_…"
    capture.wait_for(lambda: "stored" in capture.kinds())
    kept = repr(capture.sink.requests) + repr(capture.sink.messages) + repr(capture.events)
    for secret in ("Se-cret", "EfGhIj", "eyJhbGciOi", authorization.split()[1]):
        assert secret not in kept


def test_what_is_told_of_a_request_holds_no_key_of_its_body(
    capture: Capture, client: httpx.Client
) -> None:
    library = {"name": "TSE_AbCdEfGhIj", "version": "1"}
    body = {**TRACK, "type": "TSE_AbCdEfGhIj", "context": {"library": library}}
    delivered(client.post("/v1/t", json=body))
    capture.wait_for(lambda: "stored" in capture.kinds())
    (told,) = [one for one in capture.events if one.kind == "stored"]
    assert told.library == "TSE_… 1"
    assert told.notes == ("The path says track, the body says TSE_…; the path decides.",)


def test_a_key_in_the_query_is_whole_in_the_message_and_masked_in_the_target(
    capture: Capture, client: httpx.Client
) -> None:
    delivered(client.post("/v1/track?writeKey=AbCdEfGhIj", json=TRACK))
    assert capture.sink.bodies()[0]["writeKey"] == "AbCdEfGhIj"
    assert capture.sink.requests[0].write_key == "AbCdEfGhIj"
    assert capture.sink.requests[0].target == "/v1/track?writeKey=AbCd…"
    capture.wait_for(lambda: "stored" in capture.kinds())
    assert capture.events[0].write_key == "AbCd…"


def test_where_it_came_from_is_kept(capture: Capture, client: httpx.Client) -> None:
    headers = {"origin": "https://staging.example", "user-agent": "Mozilla/5.0"}
    delivered(client.post("/v1/t", json=TRACK, headers=headers))
    request = capture.sink.requests[0]
    assert request.origin == "https://staging.example"
    assert request.user_agent == "Mozilla/5.0"
    assert request.remote == "127.0.0.1"
    assert (request.method, request.status, request.error) == ("POST", 200, None)


def test_the_address_is_added_for_browsers_and_devices_only(
    capture: Capture, client: httpx.Client
) -> None:
    client.post("/v1/t", json=TRACK)
    client.post("/v1/track", json=TRACK)
    browser, server = capture.sink.bodies()
    assert browser["context"]["ip"] == "127.0.0.1"
    assert "context" not in server


def test_a_pixel(capture: Capture, client: httpx.Client) -> None:
    data = b64encode(json.dumps({**TRACK, "writeKey": "KEY"}).encode()).decode()
    answer = client.get("/v1/pixel/track", params={"data": data})
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "image/gif"
    assert answer.content.startswith(b"GIF89a")
    client.get("/v1/pixel/page?userId=u1&properties.page.type=home&writeKey=KEY2")
    first, second = capture.sink.bodies()
    assert (first["type"], first["event"], first["writeKey"]) == ("track", "Product Viewed", "KEY")
    assert second["properties"] == {"page": {"type": "home"}}
    assert second["writeKey"] == "KEY2"


def test_counters_of_the_sdk_are_swallowed_and_counted(
    capture: Capture, client: httpx.Client
) -> None:
    for path in ("/v1/m", "/m"):
        delivered(client.post(path, json={"series": []}))
    delivered(client.post("/v1/m", content=b"no JSON at all"))
    capture.wait_for(lambda: len(capture.events) == 3)
    assert capture.kinds() == ["metrics"] * 3
    assert capture.sink.requests == []


def test_pipelined_requests_on_one_connection(capture: Capture) -> None:
    one = b'POST /v1/t HTTP/1.1\r\nHost: x\r\nContent-Length: 13\r\n\r\n{"event":"x"}'
    with socket.create_connection(("127.0.0.1", capture.port)) as raw:
        raw.sendall(one * 3)
        received = b""
        while received.count(b'{"success": true}') < 3:
            piece = raw.recv(65536)
            assert piece
            received += piece
    assert len(capture.sink.messages) == 3


def test_a_client_that_waits_for_100_continue(capture: Capture) -> None:
    with socket.create_connection(("127.0.0.1", capture.port)) as raw:
        raw.sendall(
            b"POST /v1/t HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n"
        )
        assert raw.recv(65536).startswith(b"HTTP/1.1 100")
        raw.sendall(b"{}")
        assert raw.recv(65536).startswith(b"HTTP/1.1 200")
    assert len(capture.sink.messages) == 1


def test_a_client_that_offers_http_2(capture: Capture) -> None:
    with socket.create_connection(("127.0.0.1", capture.port)) as raw:
        raw.sendall(
            b"POST /v1/t HTTP/1.1\r\nHost: x\r\nConnection: Upgrade, HTTP2-Settings\r\n"
            b"Upgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQCAAAAAAIAAAAA\r\n"
            b'Content-Length: 13\r\n\r\n{"event":"x"}'
        )
        assert raw.recv(65536).startswith(b"HTTP/1.1 200")
    assert capture.sink.bodies()[0]["event"] == "x"


@pytest.mark.parametrize("version", ["1.0", "1.1"])
def test_a_client_that_closes_after_each_request(capture: Capture, version: str) -> None:
    with socket.create_connection(("127.0.0.1", capture.port)) as raw:
        raw.sendall(
            f"POST /v1/t HTTP/{version}\r\nHost: x\r\nConnection: close\r\n"
            "Content-Length: 2\r\n\r\n{}".encode()
        )
        received = b""
        while piece := raw.recv(65536):
            received += piece
    assert received.endswith(b'{"success": true}')


def test_both_loopback_addresses_are_served(capture: Capture) -> None:
    try:
        answer = httpx.post(f"http://[::1]:{capture.port}/v1/t", json=TRACK, trust_env=False)
    except httpx.ConnectError:
        pytest.skip("this machine has no IPv6 loopback")
    delivered(answer)
    assert capture.sink.requests[0].remote == "::1"
    assert "ip" not in capture.sink.bodies()[0].get("context", {})


def test_many_clients_at_once(capture: Capture) -> None:
    def shop(number: int) -> None:
        with httpx.Client(base_url=capture.url, trust_env=False, timeout=30) as client:
            for n in range(25):
                delivered(client.post("/v1/t", json={**TRACK, "messageId": f"{number}-{n}"}))

    threads = [threading.Thread(target=shop, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    ids = [message["messageId"] for message in capture.sink.bodies()]
    assert len(ids) == 200
    assert len(set(ids)) == 200
