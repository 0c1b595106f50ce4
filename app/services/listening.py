"""A port to listen on: the one that was asked for, or the next free one."""

import socket

from app.capture.endpoint import BindError, PortTaken, bind

_TRIES = 20
_WILDCARDS = {"0.0.0.0": "127.0.0.1", "::": "::1"}


def listen(host: str, port: int, *, next_free_port: bool) -> tuple[list[socket.socket], str]:
    """Bound sockets, and what to say about the port (empty where it is the one asked for).

    Raises BindError. With `next_free_port` a taken port is no error: the shop's line must then be
    changed, which the note says.
    """
    try:
        return bind(host, port), ""
    except PortTaken:
        if not next_free_port:
            raise
    for other in (*range(port + 1, min(port + _TRIES, 65_535)), 0):
        try:
            sockets = bind(host, other)
        except PortTaken:
            continue
        chosen = int(sockets[0].getsockname()[1])
        return sockets, (
            f"Port {port} is taken. Listening on {chosen}; change the shop’s line too."
        )
    raise BindError(f"No port is free on {host}.")


def own_name(host: str) -> str:
    """The host by which a program of this computer reaches what listens on `host`, as addresses
    have it: `127.0.0.1`, `[::1]`."""
    name = _WILDCARDS.get(host, host)
    return f"[{name}]" if ":" in name else name


def address_of(host: str, port: int) -> str:
    """The address to tell an SDK on this computer, `http://127.0.0.1:8765`."""
    return f"http://{own_name(host)}:{port}"
