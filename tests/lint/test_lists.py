"""PLV rules: a list is lost as a whole."""

from typing import Any

import pytest

WITH = {"product_id": "p-1", "resolvedBidId": "b-1"}


def test_one_product_without_a_bid_loses_the_list(packaged: Any, track: Any) -> None:
    other = {"product_id": "p-3", "resolvedBidId": "b-3"}
    products = [WITH, {"product_id": "HP-5520"}, other]
    packaged.all([track("Product List Viewed", 0, products=products)])
    finding = packaged.one(1, "PLV-001")
    assert packaged.alarms(1) == ["PLV-001"]
    assert finding.severity == "error"
    assert finding.message == (
        "2 of 3 products carry a bid. HP-5520 has none, so 3 impressions are lost."
    )
    assert finding.paths == ("properties.products[1].resolvedBidId",)
    assert "products: products.filter(p => p.resolvedBidId)" in finding.snippet


def test_many_without_a_bid_are_counted(packaged: Any, track: Any) -> None:
    products = [WITH, *({"product_id": f"p-{index}"} for index in range(9))]
    packaged.all([track("Product List Viewed", 0, products=products)])
    assert "9 have none" in packaged.one(1, "PLV-001").message


def test_one_of_each_reads_well(packaged: Any, track: Any) -> None:
    packaged.all(
        [
            track("Product List Viewed", 0, products=[WITH, {"product_id": 7}]),
            track("Product List Viewed", 1, products=[{"product_id": "p"}]),
        ]
    )
    assert packaged.one(1, "PLV-001").message == (
        "1 of 2 products carries a bid. Product 7 has none, so 2 impressions are lost."
    )
    assert packaged.one(2, "PLV-002").message == (
        "The only product carries no bid, so the whole list is lost."
    )


def test_no_bid_at_all_is_an_organic_list(packaged: Any, track: Any) -> None:
    packaged.all([track("Product List Viewed", 0, products=[{"product_id": "p"}, {}, "x"])])
    assert packaged.alarms(1) == ["PLV-002"]
    finding = packaged.one(1, "PLV-002")
    assert finding.message.startswith("None of the 3 products")
    assert "organic list cannot be sent" in finding.cost


@pytest.mark.parametrize("blank", ["", None, [""], [None]])
def test_a_blank_bid_is_refused_by_topsort(packaged: Any, track: Any, blank: Any) -> None:
    products = [WITH, {**WITH, "resolvedBidId": blank}]
    packaged.all([track("Product List Viewed", 0, products=products)])
    assert packaged.alarms(1) == ["PLV-003", "PLV-006"]
    assert packaged.one(1, "PLV-003").paths == ("properties.products[1].resolvedBidId",)


def test_a_list_of_winners_is_clean(packaged: Any, track: Any) -> None:
    packaged.all(
        [
            track("Product List Viewed", 0, products=[WITH, {**WITH, "resolvedBidId": "b-2"}]),
            track("Product List Viewed", 1, products={**WITH, "resolvedBidId": "b-3"}),
        ]
    )
    assert packaged.alarms(1) == ["PLV-006"]
    assert packaged.alarms(2) == []


@pytest.mark.parametrize("products", [None, [], 7, "x", [None], [[]], [[WITH]]])
def test_odd_lists_do_not_raise(packaged: Any, track: Any, products: Any) -> None:
    packaged.all([track("Product List Viewed", 0, products=products)])
    assert set(packaged.alarms(1)) <= {"PLV-002", "PLV-005"}
    assert packaged.alarms(1)
