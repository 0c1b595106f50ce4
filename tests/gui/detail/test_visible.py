"""What hostile text looks like on one line."""

import pytest

from app.gui.detail.visible import (
    LONG,
    is_id,
    key_text,
    masked,
    printable,
    short_id,
    shortened,
    size_text,
    value_text,
    visible,
    whole_text,
)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain", "plain"),
        ("two\nlines\r\n", "two\\nlines\\r\\n"),
        ("a\tb\x00c\x1b[31m", "a\\tb\\u0000c\\u001b[31m"),
        ("abc\u202egnp.exe", "abc\\u202egnp.exe"),
        ("zero\u200bwidth\ufeff", "zero\\u200bwidth\\ufeff"),
        ("lone \ud800 half", "lone \\ud800 half"),
        ("tag \U000e0041", "tag \\U000e0041"),
        ("<b>bold</b> &amp; é 日本", "<b>bold</b> &amp; é 日本"),
    ],
)
def test_what_cannot_be_seen_is_escaped(text: str, shown: str) -> None:
    assert visible(text) == shown


def test_several_lines_keep_their_line_ends_only() -> None:
    assert printable("a\n\tb\r\x07\u202e") == "a\n\tb\\r\\u0007\\u202e"


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("3", '"3"'),
        ('say "hi" \\', '"say \\"hi\\" \\\\"'),
        (3, "3"),
        (1.5, "1.5"),
        (True, "true"),
        (None, "null"),
        ({}, "{}"),
        ([], "[]"),
        (float("inf"), "null"),
    ],
)
def test_a_leaf_is_shown_as_json(value: object, shown: str) -> None:
    assert value_text(value) == shown


def test_a_long_string_keeps_its_ends() -> None:
    text = value_text("a" * 400_000 + "z")
    assert len(text) == LONG + 3
    assert text.startswith('"aaa')
    assert text.endswith('az"')
    assert shortened("short") == "short"


@pytest.mark.parametrize("secret", ["TSE_4fGh1jKl2mNo", "TSC_abcdefgh", "Bearer eyJhbGciOi.x.y-z"])
def test_a_secret_is_never_shown_in_full(secret: str) -> None:
    for shown in (value_text(f"key {secret} end"), whole_text({"k": secret}), key_text(secret)):
        assert secret not in shown
        assert "…" in shown
    assert masked(f"x {secret} y").startswith(f"x {secret[:4]}")


def test_ids_are_told_from_words() -> None:
    assert is_id("ChAGj-Q1bXsHkYyUqfT9vKc2EhABk3")
    assert not is_id("Trail Mug 350 ml")
    assert not is_id("/search/mugs")
    assert not is_id(5)
    assert short_id("b07e6c13-9a02-4c7b-8e51-0c7d44f219aa") == "b07e…19aa"
    assert short_id("short") == "short"


def test_sizes() -> None:
    assert [size_text(size) for size in (1, 812, 2100, 999_949, 999_950, 1_400_000)] == [
        "1 byte",
        "812 bytes",
        "2.1 KB",
        "999.9 KB",
        "1.0 MB",
        "1.4 MB",
    ]
