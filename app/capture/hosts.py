"""Names and addresses under which this machine may be reached."""

import ipaddress
import re
import socket

_NAME = re.compile(r"[a-z0-9._-]+")
_KNOWN = ("localhost", "host.docker.internal", "host.containers.internal")


def split_host(header: str, default: int = 80) -> tuple[str, int]:
    """Host name and port of a Host header; port `default` where it names none, 0 where it is
    wrong."""
    name, bracket, rest = header.strip().lower().rpartition("]")
    if bracket:
        name, colon, port = name.lstrip("["), rest[:1], rest[1:]
        if rest and colon != ":":
            return name, 0
    else:
        name, _, port = rest.partition(":")
    if not port:
        return name, default
    return name, int(port) if port.isascii() and port.isdigit() and len(port) < 6 else 0


def is_own_name(name: str) -> bool:
    """Whether `name` can only mean this machine or its own network.

    An address does (no page can rebind it), of the public ones too, since someone who reaches
    this machine by one does it knowingly; so do localhost, the names that containers give their
    host, and the machine's own name. Any other name may be a page's own, bound to 127.0.0.1.
    What no URL can have as its host is no name: it would stand in scripts and settings.
    """
    if _address(name) is not None:
        return name not in ("0.0.0.0", "::")
    if not _NAME.fullmatch(name):
        return False
    return name in _KNOWN or name.endswith(".localhost") or name in _own_names()


def own_host(header: str, port: int, default: int = 80) -> str:
    """`host:port` for an SDK that asked with this Host header and shall post to us.

    The header counts where it names this machine, its private network or a name that containers
    and emulators use for it; its port too, since a container may map ours to another. Else it is
    our port on 127.0.0.1. `default` is the port of the request's scheme.
    """
    name, asked = split_host(header, default)
    address = _address(name)
    if address is not None:
        near = address.is_loopback or address.is_private or address.is_link_local
        known = near and not address.is_unspecified
    else:
        known = is_own_name(name)
    if not (known and asked):
        name, asked = "127.0.0.1", port
    return f"[{name}]:{asked}" if ":" in name else f"{name}:{asked}"


def _address(name: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    if "%" in name:  # a zone, of which anything may follow; no URL has one
        return None
    try:
        return ipaddress.ip_address(name)
    except ValueError:
        return None


def _own_names() -> tuple[str, ...]:
    name = socket.gethostname().lower()
    return (name, f"{name}.local") if name else ()
