"""Every rule. A family of rules stands in one file and ends with its `RULES`."""

from app.lint.rule import Rule
from app.lint.rules import (
    attributed,
    banners,
    bids_of_others,
    bids_over_time,
    clicks,
    clicks_over_time,
    copies,
    identity,
    identity_over_time,
    impressions,
    ingestion,
    lists,
    purchases,
    purchases_over_time,
    shape,
    traffic,
)

FAMILIES = (
    attributed,
    banners,
    bids_of_others,
    bids_over_time,
    clicks,
    clicks_over_time,
    copies,
    identity,
    identity_over_time,
    impressions,
    ingestion,
    lists,
    purchases,
    purchases_over_time,
    shape,
    traffic,
)

RULES: tuple[Rule, ...] = tuple(rule for family in FAMILIES for rule in family.RULES)
"""The catalogue; codes are the ids of the rule catalogue in the documentation."""
