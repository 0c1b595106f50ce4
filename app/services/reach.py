"""Who can reach the endpoint: this computer or its whole network, over http or https as well.

Changing it makes keys and binds sockets, so it is done on a thread of its own, one change at a
time, while the capture goes on.
"""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

from app.capture.authority_file import certificate_path
from app.capture.endpoint import Endpoint
from app.capture.interfaces import lan_addresses
from app.services.listening import own_name

LOOPBACK = "127.0.0.1"
WHOLE_NETWORK = "0.0.0.0"
_THIS_COMPUTER = (LOOPBACK, "localhost", "::1")


@dataclass(frozen=True, slots=True)
class Reach:
    """Who can reach the endpoint now.

    `host` is what it listens on, `port` its port. `lan` are this computer's addresses in its
    networks, likeliest first; empty where it listens on this computer only. `authority` is the
    certificate to trust, where https is spoken too.
    """

    host: str = LOOPBACK
    port: int = 0
    lan: tuple[str, ...] = ()
    authority: Path | None = None

    @property
    def open_to_network(self) -> bool:
        """Whether other devices can post."""
        return bool(self.port) and self.host not in _THIS_COMPUTER

    @property
    def own_name(self) -> str:
        """The host by which programs of this computer reach it, as an address has it."""
        return own_name(self.host)

    @property
    def https(self) -> bool:
        """Whether https is spoken beside http."""
        return self.authority is not None


class Reaching:
    """Changes who can reach one endpoint. `reach` may be read from any thread."""

    def __init__(self, endpoint: Endpoint, host: str, folder: Path) -> None:
        """`folder` keeps the authority."""
        self._endpoint = endpoint
        self._folder = folder
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="reach")
        self.reach = _with_addresses(Reach(host, endpoint.port))

    def let_network_in(self, on: bool) -> Future[Reach]:
        """Let every device of the network post, or this computer only. The future fails with
        BindError where the port is taken there; nothing has changed then."""
        return self._submit(lambda: self._move(on))

    def speak_https(self, on: bool) -> Future[Reach]:
        """Speak https beside http, by an authority that is made at the first time. The future
        fails with AuthorityError."""
        return self._submit(lambda: self._secured(on))

    def look_again(self) -> Future[Reach]:
        """The addresses again: a laptop may have gone to another network."""
        return self._submit(lambda: _with_addresses(self.reach))

    def secure(self, on: bool) -> None:
        """What `speak_https` does, on the caller's thread. Raises AuthorityError."""
        self.reach = self._secured(on)

    def _secured(self, on: bool) -> Reach:
        if on:
            # Only who speaks https waits for these to load.
            from app.capture.authority import open_authority
            from app.capture.tls import Tls

            authority = open_authority(self._folder)
            self._endpoint.speak_tls(Tls(authority))
            return replace(self.reach, authority=certificate_path(self._folder))
        self._endpoint.speak_tls(None)
        return replace(self.reach, authority=None)

    def close(self) -> None:
        """Wait for a change that is under way; no more after it."""
        self._thread.shutdown(cancel_futures=True)

    def _submit(self, change: Callable[[], Reach]) -> Future[Reach]:
        def work() -> Reach:
            self.reach = change()
            return self.reach

        return self._thread.submit(work)

    def _move(self, on: bool) -> Reach:
        before = self.reach
        if on == before.open_to_network:
            return _with_addresses(before)
        host = WHOLE_NETWORK if on else LOOPBACK
        self._endpoint.move(host, back_to=before.host)
        return _with_addresses(replace(before, host=host))


def _with_addresses(reach: Reach) -> Reach:
    if not reach.open_to_network:
        return replace(reach, lan=())
    wildcard = reach.host in (WHOLE_NETWORK, "::")
    return replace(reach, lan=lan_addresses() if wildcard else (reach.host,))
