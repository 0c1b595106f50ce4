"""How many requests and events a sandbox has seen."""

import threading
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

Answered: TypeAlias = Literal["accepted", "refused", "unauthorized", "other"]


@dataclass(frozen=True, slots=True)
class Counts:
    """What a sandbox has answered since its start.

    `accepted` and `refused` count requests that asked for `/v2/events` with a key (204, and
    400 or 413), `unauthorized` those without one, `other` everything else. The four last count
    single events of the accepted requests.
    """

    accepted: int = 0
    refused: int = 0
    unauthorized: int = 0
    other: int = 0
    impressions: int = 0
    clicks: int = 0
    purchases: int = 0
    pageviews: int = 0


class Counter:
    """Counts in the sandbox's thread, read from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counts = Counts()

    def add(self, answered: Answered, events: dict[str, int] | None = None) -> None:
        """Count one answered request; `events` holds the number of events by array name."""
        with self._lock:
            before = self._counts
            added: dict[str, int] = {answered: 1, **(events or {})}
            self._counts = replace(
                before, **{name: getattr(before, name) + number for name, number in added.items()}
            )

    def snapshot(self) -> Counts:
        """The counts as they are now."""
        with self._lock:
            return self._counts
