"""Targets are checked before anything can be sent."""

import pytest

from app.replay.target import Target, TargetError, sandbox_target


@pytest.mark.parametrize(
    "url",
    [
        "http://192.168.1.9/v2",
        "http://evil.example/v2",
        "http://127.0.0.1.evil.example/v2",
        "http://127.0.0.1:80@evil.example/v2",
        "http://127.0.0.1:1/v2/",
        "http://127.0.0.1:1/v2\r\nX: y",
        "http://127.0.0.1:1/v2?x=y",
        "file:///etc/passwd",
        "127.0.0.1:1/v2",
        "",
    ],
)
def test_a_sandbox_is_a_plain_address_on_this_computer(url: str) -> None:
    with pytest.raises(TargetError):
        sandbox_target(url)


@pytest.mark.parametrize("url", ["http://127.0.0.1:1/v2", "http://[::1]:1/v2", "http://localhost"])
def test_loopback_addresses_pass(url: str) -> None:
    assert sandbox_target(url).events_url == f"{url}/events"


@pytest.mark.parametrize("key", ["", "TSE_x\r\nX-Other: y", "TSE_\x00", "TSE_é", "TSE_\n"])
def test_keys_that_would_break_a_header_are_refused(key: str) -> None:
    with pytest.raises(TargetError, match="key"):
        Target("shop", "production key", "https://api.topsort.com/v2", key)


def test_a_key_is_never_printed() -> None:
    target = Target("shop", "test key", "https://api.topsort.com/v2", "TSE_s3cr3t")
    assert "s3cr3t" not in f"{target} {target!r}"
