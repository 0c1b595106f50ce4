"""What a change of the configuration would do."""

from dataclasses import replace
from typing import Any

import pytest

from app.analysis.fate_diff import LISTED, fate_diff, payload_rows
from app.analysis.judge import judge
from app.destination import load_definition
from app.destination.model import Configuration
from app.lint.rule_settings import RulesError

PRESETS = load_definition().configuration()
NOW = 1_764_000_000_000


def message(number: int, event: str, **properties: Any) -> tuple[int, dict[str, Any], int]:
    body = {
        "type": "track",
        "event": event,
        "messageId": f"m-{number}",
        "anonymousId": "u-1",
        "timestamp": f"2025-11-24T14:{number % 60:02}:00.000Z",
        "properties": {"product_id": "HP-1", **properties},
    }
    return number, body, NOW


def changed(preset: str, **fields: Any) -> Configuration:
    return replace(
        PRESETS,
        subscriptions=tuple(
            replace(one, **fields) if one.name == preset else one for one in PRESETS.subscriptions
        ),
    )


CLICKS = [message(number, "Product Clicked", resolvedBidId="b") for number in range(1, 6)]
ZERO = message(9, "Order Completed", products=[{"product_id": "HP-1", "price": 0, "quantity": 1}])


def test_equal_configurations_differ_in_nothing() -> None:
    diff = fate_diff([*CLICKS, ZERO], PRESETS, replace(PRESETS))
    assert diff.nothing
    assert (diff.messages, diff.differences, diff.whole) == (6, (), True)


def test_a_switch_changes_fates_and_names_them() -> None:
    diff = fate_diff([*CLICKS, ZERO], PRESETS, changed("Click", enabled=False))
    assert (diff.fates, diff.payloads) == (5, 0)
    first = diff.differences[0]
    assert (first.row, first.kind, first.name, first.user) == (1, "fate", "Product Clicked", "u-1")
    assert (first.before.verdict, first.before.tie) == ("accepted", "sponsored")
    assert (first.after.verdict, first.after.deliveries) == ("unmapped", ())


def test_a_setting_turns_a_refusal_into_a_filtered_order() -> None:
    diff = fate_diff([ZERO], PRESETS, replace(PRESETS, settings={"skipZeroPricePurchases": True}))
    (one,) = diff.differences
    assert (one.before.verdict, one.after.verdict) == ("rejected", "filtered")


def test_a_mapping_that_only_changes_a_field_changes_payloads_and_says_which() -> None:
    click = next(one for one in PRESETS.subscriptions if one.name == "Click")
    after = changed("Click", mapping={**click.mapping, "channel": "onsite"})
    diff = fate_diff(CLICKS, PRESETS, after)
    assert (diff.fates, diff.payloads, diff.fields) == (0, 5, (("channel", 5),))
    assert diff.differences[0].paths == ("channel",)
    _, body, at = CLICKS[0]
    sides = [judge(body, one, judged_at=at) for one in (PRESETS, after)]
    unlike = [one for one in payload_rows(*sides) if not one.equal]
    assert [one.path_text for one in unlike] == ["Click.clicks[0].channel"] or [
        one.path_text for one in unlike
    ] == ["Click.channel"]


def test_another_name_of_a_subscription_is_no_other_fate() -> None:
    assert fate_diff(CLICKS, PRESETS, changed("Click", name="Klick")).fates == 0


def test_a_silenced_rule_changes_findings_and_no_fate() -> None:
    bare = [message(number, "Product Clicked") for number in range(1, 6)]
    before = fate_diff(bare, PRESETS, PRESETS)
    assert before.nothing
    code = "BID-001"
    after = fate_diff(bare, PRESETS, replace(PRESETS, rules={"silenced": [code]}))
    assert (after.fates, after.payloads) == (0, 0)
    (rule,) = [one for one in after.rules if one.code == code]
    assert (rule.before, rule.after) == (5, 0)
    with pytest.raises(RulesError):
        fate_diff(bare, PRESETS, replace(PRESETS, rules={"silenced": ["NO-1"]}))


def test_it_stops_where_it_is_asked_to_and_lists_no_more_than_its_bound() -> None:
    asked: list[int] = []

    def go_on(done: int) -> bool:
        asked.append(done)
        return done < 100

    many = (message(number, "Product Clicked", resolvedBidId="b") for number in range(1, 10_000))
    diff = fate_diff(many, PRESETS, changed("Click", enabled=False), go_on=go_on)
    assert (diff.whole, diff.messages, asked) == (False, 100, [0, 50, 100])
    assert LISTED == 5_000


def test_hostile_messages_are_compared_like_all_others() -> None:
    odd: list[tuple[int, Any, int]] = [
        (1, {}, NOW),
        (2, {"type": "track", "event": {"a": 1}, "anonymousId": "x"}, NOW),
        (3, {"type": ["x"], "anonymousId": "\ud800", "properties": []}, NOW),
        (4, message(4, "Product Clicked\u202e", **{"a" * 10_000: 1})[1], NOW),
    ]
    assert fate_diff(odd, PRESETS, changed("Click", trigger='type != "x"')).messages == 4
