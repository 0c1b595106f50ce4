"""Messages and verdicts to fill captures with."""

from app.destination.model import Configuration
from app.lint.finding import Change, Finding
from app.segment.record import CompletedMessage, ReceivedRequest
from app.store.derived import derived_rows
from app.store.model import Derived, DerivedDelivery, DerivedMessage

NOON = 1_795_521_600_000
"""2026-11-24T12:00:00Z in milliseconds."""

CONFIGURATION = Configuration("topsort-2026-07", ())


def request(received_at=NOON, **head):
    usual = {
        "method": "POST",
        "target": "/v1/t",
        "status": 200,
        "body": b"{}",
        "write_key": "abcd1234",
    }
    return ReceivedRequest(received_at, **usual | head)


def track(event="Product Clicked", **fields):
    message = {
        "type": "track",
        "event": event,
        "messageId": "m-1",
        "anonymousId": "anna-1",
        "properties": {},
        "writeKey": "abcd1234",
    }
    return message | fields


def put(writer, *messages, received_at=NOON, **head):
    """Store messages, a request each; returns their row ids once they are on disk."""
    futures = [
        writer.store(request(received_at, **head), (CompletedMessage(0, message),))
        for message in messages
    ]
    return [future.result(30).first for future in futures]


def delivery(
    outcome="accepted", *, action="click", tie=None, preset="Click", request=b"{}", errors=b"[]"
):
    if outcome in ("dropped", "filtered"):
        request = None
    return DerivedDelivery(preset, action, outcome, tie, request, errors)


def finding(code="BID-001", severity="warning", title="missing bid", **more):
    return Finding(code, severity, title, "what", "cost", "fix", **more)


def judge(writer, verdicts, changes=(), *, upto=None, configuration=CONFIGURATION):
    """Write verdicts: row -> (verdict, deliveries) or (verdict, deliveries, ids)."""
    writer.save_configuration(configuration).result(30)
    messages = tuple(DerivedMessage(row, *verdict) for row, verdict in verdicts.items())
    last = max(verdicts, default=0) if upto is None else upto
    writer.derive(derived_rows(Derived(configuration.hash, last, messages, tuple(changes)))).result(
        30
    )


def change(row, *findings, code=None):
    return Change(row, code or findings[0].code, findings)
