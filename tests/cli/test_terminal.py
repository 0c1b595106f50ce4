"""Captured text in a terminal."""

import pytest

from app.cli import rows
from app.cli.terminal import clock_time, plain
from app.store.model import EventRow


@pytest.mark.parametrize(
    "text",
    ["\x1b]8;;file:///x\x07", "\x9b2J", "\r\n", "\x00", "\x7f", "\u202e", "\u2028", "\ud800"],
)
def test_nothing_that_drives_a_terminal_gets_through(text: str) -> None:
    shown = plain(f"a{text}b")
    assert shown.startswith("a�")
    assert shown.endswith("b")
    assert not set(shown) & set("\x1b\x07\x9b\r\n\x00\x7f\u202e\u2028")
    shown.encode("utf-8")


def test_other_text_stays() -> None:
    assert plain("Größe “L”, 3 €, 日本, 👟") == "Größe “L”, 3 €, 日本, 👟"


@pytest.mark.parametrize("milliseconds", [-(10**17), 10**18, 10**30])
def test_times_that_no_calendar_has_are_shown_as_none(milliseconds: int) -> None:
    assert clock_time(milliseconds) == "--:--:--.---"


def test_times_show_milliseconds() -> None:
    assert clock_time(1_795_528_000_038).endswith(":40.038")


def row(**fields: object) -> EventRow:
    known: dict[str, object] = {
        "id": 1,
        "time": 1_795_528_000_038,
        "received_at": 0,
        "type": "track",
        "name": "Product Clicked",
        "verdict": "accepted",
        "tie": "sponsored",
        "becomes": ("click",),
        "anonymous_id": "7c1f0000-0000-0000-0000-00000000e2a9",
        "user_id": "",
        "products": "HP-1",
        "findings": (("CLK-001", "warning"), ("BID-003", "info")),
        "library": "",
        "origin": "",
        "message_id": "m",
        "marked": False,
        "pair": None,
        "replays": 0,
    }
    return EventRow(**known | fields)  # type: ignore[arg-type]


def test_a_row_is_one_sentence() -> None:
    assert rows.sentence(row()).endswith(
        ":40.038  accepted, sponsored  Product Clicked  click  HP-1  warning CLK-001, info BID-003"
    )


def test_every_part_has_words() -> None:
    assert rows.outcome(row(verdict="pending", tie=None)) == "analysing"
    assert rows.becomes(row(becomes=())) == "not sent"
    assert rows.becomes(row(becomes=("impression", "click"))) == "2 events"
    assert rows.becomes(row(becomes=("pageviews",))) == "page view"
    assert rows.user(row()) == "7c1f…e2a9"
    assert rows.user(row(anonymous_id="")) == "no anonymousId"
    assert rows.sentence(row(name="a\x1b[0mb")).count("\x1b") == 0


def test_no_secret_of_a_message_is_printed() -> None:
    secret = {"name": "TSE_s3cr3t", "products": "x Bearer s3cr3t", "anonymous_id": "TSC_s3cr3t"}
    said = rows.sentence(row(**secret)) + rows.user(row(**secret))
    assert "s3cr3t" not in said
    assert "TSE_…" in said
