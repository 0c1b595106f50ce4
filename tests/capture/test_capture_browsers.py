"""What browsers need and what they must not get (segment-wire section 7, peers section 8)."""

from typing import Any

import httpx
import pytest

from tests.capture.memory import IDENTITY, Capture

ORIGIN = "https://staging.example:8443"
CAPTURE_PATHS = [
    "/v1/t",
    "/t/",
    "/v1/track",
    "/v1/b",
    "/v1/batch/b",
    "/v1/import/",
    "/v1/m",
    "/v1/pixel/track",
    "/v1/projects/KEY/settings",
    "/projects/KEY/settings",
]
OTHER_PATHS = ["/", "/health", "/v2/events", "/v1"]


def asks(client: httpx.Client, path: str, headers: str = "authorization") -> httpx.Response:
    return client.request(
        "OPTIONS",
        path,
        headers={
            "origin": ORIGIN,
            "access-control-request-method": "POST",
            "access-control-request-headers": headers,
        },
    )


def of_cors(answer: httpx.Response) -> list[str]:
    return [name for name in answer.headers if name.startswith("access-control")]


@pytest.mark.parametrize("path", CAPTURE_PATHS)
@pytest.mark.parametrize(
    "headers", ["authorization", "authorization,x-retry-count", "authorization,x-api-key"]
)
def test_a_preflight_is_granted_as_asked(
    capture: Capture, client: httpx.Client, path: str, headers: str
) -> None:
    answer = asks(client, path, headers)
    assert answer.status_code == 204
    assert answer.headers["access-control-allow-origin"] == ORIGIN
    assert answer.headers["access-control-allow-credentials"] == "true"
    assert answer.headers["access-control-allow-headers"] == headers
    assert "POST" in answer.headers["access-control-allow-methods"]
    assert int(answer.headers["access-control-max-age"]) >= 600
    assert answer.headers["access-control-allow-private-network"] == "true"
    assert "Origin" in answer.headers["vary"]
    capture.wait_for(lambda: capture.kinds() == ["preflight"])
    assert capture.events[0].origin == ORIGIN
    assert capture.events[0].detail == headers
    assert capture.sink.requests == []


@pytest.mark.parametrize("path", CAPTURE_PATHS)
def test_every_answer_can_be_read_by_the_page(client: httpx.Client, path: str) -> None:
    method = "GET" if "pixel" in path or "settings" in path else "POST"
    for content in (b"{}", b"no JSON"):
        answer = client.request(method, path, content=content, headers={"origin": ORIGIN})
        assert answer.headers["access-control-allow-origin"] == ORIGIN
        assert answer.headers["access-control-allow-credentials"] == "true"


@pytest.mark.parametrize("path", OTHER_PATHS)
@pytest.mark.parametrize("method", ["GET", "POST", "OPTIONS", "HEAD"])
def test_other_paths_have_no_cors(client: httpx.Client, path: str, method: str) -> None:
    answer = (
        asks(client, path)
        if method == "OPTIONS"
        else client.request(method, path, headers={"origin": ORIGIN})
    )
    assert of_cors(answer) == []
    script = path.endswith(".js") and method in ("GET", "HEAD")
    assert answer.headers["cross-origin-resource-policy"] == (
        "cross-origin" if script else "same-origin"
    )


@pytest.mark.parametrize("path", ["/%2576%31/t", "/v1/../", "/V1/T", "/health/../v1x", "//"])
def test_a_path_in_disguise_is_the_path_it_stands_for_or_none(
    client: httpx.Client, path: str
) -> None:
    answer = client.request("OPTIONS", path, headers={"origin": ORIGIN})
    assert of_cors(answer) == []


def test_without_an_origin_nothing_is_granted(client: httpx.Client) -> None:
    assert of_cors(client.post("/v1/t", json={})) == []
    assert of_cors(client.request("OPTIONS", "/v1/t")) == []


def test_a_page_without_an_origin_of_its_own(client: httpx.Client) -> None:
    answer = client.post("/v1/t", json={}, headers={"origin": "null"})
    assert answer.headers["access-control-allow-origin"] == "null"


def test_header_names_that_are_none_are_not_echoed(client: httpx.Client) -> None:
    answer = asks(client, "/v1/t", "x: y; <b>")
    assert "access-control-allow-headers" not in answer.headers
    assert answer.headers["access-control-allow-origin"] == ORIGIN


class TestSettings:
    @pytest.mark.parametrize(
        "path",
        [
            "/v1/projects/KEY/settings",
            "/projects/KEY/settings",
            "/v1/projects/projects/KEY/settings",
            "/v1/projects/KEY/settings/",
        ],
    )
    @pytest.mark.parametrize("method", ["GET", "POST"])
    def test_every_sdk_is_sent_here_and_nowhere_else(
        self, capture: Capture, client: httpx.Client, path: str, method: str
    ) -> None:
        answer = client.request(method, path, headers={"origin": ORIGIN, "user-agent": "Mobile"})
        here = f"127.0.0.1:{capture.port}/v1"
        assert answer.status_code == 200
        assert answer.headers["content-type"] == "application/json"
        assert answer.headers["cache-control"] == "no-store"
        assert answer.json() == {
            "integrations": {"Segment.io": {"apiKey": "KEY", "apiHost": here, "protocol": "http"}},
            "metrics": {"sampleRate": 0, "host": here},
        }
        capture.wait_for(lambda: capture.kinds() == ["settings"])
        event = capture.events[0]
        assert (event.origin, event.library, event.write_key) == (ORIGIN, "Mobile", "KEY…")

    @pytest.mark.parametrize(
        ("host", "name"),
        [
            ("localhost:{port}", "localhost"),
            ("LOCALHOST:{port}", "localhost"),
            ("shop.localhost:{port}", "shop.localhost"),
            ("127.0.0.1:{port}", "127.0.0.1"),
            ("127.8.8.8:{port}", "127.8.8.8"),
            ("[::1]:{port}", "[::1]"),
            ("10.0.2.2:{port}", "10.0.2.2"),
            ("192.168.1.20:{port}", "192.168.1.20"),
            ("host.docker.internal:{port}", "host.docker.internal"),
            ("8.8.8.8:{port}", "127.0.0.1"),
            ("evil.example:{port}", "127.0.0.1"),
            ("localhost.evil.example:{port}", "127.0.0.1"),
            ("127.0.0.1.evil.example:{port}", "127.0.0.1"),
            ("0.0.0.0:{port}", "127.0.0.1"),
            ("evil.example/@localhost:{port}", "127.0.0.1"),
            ("localhost:{port}:{port}", "127.0.0.1"),
            ("[::1:{port}", "127.0.0.1"),
            ("", "127.0.0.1"),
        ],
    )
    def test_the_host_header_counts_only_where_it_means_us(
        self, capture: Capture, client: httpx.Client, host: str, name: str
    ) -> None:
        headers = {"host": host.format(port=capture.port)}
        answer = client.get("/v1/projects/KEY/settings", headers=headers)
        segment = answer.json()["integrations"]["Segment.io"]
        assert segment["apiHost"] == f"{name}:{capture.port}/v1"

    def test_a_port_mapped_by_a_container_is_kept(self, client: httpx.Client) -> None:
        answer = client.get("/v1/projects/KEY/settings", headers={"host": "localhost:9000"})
        segment = answer.json()["integrations"]["Segment.io"]
        assert segment["apiHost"] == "localhost:9000/v1"

    @pytest.mark.parametrize("key", ['"}<script>', "%22%7D", "k%0d%0aX-Evil:1", "x" * 400])
    def test_a_key_is_text_and_nothing_more(self, client: httpx.Client, key: str) -> None:
        answer = client.get(f"/v1/projects/{key}/settings")
        assert answer.status_code == 200
        assert set(answer.json()) == {"integrations", "metrics"}
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "x-evil" not in answer.headers

    @pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
    def test_other_methods(self, client: httpx.Client, method: str) -> None:
        answer = client.request(method, "/v1/projects/KEY/settings", headers={"origin": ORIGIN})
        assert answer.status_code == 405
        assert answer.headers["access-control-allow-origin"] == ORIGIN


class TestIdentity:
    @pytest.mark.parametrize("path", ["/", "/health"])
    def test_who_we_are(self, client: httpx.Client, path: str) -> None:
        answer = client.get(path)
        assert answer.status_code == 200
        assert answer.json() == IDENTITY

    @pytest.mark.parametrize("host", ["localhost:8765", "127.0.0.1", "[::1]:1", "192.168.1.20:80"])
    def test_is_told_to_this_machine(self, client: httpx.Client, host: str) -> None:
        assert client.get("/", headers={"host": host}).status_code == 200

    @pytest.mark.parametrize(
        "host", ["evil.example", "evil.example:8765", "localhost.", "0.0.0.0:8765", "", "a]b:1"]
    )
    @pytest.mark.parametrize(
        "path",
        [
            "/",
            "/health",
            "/%68ealth",
            "//",
            "/./health",
            "/HEALTH",
            "/health/",
            "/none",
            "/v1",
        ],
    )
    def test_is_not_told_to_a_page_that_rebinds_its_name(
        self, client: httpx.Client, host: str, path: str
    ) -> None:
        answer = client.get(path, headers={"host": host})
        assert answer.status_code == 403
        assert answer.json()["code"] == "foreign_host"
        assert "memory" not in answer.text

    @pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
    def test_nothing_is_changed_by_another_method(
        self, capture: Capture, client: httpx.Client, method: str
    ) -> None:
        assert client.request(method, "/health").status_code == 404
        assert capture.sink.messages == []


def test_what_a_page_can_read_holds_nothing_that_was_captured(
    capture: Capture, client: httpx.Client
) -> None:
    client.post("/v1/t", json={"event": "Very private"}, headers={"origin": ORIGIN})
    pages: list[Any] = [
        client.get(path).text for path in ("/", "/health", "/v1/projects/KEY/settings", "/x")
    ]
    assert len(capture.sink.messages) == 1
    assert not any("private" in page for page in pages)
