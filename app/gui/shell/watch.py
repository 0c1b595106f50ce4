"""Watches the endpoint for the top bar and the set-up page: probe, rate, evidence."""

import time
from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QObject, QTimer, Signal

from app.capture.events import EndpointEvent
from app.demo.story import load_story
from app.gui.bridge import Bridge
from app.gui.jobs import deliver_future
from app.gui.setup.evidence import PROBE_LATE, Evidence
from app.gui.shell.knock import WRITE_KEY, Knocker
from app.gui.shell.lamp import LampState
from app.gui.shell.rate import Rate, span_text
from app.segment.keys import short_key

PROBE_EVERY = 4.0
"""Seconds between two probes."""
NOT_LISTENING = 12_000
"""Milliseconds without an answer after which the lamp goes out."""
_TICK = 500
_SOON = 150
"""Milliseconds between news and the next look, at least: under load there are thousands."""


class Capture(Protocol):
    """What the watch needs of the Inspector."""

    @property
    def port(self) -> int: ...
    @property
    def read_only(self) -> bool: ...
    @property
    def began_with(self) -> int: ...


def now_ms() -> int:
    """Milliseconds since 1970."""
    return time.time_ns() // 1_000_000


class Watch(QObject):
    """Knows whether it is listening, and what has come.

    Signals:
        ticked: twice a second, and soon after news; look again.
        lamp_changed(str, str): the lamp's state and its words.
        first_message: the first message of this capture was committed.
    """

    ticked = Signal()
    lamp_changed = Signal(str, str)
    first_message = Signal()

    def __init__(self, capture: Capture, bridge: Bridge, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.evidence = Evidence()
        self.evidence.port = capture.port
        self.evidence.listening = not capture.read_only
        self.evidence.before = capture.began_with
        self.rate = Rate()
        self._lamp: tuple[LampState, str] | None = None
        self._started = now_ms()
        self._probing = False
        self._next_probe = 0.0
        self._seen: int | None = None
        self._knocker = None if capture.read_only else Knocker(capture.port)
        self._timer = QTimer(self)
        self._timer.setInterval(_TICK)
        self._timer.timeout.connect(self._tick)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_SOON)
        self._soon.timeout.connect(self._tell)
        bridge.progressed.connect(self._progressed)
        bridge.endpoint_event.connect(self._endpoint_event)

    def start(self) -> None:
        """Begin to watch."""
        self._timer.start()
        self._tick()

    def stop(self) -> None:
        """Knock no more."""
        self._timer.stop()
        self._soon.stop()
        if self._knocker is not None:
            self._knocker.close()
            self._knocker = None

    def knock_at(self, host: str) -> None:
        """Probe another address of this computer from now on."""
        if self._knocker is not None:
            self._knocker.host = host.strip("[]")

    def lamp(self) -> tuple[LampState, str]:
        """The lamp's state and words at this moment."""
        evidence, now = self.evidence, now_ms()
        if not evidence.listening:
            return "off", "Not listening"
        last = evidence.probed_at
        silent = now - (last if last is not None else self._started)
        if silent >= NOT_LISTENING:
            return "off", "Not listening"
        if last is None:
            return "starting", "Starting"
        # A probe goes out every few seconds: only what is beyond that is late.
        if silent > PROBE_LATE + PROBE_EVERY * 1000:
            return "late", f"Probe late, {span_text(silent / 1000)}"
        return "listening", "Listening on"

    def silent_for(self) -> str:
        """For how long the probe has had no answer."""
        last = self.evidence.probed_at
        return span_text((now_ms() - (last if last is not None else self._started)) / 1000)

    def rate_text(self) -> str:
        """The rate as the top bar shows it."""
        return self.rate.text(time.monotonic())

    def probe_now(self) -> None:
        """Do not wait for the next probe."""
        self._next_probe = 0.0
        self._tick()

    def send_test_event(
        self, at: str, done: Callable[[], None], failed: Callable[[str], None]
    ) -> None:
        """Send the test event, made at the ISO time `at`, and say what came of it."""
        if self._knocker is None:
            failed("This capture is open for reading only. Nothing listens.")
            return
        deliver_future(
            self._knocker.test_event(at),
            self,
            lambda _done: done(),
            lambda error: failed(str(error)),
        )

    def _tick(self) -> None:
        if self._knocker is not None and not self._probing:
            now = time.monotonic()
            if now >= self._next_probe:
                self._next_probe = now + PROBE_EVERY
                self._probing = True
                deliver_future(self._knocker.probe(), self, self._answered, self._unanswered)
        self._tell()

    def _tell_soon(self) -> None:
        if not self._soon.isActive():
            self._soon.start()

    def _tell(self) -> None:
        lamp = self.lamp()
        if lamp != self._lamp:
            self._lamp = lamp
            self.lamp_changed.emit(*lamp)
        self.ticked.emit()

    def _answered(self, _done: None) -> None:
        self._probing = False
        self.evidence.probed_at = now_ms()
        self._tell()

    def _unanswered(self, _error: BaseException) -> None:
        self._probing = False
        self._tell()

    def _progressed(self, committed: int, analysed: int) -> None:
        first = not self.evidence.committed and committed > 0
        if self._seen is not None:
            self.rate.add(time.monotonic(), committed - self._seen)
        self._seen = committed
        self.evidence.committed = committed
        self.evidence.analysed = analysed
        if first:
            self.first_message.emit()
        self._tell_soon()

    def _endpoint_event(self, event: EndpointEvent) -> None:
        evidence = self.evidence
        who = _who(event)
        if event.kind == "settings":
            evidence.settings(event.at, who, _shop_key(event))
        elif event.kind == "stored":
            evidence.stored(event.at, who, _shop_key(event))
        elif event.kind == "preflight":
            evidence.preflight(event.at, event.detail)
        elif event.kind in {"refused", "failed"}:
            evidence.refuse(event.at, event.detail)
        self._tell_soon()


def _shop_key(event: EndpointEvent) -> str:
    """The write key in its short form; empty for that of our own test event and shopper, which
    says nothing of the shop."""
    own = {short_key(key) for key in (WRITE_KEY, load_story().write_key)}
    return "" if event.write_key in own else event.write_key


def _who(event: EndpointEvent) -> str:
    origin = event.origin.removeprefix("https://").removeprefix("http://")
    return origin or event.library
