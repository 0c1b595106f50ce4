"""The message's own `integrations` object: which destinations it wants to reach."""

from app.segment.jsontext import JsonObject

DESTINATION = "Topsort"
"""The destination's display name, which is what Segment compares with, letter for letter."""


def switched_off(message: JsonObject) -> str | None:
    """The key of `integrations` that keeps the message from Topsort, or None.

    `Topsort: false` does, and `All: false` where nothing names Topsort. An object or true under
    the destination's name switches it on, whatever `All` says.
    """
    integrations = message.get("integrations")
    if not isinstance(integrations, dict):
        return None
    own = integrations.get(DESTINATION)
    if own is not None:
        return DESTINATION if own is False else None
    return "All" if integrations.get("All") is False else None
