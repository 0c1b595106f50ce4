"""Captures in a profile of their own, filled over real HTTP."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.config.paths import Paths, find_paths
from app.services import Inspector

Start = Callable[..., Inspector]


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    return find_paths(tmp_path / "profile", {})


@pytest.fixture
def start(paths: Paths) -> Iterator[Start]:
    """Starts inspectors on free ports and closes them all."""
    running: list[Inspector] = []

    def start(path: Path | None = None, **options: Any) -> Inspector:
        inspector = Inspector.start(path, **{"port": 0, "paths": paths} | options)
        running.append(inspector)
        return inspector

    yield start
    for inspector in running:
        inspector.close()


def until(condition: Callable[[], object]) -> None:
    """Wait for news that another thread is about to tell."""
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def post(inspector: Inspector, **fields: Any) -> None:
    """Send one message as an SDK would, and wait for its acknowledgement."""
    message = {"type": "track", "anonymousId": "u-1"} | fields
    with httpx.Client(trust_env=False) as client:
        answer = client.post(f"{inspector.address}/v1/{message['type']}", json=message)
    assert answer.status_code == 200
    assert answer.json() == {"success": True}


def click(**properties: Any) -> dict[str, Any]:
    """A Product Clicked with these properties."""
    return {"event": "Product Clicked", "properties": {"product_id": "HP-1"} | properties}


def order(**item: Any) -> dict[str, Any]:
    """An Order Completed of one line."""
    line = {"product_id": "HP-1", "price": 12.5, "quantity": 1} | item
    return {"event": "Order Completed", "properties": {"order_id": "o-1", "products": [line]}}
