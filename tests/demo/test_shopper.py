"""The scripted shopper, as an endpoint sees it."""

import asyncio
import base64
import json
import threading
from collections import Counter
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from app.demo.bids import Auctions
from app.demo.shopper import DemoError, DemoProgress, make_client, script, shop, story_begin
from app.demo.story import load_story

BEGIN = 1_795_528_000_000


class Endpoint(ThreadingHTTPServer):
    """Takes requests as Segment does and keeps them."""

    daemon_threads = True

    def __init__(self) -> None:
        self.requests: list[tuple[str, str, dict[str, str], bytes]] = []
        self.status = 200
        super().__init__(("127.0.0.1", 0), _Handler)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    @property
    def bodies(self) -> list[tuple[str, dict[str, Any]]]:
        return [
            (path, json.loads(body)) for method, path, _, body in self.requests if method == "POST"
        ]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: Endpoint

    def _take(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.server.requests.append((self.command, self.path, headers, body))
        answer = b'{"success": true}'
        self.send_response(self.server.status if self.command == "POST" else 404)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    do_GET = do_POST = _take  # noqa: N815

    def log_message(self, *_: Any) -> None:
        return


@pytest.fixture
def endpoint() -> Iterator[Endpoint]:
    with Endpoint() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def play(url: str, **options: Any) -> int:
    async def main() -> int:
        async with make_client() as client:
            return await shop(url, client=client, speed=float("inf"), **options)

    return asyncio.run(main())


def test_every_message_of_the_story_arrives_in_its_order(endpoint: Endpoint) -> None:
    sent = play(endpoint.url)
    assert sent == len(endpoint.bodies) == len(load_story().scenes)
    assert 55 <= sent <= 70
    times = [
        (body["batch"][0] if "batch" in body else body)["timestamp"] for _, body in endpoint.bodies
    ]
    assert times == sorted(times)


def test_the_browser_sends_as_analytics_js_does(endpoint: Endpoint) -> None:
    play(endpoint.url)
    for method, path, headers, raw in endpoint.requests:
        if method != "POST" or path == "/v1/batch":
            continue
        body = json.loads(raw)
        assert path == "/v1/" + body["type"][0]
        assert headers["content-type"] == "text/plain"
        assert headers["origin"] == "https://staging.harborpine.shop"
        assert "Mozilla/5.0" in headers["user-agent"] == body["context"]["userAgent"]
        assert body["context"]["library"] == {"name": "analytics.js", "version": "next-1.84.1"}
        assert set(body["context"]["page"]) == {"path", "referrer", "search", "title", "url"}
        assert body["writeKey"]
        assert body["sentAt"] >= body["timestamp"]
        assert body["anonymousId"]
        assert "userId" in body
        assert body["messageId"].startswith("ajs-next-")
    assert {path for path, _ in endpoint.bodies} == {"/v1/p", "/v1/t", "/v1/i", "/v1/batch"}


def test_the_settings_are_asked_for_first(endpoint: Endpoint) -> None:
    play(endpoint.url)
    method, path, headers, _ = endpoint.requests[0]
    assert method == "GET"
    assert path.startswith("/v1/projects/")
    assert path.endswith("/settings")
    assert headers["origin"] == "https://staging.harborpine.shop"


def test_the_server_sends_one_order_as_the_node_sdk_does(endpoint: Endpoint) -> None:
    play(endpoint.url)
    [batch] = [
        (headers, json.loads(raw))
        for _, path, headers, raw in endpoint.requests
        if path == "/v1/batch"
    ]
    headers, body = batch
    assert headers["content-type"] == "application/json"
    assert headers["user-agent"] == "analytics-node-next/latest"
    assert "origin" not in headers
    assert list(body) == ["batch", "writeKey", "sentAt"]
    [order] = body["batch"]
    assert order["event"] == "Order Completed"
    assert "anonymousId" not in order
    assert order["userId"]
    assert order["context"]["library"]["name"] == "@segment/analytics-node"


def test_two_runs_share_no_id() -> None:
    def ids(posts: list[Any]) -> set[str]:
        found = set()
        for post in posts:
            found |= {post.message["messageId"], post.message.get("anonymousId")}
            found |= {post.message.get("userId")}
        return found - {None}

    assert not ids(script(BEGIN)) & ids(script(BEGIN))


def test_the_double_click_is_38_ms_apart() -> None:
    posts = script(BEGIN)
    [added] = [post for post in posts if post.event == "Product Added"]
    clicked = posts[posts.index(added) - 1]
    assert clicked.event == "Product Clicked"
    assert clicked.message["anonymousId"] == added.message["anonymousId"]
    assert (
        clicked.message["properties"]["resolvedBidId"]
        == added.message["properties"]["resolvedBidId"]
    )
    assert int(added.message["timestamp"][-4:-1]) - int(clicked.message["timestamp"][-4:-1]) == 38


def test_a_bid_belongs_to_one_user_and_one_product() -> None:
    users: dict[str, set[str]] = {}
    products: dict[str, set[str]] = {}
    for post in script(BEGIN):
        properties = post.message.get("properties", {})
        for item in (properties, *properties.get("products", [])):
            if "resolvedBidId" in item:
                bid = item["resolvedBidId"]
                users.setdefault(bid, set()).add(post.message["anonymousId"])
                products.setdefault(bid, set()).add(item["product_id"])
    assert len(users) > 10
    assert all(len(found) == 1 for found in (*users.values(), *products.values()))


def test_bids_look_like_topsorts() -> None:
    auctions = Auctions()
    mug, kettle = auctions.bid("list/mug", BEGIN), auctions.bid("list/kettle", BEGIN)
    other = auctions.bid("list-2/mug", BEGIN)
    assert len({mug, kettle, other}) == 3
    assert auctions.bid("list/mug", BEGIN + 5000) == mug
    assert mug.startswith("ChAG")
    raw = [base64.urlsafe_b64decode(bid) for bid in (mug, kettle, other)]
    assert all(
        len(one) == 54 and one[:2] + one[18:20] + one[36:38] == b"\n\x10\x12\x10\x1a\x10"
        for one in raw
    )
    assert int.from_bytes(raw[0][2:18], "big") >> 92 == BEGIN // 1000
    assert raw[0][2:18] == raw[1][2:18] != raw[2][2:18]
    assert raw[0][20:36] == raw[2][20:36] != raw[1][20:36]


@pytest.mark.parametrize("speed", [1.0, 3.0, float("inf")])
def test_no_message_is_of_the_future_and_gaps_do_not_depend_on_speed(speed: float) -> None:
    now = BEGIN
    begin = story_begin(now, speed)
    for scene in load_story().scenes:
        assert begin + scene.at <= now + scene.at / speed + 1
    assert begin + load_story().length <= now + load_story().length / speed + 1


def test_each_fault_is_told_once() -> None:
    about = Counter(
        word for scene in load_story().scenes for word in [scene.about] if "Fault" in word
    )
    codes = [text[text.index("(") + 1 : -1] for text in about]
    assert sorted(codes) == [
        "BID-001",
        "BID-001s",
        "CLK-001",
        "PLV-001",
        "PUR-002",
        "PUR-003",
        "PUR-004",
        "SHP-013",
        "USR-001",
    ]


def test_progress_is_told_message_by_message(endpoint: Endpoint) -> None:
    told: list[DemoProgress] = []
    sent = play(endpoint.url, on_progress=told.append)
    assert [one.sent for one in told] == list(range(1, sent + 1))
    assert {one.total for one in told} == {sent}


def test_a_refusal_ends_it_with_a_sentence(endpoint: Endpoint) -> None:
    endpoint.status = 503
    with pytest.raises(DemoError, match="answered 503 instead of 200"):
        play(endpoint.url)
    assert len(endpoint.bodies) == 1


@pytest.mark.parametrize("url", ["http://127.0.0.1:9", "nonsense", "http://[::1", "ftp://x"])
def test_nobody_there_is_said_in_a_sentence(url: str) -> None:
    with pytest.raises(DemoError, match="Nobody answers at"):
        play(url)


def test_slower_than_the_story_is_refused() -> None:
    async def main() -> None:
        async with make_client() as client:
            await shop("http://127.0.0.1:9", client=client, speed=0.5)

    with pytest.raises(DemoError, match="1 or more"):
        asyncio.run(main())
