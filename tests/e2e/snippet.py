"""Pages of a shop that use the browser's SDK: Segment's own snippet, and Segment's build."""

import json
import subprocess
from pathlib import Path
from typing import Any

KEY = "BrOwSeRwRiTeKeY"

CALLS = """
  analytics.track('Product Clicked',
    { product_id: 'P-1', resolvedBidId: 'ChAGbQZ6Yp5yc7mFx', nothing: null });
  analytics.identify('u1', { email: 'someone@shop.example' });
  analytics.page('Search', 'results', { page: { type: 'search', pageId: 's1' } });
  analytics.group('g1', { size: 2 });
  analytics.alias('u2', 'a1');
  analytics.screen('Shop', 'Home');
  analytics.track('Order Completed', { order_id: 'O-1' }, { messageId: 'mine' });
"""
"""Seven calls, of every kind."""

_PAGE = "<!doctype html><title>Shop</title>%s<script>%s</script>"


def segments_snippet(node: str, project: Path) -> str:
    """The snippet that Segment's `@segment/snippet` gives for KEY, for people to read."""
    code = f"require('@segment/snippet').max({{ apiKey: '{KEY}', page: false }})"
    done = subprocess.run(
        [node, "-p", code], cwd=project, capture_output=True, text=True, check=True, timeout=60
    )
    return done.stdout


def snippet_page(snippet: str, calls: str = CALLS, *, line: str = "") -> str:
    """A page with the snippet, a line put in front of its `analytics.load`, and calls."""
    before, load, after = snippet.partition(f'analytics.load("{KEY}")')
    assert load
    return _PAGE % (f"<script>{before}{line}\n{load}{after}</script>", calls)


def package_page(url: str, calls: str = CALLS, *, options: Any = None, **settings: Any) -> str:
    """A page with the npm package, by the one line that the set-up page gives, or with other
    `settings` instead of it."""
    given = json.dumps({"writeKey": KEY} | (settings or {"cdnURL": url}))
    load = f"AnalyticsNext.AnalyticsBrowser.load({given}, {json.dumps(options or {})})"
    return _PAGE % ('<script src="/index.js"></script>', f"const analytics = {load};{calls}")


def segment_options(**strategy: Any) -> dict[str, Any]:
    """Load options with this `deliveryStrategy`."""
    return {"integrations": {"Segment.io": {"deliveryStrategy": strategy}}}
