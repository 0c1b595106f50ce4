"""What sent a message, as far as its context tells: which browser, a server, a bot."""

import re
from functools import lru_cache
from sys import intern

from app.segment.jsontext import JsonObject

SERVERS = frozenset(
    {
        "@segment/analytics-node",
        "analytics-node",
        "analytics-python",
        "segment-analytics-python",
        "analytics-ruby",
        "analytics-php",
        "analytics-java",
        "analytics-go",
        "analytics-rust",
        "analytics.net",
    }
)
"""Names of server libraries, in lower case. Their clock is another than the browser's."""

_BOT = re.compile(
    r"bot\b|bot/|crawl|spider|slurp|headless|phantomjs|lighthouse|pagespeed|pingdom|"
    r"python-requests|facebookexternalhit|bingpreview|mediapartners|ahrefs|semrush|"
    r"puppeteer|playwright|selenium|webdriver",
    re.IGNORECASE,
)
_LONGEST = 300


def device_of(context: JsonObject) -> str:
    """Network address and user agent as one key; empty where neither is known."""
    address, agent = context.get("ip"), context.get("userAgent")
    address = address[:64] if isinstance(address, str) else ""
    agent = agent[:_LONGEST] if isinstance(agent, str) else ""
    return intern(f"{address} {agent}") if address or agent else ""


def has_address(device: str) -> bool:
    """Whether the network address is part of such a key."""
    return not device.startswith(" ")


def bot_in(context: JsonObject) -> str:
    """The word in the user agent by which a bot or a browser without a window gives itself
    away; empty for all others."""
    agent = context.get("userAgent")
    return _bot_in(agent[:_LONGEST]) if isinstance(agent, str) else ""


@lru_cache(maxsize=1_000)
def _bot_in(agent: str) -> str:
    found = _BOT.search(agent)
    return found[0].strip("/ ") if found else ""
