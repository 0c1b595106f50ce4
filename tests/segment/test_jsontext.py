"""JSON text as JavaScript reads and prints it."""

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.segment.jsontext import MAX_DEPTH, Json, JsonError, dumps, dumps_text, loads


def test_whole_numbers_are_doubles() -> None:
    assert loads("9007199254740992") == 2**53
    assert loads("9007199254740993") == 2**53
    assert isinstance(loads("9007199254740993"), float)
    assert isinstance(loads("123456789012345"), int)
    assert loads("1" * 400) == float("inf")


def test_a_number_beyond_a_double_is_printed_as_null() -> None:
    assert dumps(loads('{"a":[1e400,-1e400,1]}')) == b'{"a":[null,null,1]}'


@pytest.mark.parametrize("text", ["NaN", "Infinity", "-Infinity", "[NaN]", '{"a":Infinity}'])
def test_words_that_python_takes_for_numbers_are_refused(text: str) -> None:
    with pytest.raises(JsonError):
        loads(text)


def test_lone_surrogates_are_kept_and_escaped() -> None:
    value = loads(b'"\\ud83d and \\ud83d\\ude00"')
    assert value == "\ud83d and \U0001f600"
    assert loads(dumps(value)) == value
    assert dumps("\ud83d") == b'"\\ud83d"'
    assert dumps("ü") == '"ü"'.encode()


def test_depth_is_limited_exactly() -> None:
    assert loads("[" * MAX_DEPTH + "]" * MAX_DEPTH)
    for text in ("[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1), "[" * 200_000):
        with pytest.raises(JsonError) as caught:
            loads(text)
        assert (caught.value.line, caught.value.column) == (1, MAX_DEPTH + 1)


def test_brackets_in_texts_and_beside_one_another_are_no_depth() -> None:
    assert loads('{"a":"' + "[" * 1000 + '"}') == {"a": "[" * 1000}
    assert len(loads("[" + "[]," * 1000 + "{}]")) == 1001


def test_an_error_says_where() -> None:
    with pytest.raises(JsonError) as caught:
        loads(b'{\n "a": x}')
    assert (caught.value.line, caught.value.column) == (2, 7)
    with pytest.raises(JsonError, match="byte 5"):
        loads(b'{"a":\xff}')


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        (b'[1,\n "NaN \\" Infinity", NaN]', 2, 21),
        (b"[1,\n\n-Infinity]", 3, 1),
        (b'\xef\xbb\xbf[1,\n"\xc3\xbc\xff"]', 2, 3),
        (b'["[[[\\"[",\n [],' + b"[" * MAX_DEPTH + b"]" * MAX_DEPTH + b"]", 2, 4 + MAX_DEPTH),
        (b'["x",\n' + b'{"a":' * 100_000, 2, 5 * (MAX_DEPTH - 1) + 1),
    ],
)
def test_every_error_says_where(text: bytes, line: int, column: int) -> None:
    with pytest.raises(JsonError) as caught:
        loads(text)
    assert (caught.value.line, caught.value.column) == (line, column)


def test_indented_text_keeps_the_order_of_keys() -> None:
    assert dumps_text({"b": 1, "a": []}, indent=2) == '{\n  "b": 1,\n  "a": []\n}'


_numbers = st.one_of(
    st.integers(),
    st.integers(min_value=-(2**70), max_value=2**70),
    st.floats(allow_nan=False, allow_infinity=False),
)
_values = st.recursive(
    st.one_of(st.none(), st.booleans(), _numbers, st.text(st.characters(codec=None))),
    lambda inner: st.one_of(st.lists(inner), st.dictionaries(st.text(), inner)),
    max_leaves=20,
)


@given(_values, st.booleans())
def test_whoever_reads_it_the_value_is_that_of_javascript(value: Json, ascii_only: bool) -> None:
    """Numbers become doubles; all else is as Python's own module has it."""

    def as_doubles(item: Json) -> Json:
        if isinstance(item, list):
            return [as_doubles(one) for one in item]
        if isinstance(item, dict):
            return {key: as_doubles(one) for key, one in item.items()}
        if type(item) is int and abs(item) > 2**53:
            return float(item)
        return item

    text = json.dumps(value, ensure_ascii=ascii_only)
    expected = as_doubles(json.loads(text))
    assert _typed(loads(text)) == _typed(expected)
    assert _typed(loads(dumps(value))) == _typed(expected)
    with suppress(UnicodeEncodeError):
        assert _typed(loads(text.encode())) == _typed(expected)


def _typed(value: Json) -> str:
    """Text that tells 1 from 1.0 and from True, and keeps the order of keys."""
    return repr(value)
