"""Bad days on request: answers that the endpoint gives instead of taking a message, so that the
retries of a shop can be tested (segment-wire section 8)."""

import threading
from collections import deque
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

FaultKind: TypeAlias = Literal["429", "500", "slow", "drop"]
"""`429` with Retry-After, `500`, `slow` (503 after a while), `drop` (the connection is closed
without an answer)."""

KINDS: tuple[FaultKind, ...] = ("429", "500", "slow", "drop")
"""All kinds, in the order in which they are offered."""

MAX_TIMES = 1_000_000
MAX_SECONDS = 300
"""Browsers cap Retry-After there too."""

DROPPED = 444
"""The status that a dropped request is stored with; nothing was sent. nginx uses the number so."""

_DEFAULT_SECONDS = {"429": 5, "slow": 10}


@dataclass(frozen=True, slots=True)
class Fault:
    """What the next `times` event posts get instead of their acknowledgement.

    `seconds` is the Retry-After of `429` and the wait of `slow`; None takes 5 and 10. The other
    kinds have none. Raises ValueError with a sentence where a value is out of bounds.
    """

    kind: FaultKind
    times: int = 1
    seconds: int | None = None

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"There is no fault “{self.kind}”. Use {', '.join(KINDS)}.")
        if not 1 <= self.times <= MAX_TIMES:
            raise ValueError(f"A fault is for 1 to {MAX_TIMES:,} requests.")
        if self.seconds is None:
            object.__setattr__(self, "seconds", _DEFAULT_SECONDS.get(self.kind))
        elif self.kind not in _DEFAULT_SECONDS:
            raise ValueError(f"“{self.kind}” takes no seconds.")
        elif not 0 <= self.seconds <= MAX_SECONDS:
            raise ValueError(f"Seconds go from 0 to {MAX_SECONDS}.")

    @property
    def status(self) -> int:
        """The status that a request is answered and stored with."""
        return {"429": 429, "500": 500, "slow": 503, "drop": DROPPED}[self.kind]

    @property
    def done(self) -> str:
        """What it does to a request, as a sentence in the past."""
        wait = seconds_text(self.seconds or 0)
        return {
            "429": f"Answered 429 with Retry-After: {self.seconds}, as a switch here asked.",
            "500": "Answered 500, as a switch here asked.",
            "slow": f"Answered 503 after {wait}, as a switch here asked.",
            "drop": "The connection was closed without an answer, as a switch here asked.",
        }[self.kind]


def seconds_text(seconds: int) -> str:
    """`1 second`, `5 seconds`."""
    return "1 second" if seconds == 1 else f"{seconds} seconds"


class Faults:
    """The faults that are still to happen, in order. For any thread."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._waiting: deque[Fault] = deque()
        self._used = 0

    def answer_with(self, *faults: Fault) -> None:
        """From now on give these, one after the other, and no others; none switches them off."""
        with self._guard:
            self._waiting = deque(faults)

    @property
    def current(self) -> Fault | None:
        """The fault that the next event post gets, with the times that are left of it."""
        with self._guard:
            return self._waiting[0] if self._waiting else None

    @property
    def used(self) -> int:
        """Requests that got one since the start."""
        return self._used

    def next(self) -> Fault | None:
        """Take one for a request that came in: the fault, and with it one of its times."""
        # Looked at without the guard: nearly always there is none, on the hottest path.
        if not self._waiting:
            return None
        with self._guard:
            if not self._waiting:
                return None
            fault = self._waiting[0]
            if fault.times > 1:
                self._waiting[0] = replace(fault, times=fault.times - 1)
            else:
                self._waiting.popleft()
            self._used += 1
            return fault
