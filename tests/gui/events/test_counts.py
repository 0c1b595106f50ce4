"""Geometry and words of the funnel, bars of the histogram, places of the selection."""

from array import array
from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from app.gui.events import steps
from app.gui.events.delegates import fitting
from app.gui.events.funnel import FunnelView
from app.gui.events.histogram import bar_words, length_words
from app.gui.events.queries import BARS, chosen_span, places, scale
from app.store.filters import parse
from app.store.model import Bar, Funnel, Loss

FUNNEL = Funnel(
    shown=1284,
    total=1412,
    pending=0,
    received=1284,
    mapped=1038,
    sendable=941,
    acceptable=917,
    tied=512,
    organic=241,
    purchases=56,
    page_views=0,
    unmapped=Loss(240, "no subscription"),
    discarded=6,
    dropped=Loss(89, "PLV-001 partial list"),
    filtered=8,
    rejected=Loss(24, "PUR-004 price zero"),
    anonymous=Loss(108, "BID-001"),
)


def test_names_of_steps_and_losses() -> None:
    assert steps.steps(FUNNEL)[0].name == "Received, 1,284 messages"
    drops = steps.drops(FUNNEL)
    assert drops[1].name == (
        "97 lost before sending: 89 dropped, 8 filtered. Most: PLV-001 partial list"
    )
    assert drops[0].words == "246 lost"
    assert drops[3].words == "108 anonymous"
    assert steps.rest(FUNNEL) == ("241 organic", "56 purchases")
    assert steps.rest_in_short(FUNNEL) == "297 need no campaign"


def test_what_has_no_room_is_said_in_short_and_adds_up(qtbot: QtBot) -> None:
    view = FunnelView()
    qtbot.addWidget(view)
    pages = replace(FUNNEL, page_views=23, acceptable=940)
    view.set_funnel(pages)
    assert view.rest_text(400) == "241 organic, 56 purchases, 23 page views"
    assert view.rest_text(160) == "320 need no campaign"
    assert pages.tied + pages.anonymous.count + 320 == pages.acceptable
    assert view.rest_text(40).endswith("…")
    view.set_funnel(replace(FUNNEL, organic=0, purchases=0))
    assert view.rest_text(160) == ""


def test_a_reason_without_room_is_the_id_of_its_rule() -> None:
    assert steps.reasons("PUR-003 Price missing") == ("PUR-003 Price missing", "PUR-003")
    assert steps.reasons("no subscription") == ("no subscription",)
    assert steps.reasons("") == ("",)


def test_the_shape_is_that_of_the_larger_loss() -> None:
    drop = steps.drops(replace(FUNNEL, dropped=Loss(1), filtered=9))[1]
    assert drop.shape == "filtered"


@pytest.mark.parametrize("part", [*steps.steps(FUNNEL), *steps.drops(FUNNEL)])
def test_every_part_has_a_filter_that_is_one(part: steps.Step | steps.Drop) -> None:
    parse(part.filter)


def test_heights_follow_the_counts() -> None:
    assert steps.heights((1284, 1038, 941, 917, 512))[0] == 26
    assert steps.heights((1000, 1, 0, 0, 0))[1] == 3
    assert steps.heights((10, 20, 5, 5, 5))[1] == 26
    assert steps.heights((0, 0, 0, 0, 0)) == (3, 3, 3, 3, 3)


def test_the_outline_is_level_and_then_straight() -> None:
    band, last = steps.outline(steps.starts(884), (26, 20, 18, 18, 10))
    assert band[0] == (12, 62)
    assert band[1] == (12, 36)
    assert band[2] == (12 + 884 / 5 - 34, 36)
    assert band[3] == (12 + 884 / 5, 42)
    assert last[2] == (884 - 12, 52)


def test_bars_of_a_quarter_of_an_hour() -> None:
    start, bar = scale(1_790_000_000_000, 1_790_000_000_000 + 14 * 60_000)
    assert bar == 15_000
    assert start % bar == 0
    assert start <= 1_790_000_000_000


@pytest.mark.parametrize("length", [0, 1, 59_999, 60_000, 10**9, 10**13, 10**15])
def test_all_events_fit_into_the_bars(length: int) -> None:
    first = 1_790_000_000_123
    start, bar = scale(first, first + length)
    assert start <= first
    assert start + bar * BARS > first + length


def test_as_time_goes_on_bars_keep_their_events() -> None:
    start, bar = scale(1_790_000_000_000, 1_790_000_600_000)
    later, same = scale(1_790_000_000_000 + bar, 1_790_000_600_000 + bar)
    assert same == bar
    assert (later - start) % bar == 0


def test_the_span_is_that_of_the_filter() -> None:
    query = parse("since:10m", now=1_790_000_600_000)
    assert chosen_span(query, (1_790_000_300_000, 1_790_000_590_000)) == (
        1_790_000_000_000,
        1_790_000_590_000,
    )
    denied = parse("-since:1s", now=1_790_000_600_000)
    assert chosen_span(denied, (5, 9)) == (5, 9)


@pytest.mark.parametrize(
    ("ms", "words"),
    [
        (15_000, "15 s a bar"),
        (60_000, "1 min a bar"),
        (3_600_000, "1 h a bar"),
        (86_400_000, "1 day a bar"),
        (2 * 86_400_000, "2 days a bar"),
        (1, "1 ms a bar"),
    ],
)
def test_the_length_of_a_bar(ms: int, words: str) -> None:
    assert length_words(ms) == words


def test_what_a_bar_holds() -> None:
    assert bar_words(Bar(0, 9, 0, 3, 0)) == "9 accepted, 3 dropped"
    assert bar_words(Bar(0, 0, 0, 0, 0)) == "no event"


def test_places_of_chosen_ids() -> None:
    ids = array("q", [2, 3, 4, 8, 9, 20])
    assert places(ids, array("q", [3, 4, 8, 20, 21])) == [(1, 3), (5, 5)]
    assert places(ids, array("q")) == []
    assert places(array("q"), ids) == []


def test_places_of_very_many_ids() -> None:
    ids = array("q", range(0, 20_000, 2))
    chosen = array("q", range(10_000))
    assert places(ids, chosen) == [(0, 4_999)]


def test_how_many_findings_fit() -> None:
    more = [0, 15, 15, 15]
    assert fitting([60, 60, 60], more, 180, 2) == 2
    assert fitting([60, 60, 60], more, 140, 2) == 1
    assert fitting([60, 60], more, 132, 2) == 2
    assert fitting([60, 60, 60], more, 60, 2) == 0
    assert fitting([60], more, 60, 2) == 1
