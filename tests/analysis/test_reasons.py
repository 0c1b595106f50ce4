"""Why a payload was refused, told of the message."""

from typing import Any

import pytest

from app.analysis.reasons import reason_of
from app.destination import deliver, load_definition
from app.destination.model import Configuration, Subscription

_DEFINITION = load_definition()


def reasons(message: dict[str, Any]) -> list[str]:
    (delivery,) = deliver(_DEFINITION.configuration(), message)
    return [reason_of(error, message) for error in delivery.errors]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (
            {"anonymousId": None},
            "anonymousId is null in the message: opaqueUserId is read from it.",
        ),
        ({"anonymousId": ""}, "anonymousId is empty in the message: opaqueUserId is read from it."),
        ({"timestamp": "soon"}, "timestamp is no date: occurredAt is read from it."),
        (
            {"properties": {"page": {"type": ["a", "b"], "pageId": "x"}}},
            "properties.page.type is an array, not a string: page.type is read from it.",
        ),
        (
            {"properties": {"placement": {"page": 1}}},
            "properties.placement.path is missing and context.page.path is missing in the message: "
            "placement.path is read from the first that is there.",
        ),
        (
            {"context": None},
            "context is null, on which Segment’s own code fails before it sends anything.",
        ),
    ],
)
def test_the_place_in_the_message_is_named(message: Any, change: dict[str, Any], told: str) -> None:
    made = {**message("Product Clicked", {}), **change}
    assert reasons(made) == [told]


def test_a_mapping_that_fails_has_no_place(message: Any) -> None:
    broken = Subscription("Broken", 'type = "track"', "click", {"id": {"@path": 7}})
    made = message("Product Clicked", {})
    (delivery,) = deliver(Configuration(_DEFINITION.id, (broken,)), made)
    assert "itself fails" in reason_of(delivery.errors[0], made)
