"""How many messages a second, over the last ten; or for how long it has been quiet."""

from collections import deque

_WINDOW = 10.0


class Rate:
    """Counts of messages over time. All times are seconds of one monotonic clock."""

    def __init__(self) -> None:
        self._steps: deque[tuple[float, int]] = deque()
        self._last: float | None = None

    def add(self, now: float, count: int) -> None:
        """`count` messages came just now."""
        if count > 0:
            self._steps.append((now, count))
            self._last = now

    def text(self, now: float) -> str:
        """`3.4/s`, `quiet for 4 m`, `no message yet`."""
        while self._steps and self._steps[0][0] <= now - _WINDOW:
            self._steps.popleft()
        if self._last is None:
            return "no message yet"
        if self._steps:
            rate = sum(count for _, count in self._steps) / _WINDOW
            return f"{rate:,.1f}/s" if rate < 100 else f"{rate:,.0f}/s"
        return f"quiet for {span_text(now - self._last)}"


def span_text(seconds: float) -> str:
    """A length of time in its largest whole unit: `12 s`, `4 m`, `2 h`, `3 d`."""
    whole = max(0, int(seconds))
    for unit, length in (("d", 86400), ("h", 3600), ("m", 60)):
        if whole >= length:
            return f"{whole // length} {unit}"
    return f"{whole} s"
