"""Which request of a Segment SDK a path is.

The paths are those of segment-wire 1.1 and 1.2. SDKs, proxies and people double parts of them
(`/v1/batch/b`, `//v1/import/`, `/v1/v1/track`), so `v1`, empty parts and repetitions are ignored.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, TypeAlias

Kind: TypeAlias = Literal["single", "batch", "pixel", "metrics", "settings"]

_SINGLE = {
    "t": "track",
    "i": "identify",
    "p": "page",
    "s": "screen",
    "g": "group",
    "a": "alias",
    "track": "track",
    "identify": "identify",
    "page": "page",
    "screen": "screen",
    "group": "group",
    "alias": "alias",
}
_BATCH = frozenset(("b", "batch", "import"))
_LONGEST = 512


@dataclass(frozen=True, slots=True)
class Route:
    """What a path asks for.

    `type` is the message type that the path names; empty for all but `single` and `pixel`.
    `client` is true for the paths that only browsers and devices use (`/v1/t`, `/v1/b`), false
    for those of servers (`/v1/track`, `/v1/batch`). `key` is the write key in a settings path.
    """

    kind: Kind
    type: str = ""
    client: bool = False
    key: str = ""


@lru_cache(maxsize=512)
def route(path: str) -> Route | None:
    """The request that the decoded `path` stands for; None where no SDK asks for such a path."""
    if len(path) > _LONGEST:
        return None
    parts = [part for part in path.split("/") if part and part != "v1"]
    if not parts:
        return None
    if parts[0] == "projects":
        return _settings(parts)
    if parts[0] == "pixel":
        kind = _SINGLE.get(parts[1]) if len(parts) == 2 else None
        return Route("pixel", kind, client=True) if kind else None
    if parts == ["m"]:
        return Route("metrics", client=True)
    return _events(parts)


def _events(parts: list[str]) -> Route | None:
    if len(parts) > 2 or any(part not in _BATCH and part not in _SINGLE for part in parts):
        return None
    last = parts[-1]
    client = len(last) == 1
    if last in _BATCH:
        return Route("batch", client=client)
    return Route("single", _SINGLE[last], client=client)


def _settings(parts: list[str]) -> Route | None:
    while parts[1:2] == ["projects"]:
        parts = parts[1:]
    if len(parts) == 3 and parts[2] == "settings":
        return Route("settings", client=True, key=parts[1])
    return None
