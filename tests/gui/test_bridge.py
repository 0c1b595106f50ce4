"""News reach the window once each, and only where there are any."""

from dataclasses import dataclass

from pytestqt.qtbot import QtBot

from app.capture.events import EndpointEvent
from app.gui.bridge import Bridge
from app.store.model import Progress

NOTHING = Progress(0, 0)


@dataclass
class News:
    progress: Progress = NOTHING
    changed: bool = False
    endpoint: tuple[EndpointEvent, ...] = ()
    failed: str = ""
    trouble: str = ""


class Source:
    def __init__(self) -> None:
        self.waiting = [News()]

    def drain(self) -> News:
        return self.waiting.pop(0) if len(self.waiting) > 1 else self.waiting[0]


def test_progress_is_told_where_it_is_another_number(qtbot: QtBot) -> None:
    source = Source()
    source.waiting = [
        News(Progress(1, 0)),
        News(Progress(1, 0)),
        News(Progress(1, 1)),
        News(Progress(2**40, 1)),
    ]
    bridge = Bridge(source)
    told: list[tuple[int, int]] = []
    bridge.progressed.connect(lambda *numbers: told.append(numbers))
    for _ in range(4):
        bridge.drain()
    assert told == [(1, 0), (1, 1), (2**40, 1)]


def test_changes_events_and_failures_are_told(qtbot: QtBot) -> None:
    source = Source()
    event = EndpointEvent("settings", 5, origin="https://shop")
    source.waiting = [
        News(changed=True, endpoint=(event,)),
        News(failed="The disk is full."),
        News(failed="The disk is full."),
        News(trouble="Not analysed."),
        News(),
    ]
    bridge = Bridge(source)
    told: list[object] = []
    bridge.troubled.connect(told.append)
    bridge.changed.connect(lambda: told.append("changed"))
    bridge.endpoint_event.connect(told.append)
    bridge.failed.connect(told.append)
    for _ in range(5):
        bridge.drain()
    assert told == [event, "changed", "The disk is full.", "", "Not analysed.", ""]


def test_it_looks_by_itself_until_it_is_stopped(qtbot: QtBot) -> None:
    source = Source()
    bridge = Bridge(source)
    told: list[int] = []
    bridge.progressed.connect(lambda committed, _analysed: told.append(committed))
    bridge.start()
    assert told == [0]
    source.waiting = [News(Progress(7, 7))]
    qtbot.waitUntil(lambda: told == [0, 7])
    bridge.stop()
    source.waiting = [News(Progress(8, 8))]
    qtbot.wait(120)
    assert told == [0, 7]
