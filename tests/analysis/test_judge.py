"""Message in, verdict out."""

from typing import Any

import pytest

BID = {"resolvedBidId": "b", "product_id": "p"}
ITEM = {"product_id": "p", "price": 12.5}


@pytest.mark.parametrize(
    ("event", "properties", "verdict", "tie"),
    [
        ("Product Clicked", BID, "accepted", "sponsored"),
        ("Product Viewed", {"entity": {"id": "p", "type": "product"}}, "accepted", "organic"),
        ("Product Viewed", {"channel": "offsite"}, "accepted", "organic"),
        ("Product Viewed", {}, "accepted", "anonymous"),
        ("Order Completed", {"products": [ITEM]}, "accepted", None),
        ("Order Completed", {"products": [{**ITEM, "price": 0}]}, "rejected", None),
        ("Order Completed", {"products": []}, "rejected", None),
        ("Order Completed", {"products": [{"sku": "s"}]}, "dropped", None),
        ("Product Viewed", {"channel": "web"}, "rejected", None),
        ("Product List Viewed", {"products": [BID, {"product_id": "q"}]}, "dropped", None),
        ("Product List Viewed", {"products": [BID, BID]}, "accepted", "sponsored"),
        ("Product List Viewed", {"products": []}, "rejected", None),
        ("Products Searched", {}, "unmapped", None),
    ],
)
def test_the_verdict_and_the_tie(
    message: Any, judged: Any, event: str, properties: Any, verdict: str, tie: str | None
) -> None:
    judgement = judged(message(event, properties))
    assert judgement.verdict == verdict
    assert [one.tie for one in judgement.deliveries] == ([tie] if judgement.deliveries else [])


def test_an_event_ahead_of_the_clock_is_rejected(message: Any, judged: Any) -> None:
    judgement = judged(message("Product Clicked", BID, timestamp="2026-12-24T00:00:00.000Z"))
    assert judgement.verdict == "rejected"
    assert judgement.deliveries[0].refusals[0].err_code == "invalid_event_time"


def test_skip_zero_prices_filters(message: Any, judged: Any) -> None:
    made = message("Order Completed", {"products": [{**ITEM, "price": 0}]})
    judgement = judged(made, skip_zero_price=True)
    assert judgement.verdict == "filtered"
    assert judgement.deliveries[0].delivery.request is None
    assert judgement.detail_kind == ""


def test_segment_discards_before_any_destination(message: Any, judged: Any) -> None:
    judgement = judged(message("Product Clicked", BID, anonymousId=...))
    assert judgement.verdict == "discarded"
    assert judgement.deliveries == ()
    assert judgement.segment_code == "no_user_anon_id"
    assert judgement.detail_kind == "discard"
    assert judgement.detail


@pytest.mark.parametrize(
    ("integrations", "key"),
    [
        ({"All": False}, "All"),
        ({"Topsort": False}, "Topsort"),
        ({"All": True, "Topsort": False}, "Topsort"),
        ({"All": False, "Topsort": None}, "All"),
        ({"All": False, "topsort": True}, "All"),
        ({"All": False, "Topsort": True}, None),
        ({"All": False, "Topsort": {"x": 1}}, None),
        ({"All": "false"}, None),
        ({"Amplitude": False}, None),
        ({}, None),
        ("All", None),
        ([False], None),
        (None, None),
    ],
)
def test_the_messages_own_integrations(
    message: Any, judged: Any, integrations: Any, key: str | None
) -> None:
    judgement = judged(message("Product Clicked", BID, integrations=integrations))
    if key is None:
        assert judgement.verdict == "accepted"
        return
    assert judgement.verdict == "filtered"
    assert judgement.segment_code == "FILTERED_BY_INTEGRATIONS_OBJECT"
    assert (judgement.detail_kind, judgement.detail) == ("integrations", key)
    (delivery,) = judgement.deliveries
    assert delivery.outcome == "filtered"
    assert delivery.delivery.preset == "Click"
    assert delivery.delivery.request is None


def test_integrations_do_not_matter_where_nothing_matches(message: Any, judged: Any) -> None:
    judgement = judged(message("Signed Up", {}, integrations={"All": False}))
    assert judgement.verdict == "unmapped"


@pytest.mark.parametrize(
    ("event", "options", "kind", "detail"),
    [
        ("Product Added", {}, "off", "Click, alternate"),
        ("Product Clicked", {"disable": ["Click"]}, "off", "Click"),
        ("product_clicked", {}, "name", "Product Clicked"),
        ("Product  Clicked", {}, "name", "Product Clicked"),
        ("PRODUCT-CLICKED", {}, "name", "Product Clicked"),
        ("productadded", {}, "name", "Product Added"),
        ("Products Searched", {}, "", ""),
        ("", {}, "", ""),
        ("_ -", {}, "", ""),
    ],
)
def test_why_a_message_is_unmapped(
    message: Any, judged: Any, event: str, options: Any, kind: str, detail: str
) -> None:
    judgement = judged(message(event, {}), **options)
    assert judgement.verdict == "unmapped"
    assert judgement.segment_code == "NO_MATCHING_MAPPING"
    assert (judgement.detail_kind, judgement.detail) == (kind, detail)


def test_a_page_with_page_views_off(message: Any, judged: Any) -> None:
    judgement = judged(message(..., {}, type="page"), disable=["Page Views"])
    assert (judgement.detail_kind, judgement.detail) == ("off", "Page Views")


def test_provenance_comes_when_it_is_asked_for(message: Any, judged: Any) -> None:
    made = message("Product Clicked", BID)
    assert judged(made).deliveries[0].delivery.provenance is None
    assert judged(made, provenance=True).deliveries[0].delivery.provenance is not None
