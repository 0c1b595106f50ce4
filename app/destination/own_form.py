"""Our own spelling of a configuration, as `Configuration.to_json` prints it.

Beside subscriptions and settings it carries `rules` and `attribution`, which the destination
does not read: what is in them is judged by those who do.
"""

from app.destination.remark import Remark, note, quoted
from app.destination.subscription_check import near
from app.segment.jsontext import Json, JsonObject

CARRIED = ("rules", "attribution")
"""Objects that are kept as they are."""

_KEYS = ("definition", "subscriptions", "settings", *CARRIED)
_WRAPPING = frozenset({"pagination", "presets"})
"""Further keys that Segment has beside a list of subscriptions."""


def is_own_form(data: Json) -> bool:
    """Whether `data` is meant in our own spelling: by its definition or its subscriptions, or
    because nothing but our own keys is in it."""
    if not isinstance(data, dict) or not data:
        return False
    named = "definition" in data or isinstance(data.get("subscriptions"), list)
    return named or all(key in _KEYS for key in data)


def carried_in(data: JsonObject) -> tuple[dict[str, JsonObject], list[Remark]]:
    """`rules` and `attribution` of our own form, without those that are empty; and remarks on
    them where they are no objects, and on keys that the form does not have."""
    carried: dict[str, JsonObject] = {}
    remarks: list[Remark] = []
    for key, value in data.items():
        if key in CARRIED:
            if isinstance(value, dict):
                carried[key] = value
            elif value is not None:
                remarks.append(Remark((key,), f"The “{key}” must be an object."))
        elif key not in _KEYS and key not in _WRAPPING:
            text = f"{quoted(key)} is not known and not used.{near(key, list(_KEYS))}"
            remarks.append(note((key,), text))
    return {key: value for key, value in carried.items() if value}, remarks


def without_carried(data: JsonObject) -> JsonObject:
    """The form without what the destination does not read."""
    return {key: value for key, value in data.items() if key not in CARRIED}
