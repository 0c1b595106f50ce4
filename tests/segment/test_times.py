"""Every way in which an SDK writes a time (segment-wire 2.6)."""

import pytest

from app.segment.times import iso, parse_time

SECOND = 1795529109000
"""2026-11-24T14:05:09Z"""


@pytest.mark.parametrize(
    ("text", "ms"),
    [
        pytest.param("2026-11-24T14:05:09.871Z", SECOND + 871, id="browser, node, java, kotlin"),
        pytest.param("2026-11-24T14:05:09.871+00:00", SECOND + 871, id="python timestamp"),
        pytest.param("2026-11-24T14:05:09.871999+00:00", SECOND + 871, id="python sentAt"),
        pytest.param("2026-11-24T15:05:09.871+01:00", SECOND + 871, id="ruby, local offset"),
        pytest.param("2026-11-24T09:05:09-05:00", SECOND, id="php, whole seconds"),
        pytest.param("2026-11-24T14:05:09.8719999Z", SECOND + 871, id="C#, seven digits"),
        pytest.param("2026-11-24T15:05:09.8719999+01:00", SECOND + 871, id=".NET"),
        pytest.param("2026-11-24T15:05:09.871123456+01:00", SECOND + 871, id="go, nanoseconds"),
        pytest.param("2026-11-24T14:05:09.8Z", SECOND + 800, id="one digit"),
        pytest.param("2026-11-24T14:05:09z", SECOND, id="small z"),
        pytest.param("2026-11-24 14:05:09", SECOND, id="no zone is UTC"),
        pytest.param("2026-11-24", SECOND - (14 * 3600 + 5 * 60 + 9) * 1000, id="a day"),
        pytest.param("1969-12-31T23:59:59.999Z", -1, id="before 1970"),
    ],
)
def test_reads_any_precision_and_any_offset(text: str, ms: int) -> None:
    assert parse_time(text) == ms


@pytest.mark.parametrize(
    "text",
    [
        "",
        "yesterday",
        "20261124T140509Z",
        "2026-13-01T00:00:00Z",
        "2026-11-24T25:00:00Z",
        "2026-W48-2",
        "24-11-2026",
        "2026-11-24T14:05:09.871Z and more",
        "0000-00-00T00:00:00Z",
        None,
        True,
        1795529109871,
        17.5,
        {},
        [],
        "2026-11-24T14:05:09\x00Z",
        "\ud800026-11-24",
    ],
)
def test_what_is_no_time_is_none(text: object) -> None:
    assert parse_time(text) is None


def test_prints_milliseconds_in_utc() -> None:
    assert iso(SECOND + 871) == "2026-11-24T14:05:09.871Z"
    assert iso(SECOND) == "2026-11-24T14:05:09.000Z"
    assert iso(-1) == "1969-12-31T23:59:59.999Z"


@pytest.mark.parametrize("ms", [10**15, -(10**15), 10**30])
def test_a_year_that_iso_cannot_print_is_an_overflow(ms: int) -> None:
    with pytest.raises(OverflowError):
        iso(ms)


def test_reads_what_it_prints() -> None:
    assert parse_time(iso(SECOND + 7)) == SECOND + 7
