"""A capture with real messages and real analysis under a page, without an endpoint."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QGridLayout, QWidget
from pytestqt.qtbot import QtBot

from app.config.paths import find_paths
from app.destination.model import Configuration
from app.gui.bridge import Bridge
from app.segment.record import CompletedMessage, ReceivedRequest
from app.segment.times import iso
from app.services import Inspector
from app.services.study import Study
from app.services.study_desk import glance
from app.store.model import Auction

START = 1_790_000_600_000
"""When the first message is from, in ms since 1970."""

Message = dict[str, Any]


class Shop:
    """An Inspector that listens nowhere, and its bridge, drained by hand or by `start`."""

    def __init__(self, folder: Path) -> None:
        self.inspector = Inspector.start(
            folder / "shop.tsi", listening=False, paths=find_paths(folder / "profile", {})
        )
        self.bridge = Bridge(self.inspector)
        self._number = 0

    def store(self, *messages: Message) -> None:
        """Commit messages in one request, and wait for their verdicts."""
        completed = []
        for place, message in enumerate(messages):
            self._number += 1
            completed.append(
                CompletedMessage(place, {"messageId": f"m-{self._number:05}"} | message)
            )
        request = ReceivedRequest(
            received_at=START,
            method="POST",
            target="/v1/batch",
            status=200,
            body=b"{}",
            write_key="none",
            origin="https://staging.harborpine.shop",
        )
        self.inspector.write(lambda writer: writer.store(request, tuple(completed))).result(10)
        assert self.inspector.wait_analysed(20)
        self.bridge.drain()

    def win(self, *auctions: Auction) -> None:
        """Store winners of auctions."""
        self.inspector.write(lambda writer: writer.store_auctions(auctions)).result(10)

    def close(self) -> None:
        """Stop everything."""
        self.bridge.stop()
        self.inspector.close()


class Here:
    """As a StudyDesk, on the reader threads: a process for each test takes a second."""

    def __init__(self, inspector: Inspector) -> None:
        self._inspector = inspector
        self._study = Study()

    def ask(self, configuration: Configuration, wish: Any) -> Any:
        """Look once."""
        return self._inspector.read(lambda reader: glance(self._study, reader, configuration, wish))

    def findings_changed(self) -> None:
        """Read them again."""
        self._study.findings_changed()


def track(event: str, at: int = 0, user: str = "u-1", **properties: Any) -> Message:
    """One track call, `at` milliseconds after the start."""
    time = iso(START + at)
    return {
        "type": "track",
        "event": event,
        "anonymousId": user,
        "timestamp": time,
        "originalTimestamp": time,
        "receivedAt": time,
        "properties": properties,
    }


def click(product: str, at: int = 0, *, bid: str | None = None, user: str = "u-1") -> Message:
    """A Product Clicked."""
    more = {"resolvedBidId": bid} if bid else {}
    return track("Product Clicked", at, user, product_id=product, **more)


def order(number: str, at: int, *lines: Message, user: str = "u-1") -> Message:
    """An Order Completed."""
    return track("Order Completed", at, user, order_id=number, products=list(lines))


def line(product: str, price: float, quantity: int = 1) -> Message:
    """A line of an order."""
    return {"product_id": product, "price": price, "quantity": quantity}


def host(qtbot: QtBot, page: QWidget, size: tuple[int, int] = (1352, 828)) -> QWidget:
    """A window of the size that the page has in a window of 1440 × 900."""
    window = QWidget()
    grid = QGridLayout(window)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.addWidget(page)
    qtbot.addWidget(window)
    window.resize(*size)
    window.show()
    qtbot.waitExposed(window)
    window.activateWindow()
    return window


BID = "ChAGjf8Uv2Xx7ABk3"
_AT = 5 * 60_000


def picture() -> Sequence[Message]:
    """The journey of `05-journeys-light.png`."""
    return (
        track(
            "Product List Viewed",
            _AT + 9_871,
            products=[
                {"product_id": "HP-2041", "resolvedBidId": BID},
                {"product_id": "HP-1180", "resolvedBidId": "b-2"},
                {"product_id": "HP-5520"},
            ],
        ),
        click("HP-2041", _AT + 11_240, bid=BID),
        track("Product Viewed", _AT + 11_992, product_id="HP-2041"),
        track("Product Viewed", _AT + 42_118, product_id="HP-3307", resolvedBidId="b-3"),
        order("HPO-77310", 9 * 60_000 + 13_406, line("HP-2041", 37), line("HP-3307-220", 13.5, 2)),
    )


def pictured_auctions() -> Sequence[Auction]:
    """The winners in it."""
    return (
        Auction(START + _AT + 8_000, BID, "HP-2041", "u-1"),
        Auction(START + _AT + 8_000, "b-2", "HP-1180", "u-1"),
        Auction(START + _AT + 41_000, "b-3", "HP-3307", "u-1"),
    )
