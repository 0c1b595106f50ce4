"""Judging that a person stops."""

import pytest

from app.config.paths import find_paths
from app.destination import load_definition
from app.segment.record import CompletedMessage, ReceivedRequest
from app.services import Inspector
from app.store.filters import QUERY_ALL

PATIENCE = 60


@pytest.fixture
def inspector(tmp_path):
    one = Inspector.start(tmp_path / "shop.tsi", listening=False, paths=find_paths(tmp_path))
    yield one
    one.close()


def test_cancelled_judging_keeps_what_it_has_and_goes_on_when_asked(inspector):
    messages = tuple(
        CompletedMessage(0, {"type": "track", "event": "Seen", "messageId": f"m-{number}"})
        for number in range(3_000)
    )
    request = ReceivedRequest(1_000, "POST", "/v1/b", 200, b"{}")
    inspector.write(lambda writer: writer.store(request, messages)).result(PATIENCE)
    assert inspector.wait_analysed(PATIENCE)
    older = load_definition("topsort-2026-01").configuration()
    inspector.apply(older)
    assert inspector.cancel_judging()
    assert not inspector.wait_analysed(PATIENCE)
    trouble = ""
    while not trouble:
        trouble = inspector.drain().trouble
    assert "Analysis was stopped" in trouble
    reached = inspector.read(lambda reader: reader.progress()).future.result().analysed
    assert reached < 3_000
    funnel = inspector.read(lambda reader: reader.funnel(QUERY_ALL)).future.result()
    assert funnel.pending == 3_000 - reached
    inspector.apply(older)
    assert inspector.wait_analysed(PATIENCE)
    while trouble:
        trouble = inspector.drain().trouble
    funnel = inspector.read(lambda reader: reader.funnel(QUERY_ALL)).future.result()
    assert funnel.pending == 0
    saved = inspector.read(lambda reader: reader.configuration()).future.result()
    assert saved == older
