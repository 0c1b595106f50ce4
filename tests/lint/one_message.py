"""One message before the rules: small builders and what stands on it in the end."""

from dataclasses import dataclass
from typing import Any

from app.analysis.analyst import Analyst
from app.analysis.verdict import Judgement
from app.destination import load_definition
from app.destination.model import Configuration
from app.lint.finding import Finding
from app.segment.times import iso

NOW = 1_795_528_800_000
"""When everything here is judged: 24 November 2026, 14:00 UTC."""

Message = dict[str, Any]

PACKAGED = load_definition().configuration()
SKIPPING = load_definition().configuration(skip_zero_price=True)


@dataclass(frozen=True)
class Faulty:
    """A message on which a rule fires, how loud, and the places that it names."""

    severity: str
    message: Message
    paths: tuple[str, ...]
    configuration: Configuration = PACKAGED


@dataclass(frozen=True)
class Near:
    """A message that looks much like a faulty one, and on which the rule says nothing."""

    message: Message
    configuration: Configuration = PACKAGED


def track(event: str, properties: Any = None, **top: Any) -> Message:
    """A completed track call of a browser; a key given as `...` is left out."""
    message = {
        "type": "track",
        "event": event,
        "messageId": "ajs-next-1795528799000-6e8f8c5e-0f0b-4c0e-9d3e-0d2f0a1b2c3d",
        "anonymousId": "0b5f7c1e-53d0-4f57-9b6b-6d4f7f1d2a10",
        "userId": None,
        "timestamp": iso(NOW - 1_000),
        "originalTimestamp": iso(NOW - 1_000),
        "properties": {} if properties is None else properties,
        "context": {"library": {"name": "analytics.js", "version": "next-1.84.1"}},
        **top,
    }
    return {key: value for key, value in message.items() if value is not ...}


def judged(
    message: Message, configuration: Configuration = PACKAGED, judged_at: int = NOW
) -> tuple[Judgement, list[Finding]]:
    """The verdict on the message alone, and what the rules say of it."""
    judgement, changes = Analyst(configuration).add(1, message, judged_at)
    return judgement, [one for change in changes if change.row == 1 for one in change.findings]


def said(code: str, message: Message, configuration: Configuration = PACKAGED) -> list[Finding]:
    """What one rule says of it."""
    return [one for one in judged(message, configuration)[1] if one.code == code]
