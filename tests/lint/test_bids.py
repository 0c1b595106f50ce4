"""BID-001 and BID-001s: an impression or click without a bid."""

from dataclasses import replace
from typing import Any

import pytest

from app.destination import load_definition
from app.segment.times import iso

START = 1_795_528_800_000
MINUTE = 60_000


@pytest.mark.parametrize(
    ("event", "properties", "found"),
    [
        ("Product Viewed", {}, "resolvedBidId is missing"),
        ("Product Clicked", {"resolvedBidId": None}, "resolvedBidId is null"),
        ("Banner Click", {"resolvedBidId": ""}, "resolvedBidId is empty"),
        ("Banner Impression", {"resolvedBidId": "  "}, "resolvedBidId is blank"),
    ],
)
def test_without_a_bid_and_without_an_entity(
    packaged: Any, track: Any, event: str, properties: Any, found: str
) -> None:
    packaged.all([track(event, 0, product_id="p-1", **properties)])
    finding = packaged.one(1, "BID-001")
    assert finding.severity == "warning"
    assert found in finding.message
    assert finding.paths == ("properties.resolvedBidId",)
    assert finding.delivery == 0
    assert "not be tied to a campaign" in finding.cost
    assert "fail" not in finding.message + finding.cost


@pytest.mark.parametrize(
    "properties",
    [
        {"resolvedBidId": "b"},
        {"resolvedBidId": ["b"]},
        {"resolvedBidId": 7},
        {"entity": {"id": "p-1", "type": "product"}},
        {"channel": "offsite"},
        {"externalCampaignId": "c"},
        {"externalVendorId": "v"},
    ],
)
def test_what_needs_no_bid(packaged: Any, track: Any, properties: Any) -> None:
    packaged.all([track("Product Viewed", 0, product_id="p-1", **properties)])
    assert not {"BID-001", "BID-001s"} & set(packaged.codes(1))


def test_orders_pages_and_unmapped_events_need_none(packaged: Any, track: Any, page: Any) -> None:
    item = {"product_id": "p", "price": 1}
    packaged.all(
        [
            track("Order Completed", 0, products=[item]),
            track("Product Added", 0, product_id="p"),
            page(0, page={"type": "home", "pageId": "/"}),
        ]
    )
    assert [packaged.alarms(row) for row in (1, 2, 3)] == [[], [], []]


@pytest.mark.parametrize(
    ("earlier", "code"),
    [
        (0, "BID-001s"),
        (752, "BID-001s"),
        (30 * MINUTE, "BID-001s"),
        (30 * MINUTE + 1, "BID-001"),
        (-1, "BID-001"),
    ],
)
def test_the_bid_was_seen_up_to_half_an_hour_earlier(
    packaged: Any, track: Any, earlier: int, code: str
) -> None:
    packaged.all(
        [
            track("Product Clicked", 0, product_id="p-1", resolvedBidId="b", path="/a"),
            track("Product Viewed", earlier, product_id="p-1", path="/b"),
        ]
    )
    assert packaged.codes(2) == [code]


def test_what_was_seen_is_said(packaged: Any, track: Any) -> None:
    packaged.all(
        [
            track("Product Clicked", 0, product_id="HP-2041", resolvedBidId="b"),
            track("Product Viewed", 752, product_id="HP-2041"),
        ]
    )
    finding = packaged.one(2, "BID-001s")
    assert "HP-2041 carried a bid in Product Clicked 752 ms earlier" in finding.message
    assert finding.others == (1,)
    assert packaged.on(1) == []
    assert finding.severity == "warning"


@pytest.mark.parametrize(
    "change", [{"product_id": "p-2"}, {"product_id": ""}, {"user": "u-2"}, {"product_id": None}]
)
def test_it_takes_the_same_product_and_the_same_user(
    packaged: Any, track: Any, change: Any
) -> None:
    packaged.all(
        [
            track("Product Clicked", 0, product_id="p-1", resolvedBidId="b"),
            track("Product Viewed", 10, **{"product_id": "p-1", **change}),
        ]
    )
    assert packaged.codes(2) == ["BID-001"]


def test_a_product_of_a_list_is_a_sighting_even_where_the_list_is_lost(
    packaged: Any, track: Any
) -> None:
    products = [{"product_id": "p-1", "resolvedBidId": "b"}, {"product_id": "p-2"}]
    packaged.all(
        [
            track("Product List Viewed", 0, products=products),
            track("Product Viewed", 10, product_id="p-1"),
            track("Product Viewed", 11, product_id="p-2"),
        ]
    )
    assert packaged.codes(2) == ["BID-001s"]
    assert packaged.codes(3) == ["BID-001"]


def test_a_sighting_that_comes_late_replaces_the_finding(packaged: Any, track: Any) -> None:
    packaged.add(1, track("Product Viewed", 500, product_id="p-1"))
    assert packaged.codes(1) == ["BID-001"]
    changes = packaged.add(2, track("Product Clicked", 0, product_id="p-1", resolvedBidId="b"))
    assert {(one.row, one.code, len(one.findings)) for one in changes if one.row == 1} == {
        (1, "BID-001", 0),
        (1, "BID-001s", 1),
    }


def test_the_latest_sighting_is_the_one_that_is_named(packaged: Any, track: Any) -> None:
    packaged.add(1, track("Product Viewed", 5_000, product_id="p-1"))
    packaged.add(2, track("Product Clicked", 0, product_id="p-1", resolvedBidId="b"))
    assert packaged.one(1, "BID-001s").others == (2,)
    packaged.add(3, track("Product Clicked", 4_000, product_id="p-1", resolvedBidId="b"))
    assert packaged.one(1, "BID-001s").others == (3,)
    packaged.add(4, track("Product Clicked", 2_000, product_id="p-1", resolvedBidId="b"))
    assert packaged.one(1, "BID-001s").others == (3,)


def clocked(at: int, fast: int = 0) -> dict[str, str]:
    """The times of a message made `at`, on a clock that is `fast`, and sent at once."""
    own, true = iso(START + at + fast), iso(START + at)
    return {"originalTimestamp": own, "sentAt": own, "receivedAt": true, "timestamp": true}


@pytest.mark.parametrize("fast", [-3 * 60 * MINUTE, 0, 3 * 60 * MINUTE])
@pytest.mark.parametrize(
    ("at", "code", "said"),
    [
        (-1, "BID-001", ""),
        (0, "BID-001s", " 0 ms earlier"),
        (30 * MINUTE, "BID-001s", " 30 m 00 s earlier"),
        (30 * MINUTE + 1, "BID-001", ""),
    ],
)
def test_a_server_compares_with_the_corrected_clock_of_the_browser(
    run: Any, track: Any, fast: int, at: int, code: str, said: str
) -> None:
    seen = track("Product Viewed", 0, more=clocked(0, fast), product_id="p", resolvedBidId="b")
    click = track(
        "Product Clicked", 0, library="analytics-go", more=clocked(at), path=None, product_id="p"
    )
    for arrivals in ([(1, seen), (2, click)], [(2, click), (1, seen)]):
        found = run()
        for row, message in arrivals:
            found.add(row, message)
        assert found.codes(2) == [code]
        assert said in found.one(2, code).message


def test_of_two_sightings_the_nearer_counts_whatever_its_clock(packaged: Any, track: Any) -> None:
    hour = 60 * MINUTE
    bid = {"product_id": "p", "resolvedBidId": "b"}
    packaged.all(
        [
            track("Product Viewed", 0, more=clocked(0, hour), **bid),
            track("Product Viewed", 1, library="analytics-go", more=clocked(5_000), **bid),
            track("Product Clicked", 2, more=clocked(6_000, hour), product_id="p"),
            track(
                "Product Clicked", 3, library="analytics-go", more=clocked(2_000), product_id="p"
            ),
        ]
    )
    assert packaged.one(3, "BID-001s").others == (2,)
    assert packaged.one(4, "BID-001s").others == (1,)


def test_the_other_click_of_the_same_action_is_a_sighting(both: Any, track: Any) -> None:
    both.all(
        [
            track("Product Added", 0, product_id="p-1"),
            track("Product Clicked", 40, product_id="p-1", resolvedBidId="b"),
        ]
    )
    assert both.codes(1) == ["BID-001s", "CLK-001"]
    assert "from the same action" in both.one(1, "BID-001s").message


def test_before_july_2026_the_event_was_lost(run: Any, track: Any) -> None:
    old = run("topsort-2026-01")
    old.all([track("Product Viewed", 0, product_id="p-1")])
    finding = old.one(1, "BID-001")
    assert finding.severity == "error"
    assert "lost before Topsort" in finding.cost


def test_a_message_without_a_user_gets_the_plain_finding(packaged: Any, track: Any) -> None:
    packaged.all([track("Product Viewed", 0, user="", more={"userId": "x"}, product_id="p-1")])
    assert packaged.codes(1) == ["BID-001", "USR-001"]


def test_a_message_that_stays_away_lacks_nothing(packaged: Any, track: Any) -> None:
    packaged.all([track("Product Viewed", 0, more={"integrations": {"All": False}})])
    assert packaged.on(1) == []


def test_captured_text_in_a_snippet_is_a_literal(packaged: Any, track: Any) -> None:
    evil = '"}); alert(1); //\n\u202e</script>'
    packaged.all(
        [
            track("Product Viewed", 0, product_id=evil),
            track("Product Viewed", 0, product_id=evil, library="analytics-python"),
        ]
    )
    for row in (1, 2):
        snippet = packaged.one(row, "BID-001").snippet
        assert r'"\"}); alert(1); //\n\u202e\u003c/script>"' in snippet
    compile(packaged.one(2, "BID-001").snippet, "snippet", "exec")


def test_what_is_lost_for_another_reason_is_not_said_to_be_accepted(
    packaged: Any, track: Any
) -> None:
    packaged.all(
        [
            track("Product Viewed", 0, product_id="p", resolvedBidId="b"),
            track("Product Clicked", 1, product_id="p", channel="web"),
            track("Product Clicked", 2, product_id="q", placement=3, page=4),
        ]
    )
    for row, code in ((2, "BID-001s"), (3, "BID-001")):
        cost = packaged.one(row, code).cost
        assert cost.startswith("The click does not get through for another reason")
        assert "accepts" not in cost


def test_a_bid_that_the_mapping_does_not_read_is_not_said_to_be_blank(run: Any, track: Any) -> None:
    packaged = load_definition().configuration()
    first = packaged.subscriptions[0]
    mapping = {key: one for key, one in first.mapping.items() if key != "resolvedBidId"}
    own = run(replace(packaged, subscriptions=(replace(first, mapping=mapping),)))
    own.all([track("Product Viewed", 0, product_id="p", resolvedBidId="b")])
    said = "resolvedBidId is there, but this subscription does not send it."
    assert said in own.one(1, "BID-001").message
