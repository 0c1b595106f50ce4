"""A running endpoint, and a client for it."""

from collections.abc import Iterator

import httpx
import pytest

from tests.capture.memory import Capture, running


@pytest.fixture(scope="session")
def shared_capture() -> Iterator[Capture]:
    with running() as one:
        yield one


@pytest.fixture
def capture(shared_capture: Capture) -> Capture:
    """A running endpoint that has seen nothing yet."""
    shared_capture.forget()
    return shared_capture


@pytest.fixture
def client(capture: Capture) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=capture.url, trust_env=False, verify=False, timeout=30) as one:
        yield one
