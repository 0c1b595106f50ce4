"""A certificate authority of this installation, for SDKs that insist on https.

It is made once, on request, and kept, since trusting it is work for a person. It can vouch for
this computer and for private networks only (name constraints, RFC 5280 4.2.1.10), so that a
stolen key opens no page of the internet. `cryptography` is used directly: `trustme` gives its
authorities a thousand years and no such bounds.
"""

import ipaddress
import os
import re
import socket
import tempfile
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from app.capture.authority_file import AUTHORITY_NAME, AuthorityError, certificate_path

AUTHORITY_DAYS = 3650
LEAF_DAYS = 90
"""Browsers refuse leaves of 398 days and more."""

_KEY_FILE = "authority-key.pem"
_SKEW = timedelta(days=1)
"""Clocks of phones and containers go wrong; a certificate is valid a little before it is made."""

_NETWORKS = (
    "127.0.0.0/8",
    "10.0.0.0/8",
    "172.16.0.0/12",
    "192.168.0.0/16",
    "169.254.0.0/16",
    "100.64.0.0/10",
    "::1/128",
    "fc00::/7",
    "fe80::/10",
)
_CONTAINER_NAMES = ("host.docker.internal", "host.containers.internal")
_NAMES = ("localhost", *_CONTAINER_NAMES)
_EMULATOR = "10.0.2.2"
"""The computer as the Android emulator sees it (segment-wire section 6)."""
_DNS_NAME = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*")


@dataclass(frozen=True, slots=True)
class Authority:
    """Signs certificates for this computer. `path` is the certificate to trust, in PEM."""

    path: Path
    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey

    @property
    def pem(self) -> bytes:
        """The certificate to trust; no secret."""
        return self.certificate.public_bytes(serialization.Encoding.PEM)


@dataclass(frozen=True, slots=True)
class Leaf:
    """A certificate with its key, in one PEM text, for `names` until `ends`."""

    pem: bytes
    names: frozenset[str]
    ends: datetime


def open_authority(folder: Path) -> Authority:
    """The authority kept in `folder`; made where there is none, and anew where it has ended.

    Its key is readable by its owner only. Two programs that ask at once get the same one. Raises
    AuthorityError.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        found = _read(folder)
        if found is not None and found[0].not_valid_after_utc <= _now():
            (folder / _KEY_FILE).unlink(missing_ok=True)
            found = None
        if found is None:
            _publish(folder, _new_pair())
            found = _read(folder)
            assert found is not None
        certificate, key = found
        authority = Authority(certificate_path(folder), certificate, key)
        _write_certificate(authority)
    except OSError as error:
        if isinstance(error, AuthorityError):
            raise
        raise AuthorityError(
            f"The certificate authority cannot be kept in {folder}: {error.strerror or error}. "
            "Choose another folder with --profile-dir."
        ) from error
    return authority


def issue(authority: Authority, addresses: Iterable[str] = ()) -> Leaf:
    """A fresh certificate for this computer's own names and `addresses`, as far as they are of
    private networks; the authority may sign no others."""
    names = {"127.0.0.1", "::1", _EMULATOR, *_NAMES, *_machine_names()}
    names |= {one for one in addresses if is_private(one)}
    key = ec.generate_private_key(ec.SECP256R1())
    begins = _now() - _SKEW
    ends = min(begins + timedelta(days=LEAF_DAYS), authority.certificate.not_valid_after_utc)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(_name("localhost"))
        .issuer_name(authority.certificate.subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(ends)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName([_general(one) for one in names]), False)
        .add_extension(_usage(sign_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False)
        .add_extension(_authority_id(authority.key), critical=False)
        .sign(authority.key, hashes.SHA256())
    )
    pem = _key_pem(key) + certificate.public_bytes(serialization.Encoding.PEM)
    return Leaf(pem, frozenset(names), ends)


def is_private(address: str) -> bool:
    """Whether the authority may sign for an address: this computer's, or a private network's."""
    try:
        one = ipaddress.ip_address(address)
    except ValueError:
        return False
    return any(one in ipaddress.ip_network(network) for network in _NETWORKS)


def _new_pair() -> bytes:
    """Key and certificate of a new authority as one PEM text: they can never be of two runs."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = _name(AUTHORITY_NAME)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(_now() - _SKEW)
        .not_valid_after(_now() + timedelta(days=AUTHORITY_DAYS))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(sign_certificates=True), critical=True)
        .add_extension(x509.NameConstraints(_permitted(), None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False)
        .sign(key, hashes.SHA256())
    )
    return _key_pem(key) + certificate.public_bytes(serialization.Encoding.PEM)


def _permitted() -> list[x509.GeneralName]:
    names: list[x509.GeneralName] = [
        x509.DNSName(one) for one in (*_NAMES, "local", *_machine_names())
    ]
    names += [x509.IPAddress(ipaddress.ip_network(one)) for one in _NETWORKS]
    return names


def _read(folder: Path) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey] | None:
    path = folder / _KEY_FILE
    try:
        text = path.read_bytes()
    except FileNotFoundError:
        return None
    path.chmod(0o600)
    try:
        certificate = x509.load_pem_x509_certificate(text)
        key = serialization.load_pem_private_key(text, password=None)
    except ValueError as error:
        raise AuthorityError(
            f"{path} is no certificate authority of ours. Delete it, and a new one is made."
        ) from error
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise AuthorityError(f"{path} holds another kind of key. Delete it, and a new one is made.")
    return certificate, key


def _publish(folder: Path, pair: bytes) -> None:
    """Put the pair in its place, unless there is one already: the first one there wins."""
    path = folder / _KEY_FILE
    fresh = folder / f"{_KEY_FILE}.{os.getpid()}.{uuid.uuid4().hex}"
    _write_private(fresh, pair)
    try:
        os.link(fresh, path)
    except FileExistsError:
        return
    except OSError:
        # A file system without hard links.
        os.replace(fresh, path)
    finally:
        fresh.unlink(missing_ok=True)


def _write_private(path: Path, content: bytes) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)


def _write_certificate(authority: Authority) -> None:
    """Keep the certificate alone beside the pair, where tools can be pointed at it."""
    try:
        if authority.path.read_bytes() == authority.pem:
            return
    except FileNotFoundError:
        pass
    handle, name = tempfile.mkstemp(dir=authority.path.parent, prefix=authority.path.name)
    with os.fdopen(handle, "wb") as file:
        file.write(authority.pem)
    os.chmod(name, 0o644)
    os.replace(name, authority.path)


def _key_pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


def _usage(*, sign_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not sign_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=sign_certificates,
        crl_sign=sign_certificates,
        encipher_only=False,
        decipher_only=False,
    )


def _authority_id(key: ec.EllipticCurvePrivateKey) -> x509.AuthorityKeyIdentifier:
    return x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key())


def _name(common: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Topsort Inspector"),
            x509.NameAttribute(NameOID.COMMON_NAME, common[:64]),
        ]
    )


def _general(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _machine() -> str:
    name = socket.gethostname().lower()
    return name if _DNS_NAME.fullmatch(name) else ""


def _machine_names() -> tuple[str, ...]:
    """The machine's own name, and the one under which its network may know it."""
    name = _machine()
    if not name or name == "localhost" or is_private(name):
        return ()
    return (name,) if name.endswith(".local") else (name, f"{name}.local")


def _now() -> datetime:
    return datetime.now(UTC)
