"""Times as a filter takes them: `10m`, `today`, `14:05`, ISO."""

import re
from datetime import datetime, time, timedelta, tzinfo

_AGO = re.compile(r"(\d{1,9})(ms|s|m|h|d)\Z", re.ASCII)
_UNITS = {"ms": 1, "s": 1_000, "m": 60_000, "h": 3_600_000, "d": 86_400_000}
_CLOCK = re.compile(r"(\d{1,2}):(\d\d)(?::(\d\d)(?:[.,](\d{1,3})\d*)?)?\Z", re.ASCII)
_ISO = re.compile(
    r"\d{4}-\d\d-\d\d([Tt]\d\d:\d\d(:\d\d([.,]\d+)?)?([Zz]|[+-]\d\d:?\d\d)?)?\Z", re.A
)

_FIRST, _LAST = -62_135_596_800_000, 253_402_300_799_999
"""The years 1 to 9999: what can be shown back."""


def read_time(text: str, *, now: int, zone: tzinfo | None = None) -> int | None:
    """Milliseconds since 1970, or None where `text` is no time.

    Times without a zone are in `zone`, the computer's own where it is None. A time of day is
    the nearest one that is not tomorrow's.
    """
    moment = _read(text.strip(), now, zone)
    return moment if moment is not None and _FIRST <= moment <= _LAST else None


def _read(text: str, now: int, zone: tzinfo | None) -> int | None:
    try:
        if match := _AGO.match(text.lower()):
            return now - int(match[1]) * _UNITS[match[2]]
        if text.lower() == "today":
            return _milliseconds(datetime.combine(_here(now, zone).date(), time()), zone)
        if match := _CLOCK.match(text):
            hour, minute, second, fraction = match.groups(default="0")
            thousandths = int(fraction.ljust(3, "0"))
            return _nearest(
                time(int(hour), int(minute), int(second), thousandths * 1_000), now, zone
            )
        if _ISO.match(text):
            return _milliseconds(datetime.fromisoformat(text.upper()), zone)
    except (ValueError, OverflowError, OSError):
        # No such hour or day, or one that the platform's clock cannot hold.
        return None
    return None


def _nearest(of_day: time, now: int, zone: tzinfo | None) -> int:
    today = _here(now, zone).date()
    choices = (
        _milliseconds(datetime.combine(today - timedelta(days=back), of_day), zone)
        for back in (0, 1)
    )
    return min(choices, key=lambda moment: abs(moment - now))


def _here(now: int, zone: tzinfo | None) -> datetime:
    return datetime.fromtimestamp(now / 1_000, zone)


def _milliseconds(moment: datetime, zone: tzinfo | None) -> int:
    if moment.tzinfo is None and zone is not None:
        moment = moment.replace(tzinfo=zone)
    return round(moment.timestamp() * 1_000)
