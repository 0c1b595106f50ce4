"""A fault of Segment's own that costs events.

Between validation and the action, Segment asks every message whether it is about an audience of
its own. The code takes `context.personas` apart without looking whether either is null, and a
message with such a null is dropped with JavaScript's complaint. Seen in the published package.
"""

from app.destination.model import FieldError
from app.segment.jsontext import JsonObject
from app.segment.paths import MISSING


def failure_on_audience(message: JsonObject) -> tuple[FieldError, ...]:
    """The error with which Segment drops a message that passed validation, if it does."""
    context = message.get("context", MISSING)
    if context is None:
        return _failure("Cannot destructure property 'personas' of '{}' as it is null.", "context")
    if isinstance(context, dict) and context.get("personas", MISSING) is None:
        text = "Cannot read properties of null (reading 'computation_class')"
        return _failure(text, "context", "personas")
    return ()


def _failure(text: str, *place: str) -> tuple[FieldError, ...]:
    return (FieldError("$", text, (), (place,)),)
