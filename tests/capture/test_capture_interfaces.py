"""The addresses of this computer in its networks, likeliest first."""

import socket
from types import SimpleNamespace
from typing import Any

import psutil
import pytest

from app.capture.interfaces import lan_addresses


def one(address: str, family: int = socket.AF_INET) -> Any:
    return SimpleNamespace(family=family, address=address)


def test_phones_reach_cards_before_bridges_and_tunnels(monkeypatch: pytest.MonkeyPatch) -> None:
    found = {
        "lo": [one("127.0.0.1"), one("::1", socket.AF_INET6)],
        "docker0": [one("172.17.0.1")],
        "vEthernet (WSL)": [one("172.29.0.1")],
        "utun3": [one("10.8.0.2")],
        "eth1": [one("203.0.114.9")],
        "wlan0": [one("192.168.1.20"), one("fe80::1", socket.AF_INET6), one("192.168.1.20")],
        "eth0": [one("169.254.7.7")],
        "eth9": [one("192.168.9.9")],
    }
    up = {name: SimpleNamespace(isup=name != "eth9") for name in found}
    monkeypatch.setattr(psutil, "net_if_addrs", lambda: found)
    monkeypatch.setattr(psutil, "net_if_stats", lambda: up)
    assert lan_addresses() == (
        "192.168.1.20",
        "203.0.114.9",
        "172.17.0.1",
        "172.29.0.1",
        "10.8.0.2",
    )


def test_a_computer_in_no_network_has_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(psutil, "net_if_addrs", lambda: {"lo": [one("127.0.0.1")]})
    monkeypatch.setattr(psutil, "net_if_stats", dict)
    assert lan_addresses() == ()


def test_this_computer_can_be_asked() -> None:
    for address in lan_addresses():
        assert socket.inet_aton(address)
        assert not address.startswith("127.")
