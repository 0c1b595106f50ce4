"""What is known about a shop that is being pointed here, and what it means.

No lamp is lit without proof: the probe's own answer, a request for settings, a committed message,
an analysed one. Times are milliseconds since 1970, handed in.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from app.gui.shell.rate import span_text

LampState = Literal["lit", "next", "late", "later", "skipped"]
AdviceKind = Literal["nothing", "settings-only", "preflight", "refused", "two-keys", "works"]

LATE = 10_000
"""How long after the settings a message may take before the lamp says that it is late."""
PROBE_LATE = 5_000


@dataclass(frozen=True, slots=True)
class LampView:
    """One lamp: its state, its name, and one line."""

    state: LampState
    name: str
    line: str


@dataclass(frozen=True, slots=True)
class Advice:
    """What to say under the lamps; `detail` is hostile text."""

    kind: AdviceKind
    detail: str = ""


class Evidence:
    """Gathers what was seen. One for each capture that is listened to.

    `committed` and `analysed` are rows of the capture; what it held when it was opened (up to
    row `before`) proves nothing about the shop, and lights no lamp.
    """

    def __init__(self) -> None:
        self.port = 0
        self.listening = True
        self.probed_at: int | None = None
        self.settings_at: int | None = None
        self.settings_by = ""
        self.settings_key = ""
        self.stored_at: int | None = None
        self.stored_by = ""
        self.message_key = ""
        self.preflight_headers = ""
        self.preflight_at: int | None = None
        self.refused = ""
        self.refused_at: int | None = None
        self.before = 0
        self.committed = 0
        self.analysed = 0

    @property
    def arrived(self) -> int:
        """How many messages came since the capture was opened."""
        return max(0, self.committed - self.before)

    def settings(self, at: int, origin: str, write_key: str) -> None:
        """Somebody asked for settings, with this key where it is one of a shop."""
        self.settings_at = at
        self.settings_by = origin
        self.settings_key = write_key or self.settings_key

    def stored(self, at: int, origin: str, write_key: str) -> None:
        """A message was committed, with this key where it is one of a shop."""
        if self.stored_at is None:
            self.stored_at = at
            self.stored_by = origin
        self.message_key = write_key or self.message_key
        self.preflight_at = None
        self.refused_at = None

    def preflight(self, at: int, headers: str) -> None:
        """A browser asked whether it may post with these headers."""
        self.preflight_at = at
        self.preflight_headers = headers

    def refuse(self, at: int, reason: str) -> None:
        """A post came and was refused."""
        self.refused_at = at
        self.refused = reason

    def lamps(self, now: int, asks_settings: bool) -> tuple[LampView, ...]:
        """The four lamps. `asks_settings` is false for SDKs that never ask (servers, curl)."""
        return (
            self._listening(now),
            self._settings(asks_settings),
            self._message(now, asks_settings),
            self._verdict(),
        )

    def _listening(self, now: int) -> LampView:
        if not self.listening:
            return LampView("late", "Not listening", "This capture is open for reading only")
        if self.probed_at is None:
            return LampView("next", "Listening", f"Port {self.port}, waiting for its own probe")
        ago = now - self.probed_at
        text = span_text(ago / 1000)
        if ago > PROBE_LATE + 5_000:
            return LampView("late", "Probe late", f"Port {self.port}, no answer for {text}")
        return LampView("lit", "Listening", f"Port {self.port}, answered its own probe {text} ago")

    def _settings(self, asks: bool) -> LampView:
        name = "Settings asked for"
        if self.settings_at is not None:
            by = f" by {self.settings_by}" if self.settings_by else ""
            return LampView("lit", name, f"{clock_text(self.settings_at)}{by}")
        if not asks:
            return LampView("skipped", name, "Not asked for by this SDK")
        if self.arrived:
            return LampView("skipped", name, "Nobody asked; messages came all the same")
        return LampView("next", name, "Waiting for the shop to load the SDK")

    def _message(self, now: int, asks: bool) -> LampView:
        name = "First message stored"
        if self.arrived:
            at = f"{clock_text(self.stored_at)}" if self.stored_at is not None else ""
            by = f" by {self.stored_by}" if self.stored_by else ""
            return LampView("lit", name, f"{at}{by}".strip() or f"{self.arrived:,} stored")
        if self.settings_at is not None and now - self.settings_at >= LATE:
            return LampView("late", name, f"None for {span_text((now - self.settings_at) / 1000)}")
        first = self.settings_at is not None or not asks
        line = "Then every event is on disk before it is answered"
        return LampView("next" if first else "later", name, line)

    def _verdict(self) -> LampView:
        line = "What Segment and Topsort would do with it"
        if self.arrived and self.analysed > self.before:
            return LampView("lit", "First verdict", line)
        return LampView("next" if self.arrived else "later", "First verdict", line)

    def advice(self, now: int) -> Advice:
        """What to look at next: the newest trouble first."""
        if self.arrived:
            if self.settings_key and self.message_key and self._keys_differ():
                return Advice(
                    "two-keys",
                    f"Messages come with write key {self.message_key[:4]}…, "
                    f"settings were asked for {self.settings_key[:4]}…",
                )
            return Advice("works")
        if self.refused_at is not None:
            return Advice("refused", self.refused)
        if self.preflight_at is not None and now - self.preflight_at >= LATE:
            return Advice("preflight", self.preflight_headers)
        if self.settings_at is not None and now - self.settings_at >= LATE:
            return Advice("settings-only")
        return Advice("nothing")

    def _keys_differ(self) -> bool:
        # A key that came by header is kept as its first four characters: compare only those.
        return self.settings_key[:4] != self.message_key[:4]


def clock_text(at: int | None) -> str:
    """A time of today as `14:03:27`, local."""
    return datetime.fromtimestamp((at or 0) / 1000).strftime("%H:%M:%S")
