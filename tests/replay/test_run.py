"""Running a plan against real servers, kind and unkind."""

import asyncio
import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from app.replay.control import Control
from app.replay.plan import Candidate, Plan, plan
from app.replay.run import RunRow, Summary, run
from app.replay.send import make_client
from app.replay.target import sandbox_target
from app.sandbox.server import Sandbox
from app.store.model import Attempt

NOW = 1_795_528_000_000
GOOD = {
    "clicks": [
        {
            "id": "c",
            "occurredAt": "2026-11-24T12:00:00Z",
            "opaqueUserId": "u",
            "resolvedBidId": "ChAG",
        }
    ]
}
BAD: dict[str, Any] = {"purchases": [{"id": "o"}]}


def make_plan(url: str, *requests: dict[str, Any]) -> Plan:
    candidates = [
        Candidate(row, NOW, "Product Clicked", "", "accepted", "Click", request=request)
        for row, request in enumerate(requests, start=1)
    ]
    return plan(candidates, sandbox_target(url), now=NOW)


class Recorder:
    def __init__(self) -> None:
        self.attempts: list[Attempt] = []
        self.progress: list[tuple[Summary, RunRow | None]] = []

    async def record(self, attempt: Attempt, known: bool) -> None:
        assert known is not (attempt.outcome == "in doubt" and not attempt.answer)
        self.attempts.append(attempt)

    def on_progress(self, summary: Summary, row: RunRow | None) -> None:
        self.progress.append((summary, row))

    @property
    def answers(self) -> list[tuple[int, str, int | None]]:
        """Row, outcome and status of what was recorded last of each row."""
        last = {one.row: one for one in self.attempts}
        return [(row, last[row].outcome, last[row].status) for row in sorted(last)]


def start(
    made: Plan, recorder: Recorder, control: Control | None = None, **options: Any
) -> Summary:
    async def main() -> Summary:
        async with make_client(made.target, workers=4) as client:
            return await run(
                made,
                client,
                replay="r-1",
                record=recorder.record,
                on_progress=recorder.on_progress,
                control=control or Control(),
                backoff=(0.0, 0.0),
                **options,
            )

    return asyncio.run(asyncio.wait_for(main(), 30))


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    server = Sandbox(clock=lambda: NOW)
    server.start()
    yield server
    server.stop()


@contextmanager
def scripted(answer: Callable[[int], bytes | None]) -> Iterator[tuple[str, list[bytes]]]:
    """A server that reads each request whole and then writes `answer(number)` and hangs up;
    None hangs up without a word."""
    listener = socket.create_server(("127.0.0.1", 0))
    seen: list[bytes] = []

    def serve() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with connection, connection.makefile("rb") as stream:
                head = b""
                while not head.endswith(b"\r\n\r\n"):
                    head += stream.readline() or b"\r\n\r\n"
                lines = dict(
                    line.lower().split(b": ", 1) for line in head.split(b"\r\n")[1:] if line
                )
                seen.append(head + stream.read(int(lines.get(b"content-length", b"0"))))
                reply = answer(len(seen))
                if reply is not None:
                    connection.sendall(reply)

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/v2", seen
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join()


def reply(status: int, headers: str = "", body: bytes = b"") -> bytes:
    head = f"HTTP/1.1 {status} X\r\nContent-Length: {len(body)}\r\nConnection: close\r\n{headers}"
    return head.encode() + b"\r\n" + body


def test_everything_is_sent_and_recorded_before_and_after(sandbox: Sandbox) -> None:
    recorder = Recorder()
    summary = start(make_plan(sandbox.url, *[GOOD] * 10, BAD), recorder)
    assert sandbox.counts.accepted == 10
    assert sandbox.counts.refused == 1
    assert (summary.right, summary.wrong, summary.state) == (11, 0, "done")
    assert summary.as_forecast
    assert summary.title == "Done: 11 sent, 11 as forecast"
    for row in range(1, 12):
        before, after = [one for one in recorder.attempts if one.row == row]
        assert (before.outcome, before.status) == ("in doubt", None)
        assert after.outcome == after.forecast == ("accepted" if row < 11 else "rejected")
        assert before.request == after.request
        assert (after.replay, after.target, after.preset) == ("r-1", "sandbox", "Click")
    assert json.loads(recorder.attempts[-1].request) in (GOOD, BAD)
    refused = next(one for one in recorder.attempts if one.status == 400)
    assert json.loads(refused.answer)[0]["errCode"]


def test_progress_counts_up_to_the_end(sandbox: Sandbox) -> None:
    recorder = Recorder()
    start(make_plan(sandbox.url, GOOD, GOOD, GOOD), recorder)
    assert [one.sent for one, _ in recorder.progress] == [1, 2, 3, 3]
    assert [one.state for one, _ in recorder.progress] == ["sending", "sending", "sending", "done"]
    assert {row.index for _, row in recorder.progress if row} == {0, 1, 2}


def test_an_empty_plan_is_done_at_once(sandbox: Sandbox) -> None:
    assert start(make_plan(sandbox.url), Recorder()).title == "Done: 0 sent, 0 as forecast"


def test_it_pauses_at_a_surprise_and_goes_on_when_told() -> None:
    with scripted(lambda number: reply(400 if number == 2 else 204)) as (url, seen):
        recorder, control = Recorder(), Control()
        surprises: list[Summary] = []

        def on_progress(summary: Summary, row: RunRow | None) -> None:
            recorder.on_progress(summary, row)
            if summary.state == "surprised":
                surprises.append(summary)
                assert len(seen) == 2
                asyncio.get_running_loop().call_soon(control.go_on)

        async def main() -> Summary:
            made = make_plan(url, *[GOOD] * 4)
            async with make_client(made.target, workers=1) as client:
                return await run(
                    made,
                    client,
                    replay="r",
                    record=recorder.record,
                    on_progress=on_progress,
                    control=control,
                    workers=1,
                )

        summary = asyncio.run(main())
    assert [one.title for one in surprises] == ["Paused at a surprise: 2 of 4 sent, 2 waiting"]
    assert summary.title == "Done: 4 sent, 3 as forecast, 1 differs"
    assert not summary.as_forecast
    assert [row.forecast_was for _, row in recorder.progress if row] == [
        "right",
        "wrong",
        "right",
        "right",
    ]


def test_a_surprise_at_the_last_row_has_nothing_to_wait_for() -> None:
    with scripted(lambda _: reply(422)) as (url, _):
        summary = start(make_plan(url, GOOD), Recorder())
    assert summary.title == "Done: 1 sent, 0 as forecast, 1 differs"


def test_without_the_option_a_surprise_stops_nothing() -> None:
    with scripted(lambda _: reply(400)) as (url, seen):
        summary = start(make_plan(url, *[GOOD] * 5), Recorder(), stop_at_surprise=False)
    assert (len(seen), summary.wrong, summary.state) == (5, 5, "done")


def test_cancelling_sends_nothing_more() -> None:
    control = Control()
    recorder = Recorder()

    def stop_after_two(number: int) -> bytes:
        if number == 2:
            control.cancelled = True
        return reply(204)

    with scripted(stop_after_two) as (url, seen):
        summary = start(make_plan(url, *[GOOD] * 6), recorder, control, workers=1)
    assert len(seen) == 2
    assert summary.title == "Cancelled: 2 sent, 4 not"
    assert [row for row, _, _ in recorder.answers] == [1, 2]


@pytest.mark.parametrize("status", [401, 403])
def test_a_refused_key_stops_everything(status: int) -> None:
    with scripted(lambda _: reply(status)) as (url, seen):
        summary = start(make_plan(url, *[GOOD] * 6), Recorder(), workers=1)
    assert len(seen) == 1
    assert summary.key_refused
    assert (summary.failed, summary.state, summary.waiting) == (1, "cancelled", 5)


@pytest.mark.parametrize("status", [408, 425, 429, 500, 503])
def test_what_passes_is_asked_for_again_with_the_same_bytes(status: int) -> None:
    with scripted(lambda number: reply(204 if number == 3 else status)) as (url, seen):
        recorder = Recorder()
        summary = start(make_plan(url, GOOD), recorder)
    assert len(seen) == 3
    assert len({one.split(b"\r\n\r\n", 1)[1] for one in seen}) == 1
    assert summary.right == 1
    assert len(recorder.attempts) == 2


def test_the_third_failure_is_the_last() -> None:
    with scripted(lambda _: reply(503)) as (url, seen):
        recorder = Recorder()
        summary = start(make_plan(url, GOOD), recorder)
    assert len(seen) == 3
    assert recorder.answers == [(1, "failed", 503)]
    assert summary.title == "Done: 1 sent, 0 as forecast, 1 failed"


@pytest.mark.parametrize("status", [400, 404, 405, 413, 422, 301])
def test_final_answers_are_not_asked_for_again(status: int) -> None:
    location = "Location: http://127.0.0.1:9/\r\n"
    with scripted(lambda _: reply(status, location)) as (url, seen):
        recorder = Recorder()
        start(make_plan(url, GOOD), recorder)
    assert len(seen) == 1
    expected = "rejected" if status in (400, 422) else "failed"
    assert recorder.answers == [(1, expected, status)]


def test_no_answer_is_in_doubt_and_never_repeated() -> None:
    with scripted(lambda _: None) as (url, seen):
        recorder = Recorder()
        summary = start(make_plan(url, GOOD), recorder)
    assert len(seen) == 1
    assert recorder.answers == [(1, "in doubt", None)]
    assert recorder.attempts[-1].answer.startswith("no answer")
    assert summary.title == "Done: 1 sent, 0 as forecast, 1 in doubt"


def test_an_answer_that_breaks_off_after_its_status_is_an_answer() -> None:
    broken = b"HTTP/1.1 400 X\r\nContent-Length: 900\r\n\r\n[{"
    with scripted(lambda _: broken) as (url, seen):
        recorder = Recorder()
        start(make_plan(url, GOOD), recorder)
    assert len(seen) == 1
    assert recorder.answers == [(1, "rejected", 400)]


def test_rubbish_for_an_answer_is_in_doubt() -> None:
    with scripted(lambda _: b"\x00\x01\x02\r\n\r\n") as (url, _):
        recorder = Recorder()
        start(make_plan(url, GOOD), recorder)
    assert recorder.answers == [(1, "in doubt", None)]


def test_nobody_listening_is_failed_not_in_doubt() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    recorder = Recorder()
    summary = start(make_plan(f"http://127.0.0.1:{port}/v2", GOOD), recorder)
    assert recorder.answers == [(1, "failed", None)]
    assert summary.failed == 1


def test_a_huge_answer_is_cut() -> None:
    with scripted(lambda _: reply(400, body=b"x" * 3_000_000)) as (url, _):
        recorder = Recorder()
        start(make_plan(url, GOOD), recorder)
    assert len(recorder.attempts[-1].answer) == 64 * 1024


def test_a_redirect_never_takes_the_key_along(sandbox: Sandbox) -> None:
    location = f"Location: {sandbox.url}/events\r\n"
    with scripted(lambda _: reply(307, location)) as (url, _):
        start(make_plan(url, GOOD), Recorder())
    assert sandbox.counts.accepted == 0


def test_the_environments_proxy_is_not_asked(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    start(make_plan(sandbox.url, GOOD), Recorder())
    assert sandbox.counts.accepted == 1


def test_nothing_is_sent_that_cannot_be_recorded(sandbox: Sandbox) -> None:
    class Full(Recorder):
        async def record(self, attempt: Attempt, known: bool) -> None:
            raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        start(make_plan(sandbox.url, GOOD, GOOD), Full())
    assert sandbox.counts.accepted == 0


def test_lone_surrogates_and_huge_numbers_reach_the_target_as_json(sandbox: Sandbox) -> None:
    odd = {"clicks": [{"id": "\ud800", "occurredAt": float("inf")}]}
    recorder = Recorder()
    summary = start(make_plan(sandbox.url, odd), recorder)
    assert summary.right == 1
    assert recorder.answers == [(1, "rejected", 400)]
