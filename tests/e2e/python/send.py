"""Sends one message of every kind in each way that Segment's SDK for Python has, and says how it
went: `python send.py HOST`. Run with the SDK's version on PYTHONPATH.

Each way has users of its own: `a-plain`, `u-plain`, and so on. Prints the SDK's version and, for
each way, the errors that its caller was told.
"""

import json
import sys

from segment.analytics.client import Client
from segment.analytics.version import VERSION

KEY = "PyThOnWrItEkEy"
WAYS = {
    "plain": {"upload_interval": 0.1},
    "gzip": {"upload_interval": 0.1, "gzip": True},
    "sync": {"sync_mode": True},
    "sync-gzip": {"sync_mode": True, "gzip": True},
}


def everything(client: Client, way: str) -> None:
    """One call of every kind."""
    anonymous, user = f"a-{way}", f"u-{way}"
    client.track(
        anonymous_id=anonymous,
        event="Product Clicked",
        properties={"product_id": "P-1", "resolvedBidId": "ChAGbQZ6Yp5yc7mFx", "nothing": None},
    )
    client.identify(user, {"email": "someone@shop.example"})
    client.page(user, "Search", "results", {"page": {"type": "search", "pageId": "s1"}})
    client.screen(user, "Shop", "Home")
    client.group(user, "g1", {"size": 2})
    client.alias(anonymous, user)


def main() -> None:
    """Send in the ways that were named, or in all."""
    host, *named = sys.argv[1:]
    told: dict[str, list[str]] = {}
    for way in named or WAYS:
        told[way] = []
        client = Client(
            KEY,
            host=host,
            on_error=lambda error, items, way=way: told[way].append(str(error)),
            **WAYS[way],
        )
        everything(client, way)
        if not client.sync_mode:
            client.shutdown()
    print(json.dumps({"version": VERSION, "errors": told}))


main()
