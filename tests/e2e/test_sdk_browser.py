"""Segment's newest SDK for browsers, real, in a real Chromium: the other ways to point it here, and
what a page may read."""

import subprocess

import pytest
from playwright.sync_api import Page, Route

from app.segment.snippets import SDKS, filled
from tests.capture.memory import Capture
from tests.e2e.browsing import NEWEST, NODE_PROJECT, as_sent, click_verdict, visiting
from tests.e2e.line import Line
from tests.e2e.shop import serving
from tests.e2e.snippet import CALLS, KEY, package_page, snippet_page

QUERY = "?utm_campaign=spring"
SEGMENT = "https://cdn.segment.com"


def test_a_bundle_of_the_shops_own(line: Line, page: Page, node: str) -> None:
    """As a shop's bundler makes it of the npm package."""
    code = (
        "import { AnalyticsBrowser } from '@segment/analytics-next';"
        f"const analytics = AnalyticsBrowser.load({{ writeKey: '{KEY}', cdnURL: '{line.url}' }});"
        + CALLS
    )
    bundled = subprocess.run(
        [
            *(node, "node_modules/esbuild/bin/esbuild", "--bundle", "--format=iife"),
            *("--log-level=error", "--loader=js"),
        ],
        input=code,
        cwd=NODE_PROJECT,
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    ).stdout.replace("</script", "<\\/script")
    html = f"<!doctype html><title>Shop</title><script>{bundled}</script>"
    with visiting(page, html, query="?utm_campaign=spring") as visit:
        as_sent(visit.messages(line, 7), NEWEST, version=f"npm:next-{NEWEST.version}")
        assert visit.parked() == []
    assert click_verdict(line) == ("accepted", "sponsored")


def test_init_options_without_any_settings(line: Line, page: Page) -> None:
    here = f"127.0.0.1:{line.inspector.port}/v1"
    segment = {"apiKey": KEY, "apiHost": here, "protocol": "http"}
    html = package_page(line.url, cdnSettings={"integrations": {"Segment.io": segment}})
    with visiting(page, html, query=QUERY) as visit:
        as_sent(visit.messages(line, 7), NEWEST, version=f"next-{NEWEST.version}")
    assert "settings" not in line.kinds()


@pytest.mark.parametrize("already", ["", f"analytics._cdn = '{SEGMENT}';"], ids=["plain", "_cdn"])
def test_the_line_of_the_set_up_page_in_segments_snippet(
    line: Line, page: Page, snippet: str, already: str
) -> None:
    """With the script that Segment's CDN serves, and where the snippet names that CDN itself."""
    ours = next(sdk.line for sdk in SDKS if sdk.key == "browser-snippet")
    script = (NEWEST.umd / "standalone.js").read_text("utf-8")

    def from_segment(route: Route) -> None:
        route.fulfill(body=script, content_type="text/javascript")

    page.route(f"{SEGMENT}/**", from_segment)
    html = snippet_page(snippet, line=already + filled(ours, line.url))
    with visiting(page, html, query=QUERY) as visit:
        as_sent(visit.messages(line, 7), NEWEST, version=f"next-{NEWEST.version}")
        assert visit.parked() == []
        assert visit.origins() == {visit.shop, line.url, SEGMENT}
        from_there = [url for url in visit.asked if url.startswith(SEGMENT)]
    assert from_there == [f"{SEGMENT}/analytics.js/v1/{KEY}/analytics.min.js"]
    assert line.kinds()[0] == "settings"


def test_without_the_sdk_the_console_says_how_to_get_it(
    line: Line, page: Page, snippet: str
) -> None:
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    html = snippet_page(snippet.replace(SEGMENT, line.url))
    with visiting(page, html) as visit:
        visit.wait_for(lambda: any("--sdk" in text for text in said))
        assert visit.parked() == []
        assert visit.origins() == {visit.shop, line.url}
    told = next(text for text in said if "--sdk" in text)
    assert "npm install @segment/analytics-next" in told
    assert f"analytics._cdn = '{line.url}'" in told
    assert line.kinds() == ["script"]


def test_a_message_is_sent_again_when_it_was_not_stored(capture: Capture, page: Page) -> None:
    capture.sink.failure = OSError(28, "No space left on device")
    with visiting(page, package_page(capture.url, "analytics.track('Product Viewed');")) as visit:
        visit.wait_for(lambda: "failed" in capture.kinds())
        capture.sink.failure = None
        [message] = visit.wait_for(lambda: capture.sink.bodies())
    assert message["event"] == "Product Viewed"
    assert message["userId"] is None
    assert message["_metadata"]["retryCount"] >= 1


def test_a_page_can_read_why_it_was_refused_and_nothing_else(capture: Capture, page: Page) -> None:
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
