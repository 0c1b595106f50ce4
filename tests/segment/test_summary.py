"""What the event list shows of a message."""

from typing import Any

import pytest

from app.segment.summary import summarise


def test_a_whole_message() -> None:
    summary = summarise(
        {
            "type": "track",
            "event": "Product Clicked",
            "messageId": "m1",
            "anonymousId": "a1",
            "userId": None,
            "context": {
                "page": {"path": "/p/1"},
                "library": {"name": "analytics.js", "version": "next-1.84.3"},
            },
            "properties": {"product_id": "HP-5520", "name": "Oak table"},
        }
    )
    assert summary.type == "track"
    assert summary.name == "Product Clicked"
    assert summary.message_id == "m1"
    assert summary.anonymous_id == "a1"
    assert summary.user_id == ""
    assert summary.page_path == "/p/1"
    assert summary.library == "analytics.js next-1.84.3"
    assert summary.products == "HP-5520 Oak table"


@pytest.mark.parametrize(
    ("properties", "shown"),
    [
        ({"products": [{"product_id": "1"}, {}, {}]}, "3 products"),
        ({"products": [{"product_id": "1", "name": "x"}]}, "1 x"),
        ({"products": []}, "0 products"),
        ({"order_id": "o", "total": 61, "products": [{}, {}]}, "2 lines, 61.00"),
        ({"order_id": "o", "products": [{"price": 2, "quantity": 3}]}, "1 line, 6.00"),
        ({"order_id": "o", "products": [{"price": "2"}]}, "1 line"),
        ({"order_id": "o", "products": [None, 3]}, "2 lines"),
        ({"query": "oak"}, "“oak”"),
        ({"sku": 17}, "17"),
        ({}, ""),
        (None, ""),
        ("text", ""),
        ([], ""),
    ],
)
def test_products(properties: Any, shown: str) -> None:
    assert summarise({"type": "track", "properties": properties}).products == shown


@pytest.mark.parametrize("odd", [None, True, [], {}, {"page": 3, "library": "x"}, "text"])
def test_a_message_of_odd_fields(odd: Any) -> None:
    summary = summarise(dict.fromkeys(("type", "event", "messageId", "userId", "context"), odd))
    assert summary.page_path == ""
    assert summary.library == ""


def test_a_page_is_named_by_its_type() -> None:
    assert summarise({"type": "page", "event": "x"}).name == "page"
    assert summarise({"type": "track"}).name == "track"
