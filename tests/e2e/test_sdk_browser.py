"""Segment's SDK for browsers, real, in a real Chromium, against the real endpoint."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Request, Route

from app.segment.snippets import SDKS, filled
from app.segment.times import parse_time
from tests.capture.memory import Capture, running
from tests.e2e.shop import serving

KEY = "BrOwSeRwRiTeKeY"

CALLS = """
    analytics.track('Product Viewed', { product_id: 'P-1', price: 61.5, nothing: null });
    analytics.identify('u1', { email: 'someone@shop.example' });
    analytics.page('Search', 'results', { page: { type: 'search', pageId: 's1' } });
    analytics.group('g1', { size: 2 });
    analytics.alias('u2', 'a1');
    analytics.screen('Shop', 'Home');
"""

BUNDLED = """<!doctype html><title>Shop</title><script src="/index.js"></script><script>
  const analytics = AnalyticsNext.AnalyticsBrowser.load(%s, %s);
  %s
</script>"""

SNIPPET = """<!doctype html><title>Shop</title><script>
!function () {
  var analytics = window.analytics = window.analytics || [];
  analytics.methods = ['page', 'track', 'identify', 'group', 'alias', 'screen', 'ready'];
  analytics.factory = function (method) {
    return function () {
      var call = Array.prototype.slice.call(arguments);
      call.unshift(method);
      analytics.push(call);
      return analytics;
    };
  };
  analytics.methods.forEach(function (method) {
    analytics[method] = analytics.factory(method);
  });
  analytics.load = function (key, options) {
    var script = document.createElement('script');
    script.async = true;
    script.src = '%(src)s'.replace('KEY', key);
    document.head.appendChild(script);
    analytics._loadOptions = options;
  };
  analytics._writeKey = '%(key)s';
  %(line)s
  analytics.load('%(key)s');
  %(calls)s
}();
</script>"""


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """A page in a profile of its own."""
    context = chromium.new_context()
    one = context.new_page()
    yield one
    context.close()


class Visit:
    """A page that was opened: the shop's origin, and every origin that it asked anything from."""

    def __init__(self, page: Page, html: str, *, scripts: Path) -> None:
        self._page = page
        self._asked: set[str] = set()
        page.on("request", self._note)
        files = {"/shop.html": html.encode(), "/index.js": (scripts / "index.js").read_bytes()}
        with serving(files) as self.shop:
            page.goto(f"{self.shop}/shop.html?utm_campaign=spring", wait_until="load")

    def _note(self, request: Request) -> None:
        self._asked.add("/".join(request.url.split("/")[:3]))

    def asked(self) -> set[str]:
        """The origins, once the page has gone quiet."""
        self._page.wait_for_load_state("networkidle")
        self._page.wait_for_timeout(200)  # playwright tells of requests only while it is waited on
        return self._asked


def completed(message: dict[str, Any]) -> None:
    """Has what Segment adds, and what the browser says about itself."""
    assert message["writeKey"] == KEY
    assert message["context"]["library"]["name"] == "analytics.js"
    assert message["context"]["ip"] == "127.0.0.1"
    assert message["context"]["page"]["path"] == "/shop.html"
    assert message["context"]["campaign"] == {"name": "spring"}
    assert message["messageId"].startswith("ajs-next-")
    assert message["anonymousId"]
    received, sent, original, corrected = (
        parse_time(message[name])
        for name in ("receivedAt", "sentAt", "originalTimestamp", "timestamp")
    )
    assert None not in (received, sent, original, corrected)
    assert received - sent == corrected - original  # type: ignore[operator]


def all_six(messages: list[dict[str, Any]]) -> None:
    assert {message["type"] for message in messages} == {
        "track",
        "identify",
        "page",
        "group",
        "alias",
        "screen",
    }
    for message in messages:
        completed(message)
    track = next(message for message in messages if message["type"] == "track")
    assert track["event"] == "Product Viewed"
    assert track["properties"] == {"product_id": "P-1", "price": 61.5, "nothing": None}


def test_one_option_points_the_npm_package_here(capture: Capture, page: Page, umd: Path) -> None:
    settings = json.dumps({"writeKey": KEY, "cdnURL": capture.url})
    visit = Visit(page, BUNDLED % (settings, "{}", CALLS), scripts=umd)
    all_six(capture.wait_for_messages(6))
    assert visit.asked() == {visit.shop, capture.url}
    kinds = capture.kinds()
    assert kinds[0] == "settings"
    assert kinds.count("preflight") == 6
    assert {event.origin for event in capture.events} == {visit.shop}
    paths = {request.target for request in capture.sink.requests}
    assert paths == {f"/v1/{letter}" for letter in "tipgas"}
    assert {request.content_type for request in capture.sink.requests} == {"text/plain"}


def test_batching_over_http(capture: Capture, page: Page, umd: Path) -> None:
    settings = json.dumps({"writeKey": KEY, "cdnURL": capture.url})
    batching = {"strategy": "batching", "config": {"size": 6, "timeout": 1000}}
    options = json.dumps({"integrations": {"Segment.io": {"deliveryStrategy": batching}}})
    visit = Visit(page, BUNDLED % (settings, options, CALLS), scripts=umd)
    messages = capture.wait_for_messages(6)
    all_six(messages)
    assert visit.asked() == {visit.shop, capture.url}
    assert {request.target for request in capture.sink.requests} == {"/v1/b"}
    for request in capture.sink.requests:
        assert request.write_key == KEY
        assert request.origin == visit.shop


def test_with_credentials(capture: Capture, page: Page, umd: Path) -> None:
    settings = json.dumps({"writeKey": KEY, "cdnURL": capture.url})
    strategy = {"config": {"credentials": "include", "headers": {"X-Api-Key": "Se-cret"}}}
    options = json.dumps({"integrations": {"Segment.io": {"deliveryStrategy": strategy}}})
    Visit(page, BUNDLED % (settings, options, CALLS), scripts=umd)
    all_six(capture.wait_for_messages(6))
    assert "Se-cret" not in repr(capture.sink.requests) + repr(capture.sink.messages)
    preflights = [event for event in capture.events if event.kind == "preflight"]
    assert "x-api-key" in preflights[0].detail


def test_init_options_without_any_settings(capture: Capture, page: Page, umd: Path) -> None:
    here = f"127.0.0.1:{capture.port}/v1"
    segment = {"apiKey": KEY, "apiHost": here, "protocol": "http"}
    settings = {"writeKey": KEY, "cdnSettings": {"integrations": {"Segment.io": segment}}}
    Visit(page, BUNDLED % (json.dumps(settings), "{}", CALLS), scripts=umd)
    all_six(capture.wait_for_messages(6))
    assert "settings" not in capture.kinds()


def test_a_message_is_sent_again_after_a_failure(capture: Capture, page: Page, umd: Path) -> None:
    capture.sink.failure = OSError(28, "No space left on device")
    settings = json.dumps({"writeKey": KEY, "cdnURL": capture.url})
    Visit(page, BUNDLED % (settings, "{}", "analytics.track('Product Viewed');"), scripts=umd)
    capture.wait_for(lambda: "failed" in capture.kinds())
    capture.sink.failure = None
    message = capture.wait_for_messages(1)[0]
    assert message["event"] == "Product Viewed"
    assert message["userId"] is None
    assert message["_metadata"]["retryCount"] >= 1
    detail = {event.detail for event in capture.events if event.kind == "preflight"}
    assert "authorization,x-retry-count" in detail


def test_the_snippet_with_the_script_from_here(page: Page, umd: Path) -> None:
    with running(umd) as capture:
        html = SNIPPET % {
            "src": f"{capture.url}/analytics.js/v1/KEY/analytics.min.js",
            "key": KEY,
            "line": "",
            "calls": CALLS,
        }
        visit = Visit(page, html, scripts=umd)
        all_six(capture.wait_for_messages(6))
        assert visit.asked() == {visit.shop, capture.url}
        assert capture.kinds()[:2] == ["script", "settings"]
        assert capture.events[0].origin == visit.shop


def test_the_snippet_with_segments_script_and_our_line(
    capture: Capture, page: Page, umd: Path
) -> None:
    """The line of the set-up page, with the script that Segment's CDN would serve."""
    line = next(sdk.line for sdk in SDKS if sdk.key == "browser-snippet")
    script = (umd / "standalone.js").read_text("utf-8")

    def from_segment(route: Route) -> None:
        route.fulfill(body=script, content_type="text/javascript")

    page.route("https://cdn.segment.com/**", from_segment)
    html = SNIPPET % {
        "src": "https://cdn.segment.com/analytics.js/v1/KEY/analytics.min.js",
        "key": KEY,
        "line": filled(line, capture.url),
        "calls": CALLS,
    }
    visit = Visit(page, html, scripts=umd)
    all_six(capture.wait_for_messages(6))
    assert visit.asked() == {visit.shop, capture.url, "https://cdn.segment.com"}
    assert capture.kinds()[0] == "settings"


def test_a_page_can_read_why_it_was_refused_and_nothing_else(
    capture: Capture, page: Page, umd: Path
) -> None:
    shop_files = {"/shop.html": b"<!doctype html><title>Shop</title>"}
    read = """async (url) => {
      try {
        const answer = await fetch(url, { method: 'POST', body: '[]' });
        return [answer.status, (await answer.json()).error.code];
      } catch (error) {
        return [0, error.name];
      }
    }"""
    with serving(shop_files) as shop:
        page.goto(f"{shop}/shop.html")
        assert page.evaluate(read, f"{capture.url}/v1/t") == [400, "not_an_object"]
        assert page.evaluate(read, f"{capture.url}/v2/events") == [0, "TypeError"]
        who = "async (url) => { try { return (await fetch(url)).status } catch { return 0 } }"
        assert page.evaluate(who, f"{capture.url}/") == 0
        assert page.evaluate(who, f"{capture.url}/health") == 0
