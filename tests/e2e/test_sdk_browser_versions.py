"""Segment's SDK for browsers in four versions, real, in a real Chromium, against a real capture.

What differs between the versions is in segment-wire 1.1, 2.1, 2.5, 5.3, 7 and 8.
"""

from pathlib import Path

import pytest
from playwright.sync_api import Page

from app.capture.faults import Fault
from app.capture.sdk import find_sdk, installed_sdk, sdk_version
from tests.e2e.browsing import (
    BEFORE,
    NEWEST,
    NODE_PROJECT,
    OLDEST,
    Sdk,
    as_sent,
    click_verdict,
    every_version,
    versions,
    visiting,
)
from tests.e2e.line import Line, capturing
from tests.e2e.snippet import KEY, package_page, segment_options, snippet_page


@every_version
def test_the_npm_package_by_one_line(line: Line, page: Page, sdk: Sdk) -> None:
    html = package_page(line.url)
    with visiting(page, html, sdk, query="?utm_campaign=spring") as visit:
        as_sent(visit.messages(line, 7), sdk, version=f"next-{sdk.version}")
        assert visit.parked() == []
        assert visit.origins() == {visit.shop, line.url}
    assert click_verdict(line) == ("accepted", "sponsored")
    requests = line.requests()
    assert sorted(request.target for request in requests) == [
        f"/v1/{letter}" for letter in "agipstt"
    ]
    assert {request.origin for request in requests} == {visit.shop}
    assert {request.write_key for request in requests} == {KEY}
    assert line.kinds().count("settings") == 1
    asked_first = {event.detail for event in line.events() if event.kind == "preflight"}
    assert asked_first == ({"authorization"} if sdk.authorizes else set())


@every_version
def test_segments_snippet_with_the_script_from_here(
    page: Page, snippet: str, sdk: Sdk, tmp_path: Path
) -> None:
    with capturing(tmp_path, sdk_dir=sdk.umd) as line:
        html = snippet_page(snippet.replace("https://cdn.segment.com", line.url))
        with visiting(page, html, sdk, query="?utm_campaign=spring") as visit:
            messages = visit.messages(line, 7)
            as_sent(messages, sdk, version=f"next-{sdk.version}")
            assert visit.parked() == []
            assert visit.origins() == {visit.shop, line.url}
        assert click_verdict(line) == ("accepted", "sponsored")
        assert line.kinds()[:2] == ["script", "settings"]
        # Today's snippet hands the page's context over with each call, which an old SDK takes
        # for options; Segment serves the newest to everyone.
        assert ("__t" in messages[0]["context"]) is (sdk is OLDEST)


def test_a_snippet_over_https_stays_there(page: Page, snippet: str, tmp_path: Path) -> None:
    """Script, settings and events."""
    with capturing(tmp_path, sdk_dir=NEWEST.umd, tls=True) as line:
        secure = line.url.replace("http:", "https:")
        html = snippet_page(snippet.replace("https://cdn.segment.com", secure))
        with visiting(page, html, query="?utm_campaign=spring") as visit:
            as_sent(visit.messages(line, 7), NEWEST, version=f"next-{NEWEST.version}")
            assert visit.parked() == []
            assert visit.origins() == {visit.shop, secure}


@every_version
def test_the_folder_of_a_package_is_found(node: str, sdk: Sdk) -> None:
    assert find_sdk(sdk.umd.parent.parent) == sdk.umd.resolve()
    assert sdk_version(sdk.umd) == sdk.version
    assert installed_sdk(NODE_PROJECT) == find_sdk(NODE_PROJECT) == NEWEST.umd.resolve()


@versions(OLDEST, NEWEST)
def test_a_part_that_the_script_asks_for_comes_from_here(
    page: Page, snippet: str, sdk: Sdk, tmp_path: Path
) -> None:
    """Identifiers in the page's address make the SDK load one."""
    with capturing(tmp_path, sdk_dir=sdk.umd) as line:
        html = snippet_page(snippet.replace("https://cdn.segment.com", line.url), "")
        with visiting(page, html, sdk, query="?ajs_uid=u9&ajs_event=Product%20Viewed") as visit:
            messages = visit.messages(line, 2)
            assert {message.get("event", message["type"]) for message in messages} == {
                "identify",
                "Product Viewed",
            }
            assert next(one for one in messages if one["type"] == "identify")["userId"] == "u9"
            part = f"{line.url}/analytics-next/bundles/queryString."
            visit.wait_for(lambda: [url for url in visit.asked if url.startswith(part)])
            assert visit.parked() == []
            assert visit.origins() == {visit.shop, line.url}


@versions(OLDEST, BEFORE, NEWEST)
def test_credentials_and_headers_of_the_shops_own(line: Line, page: Page, sdk: Sdk) -> None:
    """Versions that know these options need the exact origin and the header's name granted."""
    options = segment_options(
        config={"credentials": "include", "headers": {"X-Api-Key": "Se-cret"}}
    )
    with visiting(page, package_page(line.url, options=options), sdk) as visit:
        assert len(visit.messages(line, 7)) == 7
        assert visit.parked() == []
    wanted = (["authorization"] if sdk.authorizes else []) + ["x-api-key"]
    asked_first = {event.detail for event in line.events() if event.kind == "preflight"}
    assert asked_first == ({",".join(wanted)} if sdk.obeys_options else set())
    assert "Se-cret" not in repr(line.requests()) + repr(line.messages()) + repr(line.events())


BATCHING = segment_options(strategy="batching", config={"size": 7, "timeout": 300})


def test_batching(line: Line, page: Page) -> None:
    html = package_page(line.url, options=BATCHING)
    with visiting(page, html, query="?utm_campaign=spring") as visit:
        as_sent(visit.messages(line, 7), NEWEST, version=f"next-{NEWEST.version}")
        assert visit.parked() == []
    assert {request.target for request in line.requests()} == {"/v1/b"}
    assert click_verdict(line) == ("accepted", "sponsored")


def test_batching_that_insists_on_https_is_told_of(line: Line, page: Page) -> None:
    """Where nothing else would be seen."""
    with visiting(page, package_page(line.url, options=BATCHING), BEFORE) as visit:
        told = visit.wait_for(lambda: [one for one in line.events() if one.kind == "refused"])
        assert "https" in told[0].detail
        assert line.messages() == []


@versions(OLDEST, BEFORE)
def test_batching_that_insists_on_https_gets_it(page: Page, sdk: Sdk, tmp_path: Path) -> None:
    with capturing(tmp_path, tls=True) as line:
        html = package_page(line.url, options=BATCHING)
        with visiting(page, html, sdk, query="?utm_campaign=spring") as visit:
            as_sent(visit.messages(line, 7), sdk, version=f"next-{sdk.version}")
            batch = line.url.replace("http:", "https:") + "/v1/b"
            visit.wait_for(lambda: batch in visit.asked)
        assert click_verdict(line) == ("accepted", "sponsored")


LEAVING = """
  analytics.ready(() => {
    analytics.track('Product Clicked', { product_id: 'P-1' });
    setTimeout(() => { location.href = '/next.html' }, 60);
  });
"""
WAYS = {
    "standard": {},
    "keepalive": {"config": {"keepalive": True}},
    "batching": {"strategy": "batching", "config": {"size": 10, "timeout": 60_000}},
}


@pytest.mark.parametrize(
    ("sdk", "way"),
    [
        (OLDEST, "keepalive"),
        (BEFORE, "standard"),
        (NEWEST, "standard"),
        (NEWEST, "keepalive"),
        (NEWEST, "batching"),
    ],
    ids=lambda one: one.version if isinstance(one, Sdk) else one,
)
def test_a_call_60_ms_before_the_page_is_left_is_kept(
    line: Line, page: Page, sdk: Sdk, way: str
) -> None:
    """Either the post arrived, or the next page of the shop sends what was parked."""
    options = segment_options(**WAYS[way])
    first = package_page(line.url, LEAVING, options=options)
    after = package_page(line.url, "analytics.track('Product Viewed');", options=options)
    with visiting(page, first, sdk, next=after) as visit:
        page.wait_for_url("**/next.html")
        visit.wait_for(lambda: "Product Clicked" in names(line))
        if way != "batching":
            visit.wait_for(lambda: "Product Viewed" in names(line))
    assert {request.status for request in line.requests()} == {200}


def names(line: Line) -> set[str]:
    """The events that are stored."""
    return {message["event"] for message in line.messages()}


@versions(OLDEST, NEWEST)
def test_an_event_is_sent_again_after_500(line: Line, page: Page, sdk: Sdk) -> None:
    line.inspector.intake.answer_with(Fault("500"))
    html = package_page(line.url, "analytics.track('Product Viewed');")
    with visiting(page, html, sdk) as visit:
        if sdk.retries_500:
            [message] = visit.messages(line, 1)
            assert message["_metadata"]["retryCount"] == 2
        else:
            visit.wait_for(lambda: line.requests())
        assert visit.parked() == []
    answers = [request.status for request in line.requests()]
    assert answers == ([500, 200] if sdk.retries_500 else [500])
    preflights = {event.detail for event in line.events() if event.kind == "preflight"}
    retries = {"authorization", "authorization,x-retry-count"}
    assert preflights == (retries if sdk.authorizes else set())


@versions(OLDEST, NEWEST)
def test_an_event_is_sent_again_after_a_cut_connection(line: Line, page: Page, sdk: Sdk) -> None:
    """By the browser, unseen by the SDK, where the connection had been used before; else by the
    SDK."""
    line.inspector.intake.answer_with(Fault("drop", times=2))
    html = package_page(line.url, "analytics.track('Product Viewed');")
    with visiting(page, html, sdk) as visit:
        [message] = visit.messages(line, 1)
        assert visit.parked() == []
    assert [request.status for request in line.requests()] == [444, 444, 200]
    assert {body["messageId"] for body in line.bodies()} == {message["messageId"]}


@versions(BEFORE, NEWEST)
def test_an_event_is_sent_again_after_429(line: Line, page: Page, sdk: Sdk) -> None:
    line.inspector.intake.answer_with(Fault("429", seconds=1))
    html = package_page(line.url, "analytics.track('Product Viewed');")
    with visiting(page, html, sdk) as visit:
        [message] = visit.messages(line, 1)
    assert [request.status for request in line.requests()] == [429, 200]
    first, again = line.bodies()
    assert first["messageId"] == again["messageId"] == message["messageId"]
    assert first["sentAt"] < again["sentAt"]
