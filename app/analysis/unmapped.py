"""Why no subscription took a message."""

import re
from functools import lru_cache

from app.destination.fql import FqlError, Trigger, parse
from app.destination.model import Configuration
from app.segment.jsontext import JsonObject

_SEPARATORS = re.compile(r"[\s_-]+")
_LONGEST_NAME = 200


def why_unmapped(message: JsonObject, configuration: Configuration) -> tuple[str, str]:
    """Kind and detail for `Judgement`.

    `off` with the name of a subscription that would match, but is switched off (the most common
    reason in Segment's own support); `name` with an event name that a subscription asks for and
    that differs from the message's in case, spacing, underscores or hyphens only; else nothing.
    """
    for one in configuration.subscriptions:
        trigger = None if one.enabled else _trigger(one.trigger)
        if trigger is not None and trigger.matches(message):
            return "off", one.name
    event = message.get("event")
    if message.get("type") != "track" or not isinstance(event, str):
        return "", ""
    plain = _plain(event[:_LONGEST_NAME])
    for one in sorted(configuration.subscriptions, key=lambda one: not one.enabled):
        trigger = _trigger(one.trigger)
        if trigger is None or not plain:
            continue
        for name in trigger.events:
            near = _plain(name) == plain and name != event
            if near and trigger.matches({**message, "event": name}):
                return "name", name
    return "", ""


def _plain(name: str) -> str:
    return _SEPARATORS.sub("", name.casefold())


@lru_cache(maxsize=512)
def _trigger(text: str) -> Trigger | None:
    """The trigger, or None where Segment cannot read it."""
    try:
        return parse(text)
    except FqlError:
        return None
