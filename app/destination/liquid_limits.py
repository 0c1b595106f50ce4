"""How much a template of `@liquid` may hold while it is rendered.

The JavaScript library stops at 100 million characters, and Segment after half a second. No message
comes near either; this bound is lower, so that a template that doubles a text thirty times is
refused at once.
"""

import re

from liquid import RenderContext
from liquid.exceptions import LiquidSyntaxError

from app.segment.jsontext import Json

MAX_HELD = 10_000_000
"""Characters and items that a template may work on and print, all together."""

MAX_RANGE = 1_000_000
"""Numbers in a range such as `(1..9)`."""

_WIDTH = re.compile("%[-_0^#:]*([0-9]+)")


class FilterError(LiquidSyntaxError):
    """A filter or tag that Segment does not allow, or that fails."""

    def __init__(self, text: str) -> None:
        super().__init__(text, token=None)


class Context(RenderContext):
    """Counts what the filters of a template work on."""

    __slots__ = ("held",)

    def use(self, name: str, values: list[Json]) -> None:
        """Count a filter (or `output`) with its input and arguments, before it runs. Raises
        FilterError."""
        self.held = getattr(self, "held", 0) + _size(name, values)
        if self.held > MAX_HELD:
            raise too_much()


def too_much() -> FilterError:
    """The error of the JavaScript library."""
    return FilterError("memory alloc limit exceeded")


def _size(name: str, values: list[Json]) -> int:
    sizes = [len(one) if isinstance(one, str | list) else 1 for one in values]
    size = sum(sizes)
    if name in ("replace", "join") and len(sizes) > 1:
        # At most: each character, or item, with the last argument beside it.
        size += _times(values) * sizes[-1]
    if name.startswith("date") and len(values) > 1 and isinstance(values[1], str):
        size += sum(int(width[-9:]) for width in _WIDTH.findall(values[1]))
    return size


def _times(values: list[Json]) -> int:
    """How often `replace` or `join` writes its last argument."""
    value, cut = values[0], values[1]
    if isinstance(value, list):
        return len(value)
    if isinstance(value, str) and isinstance(cut, str) and cut:
        return value.count(cut)
    return len(value) if isinstance(value, str) else 1
