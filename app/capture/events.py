"""What the endpoint tells about itself while it runs."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from app.masking import masked

EventKind: TypeAlias = Literal[
    "settings",
    "preflight",
    "stored",
    "refused",
    "failed",
    "metrics",
    "script",
    "fault",
    "new_origin",
    "new_key",
]
"""`settings` were asked for by an SDK, a browser asked first (`preflight`), a request was
`stored`, was `refused`, could not be kept (`failed`), an SDK sent counters about itself
(`metrics`), a page loaded the SDK from here (`script`), a request got what a switch asked for
(`fault`), an origin or a write key posted to this capture for the first time (`new_origin`,
`new_key`)."""


@dataclass(frozen=True, slots=True)
class EndpointEvent:
    """One thing that happened at the endpoint.

    `at` is milliseconds since 1970. `origin` is the page's origin where a browser sent one.
    `library` is the SDK by name and version, else its User-Agent. `write_key` is the short form,
    empty where there is none. `detail` is what a person needs to know: the headers a preflight
    asked for, the reason of a refusal or failure, the host that settings point to, the path of
    what was stored, what a switch did. `count` is the number of messages, or 1. `notes` say what
    was odd about a request that was stored.
    """

    kind: EventKind
    at: int
    origin: str = ""
    library: str = ""
    write_key: str = ""
    detail: str = ""
    count: int = 1
    notes: tuple[str, ...] = ()


def event_of_head(
    kind: EventKind, at: int, headers: Mapping[str, str], *, detail: str = "", write_key: str = ""
) -> EndpointEvent:
    """The event of a request that carries no message, its secrets masked; `headers` have names
    in lower case."""
    return EndpointEvent(
        kind,
        at,
        origin=masked(headers.get("origin", "")),
        library=masked(headers.get("user-agent", "")),
        write_key=write_key,
        detail=masked(detail),
    )
