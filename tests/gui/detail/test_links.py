"""Where the lines between the two documents run."""

from collections.abc import Callable

from app.destination.model import FieldError, Leaf, LeftOut, Provenance
from app.gui.detail.links import MANY, Curve, Link, Place, curves, links_of, nearest
from app.segment.paths import Path


def places(table: dict[Path, Place]) -> Callable[[Path], Place | None]:
    return table.get


def draw(
    links: list[Link],
    left: dict[Path, Place],
    right: dict[Path, Place],
    height: float = 300,
) -> list[Curve]:
    return curves(links, left=places(left), right=places(right), width=104, height=height)


READ = Link(("id",), ("messageId",), "read")


def test_links_of_a_delivery() -> None:
    provenance = Provenance(
        leaves=(
            Leaf(("id",), "path", (("messageId",),)),
            Leaf(("name",), "path", (("first",), ("last",))),
            Leaf(("channel",), "constant"),
            Leaf(("quantity",), "default"),
        ),
        left_out=(
            LeftOut(("bid",), "missing", (("properties", "bid"),)),
            LeftOut(("deviceType",), "absent", (("context", "device"),)),
        ),
    )
    errors = [
        FieldError("$", "missing", ("bid",), (("properties", "bid"),)),
        FieldError("$.id", "must be", ("id",), (("messageId",),)),
    ]
    assert links_of(provenance, errors) == (
        READ,
        Link(("name",), ("first",), "read"),
        Link(("name",), ("last",), "read"),
        Link(("channel",), None, "constant"),
        Link(("quantity",), None, "constant"),
        Link(("bid",), ("properties", "bid"), "missing"),
    )
    assert links_of(None) == ()


def test_a_curve_goes_from_row_centre_to_row_centre() -> None:
    (curve,) = draw([READ], {("messageId",): Place(11)}, {("id",): Place(99)})
    assert (curve.x0, curve.y0, curve.x1, curve.y1) == (5, 11, 99, 99)
    assert curve.bend == 52
    assert (curve.left, curve.right) == ("dot", "dot")
    assert curve.at(0) == (5, 11)
    assert curve.at(1) == (99, 99)
    assert curve.at(0.5) == (52, 55)


def test_a_folded_end_is_hollow_and_a_missing_source_too() -> None:
    left = {("messageId",): Place(11, exact=False), ("a",): Place(33)}
    (folded,) = draw([READ], left, {("id",): Place(11)})
    assert (folded.left, folded.right) == ("hollow", "dot")
    (missing,) = draw([Link(("id",), ("a",), "missing")], left, {("id",): Place(11)})
    assert (missing.left, missing.right) == ("hollow", "hollow")


def test_a_constant_is_a_stub_of_thirteen() -> None:
    (stub,) = draw([Link(("id",), None, "constant")], {}, {("id",): Place(11)})
    assert (stub.x0, stub.x1, stub.y0, stub.y1) == (86, 99, 11, 11)
    assert (stub.left, stub.right) == ("square", "none")
    assert stub.at(0.5) == (92.5, 11)


def test_an_end_scrolled_away_stops_at_the_edge_with_an_arrow() -> None:
    left = {("messageId",): Place(-40)}
    (up,) = draw([READ], left, {("id",): Place(11)})
    assert (up.y0, up.left, up.right) == (0, "up", "dot")
    (down,) = draw([READ], {("messageId",): Place(11)}, {("id",): Place(900)})
    assert (down.y1, down.left, down.right) == (300, "dot", "down")
    assert draw([READ], left, {("id",): Place(900)}) == []
    assert draw([Link(("id",), None, "constant")], {}, {("id",): Place(-5)}) == []


def test_rows_that_do_not_exist_have_no_line() -> None:
    assert draw([READ], {}, {("id",): Place(11)}) == []
    assert draw([READ], {("messageId",): Place(11)}, {}) == []


def test_with_many_links_only_those_of_visible_leaves_are_drawn() -> None:
    links = [Link((str(n),), ("source",), "read") for n in range(MANY + 1)]
    left = {("source",): Place(11)}
    right: dict[Path, Place] = {(str(n),): Place(22 * n + 11) for n in range(MANY + 1)}
    right[("0",)] = Place(11, exact=False)
    drawn = draw(links, left, right, height=100)
    assert [curve.link.event for curve in drawn] == [("1",), ("2",), ("3",), ("4",)]
    few = draw(links[:MANY], left, right, height=100)
    assert len(few) == MANY


def test_the_pointer_finds_the_nearest_curve_within_four() -> None:
    left = {("a",): Place(10), ("b",): Place(18)}
    right = {("x",): Place(10), ("y",): Place(18)}
    drawn = draw([Link(("x",), ("a",), "read"), Link(("y",), ("b",), "read")], left, right)
    found = nearest(drawn, 50, 13)
    assert found is not None
    assert found.link.event == ("x",)
    found = nearest(drawn, 50, 15)
    assert found is not None
    assert found.link.event == ("y",)
    assert nearest(drawn, 50, 22.5) is None
    assert nearest(drawn, 50, 5.9) is None
    assert nearest([], 50, 10) is None
