"""A rule declares the places of a message that it reads: nothing else in it matters to the rule."""

from typing import Any

import pytest

from app.lint.catalogue import RULES
from tests.lint.cases_of_journeys import CASES, call, click, view
from tests.lint.one_message import Faulty, said
from tests.lint.test_rules_on_one_message import FAULTY, name
from tests.lint.test_rules_on_several_messages import standing

ALWAYS = ("type", "event", "messageId")
"""What no redaction takes away."""

READS: dict[str, tuple[str, ...]] = {
    code: (*ALWAYS, *(path for rule in RULES if rule.code == code for path in rule.reads))
    for code in {rule.code for rule in RULES}
}
"""By code: rules of one code may look through unlike windows."""

BID = {"product_id": "p", "resolvedBidId": "b"}
PAIRS: list[tuple[str, list[dict[str, Any]], set[int]]] = [
    ("CLK-001", [click(0), call("Product Added", 300, path="/list", **BID)], {1, 2}),
    ("CLK-001", [click(0, target="add-to-cart"), call("Product Added", 4_000, **BID)], {1, 2}),
    ("CLK-001", [click(0), call("Product Added", 4_000, cart_id="c", **BID)], {1, 2}),
    ("CLK-001", [click(0), call("Product Added", 4_000, server=True, **BID)], {1, 2}),
    ("CLK-001", [click(0), call("Product Added", 300, path="/p", **BID)], set()),
    ("CLK-001", [click(0, product="q", bid=""), call("Product Added", 300, **BID)], set()),
    ("BID-001s", [view(0), click(60_000, bid="")], {2}),
    ("BID-001s", [view(0, user="v"), click(60_000, bid="")], set()),
    ("BID-001s", [click(0, bid=""), call("Product Added", 300, **BID)], {1}),
]


def without_the_rest(value: Any, reads: tuple[str, ...], place: str = "") -> Any:
    """The message with one word for every text in a place that is not among `reads`."""
    if isinstance(value, dict):
        return {
            key: without_the_rest(one, reads, f"{place}.{key}" if place else key)
            for key, one in value.items()
        }
    if isinstance(value, list):
        return [without_the_rest(one, reads, f"{place}[]") for one in value]
    if not isinstance(value, str) or not value.strip():
        return value
    read = any(place == one or place.startswith((f"{one}.", f"{one}[")) for one in reads)
    return value if read or place.endswith(("At", "imestamp")) else "redacted"


@pytest.mark.parametrize(("code", "case"), FAULTY, ids=name)
def test_a_rule_over_one_message_needs_no_more_than_it_declares(code: str, case: Faulty) -> None:
    message = without_the_rest(case.message, READS[code])
    (finding,) = said(code, message, case.configuration)
    assert (finding.severity, finding.paths) == (case.severity, case.paths)


@pytest.mark.parametrize(
    ("code", "messages", "rows"),
    CASES + PAIRS,
    ids=[f"{code}-{number}" for number, (code, _, _) in enumerate(CASES + PAIRS)],
)
def test_a_rule_over_several_messages_needs_no_more_than_it_declares(
    code: str, messages: list[dict[str, Any]], rows: set[int]
) -> None:
    found = standing([without_the_rest(one, READS[code]) for one in messages])
    assert {row for row, all_ in found.items() if any(one.code == code for one in all_)} == rows


def test_a_place_that_is_not_declared_is_taken_away() -> None:
    message = click(0, note="x", products=[{"name": "y", "product_id": "z", "price": 1}])
    left = without_the_rest(message, ("properties.products[].product_id", "anonymousId"))
    assert left["properties"]["products"] == [{"name": "redacted", "product_id": "z", "price": 1}]
    assert left["properties"]["note"] == "redacted"
    assert (left["anonymousId"], left["context"]["page"]["path"]) == ("u", "redacted")
