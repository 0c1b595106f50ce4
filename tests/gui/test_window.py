"""The whole window on a real capture: real socket, real store, real analysis."""

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import httpx
import pytest
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
)
from pytestqt.qtbot import QtBot

from app.config.installation import installation_id
from app.config.paths import Paths, find_paths
from app.demo.shopper import script
from app.gui import application, theme
from app.gui.bridge import Bridge
from app.gui.profile import Profile
from app.gui.shell.notice import Notice
from app.gui.widgets import Link, PlainLabel
from app.gui.widgets.toast import Toast
from app.gui.window import MainWindow
from app.services import Inspector
from app.store.capture_file import create

Run = Callable[[Coroutine[Any, Any, None]], None]
Until = Callable[..., Awaitable[None]]

CLICK = {
    "type": "track",
    "event": "Product Clicked",
    "anonymousId": "7c1f0b52",
    "writeKey": "AbCdEfGh",
    "properties": {"product_id": "HP-2041", "resolvedBidId": "ChAGj"},
}


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    return find_paths(tmp_path / "profile")


class World:
    """Opens windows, and closes them in order."""

    def __init__(self, qtbot: QtBot, paths: Paths) -> None:
        self._qtbot = qtbot
        self.paths = paths
        self._open: list[tuple[MainWindow, Inspector]] = []

    def start(self, path: Path | None = None, **options: Any) -> MainWindow:
        defaults: dict[str, Any] = {"port": 0, "may_read_only": True, "paths": self.paths}
        inspector = Inspector.start(path, **(defaults | options))
        bridge = Bridge(inspector)
        window = MainWindow(inspector, bridge, Profile(self.paths.data))
        window.inspector = inspector  # type: ignore[attr-defined]
        window.bridge = bridge  # type: ignore[attr-defined]
        self._open.append((window, inspector))
        window.resize(1440, 900)
        window.start()
        window.activateWindow()
        return window

    def close(self) -> None:
        for window, inspector in reversed(self._open):
            window.stop()
            window.hide()
            inspector.close()
            window.deleteLater()
        self._open.clear()


@pytest.fixture
def world(qtbot: QtBot, paths: Paths) -> Iterator[World]:
    made = World(qtbot, paths)
    yield made
    made.close()


async def post(window: MainWindow, *messages: dict[str, Any]) -> None:
    address = window.inspector.address  # type: ignore[attr-defined]
    async with httpx.AsyncClient(trust_env=False) as client:
        for message in messages:
            answer = await client.post(f"{address}/v1/track", json=message)
            assert answer.status_code == 200


def toasts(window: MainWindow) -> list[str]:
    return [one.accessibleName() for one in window.findChildren(Toast) if not one.isHidden()]


def banner(window: MainWindow) -> str:
    shown = window.events.banners.shown()
    return f"{shown.first} {shown.rest}" if shown is not None else ""


def test_an_empty_capture_shows_the_set_up_with_the_real_port(
    world: World, run_async: Run, until: Until
) -> None:
    async def go() -> None:
        window = world.start()
        assert window.shows_setup()
        address = window.inspector.address  # type: ignore[attr-defined]
        assert address in window.setup.snippet.toPlainText()
        assert window.setup.address.text() == address
        await until(lambda: window.top.lamp.state() == "listening")
        assert window.top.words.text() == "Listening on"
        assert window.top.address.text() == address
        await until(lambda: window.setup.lamps.views()[0].state == "lit")
        assert [lamp.state for lamp in window.setup.lamps.views()][1:] == ["next", "later", "later"]
        assert window.status.progress.text() == "Nothing captured yet"
        assert window.top.test_button.isVisible()
        assert not window.top.replay_button.isVisible()

    run_async(go())


def test_the_first_message_brings_the_events(world: World, run_async: Run, until: Until) -> None:
    async def go() -> None:
        window = world.start()
        await post(window, CLICK)
        await until(lambda: not window.shows_setup())
        await until(lambda: window.status.progress.text() == "1 committed, 1 analysed")
        await until(lambda: window.events.shown_ids() == [1])
        assert window.top.replay_button.isVisible()
        window.actions_by_id["set-up"].trigger()
        assert window.shows_setup()
        await until(lambda: window.setup.lamps.views()[3].state == "lit")
        shown = window.setup.advice.shown()
        assert shown is not None
        assert shown.kind == "works"
        link = window.setup.advice.findChild(Link)
        assert isinstance(link, Link)
        link.click()
        assert not window.shows_setup()

    run_async(go())


def test_a_test_event_goes_the_whole_way(world: World, run_async: Run, until: Until) -> None:
    async def go() -> None:
        window = world.start()
        window.top.test_button.click()
        await until(lambda: window.events.shown_ids() == [1])
        await until(lambda: "Test event sent" in toasts(window))
        message = window.inspector.read(  # type: ignore[attr-defined]
            lambda reader: reader.message(1)
        ).future.result(10)
        assert message.message["context"]["library"]["name"] == "topsort-inspector"

    run_async(go())


def test_in_a_small_window_no_words_of_a_lamp_touch_the_next(
    world: World, run_async: Run, until: Until
) -> None:
    async def go() -> None:
        window = world.start()
        window.resize(1024, 640)
        window.watch.evidence.settings(0, "a-long-name-of-a-staging-host.harborpine.shop", "")
        await until(lambda: "harborpine" in window.setup.lamps.views()[1].line)
        await until(lambda: window.setup.lamps.width() < 300)
        spans = []
        for label in window.setup.lamps.findChildren(PlainLabel):
            top = label.mapTo(window, QPoint(0, 0)).y()
            height = max(label.heightForWidth(label.width()), label.fontMetrics().height())
            spans.append((top, top + height))
        spans.sort()
        assert len(spans) == 8
        # A name stands closer to its own line than to the line of the lamp before.
        lamps = list(zip(spans[::2], spans[1::2], strict=True))
        for (_, line), (name, _) in pairwise(lamps):
            assert name[0] - line[1] > 4

    run_async(go())


def test_our_own_messages_are_no_second_write_key(
    world: World, run_async: Run, until: Until
) -> None:
    async def go() -> None:
        window = world.start()
        address = window.inspector.address  # type: ignore[attr-defined]
        async with httpx.AsyncClient(trust_env=False) as client:
            await client.get(f"{address}/v1/projects/AbCdEfGh/settings")
        window.doings.send_test_event()
        await until(lambda: window.watch.evidence.analysed)
        evidence = window.watch.evidence
        assert evidence.advice(0).kind == "works"
        await post(window, CLICK | {"writeKey": "HpStagingDemo0Shopper"})
        await post(window, CLICK)
        await until(lambda: evidence.committed == 3)
        assert evidence.advice(0).kind == "works"
        await post(window, CLICK | {"writeKey": "Another1"})
        await until(lambda: evidence.committed == 4)
        assert evidence.advice(0).kind == "two-keys"

    run_async(go())


def test_an_opened_capture_lights_no_lamp_and_keeps_the_help(
    world: World, run_async: Run, until: Until, tmp_path: Path
) -> None:
    async def go() -> None:
        first = world.start(tmp_path / "shop.tsi")
        await post(first, CLICK)
        await until(lambda: first.watch.evidence.analysed)
        world.close()
        window = world.start(tmp_path / "shop.tsi")
        window.show_setup(True)
        await until(lambda: window.setup.lamps.views()[0].state == "lit")
        assert [lamp.state for lamp in window.setup.lamps.views()][1:] == ["next", "later", "later"]
        assert window.top.rate.text() == "no message yet"
        await post(window, CLICK)
        await until(lambda: window.setup.lamps.views()[3].state == "lit")
        links = [link.text() for link in window.setup.advice.findChildren(Link)]
        assert "Show the events" in links
        assert "The shop runs on https: what to do" in links

    run_async(go())


def test_the_demo_fills_the_window_and_switches_the_alternate_on(
    world: World, run_async: Run, until: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.demo.shopper.SPEED", 1000.0)
    monkeypatch.setitem(Inspector.run_demo.__kwdefaults__, "speed", 1000.0)

    async def go() -> None:
        window = world.start()
        window.setup.demo_button.click()
        assert window.setup.alternate.isChecked()
        await until(lambda: any("The shopper is done" in text for text in toasts(window)))
        count = len(script(0))
        words = f"{count} committed, {count} analysed"
        await until(lambda: window.status.progress.text() == words)
        assert window.status.configuration.text() == "Topsort presets, Product Added on"
        await until(lambda: len(window.events.shown_ids()) == count)
        row = window.events.shown_ids()[0]
        window.doings.show_event(row)
        await until(lambda: window.detail.row() == row)

    run_async(go())


def test_the_switch_judges_anew(world: World, run_async: Run, until: Until) -> None:
    added = {**CLICK, "event": "Product Added"}

    async def go() -> None:
        window = world.start()
        await post(window, added)
        await until(lambda: window.status.progress.text() == "1 committed, 1 analysed")

        def verdict() -> str:
            job = window.inspector.read(  # type: ignore[attr-defined]
                lambda reader: reader.rows([1])[0].verdict
            )
            return str(job.future.result(10))

        await until(lambda: verdict() == "unmapped")
        window.setup.alternate.setChecked(True)
        await until(lambda: verdict() == "accepted")
        window.setup.alternate.setChecked(False)
        await until(lambda: verdict() == "unmapped")
        assert window.status.configuration.text() == "Topsort presets"

    run_async(go())


def test_settings_and_a_refused_post_are_told_at_once(
    world: World, run_async: Run, until: Until
) -> None:
    async def go() -> None:
        window = world.start()
        address = window.inspector.address  # type: ignore[attr-defined]
        async with httpx.AsyncClient(trust_env=False) as client:
            await client.get(
                f"{address}/v1/projects/AbCdEfGh/settings",
                headers={"origin": "https://staging.harborpine.shop"},
            )
            await until(lambda: window.setup.lamps.views()[1].state == "lit")
            assert "staging.harborpine.shop" in window.setup.lamps.views()[1].line
            refused = await client.post(f"{address}/v1/track", content=b"<b>{no json")
            assert refused.status_code == 400
        await until(lambda: window.watch.evidence.advice(0).kind == "refused")
        assert window.shows_setup()

    run_async(go())


def test_a_capture_that_another_process_writes_is_read_only(
    world: World, run_async: Run, until: Until
) -> None:
    async def go() -> None:
        first = world.start()
        await post(first, CLICK)
        await until(lambda: first.status.progress.text() == "1 committed, 1 analysed")
        second = world.start(first.inspector.path)  # type: ignore[attr-defined]
        assert second.inspector.read_only  # type: ignore[attr-defined]
        await until(lambda: second.events.shown_ids() == [1])
        assert banner(second).startswith("Read-only: ")
        assert second.top.words.text() == "Not listening"
        assert not second.top.address.isVisible()
        second.replays.plan([1])
        assert toasts(second) == ["This capture is read-only. Nothing can be replayed."]
        assert second.replays.dialog is None
        assert not second.setup.alternate.isEnabled()
        await post(first, CLICK)
        await until(lambda: second.events.shown_ids() == [1, 2])

    run_async(go())


def test_a_moved_port_is_told_and_can_be_kept(world: World, run_async: Run) -> None:
    async def go() -> None:
        first = world.start()
        port = first.inspector.port  # type: ignore[attr-defined]
        second = world.start(port=port, next_free_port=True)
        moved = second.inspector.port  # type: ignore[attr-defined]
        assert moved != port
        assert banner(second) == (
            f"Port {port} is taken. Listening on {moved}; change the shop’s line too."
        )
        assert f":{moved}" in second.setup.snippet.toPlainText()
        shown = second.events.banners.shown()
        assert shown is not None
        assert [text for text, _ in shown.actions] == [f"Keep {moved}", f"Try {port} again"]
        shown.actions[0][1]()
        assert banner(second) == ""

    run_async(go())


def test_a_full_disk_is_told_until_it_is_over(world: World, run_async: Run) -> None:
    async def go() -> None:
        window = world.start()
        words = "The disk is full. Nothing is acknowledged until there is room."
        window.bridge.failed.emit(words)  # type: ignore[attr-defined]
        assert banner(window) == words
        window.bridge.failed.emit("")  # type: ignore[attr-defined]
        assert banner(window) == ""

    run_async(go())


@pytest.mark.skipif(sys.platform == "win32", reason="an open file cannot be deleted there")
def test_a_deleted_file_is_told_and_can_be_saved_elsewhere(
    world: World, run_async: Run, until: Until, tmp_path: Path
) -> None:
    async def go() -> None:
        window = world.start(tmp_path / "shop.tsi")
        await post(window, CLICK)
        await until(lambda: window.watch.evidence.analysed)
        left: list[object] = []
        window.open_wanted.connect(left.append)
        (tmp_path / "shop.tsi").unlink()
        await until(lambda: banner(window).startswith("The capture file is gone. shop.tsi was"))
        shown = window.events.banners.shown()
        assert shown is not None
        assert shown.kind == "rejected"
        assert [text for text, _ in shown.actions] == ["Save a copy…", "New capture"]
        window.files.save_copy(tmp_path / "shop.tsi")
        notice = window.findChild(Notice)
        assert isinstance(notice, Notice)
        notice.reject()
        window.files.save_copy(tmp_path / "copy.tsi")
        await until(lambda: "Saved copy.tsi" in toasts(window))
        window.files.open(tmp_path / "copy.tsi")
        shown.actions[1][1]()
        assert left == [tmp_path / "copy.tsi", None]

    run_async(go())


def test_a_lost_probe_puts_the_lamp_out(world: World, run_async: Run, until: Until) -> None:
    async def go() -> None:
        window = world.start()
        await until(lambda: window.top.lamp.state() == "listening")
        assert window.watch.evidence.probed_at is not None
        window.watch.evidence.probed_at -= 10_000
        assert window.watch.lamp()[0] == "late"
        window.watch.evidence.probed_at -= 10_000
        assert window.watch.lamp() == ("off", "Not listening")
        window.banners.show_lamp("off", "20 s")
        assert banner(window) == "Not listening. The probe got no answer for 20 s."
        window.banners.show_lamp("listening", "")
        assert banner(window) == ""

    run_async(go())


def test_a_file_that_is_no_capture_is_refused_with_its_reason(
    world: World, run_async: Run, tmp_path: Path
) -> None:
    wrong = tmp_path / "<b>notes</b>.tsi".replace("/", "_")
    wrong.write_text("hello")

    async def go() -> None:
        window = world.start()
        left: list[object] = []
        window.open_wanted.connect(left.append)
        window.files.open(wrong)
        notice = window.findChild(Notice)
        assert isinstance(notice, Notice)
        assert "is not a capture" in notice.text.text()
        assert "<b>" in notice.text.text()
        notice.reject()
        window.files.open(tmp_path / "gone.tsi")
        assert left == []

    run_async(go())


def test_another_capture_is_asked_for(world: World, run_async: Run, tmp_path: Path) -> None:
    async def go() -> None:
        window = world.start()
        left: list[object] = []
        window.open_wanted.connect(left.append)
        copy = tmp_path / "copy.tsi"
        await asyncio.wrap_future(window.inspector.save_copy(copy))  # type: ignore[attr-defined]
        window.files.open(copy)
        window.actions_by_id["new"].trigger()
        assert left == [copy, None]
        window.files.open(window.inspector.path)  # type: ignore[attr-defined]
        assert toasts(window) == ["This capture is open already"]

    run_async(go())


def test_messages_are_exported_with_short_write_keys(
    world: World, run_async: Run, until: Until, tmp_path: Path
) -> None:
    secret = {**CLICK, "properties": {"note": "Bearer abcdefghijklmnop"}}
    target = tmp_path / "out.jsonl"

    async def go() -> None:
        window = world.start()
        await post(window, CLICK, secret)
        await until(lambda: window.events.shown_ids() == [1, 2])
        window.files.export(target)
        await until(lambda: any(text.startswith("Saved 2 messages") for text in toasts(window)))
        lines = [json.loads(line) for line in target.read_text("utf-8").splitlines()]
        assert [line["writeKey"] for line in lines] == ["AbCd…", "AbCd…"]
        assert "abcdefghijklmnop" not in target.read_text("utf-8")
        window.files.export(tmp_path / "no-such-folder" / "out.jsonl")
        await until(lambda: window.findChild(Notice) is not None)

    run_async(go())


def test_a_copy_is_a_whole_capture(
    world: World, run_async: Run, until: Until, tmp_path: Path
) -> None:
    target = tmp_path / "copy.tsi"

    async def go() -> None:
        window = world.start()
        await post(window, CLICK)
        await until(lambda: window.events.shown_ids() == [1])
        window.files.save_copy(target)
        await until(lambda: "Saved copy.tsi" in toasts(window))
        other = world.start(target)
        await until(lambda: other.events.shown_ids() == [1])

    run_async(go())


def test_a_replay_is_planned_sent_and_recorded(
    world: World, qtbot: QtBot, run_async: Run, until: Until
) -> None:
    async def go() -> None:
        window = world.start()
        await post(window, CLICK, {**CLICK, "event": "product_clicked"})
        await until(lambda: window.status.progress.text() == "2 committed, 2 analysed")
        await until(lambda: window.events.shown_ids() == [1, 2])
        window.actions_by_id["replay"].trigger()
        await until(lambda: window.replays.dialog is not None)
        dialog = window.replays.dialog
        assert dialog is not None
        assert dialog.plan_view.summary.text().startswith("2 events chosen. 1 would be sent")
        qtbot.mouseClick(dialog.plan_view.send_button, Qt.MouseButton.LeftButton)
        await until(
            lambda: dialog.title.text() == "Done: 1 sent, 1 as forecast",
            lambda: f"{dialog.title.text()}, {dialog.run_view and dialog.run_view.subtitle.text()}",
        )
        attempts = window.inspector.read(  # type: ignore[attr-defined]
            lambda reader: reader.attempts(1)
        ).future.result(10)
        assert [(one.target, one.outcome, one.status) for one in attempts] == [
            ("sandbox", "accepted", 204)
        ]
        dialog.accept()
        await until(lambda: window.replays.dialog is None)

    run_async(go())


def test_a_replay_is_seen_in_the_detail_and_in_the_list_at_once(
    world: World, qtbot: QtBot, run_async: Run, until: Until
) -> None:
    async def go() -> None:
        window = world.start()
        await post(window, CLICK)
        await until(lambda: window.status.progress.text() == "1 committed, 1 analysed")
        await until(lambda: window.events.shown_ids() == [1])
        window.events.choose(1)
        detail = window.detail
        await until(lambda: detail.page.detail() is not None)
        detail.choose_tab("attempts")
        attempts = detail.page.attempts
        assert attempts.currentWidget() is attempts.empty
        window.replays.plan([1])
        await until(lambda: window.replays.dialog is not None)
        dialog = window.replays.dialog
        assert dialog is not None
        qtbot.mouseClick(dialog.plan_view.send_button, Qt.MouseButton.LeftButton)
        await until(lambda: attempts.model.rowCount() == 1)
        assert attempts.currentWidget() is not attempts.empty
        assert detail.page.bar.tabs.button("attempts").accessibleName() == "Attempts 1"
        await until(lambda: [one.replays for one in [window.events.model.held(1)] if one] == [1])
        dialog.accept()

    run_async(go())


def test_closing_asks_while_a_replay_is_being_sent(
    world: World, qtbot: QtBot, run_async: Run, until: Until
) -> None:
    async def go() -> None:
        window = world.start()
        await post(window, *([CLICK] * 3))
        await until(lambda: window.status.progress.text() == "3 committed, 3 analysed")
        await until(lambda: window.events.shown_ids() == [1, 2, 3])
        left: list[int] = []
        window.quit_wanted.connect(lambda: left.append(1))
        window.replays.plan([])
        await until(lambda: window.replays.dialog is not None)
        dialog = window.replays.dialog
        assert dialog is not None
        qtbot.mouseClick(dialog.plan_view.send_button, Qt.MouseButton.LeftButton)
        assert dialog.run_view is not None
        qtbot.mouseClick(dialog.run_view.pause_button, Qt.MouseButton.LeftButton)
        window.close()
        assert left == []
        notice = dialog.findChild(Notice)
        assert isinstance(notice, Notice)
        assert notice.answer_button is not None
        qtbot.mouseClick(notice.answer_button, Qt.MouseButton.LeftButton)
        assert left == [1]
        await window.replays.finish()
        assert not dialog.is_running()

    run_async(go())


def test_closing_without_a_replay_asks_nothing(world: World, run_async: Run) -> None:
    async def go() -> None:
        window = world.start()
        left: list[int] = []
        window.quit_wanted.connect(lambda: left.append(1))
        window.close()
        assert left == [1]

    run_async(go())


def nameless(window: MainWindow) -> list[str]:
    kinds = (QAbstractButton, QAbstractItemView, QLineEdit, QPlainTextEdit, QTextEdit)
    return [
        f"{type(one).__name__} in {type(one.parent()).__name__}"
        for kind in kinds
        for one in window.findChildren(kind)
        if one.isVisible()
        and not one.accessibleName()
        and not (isinstance(one, QAbstractButton) and (one.text() or one.toolTip()))
        and type(one).__module__.startswith("app.")
    ]


def test_every_control_has_a_name_and_is_large_enough(
    world: World, run_async: Run, until: Until
) -> None:
    async def go() -> None:
        window = world.start()
        assert nameless(window) == []
        await post(window, CLICK)
        await until(lambda: not window.shows_setup())
        await until(lambda: window.events.shown_ids() == [1])
        window.events.choose(1)
        await asyncio.sleep(0.3)
        assert nameless(window) == []
        small = [
            (type(one).__name__, one.accessibleName(), one.width(), one.height())
            for one in (
                *window.top.findChildren(QAbstractButton),
                *window.rail.findChildren(QAbstractButton),
            )
            if one.isVisible() and (one.width() < 24 or one.height() < 24)
        ]
        assert small == []

    run_async(go())


@pytest.mark.parametrize("size", [(1440, 900), (1200, 780), (1100, 740), (1024, 640)])
def test_nothing_is_cut_off_at_any_size(
    world: World, run_async: Run, until: Until, size: tuple[int, int]
) -> None:
    async def go() -> None:
        window = world.start()
        await post(window, CLICK)
        await until(lambda: window.events.shown_ids() == [1])
        window.resize(*size)
        await asyncio.sleep(0.1)
        assert window.size() == QSize(*size)
        for part in (window.top, window.rail, window.status):
            for child in part.findChildren(QAbstractButton):
                if child.isVisible():
                    corner = child.mapTo(part, child.rect().bottomRight())
                    assert part.rect().contains(corner), child.accessibleName()
        viewport = window.events.table.viewport()
        row = window.events.table.verticalHeader().defaultSectionSize()
        assert viewport.height() // row >= 4
        assert viewport.height() % row <= 1, "the last visible row is cut"
        slim = size[0] < 1080
        assert window.rail.width() == (52 if slim else 88)

    run_async(go())


def test_the_window_remembers_its_sizes_and_its_theme(
    world: World, run_async: Run, qapp: QApplication
) -> None:
    async def go() -> None:
        window = world.start()
        window.actions_by_id["theme-dark"].trigger()
        assert theme.current().name == "dark"
        window.actions_by_id["detail"].trigger()
        window.resize(1300, 820)
        await asyncio.sleep(0.05)
        world.close()
        again = world.start()
        # `start` of this test resizes; what was restored is in the profile.
        profile = Profile(world.paths.data)
        assert profile.theme() == "dark"
        assert profile.geometry() is not None
        assert again.actions_by_id["theme-dark"].isChecked()
        assert not again.actions_by_id["detail"].isChecked()
        assert again.detail.isHidden()

    run_async(go())


def test_keys_reach_their_actions(world: World, qtbot: QtBot, run_async: Run, until: Until) -> None:
    async def go() -> None:
        window = world.start()
        await post(window, CLICK)
        await until(lambda: window.events.shown_ids() == [1])
        await until(window.isActiveWindow)
        window.events.table.setFocus()
        follow = window.events.follow
        qtbot.keyClick(window.events.table, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
        assert window.events.follow is not follow
        assert window.top.follow_switch.isChecked() is not follow
        assert window.actions_by_id["follow"].isChecked() is not follow
        qtbot.keyClick(window.events.table, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
        assert window.events.paused
        await until(lambda: window.top.rate.text() == "paused")
        qtbot.keyClick(window.events.table, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
        qtbot.keyClick(window.events.table, Qt.Key.Key_F6)
        focus = QApplication.focusWidget()
        assert focus is not None
        assert not window.events.table.isAncestorOf(focus)
        window.events.choose(1)
        window.events.table.setFocus()
        qtbot.keyClick(window.events.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
        await until(lambda: "Product Clicked" in QGuiApplication.clipboard().text())

    run_async(go())


def test_tab_goes_from_the_rail_to_the_detail(
    world: World, qtbot: QtBot, run_async: Run, until: Until
) -> None:
    async def go() -> None:
        window = world.start()
        await post(window, CLICK)
        await until(lambda: window.events.shown_ids() == [1])
        window.events.choose(1)
        await until(lambda: window.detail.row() == 1)
        await until(window.isActiveWindow)
        await asyncio.sleep(0.3)
        parts = [window.rail, window.top, window.events, window.detail]
        first = window.rail.findChild(QAbstractButton)
        assert first is not None
        first.setFocus()
        seen: list[int] = []
        for _ in range(60):
            focus = QApplication.focusWidget()
            assert focus is not None
            place = next(at for at, part in enumerate(parts) if part.isAncestorOf(focus))
            if not seen or seen[-1] != place:
                seen.append(place)
            qtbot.keyClick(focus, Qt.Key.Key_Tab)
            if QApplication.focusWidget() is first:
                break
        assert seen == [0, 1, 2, 3]

    run_async(go())


def test_alt_alone_and_f10_open_the_menu(
    world: World, qtbot: QtBot, run_async: Run, until: Until
) -> None:
    async def go() -> None:
        window = world.start()
        await until(window.isActiveWindow)
        opened: list[int] = []
        window.actions_by_id["menu"].triggered.disconnect()
        window.actions_by_id["menu"].triggered.connect(lambda: opened.append(1))
        window.setup.sdks.setFocus()
        qtbot.keyPress(window.setup.sdks, Qt.Key.Key_Alt)
        qtbot.keyRelease(window.setup.sdks, Qt.Key.Key_Alt)
        assert opened == [1]
        qtbot.keyClick(window.setup.sdks, Qt.Key.Key_F10)
        assert opened == [1, 1]
        qtbot.keyPress(window.setup.sdks, Qt.Key.Key_Alt)
        qtbot.keyClick(window, Qt.Key.Key_A, Qt.KeyboardModifier.AltModifier)
        qtbot.keyRelease(window.setup.sdks, Qt.Key.Key_Alt)
        assert opened == [1, 1]

    run_async(go())


def test_a_capture_that_is_opened_says_that_it_is_captured_into(
    qtbot: QtBot, paths: Paths, run_async: Run, until: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(application, "_report_errors", lambda: None)
    older = paths.captures / "older.tsi"
    paths.create()
    create(older, installation=installation_id(paths.data))
    create(paths.captures / "mailed.tsi", installation="somebody else")

    class NoSignals:
        def on_ask(self, wake: Callable[[], None]) -> None:
            """None comes here."""

    def shown(name: str) -> MainWindow | None:
        windows = [one for one in QApplication.topLevelWidgets() if isinstance(one, MainWindow)]
        found = (one for one in windows if one.isVisible() and one.windowTitle().startswith(name))
        return next(found, None)

    async def go() -> None:
        def start(path: Path | None) -> Inspector:
            return Inspector.start(path, port=0, may_read_only=True, paths=paths)

        running = asyncio.ensure_future(
            application._main(
                start,
                paths.captures / "first.tsi",
                paths.data,
                Profile(paths.data),
                NoSignals(),  # type: ignore[arg-type]
            )
        )
        said = []
        for name, following in (
            ("first", older),
            ("older", paths.captures / "mailed.tsi"),
            ("mailed", None),
        ):
            await until(lambda name=name: shown(name))
            window = shown(name)
            assert window is not None
            said.append(toasts(window))
            if following is not None:
                window.files.open(following)
            else:
                window.quit_wanted.emit()
        assert await running == 0
        assert said == [[], ["Capturing into older.tsi from now on"], []]

    run_async(go())
