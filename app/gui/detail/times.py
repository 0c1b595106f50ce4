"""Times as the detail writes them."""

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
