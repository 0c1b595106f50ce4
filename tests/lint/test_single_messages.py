"""USR-001, SHP-013, ING-001: rules that look at one message."""

from dataclasses import replace
from typing import Any

import pytest

from app.destination import load_definition
from app.segment.discard import MARK, MAX_EVENT_BYTES, Discard, mark_of


@pytest.mark.parametrize(
    ("anonymous", "found"), [(..., "missing"), (None, "null"), ("", "empty"), ({}, "an object")]
)
def test_a_user_id_does_not_replace_the_anonymous_id(
    packaged: Any, track: Any, anonymous: Any, found: str
) -> None:
    products = [{"product_id": "p", "price": 1}]
    packaged.all(
        [track("Order Completed", 0, user=anonymous, more={"userId": "x"}, products=products)]
    )
    finding = packaged.one(1, "USR-001")
    assert finding.severity == "error"
    assert f'anonymousId is {found}, and userId "x" does not replace it' in finding.message
    assert "whole order is lost" in finding.cost
    assert finding.paths == ("anonymousId",)


def test_the_remedy_in_the_terms_of_the_sdk(packaged: Any, track: Any) -> None:
    products = [{"product_id": "p", "price": 1}]
    for row, library in enumerate(("analytics-python", "@segment/analytics-node", "x"), 1):
        message = track(
            "Order Completed",
            0,
            id=library,
            user=...,
            more={"userId": "x"},
            library=library,
            products=products,
        )
        packaged.add(row, message)
    python, node, other = (packaged.one(row, "USR-001").snippet for row in (1, 2, 3))
    compile(python, "snippet", "exec")
    assert 'anonymous_id=request.cookies["ajs_anonymous_id"]' in python
    assert "anonymousId: request.cookies.ajs_anonymous_id" in node
    assert '"opaqueUserId"' in other


@pytest.mark.parametrize("mapped", [None, {"@path": "$.properties.shopper"}])
def test_a_mapping_that_reads_no_anonymous_id_is_not_blamed_on_it(
    run: Any, track: Any, mapped: Any
) -> None:
    packaged = load_definition().configuration()
    first = packaged.subscriptions[0]
    mapping = {**first.mapping, "opaqueUserId": mapped}
    own = run(replace(packaged, subscriptions=(replace(first, mapping=mapping),)))
    own.all([track("Product Viewed", 0, user=..., more={"userId": "x"}, resolvedBidId="b")])
    assert own.on(1) == []


def test_a_number_is_an_anonymous_id(packaged: Any, track: Any) -> None:
    packaged.all([track("Product Viewed", 0, user=123, resolvedBidId="b")])
    assert packaged.on(1) == []


@pytest.mark.parametrize(
    ("properties", "paths"),
    [
        ({}, ("properties.page",)),
        ({"page": 2}, ("properties.page",)),
        ({"page": {}}, ("properties.page.type", "properties.page.pageId")),
        ({"page": {"type": "home"}}, ("properties.page.pageId",)),
        ({"page": {"type": None, "pageId": "/"}}, ("properties.page.type",)),
        ({"page": {"pageId": None}}, ("properties.page.type", "properties.page.pageId")),
    ],
)
@pytest.mark.parametrize("kind", ["page", "screen"])
def test_a_stock_page_call_is_dropped(
    packaged: Any, page: Any, kind: str, properties: Any, paths: tuple[str, ...]
) -> None:
    """Of a page that is there, its own rule says what is wrong; the set-up's fault stands too."""
    packaged.all([page(0, type=kind, **properties)])
    finding = packaged.one(1, "SHP-013")
    assert finding.paths == paths
    assert finding.quiet
    assert finding.message.startswith(f"{kind}() lacks what a page view needs: properties.page")
    assert f"analytics.{kind}(" in finding.snippet
    there = properties.get("page")
    own = [] if there is None else ["SHP-001" if there == 2 else "SHP-002"]
    assert packaged.codes(1) == [*own, "SHP-013"]


def test_what_is_null_is_not_said_to_be_missing(packaged: Any, page: Any) -> None:
    packaged.all([page(0, page={"pageId": None})])
    said = "properties.page.type is missing and properties.page.pageId is null."
    assert said in packaged.one(1, "SHP-013").message


@pytest.mark.parametrize(
    ("change", "paths"),
    [
        (
            {"trigger": 'event = "Category Viewed"'},
            ("properties.page.type", "properties.page.pageId"),
        ),
        ({"mapping": {"page": {"@path": "$.context.page"}}}, ("context.page",)),
    ],
)
def test_another_event_or_another_mapping_is_no_plain_page_call(
    run: Any, track: Any, page: Any, change: Any, paths: Any
) -> None:
    packaged = load_definition().configuration()
    (pages,) = (one for one in packaged.subscriptions if one.action == "pageviews")
    change = {
        key: value if key == "trigger" else pages.mapping | value for key, value in change.items()
    }
    own = run(replace(packaged, subscriptions=(replace(pages, **change),)))
    own.all([track("Category Viewed", 0), page(0)])
    assert "SHP-013" not in own.codes(1) + own.codes(2)
    assert [one.paths for one in own.on(1, "SHP-002") + own.on(2, "SHP-002")] == [paths]


def test_page_views_switched_off_say_nothing(run: Any, page: Any) -> None:
    assert run(disable=["Page Views"]).all([page(0)]).on(1) == []


def test_a_full_page_call_is_clean(packaged: Any, page: Any) -> None:
    packaged.all([page(0, page={"type": "home", "pageId": "/"})])
    assert packaged.on(1) == []


@pytest.mark.parametrize(
    ("message", "code"),
    [
        ({"type": "track", "event": "Product Viewed"}, "no_user_anon_id"),
        ({"type": "track", "event": 7, "anonymousId": "u"}, "event_not_string"),
        (
            {"type": "track", "event": "Product Viewed", "anonymousId": "u", "properties": []},
            "properties_not_object",
        ),
    ],
)
def test_a_discarded_message_has_one_finding_with_segments_code(
    packaged: Any, message: Any, code: str
) -> None:
    packaged.all([message])
    assert packaged.codes(1) == ["ING-001"]
    finding = packaged.one(1, "ING-001")
    assert finding.severity == "error"
    assert code in finding.message
    assert finding.fix
    assert finding.delivery is None


@pytest.mark.parametrize(
    ("message", "answer"),
    [
        ({"properties": {"x": "a" * MAX_EVENT_BYTES}}, "answers 400"),
        ({MARK: mark_of(Discard("batch_too_large", "its batch is large"))}, "answers 400"),
        ({MARK: mark_of(Discard("batch_too_long", "its batch is long"))}, "answers 200"),
    ],
)
def test_what_is_too_large_has_no_code_of_segment_and_its_own_answer(
    packaged: Any, message: Any, answer: str
) -> None:
    packaged.all([{"type": "track", "event": "Product Viewed", "anonymousId": "u"} | message])
    finding = packaged.one(1, "ING-001")
    assert "screens" not in finding.message
    assert "_too_l" not in finding.message
    assert answer in finding.cost
