"""How large a mapping may be.

Segment's own bound is the size of a request. Ours keep a hostile one from taking the computer:
a mapping that holds itself, or one of a few objects that hold one another millions of times.
"""

from typing import NamedTuple

from app.segment.jsontext import Json
from app.segment.paths import Path

MAX_VALUES = 50_000
"""Values in a mapping, each counted as often as it is reached."""

MAX_LEVELS = 200
"""Lists and objects inside one another."""


class Beyond(NamedTuple):
    """The first steps to where a bound was met, whether that was the one of depth, and why."""

    at: Path
    too_deep: bool
    reason: str


def beyond_bounds(value: Json, levels: int = MAX_LEVELS) -> Beyond | None:
    """Where and why a value is too deep, too large or endless; None where it is none of these."""
    waiting: list[tuple[Path, Json]] = [((), value)]
    seen = 0
    while waiting:
        path, item = waiting.pop()
        if not isinstance(item, dict | list):
            continue
        if len(path) > levels:
            return Beyond(
                path[:3], True, f"more than {levels} lists and objects inside one another"
            )
        seen += 1 + len(item)
        if seen > MAX_VALUES:
            return Beyond(path[:3], False, f"more than {MAX_VALUES} values")
        steps = item.items() if isinstance(item, dict) else enumerate(item)
        waiting += [((*path, step), below) for step, below in steps]
    return None
