"""https on the same port: real clients with the authority, and those that refuse it."""

import shutil
import socket
import ssl
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
import requests

from app.capture import authority as authorities
from app.capture.authority import open_authority
from app.capture.interfaces import lan_addresses
from app.capture.tls import Tls
from tests.capture.memory import Capture, running

CLICK = {"anonymousId": "a", "event": "Product Clicked", "writeKey": "AbCdEfGh"}


@pytest.fixture(scope="module")
def secured(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Capture, Path]]:
    authority = open_authority(tmp_path_factory.mktemp("tls"))
    with running() as one:
        one.endpoint.speak_tls(Tls(authority))
        yield one, authority.path


@pytest.fixture
def tls(secured: tuple[Capture, Path]) -> Capture:
    secured[0].forget()
    return secured[0]


@pytest.fixture
def trusted(secured: tuple[Capture, Path]) -> Path:
    return secured[1]


def test_both_schemes_are_served_on_one_port(tls: Capture, trusted: Path) -> None:
    context = ssl.create_default_context(cafile=str(trusted))
    for address in (tls.url, f"https://127.0.0.1:{tls.port}", f"https://localhost:{tls.port}"):
        with httpx.Client(trust_env=False, verify=context) as client:
            for _ in range(3):  # on one connection
                assert client.post(f"{address}/v1/track", json=CLICK).json() == {"success": True}
    assert len(tls.sink.messages) == 9
    assert tls.sink.requests[-1].remote in ("127.0.0.1", "::1")


def test_settings_point_back_to_the_scheme_they_were_asked_by(tls: Capture, trusted: Path) -> None:
    context = ssl.create_default_context(cafile=str(trusted))
    with httpx.Client(trust_env=False, verify=context) as client:
        for scheme, host in (
            ("https", f"localhost:{tls.port}"),
            ("http", f"localhost:{tls.port}"),
            ("https", f"127.0.0.1:{tls.port}"),
        ):
            answer = client.get(f"{scheme}://{host}/v1/projects/KEY/settings").json()
            segment = answer["integrations"]["Segment.io"]
            assert segment == {"apiKey": "KEY", "apiHost": f"{host}/v1", "protocol": scheme}
        # A proxy in front of it maps the port of https.
        answer = client.get(
            f"https://127.0.0.1:{tls.port}/v1/projects/KEY/settings", headers={"host": "localhost"}
        ).json()
        assert answer["integrations"]["Segment.io"]["apiHost"] == "localhost:443/v1"


def test_a_large_body_and_many_clients_come_through(tls: Capture, trusted: Path) -> None:
    body = {"batch": [{**CLICK, "type": "track", "properties": {"x": "y" * 300_000}}] * 20}
    done: list[int] = []

    def post() -> None:
        answer = requests.post(
            f"https://localhost:{tls.port}/v1/batch", json=body, verify=str(trusted), timeout=60
        )
        done.append(answer.status_code)

    threads = [threading.Thread(target=post) for _ in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert done == [200] * 4
    assert len(tls.sink.messages) == 80


def test_curl_with_the_authority(tls: Capture, trusted: Path) -> None:
    curl = shutil.which("curl")
    if curl is None:
        pytest.skip("curl is not installed")
    for host in ("localhost", "127.0.0.1"):
        done = subprocess.run(
            [
                curl, "-sS", "--noproxy", "*", "--cacert", str(trusted), "-u", "KEY:",
                "-d", '{"anonymousId": "a", "event": "Curl"}', f"https://{host}:{tls.port}/v1/track",
            ],
            capture_output=True,
            text=True,
            timeout=30,
            check=False,
        )  # fmt: skip
        assert (done.stdout, done.stderr) == ('{"success": true}', "")
    assert [one["event"] for one in tls.sink.bodies()] == ["Curl", "Curl"]


def test_the_authority_can_be_fetched_by_either_scheme(tls: Capture, trusted: Path) -> None:
    plain = httpx.get(f"{tls.url}/authority.pem", trust_env=False)
    assert plain.content == trusted.read_bytes()
    assert plain.headers["content-type"] == "application/x-x509-ca-cert"
    assert b"PRIVATE" not in plain.content
    assert "access-control-allow-origin" not in plain.headers
    foreign = httpx.get(
        f"{tls.url}/authority.pem", headers={"host": "evil.example"}, trust_env=False
    )
    assert foreign.status_code == 403
    tls.endpoint.speak_tls(None)
    try:
        assert httpx.get(f"{tls.url}/authority.pem", trust_env=False).status_code == 404
    finally:
        tls.endpoint.speak_tls(Tls(open_authority(trusted.parent)))


def test_a_client_that_does_not_trust_it_is_told_of(tls: Capture) -> None:
    with pytest.raises(requests.exceptions.SSLError):
        requests.post(f"https://localhost:{tls.port}/v1/track", json=CLICK, timeout=10)
    tls.wait_for(lambda: "refused" in tls.kinds(), "the refusal")
    assert "does not trust" in tls.events[-1].detail
    assert httpx.post(f"{tls.url}/v1/track", json=CLICK, trust_env=False).status_code == 200


@pytest.mark.parametrize(
    "garbage",
    [b"\x16\x03", b"\x16\x03\x01\x00\x05hello", b"\x16\x03" + bytes(70_000), b"\x16\x03\x01\xff"],
)
def test_what_only_begins_like_a_handshake_harms_nobody(tls: Capture, garbage: bytes) -> None:
    with socket.create_connection(("127.0.0.1", tls.port), timeout=10) as one:
        one.sendall(garbage)
        one.shutdown(socket.SHUT_WR)
        try:
            while one.recv(4096):
                pass
        except ConnectionError:
            pass
    tls.wait_for(lambda: "refused" in tls.kinds(), "the refusal")
    assert httpx.post(f"{tls.url}/v1/track", json=CLICK, trust_env=False).status_code == 200


def test_tls_within_tls_is_garbage(tls: Capture, trusted: Path) -> None:
    context = ssl.create_default_context(cafile=str(trusted))
    raw = socket.create_connection(("127.0.0.1", tls.port), timeout=10)
    with context.wrap_socket(raw, server_hostname="localhost") as one:
        one.sendall(b"\x16\x03\x01\x00\x05hello")
        assert one.recv(4096).startswith(b"HTTP/1.1 400")


def test_a_stop_during_a_handshake_waits_for_nobody(tmp_path: Path) -> None:
    with running() as capture:
        capture.endpoint.speak_tls(Tls(open_authority(tmp_path)))
        half = socket.create_connection(("127.0.0.1", capture.port))
        half.sendall(b"\x16\x03\x01")
        httpx.get(f"{capture.url}/health", trust_env=False)
    with half:
        half.settimeout(10)
        assert half.recv(100) == b""


def test_leaves_are_renewed_and_grow_by_the_address_a_client_came_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tls = Tls(open_authority(tmp_path))
    first = tls.context("127.0.0.1")
    assert tls.context("127.0.0.1") is first
    assert tls.context("8.8.8.8") is first  # it may not be signed for, so nothing is made anew
    grown = tls.context("192.168.1.20")
    assert grown is not first
    assert tls.context("127.0.0.1") is grown
    soon = datetime.now(UTC) - timedelta(days=authorities.LEAF_DAYS - 20)
    monkeypatch.setattr(authorities, "_now", lambda: soon)
    old = Tls(tls.authority)
    ending = old.context("127.0.0.1")
    monkeypatch.undo()
    assert old.context("127.0.0.1") is not ending


def test_it_moves_between_the_computer_and_the_network_while_it_runs() -> None:
    with running() as capture, httpx.Client(trust_env=False) as client:
        assert client.post(f"{capture.url}/v1/track", json=CLICK).status_code == 200
        for host, back in (("0.0.0.0", "127.0.0.1"), ("127.0.0.1", "0.0.0.0")):
            capture.endpoint.move(host, back_to=back)
            assert client.post(f"{capture.url}/v1/track", json=CLICK).status_code == 200
        assert len(capture.sink.messages) == 3


def test_where_it_cannot_move_it_listens_where_it_did() -> None:
    with running() as capture, socket.socket() as other:
        other.bind(("127.0.0.2", capture.port))  # so that the wildcard is taken
        other.listen()
        with pytest.raises(OSError, match="is taken by"):
            capture.endpoint.move("0.0.0.0", back_to="127.0.0.1")
        answer = httpx.post(f"{capture.url}/v1/track", json=CLICK, trust_env=False)
        assert answer.status_code == 200


def test_a_request_in_flight_is_answered_over_a_move() -> None:
    with running() as capture:
        capture.sink.held = True
        answers: list[int] = []
        thread = threading.Thread(
            target=lambda: answers.append(
                httpx.post(f"{capture.url}/v1/track", json=CLICK, trust_env=False).status_code
            )
        )
        thread.start()
        capture.wait_for(lambda: len(capture.sink.messages) == 1)
        capture.endpoint.move("0.0.0.0", back_to="127.0.0.1")
        capture.sink.release()
        thread.join()
        assert answers == [200]


def test_a_client_of_this_computer_keeps_its_connection_and_another_device_does_not() -> None:
    with running() as capture:
        capture.endpoint.move("0.0.0.0", back_to="127.0.0.1")
        post = b"POST /v1/t HTTP/1.1\r\nhost: localhost\r\ncontent-length: 2\r\n\r\n{}"

        def answered(one: socket.socket) -> bool:
            one.settimeout(10)
            one.sendall(post)
            answer = b""
            while not answer.endswith(b'{"success": true}'):
                piece = one.recv(4096)
                if not piece:
                    return False
                answer += piece
            return answer.startswith(b"HTTP/1.1 200")

        here = socket.create_connection(("127.0.0.1", capture.port))
        assert answered(here)
        addresses = lan_addresses()
        other = socket.create_connection((addresses[0], capture.port)) if addresses else None
        if other is not None:
            assert answered(other)
        capture.endpoint.move("127.0.0.1", back_to="0.0.0.0")
        with here:
            assert sys.platform == "win32" or answered(here)
        if other is not None:
            with other:
                assert other.recv(100) == b""
            with pytest.raises(ConnectionRefusedError):
                socket.create_connection((addresses[0], capture.port), timeout=10)
