"""Two documents, path by path."""

from typing import Any

import pytest

from app.analysis.analyst import Analyst
from app.analysis.pair import compare, pair_words
from app.destination import load_definition
from app.segment.paths import MISSING


def paths(left: Any, right: Any) -> list[tuple[str, bool]]:
    return [(row.path_text, row.equal) for row in compare(left, right)]


def test_rows_stand_in_document_order_like_and_unlike_mixed() -> None:
    left = {
        "timestamp": "1",
        "properties": {"product_id": "p", "price": 64, "placement": {"position": 2}},
        "messageId": "a",
        "event": "Product Clicked",
    }
    right = {
        "event": "Product Added",
        "messageId": "b",
        "timestamp": "2",
        "properties": {"product_id": "p", "price": 64.0, "cart_id": "c"},
    }
    assert paths(left, right) == [
        ("event", False),
        ("messageId", False),
        ("timestamp", False),
        ("properties.product_id", True),
        ("properties.price", True),
        ("properties.cart_id", False),
        ("properties.placement.position", False),
    ]


def test_a_side_that_has_nothing_is_missing_not_null() -> None:
    (row,) = compare({"a": None}, {})
    assert (row.left, row.right, row.equal) == (None, MISSING, False)


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        (1, 1.0, [("", True)]),
        (1, True, [("", False)]),
        (0, False, [("", False)]),
        ([1, 2], [1], [("[0]", True), ("[1]", False)]),
        ({"a": {}}, {"a": {}}, [("a", True)]),
        ({"a": {}}, {"a": []}, [("a", False)]),
        ({"a": {"b": 1}}, {"a": 1}, [("a", False)]),
        ({"a": [{"b": 1}]}, {}, [("a[0].b", False)]),
        ({}, {"a": {"b": [], "c": 1}}, [("a.b", False), ("a.c", False)]),
        ({"x": 1}, {"z": 1, "x": 1, "y": 2}, [("z", False), ("x", True), ("y", False)]),
        ({}, {}, [("", True)]),
    ],
)
def test_leaves(left: Any, right: Any, expected: list[tuple[str, bool]]) -> None:
    assert paths(left, right) == expected


def test_deep_documents() -> None:
    deep: Any = 1
    for _ in range(190):
        deep = {"a": [deep]}
    assert [equal for _, equal in paths(deep, deep)] == [True]


def test_the_words_for_a_pair(message: Any) -> None:
    pair = {"product_id": "p", "resolvedBidId": "b"}
    context = {"page": {"path": "/search"}}
    first = message("Product Clicked", pair, messageId="a", context=context)
    later = "2026-11-24T14:05:09.909Z"
    second = message("Product Added", pair, messageId="b", timestamp=later, context=context)
    analyst = Analyst(load_definition().configuration())
    analyst.add(1, first, 0)
    changes = analyst.add(2, second, 0)[1]
    finding = changes[0].findings[0]
    assert pair_words(finding, first, second, counted=True) == (
        "One action counted as two clicks: Product Clicked and Product Added, 38 ms apart",
        "Same user, same bid, same page. One action: certain (500 ms or less). "
        "Both were accepted; nothing is lost, something is counted twice.",
    )
    assert pair_words(finding, first, second, counted=False)[0].startswith("One action may count")
