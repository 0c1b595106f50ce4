"""Where every leaf of an event came from."""

import copy
from collections.abc import Iterator
from typing import Any

import pytest
from destination_vectors import vectors
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.destination import deliver, load_definition
from app.destination.model import Configuration, Delivery, Leaf, LeftOut, Note, Subscription
from app.destination.provenance import unread
from app.segment.paths import MISSING, Path, get

_BASE: dict[str, Any] = {
    "type": "track",
    "messageId": "m",
    "timestamp": "2026-11-23T19:00:00.000Z",
    "anonymousId": "a",
    "context": {"page": {"path": "/p", "title": "T"}, "device": {"type": "ios"}},
}


def _watched(message: dict[str, Any], **options: Any) -> Delivery:
    configuration = load_definition().configuration(**options)
    (delivery,) = deliver(configuration, {**_BASE, **message}, provenance=True)
    assert delivery.provenance is not None
    return delivery


def _leaves(delivery: Delivery) -> dict[Path, Leaf]:
    assert delivery.provenance is not None
    return {leaf.path: leaf for leaf in delivery.provenance.leaves}


def _gaps(delivery: Delivery) -> dict[Path, LeftOut]:
    assert delivery.provenance is not None
    return {gap.path: gap for gap in delivery.provenance.left_out}


_CLICK = {
    "event": "Product Clicked",
    "position": 4,
    "properties": {
        "resolvedBidId": 5,
        "productId": "x",
        "placement": {
            "path": "/c",
            "position": ["3"],
            "categoryIds": "a",
            "bogus": 1,
            "searchQuery": None,
        },
        "channel": "",
        "entity": {},
        "dspMetadata": {"g": 1, "h": None, "i": "x"},
    },
}


def test_leaves_of_a_click() -> None:
    message = copy.deepcopy(_CLICK)
    del message["properties"]["entity"]  # type: ignore[attr-defined]
    leaves = _leaves(_watched(message))
    properties = "properties"
    on_a_page = (("context", "page", "path"),)
    expected = [
        Leaf(("id",), "path", (("messageId",),)),
        Leaf(("occurredAt",), "path", (("timestamp",),)),
        Leaf(("opaqueUserId",), "path", (("anonymousId",),)),
        Leaf(
            ("resolvedBidId",),
            "path",
            ((properties, "resolvedBidId"),),
            (Note("coerced", "5"),),
        ),
        Leaf(
            ("placement", "path"),
            "path",
            ((properties, "placement", "path"),),
            conditions=on_a_page,
        ),
        Leaf(
            ("placement", "position"),
            "path",
            ((properties, "placement", "position", 0),),
            (Note("unwrapped", '["3"]'), Note("coerced", '"3"')),
            on_a_page,
        ),
        Leaf(
            ("placement", "categoryIds", 0),
            "path",
            ((properties, "placement", "categoryIds"),),
            (Note("wrapped", '"a"'),),
            on_a_page,
        ),
        Leaf(
            ("deviceType",),
            "path",
            (("context", "device", "type"),),
            (Note("normalised", '"ios"'),),
        ),
        Leaf(
            ("dsp_metadata", "g"),
            "path",
            ((properties, "dspMetadata", "g"),),
            (Note("coerced", "1"), Note("moved", "dsp_metadata")),
        ),
        Leaf(
            ("dsp_metadata", "i"),
            "path",
            ((properties, "dspMetadata", "i"),),
            (Note("moved", "dsp_metadata"),),
        ),
    ]
    assert leaves == {leaf.path: leaf for leaf in expected}


def test_what_is_left_out_of_a_click() -> None:
    message = copy.deepcopy(_CLICK)
    message["properties"]["entity"] = None  # type: ignore[index]
    found = {path: (gap.reason, gap.sources) for path, gap in _gaps(_watched(message)).items()}
    on_properties = {
        "channel": "empty",
        "entity": "empty",
        "additionalAttribution": "absent",
        "externalVendorId": "absent",
        "externalCampaignId": "absent",
        "object": "absent",
        "page": "absent",
    }
    assert found == {
        **{(key,): (why, (("properties", key),)) for key, why in on_properties.items()},
        ("placement", "bogus"): ("unknown", (("properties", "placement", "bogus"),)),
        ("placement", "searchQuery"): ("empty", (("properties", "placement", "searchQuery"),)),
        ("dsp_metadata", "h"): ("empty", (("properties", "dspMetadata", "h"),)),
    }


def test_unread_leaves_of_a_click() -> None:
    message = {**_BASE, **_CLICK}
    deliveries = deliver(load_definition().configuration(), message, provenance=True)
    assert unread(message, deliveries) == [
        ("context", "page", "title"),
        ("position",),
        ("properties", "productId"),
    ]
    assert len(unread(message, [])) == len(list(_leaves_of(message)))


def test_trigger_places() -> None:
    delivery = _watched(_CLICK)
    assert delivery.provenance is not None
    assert delivery.provenance.trigger == (("type",), ("event",))


def test_a_product_without_a_bid() -> None:
    products = [{"resolvedBidId": "a"}, {"product_id": "p"}]
    delivery = _watched({"event": "Product List Viewed", "properties": {"products": products}})
    place = ("properties", "products", 1, "resolvedBidId")
    assert _gaps(delivery)[("products", 1, "resolvedBidId")] == LeftOut(
        ("products", 1, "resolvedBidId"), "missing", (place,)
    )
    assert delivery.errors[0].sources == (place,)
    assert get(delivery.event, ("products", 0, "resolvedBidId")) == "a"


def test_a_list_points_into_the_whole_request() -> None:
    products = [{"resolvedBidId": "a"}, {"resolvedBidId": 2, "additionalAttribution": {"id": "x"}}]
    delivery = _watched({"event": "Product List Viewed", "properties": {"products": products}})
    leaves = _leaves(delivery)
    assert leaves[("impressions", 1, "id")].sources == (("messageId",),)
    bid = leaves[("impressions", 1, "resolvedBidId")]
    assert (bid.sources, bid.notes) == (
        (("properties", "products", 1, "resolvedBidId"),),
        (Note("coerced", "2"),),
    )
    attribution = leaves[("impressions", 1, "additionalAttribution", "id")]
    assert attribution.sources == (("properties", "products", 1, "additionalAttribution", "id"),)
    assert _gaps(delivery)[("impressions", 0, "channel")].sources == (("properties", "channel"),)


def test_one_object_for_a_list() -> None:
    products = {"resolvedBidId": "a"}
    delivery = _watched({"event": "Product List Viewed", "properties": {"products": products}})
    leaf = _leaves(delivery)[("resolvedBidId",)]
    assert leaf.sources == (("properties", "products", "resolvedBidId"),)
    assert leaf.notes == (Note("wrapped", '{"resolvedBidId":"a"}'),)


def test_an_order_with_a_free_line_and_a_brand() -> None:
    products = [{"product_id": "p", "price": 0}, {"product_id": "q", "price": 2, "brand": "acme"}]
    message = {"event": "Order Completed", "properties": {"products": products}}
    delivery = _watched(message, skip_zero_price=True)
    vendor = _leaves(delivery)[("items", 0, "vendorId")]
    assert vendor.sources == (("properties", "products", 1, "brand"),)
    assert vendor.notes == (Note("fallback", "brand"),)
    assert vendor.conditions == (("properties", "products", 1, "vendorId"),)
    gap = _gaps(delivery)[("items", 0)]
    assert (gap.reason, gap.sources) == ("filtered", (("properties", "products", 0, "price"),))


def test_errors_name_the_places_that_would_have_helped() -> None:
    message = {"type": "page", "anonymousId": "", "properties": {"page": "x"}}
    for provenance in (False, True):
        (delivery,) = deliver(
            load_definition().configuration(), {**_BASE, **message}, provenance=provenance
        )
        assert [(error.at, error.sources) for error in delivery.errors] == [
            (("opaqueUserId",), (("anonymousId",),)),
            (("page", "type"), (("properties", "page", "type"),)),
            (("page", "pageId"), (("properties", "page", "pageId"),)),
        ]


def test_constants_and_joined_texts() -> None:
    mapping = {
        **load_definition().default_mapping("click"),
        "channel": "onsite",
        "externalVendorId": {"@template": "{{properties.a}}-{{properties.b}}"},
        "additionalAttribution": {"kind": "fixed", "id": {"@path": "$.properties.a"}},
        "resolvedBidId": {"@case": {"operator": "upper", "value": {"@path": "$.properties.a"}}},
    }
    own = Subscription("Own", 'type = "track"', "click", mapping)
    message = {**_BASE, "properties": {"a": "x", "b": "y"}}
    configuration = Configuration("topsort-2026-07", (own,))
    (delivery,) = deliver(configuration, message, provenance=True)
    leaves = _leaves(delivery)
    assert leaves[("channel",)] == Leaf(("channel",), "constant")
    assert leaves[("externalVendorId",)].sources == (("properties", "a"), ("properties", "b"))
    assert leaves[("additionalAttribution", "kind")].kind == "constant"
    assert leaves[("additionalAttribution", "id")].sources == (("properties", "a"),)
    assert leaves[("resolvedBidId",)].notes == (Note("normalised", '"x"'),)


def _leaves_of(value: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    below: list[tuple[str | int, Any]] = []
    if isinstance(value, dict):
        below = list(value.items())
    elif isinstance(value, list):
        below = list(enumerate(value))
    if not below:
        yield path, value
    for step, item in below:
        yield from _leaves_of(item, (*path, step))


def _changed(message: dict[str, Any], path: Path, value: Any) -> dict[str, Any]:
    message = copy.deepcopy(message)
    target: Any = message
    for step in path[:-1]:
        target = target[step]
    target[path[-1]] = value
    return message


def _names(places: tuple[Path, ...], leaf: Path) -> bool:
    return any(place[: len(leaf)] == leaf[: len(place)] for place in places)


def _moved(path: Path, leaf: Path, *deliveries: Delivery) -> bool:
    """Whether an item in front of the leaf was taken out of its list, or put back, because of
    the changed place: its neighbours move up."""
    return any(
        isinstance(gap.path[-1], int)
        and path[: len(gap.path) - 1] == gap.path[:-1]
        and _names(gap.sources + gap.conditions, leaf)
        for delivery in deliveries
        for gap in _gaps(delivery).values()
    )


_MESSAGES = [
    {**_BASE, **_CLICK},
    {
        **_BASE,
        "event": "Order Completed",
        "properties": {
            "products": [{"product_id": 1, "price": "2", "quantity": None, "brand": "b"}, None]
        },
    },
    {**_BASE, "type": "page", "properties": {"page": {"type": "PDP", "pageId": 5, "x": 1}}},
]


def _recorded_messages() -> list[dict[str, Any]]:
    return [case["event"] for case in vectors("deliveries.jsonl") if case["expect"]]


def _check_change(message: dict[str, Any], leaf: Path, value: Any) -> None:
    configuration = load_definition().configuration()
    changed = deliver(configuration, _changed(message, leaf, value), provenance=True)
    after = {delivery.preset: delivery for delivery in changed}
    for before in deliver(configuration, message, provenance=True):
        assert before.provenance is not None
        now = after.get(before.preset)
        if now is None:
            assert _names(before.provenance.trigger, leaf)
            continue
        if bool(now.errors) != bool(before.errors):
            continue
        sources = _leaves(before)
        old, new = dict(_leaves_of(before.event)), dict(_leaves_of(now.event))
        assert set(old) == set(sources), "a leaf without origin, or an origin without leaf"
        for path, was in old.items():
            same = path in new and type(new[path]) is type(was) and new[path] == was
            named = sources[path].sources + sources[path].conditions
            assert same or _names(named, leaf) or _moved(path, leaf, before, now), (
                path,
                leaf,
                value,
                sources[path],
            )


_VALUES = st.sampled_from([None, "", "zz", "5", 7, 0, 2.5, True, False, "2026-01-01", "ios"])


@given(st.data())
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
def test_a_place_that_is_not_named_never_changes_the_leaf(data: st.DataObject) -> None:
    message = data.draw(st.sampled_from(_MESSAGES))
    leaf = data.draw(st.sampled_from([path for path, _ in _leaves_of(message)]))
    _check_change(message, leaf, data.draw(_VALUES))


@given(st.data())
@settings(max_examples=400, deadline=None)
def test_the_same_holds_for_recorded_messages(data: st.DataObject) -> None:
    messages = _recorded_messages_once()
    message = messages[data.draw(st.integers(0, len(messages) - 1))]
    leaf = data.draw(st.sampled_from([path for path, _ in _leaves_of(message)]))
    _check_change(message, leaf, data.draw(_VALUES))


_cache: list[dict[str, Any]] = []


def _recorded_messages_once() -> list[dict[str, Any]]:
    if not _cache:
        _cache.extend(_recorded_messages())
    return _cache


def test_every_source_that_is_no_gap_is_in_the_message() -> None:
    configuration = load_definition().configuration()
    seen = 0
    for message in _recorded_messages():
        for delivery in deliver(configuration, message, provenance=True):
            for path, leaf in _leaves(delivery).items():
                seen += 1
                assert leaf.kind == "path"
                value = get(delivery.event, path)
                for source in leaf.sources:
                    assert get(message, source) is not MISSING, (path, source, value)
    assert seen > 1000


@pytest.mark.parametrize("provenance", [False, True])
def test_provenance_only_where_it_was_asked_for(provenance: bool) -> None:
    configuration = load_definition().configuration()
    (delivery,) = deliver(configuration, {**_BASE, **_CLICK}, provenance=provenance)
    assert (delivery.provenance is not None) is provenance
