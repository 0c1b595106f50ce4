"""Where a replay goes."""

import ipaddress
from dataclasses import dataclass
from typing import Literal, TypeAlias
from urllib.parse import urlsplit

TargetKind: TypeAlias = Literal["sandbox", "test key", "production key"]

SANDBOX_NAME = "sandbox"
SANDBOX_TITLE = "Sandbox on this computer"
SANDBOX_SUBTITLE = "Topsort’s contract, nothing leaves this computer"


class TargetError(ValueError):
    """The target cannot be used; the text is a sentence for a person."""


@dataclass(frozen=True, slots=True)
class Target:
    """A Topsort to send to.

    `url` is the base with its version (`http://127.0.0.1:8799/v2`), without a slash at its end;
    `key` is never shown (`repr` leaves it out). Raises TargetError where `url` or `key` is not
    what it says, and for a sandbox that is not on this computer.
    """

    name: str
    kind: TargetKind
    url: str
    key: str

    def __post_init__(self) -> None:
        if not self.key or not (self.key.isascii() and self.key.isprintable()):
            raise TargetError("The key has characters that no key has.")
        if not self.url.isprintable() or any(one.isspace() for one in self.url):
            raise TargetError("The address has characters that no address has.")
        parts = urlsplit(self.url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise TargetError(f"{self.url} is no http address.")
        if parts.username or parts.password or parts.query or parts.fragment:
            raise TargetError("The address takes no user, query or fragment.")
        if self.url.endswith("/"):
            raise TargetError("The address must not end with a slash: Topsort answers 404 to it.")
        if self.kind == "sandbox" and not _is_loopback(parts.hostname):
            raise TargetError("The sandbox is on this computer only.")

    def __repr__(self) -> str:
        return f"Target({self.name!r}, {self.kind!r}, {self.url!r})"

    @property
    def events_url(self) -> str:
        """Where events are posted."""
        return f"{self.url}/events"

    @property
    def is_sandbox(self) -> bool:
        """Nothing leaves this computer, nothing counts, nothing is billed."""
        return self.kind == "sandbox"


def sandbox_target(url: str) -> Target:
    """The sandbox at `url`; it takes any key."""
    return Target(SANDBOX_NAME, "sandbox", url, "sandbox")


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
