"""Which texts pass for a date."""

import pytest

from app.destination.dates import is_date
from app.destination.legacy_dates import milliseconds


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-23T19:00:00.000Z",
        "2026-11-23",
        "2026-11-23T16:00:00-03:00",
        "2026-11-23T16:00:00+0300",
        "1700000000",
        "1700000000000",
        "-1",
        "20261123",
        "2026/1/2 3:4",
        "2026-13-45T99:00:00",
        "Mon, 23 Nov 2026 19:00:00 GMT",
        "Nov 5",
        "5 november 2026 7:00 pm EST (winter)",
        "product 12",
        "12/31/1999",
        "+012026-01-01",
    ],
)
def test_dates(text: str) -> None:
    assert is_date(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "not a date",
        "NaN",
        "Infinity",
        "2026-13-45T99:00:00Z",
        "2026-11-23T25:00:00Z",
        "2026-11-23T24:00:01Z",
        "12 product",
        "product12",
        "13/31/1999",
        "8640000000001",
        "-000000-01-01T00:00:00Z",
        "1 2 3 4",
        "1 UTC+12345",
        "12:00 13:00:00:00 2026",
        "\ud800",
    ],
)
def test_no_dates(text: str) -> None:
    assert not is_date(text)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("1970-01-01", 0),
        ("2026-11-23T19:00:00.25+01:00", 1795456800250),
        ("Jan 1 1970 1:00 am GMT-1", 7_200_000),
        ("1/1/70 12:30 am", 1_800_000),
        ("0000-01-01", -62_167_219_200_000),
        ("2026-02-31", 1772496000000),
    ],
)
def test_moments(text: str, moment: int) -> None:
    assert milliseconds(text) == moment
