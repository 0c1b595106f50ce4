"""The local authority: kept over runs, private, bounded, and its certificates."""

import ipaddress
import os
import socket
import stat
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.x509 import verification
from cryptography.x509.oid import ExtendedKeyUsageOID

from app.capture import authority as authorities
from app.capture.authority import Leaf, is_private, issue, open_authority
from app.capture.authority_file import AuthorityError, certificate_path


def names_of(leaf: Leaf) -> set[str]:
    certificate = x509.load_pem_x509_certificate(leaf.pem)
    found = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return {str(one.value) for one in found}


def test_it_stays_the_same_over_runs_and_its_key_is_the_owners(tmp_path: Path) -> None:
    folder = tmp_path / "tls"
    first = open_authority(folder)
    second = open_authority(folder)
    assert first.pem == second.pem
    assert first.path == certificate_path(folder)
    assert first.path.read_bytes() == first.pem
    assert b"PRIVATE KEY" not in first.path.read_bytes()
    if os.name == "posix":
        secret = folder / "authority-key.pem"
        assert stat.S_IMODE(secret.stat().st_mode) == 0o600
        secret.chmod(0o644)
        open_authority(folder)
        assert stat.S_IMODE(secret.stat().st_mode) == 0o600
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {one.name for one in folder.iterdir()} == {"authority.pem", "authority-key.pem"}


def test_programs_that_start_at_once_get_the_same_one(tmp_path: Path) -> None:
    found: list[bytes] = []
    threads = [
        threading.Thread(target=lambda: found.append(open_authority(tmp_path).pem))
        for _ in range(8)
    ]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert len(found) == 8
    assert len(set(found)) == 1


def test_it_can_sign_for_this_computer_and_private_networks_only(tmp_path: Path) -> None:
    certificate = open_authority(tmp_path).certificate
    bounds = certificate.extensions.get_extension_for_class(x509.NameConstraints)
    assert bounds.critical
    permitted = bounds.value.permitted_subtrees
    assert permitted is not None
    networks = [one.value for one in permitted if isinstance(one, x509.IPAddress)]
    assert ipaddress.ip_network("192.168.0.0/16") in networks
    for address in ("8.8.8.8", "2001:4860:4860::8888"):
        one = ipaddress.ip_address(address)
        assert not any(one in network for network in networks)
        assert not is_private(address)
    basic = certificate.extensions.get_extension_for_class(x509.BasicConstraints)
    assert basic.critical
    assert basic.value.ca
    assert basic.value.path_length == 0
    years = certificate.not_valid_after_utc - datetime.now(UTC)
    assert timedelta(days=3000) < years < timedelta(days=3660)


def test_a_leaf_is_short_lived_and_names_the_ways_to_this_computer(tmp_path: Path) -> None:
    authority = open_authority(tmp_path)
    leaf = issue(authority, ["192.168.1.20", "8.8.8.8", "no address"])
    certificate = x509.load_pem_x509_certificate(leaf.pem)
    assert certificate.not_valid_after_utc - certificate.not_valid_before_utc < timedelta(days=398)
    names = names_of(leaf)
    assert names == leaf.names
    assert {"localhost", "127.0.0.1", "::1", "10.0.2.2", "192.168.1.20"} <= names
    assert not {"8.8.8.8", "no address"} & names
    purposes = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    assert list(purposes) == [ExtendedKeyUsageOID.SERVER_AUTH]


def test_a_strict_verifier_takes_the_chain(tmp_path: Path) -> None:
    authority = open_authority(tmp_path)
    certificate = x509.load_pem_x509_certificate(issue(authority, ["192.168.1.20"]).pem)
    store = verification.Store([authority.certificate])
    for subject in (
        x509.DNSName("localhost"),
        x509.IPAddress(ipaddress.ip_address("127.0.0.1")),
        x509.IPAddress(ipaddress.ip_address("192.168.1.20")),
    ):
        chain = (
            verification.PolicyBuilder()
            .store(store)
            .build_server_verifier(subject)
            .verify(certificate, [])
        )
        assert len(chain) == 2


def test_the_name_of_the_machine_is_in_it_where_it_can_be(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket, "gethostname", lambda: "Shop-Laptop")
    assert {"shop-laptop", "shop-laptop.local"} <= names_of(issue(open_authority(tmp_path / "a")))
    for odd in ("", "bad_name", "x y", "ünï", "localhost"):
        monkeypatch.setattr(socket, "gethostname", lambda odd=odd: odd)
        names = names_of(issue(open_authority(tmp_path / f"odd{odd}")))
        assert "localhost" in names
        assert not names & {"bad_name", "x y", "ünï", "localhost.local"}


def test_one_that_has_ended_is_made_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old = open_authority(tmp_path)
    later = datetime.now(UTC) + timedelta(days=authorities.AUTHORITY_DAYS + 1)
    monkeypatch.setattr(authorities, "_now", lambda: later)
    new = open_authority(tmp_path)
    assert new.pem != old.pem
    assert new.certificate.not_valid_after_utc > later
    assert new.path.read_bytes() == new.pem


@pytest.mark.parametrize("content", [b"", b"no PEM", b"\x00\xff"])
def test_a_broken_file_is_said_with_what_to_do(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "authority-key.pem").write_bytes(content)
    with pytest.raises(AuthorityError, match="Delete it, and a new one is made") as caught:
        open_authority(tmp_path)
    assert str(tmp_path / "authority-key.pem") in str(caught.value)
    assert (tmp_path / "authority-key.pem").read_bytes() == content


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(AuthorityError, match="cannot be kept in"):
        open_authority(tmp_path / "file" / "tls")
