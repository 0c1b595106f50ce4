"""Times and distances as the detail writes them."""

from datetime import datetime, tzinfo


def clock(ms: int, *, zone: tzinfo | None = None, today: datetime | None = None) -> str:
    """`14:05:09.871` in local time (or in `zone`); with the date where it is not today."""
    try:
        when = datetime.fromtimestamp(ms / 1000, zone)
    except (OverflowError, OSError, ValueError):
        return f"{ms} ms"
    text = f"{when:%H:%M:%S}.{ms % 1000:03d}"
    now = today or datetime.now(zone)
    return text if when.date() == now.date() else f"{when:%Y-%m-%d} {text}"


def distance(ms: int) -> str:
    """A span of time: `38 ms`, `3.2 s`, `4 m 02 s`, `2 h 05 m`."""
    ms = abs(ms)
    if ms < 1000:
        return f"{ms} ms"
    seconds = ms // 1000
    if seconds < 60:
        return f"{ms / 1000:.1f} s"
    if seconds < 3600:
        return f"{seconds // 60} m {seconds % 60:02d} s"
    return f"{seconds // 3600} h {seconds % 3600 // 60:02d} m"
