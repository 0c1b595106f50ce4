"""Every rule. A family of rules stands in one file and ends with its `RULES`."""

from types import ModuleType

from app.lint.rule import Rule
from app.lint.rules import (  # noqa: F401
    attributed,
    banner_events,
    banners,
    beside_bids,
    bids,
    bids_of_others,
    bids_over_time,
    clicks,
    clicks_over_time,
    copies,
    identity,
    identity_over_time,
    ids,
    impressions,
    ingestion,
    interaction,
    lists,
    names,
    page,
    placement,
    prices,
    purchases,
    purchases_over_time,
    senders,
    shape,
    times,
    traffic,
)

FAMILIES = tuple(
    one
    for one in tuple(globals().values())
    if isinstance(one, ModuleType) and one.__package__ == "app.lint.rules"
)
"""The families, each by the one line that imports it."""

RULES: tuple[Rule, ...] = tuple(rule for family in FAMILIES for rule in family.RULES)
"""The catalogue; codes are the ids of the rule catalogue in the documentation."""

CODES = frozenset(rule.code for rule in RULES)
"""The codes of all of them; several rules may share one."""
