"""Empty values, coercion and complaints: what stands between a mapping and a request."""

from math import inf
from typing import Any

import pytest

from app.destination import load_definition
from app.destination.model import Delivery, FieldError
from app.destination.packaged_definitions import schemas_of
from app.destination.payload import filled, validated
from app.segment.paths import MISSING

_CLEAN = {"id": "m", "occurredAt": "2026-11-23", "opaqueUserId": "a"}
_TRACK = {"type": "track", "messageId": "m", "timestamp": "2026-11-23", "anonymousId": "a"}


def _passed(action: str, **fields: Any) -> tuple[Any, list[tuple[str, str]]]:
    """A clean payload with `fields`, checked: what is left of the fields, and the errors."""
    schema = schemas_of("topsort-2026-07")[action]
    payload, errors = validated(filled({**_CLEAN, **fields}, schema), schema)
    rest = {key: value for key, value in payload.items() if payload[key] != _CLEAN.get(key)}
    return rest, [(error.path, error.message) for error in errors]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (5, "5"),
        (2.0, "2"),
        (12345678901234567890, "12345678901234567000"),
        (inf, "Infinity"),
        (True, "true"),
        (["x"], "x"),
        ([5], "5"),
        ([None], ""),
        ("  ", "  "),
    ],
)
def test_becomes_text(value: Any, text: str) -> None:
    assert _passed("click", resolvedBidId=value) == ({"resolvedBidId": text}, [])


@pytest.mark.parametrize(
    ("value", "got"),
    [
        (["a", "b"], "an array"),
        ([], "an array"),
        ({}, "an object"),
        ([{"a": 1}], "an object"),
        ([["a"]], "an array"),
    ],
)
def test_does_not_become_text(value: Any, got: str) -> None:
    _, errors = _passed("click", resolvedBidId=value)
    assert errors == [("$.resolvedBidId", f"Resolved Bid ID must be a string but it was {got}.")]


@pytest.mark.parametrize(
    ("value", "number"),
    [
        (3, 3),
        (3.0, 3),
        ("3", 3),
        (" 3e0 ", 3),
        ("0x10", 16),
        (" ", 0),
        (True, 1),
        (["7"], 7),
        ([False], 0),
        ("Infinity", inf),
        (10**30, 10**30),
    ],
)
def test_becomes_a_whole_number(value: Any, number: float) -> None:
    rest, errors = _passed("click", placement={"path": "/", "page": value})
    assert errors == []
    assert rest["placement"]["page"] == number


@pytest.mark.parametrize(
    ("value", "got"),
    [
        (1.5, "a number"),
        ("1.5", "a string"),
        ("3,0", "a string"),
        (inf, "a number"),
        (10**400, "a number"),
        ([1, 2], "an array"),
        ({}, "an object"),
    ],
)
def test_does_not_become_a_whole_number(value: Any, got: str) -> None:
    _, errors = _passed("click", placement={"path": "/", "page": value})
    assert errors == [("$.placement.page", f"Page Number must be an integer but it was {got}.")]


@pytest.mark.parametrize(
    ("value", "messages"),
    [
        ("not a date", ["must be a valid date-like string but it was not"]),
        # AJV's test of a list of one never holds for two types.
        (["2026-11-23"], ["must be a string or number but it was a string"]),
        (
            ["no"],
            [
                "must be a string or number but it was a string",
                "must be a valid date-like string but it was not",
            ],
        ),
        (["1700000000"], []),
        ([1700000000], []),
        (True, ["must be a valid date-like string but it was not"]),
        ({}, ["must be a string or number but it was an object"]),
        (1700000000000, []),
    ],
)
def test_dates(value: Any, messages: list[str]) -> None:
    _, errors = _passed("click", occurredAt=value)
    assert errors == [("$.occurredAt", f"Occurred At {message}.") for message in messages]


def test_empty_values_go_by_level() -> None:
    fields = {
        "resolvedBidId": "",
        "channel": None,
        "entity": "",
        "placement": {"path": "", "position": "", "page": None, "searchQuery": ""},
        "additionalAttribution": {"a": None, "b": ""},
        "object": MISSING,
    }
    rest, errors = _passed("click", **fields)
    assert errors == []
    assert rest == {
        "placement": {"path": "", "searchQuery": ""},
        "additionalAttribution": {"a": None, "b": ""},
    }


def test_empty_values_inside_a_list_stay_and_are_coerced() -> None:
    items = [{"productId": None, "unitPrice": None, "quantity": ""}, None, "", MISSING]
    rest, errors = _passed("purchase", items=items)
    assert rest == {"items": [{"productId": "", "unitPrice": 0, "quantity": ""}]}
    assert errors == [("$.items[0].quantity", "Quantity must be an integer but it was a string.")]


def test_unknown_keys_go_at_every_level_of_the_schema() -> None:
    rest, errors = _passed(
        "click",
        bogus=1,
        entity={"id": "e", "type": "product", "extra": 1},
        dspMetadata={"anything": {"deep": 1}},
    )
    assert errors == []
    assert rest == {
        "entity": {"id": "e", "type": "product"},
        "dspMetadata": {"anything": {"deep": 1}},
    }


def test_lists_and_single_values() -> None:
    rest, errors = _passed("purchase", items={"productId": 1})
    assert (rest, errors) == ({"items": [{"productId": "1"}]}, [])
    rest, _ = _passed("click", placement={"path": "/", "categoryIds": "c"})
    assert rest["placement"]["categoryIds"] == ["c"]
    _, errors = _passed("click", placement={"path": "/", "categoryIds": ["a", {}, ["b"]]})
    assert errors == [
        (
            "$.placement.categoryIds[1]",
            "The value at /placement/categoryIds/1 must be a string but it was an object.",
        )
    ]
    _, errors = _passed("click", placement=[{"path": "/"}])
    assert errors == [("$.placement", "Placement must be an object but it was an array.")]


def test_complaints_come_in_ajvs_order() -> None:
    schema = schemas_of("topsort-2026-07")["purchase"]
    payload = {"items": [{"quantity": 1.5}, 5], "id": {}}
    _, errors = validated(filled(payload, schema), schema)
    assert [(error.path, error.message, error.at) for error in errors] == [
        ("$", "The root value is missing the required field 'occurredAt'.", ("occurredAt",)),
        ("$", "The root value is missing the required field 'opaqueUserId'.", ("opaqueUserId",)),
        ("$.id", "Event ID must be a string but it was an object.", ("id",)),
        (
            "$.items[0]",
            "The value at /items/0 is missing the required field 'productId'.",
            ("items", 0, "productId"),
        ),
        (
            "$.items[0].quantity",
            "Quantity must be an integer but it was a number.",
            ("items", 0, "quantity"),
        ),
        (
            "$.items[1]",
            "The value at /items/1 must be an object but it was a number.",
            ("items", 1),
        ),
    ]


@pytest.mark.parametrize(
    ("payload", "kind"), [(None, "undefined"), ("x", "a string"), ([], "an array")]
)
def test_a_payload_that_is_no_object(payload: Any, kind: str) -> None:
    schema = schemas_of("topsort-2026-07")["click"]
    _, errors = validated(filled(payload, schema), schema)
    assert [error.message for error in errors] == [
        f"The root value must be an object but it was {kind}."
    ]


def _only(message: dict[str, Any], **settings: Any) -> Delivery:
    (delivery,) = load_definition().deliver({**_TRACK, **message}, settings)
    return delivery


def test_a_click() -> None:
    delivery = _only(
        {
            "event": "Product Clicked",
            "context": {"device": {"type": "android"}, "page": {"path": "/p"}},
            "position": 4,
            "properties": {"dspMetadata": {"a": 1, "b": None, "c": {"2": 1, "1": 2.0}, "d": "x"}},
        }
    )
    event = {
        "id": "m",
        "occurredAt": "2026-11-23",
        "opaqueUserId": "a",
        "placement": {"path": "/p", "position": 4},
        "deviceType": "mobile",
        "dsp_metadata": {"a": "1", "c": '{"1":2,"2":1}', "d": "x"},
    }
    assert delivery.request == {"clicks": [event]}
    assert delivery.event == event
    assert delivery.errors == ()


@pytest.mark.parametrize(
    ("device", "sent"),
    [("ios", "mobile"), ("windows", "desktop"), ("desktop", "desktop"), ("iOS", None), (5, None)],
)
def test_devices(device: Any, sent: str | None) -> None:
    for event in ("Product Viewed", "Product List Viewed", "Order Completed"):
        products = [{"resolvedBidId": "b", "product_id": "p"}]
        message = {
            "event": event,
            "context": {"device": {"type": device}},
            "properties": {"products": products},
        }
        assert _only(message).event.get("deviceType") == sent


def test_lists_share_id_and_user() -> None:
    products = [{"resolvedBidId": 1, "additionalAttribution": {}}, {"resolvedBidId": ""}]
    delivery = _only({"event": "Product List Viewed", "properties": {"products": products}})
    shared = {"id": "m", "occurredAt": "2026-11-23", "opaqueUserId": "a"}
    assert delivery.request == {
        "impressions": [
            {**shared, "resolvedBidId": "1", "additionalAttribution": {}},
            {**shared, "resolvedBidId": ""},
        ]
    }
    assert delivery.event == delivery.request
    one = _only({"event": "Product List Viewed", "properties": {"products": products[0]}})
    assert one.request == {"impressions": [one.event]}
    none = _only({"event": "Product List Viewed", "properties": {"products": []}})
    assert none.request == none.event == {"impressions": []}


def test_one_product_without_a_bid_drops_the_list() -> None:
    products = [{"resolvedBidId": "a"}, {"product_id": "p"}]
    delivery = _only({"event": "Product List Viewed", "properties": {"products": products}})
    assert delivery.request is None
    assert delivery.errors == (
        FieldError(
            "$.products[1]",
            "The value at /products/1 is missing the required field 'resolvedBidId'.",
            ("products", 1, "resolvedBidId"),
            (("properties", "products", 1, "resolvedBidId"),),
        ),
    )
    assert delivery.provenance is None


def test_purchases_without_a_price() -> None:
    products = [
        {"product_id": "a", "price": 0},
        {"product_id": "b", "price": "2"},
        {"product_id": 3},
    ]
    message = {"event": "Order Completed", "properties": {"products": products}}
    assert [item.get("unitPrice") for item in _only(message).event["items"]] == [0, 2, None]
    skipping = _only(message, skipZeroPricePurchases=True)
    assert skipping.event["items"] == [{"productId": "b", "unitPrice": 2}]
    message["properties"] = {"products": products[::2]}
    nothing = _only(message, skipZeroPricePurchases="true")
    assert (nothing.request, nothing.errors) == (None, ())
    assert nothing.event["items"] == []


def test_numbers_beyond_a_double_leave_as_null() -> None:
    delivery = _only(
        {"event": "Product Viewed", "properties": {"additionalAttribution": {"a": 10**400}}}
    )
    assert delivery.event["additionalAttribution"] == {"a": None}
