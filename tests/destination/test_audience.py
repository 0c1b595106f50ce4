"""Nulls on which Segment's own code fails."""

from typing import Any

import pytest

from app.destination import deliver, load_definition

_MESSAGE = {
    "type": "track",
    "event": "Product Clicked",
    "messageId": "m",
    "timestamp": "2026-11-24T14:05:09.871Z",
    "anonymousId": "a",
    "properties": {"resolvedBidId": "b"},
}


@pytest.mark.parametrize("provenance", [False, True])
@pytest.mark.parametrize(
    ("context", "text", "place"),
    [
        (None, "Cannot destructure property 'personas' of '{}' as it is null.", ("context",)),
        (
            {"personas": None},
            "Cannot read properties of null (reading 'computation_class')",
            ("context", "personas"),
        ),
    ],
)
def test_a_null_context_drops_what_was_valid(
    context: Any, text: str, place: tuple[str, ...], provenance: bool
) -> None:
    message = {**_MESSAGE, "context": context}
    configuration = load_definition().configuration()
    (delivery,) = deliver(configuration, message, provenance=provenance)
    (error,) = delivery.errors
    assert error.message == text
    assert (error.path, error.sources, delivery.request) == ("$", (place,), None)
    assert delivery.event["resolvedBidId"] == "b"


def test_validation_comes_first() -> None:
    message = {**_MESSAGE, "context": None, "anonymousId": None}
    (delivery,) = load_definition().deliver(message)
    assert [one.at for one in delivery.errors] == [("opaqueUserId",)]


@pytest.mark.parametrize("context", [0, "x", False, [], {}, {"personas": 1}, {"personas": {}}])
def test_anything_else_passes(context: Any) -> None:
    (delivery,) = load_definition().deliver({**_MESSAGE, "context": context})
    assert delivery.request is not None
