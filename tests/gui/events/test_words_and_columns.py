"""Texts, widths and terms of the columns."""

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from app.gui.events.columns import DEVELOPER, sentence, source_text, terms, widths, without
from app.gui.events.compose import joined, literal_time
from app.gui.events.words import clock, menu_words, one_line, tip
from app.store.filters import parse
from app.store.model import EventRow

ROW = EventRow(
    id=7,
    time=0,
    received_at=0,
    type="track",
    name="Product List Viewed",
    verdict="dropped",
    tie=None,
    becomes=(),
    anonymous_id="7c1f0b52-64d8-4e0b-9a37-52d08c11e2a9",
    user_id="",
    products="3 products",
    findings=(("PLV-001", "error"), ("PLV-006", "warning")),
    library="analytics.js next-1.84.1",
    origin="https://staging.harborpine.shop",
    message_id="ajs-1",
    marked=False,
    pair=None,
    replays=0,
)


def row(**changes: Any) -> EventRow:
    return replace(ROW, **changes)


def test_a_row_reads_as_one_sentence() -> None:
    assert sentence(ROW, "14:05:09.871") == (
        "14:05:09.871, dropped, Product List Viewed, not sent, user 7c1f…e2a9, 3 products, "
        "error PLV-001, warning PLV-006"
    )


def test_the_sentence_says_what_is_only_painted() -> None:
    text = sentence(row(marked=True, pair=9, anonymous_id="", verdict="pending"), "1")
    assert "analysing" in text
    assert "no anonymousId" in text
    assert text.endswith("marked, one of a pair")


@pytest.mark.parametrize(
    ("hostile", "absent"),
    [
        ("a\nb\rc\td\0e", "\n\r\t\0"),
        ("abc\u202edef\u2066", "\u202e\u2066"),
        ("zero\u200bwidth\ufeff", "\u200b\ufeff"),
        ("half \ud83d a pair", "\ud83d"),
        ("\u2028\u2029\x85\x1b[31m", "\u2028\u2029\x85\x1b"),
    ],
)
def test_hostile_text_becomes_one_visible_line(hostile: str, absent: str) -> None:
    text = one_line(hostile)
    assert not set(text) & set(absent)
    text.encode()


def test_names_that_differ_in_hidden_characters_look_different() -> None:
    assert one_line("Product\u200bClicked") != one_line("ProductClicked")


def test_a_long_text_is_cut_before_it_is_laid_out() -> None:
    assert len(one_line("x" * 1_000_000)) <= 300


def test_a_tip_never_becomes_markup() -> None:
    assert "<img" not in tip("<img src=file:///etc/passwd>")
    assert "&lt;img" in tip("<img src=file:///etc/passwd>")


def test_an_ampersand_is_no_menu_key() -> None:
    assert menu_words("Salt & Pepper") == "Salt && Pepper"


def test_a_key_in_a_name_is_masked() -> None:
    assert "secret" not in one_line("TSE_secretsecretsecret")


def test_a_clock_says_the_day_only_on_other_days() -> None:
    day = datetime(2026, 11, 24)
    assert clock(1_795_529_109_871, today=day, utc=True) == "14:05:09.871"
    assert clock(1_795_442_709_871, today=day, utc=True) == "23 Nov 14:05:09.871"
    assert clock(0, today=day, utc=True) == "1 Jan 1970 00:00:00.000"


@pytest.mark.parametrize("ms", [2**62, -(2**62), 10**15])
def test_a_clock_takes_any_number(ms: int) -> None:
    assert clock(ms, today=datetime(2026, 1, 1)) == "no such time"


@pytest.mark.parametrize(
    ("library", "origin", "text"),
    [
        ("analytics.js next-1.84.1", "https://a.shop", "Browser 1.84, a.shop"),
        ("analytics.js npm:next-1.84.1", "", "Browser 1.84, server"),
        ("@segment/analytics-node 2.3.0", "", "Node 2.3, server"),
        ("my own thing", "", "my, server"),
        ("", "", "unknown SDK, server"),
    ],
)
def test_sdk_and_origin(library: str, origin: str, text: str) -> None:
    assert source_text(row(library=library, origin=origin)) == text


def test_widths_at_the_default_size() -> None:
    sizes = widths(DEVELOPER, 1352, narrow=False, fixed={})
    assert sum(sizes.values()) == 1352
    assert (sizes["time"], sizes["outcome"], sizes["product"]) == (106, 182, 192)
    assert sizes["source"] == 254
    wide = widths(DEVELOPER, 1812, narrow=False, fixed={})
    assert (wide["product"], wide["source"]) == (226, 680)


def test_product_gives_way_first_and_never_below_120() -> None:
    assert widths(DEVELOPER, 1192, narrow=False, fixed={})["product"] == 126
    assert widths(DEVELOPER, 900, narrow=False, fixed={})["product"] == 120
    assert widths(DEVELOPER, 900, narrow=False, fixed={})["source"] == 160


def test_widths_of_a_small_window() -> None:
    keys = tuple(key for key in DEVELOPER if key != "source")
    sizes = widths(keys, 972, narrow=True, fixed={})
    assert sizes["findings"] == 116
    assert sum(sizes.values()) == 972


def test_a_width_given_by_hand_is_kept() -> None:
    sizes = widths(DEVELOPER, 1352, narrow=False, fixed={"event": 300})
    assert sizes["event"] == 300
    assert sum(sizes.values()) == 1352


@pytest.mark.parametrize("key", DEVELOPER)
@pytest.mark.parametrize(
    "one",
    [
        ROW,
        row(verdict="accepted", tie="sponsored", becomes=("click", "impression")),
        row(verdict="pending", anonymous_id="", findings=(), origin=""),
        row(type="page", name="page", products="HP-1 Mug"),
        row(name='He said "OR" (twice) \\ and: -more, x..y', anonymous_id='"; DROP TABLE'),
        row(type="<b>", name="a\nb", products="“trail mug”", message_id="\u202e"),
    ],
)
def test_every_term_is_a_filter(key: str, one: EventRow) -> None:
    found = terms(key, one)
    if found:
        assert parse(" ".join(found)).root is not None
        assert parse(without(found)).root is not None


def test_show_only_and_hide_of_a_value() -> None:
    assert terms("outcome", row(verdict="accepted", tie="organic")) == (
        "verdict:accepted",
        "tie:organic",
    )
    assert without(("verdict:accepted", "tie:organic")) == "-(verdict:accepted tie:organic)"
    assert without(("-has:finding",)) == "has:finding"
    assert terms("event", row(name="a\nb")) == ()


def test_a_term_is_added_to_what_is_there() -> None:
    assert joined(parse(""), "verdict:dropped") == "verdict:dropped"
    assert joined(parse("since:2h"), "verdict:dropped") == "since:2h verdict:dropped"
    assert joined(parse("mug OR throw"), "is:marked") == "(mug OR throw) is:marked"
    assert joined(parse("is:marked mug"), "is:marked") == "is:marked mug"
    assert joined(parse("mug"), "") == "mug"


def test_new_times_take_the_place_of_old_ones() -> None:
    text = joined(parse("since:2h mug until:1h"), "since:14:00", instead=("since", "until"))
    assert text == "mug since:14:00"
    assert joined(parse("-since:2h"), "since:14:00", instead=("since",)) == "-since:2h since:14:00"


def test_a_literal_time_is_read_back() -> None:
    for moment in (1_790_000_000_000, 1_790_000_000_123, int(datetime.now().timestamp()) * 1000):
        query = parse(f"since:{literal_time(moment)}")
        assert query.times == (("since", moment),)
