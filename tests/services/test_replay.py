"""A replay from a capture to the sandbox, recorded in the capture."""

import asyncio
from collections.abc import Callable

import pytest

from app.replay.control import Control
from app.replay.plan import Plan, plan
from app.replay.run import RunRow, Summary
from app.services import Inspector, candidates
from app.store.errors import ReadOnlyCapture
from app.store.filters import QUERY_ALL
from app.store.model import Attempt

from .conftest import Start, click, order, post

NOW = 1_795_600_000_000


def planned(inspector: Inspector) -> Plan:
    assert inspector.wait_analysed(30)
    found = inspector.read(lambda reader: candidates(reader, reader.ids(QUERY_ALL)))
    return plan(found.future.result(30), inspector.target, now=NOW)


def ignore(_: Summary, __: RunRow | None) -> None:
    """Progress that nobody looks at."""


def send(
    inspector: Inspector, made: Plan, progress: Callable[[Summary, RunRow | None], None] = ignore
) -> Summary:
    return asyncio.run(inspector.replay(made, control=Control(), on_progress=progress))


def attempts(inspector: Inspector, row: int) -> list[Attempt]:
    return inspector.read(lambda reader: reader.attempts(row)).future.result(30)


def test_what_would_be_sent_is_sent_and_recorded_once(start: Start) -> None:
    inspector = start()
    post(inspector, **click(resolvedBidId="ChAGx"))
    post(inspector, **order(price=0))
    post(inspector, event="Products Searched")
    post(inspector, **order(), anonymousId="", userId="u")
    made = planned(inspector)
    assert made.summary.startswith("4 events chosen. 2 would be sent, 2 are left out.")
    assert [(row.outcome, row.ticked) for row in made.rows] == [
        ("accepted", True),
        ("rejected", True),
        ("unmapped", False),
        ("dropped", False),
    ]
    summary = send(inspector, made)
    assert summary.as_forecast
    counts = inspector.sandbox().counts
    assert (counts.accepted, counts.refused, counts.clicks) == (1, 1, 1)
    [sent] = attempts(inspector, 1)
    assert (sent.outcome, sent.status, sent.target) == ("accepted", 204, "sandbox")
    assert (sent.preset, sent.forecast) == ("Click", "accepted")
    [refused] = attempts(inspector, 2)
    assert (refused.outcome, refused.status) == ("rejected", 400)
    assert "unitPrice" in refused.answer
    assert attempts(inspector, 3) == []


def test_what_the_sandbox_accepted_may_go_there_again(start: Start) -> None:
    inspector = start()
    post(inspector, **click(resolvedBidId="ChAGx"))
    send(inspector, planned(inspector))
    again = planned(inspector)
    assert again.rows[0].ticked
    send(inspector, again)
    assert len(attempts(inspector, 1)) == 2
    assert len({one.replay for one in attempts(inspector, 1)}) == 2


def test_a_capture_that_is_only_looked_at_replays_nothing(start: Start) -> None:
    writing = start()
    post(writing, **click())
    assert writing.wait_analysed(30)
    looking = start(writing.path, may_read_only=True)
    with pytest.raises(ReadOnlyCapture):
        send(looking, planned(looking))
    assert looking.sandbox().counts.accepted == 0
