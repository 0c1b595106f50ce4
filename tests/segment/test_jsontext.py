"""JSON text as JavaScript reads and prints it."""

import pytest

from app.segment.jsontext import MAX_DEPTH, JsonError, dumps, dumps_text, loads


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
