"""Ports that are free, taken, forbidden, or held by one of ours."""

import os
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from app.capture.endpoint import HostUnknown, PortForbidden, PortTaken, bind, holder_of, identify
from tests.capture.memory import IDENTITY, Capture


def addresses(sockets: list[socket.socket]) -> list[tuple[str, int]]:
    found = [one.getsockname()[:2] for one in sockets]
    for one in sockets:
        one.close()
    return found


def has_ipv6() -> bool:
    try:
        with socket.socket(socket.AF_INET6, socket.SOCK_STREAM) as one:
            one.bind(("::1", 0))
    except OSError:
        return False
    return True


def test_the_loopback_is_both_addresses_with_one_port() -> None:
    for host, first in (
        ("127.0.0.1", "127.0.0.1"),
        ("localhost", "127.0.0.1"),
        ("0.0.0.0", "0.0.0.0"),
    ):
        found = addresses(bind(host, 0))
        assert found[0][0] == first
        assert [host for host, _ in found[1:]] == (["::1"] if has_ipv6() else [])
        assert len({port for _, port in found}) == 1
        assert found[0][1] > 0


def test_every_address_is_those_of_both_kinds() -> None:
    found = addresses(bind("::", 0))
    assert [host for host, _ in found] == (["0.0.0.0", "::"] if has_ipv6() else ["0.0.0.0"])
    assert len({port for _, port in found}) == 1


@pytest.mark.parametrize("host", ["127.0.0.2", "::1"])
def test_another_host_is_that_one_alone(host: str) -> None:
    if host == "::1" and not has_ipv6():
        pytest.skip("this machine has no IPv6 loopback")
    found = addresses(bind(host, 0))
    assert [address for address, _ in found] == [host]


@pytest.mark.parametrize("family", [socket.AF_INET, socket.AF_INET6])
def test_a_taken_port_names_its_holder(family: socket.AddressFamily) -> None:
    if family == socket.AF_INET6 and not has_ipv6():
        pytest.skip("this machine has no IPv6 loopback")
    with socket.socket(family, socket.SOCK_STREAM) as other:
        other.bind(("127.0.0.1" if family == socket.AF_INET else "::1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(PortTaken) as caught:
            bind(port=port)
        assert isinstance(caught.value, OSError)
        assert caught.value.port == port
        assert f"(pid {os.getpid()})" in caught.value.holder
        assert str(caught.value).startswith(f"Port {port} is taken by ")
        assert str(caught.value).endswith(".")
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as free:
            if family == socket.AF_INET6:
                free.bind(("127.0.0.1", port))  # nothing was left behind on the other address


def test_a_port_just_bound_is_taken() -> None:
    first = bind(port=0)
    port = first[0].getsockname()[1]
    with pytest.raises(PortTaken):
        bind(port=port)
    addresses(first)
    assert addresses(bind(port=port))[0][1] == port


def test_a_port_of_the_system_is_forbidden(monkeypatch: pytest.MonkeyPatch) -> None:
    def forbid(self: socket.socket, address: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(socket.socket, "bind", forbid)
    with pytest.raises(PortForbidden) as caught:
        bind(port=80)
    assert isinstance(caught.value, OSError)
    assert "port 80" in str(caught.value)


@pytest.mark.parametrize("host", ["203.0.113.7", "no-such-host.invalid", "a..b"])
def test_a_host_that_is_not_ours(host: str) -> None:
    with pytest.raises(HostUnknown) as caught:
        bind(host, 0)
    assert str(caught.value).startswith(host)


def test_nobody_holds_a_free_port() -> None:
    port = addresses(bind(port=0))[0][1]
    assert holder_of(port) == "another program"


class TestIdentify:
    def test_one_of_ours(self, capture: Capture) -> None:
        assert identify(capture.port) == IDENTITY

    def test_nobody(self) -> None:
        assert identify(addresses(bind(port=0))[0][1]) is None

    @contextmanager
    def other(self, talk: Callable[[socket.socket], None]) -> Iterator[int]:
        listener = socket.create_server(("127.0.0.1", 0))

        def serve() -> None:
            connection, _ = listener.accept()
            with connection:
                talk(connection)

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield listener.getsockname()[1]
        finally:
            thread.join()
            listener.close()

    @pytest.mark.parametrize(
        "answer",
        [
            b"",
            b"\0\xff\0",
            b"HTTP/1.0 200 OK\r\n\r\n",
            b"HTTP/1.0 200 OK\r\n\r\n<html>",
            b'HTTP/1.0 200 OK\r\n\r\n{"service":"other"}',
            b'HTTP/1.0 200 OK\r\n\r\n["topsort-inspector"]',
            b'HTTP/1.0 404 No\r\n\r\n{"service":"topsort-inspector"}',
            b"HTTP/1.0 200 OK\r\n\r\n" + b"[" * 200_000,
        ],
        ids=range(8),
    )
    def test_another_program(self, answer: bytes) -> None:
        def talk(connection: socket.socket) -> None:
            connection.recv(65536)
            connection.sendall(answer)

        with self.other(talk) as port:
            assert identify(port) is None

    def test_a_program_that_never_answers(self) -> None:
        gone = threading.Event()

        def talk(connection: socket.socket) -> None:
            while connection.recv(65536):
                pass
            gone.set()

        with self.other(talk) as port:
            assert identify(port) is None
        assert gone.is_set()

    def test_a_program_that_never_stops(self) -> None:
        def talk(connection: socket.socket) -> None:
            try:
                while True:
                    connection.sendall(b"HTTP/1.0 200 OK\r\n\r\n" + b"x" * 1000)
            except OSError:
                return

        with self.other(talk) as port:
            assert identify(port) is None
