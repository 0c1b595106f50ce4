"""Every rule. A family of rules stands in one file and ends with its `RULES`."""

from app.lint.rule import Rule
from app.lint.rules import (
    bids_over_time,
    clicks,
    identity,
    ingestion,
    lists,
    purchases,
    shape,
)

FAMILIES = (
    bids_over_time,
    clicks,
    identity,
    ingestion,
    lists,
    purchases,
    shape,
)

RULES: tuple[Rule, ...] = tuple(rule for family in FAMILIES for rule in family.RULES)
"""The catalogue; codes are the ids of the rule catalogue in the documentation."""
