"""The listening sockets, bound before the server starts, so that a taken port is a plain error."""

import errno
import socket
import sys
import time
from typing import Any

import psutil

from app.segment.jsontext import JsonError, JsonObject, loads

SERVICE = "topsort-inspector"

_PAIRS = {
    "127.0.0.1": ("127.0.0.1", "::1"),
    "localhost": ("127.0.0.1", "::1"),
    "0.0.0.0": ("0.0.0.0", "::1"),
    "::": ("0.0.0.0", "::"),
}
"""Hosts that get an address of IPv6 as well: programs of this computer may take localhost for
::1, and who writes :: means every address."""
_TRIES = 20
_UNKNOWN_HOLDER = "another program"
_PROBE_SECONDS = 2.0
_PROBE_BYTES = 64 * 1024


class BindError(OSError):
    """The endpoint cannot listen; the text is a full sentence."""

    def __str__(self) -> str:
        return str(self.args[-1])


class PortTaken(BindError):  # noqa: N818 (the name says what is wrong)
    """Another program listens on the port; `holder` names it."""

    def __init__(self, port: int, holder: str) -> None:
        super().__init__(
            errno.EADDRINUSE,
            f"Port {port} is taken by {holder}. Choose another port with --port, "
            "or --port 0 for any free one.",
        )
        self.port = port
        self.holder = holder


class PortForbidden(BindError):  # noqa: N818 (the name says what is wrong)
    """The system does not let this user listen on the port."""

    def __init__(self, port: int) -> None:
        super().__init__(
            errno.EACCES,
            f"The system does not allow listening on port {port}. Choose one of 1024 or higher.",
        )
        self.port = port


class HostUnknown(BindError):  # noqa: N818 (the name says what is wrong)
    """The host is no address of this machine."""

    def __init__(self, host: str) -> None:
        super().__init__(
            errno.EADDRNOTAVAIL,
            f"{host} is no address of this machine. Use 127.0.0.1, or 0.0.0.0 for every address.",
        )
        self.host = host


def bind(host: str = "127.0.0.1", port: int = 8765) -> list[socket.socket]:
    """Listening sockets on `host`; for the loopback on 127.0.0.1 and, where it exists, ::1, for
    the whole network on every IPv4 address and ::1 (0.0.0.0) or every IPv6 address (::).

    Port 0 picks a port that is free on both. Raises PortTaken, PortForbidden and HostUnknown.
    """
    if host not in _PAIRS:
        return [_listen(*_resolved(host), port)]
    for _ in range(_TRIES):
        first = _listen(socket.AF_INET, _PAIRS[host][0], port)
        chosen = int(first.getsockname()[1])
        try:
            second = _listen(socket.AF_INET6, _PAIRS[host][1], chosen)
        except HostUnknown:
            return [first]
        except BindError:
            first.close()
            if port != 0:
                raise
            continue
        return [first, second]
    raise BindError(f"No port is free on both {' and '.join(_PAIRS[host])}.")


def holder_of(port: int) -> str:
    """The program that listens on `port`, as `python (pid 4711)`; `another program` where the
    system does not tell."""
    try:
        connections = psutil.net_connections(kind="tcp")
    except (psutil.Error, OSError):
        return _holder_among_processes(port)
    holders = (one.pid for one in connections if _listens(one.status, one.laddr, port))
    holder = next(holders, None)
    return _name_of(holder) if holder else _UNKNOWN_HOLDER


def identify(port: int, *, host: str = "127.0.0.1") -> JsonObject | None:
    """What the program on `port` says about itself if it is one of ours, else None.

    Takes two seconds at most, whatever the other side does.
    """
    answer = _ask(host, port)
    head, _, body = answer.partition(b"\r\n\r\n")
    if b" 200 " not in head.split(b"\r\n", 1)[0]:
        return None
    try:
        content = loads(body)
    except JsonError:
        return None
    return content if isinstance(content, dict) and content.get("service") == SERVICE else None


def _ask(host: str, port: int) -> bytes:
    deadline = time.monotonic() + _PROBE_SECONDS
    answer = b""
    try:
        with socket.create_connection((host, port), timeout=_PROBE_SECONDS) as probe:
            probe.sendall(f"GET / HTTP/1.0\r\nHost: {host}:{port}\r\n\r\n".encode("ascii"))
            while len(answer) < _PROBE_BYTES:
                left = deadline - time.monotonic()
                if left <= 0:
                    break
                probe.settimeout(left)
                piece = probe.recv(_PROBE_BYTES)
                if not piece:
                    break
                answer += piece
    except OSError:
        return b""
    return answer


def _holder_among_processes(port: int) -> str:
    """Where the list of all connections needs more rights (macOS), those of each process that
    may be looked at."""
    for process in psutil.process_iter():
        try:
            connections = process.net_connections(kind="tcp")
        except (psutil.Error, OSError):
            continue
        if any(_listens(one.status, one.laddr, port) for one in connections):
            return _name_of(process.pid)
    return _UNKNOWN_HOLDER


def _name_of(pid: int) -> str:
    try:
        return f"{psutil.Process(pid).name()} (pid {pid})"
    except psutil.Error:
        return _UNKNOWN_HOLDER


def _listens(status: str, local: Any, port: int) -> bool:
    return bool(status == psutil.CONN_LISTEN and local and local.port == port)


def _resolved(host: str) -> tuple[socket.AddressFamily, str]:
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise HostUnknown(host) from None
    return found[0][0], str(found[0][4][0])


def _listen(family: socket.AddressFamily, host: str, port: int) -> socket.socket:
    try:
        # With the protocol named, asyncio switches Nagle's delay off: 40 ms an answer.
        listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    except OSError:
        raise HostUnknown(host) from None
    try:
        if sys.platform == "win32":
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        listener.bind((host, port))
        listener.listen(2048)
    except OSError as error:
        listener.close()
        if error.errno == errno.EADDRINUSE:
            raise PortTaken(port, holder_of(port)) from None
        if error.errno in (errno.EACCES, errno.EPERM):
            raise PortForbidden(port) from None
        if error.errno in (errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT, errno.EINVAL):
            raise HostUnknown(host) from None
        raise
    listener.setblocking(False)
    return listener
