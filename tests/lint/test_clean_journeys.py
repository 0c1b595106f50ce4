"""On clean journeys no rule says more than a hint."""

from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.analysis.analyst import Analyst
from app.destination import load_definition
from app.destination.model import Configuration
from app.lint.finding import Finding
from tests.lint.journeys.clean import CLEAN
from tests.lint.journeys.shop import Shop
from tests.lint.journeys.wire import Arrival, Tape

CONFIGURATIONS: dict[str, Configuration] = {
    "packaged": load_definition().configuration(),
    "both clicks": load_definition().configuration(enable=["Product Added"]),
    "without zero prices": load_definition().configuration(skip_zero_price=True),
}


def taped(names: list[str], seed: int, apart: int = 60_000) -> list[Arrival]:
    """The arrivals of these journeys, begun `apart` milliseconds after each other."""
    tape = Tape(Random(seed))
    shop = Shop(tape.random)
    for number, name in enumerate(names):
        CLEAN[name](tape, shop, number * apart)
    return tape.in_order()


def said(arrivals: list[Arrival], configuration: Configuration) -> list[tuple[Any, Finding]]:
    """Event and finding of all that stands in the end, as `map` would print it."""
    analyst = Analyst(configuration)
    standing: dict[tuple[int | None, str], tuple[Finding, ...]] = {}
    for row, arrival in enumerate(arrivals, 1):
        judgement, changes = analyst.add(row, arrival.message, arrival.judged_at)
        assert judgement.verdict in ("accepted", "unmapped"), (arrival.message, judgement)
        for change in changes:
            standing[change.row, change.code] = change.findings
    for change in analyst.capture_changes():
        standing[change.row, change.code] = change.findings
    return [
        (row and arrivals[row - 1].message.get("event"), finding)
        for (row, _), findings in standing.items()
        for finding in findings
    ]


def alarms(arrivals: list[Arrival], configuration: Configuration) -> list[tuple[Any, str, str]]:
    return [
        (event, finding.code, finding.message)
        for event, finding in said(arrivals, configuration)
        if finding.severity != "info"
    ]


@pytest.mark.parametrize("configuration", CONFIGURATIONS)
@pytest.mark.parametrize("name", CLEAN)
def test_a_clean_journey_raises_no_alarm(name: str, configuration: str) -> None:
    for seed in range(12):
        assert alarms(taped([name], seed), CONFIGURATIONS[configuration]) == []


@pytest.mark.parametrize("configuration", CONFIGURATIONS)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    names=st.lists(st.sampled_from(sorted(CLEAN)), min_size=2, max_size=6),
    seed=st.integers(0, 2**32),
    apart=st.sampled_from([0, 1, 700, 20_000, 3_600_000]),
)
def test_users_who_shop_at_the_same_time_raise_none(
    configuration: str, names: list[str], seed: int, apart: int
) -> None:
    assert alarms(taped(names, seed, apart), CONFIGURATIONS[configuration]) == []


@settings(max_examples=40, deadline=None)
@given(
    names=st.lists(st.sampled_from(sorted(CLEAN)), min_size=1, max_size=3),
    seed=st.integers(0, 2**32),
    data=st.data(),
)
def test_nor_do_they_in_another_order_of_arrival(
    names: list[str], seed: int, data: st.DataObject
) -> None:
    arrivals = taped(names, seed)
    shuffled = data.draw(st.randoms(use_true_random=False))
    shuffled.shuffle(arrivals)
    assert alarms(arrivals, CONFIGURATIONS["both clicks"]) == []


def test_the_same_seed_makes_the_same_journey() -> None:
    assert taped(["guest", "banner"], 7) == taped(["guest", "banner"], 7)
    assert taped(["guest"], 7) != taped(["guest"], 8)


def test_a_lost_bid_in_a_clean_journey_is_an_alarm() -> None:
    arrivals = taped(["guest"], 1)
    for arrival in arrivals:
        if arrival.message.get("event") == "Product Clicked":
            del arrival.message["properties"]["resolvedBidId"]
    codes = {code for _, code, _ in alarms(arrivals, CONFIGURATIONS["packaged"])}
    assert "BID-001s" in codes
