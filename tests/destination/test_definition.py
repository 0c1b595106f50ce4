"""Definitions and configurations."""

from typing import Any

import pytest

from app.destination import (
    ConfigurationError,
    UnknownDefinitionError,
    deliver,
    event_name,
    events_of,
    known_definitions,
    load_definition,
)
from app.destination.model import Configuration, Subscription, configuration_from_json

_CLICK = {
    "type": "track",
    "event": "Product Clicked",
    "messageId": "m",
    "timestamp": "2026-11-23",
    "anonymousId": "a",
    "properties": {"dspMetadata": {"gclid": "g"}},
}


def test_presets_and_alternate() -> None:
    subscriptions = load_definition().subscriptions
    assert [one.name for one in subscriptions] == [
        "Impression",
        "Click",
        "Purchase",
        "Impressions List",
        "Banner Impression",
        "Banner Click",
        "Page Views",
        "Click, alternate",
    ]
    assert [one.enabled for one in subscriptions] == [True] * 7 + [False]
    assert [one.alternate for one in subscriptions] == [False] * 7 + [True]
    assert subscriptions[-1].trigger == 'type = "track" and event = "Product Added"'
    assert subscriptions[-1].mapping == subscriptions[1].mapping


def test_the_older_definition_differs_in_two_things() -> None:
    new, old = load_definition().data, load_definition("topsort-2026-01").data
    assert old["presets"] == new["presets"]
    for action, definition in new["actions"].items():
        fields = dict(definition["fields"])
        if action in ("impression", "click"):
            fields["resolvedBidId"] = {**fields["resolvedBidId"], "required": True}
            del fields["dspMetadata"]
        assert old["actions"][action]["fields"] == fields


def test_the_older_definition_wants_a_bid_and_knows_no_metadata() -> None:
    (dropped,) = load_definition("topsort-2026-01").deliver(_CLICK)
    assert [(one.path, one.message) for one in dropped.errors] == [
        ("$", "The root value is missing the required field 'resolvedBidId'.")
    ]
    assert dropped.errors[0].sources == (("properties", "resolvedBidId"),)
    message = {**_CLICK, "properties": {**_CLICK["properties"], "resolvedBidId": "b"}}
    (sent,) = load_definition("topsort-2026-01").deliver(message, {})
    assert "dsp_metadata" not in sent.event
    (sent,) = load_definition("topsort-2026-07").deliver(message, {})
    assert sent.event["dsp_metadata"] == {"gclid": "g"}


def test_an_unknown_definition_names_the_known_ones() -> None:
    with pytest.raises(UnknownDefinitionError, match="topsort-2026-07, topsort-2026-01") as caught:
        load_definition("../topsort")
    assert caught.value.known == known_definitions()


def test_enable_and_disable_by_name_or_event() -> None:
    added = {**_CLICK, "event": "Product Added"}
    definition = load_definition()
    assert definition.deliver(added) == []
    for name in ("Product Added", "Click, alternate"):
        (delivery,) = deliver(definition.configuration(enable=[name]), added)
        assert (delivery.preset, delivery.action) == ("Click, alternate", "click")
    for name in ("Click", "Product Clicked"):
        assert deliver(definition.configuration(disable=[name]), _CLICK) == []


@pytest.mark.parametrize(
    ("name", "near"),
    [("product added", "Product Added"), ("Page View", "Page Views"), ("xyz", None)],
)
def test_an_unknown_name_has_a_near_miss(name: str, near: str | None) -> None:
    with pytest.raises(ConfigurationError) as caught:
        load_definition().configuration(enable=[name])
    assert caught.value.near == near
    assert name in str(caught.value)


def test_configurations_survive_json_and_tell_themselves_apart() -> None:
    definition = load_definition()
    one = definition.configuration()
    again = configuration_from_json(one.to_json())
    assert again == one
    assert again.hash == one.hash
    others = {
        definition.configuration(skip_zero_price=True).hash,
        definition.configuration(enable=["Product Added"]).hash,
        load_definition("topsort-2026-01").configuration().hash,
    }
    assert one.hash not in others
    assert len(others) == 3


def _custom(**changes: Any) -> Configuration:
    mapping = load_definition().default_mapping("click")
    fields = {"name": "Own", "trigger": 'type = "track"', "action": "click", "mapping": mapping}
    return Configuration("topsort-2026-07", (Subscription(**{**fields, **changes}),))


def test_a_custom_subscription() -> None:
    mapping = {
        **load_definition().default_mapping("click"),
        "opaqueUserId": {
            "@if": {
                "exists": {"@path": "$.userId"},
                "then": {"@path": "$.userId"},
                "else": {"@path": "$.anonymousId"},
            }
        },
    }
    (delivery,) = deliver(_custom(mapping=mapping), {**_CLICK, "userId": "u"})
    assert (delivery.preset, delivery.event["opaqueUserId"]) == ("Own", "u")


@pytest.mark.parametrize(
    "changes", [{"trigger": "type="}, {"action": "conversion"}, {"enabled": False}]
)
def test_subscriptions_that_cannot_fire_give_nothing(changes: dict[str, Any]) -> None:
    assert deliver(_custom(**changes), _CLICK) == []


def test_a_mapping_that_fails_drops_the_event_with_segments_words() -> None:
    for provenance in (False, True):
        (delivery,) = deliver(_custom(mapping={"id": {"@path": 1}}), _CLICK, provenance=provenance)
        assert delivery.request is None
        assert [one.message for one in delivery.errors] == [
            "/id/@path should be a string or a mapping directive but it is a number."
        ]


def test_many_configurations_do_not_pile_up() -> None:
    for number in range(80):
        (delivery,) = deliver(_custom(name=str(number)), _CLICK)
        assert delivery.preset == str(number)
    from app.destination import engine

    assert len(engine._compiled) <= 32


def test_words_for_actions() -> None:
    actions = load_definition().data["actions"]
    assert {event_name(action) for action in actions} == {
        "impression",
        "click",
        "purchase",
        "page view",
    }
    assert [events_of(action) for action in ("impressionsList", "purchase")] == [
        "impressions",
        "purchases",
    ]
