"""A message far over Segment's limit, cut down to what shows what it is.

Segment refuses every event over 32 KB. One of many megabytes must still be acknowledged and
seen, but nobody needs all of it twice: the whole stands in its request.
"""

from app.segment.jsontext import Json, JsonObject

MAX_MESSAGE = 1024 * 1024
"""Bytes, roughly, up to which a message is kept as a whole: thirty times Segment's limit."""

_KEPT_TEXT = 1_000
_KEPT_ITEMS = 100
_KEPT_VALUES = 5_000
_PER_VALUE = 4


def is_huge(message: JsonObject) -> bool:
    """Whether a message is over MAX_MESSAGE; looks no further than it must."""
    left = MAX_MESSAGE
    waiting: list[Json] = [message]
    while waiting:
        value = waiting.pop()
        left -= _PER_VALUE
        if isinstance(value, str):
            left -= len(value)
        elif isinstance(value, list):
            left -= len(value)
            if left >= 0:
                waiting.extend(value)
        elif isinstance(value, dict):
            left -= sum(map(len, value))
            if left >= 0:
                waiting.extend(value.values())
        if left < 0:
            return True
    return False


def shortened(message: JsonObject) -> JsonObject:
    """A copy of a huge message with the beginning of each long text, list and object, and no
    more than some thousand values."""
    return dict(_Cut().object(message))


class _Cut:
    def __init__(self) -> None:
        self._left = _KEPT_VALUES

    def object(self, value: JsonObject) -> JsonObject:
        kept: JsonObject = {}
        # What is short goes first, so that ids and names stay.
        for key, one in sorted(value.items(), key=lambda pair: isinstance(pair[1], dict | list)):
            if len(kept) == _KEPT_ITEMS or self._left <= 0:
                break
            kept[_text(key)] = self._value(one)
        return {_text(key): kept[_text(key)] for key in value if _text(key) in kept}

    def _value(self, value: Json) -> Json:
        self._left -= 1
        if isinstance(value, str):
            return _text(value)
        if isinstance(value, list):
            return [self._value(one) for one in value[:_KEPT_ITEMS] if self._left > 0]
        if isinstance(value, dict):
            return self.object(value)
        return value


def _text(text: str) -> str:
    return text if len(text) <= _KEPT_TEXT else f"{text[:_KEPT_TEXT]}…"
