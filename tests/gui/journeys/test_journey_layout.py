"""Where things stand on the canvas: no line goes through a label, whatever the journey."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.analysis.book import Book
from app.analysis.journey import Journey
from app.analysis.journeys import journey_of
from app.analysis.judge import judge
from app.analysis.judged import JudgedMessage
from app.analysis.winners import Winner, follow
from app.destination import load_definition
from app.gui.journeys.layout import BOX, LINE, NODE, SILENCE, STEP, Layout, Way, lay_out
from app.gui.journeys.paint import path_of
from tests.gui.shops import START, click, line, order, track

PACKAGED = load_definition().configuration()


def journey(messages: list[dict[str, Any]], winners: tuple[Winner, ...] = ()) -> Journey:
    book = Book(PACKAGED)
    for row, message in enumerate(messages, 1):
        whole = {"messageId": f"m-{row}"} | message
        book.add(JudgedMessage(row, whole, START, judge(whole, PACKAGED, judged_at=START)))
    seen = book.seen
    return journey_of("a:u-1", seen, book.credits(), follow(winners, seen), str)


def label(_step: int) -> float:
    return 118.0


def crossed(layout: Layout, way: Way) -> list[str]:
    """What of labels, orders and other nodes a line goes through."""
    path = path_of(way)
    points = [path.pointAtPercent(at / 200) for at in range(201)]
    found = []
    for node in layout.nodes:
        left, right = node.x + NODE + 2, node.x + NODE + 2 + min(118.0, node.room)
        if any(left < p.x() < right and abs(p.y() - node.y) < 14 for p in points):
            found.append(f"label of {node.step}")
        near = [p for p in points if abs(p.x() - node.x) < 8 and abs(p.y() - node.y) < 8]
        if near and node.step not in way.steps:
            found.append(f"node {node.step}")
    for box in layout.boxes:
        bottom = box.y + box.height
        inside = [p for p in points if box.x + 5 < p.x() < box.x + BOX and box.y < p.y() < bottom]
        if inside:
            found.append(f"order {box.step}")
    return found


moments = st.integers(0, 200_000)
products = st.sampled_from(["HP-1", "HP-2", "HP-3"])
touches = st.tuples(st.sampled_from(["click", "view"]), moments, products, st.booleans())
orders = st.tuples(moments, st.lists(products, min_size=1, max_size=8))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(touches, min_size=1, max_size=8), st.lists(orders, max_size=3))
@pytest.mark.usefixtures("qapp")
def test_no_line_crosses_a_label(
    some: list[tuple[str, int, str, bool]], bought: list[tuple[int, list[str]]]
) -> None:
    messages = [
        click(product, at, bid=f"b-{product}" if bid else None)
        if kind == "click"
        else track("Product Viewed", at, product_id=product, resolvedBidId=f"b-{product}")
        for kind, at, product, bid in some
    ]
    messages += [
        order(f"O-{number}", at, *(line(one, 5) for one in lines))
        for number, (at, lines) in enumerate(bought)
    ]
    winners = tuple(
        Winner(number, f"b-{one}", one, "u-1", START + number * 900, "/")
        for number, one in enumerate(("HP-1", "HP-2"))
    )
    told = journey(messages, winners)
    layout = lay_out(told, 760, label)
    for way in layout.ways:
        assert crossed(layout, way) == []
    for node in layout.nodes:
        end = node.x + NODE + 2 + min(118.0, node.room)
        for quiet in layout.quiet:
            assert not (quiet.x < end and node.x < quiet.x + SILENCE)


@pytest.mark.usefixtures("qapp")
def test_time_has_a_floor_and_a_silence_is_not_to_scale() -> None:
    told = journey(
        [
            click("HP-1", 0, bid="b-1"),
            click("HP-2", 100, bid="b-2"),
            click("HP-3", 9_000, bid="b-3"),
            order("O-1", 3_600_000, line("HP-1", 5)),
        ]
    )
    layout = lay_out(told, 1_600, label)
    first, second, third = (node.x for node in layout.nodes)
    assert second - first >= STEP
    assert third - second > 2 * (second - first)  # nine seconds against a tenth of one
    (quiet,) = layout.quiet
    (box,) = layout.boxes
    assert third < quiet.x < box.x
    assert box.x - quiet.x < 80  # an hour is no wider than half a minute
    assert box.row_y(0) == box.y + LINE * 1.5
    assert layout.width == 1_600
