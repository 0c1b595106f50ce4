"""Every message is judged, whatever it holds."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.analysis.analyst import Analyst
from app.analysis.explain import explain
from app.analysis.judge import judge
from app.analysis.report import delivery_lines, message_line
from app.destination import load_definition
from app.segment.jsontext import dumps_text

PACKAGED = load_definition().configuration()
EVERYTHING = load_definition().configuration(enable=["Product Added"], skip_zero_price=True)

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False)
    | st.text(st.characters())
    | st.sampled_from(["2026-11-24T14:05:09.871Z", "9999-12-31T23:59:59-23:59", "u", "b", "0"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["product_id", "price", "resolvedBidId", "page", "type", "id", "path", "name", "x"]
            )
            | st.text(st.characters(), max_size=3),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)
EVENTS = st.sampled_from(
    [
        "Product Viewed",
        "Product Clicked",
        "Product Added",
        "Product List Viewed",
        "Order Completed",
        "Banner Click",
        "order completed",
    ]
)


@st.composite
def messages(draw: st.DrawFn) -> dict[str, Any]:
    made: dict[str, Any] = {
        "type": draw(st.sampled_from(["track", "track", "track", "page", "screen"])),
        "event": draw(EVENTS),
        "messageId": "m",
        "timestamp": "2026-11-24T14:05:09.871Z",
        "anonymousId": "u",
        "properties": draw(
            st.dictionaries(
                st.sampled_from(
                    [
                        "products",
                        "resolvedBidId",
                        "product_id",
                        "entity",
                        "placement",
                        "page",
                        "channel",
                        "additionalAttribution",
                    ]
                ),
                JSON,
                max_size=4,
            )
        ),
        "context": {"page": {"path": "/"}, "library": {"name": "analytics.js"}},
    }
    keys = st.sampled_from([*made, "integrations", "userId", "sentAt", "originalTimestamp"])
    for key in draw(st.lists(keys, max_size=3)):
        made[key] = draw(JSON)
    return made


def look_at_all(made: dict[str, Any], analyst: Analyst, row: int) -> None:
    judgement, changes = analyst.add(row, made, 1_795_615_200_000)
    findings = [one for change in changes if change.row == row for one in change.findings]
    told = explain(made, judgement, findings)
    assert told.sentence.isprintable()
    assert told.subtitle.isprintable()
    line = message_line(made, judgement, findings, str)
    json.loads(dumps_text([line, *delivery_lines(made, judgement, findings, str)]))
    for finding in findings:
        for text in (finding.title, finding.message, finding.cost, finding.fix):
            assert text.isprintable()
            text.encode("utf-8")
        finding.snippet.encode("utf-8")


@settings(max_examples=500, deadline=None)
@given(st.lists(messages() | st.dictionaries(st.text(max_size=9), JSON, max_size=5), max_size=4))
def test_nothing_raises(made: list[dict[str, Any]]) -> None:
    for configuration in (PACKAGED, EVERYTHING):
        analyst = Analyst(configuration)
        for row, one in enumerate(made):
            look_at_all(one, analyst, row)


def test_an_empty_message_is_discarded() -> None:
    assert judge({}, PACKAGED, judged_at=0).verdict == "discarded"


@pytest.mark.parametrize("trigger", ["", "type = ", 'type = "track', "(" * 500])
def test_a_broken_trigger_that_is_switched_off_does_not_raise(trigger: str) -> None:
    from app.destination.model import Configuration, Subscription

    broken = Subscription("Broken", trigger, "click", {}, enabled=False)
    configuration = Configuration(PACKAGED.definition, (*PACKAGED.subscriptions, broken))
    made = {"type": "track", "event": "Signed Up", "anonymousId": "u", "messageId": "m"}
    assert judge(made, configuration, judged_at=0).verdict == "unmapped"
