"""`capture --tls` and `--host 0.0.0.0`, as a person starts them."""

import json
import signal
import socket
import ssl
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.cli.reach_options import reach_lines
from app.services import Reach

CLICK = {"anonymousId": "a", "event": "Product Clicked"}


def test_https_is_spoken_by_an_authority_that_stays(
    capture: Any, environment: dict[str, str]
) -> None:
    found = []
    for _ in range(2):
        running = capture("--tls")
        authority = running.facts["authority"]
        found.append(Path(authority).read_bytes())
        context = ssl.create_default_context(cafile=authority)
        with httpx.Client(trust_env=False, verify=context) as client:
            for address in (running.facts["address"], f"https://localhost:{running.facts['port']}"):
                assert client.post(f"{address}/v1/track", json=CLICK).status_code == 200
            assert client.get(f"{address}/authority.pem").content == found[-1]
        code, said = running.end(signal.SIGTERM)
        assert code == 0
        assert f"https is spoken on the same port. Authority to trust: {authority}" in said
    assert found[0] == found[1]


def test_without_it_a_client_that_insists_is_told_of(capture: Any) -> None:
    running = capture()
    assert running.facts["authority"] is None
    assert running.facts["lan"] == []
    with pytest.raises(httpx.ConnectError):
        httpx.post(
            f"https://127.0.0.1:{running.facts['port']}/v1/track", json=CLICK, trust_env=False
        )
    _, said = running.end(signal.SIGTERM)
    assert "A client tried https, which is switched off." in said


def test_the_whole_network_is_let_in_with_a_word_about_it(capture: Any) -> None:
    running = capture("--host", "0.0.0.0")
    hosts = ["127.0.0.1", *running.facts["lan"]]
    if socket.has_ipv6:
        hosts.append("[::1]")
    for host in hosts:
        url = f"http://{host}:{running.facts['port']}"
        assert httpx.post(f"{url}/v1/track", json=CLICK, trust_env=False).status_code == 200
        settings = httpx.get(f"{url}/v1/projects/KEY/settings", trust_env=False).json()
        assert settings["integrations"]["Segment.io"]["protocol"] == "http"
    _, said = running.end(signal.SIGTERM)
    assert "Anyone on this network can send events here. Nobody can read any." in said


def test_a_broken_authority_ends_with_2_and_a_sentence(
    run: Any, environment: dict[str, str]
) -> None:
    folder = Path(environment["TOPSORT_INSPECTOR_HOME"]) / "tls"
    folder.mkdir(parents=True)
    (folder / "authority-key.pem").write_text("nonsense")
    found = run("capture", "--port", "0", "--tls")
    assert found.returncode == 2
    assert "Delete it, and a new one is made." in found.stderr
    assert "Traceback" not in found.stderr


def test_the_lines_name_each_address_by_the_scheme_that_is_spoken() -> None:
    assert reach_lines(Reach("127.0.0.1", 8765)) == []
    both = Reach("0.0.0.0", 8765, ("192.168.1.20",), Path("/x/authority.pem"))
    assert reach_lines(both)[1] == "From another device: https://192.168.1.20:8765"
    assert json.dumps(reach_lines(both))
