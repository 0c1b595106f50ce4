"""What the endpoint hands on: one HTTP request, and the completed messages in it."""

from concurrent.futures import Future
from dataclasses import dataclass
from typing import Protocol

from app.segment.jsontext import JsonObject


@dataclass(frozen=True, slots=True)
class ReceivedRequest:
    """One HTTP request as it came, refused ones too.

    `received_at` is milliseconds since 1970 in UTC. `body` is the bytes of the wire, still
    compressed if they came so. Secrets of the head are gone already: `write_key` is whole where
    the body or the query carried it, its first four characters and `…` where only an
    Authorization header did, and `none` where nobody sent one. `target` is path and query with
    secrets masked. `status` is the answer; `error` says why, where the request was refused.
    """

    received_at: int
    method: str
    target: str
    status: int
    body: bytes
    write_key: str = "none"
    content_type: str | None = None
    content_encoding: str | None = None
    origin: str | None = None
    user_agent: str | None = None
    remote: str | None = None
    error: str | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CompletedMessage:
    """One message as a destination receives it, and where in its request it stood."""

    index: int
    message: JsonObject


@dataclass(frozen=True, slots=True)
class Stored:
    """Row ids given to the messages of one request; `first` is 0 where there were none."""

    request: int
    first: int
    count: int


class Sink(Protocol):
    """Where captured requests go."""

    def store(
        self, request: ReceivedRequest, messages: tuple[CompletedMessage, ...]
    ) -> Future[Stored]:
        """Take one request with its messages; the future is done once the commit that holds
        them is on disk. It fails with an OSError or a store's own error where nothing was kept.
        """
        ...
