"""Every rule. A family of rules stands in one file and ends with its `RULES`."""

from app.lint.rule import Rule
from app.lint.rules import (
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
    shape,
    times,
    traffic,
)

FAMILIES = (
    attributed,
    banners,
    banner_events,
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
    shape,
    times,
    traffic,
)

RULES: tuple[Rule, ...] = tuple(rule for family in FAMILIES for rule in family.RULES)
"""The catalogue; codes are the ids of the rule catalogue in the documentation."""

CODES = frozenset(rule.code for rule in RULES)
"""The codes of all of them; several rules may share one."""
