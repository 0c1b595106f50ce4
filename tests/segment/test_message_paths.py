"""Places inside a message."""

from app.segment.paths import MISSING, get, path_text


def test_paths_are_printed_as_people_write_them() -> None:
    assert path_text(()) == ""
    assert path_text(("properties", "products", 1, "resolvedBidId")) == (
        "properties.products[1].resolvedBidId"
    )
    assert path_text((0, "a")) == "[0].a"
    assert path_text(("a b", "c.d", "e'f")) == "['a b']['c.d'][\"e'f\"]"
    assert path_text(("a", "x\n")) == "a['x\\n']"


def test_nothing_is_told_from_null() -> None:
    value = {"a": [{"b": None}]}
    assert get(value, ("a", 0, "b")) is None
    assert get(value, ("a", 0, "c")) is MISSING
    assert get(value, ("a", 1)) is MISSING
    assert get(value, ("a", -1)) is MISSING
    assert get(value, ("a", "0")) is MISSING
    assert get(value, ("a", 0, "b", "c")) is MISSING
    assert get(value, ()) == value
    assert not MISSING
