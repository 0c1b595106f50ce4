"""Faults and the gate through the inspector, and what is kept of them with the capture."""

from pathlib import Path

import httpx
import pytest

from app.capture.faults import Fault
from app.capture.gate import Accepted
from app.services import Inspector
from app.store.errors import ReadOnlyCapture
from tests.services.conftest import Start, until

ORIGIN = "https://shop.example"


def post(inspector: Inspector, key: str = "KEY-1", origin: str = ORIGIN) -> int:
    message = {"event": "x", "anonymousId": "a", "writeKey": key}
    return httpx.post(
        f"{inspector.address}/v1/t", json=message, headers={"origin": origin}, trust_env=False
    ).status_code


def test_a_fault_is_kept_as_refused_and_stays_known(start: Start, tmp_path: Path) -> None:
    path = tmp_path / "shop.tsi"
    inspector = start(path)
    assert (inspector.intake.fault, inspector.intake.fault_used) == (None, False)
    inspector.intake.answer_with(Fault("429", 2), Fault("500"))
    assert inspector.intake.fault == Fault("429", 2)
    assert inspector.intake.fault_used
    assert [post(inspector) for _ in range(4)] == [429, 429, 500, 200]
    assert inspector.intake.fault is None
    refused = inspector.read(lambda reader: reader.requests(refused=True)).future.result(30)
    assert [one.status for one in refused] == [429, 429, 500]
    assert "as a switch here asked" in refused[0].error
    assert inspector.read(lambda reader: reader.progress()).future.result(30).committed == 1
    until(lambda: any(event.kind == "fault" for event in inspector.drain().endpoint))
    inspector.close()
    again = start(path)
    assert again.intake.fault is None
    assert again.intake.fault_used


def test_faults_and_the_gate_hold_from_the_first_request_on(start: Start) -> None:
    inspector = start(
        faults=(Fault("500"),), accepted=Accepted(frozenset([ORIGIN]), frozenset(["KEY-1"]))
    )
    assert inspector.intake.accepted.origins == {ORIGIN}
    assert post(inspector, origin="http://evil.example") == 403
    assert post(inspector, key="KEY-2") == 403
    assert [post(inspector), post(inspector)] == [500, 200]
    inspector.intake.accept_only()
    assert not inspector.intake.accepted
    assert post(inspector, key="KEY-2", origin="http://evil.example") == 200
    with pytest.raises(ValueError, match="no origin"):
        inspector.intake.accept_only(["shop"])


def test_newcomers_are_told_once_in_the_life_of_a_capture(start: Start, tmp_path: Path) -> None:
    path = tmp_path / "shop.tsi"
    kinds: list[str] = []
    for _ in range(2):
        inspector = start(path)
        post(inspector)
        post(inspector, key="KEY-2")

        def heard(inspector: Inspector = inspector) -> bool:
            kinds.extend(event.kind for event in inspector.drain().endpoint)
            return kinds.count("stored") % 2 == 0 and bool(kinds)

        until(heard)
        inspector.close()
        kinds.extend(event.kind for event in inspector.drain().endpoint)
    assert kinds.count("stored") == 4
    assert kinds.count("new_origin") == 1
    assert kinds.count("new_key") == 2
    again = start(path)
    remarks = again.read(lambda reader: reader.remarks()).future.result(30)
    assert [(one.kind, one.value) for one in remarks] == [
        ("origin", ORIGIN),
        ("key", "KEY-1"),
        ("key", "KEY-2"),
    ]


def test_a_capture_that_is_only_looked_at_has_no_switches(start: Start, tmp_path: Path) -> None:
    path = tmp_path / "shop.tsi"
    start(path)
    follower = start(path, may_read_only=True)
    assert follower.read_only
    with pytest.raises(ReadOnlyCapture):
        follower.intake.answer_with(Fault("500"))
    assert follower.intake.fault is None
