"""What is said about one message."""

import pytest

from app.services import RowDetail, explain_row
from app.store.errors import NoSuchRow

from .conftest import Start, click, order, post

AT = "2026-11-24T12:00:00.{}Z"


def detail(inspector: object, row: int) -> RowDetail:
    from app.services import Inspector

    assert isinstance(inspector, Inspector)
    assert inspector.wait_analysed(30)
    configuration = inspector.configuration
    return inspector.read(lambda reader: explain_row(reader, configuration, row)).future.result(30)


def test_a_dropped_message_says_who_dropped_it(start: Start) -> None:
    inspector = start()
    post(inspector, **order(), userId="u-9", anonymousId=None)
    said = detail(inspector, 1)
    assert said.explanation.shape == "dropped"
    assert "anonymousId" in said.explanation.sentence
    assert [one.code for one in said.findings] == ["USR-001"]
    assert said.message.message["userId"] == "u-9"
    assert said.pair is None
    assert said.attempts == ()


def test_provenance_is_worked_out_on_view(start: Start) -> None:
    inspector = start()
    post(inspector, **click(resolvedBidId="ChAGx"))
    [view] = detail(inspector, 1).explanation.deliveries
    assert view.provenance is not None
    sources = {leaf.path: leaf.sources for leaf in view.provenance.leaves}
    assert sources[("resolvedBidId",)] == (("properties", "resolvedBidId"),)


@pytest.mark.parametrize("row", [1, 2])
def test_a_pair_is_the_same_from_both_sides(start: Start, row: int) -> None:
    inspector = start()
    later = {"timestamp": AT.format("038"), "sentAt": AT.format("038")}
    earlier = {"timestamp": AT.format("000"), "sentAt": AT.format("000")}
    added = {"event": "Product Added", "properties": click(resolvedBidId="ChAGx")["properties"]}
    post(inspector, **added, **later)
    post(inspector, **click(resolvedBidId="ChAGx"), **earlier)
    pair = detail(inspector, row).pair
    assert pair is not None
    assert (pair.first.id, pair.second.id, pair.keep, pair.gap) == (2, 1, 2, 38)
    assert "Product Clicked" in pair.sentence
    assert "38 ms" in pair.sentence
    unlike = {one.path_text: (one.left, one.right) for one in pair.rows if not one.equal}
    assert unlike["event"] == ("Product Clicked", "Product Added")


def test_a_message_that_waits_for_analysis_says_so(start: Start) -> None:
    inspector = start(listening=False)
    inspector.close()
    busy = start()
    post(busy, **click())
    assert busy.wait_analysed(30)
    path = busy.path
    busy.close()
    # Nobody analyses here: the message has no verdict yet.
    from app.store.writer import Writer

    writer = Writer(path)
    writer.forget_derived().result(30)
    writer.close()
    from app.destination import load_definition
    from app.store.reader import Reader

    reader = Reader(path)
    said = explain_row(reader, load_definition().configuration(), 1)
    reader.close()
    assert said.explanation.shape == "pending"
    assert said.explanation.sentence == "Stored. Analysis has not begun"


def test_a_row_that_is_not_there_is_an_error(start: Start) -> None:
    inspector = start()
    with pytest.raises(NoSuchRow):
        detail(inspector, 7)
