"""Planning sends nothing; running records each attempt and can be paused and cancelled."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import httpx
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.gui.replay import ReplayDialog
from app.gui.replay.dialog import Progress
from app.gui.shell.dialog import Scrim
from app.gui.shell.notice import Notice
from app.replay.control import Control
from app.replay.plan import Candidate, Earlier, Plan
from app.replay.run import Summary, run
from app.replay.target import Target, sandbox_target
from app.sandbox.server import Sandbox
from app.store.model import Attempt

NOW = 1_795_530_000_000
HOSTILE = "<b>Order</b> & Completed"


def click(number: int, **more: Any) -> Candidate:
    body = {
        "clicks": [
            {
                "id": f"id-{number}",
                "occurredAt": "2026-11-24T14:05:09.871Z",
                "opaqueUserId": "7c1f",
                "resolvedBidId": "ChAGj",
            }
        ]
    }
    fields: dict[str, Any] = {
        "row": number,
        "time": NOW + number,
        "event": "Product Clicked",
        "origin": "https://shop",
        "outcome": "accepted",
        "preset": "Click",
        "request": body,
    }
    return Candidate(**(fields | more))


def dropped(number: int) -> Candidate:
    return click(number, outcome="dropped", request=None, event=HOSTILE)


class World:
    """A window, a real sandbox, and the records of what was sent."""

    def __init__(self, qtbot: QtBot, sandbox: Sandbox) -> None:
        self.window = QWidget()
        self.window.resize(1440, 900)
        qtbot.addWidget(self.window)
        self.window.show()
        self.target: Target = sandbox_target(sandbox.url)
        self.attempts: list[Attempt] = []
        self.ends: list[Summary] = []
        self.hold = asyncio.Event()
        self.hold.set()
        self.fail = ""
        self.asked = 0
        self.clock: list[int] = []

    def open(self, *candidates: Candidate, target: Target | None = None) -> ReplayDialog:
        dialog = ReplayDialog(
            self.window, candidates, target or self.target, self.send, lambda: NOW
        )
        dialog.ran.connect(self.ends.append)
        dialog.show_over()
        self.dialog = dialog
        return dialog

    async def send(self, plan: Plan, stop: bool, control: Control, progress: Progress) -> Summary:
        async def record(attempt: Attempt, _known: bool) -> None:
            self.asked += 1
            await self.hold.wait()
            if self.fail:
                raise OSError(self.fail)
            self.attempts.append(attempt)

        async with httpx.AsyncClient(trust_env=False) as client:
            return await run(
                plan,
                client,
                replay="one",
                record=record,
                on_progress=progress,
                control=control,
                workers=1,
                stop_at_surprise=stop,
                backoff=(0.01,),
            )


@pytest.fixture
def world(qtbot: QtBot) -> Iterator[World]:
    clock = [NOW]
    sandbox = Sandbox(clock=lambda: clock[0])
    sandbox.start()
    try:
        made = World(qtbot, sandbox)
        made.clock = clock
        yield made
    finally:
        sandbox.stop()


Run = Callable[[Any], None]
Until = Callable[..., Awaitable[None]]


def texts(dialog: ReplayDialog, row: int) -> list[str]:
    return [cell.text for cell in dialog.plan_view.table.cells().row_at(row).cells]


def test_the_plan_says_what_is_left_out_and_why(world: World, qtbot: QtBot) -> None:
    earlier = (Earlier("production", "accepted"),)
    dialog = world.open(dropped(1), click(2, earlier=earlier), click(3))
    view = dialog.plan_view
    assert view.summary.text() == (
        "3 events chosen. 1 would be sent, 2 are left out. Nothing has been sent yet."
    )
    assert texts(dialog, 0)[2] == HOSTILE
    assert texts(dialog, 0)[-1] == "Dropped by Segment, would never be sent"
    assert texts(dialog, 1)[-1] == "Accepted already. May count and be billed again"
    boxes = [view.table.cells().row_at(row).cells[0].box for row in range(3)]
    assert boxes == ["barred", "off", "on"]
    assert view.send_button.label() == "Send 1 event to the sandbox"
    assert dialog.focusWidget() is view.cancel_button
    assert world.attempts == []


def test_a_tick_changes_the_plan_and_a_barred_row_stays_out(world: World, qtbot: QtBot) -> None:
    dialog = world.open(dropped(1), click(2, earlier=(Earlier("production", "accepted"),)))
    table = dialog.plan_view.table

    def box(row: int) -> QPoint:
        return QPoint(20, table.rowViewportPosition(row) + 10)

    assert not dialog.plan_view.send_button.isEnabled()
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=box(0))
    assert not dialog.plan_view.send_button.isEnabled()
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=box(1))
    assert dialog.plan_view.send_button.label() == "Send 1 event to the sandbox"
    qtbot.keyClick(table, Qt.Key.Key_Space)
    assert not dialog.plan_view.send_button.isEnabled()


def test_modes_change_every_row_and_keep_the_ticks(world: World, qtbot: QtBot) -> None:
    dialog = world.open(click(1), click(2))
    view = dialog.plan_view
    view.table.ticked.emit([0], False)
    qtbot.mouseClick(view.id_mode.button("new"), Qt.MouseButton.LeftButton)
    qtbot.mouseClick(view.time_mode.button("now"), Qt.MouseButton.LeftButton)
    assert texts(dialog, 1)[5:7] == ["new", "moved"]
    assert [row.ticked for row in view.plan().rows] == [False, True]
    request = view.plan().chosen[0].request
    assert request is not None
    assert request["clicks"][0]["id"].startswith("replay-")


def test_esc_leaves_the_plan_without_sending(world: World, qtbot: QtBot) -> None:
    dialog = world.open(click(1))
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    assert not dialog.is_running()
    with qtbot.waitSignal(dialog.finished):
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not world.window.findChildren(Scrim))
    assert world.attempts == []


def test_a_run_sends_what_is_ticked_and_shows_every_answer(
    world: World, qtbot: QtBot, run_async: Run, until: Until
) -> None:
    async def go() -> None:
        dialog = world.open(click(1), click(2), dropped(3))
        qtbot.mouseClick(dialog.plan_view.send_button, Qt.MouseButton.LeftButton)
        await until(lambda: world.ends)
        assert dialog.title.text() == "Done: 2 sent, 2 as forecast"
        assert dialog.run_view is not None
        for row in range(2):
            cells = dialog.run_view.table.cells().row_at(row).cells
            assert (cells[3].text, cells[3].extra) == ("Accepted", "204")
            assert cells[5].text == "right"
        dialog.run_view.table.selectRow(0)
        assert dialog.run_view.answer.text() == "Answer: 204, empty body"
        assert dialog.run_view.close_button.isVisible()
        assert not dialog.run_view.cancel_button.isVisible()
        dialog.accept()

    run_async(go())
    assert [one.outcome for one in world.attempts] == ["in doubt", "accepted"] * 2
    assert {one.row for one in world.attempts} == {1, 2}


def test_a_surprise_pauses_the_run(
    world: World, qtbot: QtBot, run_async: Run, until: Until
) -> None:
    # The sandbox's clock is an hour behind: there the event is of the future, and refused.
    world.clock[0] = NOW - 3_600_000

    async def go() -> None:
        dialog = world.open(click(1), click(2))
        assert [row.outcome for row in dialog.plan_view.plan().rows] == ["accepted"] * 2
        qtbot.mouseClick(dialog.plan_view.send_button, Qt.MouseButton.LeftButton)
        await until(lambda: dialog.title.text().startswith("Paused at a surprise"))
        assert dialog.title.text() == "Paused at a surprise: 1 of 2 sent, 1 waiting"
        assert dialog.run_view is not None
        cells = dialog.run_view.table.cells().row_at(0).cells
        assert (cells[3].text, cells[3].extra, cells[5].text) == ("Rejected", "400", "wrong")
        dialog.run_view.table.selectRow(0)
        answer = json.loads(world.attempts[-1].answer)[0]
        assert len(answer["message"]) > 20
        assert dialog.run_view.answer.text() == (
            f"Answer: 400, {answer['errCode']}: {answer['message']}"
        )
        assert dialog.run_view.go_on_button.isVisible()
        qtbot.mouseClick(dialog.run_view.go_on_button, Qt.MouseButton.LeftButton)
        await until(lambda: world.ends)
        assert dialog.title.text() == "Done: 2 sent, 0 as forecast, 2 differ"
        dialog.accept()

    run_async(go())


def test_cancelling_keeps_what_was_sent(
    world: World, qtbot: QtBot, run_async: Run, until: Until
) -> None:
    async def go() -> None:
        dialog = world.open(*(click(number) for number in range(1, 6)))
        world.hold.clear()
        qtbot.mouseClick(dialog.plan_view.send_button, Qt.MouseButton.LeftButton)
        assert dialog.run_view is not None
        view = dialog.run_view
        await until(view.pause_button.isVisible)
        qtbot.mouseClick(view.pause_button, Qt.MouseButton.LeftButton)
        world.hold.set()
        await until(lambda: dialog.title.text() == "Paused: 1 of 5 sent, 4 waiting")
        assert view.cancel_button.label() == "Cancel the 4 left"
        qtbot.mouseClick(view.cancel_button, Qt.MouseButton.LeftButton)
        await until(lambda: world.ends)
        assert dialog.title.text() == "Cancelled: 1 sent, 4 not"
        assert view.table.cells().row_at(0).cells[3].text == "Accepted"
        dialog.accept()

    run_async(go())
    assert {one.row for one in world.attempts} == {1}


def test_the_question_and_the_title_tell_the_same_numbers(
    world: World, qtbot: QtBot, run_async: Run, until: Until
) -> None:
    async def go() -> None:
        dialog = world.open(*(click(number) for number in range(1, 4)))
        world.hold.clear()
        qtbot.mouseClick(dialog.plan_view.send_button, Qt.MouseButton.LeftButton)
        await until(lambda: world.asked)
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)
        notice = dialog.findChild(Notice)
        assert isinstance(notice, Notice)
        assert notice.answer_button is not None
        assert notice.text.text().startswith("0 were sent, 3 wait.")
        # What was under way comes back while the question stands.
        world.hold.set()
        await until(lambda: dialog.title.text() == "Paused: 1 of 3 sent, 2 waiting")
        assert notice.text.text().startswith("1 was sent, 2 wait.")
        assert notice.answer_button.label() == "Cancel the 2 left"
        qtbot.mouseClick(notice.answer_button, Qt.MouseButton.LeftButton)
        await until(lambda: world.ends)
        assert dialog.title.text() == "Cancelled: 1 sent, 2 not"
        assert dialog.run_view is not None
        assert dialog.run_view.subtitle.text() == "Sandbox on this computer. So far 1 as forecast."
        dialog.accept()

    run_async(go())


def test_the_newest_answer_is_in_view_until_the_user_scrolls(
    world: World, qtbot: QtBot, run_async: Run, until: Until
) -> None:
    async def go() -> None:
        dialog = world.open(*(click(number) for number in range(1, 121)))
        qtbot.mouseClick(dialog.plan_view.send_button, Qt.MouseButton.LeftButton)
        view = dialog.run_view
        assert view is not None
        bar = view.table.verticalScrollBar()
        await until(lambda: bar.value() > 3)
        bar.setValue(0)
        sent = len(world.attempts)
        await until(lambda: world.ends)
        assert len(world.attempts) > sent
        assert bar.value() == 0
        assert view.subtitle.text() == "Sandbox on this computer."
        dialog.accept()

    run_async(go())


def test_numbers_have_separators(world: World, qtbot: QtBot) -> None:
    dialog = world.open(*(click(number) for number in range(1, 1203)))
    view = dialog.plan_view
    assert view.summary.text().startswith("1,202 events chosen. 1,202 would be sent, 0 are")
    assert view.forecast.text().startswith("Forecast: 1,202 accepted, 0 rejected.")
    assert Summary(total=1954, sent=1484).title == "Sending: 1,484 of 1,954"
    paused = Summary(total=1954, sent=484, state="paused")
    assert paused.title == "Paused: 484 of 1,954 sent, 1,470 waiting"
    done = Summary(total=1954, sent=1954, right=1954, state="done")
    assert done.title == "Done: 1,954 sent, 1,954 as forecast"


def test_origin_and_forecast_take_what_the_reasons_leave(world: World, qtbot: QtBot) -> None:
    origins = ("https://staging.harborpine.shop", "https://www.harborpine.shop")
    dialog = world.open(*(click(at, origin=one) for at, one in enumerate(origins, 1)))
    table = dialog.plan_view.table
    model = table.cells()
    for column in range(1, model.columnCount()):
        assert model.needs(column) <= table.columnWidth(column), model.columns[column].head
    assert model.index(0, 3).data(Qt.ItemDataRole.ToolTipRole) is None
    table.setColumnWidth(3, 60)
    assert "staging.harborpine.shop" in model.index(0, 3).data(Qt.ItemDataRole.ToolTipRole)
    table.resize(table.width() - 1, table.height())
    widths = [table.columnWidth(column) for column in range(model.columnCount())]
    assert sum(widths) == table.viewport().width()


def test_closing_a_run_asks_first(world: World, qtbot: QtBot, run_async: Run, until: Until) -> None:
    async def go() -> None:
        dialog = world.open(click(1), click(2))
        world.hold.clear()
        qtbot.mouseClick(dialog.plan_view.send_button, Qt.MouseButton.LeftButton)
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)
        notice = dialog.findChild(Notice)
        assert isinstance(notice, Notice)
        assert dialog.isVisible()
        assert notice.answer_button is not None
        qtbot.mouseClick(notice.answer_button, Qt.MouseButton.LeftButton)
        world.hold.set()
        await until(lambda: world.ends)
        assert dialog.title.text().startswith("Cancelled: ")
        dialog.accept()

    run_async(go())


def test_what_cannot_be_recorded_is_not_sent(
    world: World, qtbot: QtBot, run_async: Run, until: Until
) -> None:
    async def go() -> None:
        dialog = world.open(click(1), click(2))
        world.fail = "The disk is full."
        qtbot.mouseClick(dialog.plan_view.send_button, Qt.MouseButton.LeftButton)
        await until(lambda: dialog.title.text().startswith("Stopped"))
        assert dialog.title.text() == "Stopped: 0 sent, 2 not"
        assert dialog.run_view is not None
        assert dialog.run_view.subtitle.text() == "The disk is full."
        assert not dialog.is_running()
        dialog.accept()

    run_async(go())
    assert world.attempts == []


def test_nobody_answers_means_failed_or_in_doubt_and_never_fine(
    world: World, qtbot: QtBot, run_async: Run, until: Until
) -> None:
    gone = sandbox_target("http://127.0.0.1:9/v2")

    async def go() -> None:
        dialog = world.open(click(1), target=gone)
        qtbot.mouseClick(dialog.plan_view.send_button, Qt.MouseButton.LeftButton)
        await until(lambda: world.ends)
        assert dialog.run_view is not None
        cells = dialog.run_view.table.cells().row_at(0).cells
        assert cells[3].text in {"Failed", "In doubt"}
        assert cells[5].text == "open"
        dialog.accept()

    run_async(go())
