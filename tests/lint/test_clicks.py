"""CLK-001: one action of a user that becomes two clicks."""

from dataclasses import replace
from typing import Any

import pytest

from app.destination import load_definition
from app.lint.bands import Bands

PAIR = {"product_id": "p-1", "resolvedBidId": "b-1"}


@pytest.mark.parametrize(
    ("gap", "word", "severity"),
    [
        (0, "One action: certain (500 ms or less)", "warning"),
        (38, "One action: certain (500 ms or less)", "warning"),
        (500, "One action: certain (500 ms or less)", "warning"),
        (501, "One action: probable (2 s or less)", "warning"),
        (2_000, "One action: probable (2 s or less)", "warning"),
    ],
)
def test_a_pair_and_how_certain_it_is(
    both: Any, track: Any, gap: int, word: str, severity: str
) -> None:
    both.all([track("Product Clicked", 0, **PAIR), track("Product Added", gap, **PAIR)])
    first, second = both.one(1, "CLK-001"), both.one(2, "CLK-001")
    assert first.severity == second.severity == severity
    assert word in first.message
    assert f"{gap} ms" in first.message or f"{gap // 1000} s apart" in first.message
    assert "same user, same bid, same page" in first.message
    assert (first.others, second.others) == ((2,), (1,))
    assert first.keep == second.keep == 1
    assert first.gap == second.gap == gap
    assert (first.delivery, second.delivery) == (0, 0)
    assert "does not promise" in first.cost


@pytest.mark.parametrize("gap", [2_001, 5_000, 5_001, 60_000])
def test_beyond_two_seconds_it_takes_a_hint(both: Any, track: Any, gap: int) -> None:
    both.all([track("Product Clicked", 0, **PAIR), track("Product Added", gap, **PAIR)])
    assert both.on(1, "CLK-001") == []


@pytest.mark.parametrize(
    ("gap", "clicked", "added", "found"),
    [
        (2_001, {}, {"cart_id": "c-1"}, True),
        (5_000, {}, {"source": "list"}, True),
        (5_000, {"target": "btn add-to-cart"}, {}, True),
        (5_000, {"target": "image"}, {}, False),
        (5_001, {}, {"cart_id": "c-1"}, False),
    ],
)
def test_a_possible_pair_is_a_hint(
    both: Any, track: Any, gap: int, clicked: Any, added: Any, found: bool
) -> None:
    both.all(
        [
            track("Product Clicked", 0, **PAIR, **clicked),
            track("Product Added", gap, **PAIR, **added),
        ]
    )
    findings = both.on(2, "CLK-001")
    assert [one.severity for one in findings] == (["info"] if found else [])
    assert (
        not findings or "One action: possible (5 s or less). If they are one" in findings[0].message
    )


@pytest.mark.parametrize(
    ("clicked", "added", "found"),
    [
        ({"resolvedBidId": "b"}, {"resolvedBidId": "b"}, "same bid"),
        ({"resolvedBidId": " b "}, {"resolvedBidId": "b"}, "same bid"),
        ({"resolvedBidId": "b", "product_id": "p"}, {"resolvedBidId": "c", "product_id": "p"}, ""),
        ({"resolvedBidId": "b", "product_id": "p"}, {"product_id": "p"}, "same product"),
        ({"product_id": 7}, {"product_id": "7 "}, "same product"),
        ({"product_id": "p"}, {"product_id": "q"}, ""),
        ({"product_id": "p", "sku": "s"}, {"sku": "s"}, "same sku"),
        ({"product_id": "p"}, {"sku": "p"}, "same sku"),
        ({"product_id": None, "productId": "p"}, {"product_id": "p"}, "same product"),
        ({"product_id": "p-1"}, {"product_id": "p-1-red"}, "product ids of one product"),
        ({"product_id": "P1"}, {"product_id": "p1"}, "product ids of one product"),
        ({"resolvedBidId": "b"}, {"product_id": "p"}, ""),
        ({}, {}, ""),
    ],
)
def test_what_makes_two_clicks_alike(
    both: Any, track: Any, clicked: Any, added: Any, found: str
) -> None:
    both.all([track("Product Clicked", 0, **clicked), track("Product Added", 40, **added)])
    findings = both.on(1, "CLK-001")
    assert bool(findings) is bool(found)
    assert not found or found in findings[0].message


def test_ids_of_variants_are_less_certain(both: Any, track: Any) -> None:
    both.all(
        [
            track("Product Clicked", 0, product_id="p-1"),
            track("Product Added", 40, product_id="p-1-red"),
        ]
    )
    assert "probable (" in both.one(1, "CLK-001").message


@pytest.mark.parametrize("kind", ["page", "screen"])
def test_a_page_between_the_two_parts_them(both: Any, track: Any, page: Any, kind: str) -> None:
    messages = [
        track("Product Clicked", 0, **PAIR),
        page(100, type=kind),
        track("Product Added", 200, **PAIR),
    ]
    both.all(messages)
    assert both.on(1, "CLK-001") == both.on(3, "CLK-001") == []


def test_a_page_that_comes_late_takes_the_finding_back(both: Any, track: Any, page: Any) -> None:
    both.add(1, track("Product Clicked", 0, **PAIR))
    both.add(2, track("Product Added", 200, **PAIR))
    assert both.on(1, "CLK-001")
    changes = both.add(3, page(100))
    assert {(one.row, one.findings) for one in changes if one.code == "CLK-001"} == {
        (1, ()),
        (2, ()),
    }


def test_a_page_of_someone_else_parts_nobody(both: Any, track: Any, page: Any) -> None:
    both.all(
        [
            track("Product Clicked", 0, **PAIR),
            page(100, user="u-2"),
            track("Product Added", 200, **PAIR),
        ]
    )
    assert both.on(1, "CLK-001")


def test_two_paths_are_two_actions(both: Any, track: Any) -> None:
    both.all(
        [
            track("Product Clicked", 0, path="/search", **PAIR),
            track("Product Added", 200, path="/p/1", **PAIR),
        ]
    )
    assert both.on(1, "CLK-001") == []


def test_two_users_are_two_actions(both: Any, track: Any) -> None:
    both.all(
        [
            track("Product Clicked", 0, user="a", **PAIR),
            track("Product Added", 40, user="b", **PAIR),
        ]
    )
    assert both.on(1, "CLK-001") == []


def test_user_id_stands_in_where_both_lack_an_anonymous_id(both: Any, track: Any) -> None:
    both.all(
        [
            track("Product Clicked", 0, user=..., more={"userId": "x"}, **PAIR),
            track("Product Added", 40, user=..., more={"userId": "x"}, **PAIR),
        ]
    )
    assert both.one(1, "CLK-001").others == (2,)


def test_the_same_event_twice_is_another_matter(both: Any, track: Any) -> None:
    both.all([track("Product Clicked", 0, **PAIR), track("Product Clicked", 40, **PAIR)])
    assert both.on(1, "CLK-001") == both.on(2, "CLK-001") == []


def test_a_copy_of_a_message_is_no_third_click(both: Any, track: Any) -> None:
    clicked = track("Product Clicked", 0, **PAIR)
    both.all([clicked, track("Product Added", 40, **PAIR), clicked])
    assert both.one(1, "CLK-001").others == (2,)
    assert both.one(2, "CLK-001").others == (1,)
    assert both.on(3, "CLK-001") == []


def test_the_first_row_of_a_message_stands_for_its_copies(both: Any, track: Any) -> None:
    clicked = track("Product Clicked", 0, **PAIR)
    both.add(3, clicked)
    both.add(2, track("Product Added", 40, **PAIR))
    assert both.one(2, "CLK-001").others == (3,)
    both.add(1, clicked)
    assert both.one(2, "CLK-001").others == (1,)
    assert both.one(1, "CLK-001").others == (2,)
    assert both.on(3, "CLK-001") == []


def test_the_same_row_twice_changes_nothing(both: Any, track: Any) -> None:
    clicked, added = track("Product Clicked", 0, **PAIR), track("Product Added", 40, **PAIR)
    both.all([clicked, added])
    before = dict(both.standing)
    both.add(2, added)
    both.add(1, clicked)
    assert both.standing == before


def test_the_nearest_wins_when_a_third_comes(both: Any, track: Any) -> None:
    both.add(1, track("Product Clicked", 0, id="c-1", **PAIR))
    both.add(2, track("Product Added", 900, id="a-1", **PAIR))
    assert both.one(2, "CLK-001").others == (1,)
    both.add(3, track("Product Clicked", 880, id="c-2", **PAIR))
    assert both.on(1, "CLK-001") == []
    assert both.one(2, "CLK-001").others == (3,)
    assert both.one(3, "CLK-001").gap == 20


def test_who_lost_its_partner_takes_the_next_one(both: Any, track: Any) -> None:
    both.all(
        [
            track("Product Clicked", 0, id="c-1", **PAIR),
            track("Product Added", 1_500, id="a-1", **PAIR),
            track("Product Clicked", 2_000, id="c-2", **PAIR),
            track("Product Added", 2_038, id="a-2", **PAIR),
        ]
    )
    assert both.one(1, "CLK-001").others == (2,)
    assert both.one(3, "CLK-001").others == (4,)


def test_keep_the_one_that_carries_the_bid(both: Any, track: Any) -> None:
    both.all(
        [
            track("Product Clicked", 0, product_id="p-1"),
            track("Product Added", 40, **PAIR),
        ]
    )
    finding = both.one(1, "CLK-001")
    assert finding.keep == 2
    assert "Keep Product Added: only it carries the bid" in finding.fix
    assert "Product Clicked carries no bid: that click is tied to no campaign" in finding.message
    assert both.codes(1) == ["BID-001s", "CLK-001"]


def test_product_clicked_stays_where_both_carry_the_bid(both: Any, track: Any) -> None:
    both.all([track("Product Added", 0, **PAIR), track("Product Clicked", 40, **PAIR)])
    finding = both.one(1, "CLK-001")
    assert finding.keep == 2
    assert finding.fix.startswith("Keep Product Clicked: both carry the bid")


def test_under_packaged_presets_it_says_if(packaged: Any, track: Any) -> None:
    packaged.all([track("Product Clicked", 0, **PAIR), track("Product Added", 38, **PAIR)])
    finding = packaged.one(1, "CLK-001")
    assert finding.severity == "warning"
    assert "If both are mapped to clicks in Segment, Topsort counts two." in finding.message
    assert packaged.one(2, "CLK-001").delivery is None


def test_other_presets_say_nothing_about_clicks(run: Any, track: Any) -> None:
    quiet = run(disable=["Page Views", "Banner Click"], skip_zero_price=True)
    quiet.all([track("Product Clicked", 0, **PAIR), track("Product Added", 38, **PAIR)])
    assert quiet.one(1, "CLK-001").severity == "warning"
    assert "If both are mapped" in quiet.one(1, "CLK-001").message


def test_a_configuration_of_ones_own_that_maps_one_makes_a_hint(run: Any, track: Any) -> None:
    messages = [track("Product Clicked", 0, **PAIR), track("Product Added", 38, **PAIR)]
    finding = run(disable=["Click"], enable=["Product Added"]).all(messages).one(1, "CLK-001")
    assert finding.severity == "info"
    assert "Only Product Added is mapped to a click here" in finding.message
    assert finding.cost.startswith("Then the second click may be charged")


def test_a_copied_configuration_without_the_alternate_is_ones_own(run: Any, track: Any) -> None:
    packaged = load_definition("topsort-2026-07").configuration()
    kept = tuple(one for one in packaged.subscriptions if not one.alternate)
    own = run(replace(packaged, subscriptions=kept))
    own.all([track("Product Clicked", 0, **PAIR), track("Product Added", 38, **PAIR)])
    assert own.one(1, "CLK-001").severity == "info"
    assert "Only Product Clicked is mapped to a click here" in own.one(1, "CLK-001").message


def test_what_is_not_mapped_is_not_to_be_switched_off(packaged: Any, both: Any, track: Any) -> None:
    messages = [track("Product Clicked", 0, **PAIR), track("Product Added", 38, **PAIR)]
    assert "Map no click to Product Added" in packaged.all(messages).one(1, "CLK-001").fix
    fix = both.all(messages).one(1, "CLK-001").fix
    assert "Switch the subscription for Product Added off" in fix


@pytest.mark.parametrize(
    ("clicked", "added", "said"),
    [
        ({}, {}, "Neither carries a bid"),
        ({"resolvedBidId": "b"}, {}, "Product Added carries no bid"),
        ({}, {"resolvedBidId": "b"}, "Product Clicked carries no bid"),
    ],
)
def test_a_click_without_a_bid_is_not_said_to_be_charged(
    both: Any, track: Any, clicked: Any, added: Any, said: str
) -> None:
    entity = {"entity": {"type": "product", "id": "p"}}
    clicked, added = ({"product_id": "p", **one} for one in (clicked, added))
    both.all(
        [
            track("Product Clicked", 0, **clicked),
            track("Product Added", 40, **added, **entity),
        ]
    )
    finding = both.one(1, "CLK-001")
    assert said in finding.message
    assert "charged" not in finding.cost
    # It names an entity, so that it is no anonymous click.
    assert "anonymous" not in finding.message


def test_a_configuration_of_ones_own_that_maps_neither_says_nothing(run: Any, track: Any) -> None:
    own = run(disable=["Click"])
    own.all([track("Product Clicked", 0, **PAIR), track("Product Added", 38, **PAIR)])
    assert own.on(1) == own.on(2) == []


def test_a_click_that_stays_away_from_topsort_is_none(both: Any, track: Any) -> None:
    off = {"integrations": {"Topsort": False}}
    both.all([track("Product Clicked", 0, **PAIR), track("Product Added", 38, more=off, **PAIR)])
    assert both.on(1, "CLK-001") == []


def test_a_server_has_another_clock(both: Any, track: Any) -> None:
    # The browser's clock is an hour fast; Segment's correction brings the two together.
    fast = {
        "originalTimestamp": "2026-11-24T15:00:00.000Z",
        "sentAt": "2026-11-24T15:00:01.000Z",
        "receivedAt": "2026-11-24T14:00:01.000Z",
    }
    right = {
        "originalTimestamp": "2026-11-24T14:00:03.000Z",
        "sentAt": "2026-11-24T14:00:03.000Z",
        "receivedAt": "2026-11-24T14:00:03.000Z",
    }
    both.all(
        [
            track("Product Clicked", 0, more=fast, **PAIR),
            track("Product Added", 0, library="analytics-python", path=None, more=right, **PAIR),
        ]
    )
    finding = both.one(1, "CLK-001")
    assert finding.gap == 3_000
    assert finding.severity == "info"
    assert "possible (" in finding.message


def test_corrected_clocks_are_said(both: Any, track: Any) -> None:
    late = {"sentAt": "2026-11-24T16:00:00.000Z"}
    prompt = {"sentAt": "2026-11-24T14:00:00.000Z"}
    both.all(
        [
            track("Product Clicked", 0, more=late, **PAIR),
            track("Product Added", 40, more=prompt, **PAIR),
        ]
    )
    said = both.one(1, "CLK-001").message
    assert "clock skew corrected, the gap is that of the device itself" in said


def test_two_libraries_are_not_certain(both: Any, track: Any) -> None:
    both.all(
        [
            track("Product Clicked", 0, library="analytics.js", **PAIR),
            track("Product Added", 40, library="analytics-kotlin", **PAIR),
        ]
    )
    assert "probable (" in both.one(1, "CLK-001").message


def test_bands_are_data(track: Any) -> None:
    from app.analysis.judge import judge
    from app.lint.linter import Linter
    from app.lint.observation import Observation
    from app.lint.rule_settings import RuleSettings
    from app.lint.scene import setting_of

    configuration = load_definition("topsort-2026-07").configuration(enable=["Product Added"])
    linter = Linter(setting_of(configuration, RuleSettings(replace(Bands(), probable=60_000))))
    changes = []
    for row, (event, at) in enumerate(
        [("Product Clicked", 0), ("Product Added", 10_000), ("Product Clicked", 20_001)], 1
    ):
        message = track(event, at, **PAIR)
        judged = judge(message, configuration, judged_at=1_900_000_000_000)
        changes += linter.observe(Observation(row, message, 0, judged.verdict, judged.deliveries))
    assert [one.row for one in changes if one.code == "CLK-001"] == [2, 1] or [
        one.row for one in changes if one.code == "CLK-001"
    ] == [1, 2]
    assert Bands(certain=99_000).limit == 10_000


@pytest.mark.parametrize(
    ("library", "snippet"),
    [
        ("analytics.js", "event.stopPropagation()"),
        ("analytics-python", 'event="Product Clicked"'),
        ("analytics-kotlin", '"event": "Product Clicked"'),
    ],
)
def test_the_snippet_speaks_the_sdk(both: Any, track: Any, library: str, snippet: str) -> None:
    both.all(
        [
            track("Product Clicked", 0, library=library, **PAIR),
            track("Product Added", 40, library=library, **PAIR),
        ]
    )
    assert snippet in both.one(1, "CLK-001").snippet


def test_where_one_is_lost_nothing_counts_twice_yet(both: Any, track: Any) -> None:
    both.all(
        [
            track("Product Clicked", 0, **PAIR),
            track("Product Added", 38, channel="web", **PAIR),
        ]
    )
    assert "Not both get through now" in both.one(1, "CLK-001").message
