"""Topsort's contract: what it takes, what it refuses, and where."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.topsort.contract import check, tie
from app.topsort.times import rfc3339
from app.topsort.words import clean, duration, shown

NOW = 1_795_000_000_000
EVENT = {"id": "m-1", "occurredAt": "2026-11-18T00:00:00.000Z", "opaqueUserId": "u-1"}
ITEM = {"productId": "p-1", "unitPrice": 12.95}


def impression(**more: Any) -> dict[str, Any]:
    return {"impressions": [{**EVENT, **more}]}


def purchase(*items: Any, **more: Any) -> dict[str, Any]:
    return {"purchases": [{**EVENT, "items": list(items), **more}]}


def only(body: Any) -> tuple[str, str, int]:
    (refusal,) = check(body, now=NOW)
    return refusal.err_code, refusal.pointer, refusal.status


@pytest.mark.parametrize(
    "body",
    [
        impression(),
        impression(resolvedBidId="b", additionalAttribution={"id": "p", "type": "product"}),
        impression(entity={"id": "v", "type": "vendor"}, channel="offsite", deviceType="mobile"),
        impression(
            placement={
                "path": "/search",
                "position": 1,
                "page": 2.0,
                "pageSize": 20,
                "productId": "p",
                "categoryIds": ["c"],
                "searchQuery": "mug",
            }
        ),
        impression(page={"type": "PDP", "pageId": "/p/1", "value": "p-1"}),
        impression(page={"type": "cart", "pageId": "/cart", "value": ["p-1", "p-2"]}),
        impression(object={"type": "banner", "assetId": "a", "clickType": "add-to-cart"}),
        impression(dsp_metadata={"gclid": "1"}),
        impression(id="\ud800", resolvedBidId="\udc00x"),
        {"clicks": [{**EVENT, "clickType": "like"}]},
        {"clicks": [EVENT], "impressions": []},
        purchase(ITEM, {**ITEM, "quantity": 2, "vendorId": "v"}),
        purchase({**ITEM, "unitPrice": 1, "quantity": 3.0}),
        {"pageviews": [{**EVENT, "page": {"type": "home", "pageId": "/"}, "channel": "instore"}]},
        {"renders": [{**EVENT, "resolvedBidId": "b", "anything": {"goes": 1}}]},
        {"impressions": [EVENT] * 50, "clicks": [EVENT] * 50},
    ],
)
def test_what_the_contract_takes(body: Any) -> None:
    assert check(body, now=NOW) == ()


@pytest.mark.parametrize(
    ("body", "code", "pointer"),
    [
        (None, "bad_request", ""),
        ([], "bad_request", ""),
        ("x", "bad_request", ""),
        ({}, "empty_request", ""),
        ({"impressions": []}, "empty_request", ""),
        ({"impressions": [], "clicks": []}, "empty_request", ""),
        ({"impressions": None}, "bad_request", "/impressions"),
        ({"impressions": {}}, "bad_request", "/impressions"),
        ({"impressions": [None]}, "bad_request", "/impressions/0"),
        ({"events": [EVENT]}, "bad_request", "/events"),
        ({"impressions": [EVENT] * 51}, "bad_request", "/impressions"),
        (impression(id=""), "bad_request", "/impressions/0/id"),
        (impression(id=7), "bad_request", "/impressions/0/id"),
        (impression(opaqueUserId=None), "bad_request", "/impressions/0/opaqueUserId"),
        (impression(resolvedBidId=""), "bad_request", "/impressions/0/resolvedBidId"),
        (impression(resolvedBidId=None), "bad_request", "/impressions/0/resolvedBidId"),
        (impression(clickType="like"), "bad_request", "/impressions/0/clickType"),
        (impression(channel="web"), "bad_request", "/impressions/0/channel"),
        (impression(channel=["onsite"]), "bad_request", "/impressions/0/channel"),
        (impression(deviceType="iOS"), "bad_request", "/impressions/0/deviceType"),
        (impression(entity={"id": "p"}), "bad_request", "/impressions/0/entity/type"),
        (
            impression(entity={"id": "p", "type": "Product"}),
            "bad_request",
            "/impressions/0/entity/type",
        ),
        (
            impression(additionalAttribution={"id": "p", "type": "product"}),
            "bad_request",
            "/impressions/0/additionalAttribution",
        ),
        (
            impression(resolvedBidId="b", additionalAttribution={"id": "p", "type": "user"}),
            "bad_request",
            "/impressions/0/additionalAttribution/type",
        ),
        (impression(placement={"position": 1}), "bad_request", "/impressions/0/placement/path"),
        (
            impression(placement={"path": "/", "position": 0}),
            "bad_request",
            "/impressions/0/placement/position",
        ),
        (
            impression(placement={"path": "/", "page": 1.5}),
            "bad_request",
            "/impressions/0/placement/page",
        ),
        (
            impression(placement={"path": "/", "pageSize": True}),
            "bad_request",
            "/impressions/0/placement/pageSize",
        ),
        (
            impression(placement={"path": "/", "location": "x"}),
            "bad_request",
            "/impressions/0/placement/location",
        ),
        (
            impression(placement={"path": "/", "categoryIds": []}),
            "bad_request",
            "/impressions/0/placement/categoryIds",
        ),
        (
            impression(placement={"path": "/", "categoryIds": ["a", ""]}),
            "bad_request",
            "/impressions/0/placement/categoryIds/1",
        ),
        (
            impression(page={"type": "pdp", "pageId": "/"}),
            "bad_request",
            "/impressions/0/page/type",
        ),
        (
            impression(page={"type": "home", "pageId": "/", "value": ["a"]}),
            "bad_request",
            "/impressions/0/page/value",
        ),
        (
            impression(page={"type": "cart", "pageId": "/", "value": []}),
            "bad_request",
            "/impressions/0/page/value",
        ),
        (
            impression(page={"type": "cart", "pageId": "/", "value": ["a", 1]}),
            "bad_request",
            "/impressions/0/page/value",
        ),
        (impression(object={"assetId": "a"}), "bad_request", "/impressions/0/object/type"),
        (impression(**{"a/b~c": 1}), "bad_request", "/impressions/0/a~1b~0c"),
        (purchase(), "no_purchase_items", "/purchases/0/items"),
        (
            purchase({"unitPrice": 1.0}),
            "missing_product_id",
            "/purchases/0/items/0/productId",
        ),
        (
            purchase({**ITEM, "productId": ""}),
            "missing_product_id",
            "/purchases/0/items/0/productId",
        ),
        (
            purchase(ITEM, {"productId": "p"}),
            "bad_request",
            "/purchases/0/items/1/unitPrice",
        ),
        (purchase({**ITEM, "unitPrice": 0}), "bad_request", "/purchases/0/items/0/unitPrice"),
        (purchase({**ITEM, "unitPrice": -1}), "bad_request", "/purchases/0/items/0/unitPrice"),
        (purchase({**ITEM, "unitPrice": "1"}), "bad_request", "/purchases/0/items/0/unitPrice"),
        (purchase({**ITEM, "unitPrice": True}), "bad_request", "/purchases/0/items/0/unitPrice"),
        (
            purchase({**ITEM, "unitPrice": float("inf")}),
            "bad_request",
            "/purchases/0/items/0/unitPrice",
        ),
        (
            purchase({**ITEM, "quantity": 0}),
            "purchase_item_quantity_less_or_equal_than_zero",
            "/purchases/0/items/0/quantity",
        ),
        (purchase({**ITEM, "quantity": "2"}), "bad_request", "/purchases/0/items/0/quantity"),
        (purchase({**ITEM, "quantity": None}), "bad_request", "/purchases/0/items/0/quantity"),
        (purchase({**ITEM, "vendorId": ""}), "bad_request", "/purchases/0/items/0/vendorId"),
        (purchase(ITEM, orderId="o"), "bad_request", "/purchases/0/orderId"),
        (purchase(ITEM, resolvedBidId="b"), "bad_request", "/purchases/0/resolvedBidId"),
        ({"pageviews": [EVENT]}, "bad_request", "/pageviews/0/page"),
        ({"renders": [EVENT]}, "bad_request", "/renders/0/resolvedBidId"),
    ],
)
def test_what_the_contract_refuses(body: Any, code: str, pointer: str) -> None:
    assert only(body) == (code, pointer, 400)


def test_a_value_in_dsp_metadata_that_is_no_text_is_answered_with_422() -> None:
    assert only(impression(dsp_metadata={"n": 1})) == (
        "bad_request",
        "/impressions/0/dsp_metadata/n",
        422,
    )


@pytest.mark.parametrize(
    ("text", "taken"),
    [
        ("2026-11-18T00:00:00Z", True),
        ("2026-11-18t00:00:00.123456789z", True),
        ("2026-11-18T00:00:00+05:30", True),
        ("2026-11-18", False),
        ("2026-11-18T00:00:00", False),
        ("2026-11-18T00:00:00+0200", False),
        ("2026-11-18 00:00:00Z", False),
        ("2026-02-30T00:00:00Z", False),
        ("2026-11-18T24:00:00Z", False),
        ("Wed, 18 Nov 2026 00:00:00 GMT", False),
        ("٢٠٢٦-11-18T00:00:00Z", False),
        (1_700_000_000_000, False),
        (None, False),
    ],
)
def test_occurred_at_wants_a_date_time_with_its_offset(text: Any, taken: bool) -> None:
    assert (check(impression(occurredAt=text), now=NOW) == ()) is taken


def test_the_future_begins_five_seconds_ahead() -> None:
    moment = rfc3339(EVENT["occurredAt"])
    assert moment is not None
    assert check(impression(), now=moment - 5_000) == ()
    (refusal,) = check(impression(), now=moment - 5_001)
    assert refusal.err_code == "invalid_event_time"
    assert refusal.pointer == "/impressions/0/occurredAt"
    assert "5 s in the future" in refusal.message


@pytest.mark.parametrize(
    ("text", "ms"),
    [
        ("1970-01-01T00:00:00Z", 0),
        ("1970-01-01T01:00:00.5+01:00", 500),
        ("1969-12-31T23:30:00-00:30", 0),
        ("2026-11-24T14:05:09.871Z", 1_795_529_109_871),
        ("1970-01-01T00:00:60Z", 59_000),
        ("0000-01-01T00:00:00Z", None),
        ("1970-01-01T00:00:00+24:00", None),
    ],
)
def test_reading_times(text: str, ms: int | None) -> None:
    assert rfc3339(text) == ms


def test_a_refusal_says_place_value_and_remedy() -> None:
    (refusal,) = check(purchase(ITEM, ITEM, {**ITEM, "unitPrice": 0}), now=NOW)
    assert refusal.path == ("purchases", 0, "items", 2, "unitPrice")
    assert refusal.message == (
        "purchases[0].items[2].unitPrice is 0; the contract wants a price over 0."
    )
    assert (refusal.found, refusal.wants) == ("is 0", "a price over 0")


def test_every_fault_is_named_not_only_the_first() -> None:
    body = {**purchase({"unitPrice": 0, "quantity": 0}), **impression(channel="web")}
    assert {one.pointer for one in check(body, now=NOW)} == {
        "/impressions/0/channel",
        "/purchases/0/items/0/productId",
        "/purchases/0/items/0/unitPrice",
        "/purchases/0/items/0/quantity",
    }


def test_a_key_with_a_lone_surrogate_is_an_unknown_key() -> None:
    (refusal,) = check(impression(**{"\ud800": 1}), now=NOW)
    assert refusal.pointer.startswith("/impressions/0/")
    refusal.message.encode("utf-8")


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        ({"resolvedBidId": "b"}, "sponsored"),
        ({"resolvedBidId": "b", "entity": {"id": "p", "type": "product"}}, "sponsored"),
        ({"entity": {"id": "p", "type": "product"}}, "organic"),
        ({"channel": "offsite"}, "organic"),
        ({"externalCampaignId": "c"}, "organic"),
        ({"externalVendorId": "v"}, "organic"),
        ({"channel": "onsite"}, "anonymous"),
        ({"resolvedBidId": ""}, "anonymous"),
        ({"resolvedBidId": "  ", "entity": {"id": "p", "type": "product"}}, "anonymous"),
        ({}, "anonymous"),
    ],
)
def test_what_an_event_is_tied_to(event: dict[str, Any], expected: str) -> None:
    assert tie(event) == expected


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters()),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
KEYS = st.sampled_from([*impression()["impressions"][0], "page", "placement", "items", "entity"])


@given(
    st.dictionaries(
        st.sampled_from(["impressions", "clicks", "purchases", "pageviews", "renders", "x"]),
        JSON | st.lists(st.dictionaries(KEYS, JSON, max_size=4), max_size=2),
    )
    | JSON
)
def test_no_body_makes_it_raise(body: Any) -> None:
    for refusal in check(body, now=NOW):
        assert refusal.message.isprintable()
        refusal.message.encode("utf-8")


def test_shown_values_are_short_and_can_be_seen() -> None:
    assert shown("a\u202eb\n") == r'"a\u202eb\n"'
    assert len(shown("x" * 500)) == 60
    assert shown("key TSE_abcdef123") == '"key TSE_…"'
    assert shown([]) == "an empty list"
    assert clean("a\n\tb\u202e\U000e0001") == r"a\n\tb\u202e\U000e0001"
    assert clean("Bearer abc, TSC_1") == "Bearer …, TSC_…"


@pytest.mark.parametrize(
    ("ms", "text"),
    [
        (38, "38 ms"),
        (-38, "38 ms"),
        (999, "999 ms"),
        (1_000, "1 s"),
        (1_450, "1.4 s"),
        (242_000, "4 m 02 s"),
        (3_660_000, "1 h 01 m"),
        (86_400_000 * 13 + 3_600_000 * 23, "13 days 23 h"),
    ],
)
def test_spans_of_time(ms: int, text: str) -> None:
    assert duration(ms) == text
