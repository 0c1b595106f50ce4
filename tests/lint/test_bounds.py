"""Hostile streams cost no more for a late message than for an early one. Steps are counted, not
seconds: calls of functions, Python's and C's, that the rules make for one message."""

import sys
from collections.abc import Callable
from random import Random
from typing import Any

import pytest

from app.analysis.analyst import Analyst
from app.analysis.judge import judge
from app.destination import load_definition
from app.lint import journey
from app.lint.bands import Bands
from app.lint.linter import Linter
from app.lint.observation import Observation
from app.lint.rule_settings import RuleSettings
from app.lint.scene import setting_of
from tests.lint.cases_of_journeys import DAY, START, call, click, listed, order, view

CONFIGURATION = load_definition().configuration(enable=["Product Added"])
EARLY = range(500, 540)
LATE = range(1_660, 1_700)
CEILING = 25_000
"""Calls for one message, however large; an ordinary one takes about a thousand."""

Message = dict[str, Any]


def one_user(n: int) -> Message:
    return (view, click)[n % 2](n * 700, f"b-{n // 2}", f"p-{n % 50}", account="a", agent="A")


def one_user_one_bid(n: int) -> Message:
    return (view, click)[n % 2](n * 700, path=f"/{n % 3}")


def one_user_at_once(n: int) -> Message:
    return (view, click)[n % 2](n // 100, f"b-{n}")


def one_bid(n: int) -> Message:
    return (view, click)[n % 2](n * 50, user=f"u-{n}", agent="A")


def one_bid_backwards(n: int) -> Message:
    return (view, click)[n % 2](-n * 50, user=f"u-{n}")


def many_products_of_one_bid(n: int) -> Message:
    return view(n * 50, product=f"p-{n}", user=f"u-{n % 7}")


def clocks_off(n: int) -> Message:
    at = Random(n).choice([-3_650, -1, 0, 3_650]) * DAY + n
    return (view, click)[n % 2](at, f"b-{n % 9}", f"p-{n % 5}")


def long_ids(n: int) -> Message:
    long = "-x.y" * 2_500
    return (view, click)[n % 2](n * 9, f"{long}{n % 40}", f"{long}{n % 30}", user=f"{long}{n % 20}")


def orders(n: int) -> Message:
    product = f"p-{n % 2}"
    if n % 3:
        return click(n * 900, f"b-{n}", product)
    return order(n * 900, product.upper(), f"{product}-red", order_id=str(n), server=n % 2 == 0)


def one_message_id(n: int) -> Message:
    return view(n, f"b-{n}", id="same")


def one_browser_many_users(n: int) -> Message:
    return view(n * 9, f"b-{n}", user=f"u-{n}", agent="A")


def lists(n: int) -> Message:
    if n % 20:
        return click(n * 99, f"b-{n % 30}", f"p-{n % 5}")
    return listed(n * 99, *((f"p-{one}", f"b-{one + n % 30}") for one in range(9)))


def banners(n: int) -> Message:
    return call("Banner Click", n, resolvedBidId="b") if n % 2 else view(n, f"c-{n}")


def names(n: int) -> Message:
    return call("identify", n, account=f"a-{n}") if n % 2 else view(n, "", account=f"a-{n}")


STREAMS = (
    one_user,
    one_user_one_bid,
    one_user_at_once,
    one_bid,
    one_bid_backwards,
    many_products_of_one_bid,
    clocks_off,
    long_ids,
    orders,
    one_message_id,
    one_browser_many_users,
    lists,
    banners,
    names,
)


def steps(linter: Linter, observation: Observation) -> int:
    """Calls that the linter makes for one message."""
    count = 0

    def counted(frame: Any, event: str, argument: Any) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(counted)
    try:
        linter.observe(observation)
        linter.capture_changes()
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize("stream", STREAMS, ids=lambda one: one.__name__)
def test_a_late_message_costs_no_more_than_an_early_one(stream: Callable[[int], Message]) -> None:
    linter = Linter(setting_of(CONFIGURATION, RuleSettings(Bands())))
    spent: dict[int, int] = {}
    for n in range(LATE.stop):
        message = stream(n)
        judged = judge(message, CONFIGURATION, judged_at=START + 4_000 * DAY)
        seen = Observation(n, message, START + n, judged.verdict, judged.deliveries)
        if n in EARLY or n in LATE:
            spent[n] = steps(linter, seen)
        else:
            linter.observe(seen)
    early, late = (sum(spent[n] for n in some) / len(some) for some in (EARLY, LATE))
    assert late <= 1.5 * early + 50
    assert max(spent.values()) < CEILING


def test_state_is_bounded_by_what_is_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journey, "KEEP_AT_LEAST", 50)
    monkeypatch.setattr(journey, "KEEP_AT_MOST", 100)
    analyst = Analyst(CONFIGURATION)
    for n in range(600):
        for stream in (one_bid, orders, lists, names, one_browser_many_users):
            analyst.add(n * 10 + STREAMS.index(stream), stream(n), START + n)
    linter = analyst._linter
    assert len(linter._journeys) <= 100
    assert len(linter._journeys._users) <= 100
    assert len(linter._journeys._first) <= 100
    for groups in linter._groups:
        # A list has twenty bids.
        assert len(groups) <= 100 * 21
    for together in linter._watchers:
        for watcher in together:
            for name in ("_devices", "_events", "_orders"):
                assert len(getattr(watcher, name, ())) <= 100
    assert len(linter.tally.names) <= 500
    assert len(linter.tally.accounts) <= 500
