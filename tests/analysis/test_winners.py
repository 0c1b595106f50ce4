"""Auction winners and what followed them."""

from typing import Any

import pytest
from analysis_stories import START, book, click, order, steps, track, view
from hypothesis import given, settings
from hypothesis import strategies as st

from app.analysis.winners import Winner, follow


def winner(bid: str, product: str = "p", at: int = -5, row: int = 1, **more: Any) -> Winner:
    given = {"user": "u-1", "path": "/search"} | more
    return Winner(row, bid, product, at=START + at, **given)


def test_each_winner_with_what_followed() -> None:
    seen = book(
        [
            view("a", 0, bid="1"),
            click("a", 5, bid="1"),
            order("a", at=10),
            track(
                "Product List Viewed", 3, products=[{"product_id": "b", "resolvedBidId": "2"}, {}]
            ),
            view("d", 4, bid="4", user="u-2"),
        ]
    ).seen
    witness = follow([winner("1", "a"), winner("2", "b"), winner("3", "c"), winner("4", "d")], seen)
    first, second, third, fourth = witness.followed
    assert first.impression is not None
    assert first.click is not None
    assert first.purchase is not None
    assert not first.silent
    assert (second.impression, second.lost is not None, second.silent) == (None, True, False)
    assert third.silent
    assert (fourth.elsewhere, fourth.silent) == ("a:u-2", False)
    (path,) = witness.paths
    assert path.words == "4 winners on /search, 1 impression"
    assert (path.clicks, path.purchases, path.silent) == (1, 1, 1)


def test_an_auction_without_a_user_takes_any() -> None:
    witness = follow([winner("1", user="")], book([view("p", 0, bid="1")]).seen)
    assert witness.followed[0].impression is not None


def test_a_purchase_before_the_auction_is_none_of_it() -> None:
    seen = book([order("p", at=0)]).seen
    assert follow([winner("1", at=0)], seen).followed[0].purchase is not None
    assert follow([winner("1", at=1)], seen).followed[0].purchase is None


def test_an_answer_that_was_kept_is_one_winner() -> None:
    (one,) = follow([winner("1", at=5, row=2), winner("1", at=1, row=1)], []).followed
    assert (one.answers, one.winner.row) == (2, 1)
    assert len(follow([winner("", row=1), winner("", row=2)], []).followed) == 2


def test_paths_with_the_most_missing_come_first() -> None:
    winners = [winner(str(n), row=n, path="/search" if n else "/p/\x1b[2J") for n in range(3)]
    witness = follow(winners, [])
    assert [one.path for one in witness.paths] == ["/search", "/p/\x1b[2J"]
    assert witness.paths[1].words == "1 winner on /p/\\u001b[2J, no impression"
    assert follow([winner("1", path="")], []).paths[0].words == (
        "1 winner on an unknown page, no impression"
    )


@settings(max_examples=60, deadline=None)
@given(st.randoms(use_true_random=False))
def test_any_order_says_the_same(random: Any) -> None:
    winners = [winner(str(n % 3), f"p{n % 2}", n, n, user=f"u-{n % 2}") for n in range(8)]
    seen = book([view(f"p{n % 2}", n, bid=str(n % 3), user=f"u-{n % 2}") for n in range(6)]).seen
    expected = follow(winners, seen)
    random.shuffle(winners)
    random.shuffle(seen)
    assert follow(winners, seen) == expected


@pytest.mark.parametrize("one_user", [True, False])
def test_one_bid_everywhere_costs_no_more(one_user: bool) -> None:
    def work(count: int) -> float:
        users = ["u-1" if one_user else f"u-{n}" for n in range(count)]
        winners = [winner("1", "p", n, n, user=user) for n, user in enumerate(users)]
        messages = [view("p", n, bid="1", user=user) for n, user in enumerate(users)]
        messages += [order("p", at=n, user=user, order_id=n) for n, user in enumerate(users)]
        seen = book(messages).seen
        return steps(lambda: follow(winners, seen)) / count

    small, large = work(100), work(1_000)
    assert large < small * 1.2
