"""Which click or impression wins an order line, and the nearest miss."""

from collections.abc import Callable
from dataclasses import replace
from random import Random
from typing import Any

import pytest
from analysis_stories import (
    DAY,
    MINUTE,
    PACKAGED,
    Message,
    book,
    click,
    configured,
    judged,
    order,
    steps,
    track,
    view,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from app.analysis.assumptions import AttributionError, Rule, read_assumptions
from app.analysis.attribution import LineCredit, OrderCredit, attribute
from app.analysis.book import Book
from app.analysis.judge import judge
from app.analysis.judged import JudgedMessage
from app.analysis.variants import LONGEST_ID, Variants
from app.destination.model import Configuration
from app.lint.ids import is_variant
from tests.lint.journeys.clean import CLEAN
from tests.lint.journeys.shop import Shop
from tests.lint.journeys.wire import Tape


def credits(*messages: Message, configuration: Configuration = PACKAGED) -> tuple[OrderCredit, ...]:
    return book(messages, configuration).credits().orders


def only(*messages: Message, configuration: Configuration = PACKAGED) -> LineCredit:
    (one,) = credits(*messages, configuration=configuration)
    (line,) = one.lines
    return line


def test_the_last_click_wins_and_the_window_goes_on() -> None:
    line = only(click("p", 0), click("p", MINUTE, bid="b-2"), view("p", 2 * MINUTE), order("p"))
    assert line.state == "credited"
    assert line.winner is not None
    assert (line.winner.event, line.winner.bid) == ("Product Clicked", "b-2")
    assert (line.gap, line.left) == (9 * MINUTE, 14 * DAY - 9 * MINUTE)
    assert line.miss is None


def test_both_ends_of_the_window_count() -> None:
    at = 14 * DAY
    last = only(click("p", 0), order("p", at=at))
    assert (last.state, last.left) == ("credited", 0)
    missed = only(click("p", 0), order("p", at=at + 1))
    assert missed.state == "nothing"
    assert missed.miss is not None
    assert missed.miss.obstacles == ("window",)
    assert only(click("p", 5), order("p", at=5)).state == "credited"


def test_an_impression_wins_under_last_impression_but_a_click_goes_first() -> None:
    last = configured({"model": "last_impression"})
    seen = [view("p", MINUTE), order("p")]
    assert only(*seen).state == "nothing"
    won = only(*seen, configuration=last)
    assert won.winner is not None
    assert won.winner.kind == "impression"
    won = only(click("p", 0), *seen, configuration=last)
    assert won.winner is not None
    assert won.winner.kind == "click"


def test_each_format_has_a_model_and_a_window_and_listings_go_first() -> None:
    banner = track("Banner Click", 5 * MINUTE, product_id="p", resolvedBidId="banner")
    won = only(click("p", 0), banner, order("p"))
    assert won.winner is not None
    assert won.winner.bid == "b-1"
    narrow = configured({"window_days": 1, "formats": {"banners": {"window_days": 30}}})
    late = order("p", at=3 * DAY)
    won = only(click("p", 0), banner, late, configuration=narrow)
    assert won.winner is not None
    assert won.winner.bid == "banner"
    assert won.left == 30 * DAY - 3 * DAY + 5 * MINUTE


def test_a_click_on_a_banner_goes_before_an_impression_of_a_listing() -> None:
    banner = track("Banner Click", 0, product_id="p", resolvedBidId="banner")
    last = configured({"model": "last_impression"})
    won = only(banner, view("p", MINUTE), order("p"), configuration=last)
    assert won.winner is not None
    assert won.winner.bid == "banner"


@pytest.mark.parametrize(
    ("made", "obstacles"),
    [
        (click("P", 0), ("variant",)),
        (click("p-red", 0), ("variant",)),
        (click("sku-p", 0), ("variant",)),
        (click("p", 0, bid=...), ("anonymous",)),
        (click("p", 0, bid="   "), ("anonymous",)),
        (click("p", 0, bid=..., entity={"id": "p", "type": "product"}), ("organic",)),
        (click("p", 0, bid=["a", "b"]), ("dropped", "anonymous")),
        (click("p", 0, channel="web"), ("rejected",)),
        (click("p", 0) | {"integrations": {"Topsort": False}}, ("filtered",)),
        (click("p", 0) | {"event": "product_clicked"}, ("unmapped",)),
        (click("p", 0) | {"event": "Product Added"}, ("unmapped",)),
        (view("p", 0), ("impression",)),
        (click("p", 11 * MINUTE), ("after",)),
        (click("p", 0, user="u-2"), ("user",)),
        (
            track("Product List Viewed", 0, products=[{"product_id": "p"}]),
            ("impression", "dropped", "anonymous"),
        ),
    ],
)
def test_the_nearest_miss_says_why(made: Message, obstacles: tuple[str, ...]) -> None:
    line = only(made, order("p"))
    assert line.miss is not None
    assert line.miss.obstacles == obstacles
    # An ad that was seen only, and a product without one, are as they should be.
    normal = obstacles in (("impression",), ("organic",))
    assert line.state == ("nothing" if normal else "missed")


def test_another_user_is_a_miss_only_where_something_ties_the_two() -> None:
    other = click("p", 0, user="u-2", bid="b-2")
    assert only(other, click("q", 0, bid="b-3"), order("p")).state == "nothing"
    same = only(
        click("p", 0, user="u-2", bid="b-2", userId="ann"),
        click("q", 0, bid="b-3"),
        order("p", userId="ann"),
    )
    assert same.miss is not None
    assert same.miss.obstacles == ("person",)
    shared = only(other, click("q", 0, bid="b-2"), order("p"))
    assert shared.miss is not None
    assert shared.miss.obstacles == ("bid",)


def test_a_bid_under_two_users_leaves_a_doubt() -> None:
    line = only(click("p", 0), click("p", 0, user="u-2"), order("p"))
    assert (line.state, line.shared_with) == ("credited", "a:u-2")
    assert only(click("p", 0), order("p")).shared_with == ""


def test_the_fault_that_is_likely_the_shops_own_is_named() -> None:
    line = only(click("p", 0, bid=...), click("q", 0, user="u-2"), view("p-1", 1), order("p"))
    assert line.miss is not None
    assert line.miss.obstacles == ("anonymous",)


def test_orders_are_counted_by_what_they_miss() -> None:
    found = book(
        [
            click("p-1", 0),
            view("q", 1, bid="b-2"),
            order("p", "p_1", "q"),
            order("p", at=DAY, order_id="2"),
        ]
    ).credits()
    assert found.missed == {"variant": 2}


def test_a_click_long_after_the_order_is_another_visit() -> None:
    line = only(click("p", DAY), order("p"))
    assert line.state == "nothing"
    assert line.miss is not None
    assert line.miss.gap == 10 * MINUTE - DAY


def test_a_fault_is_named_before_what_is_normal() -> None:
    line = only(view("p", 0), click("p-red", 5, bid="b-2"), order("p"))
    assert line.miss is not None
    assert line.miss.obstacles == ("variant",)


def test_halo_credits_the_vendor_and_is_off_at_first() -> None:
    line = {"product_id": "p", "price": 1, "quantity": 1, "vendorId": "v"}
    made = [click("q", 0, vendorId="v"), order(line)]
    missed = only(*made)
    assert missed.miss is not None
    assert missed.miss.obstacles == ("vendor",)
    won = only(*made, configuration=configured({"halo": True}))
    assert (won.state, won.by_vendor) == ("credited", True)
    both = only(click("p", -MINUTE), *made, configuration=configured({"halo": True}))
    assert (both.state, both.by_vendor) == ("credited", False)


def test_what_an_event_stands_for() -> None:
    listed = track(
        "Product List Viewed",
        0,
        products=[
            {"product_id": "a", "resolvedBidId": "1"},
            {"product_id": "b", "resolvedBidId": "2"},
        ],
    )
    follow_up = track(
        "Banner Click", 0, resolvedBidId="3", additionalAttribution={"type": "product", "id": "c"}
    )
    last = configured({"model": "last_impression"})
    (found,) = credits(listed, follow_up, order("a", "b", "c", "d"), configuration=last)
    assert [line.winner.bid if line.winner else "" for line in found.lines] == ["1", "2", "3", ""]


def test_copies_of_a_message_are_one_and_the_first_row_counts() -> None:
    first = click("q", 0, id="m")
    second = click("p", MINUTE, id="m")
    line = only(first, second, order("p"))
    assert line.miss is not None
    assert line.miss.obstacles == ("copy",)
    assert only(click("p", 0, id="m"), click("p", 0, id="m"), order("p")).state == "credited"


def test_copies_of_an_order_are_one_whoever_sent_them() -> None:
    first = order("p", id="m")
    (one,) = credits(first, order("p", id="m", user="u-2"), order("p", "q", id="m"))
    assert (one.order.row, len(one.lines)) == (1, 1)


def test_the_user_is_the_one_that_is_sent() -> None:
    """A mapping of the shop's own may fall back on userId."""
    fallback = {
        "@if": {
            "exists": {"@path": "$.anonymousId"},
            "then": {"@path": "$.anonymousId"},
            "else": {"@path": "$.userId"},
        }
    }
    mapped = replace(
        PACKAGED,
        subscriptions=tuple(
            replace(one, mapping=one.mapping | {"opaqueUserId": fallback})
            for one in PACKAGED.subscriptions
        ),
    )
    server = order("p", user=..., userId="ann")
    assert only(click("p", 0, user="ann"), server, configuration=mapped).state == "credited"
    assert only(click("p", 0, user="ann"), server).state == "lost"


def test_long_ids_are_equal_wherever_they_stand() -> None:
    huge = "u" * 10_000
    made = [click("p", 0, user=huge, bid=huge), order("p", user=huge, order_id=huge)]
    lost = order({"product_id": "p", "price": 0}, at=DAY, user=huge)
    found = credits(*made, lost)
    assert [one.lines[0].state for one in found] == ["credited", "lost"]
    assert found[0].order.user == found[1].order.user
    assert len(found[0].order.user) < 200


def test_an_order_that_is_lost_says_what_would_have_won() -> None:
    free = {"product_id": "p", "price": 0, "quantity": 1}
    line = only(click("p", 0), order(free))
    assert line.state == "lost"
    assert line.winner is not None
    assert only(order(free)).winner is None


def test_an_order_id_that_came_before_is_named_but_not_one_that_was_lost() -> None:
    first, second = credits(order("p"), order("p", at=11 * MINUTE))
    assert first.repeats is None
    assert second.repeats is first.order
    lost = order({"product_id": "p", "price": 0})
    assert [one.repeats for one in credits(lost, order("p", at=11 * MINUTE))] == [None, None]


def test_the_users_own_subscriptions_and_mapping_are_read() -> None:
    mapped = configured(enable=["Product Added"])
    added = click("p", 0) | {"event": "Product Added"}
    assert only(added, order("p"), configuration=mapped).state == "credited"


@pytest.mark.parametrize(
    ("attribution", "path", "near"),
    [
        ({"windowDays": 3}, "attribution.windowDays", "window_days"),
        ({"Model": "last_click"}, "attribution.Model", "model"),
        ({"model": "last_clik"}, "attribution.model", "last_click"),
        ({"model": 7}, "attribution.model", ""),
        ({"window_days": 0}, "attribution.window_days", ""),
        ({"window_days": 91}, "attribution.window_days", ""),
        ({"window_days": True}, "attribution.window_days", ""),
        ({"window_days": 1.5}, "attribution.window_days", ""),
        ({"halo": "yes"}, "attribution.halo", ""),
        ({"formats": []}, "attribution.formats", ""),
        ({"formats": {"banner": {}}}, "attribution.formats.banner", "banners"),
        ({"formats": {"banners": 3}}, "attribution.formats.banners", ""),
        ({"formats": {"banners": {"halo": True}}}, "attribution.formats.banners.halo", ""),
        ({"x" * 10_000: 1}, f"attribution.{'x' * 100}", ""),
    ],
)
def test_assumptions_that_cannot_be_used_name_their_place(
    attribution: dict[str, Any], path: str, near: str
) -> None:
    with pytest.raises(AttributionError) as caught:
        read_assumptions(attribution)
    assert (caught.value.path, caught.value.near) == (path, near)
    assert str(caught.value).startswith(path)
    assert len(str(caught.value)) < 300


def test_assumptions_stand_in_the_answer_with_how_sure_they_are() -> None:
    plain = read_assumptions({})
    assert plain.sentence == "Assumed: last click, 14 days, same product. Topsort may differ."
    assert {one.sure for one in plain.listed()} == {"published", "not published"}
    own = read_assumptions(
        {"window_days": 7, "halo": True, "formats": {"banners": {"model": "last_impression"}}}
    )
    assert own.rule("banners") == Rule("last_impression", 7)
    assert own.words == (
        "last click, 7 days, same product or vendor; last impression, 7 days for banners"
    )


IDS = st.text(st.sampled_from("aA1-_.:/ "), max_size=6)


@given(st.lists(IDS, max_size=12), IDS)
def test_variants_are_those_of_the_rules(known: list[str], product: str) -> None:
    found = Variants(known).of(product)
    assert found == sorted({one for one in known if is_variant(one, product)})


def test_ids_without_end_cost_nothing() -> None:
    huge = "-".join("x" * 10 for _ in range(1_000))
    assert len(huge) > LONGEST_ID
    assert Variants([huge, huge.upper()]).of(huge) == [huge.upper()]
    line = only(click(huge, 0), order(huge))
    assert line.state == "credited"


@st.composite
def captures(draw: st.DrawFn) -> list[Message]:
    made: list[Message] = []
    for index in range(draw(st.integers(2, 10))):
        kind = draw(st.sampled_from(["click", "view", "order", "order", "list"]))
        at = draw(st.sampled_from([0, 1, 5, MINUTE, DAY, 15 * DAY]))
        user = draw(st.sampled_from(["u", "u", "v", ...]))
        product = draw(st.sampled_from(["p", "P", "p-1", "q"]))
        bid = draw(st.sampled_from(["b", "c", "", ...]))
        person = draw(st.sampled_from([..., "ann"]))
        id = f"m-{draw(st.integers(0, index))}"
        more: dict[str, Any] = {"user": user, "userId": person, "id": id}
        if kind == "order":
            made.append(
                order(product, "q", at=at, order_id=draw(st.sampled_from(["1", "2", ""])), **more)
            )
        elif kind == "list":
            made.append(
                track(
                    "Product List Viewed",
                    at,
                    products=[{"product_id": product, "resolvedBidId": "d"}],
                    **more,
                )
            )
        else:
            made.append((click if kind == "click" else view)(product, at, bid=bid, **more))
    return made


@settings(max_examples=150, deadline=None)
@given(captures(), st.sampled_from([3, 8, 10_000]), st.data())
def test_any_order_of_arrival_earns_the_same(
    made: list[Message], room: int, data: st.DataObject
) -> None:
    configuration = configured({"halo": True})
    arrivals = judged(made, configuration)
    shuffled = data.draw(st.permutations(arrivals))
    answers = [
        Book(configuration, keep=room).add_all(some).credits() for some in (arrivals, shuffled)
    ]
    assert answers[0] == answers[1]


def test_what_is_forgotten_is_said() -> None:
    some = [click("p", index) for index in range(20)]
    kept = Book(PACKAGED, keep=10).add_all(judged(some))
    found = kept.credits()
    assert len(kept.seen) == 5
    assert found.forgotten == kept.forgotten == 15
    assert found.since is not None


def _one_user(index: int) -> Message:
    """A load test: everything by one user and on one product, a bid for all."""
    if index % 3 == 0:
        return click("p", index)
    if index % 3 == 1:
        return view("p-1", index, bid=...)
    return order("p", "P", "q", at=index, order_id=f"o-{index}")


def _many_users(index: int) -> Message:
    """Everybody clicks on one product with one bid, and everybody else buys it."""
    if index % 2:
        return click("p", index, user=f"u-{index}", userId="ann")
    return order("p", at=index, user=f"v-{index}", userId="ann", order_id=f"o-{index}")


def _many_variants(index: int) -> Message:
    """One user, and as many products of one stem as there are events."""
    return click(f"p-{index}", index) if index % 2 else order("p", at=index, order_id=index)


@pytest.mark.parametrize("made", [_one_user, _many_users, _many_variants])
def test_work_grows_with_the_messages_alone(made: Callable[[int], Message]) -> None:
    def work(count: int) -> float:
        seen = book([made(index) for index in range(count)]).seen
        return steps(lambda: attribute(seen, read_assumptions({}))) / count

    small, large = work(300), work(3_000)
    assert large < small * 1.3


UNSOLD = {"organic", "offsite", "add_from_product_page", "second_click", "other_events"}
"""Clean journeys without an order for a sponsored click."""


@pytest.mark.parametrize("name", sorted(CLEAN))
@pytest.mark.parametrize("seed", range(4))
def test_on_a_clean_journey_the_click_wins_and_nothing_is_missed(name: str, seed: int) -> None:
    """Journeys as the SDKs send them, with their clocks, retries and servers."""
    tape = Tape(Random(seed))
    CLEAN[name](tape, Shop(tape.random), 0)
    taken = Book(PACKAGED)
    for row, one in enumerate(tape.in_order(), 1):
        judgement = judge(one.message, PACKAGED, judged_at=one.judged_at)
        taken.add(JudgedMessage(row, one.message, one.judged_at, judgement))
    states = [line.state for each in taken.credits().orders for line in each.lines]
    assert set(states) <= {"credited", "nothing"}
    assert ("credited" in states) is (name not in UNSOLD)
