"""A whole window on a real capture, for tests of its screens."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from pytestqt.qtbot import QtBot

from app.config.paths import find_paths
from app.gui.bridge import Bridge
from app.gui.profile import Profile
from app.gui.shell.dialog import Dialog
from app.gui.widgets.toast import Toast
from app.gui.window import MainWindow
from app.services import Inspector


@contextmanager
def opened(
    qtbot: QtBot, home: Path, path: Path | None = None, **options: Any
) -> Iterator[tuple[MainWindow, Inspector]]:
    """A window, and its capture with everything that works on it; closed in order at the end.

    Long work is done on threads here, as where no process can be started: that is quicker.
    """
    patch = pytest.MonkeyPatch()
    for place in ("app.services.desk", "app.follower.station"):
        patch.setattr(f"{place}.get_context", _no_process)
    paths = find_paths(home / "profile")
    defaults: dict[str, Any] = {"port": 0, "may_read_only": True, "paths": paths}
    inspector = Inspector.start(path, **(defaults | options))
    window = MainWindow(inspector, Bridge(inspector), Profile(paths.data))
    window.resize(1440, 900)
    window.start()
    window.activateWindow()
    qtbot.waitUntil(lambda: window.isActiveWindow(), timeout=10_000)
    try:
        yield window, inspector
    finally:
        window.stop()
        window.hide()
        inspector.close()
        window.deleteLater()
        patch.undo()


def _no_process(_kind: str) -> None:
    raise OSError("no process")


def post(inspector: Inspector, *messages: dict[str, Any]) -> None:
    """Send messages as an SDK would, each of user u-1 unless it says otherwise."""
    with httpx.Client(trust_env=False) as client:
        for message in messages:
            body = {"type": "track", "anonymousId": "u-1"} | message
            answer = client.post(f"{inspector.address}/v1/track", json=body)
            assert answer.status_code == 200


def click(**properties: Any) -> dict[str, Any]:
    """A sponsored click."""
    return {
        "event": "Product Clicked",
        "properties": {"product_id": "HP-1", "resolvedBidId": "bid-1"} | properties,
    }


def order(price: float = 12.5) -> dict[str, Any]:
    """An order of one line."""
    line = {"product_id": "HP-1", "price": price, "quantity": 1}
    return {"event": "Order Completed", "properties": {"order_id": "o-1", "products": [line]}}


def toasts(window: MainWindow) -> list[str]:
    """What toasts say now."""
    return [one.accessibleName() for one in window.findChildren(Toast) if not one.isHidden()]


def dialog(window: MainWindow) -> Dialog:
    """The dialog on the screen."""
    (found,) = [one for one in window.findChildren(Dialog) if one.isVisible()]
    return found
