"""The way of a message from the SDK's call to the capture: sent, delayed, sent again, completed."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from random import Random
from typing import Any

from app.segment.completion import complete
from app.segment.times import iso, parse_time
from app.segment.wire import Envelope

Message = dict[str, Any]

START = 1_795_528_800_000
"""Milliseconds since 1970 at which a tape begins: 24 November 2026, 14:00 UTC."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """A completed message, and the time in milliseconds that it is judged at: its arrival."""

    message: Message
    judged_at: int


@dataclass
class Tape:
    """What arrives of one or several journeys. All chance comes from `random`."""

    random: Random
    start: int = START
    arrivals: list[Arrival] = field(default_factory=list)

    def uuid(self) -> str:
        """A UUID of version 4."""
        return str(uuid.UUID(int=self.random.getrandbits(128), version=4))

    def deliver(
        self, message: Message, *, sent: int, received: int, in_batch: bool = False
    ) -> None:
        """`sent` is on the sender's clock, `received` on ours; a batch has one `sentAt` for all
        its messages, beside them."""
        sent_at = iso(sent)
        if in_batch:
            raw, envelope = message, Envelope(sent_at=sent_at)
        else:
            raw, envelope = {**message, "sentAt": sent_at}, Envelope()
        made = complete(
            raw,
            received_at=received,
            envelope=envelope,
            write_key=str(message.get("writeKey", "none")),
            new_id=self.uuid,
        )
        self.arrivals.append(Arrival(made, received))

    def in_order(self) -> list[Arrival]:
        """In the order of arrival."""
        return sorted(self.arrivals, key=lambda one: one.judged_at)


def arrivals_of(messages: Iterable[Message]) -> list[Arrival]:
    """Completed messages, each judged at its own `receivedAt`."""
    found = []
    for message in messages:
        received = parse_time(message["receivedAt"])
        assert received is not None
        found.append(Arrival(message, received))
    return found
