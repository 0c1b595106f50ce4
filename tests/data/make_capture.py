"""Makes the capture that stands for one format of the file: python make_capture.py FILE

Run once, when a format is new; a capture of a released format is never made again.
"""

import sys
import tempfile
from pathlib import Path

from app.destination import load_definition
from app.lint.finding import Change, Finding
from app.segment.record import CompletedMessage, ReceivedRequest
from app.store.capture_file import save_copy
from app.store.derived import derived_rows
from app.store.model import Attempt, Derived, DerivedDelivery, DerivedMessage
from app.store.writer import Writer

NOON = 1_795_521_600_000


def fill(writer: Writer) -> None:
    """One message of each kind that has rows of its own in the file."""
    clicked = {
        "type": "track",
        "event": "Product Clicked",
        "messageId": "old-1",
        "anonymousId": "anna-1",
        "originalTimestamp": "2026-11-24T11:59:59.000Z",
        "receivedAt": "2026-11-24T12:00:00.000Z",
        "properties": {"product_id": "HP-5520", "resolvedBidId": "bid-1", "note": "\ud83d"},
    }
    head = ReceivedRequest(
        NOON, "POST", "/v1/t", 200, b'{"batch":[]}', "abcd1234", origin="https://shop.example"
    )
    writer.store(head, (CompletedMessage(0, clicked), CompletedMessage(1, clicked)))
    writer.store(ReceivedRequest(NOON, "POST", "/v1/t", 400, b"{", error="not JSON"), ())
    configuration = load_definition("topsort-2026-07").configuration()
    writer.save_configuration(configuration)
    sent = DerivedDelivery("Click", "click", "accepted", "sponsored", b'{"clicks":[{}]}', b"[]")
    twice = Finding("IDN-002", "info", "sent again", "what", "cost", "fix", others=(2,))
    writer.derive(
        derived_rows(
            Derived(
                configuration.hash,
                2,
                (DerivedMessage(1, "accepted", (sent,)), DerivedMessage(2, "accepted", (sent,))),
                (Change(1, "IDN-002", (twice,)),),
            )
        )
    ).result()
    writer.mark([1], True)
    writer.record(
        [Attempt(1, "Click", "run", "sandbox", NOON, b"{}", "accepted", 204, "", 5, "accepted")]
    ).result()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "new.tsi"
        writer = Writer(source, installation="the one that made it")
        fill(writer)
        save_copy(source, Path(sys.argv[1]))
        writer.close()
