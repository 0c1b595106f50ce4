"""Planning: what would be sent, and why the rest is left out."""

from itertools import count
from typing import Any

import pytest

from app.replay.plan import ACCEPTED_ALREADY, REJECTED_FORECAST, Candidate, Earlier, plan
from app.replay.target import Target, sandbox_target

NOW = 1_795_528_000_000  # 2026-11-24T13:46:40Z
SANDBOX = sandbox_target("http://127.0.0.1:8799/v2")
PRODUCTION = Target("shop", "production key", "https://api.topsort.com/v2", "TSE_x")


def click(id: str = "c-1", at: str = "2026-11-24T12:00:00.000Z", **more: Any) -> dict[str, Any]:
    event = {"id": id, "occurredAt": at, "opaqueUserId": "u", "resolvedBidId": "ChAG"}
    return {"clicks": [{key: one for key, one in (event | more).items() if one is not None}]}


def candidate(request: dict[str, Any] | None = None, **more: Any) -> Candidate:
    fields: dict[str, Any] = {
        "row": 1,
        "time": NOW,
        "event": "Product Clicked",
        "origin": "staging.harborpine.shop",
        "outcome": "accepted",
        "preset": "Click",
        "request": click() if request is None else request,
    }
    return Candidate(**fields | more)


def test_an_accepted_delivery_is_ticked_and_kept_as_it_is() -> None:
    [row] = plan([candidate()], SANDBOX, now=NOW).rows
    assert row.ticked
    assert (row.id_change, row.time_change, row.reason) == ("kept", "kept", "")
    assert (row.outcome, row.tie) == ("accepted", "sponsored")
    assert row.request == click()


@pytest.mark.parametrize(
    ("outcome", "reason"),
    [
        ("dropped", "Dropped by Segment, would never be sent"),
        ("unmapped", "No subscription has this event"),
        ("filtered", "Filtered, would never be sent"),
        ("discarded", "Discarded by Segment at the door, would never be sent"),
        ("pending", "Not analysed yet"),
    ],
)
def test_what_is_never_sent_cannot_be_ticked(outcome: str, reason: str) -> None:
    one = Candidate(1, NOW, "Product List Viewed", "", outcome, request=None)
    made = plan([one], SANDBOX, now=NOW)
    [row] = made.with_tick([0], True).rows
    assert (row.reason, row.may_tick, row.ticked) == (reason, False, False)
    assert (row.outcome, row.id_change, row.time_change) == (outcome, "–", "–")
    assert made.chosen == ()


def test_the_forecast_is_made_for_the_moment_of_the_plan() -> None:
    future = candidate(click(at="2026-11-24T18:00:00.000Z"), outcome="rejected")
    assert plan([future], SANDBOX, now=NOW).rows[0].outcome == "rejected"
    assert plan([future], SANDBOX, now=NOW + 5 * 3_600_000).rows[0].outcome == "accepted"


def test_a_rejected_forecast_is_ticked_for_the_sandbox_only() -> None:
    bad = candidate({"purchases": [{"id": "o"}]}, outcome="rejected")
    assert plan([bad], SANDBOX, now=NOW).rows[0].ticked
    real = plan([bad], PRODUCTION, now=NOW)
    assert real.rows[0].reason == REJECTED_FORECAST
    assert not real.rows[0].ticked
    assert real.with_tick([0], True).rows[0].ticked


@pytest.mark.parametrize("outcome", ["accepted", "in doubt"])
@pytest.mark.parametrize("target", [SANDBOX, PRODUCTION])
def test_what_a_real_topsort_may_have_is_left_out_until_ticked(
    outcome: str, target: Target
) -> None:
    one = candidate(earlier=(Earlier("shop", "failed"), Earlier("shop", outcome)))
    made = plan([one], target, now=NOW)
    assert made.rows[0].reason == ACCEPTED_ALREADY
    assert not made.rows[0].ticked
    assert len(made.with_tick([0], True).chosen) == 1


def test_earlier_answers_of_the_sandbox_and_refusals_do_not_count() -> None:
    one = candidate(
        earlier=(
            Earlier("sandbox", "accepted"),
            Earlier("sandbox", "in doubt"),
            Earlier("shop", "rejected"),
            Earlier("shop", "failed"),
        )
    )
    assert plan([one], PRODUCTION, now=NOW).rows[0].ticked


def test_new_ids_are_marked_and_shared_where_they_were_shared() -> None:
    numbers = count(1)
    both = {
        "impressions": [click("a")["clicks"][0], click("a")["clicks"][0], click("b")["clicks"][0]]
    }
    [row] = plan(
        [candidate(both)], SANDBOX, id_mode="new", now=NOW, new_id=lambda: f"n{next(numbers)}"
    ).rows
    assert row.request is not None
    assert [one["id"] for one in row.request["impressions"]] == [
        "replay-n1",
        "replay-n1",
        "replay-n2",
    ]
    assert row.id_change == "new"
    assert [one["id"] for one in both["impressions"]] == ["a", "a", "b"]


def test_moved_times_end_now_and_keep_their_gaps() -> None:
    rows = plan(
        [
            candidate(click(at="2026-11-24T12:00:00.000Z")),
            candidate(click(at="2026-11-24T13:00:00.038+01:00")),
            candidate(click(at="2026-11-24T12:00:00")),
        ],
        SANDBOX,
        time_mode="now",
        now=NOW,
    ).rows
    times = [row.request["clicks"][0]["occurredAt"] for row in rows if row.request]
    assert times == ["2026-11-24T13:46:39.962Z", "2026-11-24T13:46:40.000Z", "2026-11-24T12:00:00"]
    assert [row.outcome for row in rows] == ["accepted", "accepted", "rejected"]
    assert {row.time_change for row in rows} == {"moved"}


def test_a_list_is_as_good_as_its_worst_impression() -> None:
    sponsored = click()["clicks"][0]
    anonymous = click(resolvedBidId=None)["clicks"][0]
    organic = click(resolvedBidId=None, entity={"type": "product", "id": "p"})["clicks"][0]
    for events, worst in (
        ([sponsored, organic], "organic"),
        ([organic, anonymous, sponsored], "anonymous"),
        ([sponsored], "sponsored"),
    ):
        [row] = plan([candidate({"impressions": events})], SANDBOX, now=NOW).rows
        assert row.tie == worst


def test_hostile_requests_are_planned_too() -> None:
    for request in (
        {"clicks": "x"},
        {"clicks": [None, 7, {"id": [1], "occurredAt": {}}]},
        {"clicks": [{"occurredAt": "9999-12-31T23:59:59Z", "id": "\ud800"}]},
        {"clicks": [{"occurredAt": "0001-01-01T00:00:00+14:00"}]},
    ):
        made = plan([candidate(request)], SANDBOX, id_mode="new", time_mode="now", now=NOW)
        assert made.rows[0].outcome == "rejected"


def test_the_words_above_the_plan() -> None:
    made = plan(
        [candidate(), candidate({"purchases": []}), Candidate(3, NOW, "x", "", "dropped")],
        SANDBOX,
        now=NOW,
    )
    assert made.summary == (
        "3 events chosen. 2 would be sent, 1 is left out. Nothing has been sent yet."
    )
    assert made.forecast == "Forecast: 1 accepted, 1 rejected."
    assert made.with_tick([0, 1], False).summary.startswith("3 events chosen. 0 would be sent, 3 a")
