"""The browser's SDK in the versions that are tested, and a shop that uses one in a page."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Request

from tests.e2e.line import Line, Message, clock_corrected
from tests.e2e.shop import serving
from tests.e2e.snippet import KEY

NODE_PROJECT = Path(__file__).parent / "node"


@dataclass(frozen=True)
class Sdk:
    """One version.

    `own_ids`: a messageId of the caller is kept. `authorizes`: it sends an Authorization header,
    so that browsers ask first. `obeys_options`: `headers` and `credentials` of the delivery
    strategy do something. `retries_500`: it does
    not take a 500 for delivered. `screens_have_page`: their context has the page, as all others.
    """

    package: str
    version: str
    ids: str = r"ajs-next-\d{13}-[0-9a-f-]{36}"
    own_ids: bool = True
    obeys_options: bool = True
    authorizes: bool = False
    retries_500: bool = True
    screens_have_page: bool = True

    @property
    def umd(self) -> Path:
        """Segment's build in the npm package."""
        return NODE_PROJECT / "node_modules" / self.package / "dist" / "umd"


SDKS = [
    Sdk(
        "browser-1.53.4",
        "1.53.4",
        ids=r"ajs-next-[0-9a-f]{32}",
        own_ids=False,
        obeys_options=False,
        retries_500=False,
        screens_have_page=False,
    ),
    Sdk("browser-1.76.0", "1.76.0", obeys_options=False),
    Sdk("browser-1.83.0", "1.83.0"),
    Sdk("@segment/analytics-next", "1.84.3", authorizes=True),
]
OLDEST, _, BEFORE, NEWEST = SDKS


def versions(*sdks: Sdk) -> pytest.MarkDecorator:
    """Run a test for these versions."""
    return pytest.mark.parametrize("sdk", sdks, ids=[one.version for one in sdks])


every_version = versions(*SDKS)


@dataclass
class Visit:
    """A shop that is open in a page: its address, all that the page asked for, and what of it
    has no answer yet."""

    page: Page
    shop: str
    asked: list[str]
    unanswered: set[Request]

    def wait_for(self, happened: Callable[[], Any]) -> Any:
        """Wait, while the page goes on."""
        for _ in range(1500):
            if found := happened():
                return found
            self.page.wait_for_timeout(20)
        raise AssertionError(f"It did not happen; the page asked for {self.asked[-8:]}")

    def messages(self, line: Line, count: int) -> list[Message]:
        """The messages, once there are `count` of them."""
        return self.wait_for(lambda: len(found := line.messages()) >= count and found)

    def parked(self) -> list[str]:
        """The events that the SDK keeps for the next visit, looked at after leaving the shop;
        it is left once all that was asked for is answered, as the page sees it."""
        self.wait_for(lambda: not self.unanswered)
        self.page.goto(f"{self.shop}/empty.html")
        return self.page.evaluate(
            "Object.entries(localStorage).filter(([key, value]) =>"
            " key.startsWith('persisted-queue') && !['[]', '{}'].includes(value))"
        )

    def origins(self) -> set[str]:
        """Every origin that it asked anything from."""
        return {"/".join(url.split("/")[:3]) for url in self.asked}


@contextmanager
def visiting(
    page: Page, html: str, sdk: Sdk = NEWEST, *, query: str = "", **files: str
) -> Iterator[Visit]:
    """Open a shop's page. It has the version's `index.js`, and pages of other names."""
    asked: list[str] = []
    unanswered: set[Request] = set()

    def ask(request: Request) -> None:
        asked.append(request.url)
        unanswered.add(request)

    page.on("request", ask)
    page.on("response", lambda response: unanswered.discard(response.request))
    page.on("requestfailed", lambda request: unanswered.discard(request))
    served = {f"/{name}.html": text.encode() for name, text in files.items()}
    served |= {"/shop.html": html.encode(), "/empty.html": b"<!doctype html>", "/favicon.ico": b""}
    served["/index.js"] = (sdk.umd / "index.js").read_bytes()
    with serving(served) as shop:
        page.goto(f"{shop}/shop.html{query}", wait_until="load")
        yield Visit(page, shop, asked, unanswered)
        page.goto("about:blank")


def as_sent(messages: list[Message], sdk: Sdk, *, version: str) -> None:
    """The seven calls as this version sends them, completed as Segment does."""
    kinds = {"track", "identify", "page", "group", "alias", "screen"}
    assert {message["type"] for message in messages} == kinds
    assert len(messages) == len({message["messageId"] for message in messages}) == 7
    for message in messages:
        assert message["writeKey"] == KEY
        assert message["context"]["library"] == {"name": "analytics.js", "version": version}
        assert message["context"]["ip"] == "127.0.0.1"
        if message["type"] != "screen" or sdk.screens_have_page:
            assert message["context"]["page"]["path"] == "/shop.html"
            assert message["context"]["campaign"] == {"name": "spring"}
        assert message["anonymousId"]
        clock_corrected(message)
    by_event = {message["event"]: message for message in messages if "event" in message}
    click = by_event["Product Clicked"]
    assert click["properties"] == {
        "product_id": "P-1",
        "resolvedBidId": "ChAGbQZ6Yp5yc7mFx",
        "nothing": None,
    }
    assert re.fullmatch(sdk.ids, click["messageId"])
    assert (by_event["Order Completed"]["messageId"] == "mine") is sdk.own_ids
    assert next(one for one in messages if one["type"] == "identify")["userId"] == "u1"


def click_verdict(line: Line) -> tuple[str, str | None]:
    """Verdict and tie of the click."""
    names = [message.get("event") for message in line.messages()]
    return line.verdicts()[names.index("Product Clicked")]
