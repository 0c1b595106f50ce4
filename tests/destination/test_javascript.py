"""JavaScript's ways with numbers, texts, truth and key order."""

import json
import re
from math import inf, isnan, nan
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.destination import javascript as js
from app.segment.paths import MISSING


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0, "0"),
        (-0.0, "0"),
        (2.0, "2"),
        (12.5, "12.5"),
        (0.1, "0.1"),
        (1e21, "1e+21"),
        (123456789012345680000, "123456789012345680000"),
        (12345678901234567890, "12345678901234567000"),
        (2**53 + 1, "9007199254740992"),
        (1e-6, "0.000001"),
        (1.5e-7, "1.5e-7"),
        (5e-324, "5e-324"),
        (-1e300, "-1e+300"),
        (10**400, "Infinity"),
        (-inf, "-Infinity"),
        (nan, "NaN"),
    ],
)
def test_number_text(number: float, text: str) -> None:
    assert js.number_text(number) == text


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_printed_numbers_read_back_as_the_same_double(number: float) -> None:
    text = js.number_text(number)
    assert re.fullmatch(r"-?(?:0|[1-9]\d*)(?:\.\d*[1-9])?(?:e[+-][1-9]\d*)?", text)
    assert float(text) == number
    assert js.number_of_text(text) == number
    magnitude = abs(number)
    plain = number == 0 or 1e-6 <= magnitude < 1e21
    assert ("e" in text) is not plain


@given(st.integers())
def test_whole_numbers_print_as_their_double(number: int) -> None:
    try:
        expected = js.number_text(float(number))
    except OverflowError:
        expected = "Infinity" if number > 0 else "-Infinity"
    assert js.number_text(number) == expected


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("", 0),
        ("  \ufeff\n", 0),
        (" 7 ", 7),
        ("+1.5", 1.5),
        (".5", 0.5),
        ("5.", 5),
        ("1e3", 1000),
        ("0x1F", 31),
        ("0b11", 3),
        ("1e999", inf),
        ("-Infinity", -inf),
    ],
)
def test_texts_that_are_numbers(text: str, number: float) -> None:
    assert js.number_of_text(text) == number


@pytest.mark.parametrize(
    "text", ["a", "1_000", "inf", "nan", "0x", "-0x1", "1,5", "$5", "1e", ".", "१", "1 2"]
)
def test_texts_that_are_none(text: str) -> None:
    assert isnan(js.number_of_text(text))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "null"),
        (MISSING, "undefined"),
        (True, "true"),
        ([], ""),
        ([1, [2, [], None], "x", {}], "1,2,,,x,[object Object]"),
        ({"a": 1}, "[object Object]"),
    ],
)
def test_text_of(value: Any, text: str) -> None:
    assert js.text_of(value) == text


def test_an_object_with_its_own_to_string_has_no_text() -> None:
    with pytest.raises(js.NoPrimitiveError, match="primitive"):
        js.text_of([{"toString": 1}])


@pytest.mark.parametrize("value", ["", 0, False, [], [[]], [""], [None], -0.0])
def test_loosely_empty(value: Any) -> None:
    assert js.is_loosely_empty(value)


@pytest.mark.parametrize("value", [" ", "0", 1, True, {}, [0], [[], []], None])
def test_not_loosely_empty(value: Any) -> None:
    assert not js.is_loosely_empty(value)


def test_json_text_has_javascripts_order_and_spelling() -> None:
    value = {"b": 1.0, "2": [MISSING, inf], "a": MISSING, "1": "\ud800\n\x7f", "01": 1e21}
    assert js.json_text(value) == '{"1":"\\ud800\\n\x7f","2":[null,null],"b":1,"01":1e+21}'


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


@given(_JSON)
def test_json_text_is_json_of_the_plain_value(value: Any) -> None:
    value = js.plain(value)
    assert js.plain(json.loads(js.json_text(value))) == value


def test_plain_and_json_text_know_no_depth() -> None:
    value: Any = "x"
    for _ in range(5000):
        value = [{"a": value}]
    copy = js.plain(value)
    assert copy is not value
    assert js.json_text(copy) == '[{"a":' * 5000 + '"x"' + "}]" * 5000
    deep: Any = []
    for _ in range(5000):
        deep = [deep]
    assert js.text_of(deep) == ""


def test_plain_copies_and_cleans() -> None:
    value = {"a": [MISSING, 2.0, nan, {"x": MISSING}], "__proto__": {"b": 1}, "c": 10**30}
    assert js.plain(value) == {"a": [None, 2, None, {}], "c": 1e30}
    assert isinstance(js.plain(2.0), int)


@pytest.mark.parametrize(
    ("text", "index", "character"),
    [("ab", 1, "b"), ("ab", 2, MISSING), ("😀", 1, "\ude00"), ("é😀", 3, MISSING)],
)
def test_characters_are_halves_beyond_the_basic_plane(
    text: str, index: int, character: Any
) -> None:
    assert js.character_at(text, index) == character


def test_case_folding_never_crosses_ascii() -> None:
    assert js.folded("aéſKß") == "AÉſKß"
