"""Errors on request, who is accepted, what is kept, and what was refused: dialogs and banners."""

import shutil
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.capture.faults import Fault
from app.capture.gate import Accepted
from app.config.paths import Paths, find_paths
from app.gui.bridge import Bridge
from app.gui.intake import texts
from app.gui.intake.accept import AcceptDialog
from app.gui.intake.faults import FaultDialog, ParkedDialog
from app.gui.intake.keep import KeepDialog
from app.gui.intake.refused import RefusedDialog
from app.gui.profile import Profile
from app.gui.widgets.banner import Banner
from app.gui.widgets.link import Link
from app.gui.widgets.toast import Toast
from app.gui.window import MainWindow
from app.services import Inspector
from app.store.model import KEEP_ALL, Retention

Run = Callable[[Coroutine[Any, Any, None]], None]
Until = Callable[..., Awaitable[None]]

SHOP = {"origin": "https://staging.harborpine.shop"}
CLICK = {"event": "Product Clicked", "anonymousId": "a", "writeKey": "AbCdEfGh"}


@pytest.fixture
def ground(qtbot: QtBot) -> QWidget:
    made = QWidget()
    made.resize(1440, 900)
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    return find_paths(tmp_path / "profile")


@pytest.fixture
def start(qtbot: QtBot, paths: Paths) -> Iterator[Callable[..., tuple[MainWindow, Inspector]]]:
    opened: list[tuple[MainWindow, Inspector]] = []

    def close() -> None:
        for window, inspector in opened:
            window.stop()
            window.hide()
            inspector.close()
            window.deleteLater()
        opened.clear()

    def make(path: Path | None = None, **options: Any) -> tuple[MainWindow, Inspector]:
        close()
        inspector = Inspector.start(path, port=0, paths=paths, **options)
        window = MainWindow(inspector, Bridge(inspector), Profile(paths.data))
        opened.append((window, inspector))
        window.resize(1440, 900)
        window.start()
        return window, inspector

    yield make
    close()


def click(qtbot: QtBot, widget: QWidget) -> None:
    qtbot.mouseClick(widget, Qt.MouseButton.LeftButton)


def banner(window: MainWindow) -> str:
    shown = window.events.banners.shown()
    return f"{shown.first} {shown.rest}" if shown is not None else ""


def links(window: MainWindow, text: str) -> list[Link]:
    return [
        one
        for area in window.findChildren(Banner)
        for one in area.findChildren(Link)
        if one.isVisible() and one.accessibleName() == text
    ]


def dialog(window: MainWindow, kind: type[Any]) -> Any:
    return next(one for one in window.findChildren(kind) if one.isVisible())


def toasts(window: MainWindow) -> list[str]:
    return [one.accessibleName() for one in window.findChildren(Toast) if not one.isHidden()]


def write(qtbot: QtBot, field: Any, text: str) -> None:
    field.setFocus()
    qtbot.keyClick(field, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClicks(field, text)


def test_a_fault_is_chosen_by_keys_and_numbers(ground: QWidget, qtbot: QtBot) -> None:
    wanted: list[Fault | None] = []
    made = FaultDialog(ground, None)
    made.wanted.connect(wanted.append)
    made.show_over()
    assert made.seconds.isVisible()
    assert not made.off_button.isVisible()
    qtbot.keyClick(made.kind, Qt.Key.Key_Right)
    assert made.kind.key() == "500"
    assert not made.seconds.isVisible()
    qtbot.keyClick(made.kind, Qt.Key.Key_Right)
    assert made.seconds.text() == "10"
    write(qtbot, made.times, "3")
    write(qtbot, made.seconds, "2")
    click(qtbot, made.on_button)
    assert wanted == [Fault("slow", 3, 2)]
    assert not made.isVisible()


@pytest.mark.parametrize("times", ["0", "", "1000001"])
def test_a_number_out_of_bounds_switches_nothing_on(
    ground: QWidget, qtbot: QtBot, times: str
) -> None:
    made = FaultDialog(ground, None)
    made.show_over()
    made.times.setText(times)
    assert not made.on_button.isEnabled()
    made.times.setText("5")
    assert made.on_button.isEnabled()
    made.seconds.setText("301")
    assert not made.on_button.isEnabled()
    made.reject()


def test_a_fault_that_is_on_is_shown_and_switched_off(ground: QWidget, qtbot: QtBot) -> None:
    wanted: list[Fault | None] = []
    made = FaultDialog(ground, Fault("429", 7, 30))
    made.wanted.connect(wanted.append)
    made.show_over()
    assert (made.times.text(), made.seconds.text(), made.kind.key()) == ("7", "30", "429")
    click(qtbot, made.off_button)
    assert wanted == [None]


def test_origins_and_keys_are_checked_while_they_are_written(ground: QWidget, qtbot: QtBot) -> None:
    wanted: list[Any] = []
    made = AcceptDialog(ground, Accepted())
    made.wanted.connect(lambda *found: wanted.append(found))
    made.show_over()
    assert not made.only_button.isEnabled()
    qtbot.keyClicks(made.origins, "shop.example")
    assert not made.only_button.isEnabled()
    assert "is no origin" in made.mistake.text()
    made.origins.set_entries(["https://shop.example/cart", "https://shop.example/cart"])
    assert made.mistake.text() == ""
    qtbot.keyClicks(made.keys, " AbCdEfGh ")
    made.offer(["https://other.example"], [])  # came too late
    click(qtbot, made.only_button)
    assert wanted == [(("https://shop.example/cart",), ("AbCdEfGh",))]


def test_what_is_kept_is_chosen(ground: QWidget, qtbot: QtBot) -> None:
    wanted: list[Retention] = []
    made = KeepDialog(ground, KEEP_ALL, 6_200_000)
    made.wanted.connect(wanted.append)
    made.show_over()
    assert any(one.text() == "It has 6.2 MB now." for one in made.findChildren(QLabel))
    assert not made.number.isVisible()
    assert made.keep_button.label() == "Keep everything"
    qtbot.keyClick(made.what, Qt.Key.Key_Right)
    assert made.keep_button.label() == "Delete what is older"
    write(qtbot, made.number, "0")
    assert not made.keep_button.isEnabled()
    write(qtbot, made.number, "2500")
    click(qtbot, made.keep_button)
    assert wanted == [Retention(messages=2500)]


@pytest.mark.parametrize("held", [Retention(days=7), Retention(messages=5)])
def test_what_is_kept_now_is_shown(ground: QWidget, held: Retention) -> None:
    made = KeepDialog(ground, held, 0)
    assert made.retention() == held
    made.reject()


def test_parked_events_are_named_by_their_keys(ground: QWidget, qtbot: QtBot) -> None:
    made = ParkedDialog(ground)
    made.show_over()
    words = " ".join(one.text() for one in made.findChildren(QLabel))
    assert "persisted-queue:v1:KEY:dest-Segment.io:items" in words
    assert "to Segment, once the line is removed" in words
    assert "persisted-queue:v1:" in made.code.toPlainText()
    settled: list[bool] = []
    made.settled.connect(lambda: settled.append(True))
    click(qtbot, made.settled_button)
    assert settled == [True]


def test_errors_are_switched_on_said_counted_down_and_followed_by_a_warning(
    start: Any, qtbot: QtBot, run_async: Run, until: Until
) -> None:
    async def go() -> None:
        window, inspector = start()
        window.actions_by_id["faults"].trigger()
        made = dialog(window, FaultDialog)
        write(qtbot, made.times, "2")
        click(qtbot, made.on_button)
        assert banner(window) == (
            "Answering 429 to the next 2 requests. "
            "Browsers may park events and send them to Segment once the line is removed."
        )
        await until(lambda: links(window, "What to do"))
        async with httpx.AsyncClient(trust_env=False) as client:
            for left in (1, 0):
                answer = await client.post(f"{inspector.address}/v1/track", json=CLICK)
                assert answer.status_code == 429
                await until(
                    lambda left=left: (
                        ("429 to the next request." in banner(window))
                        if left
                        else banner(window).startswith("Browsers may have parked events.")
                    )
                )
        await until(lambda: window.status.refused.isVisible())
        assert window.status.refused.accessibleName() == "2 refused"
        await until(lambda: links(window, "What to do"))
        click(qtbot, links(window, "What to do")[0])
        click(qtbot, dialog(window, ParkedDialog).settled_button)
        assert banner(window) == ""
        path = inspector.path
        again, _ = start(path)
        again.intake.look()
        assert banner(again) == ""  # seen to, and remembered
        again.actions_by_id["faults"].trigger()
        click(qtbot, dialog(again, FaultDialog).on_button)
        await until(lambda: links(again, "Switch off"))
        click(qtbot, links(again, "Switch off")[0])
        assert banner(again).startswith("Browsers may have parked events.")

    run_async(go())


def test_refused_requests_are_listed_with_their_reason_and_never_as_markup(
    start: Any, qtbot: QtBot, run_async: Run, until: Until
) -> None:
    hostile = b"<b>bold</b>\x00\x1b[31m TSE_4fK2Wm9Qx7Lr0Zt8"

    async def go() -> None:
        window, inspector = start()
        async with httpx.AsyncClient(trust_env=False, headers=SHOP) as client:
            await client.post(f"{inspector.address}/v1/nothing/<i>x</i>", content=hostile)
            await client.post(f"{inspector.address}/v1/track", content=b"[]")
        await until(lambda: len(window.intake.refused.requests) == 2)
        click(qtbot, window.status.refused)
        made = dialog(window, RefusedDialog)
        rows = [made.table.cells().row_at(at) for at in range(2)]
        assert [one.cells[1].text for one in rows] == ["400", "404"]
        assert "<i>x</i>" in rows[1].cells[2].text
        assert rows[1].cells[3].text == "staging.harborpine.shop"
        made.table.setFocus()
        made.table.setCurrentIndex(made.table.cells().index(0, 0))
        qtbot.keyClick(made.table, Qt.Key.Key_Down)
        await until(lambda: "<b>bold</b>" in made.sent.text())
        assert "4fK2Wm9Qx7Lr0Zt8" not in made.sent.text()
        assert not any(char in made.sent.text() for char in "\x00\x1b")
        assert made.reason.text().startswith("No Segment SDK uses the path")
        # A newer one comes above; the chosen line stays chosen.
        async with httpx.AsyncClient(trust_env=False) as client:
            await client.post(f"{inspector.address}/v1/track", content=b"null")
        await until(lambda: made.table.cells().rowCount() == 3)
        assert made.table.currentIndex().row() == 2
        made.reject()

    run_async(go())


def test_only_some_are_accepted_and_the_others_are_refused_until_all_are(
    start: Any, qtbot: QtBot, run_async: Run, until: Until
) -> None:
    async def go() -> None:
        window, inspector = start()
        async with httpx.AsyncClient(trust_env=False) as client:
            await client.post(f"{inspector.address}/v1/track", json=CLICK, headers=SHOP)
            await until(lambda: window.watch.evidence.committed == 1)
            window.actions_by_id["accept"].trigger()
            made = dialog(window, AcceptDialog)
            await until(lambda: made.origins.entries() == [SHOP["origin"]])
            assert made.keys.entries() == ["AbCdEfGh"]
            click(qtbot, made.only_button)
            assert banner(window) == (
                "Not everybody is accepted. 1 origin and 1 write key are; others are refused."
            )
            stranger = {"origin": "https://evil.example"}
            answer = await client.post(
                f"{inspector.address}/v1/track", json=CLICK, headers=stranger
            )
            assert answer.status_code == 403
            await until(lambda: links(window, "Change…"))
            click(qtbot, links(window, "Change…")[0])
            assert dialog(window, AcceptDialog).all_button.isVisible()
            dialog(window, AcceptDialog).reject()
            await until(lambda: links(window, "Accept all"))
            click(qtbot, links(window, "Accept all")[0])
            assert banner(window) == ""
            answer = await client.post(
                f"{inspector.address}/v1/track", json=CLICK, headers=stranger
            )
            assert answer.status_code == 200

    run_async(go())


def test_a_second_origin_and_key_are_news_and_the_first_are_not(
    start: Any, run_async: Run, until: Until
) -> None:
    async def go() -> None:
        window, inspector = start()
        async with httpx.AsyncClient(trust_env=False) as client:
            await client.post(f"{inspector.address}/v1/track", json=CLICK, headers=SHOP)
            await until(lambda: window.watch.evidence.committed == 1)
            other = {"origin": "https://<b>other</b>.example"}
            key = {**CLICK, "writeKey": "ZyXwVuTs"}
            await client.post(f"{inspector.address}/v1/track", json=key, headers=other)
        await until(lambda: toasts(window))
        found = toasts(window)[0]
        assert found == "New origin: https://<b>other</b>.example, new write key: ZyXw…"

    run_async(go())


def test_what_the_menu_keeps_is_kept(
    start: Any, qtbot: QtBot, run_async: Run, until: Until
) -> None:
    async def go() -> None:
        window, inspector = start()
        window.actions_by_id["keep"].trigger()
        made = dialog(window, KeepDialog)
        click(qtbot, made.what.button("messages"))
        write(qtbot, made.number, "10")
        click(qtbot, made.keep_button)
        assert inspector.retention == Retention(messages=10)
        assert toasts(window) == ["This capture keeps its last 10 messages"]

    run_async(go())


def test_a_full_disk_is_said_in_the_window(
    start: Any, run_async: Run, until: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def go() -> None:
        window, inspector = start()
        usage = shutil.disk_usage(inspector.path.parent)
        monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage._replace(free=400_000_000))
        await until(lambda: "500 MB" in banner(window))
        assert window.events.banners.shown().kind == "rejected"
        monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage._replace(free=10**12))
        await until(lambda: banner(window) == "")

    run_async(go())


def test_words_count_right() -> None:
    assert texts.refused_words(0, 0) == texts.REFUSED_NONE
    assert texts.refused_words(5, 5) == texts.REFUSED_INTRO
    assert texts.refused_words(1000, 9999).endswith("These are 1,000 of 9,999.")
    assert texts.accepted_words(1, 0) == "1 origin is; others are refused."
    assert texts.accepted_words(0, 2) == "2 write keys are; others are refused."
    assert texts.fault_first(Fault("drop", 1)) == "Giving no answer to the next request."
