"""What each rule puts at stake, as data. A rule that is not here costs what its event loses."""

from typing import Literal, TypeAlias

StakeKind: TypeAlias = Literal[
    "lost",
    "uncredited",
    "twice",
    "nobody",
    "extra_clicks",
    "extra_impressions",
    "shared_id",
    "priced",
    "other",
]
"""`lost`: does not reach Topsort · `uncredited`: an order line that earns nothing though an ad
was seen · `twice`: an order that is counted again · `nobody`: an event that counts for no
campaign · `extra_clicks`, `extra_impressions`: counted once too often, and perhaps charged ·
`shared_id`: impressions that may be taken for one · `priced`: an order with a wrong price ·
`other`: something else, see WORDS."""

KINDS: dict[str, StakeKind] = {
    "BID-001": "nobody",
    "BID-001s": "nobody",
    "BID-002": "nobody",
    "BID-003": "nobody",
    "BID-007": "nobody",
    "BID-008": "nobody",
    "CLK-001": "extra_clicks",
    "CLK-002": "extra_clicks",
    "IMP-001": "extra_impressions",
    "PLV-008": "extra_impressions",
    "PLV-006": "shared_id",
    "PUR-006": "priced",
    "PUR-007": "priced",
    "PUR-011": "twice",
    "PUR-013": "uncredited",
    "PUR-014": "uncredited",
    "PUR-015": "twice",
    "USR-006": "uncredited",
    "USR-008": "uncredited",
}
"""Of rules whose event gets through."""

WORDS: dict[StakeKind, tuple[str, str]] = {
    "nobody": ("1 event without a campaign", "{count} events without a campaign"),
    "extra_clicks": ("1 extra click, may be charged", "{count} extra clicks, may be charged"),
    "extra_impressions": ("1 impression, may be charged", "{count} impressions, may be charged"),
    "shared_id": ("up to 1 impression", "up to {count} impressions"),
    "priced": ("1 order with a wrong price", "{count} orders with a wrong price"),
}
"""For one, and for several."""

OTHERS: dict[str, tuple[str, str]] = {
    "PUR-009": ("1 order, halo may miss it", "{count} orders, halo may miss them"),
    "PUR-012": ("normal for organic orders", "normal for organic orders"),
    "CLK-004": ("no last-impression credit", "no last-impression credit"),
    "CLK-005": ("1 impression after its click", "{count} impressions after their clicks"),
    "SHP-014": ("1 event unmapped", "{count} events unmapped"),
}
"""The same for rules whose cost is of no kind above."""

MONEY: dict[StakeKind, str] = {
    "lost": "in orders",
    "uncredited": "in orders not credited",
    "twice": "in orders counted again",
}
"""What stands behind an amount."""

LOST_NOUNS: dict[str, tuple[str, str]] = {
    "orders": ("1 order", "{count} orders"),
    "impressions": ("1 impression", "{count} impressions"),
    "clicks": ("1 click", "{count} clicks"),
    "pageviews": ("1 page view", "{count} page views"),
}
"""By the array of Topsort's request that they are missing from."""
