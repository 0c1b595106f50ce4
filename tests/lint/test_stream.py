"""What stands in the end hangs neither on the order of arrival nor on how it is cut."""

from collections.abc import Collection
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.analysis.analyst import Analyst
from app.destination import load_definition
from app.segment.times import iso

START = 1_795_528_800_000
CONFIGURATION = load_definition("topsort-2026-07").configuration(enable=["Product Added"])

Row = tuple[int, dict[str, Any]]

AT = st.sampled_from([0, 1, 300, 900, 1_500, 2_400, 4_000, 1_800_000, 5_400_000, 90_000_000])
BIDS = st.sampled_from(["b", "b", "c", "d", None, None, "ChAGaP5D0GFiY2RlZmdoaWpr0000"])
PRODUCTS = st.sampled_from(["p", "p", "p-red", "q", "P", "x_q", None])
EVENTS = st.sampled_from(
    [
        "Product Viewed",
        "Product Viewed",
        "Product Clicked",
        "Product Clicked",
        "Product Added",
        "Product List Viewed",
        "Banner Click",
        "Banner Impression",
        "Order Completed",
        "Order Completed",
        "page",
        "identify",
    ]
)


@st.composite
def journeys(draw: st.DrawFn) -> list[Row]:
    """Rows of a few users who share bids, ids and clocks more often than any real ones."""
    made: list[dict[str, Any]] = []
    for index in range(draw(st.integers(2, 14))):
        event = draw(EVENTS)
        at = draw(AT)
        message: dict[str, Any] = {
            "type": event if event in ("page", "identify") else "track",
            "messageId": draw(st.sampled_from([f"m-{index}", f"m-{index}", f"m-{index}", "same"])),
            "originalTimestamp": iso(START + at),
            "timestamp": iso(START + at + draw(st.sampled_from([0, 0, 0, 900, -700]))),
            "anonymousId": draw(st.sampled_from(["u", "u", "u", "v", "w", f"n-{index}"])),
            "properties": _properties(draw, event),
            "context": {
                "library": {
                    "name": draw(st.sampled_from(["analytics.js"] * 3 + ["analytics-python"]))
                },
                "page": {"path": draw(st.sampled_from(["/a", "/a", "/b"]))},
                "userAgent": draw(st.sampled_from(["A", "A", "HeadlessChrome/1"])),
            },
        }
        if draw(st.integers(0, 2)) == 0:
            message["userId"] = draw(st.sampled_from(["k", "l"]))
        if message["type"] == "track":
            message["event"] = event
        made.append(message)
        if draw(st.integers(0, 5)) == 0:
            made.append(dict(message, sentAt=iso(START + at)))
    return list(enumerate(made, 1))


def _properties(draw: st.DrawFn, event: str) -> dict[str, Any]:
    def product() -> dict[str, Any]:
        one = {"product_id": draw(PRODUCTS), "resolvedBidId": draw(BIDS)}
        return {key: value for key, value in one.items() if value is not None}

    price = st.sampled_from([1, 100, 12.5, 1250])
    if event == "Order Completed":
        lines = [
            {**product(), "price": draw(price), "quantity": 1}
            for _ in range(draw(st.integers(1, 2)))
        ]
        ids = draw(st.sampled_from([{}, {"order_id": "o"}, {"checkout_id": "o"}]))
        return {"products": lines, **ids}
    if event == "Product List Viewed":
        return {"products": [product() for _ in range(draw(st.integers(0, 3)))]}
    found = product()
    if draw(st.integers(0, 2)) == 0:
        found["price"] = draw(price)
    if draw(st.integers(0, 5)) == 0:
        found["additionalAttribution"] = {"type": "product", "id": "p"}
    return found


def final(rows: list[Row], cuts: Collection[int] = ()) -> dict[tuple[int | None, str], Any]:
    """What stands once all have come; `cuts` are the places after which a batch ends."""
    analyst = Analyst(CONFIGURATION)
    standing: dict[tuple[int | None, str], Any] = {}
    for place, (row, message) in enumerate(rows):
        changes = analyst.add(row, message, START + 100_000_000)[1]
        if place in cuts:
            changes += analyst.capture_changes()
        for change in changes:
            standing[change.row, change.code] = change.findings
    for change in analyst.capture_changes():
        standing[change.row, change.code] = change.findings
    assert analyst.capture_changes() == []
    return {key: findings for key, findings in standing.items() if findings}


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(journeys(), st.data())
def test_any_order_and_any_cut_end_the_same(rows: list[Row], data: st.DataObject) -> None:
    shuffled = data.draw(st.permutations(rows))
    cuts = data.draw(st.sets(st.integers(0, len(rows) - 1)))
    assert final(shuffled, cuts) == final(rows)


def crowd(size: int, chance: Random) -> list[Row]:
    """Many rows of two users on two bids: groups that are larger than what they name."""
    made = []
    for _ in range(size):
        at = iso(START + chance.choice([0, 0, 500, 90_000_000]))
        made.append(
            {
                "type": "track",
                "event": chance.choice(["Product Viewed", "Product Clicked", "Order Completed"]),
                "messageId": f"m-{chance.randrange(size)}",
                "originalTimestamp": at,
                "timestamp": at,
                "anonymousId": chance.choice("uuuv"),
                "userId": chance.choice("kkl"),
                "properties": {
                    "product_id": chance.choice("ppq"),
                    "resolvedBidId": chance.choice("bbc"),
                    "price": chance.choice([1, 100]),
                    "products": [{"product_id": "p", "price": 100}],
                },
                "context": {"userAgent": "A", "page": {"path": chance.choice(["/a", "/b"])}},
            }
        )
    return list(enumerate(made, 1))


@pytest.mark.parametrize("seed", range(12))
def test_nor_does_it_in_a_crowd(seed: int) -> None:
    chance = Random(seed)
    rows = crowd(60, chance)
    shuffled = chance.sample(rows, len(rows))
    assert final(shuffled) == final(rows)
    assert final(rows[::-1]) == final(rows)
