"""What an answer of Topsort means, and which answers are asked for again.

From topsort.md 1.4: any 2xx took the events; 400 and 422 refused them; 401 and 403 are about the
key, so all further requests would fail too; 408, 425, 429 and 5xx pass. Every other answer is
final and says nothing about the event.
"""

from dataclasses import dataclass
from typing import Literal, TypeAlias

AttemptOutcome: TypeAlias = Literal["accepted", "rejected", "failed", "in doubt"]
Forecast: TypeAlias = Literal["right", "wrong", "open"]

MAX_ANSWER = 64 * 1024
"""Bytes of an answer that are kept."""

_TRANSIENT = frozenset({408, 425, 429})


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of one attempt. `status` is None where no answer came; `text` is the body, or
    why there is none."""

    outcome: AttemptOutcome
    status: int | None
    text: str


def classify(status: int) -> AttemptOutcome:
    """The outcome that an HTTP status stands for."""
    if 200 <= status < 300:
        return "accepted"
    if status in (400, 422):
        return "rejected"
    return "failed"


def is_transient(status: int) -> bool:
    """Whether the same request may succeed a little later."""
    return status in _TRANSIENT or status >= 500


def is_about_the_key(status: int | None) -> bool:
    """Whether every other request with this key would fail as well."""
    return status in (401, 403)


def compare(forecast: str, outcome: AttemptOutcome) -> Forecast:
    """Whether the forecast was right; open where the answer says nothing about the event."""
    if outcome not in ("accepted", "rejected"):
        return "open"
    return "right" if forecast == outcome else "wrong"
