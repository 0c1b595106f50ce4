"""The user's own configuration, in every spelling that Segment has for it."""

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.destination import deliver, load_definition
from app.destination.model import Configuration, Subscription, configuration_from_json
from app.destination.subscriptions import Reading, read_subscriptions

_DEFINITION = load_definition()
_CLICK = _DEFINITION.default_mapping("click")
_API = {
    "id": "s1",
    "name": "Clicks",
    "actionId": "aX",
    "actionSlug": "click",
    "destinationId": "d1",
    "enabled": True,
    "trigger": 'type = "track" and event = "tile_clicked"',
    "settings": {**_CLICK, "enable_batching": True, "batch_size": "100", "batch_keys": ["x"]},
}
_OLDER = {
    "name": "Clicks",
    "type": "automatic",
    "partnerAction": "click",
    "subscribe": 'type = "track" and event = "tile_clicked"',
    "mapping": _CLICK,
}
_TERRAFORM = {
    "values": {
        "action_id": "aX",
        "destination_id": "d1",
        "enabled": True,
        "model_id": None,
        "name": "Clicks",
        "trigger": _API["trigger"],
        "settings": json.dumps({**_CLICK, "resolvedBidId": {"@path": "$.properties.bid"}}),
    }
}
_MESSAGE = {
    "type": "track",
    "event": "tile_clicked",
    "messageId": "m",
    "anonymousId": "a",
    "timestamp": "2026-11-24T00:00:00Z",
    "properties": {"resolvedBidId": "b", "bid": "b"},
}


def api(*subscriptions: dict[str, Any], **pagination: Any) -> dict[str, Any]:
    return {
        "data": {
            "subscriptions": list(subscriptions),
            "pagination": {"current": "MA==", "totalEntries": len(subscriptions), **pagination},
        }
    }


def told(reading: Reading) -> list[str]:
    return [str(one) for one in reading.remarks]


@pytest.mark.parametrize(
    "data",
    [
        api(_API),
        {"data": api(_API)},
        {"body": {"result": api(_API)["data"]}},
        api(_API)["data"]["subscriptions"],
        _API,
        _OLDER,
        [_OLDER],
        {"presets": [_OLDER]},
        {**_API, "actionSlug": None, "action": {"id": "aX", "slug": "click"}},
    ],
)
def test_the_same_subscription_in_every_wrapping(data: Any) -> None:
    reading = read_subscriptions(data)
    assert reading.configuration is not None, told(reading)
    assert reading.remarks == ()
    (one,) = reading.configuration.subscriptions
    assert (one.name, one.action, one.enabled, one.mapping) == ("Clicks", "click", True, _CLICK)
    (delivery,) = deliver(reading.configuration, _MESSAGE)
    assert delivery.request is not None
    assert delivery.request["clicks"][0]["resolvedBidId"] == "b"


def test_terraforms_state_holds_the_mapping_as_a_text() -> None:
    named = {**_API, "name": "Named", "enabled": False}
    reading = read_subscriptions([named, _TERRAFORM])
    assert reading.configuration is not None, told(reading)
    off, one = reading.configuration.subscriptions
    assert (off.enabled, one.action) == (False, "click")
    assert one.mapping["resolvedBidId"] == {"@path": "$.properties.bid"}
    broken = {"values": {**_TERRAFORM["values"], "settings": "{"}}
    assert "without JSON" in told(read_subscriptions([named, broken]))[0]


def test_an_action_known_by_id_only_is_guessed_and_said_so_or_asked_for() -> None:
    order = {
        **_API,
        "actionSlug": None,
        "trigger": 'event = "bought"',
        "settings": _DEFINITION.default_mapping("purchase"),
    }
    reading = read_subscriptions(api(order))
    assert reading.configuration is not None
    assert reading.configuration.subscriptions[0].action == "purchase"
    assert told(reading) == [
        "data.subscriptions[0].actionId: The action is not named; by its trigger and fields it is "
        "“purchase”."
    ]
    standard = {**_API, "actionSlug": None, "trigger": 'event = "Product Clicked"'}
    assert read_subscriptions(api(standard)).configuration is not None
    unclear = read_subscriptions(api({**_API, "actionSlug": None}))
    assert unclear.configuration is None
    assert "“impression” or “click”" in unclear.errors[0].message


def test_our_own_form_reads_back_to_the_same_hash() -> None:
    own = _DEFINITION.configuration(
        enable=["Product Added"], disable=["Page Views"], skip_zero_price=True
    )
    reading = read_subscriptions(json.loads(json.dumps(own.to_json())))
    assert reading.remarks == ()
    assert reading.configuration == own
    assert reading.configuration.hash == own.hash


_OBJECTS = st.dictionaries(
    st.text(max_size=8) | st.sampled_from(["trigger", "action", "mapping", "settings"]),
    st.recursive(
        st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=8),
        lambda below: (
            st.lists(below, max_size=2)
            | st.dictionaries(
                st.sampled_from(["trigger", "action", "config", "x"]), below, max_size=3
            )
        ),
        max_leaves=6,
    ),
    max_size=4,
)


@given(rules=_OBJECTS, attribution=_OBJECTS, name=st.text(max_size=8), enabled=st.booleans())
def test_what_the_own_form_carries_for_others_comes_back(
    rules: dict[str, Any], attribution: dict[str, Any], name: str, enabled: bool
) -> None:
    plain = _DEFINITION.configuration()
    first = replace(plain.subscriptions[0], name=name, enabled=enabled)
    plain = replace(plain, subscriptions=(first, *plain.subscriptions[1:]))
    own = replace(plain, rules=rules, attribution=attribution)
    reading = read_subscriptions(json.loads(json.dumps(own.to_json())))
    assert reading.remarks == ()
    assert reading.configuration == own
    assert reading.configuration.hash == own.hash
    assert configuration_from_json(own.to_json()) == own
    assert (own.hash == plain.hash) == (not rules and not attribution)


def test_what_the_own_form_does_not_have_is_named() -> None:
    own = _DEFINITION.configuration().to_json()
    reading = read_subscriptions({**own, "rule": {}, "rules": None, "attribution": {}})
    assert told(reading) == ["rule: “rule” is not known and not used. Did you mean “rules”?"]
    assert reading.configuration == _DEFINITION.configuration()
    for key in ("rules", "attribution"):
        refused = read_subscriptions({**own, key: ["x"]})
        assert told(refused) == [f"{key}: The “{key}” must be an object."]
    alone = read_subscriptions({"rules": {"silenced": ["BID-001s"]}})
    assert alone.configuration == replace(
        _DEFINITION.configuration(), rules={"silenced": ["BID-001s"]}
    )


def test_a_mapping_alone_stands_in_for_that_of_its_action() -> None:
    mapping = {**_DEFINITION.default_mapping("pageviews"), "channel": "onsite"}
    for data in (mapping, {"mapping": mapping}, {"action": "pageviews", "mapping": mapping}):
        reading = read_subscriptions(data)
        assert reading.configuration is not None, told(reading)
        by_name = {one.name: one for one in reading.configuration.subscriptions}
        assert by_name["Page Views"].mapping == mapping
        assert by_name["Click"].mapping == _CLICK
        assert "used for Page Views" in reading.notes[-1].message
    unclear = read_subscriptions(_CLICK)
    assert "“impression” or “click”" in unclear.errors[0].message


def test_settings_alone_keep_the_presets_and_lose_the_key() -> None:
    older = {
        "name": "workspaces/w/sources/s/destinations/actions-topsort",
        "display_name": "Topsort",
        "enabled": True,
        "connection_mode": "CLOUD",
        "config": [
            {"name": "workspaces/w/sources/s/destinations/x/config/apiKey", "value": "TSE_secret"},
            {"name": "workspaces/w/.../config/skipZeroPricePurchases", "value": True},
        ],
    }
    newer = {
        "data": {
            "destination": {
                "metadata": {"slug": "actions-topsort"},
                "settings": {"api_key": "TSE_secret", "skipZeroPricePurchases": True},
            }
        }
    }
    for data in (older, newer):
        reading = read_subscriptions(data)
        assert reading.configuration is not None, told(reading)
        assert reading.configuration == _DEFINITION.configuration(skip_zero_price=True)
        assert "TSE_secret" not in json.dumps(reading.configuration.to_json()) + str(reading)


def test_what_is_not_for_events_and_what_is_missing_is_noted() -> None:
    warehouse = {**_API, "id": "s2", "name": "Rows", "modelId": "m1"}
    reading = read_subscriptions(api(_API, warehouse, totalEntries=7, next="Mg=="))
    assert reading.configuration is not None
    assert [one.name for one in reading.configuration.subscriptions] == ["Clicks"]
    assert told(reading) == [
        "data.subscriptions[1]: It reads a warehouse model and is not for events.",
        "data.pagination: This is one page: 2 of 7 subscriptions. The others are not judged.",
    ]
    assert "for events" in read_subscriptions(api(warehouse)).errors[0].message


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"novelty": 1}, "data.subscriptions[0].novelty: “novelty” is not known and not used."),
        (
            {"settings": {**_CLICK, "resolvedBidID": "x"}},
            "data.subscriptions[0].settings.resolvedBidID: The action has no field "
            "“resolvedBidID”; Segment leaves it out. Did you mean “resolvedBidId”?",
        ),
        (
            {"settings": {**_CLICK, "placement": {"pth": {"@path": "$.x"}}}},
            "data.subscriptions[0].settings.placement.pth: The action has no field “pth”; "
            "Segment leaves it out. Did you mean “path”?",
        ),
        (
            {"settings": {key: item for key, item in _CLICK.items() if key != "id"}},
            "data.subscriptions[0].settings: Nothing is mapped to “id”, which is required: all "
            "is dropped.",
        ),
        (
            {"trigger": 'event is "x"'},
            "data.subscriptions[0].trigger: The trigger may not do what it says: “=” or “!=” "
            "expected, found “is”: the condition never holds. Write “=” (column 7).",
        ),
    ],
)
def test_what_is_odd_is_noted_with_its_place(change: dict[str, Any], said: str) -> None:
    reading = read_subscriptions(api({**_API, **change}))
    assert said in told(reading)
    assert reading.errors == ()


_BAD_SHAPE = {"@arrayPath": ["$.properties.products", {"resolvedBidId": {"@pth": "$.b"}}]}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            {"settings": {**_CLICK, "id": {"@pth": "$.messageId"}}},
            "data.subscriptions[0].settings.id.@pth: There is no directive “@pth”. Did you mean "
            "“@path”?",
        ),
        (
            {"actionSlug": "impressionsList", "settings": {"products": _BAD_SHAPE}},
            "data.subscriptions[0].settings.products.@arrayPath[1].resolvedBidId.@pth: There is "
            "no directive “@pth”.",
        ),
        (
            {"settings": {**_CLICK, "id": {"@path": 7}}},
            "data.subscriptions[0].settings.id.@path: The mapping is not valid: /id/@path should "
            "be a string or a mapping directive but it is a number.",
        ),
        (
            {"actionSlug": "trackPurchase"},
            "data.subscriptions[0].actionSlug: Segment’s Topsort destination (topsort-2026-07) has "
            "no action “trackPurchase”; it may belong to another destination.",
        ),
        ({"actionSlug": "clicks"}, "Did you mean “click”?"),
        ({"actionSlug": 7}, "data.subscriptions[0].actionSlug: The action must be a text."),
        (
            {"trigger": 'event !"x"'},
            "data.subscriptions[0].trigger: The trigger cannot be read: “=” or “!=” expected at "
            "column 7, found “!”.",
        ),
        ({"trigger": "event = " + "x" * 100_000}, "expected at column 50001"),
        ({"trigger": "(" * 10_000 + "x" + ")" * 10_000}, "expected at column 2, found the end"),
        ({"trigger": 7}, "trigger: The trigger must be a text in FQL, not “number”."),
        ({"modelId": "m1"}, "All subscriptions in it read a warehouse model (“modelId”)"),
        ({"trigger": None}, "data.subscriptions[0]: It has no “trigger”"),
        ({"settings": None}, "data.subscriptions[0]: It has no “mapping”"),
        ({"settings": [1]}, "data.subscriptions[0].settings: The mapping must be an object"),
        ({"enabled": "yes"}, "data.subscriptions[0].enabled: “enabled” must be true or false."),
        ({"name": 7}, "data.subscriptions[0].name: The name must be a text, not “number”."),
    ],
)
def test_what_segment_would_not_run_is_refused_with_its_place(
    change: dict[str, Any], said: str
) -> None:
    reading = read_subscriptions(api({**_API, **change}))
    assert reading.configuration is None
    assert any(said in str(one) for one in reading.errors), told(reading)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ([], "top level: There is no subscription in it."),
        ({}, "There is no subscription in it."),
        ("text", "There is no subscription in it."),
        (None, "There is no subscription in it."),
        ({"messageId": "m", "type": "track"}, "There is no subscription in it."),
        ({"subscriptions": [_OLDER, 7]}, "subscriptions[1]: A subscription must be an object."),
        ({"subscriptions": [_OLDER, {"name": "x"}]}, "subscriptions[1]: It has no “trigger”"),
        (
            api(_API, {**_API, "destinationId": "d2"}),
            "data.subscriptions[1]: It belongs to another",
        ),
        (
            {"metadata": {"slug": "actions-braze"}, "list": [_API]},
            "the destination “actions-braze”",
        ),
        (
            {"name": "workspaces/w/sources/s/destinations/google-analytics", "config": {}},
            "name: It belongs to the destination “google-analytics”",
        ),
        ({"definition": "topsort-2020", "subscriptions": [_OLDER]}, "There is no definition"),
        ({"definition": 7, "subscriptions": [_OLDER]}, "definition: The definition must be an id"),
        ({"subscriptions": [_OLDER], "settings": []}, "settings: The “settings” are no object."),
        (
            {"subscriptions": [_OLDER], "settings": {"skipZeroPricePurchases": "perhaps"}},
            "settings.skipZeroPricePurchases: “skipZeroPricePurchases” must be true or false.",
        ),
    ],
)
def test_a_file_of_something_else_is_refused(data: Any, said: str) -> None:
    reading = read_subscriptions(data)
    assert reading.configuration is None
    assert any(said in str(one) for one in reading.errors), told(reading)


def test_mappings_without_bounds_are_refused_where_they_are() -> None:
    circle: dict[str, Any] = {}
    circle["@merge"] = {"direction": "right", "objects": [circle, circle]}
    many: Any = "x"
    for _ in range(60):
        many = [many, many]
    for value, why in ((circle, "inside one another"), (many, "more than 50000 values")):
        reading = read_subscriptions(api({**_API, "settings": {"id": value}}))
        assert reading.configuration is None
        assert why in reading.errors[0].message
        assert str(reading.errors[0]).startswith("data.subscriptions[0]")
        by_hand = Subscription("Mine", 'type = "track"', "click", {"id": value})
        with pytest.raises(ValueError, match=f"Subscription “Mine”, id.*{why}"):
            deliver(Configuration(_DEFINITION.id, (by_hand,)), _MESSAGE)


@pytest.mark.parametrize(
    "wrap",
    [
        lambda below: {"@if": {"exists": below, "then": 1}},
        lambda below: {"@merge": {"direction": "right", "objects": [below]}},
        lambda below: {"@path": below},
        lambda below: {"@transform": {"apply": below, "mapping": {}}},
        lambda below: {"x": below},
    ],
)
def test_deep_mappings_are_judged_or_refused(wrap: Any) -> None:
    for depth in (40, 90, 180):
        value: Any = {"@path": "$.messageId"}
        for _ in range(depth):
            value = wrap(value)
        reading = read_subscriptions([{**_API, "settings": {**_CLICK, "id": value}}])
        if reading.configuration is None:
            assert "inside one another" in reading.errors[0].message
        else:
            deliver(reading.configuration, _MESSAGE, provenance=True)


def test_another_definition_can_be_asked_for_but_not_against_the_file() -> None:
    reading = read_subscriptions(api(_API), definition="topsort-2026-01")
    assert reading.configuration is not None
    assert reading.configuration.definition == "topsort-2026-01"
    assert "dspMetadata" in told(reading)[0]
    own = _DEFINITION.configuration().to_json()
    refused = read_subscriptions(own, definition="topsort-2026-01")
    assert "It is for topsort-2026-07, but topsort-2026-01" in refused.errors[0].message
    with_unknown = read_subscriptions(api(_API), definition="topsort-2020")
    assert "There is no definition" in with_unknown.errors[0].message


_WORDS = st.sampled_from(
    [
        "subscriptions",
        "presets",
        "trigger",
        "subscribe",
        "settings",
        "mapping",
        "config",
        "name",
        "action",
        "actionSlug",
        "actionId",
        "slug",
        "metadata",
        "enabled",
        "pagination",
        "next",
        "totalEntries",
        "value",
        "@path",
        "@merge",
        "objects",
        "id",
        "page",
        "definition",
        "modelId",
        "click",
        "purchase",
        "api_key",
        "$.messageId",
        "event=1",
        "topsort-2026-07",
    ]
)
_ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | _WORDS,
    lambda below: st.lists(below, max_size=3) | st.dictionaries(_WORDS, below, max_size=5),
    max_leaves=30,
)


@given(_ANY)
def test_no_json_at_all_breaks_the_reader(data: Any) -> None:
    reading = read_subscriptions(data)
    assert (reading.configuration is None) == bool(reading.errors)
    if reading.configuration is not None:
        deliver(reading.configuration, _MESSAGE)


def test_a_sentence_has_one_end() -> None:
    (error,) = read_subscriptions(api({**_API, "trigger": 'evnt = "x"'})).errors
    assert str(error).endswith("Did you mean “event”?")
