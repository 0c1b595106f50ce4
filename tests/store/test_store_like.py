"""Our reading of LIKE patterns against SQLite's, and folding beyond it."""

import sqlite3

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.store.like import folded_like, literal

ASCII = st.text(st.sampled_from("aAbB\n.[%_\\ *"), max_size=12)


@given(ASCII, st.lists(st.sampled_from(["a", "B", "\n", ".", "%", "_", "\\\\", "\\%", "\\_", "["])))
@settings(max_examples=500)
def test_it_is_like_as_sqlite_has_it(text, pieces):
    pattern = "".join(pieces).casefold()
    connection = sqlite3.connect(":memory:")
    expected = connection.execute("SELECT ? LIKE ? ESCAPE '\\'", (text, pattern)).fetchone()[0]
    connection.close()
    assert folded_like(text, pattern) == bool(expected)


@given(st.text(st.characters()), st.text(st.characters()), st.text(st.characters()))
def test_a_literal_is_found_where_it_stands_in_either_case(before, text, after):
    assert folded_like(before + text + after, f"%{literal(text)}%")
    assert folded_like(text.upper(), literal(text.upper()))
    assert folded_like(text, literal(text))


@pytest.mark.parametrize(
    ("text", "same"),
    [("STRASSE", "straße"), ("ÄRGER", "ärger"), ("ΣΊΣΥΦΟΣ", "σίσυφος"), ("ﬀ", "FF"), ("K", "k")],
)
def test_case_is_folded_as_unicode_has_it(text, same):
    assert folded_like(text, literal(same))
    assert folded_like(same, literal(text))


def test_a_pattern_of_many_wildcards_does_not_hang():
    assert not folded_like("a" * 20_000, "%".join(["a"] * 200) + "%b")
    assert not folded_like("ab" * 5_000, "%a%b" * 300 + "%c%a")
