"""Any JSON anywhere in a message: never an exception, always a delivery."""

import copy
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.destination import deliver, load_definition
from app.segment.jsontext import dumps, loads

_EVENTS = (
    "Product Viewed",
    "Product Clicked",
    "Product List Viewed",
    "Order Completed",
    "Banner Click",
)
_KEYS = (
    "page",
    "device",
    "type",
    "path",
    "title",
    "products",
    "product_id",
    "price",
    "placement",
    "categoryIds",
    "entity",
    "dspMetadata",
    "resolvedBidId",
    "additionalAttribution",
    "0",
    "__proto__",
    "toString",
    "length",
    "",
)
_SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text(max_size=5)
    | st.sampled_from(["\ud800", "1e999", "NaN", "2026-11-23T00:00:00Z", "ios", 10**400])
)
_JSON = st.recursive(
    _SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(_KEYS), inner, max_size=4)
    ),
    max_leaves=12,
)
_MESSAGES = st.fixed_dictionaries(
    {"type": st.sampled_from(["track", "page"]) | _JSON, "event": st.sampled_from(_EVENTS) | _JSON},
    optional=dict.fromkeys(
        (
            "messageId",
            "timestamp",
            "anonymousId",
            "context",
            "properties",
            "position",
            "userId",
            "__proto__",
        ),
        _JSON,
    ),
)


@given(_MESSAGES, st.booleans())
@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=300)
def test_any_json_anywhere(message: dict[str, Any], skip: bool) -> None:
    configuration = load_definition().configuration(skip_zero_price=skip)
    before = copy.deepcopy(message)
    quick = deliver(configuration, message)
    watched = deliver(configuration, message, provenance=True)
    assert message == before, "delivering changed the message"
    for one, other in zip(quick, watched, strict=True):
        assert (one.request, one.errors, one.event) == (other.request, other.errors, other.event)
        assert one.provenance is None
        assert other.provenance is not None
        assert one.request is None or not one.errors
        assert loads(dumps(one.request)) == one.request


@pytest.mark.parametrize("message", [None, [], "text", 5])
def test_what_is_no_object_is_no_message(message: Any) -> None:
    assert deliver(load_definition().configuration(), message) == []


def test_a_bottomless_value_passes() -> None:
    deep: Any = "x"
    for _ in range(20_000):
        deep = {"a": [deep]}
    for name in ("additionalAttribution", "entity", "dspMetadata", "products", "page"):
        for event in _EVENTS:
            message = {
                "type": "track",
                "event": event,
                "messageId": "m",
                "timestamp": "2026-11-23",
                "anonymousId": "a",
                "properties": {name: deep},
            }
            assert len(deliver(load_definition().configuration(), message)) == 1


def test_a_bottomless_value_can_be_explained() -> None:
    deep: Any = "x"
    for _ in range(200):
        deep = {"a": [deep]}
    message = {
        "type": "track",
        "event": "Product Viewed",
        "messageId": "m",
        "timestamp": "2026-11-23",
        "anonymousId": "a",
        "properties": {"additionalAttribution": deep},
    }
    (delivery,) = deliver(load_definition().configuration(), message, provenance=True)
    assert delivery.provenance is not None
    assert any(
        leaf.sources == (("properties", "additionalAttribution", *("a", 0) * 200),)
        for leaf in delivery.provenance.leaves
    )
