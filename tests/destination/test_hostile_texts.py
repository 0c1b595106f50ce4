"""Long texts that would take a careless reader minutes or gigabytes: each is read in one go.

Nothing here looks at a clock. What takes time by the square of such a length would not come back
within the limit of the whole run.
"""

from typing import Any

import pytest

from app.destination import load_definition
from app.destination.dates import is_date
from app.destination.javascript import number_of_text, trimmed
from app.destination.mapping import MappingError, resolve

LENGTH = 400_000
BLANKS = " " * LENGTH
DIGITS = "1" * LENGTH


@pytest.mark.parametrize(
    "text",
    [
        f"x{BLANKS}x",
        f"2026{BLANKS}x",
        f"{DIGITS}.{DIGITS}x",
        f"{DIGITS}e{DIGITS}x",
        f".{DIGITS}x",
        "-" * LENGTH,
        "(" * LENGTH,
    ],
)
def test_a_long_text_is_no_number_and_no_date(text: str) -> None:
    number = number_of_text(text)
    assert number != number
    assert not is_date(text)


def test_a_long_blank_in_an_order() -> None:
    line = {"product_id": "p", "price": f"1{BLANKS}x", "quantity": f"1{BLANKS}x"}
    message = {
        "type": "track",
        "event": "Order Completed",
        "messageId": "m",
        "anonymousId": "a",
        "timestamp": f"x{BLANKS}x",
        "properties": {"products": [line]},
    }
    (delivery,) = load_definition().deliver(message, {})
    assert {one.path for one in delivery.errors} == {
        "$.occurredAt",
        "$.items[0].unitPrice",
        "$.items[0].quantity",
    }


def test_trimming_takes_the_ends_only() -> None:
    assert trimmed(f"\ufeff \u2003a{BLANKS}b\n\u00a0") == f"a{BLANKS}b"


@pytest.mark.parametrize("text", ["{" * LENGTH, "{{x" * LENGTH, "{{{x}}" * 5000 + "{" * LENGTH])
def test_a_template_of_opening_braces(text: str) -> None:
    assert resolve({"f": {"@template": text}}, {}) == {"f": text.replace("{{{x}}", "")}


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("a{{{x}}b", "ab"),
        ("{{{{x}}}}", "}"),
        ("{{{{{x}}}}}", "}}"),
        ("{{}}{{x}}", "{{}}1"),
        ("{{{}}}{{{x}}}", "}1"),
        ("{{{x}}{{x}}}", "1}"),
        ("{x}}{{x}", "{x}}{{x}"),
        ("}}{{x}}{{", "}}1{{"),
    ],
)
def test_braces_in_odd_numbers(template: str, text: str) -> None:
    assert resolve({"f": {"@template": template}}, {"x": 1}) == {"f": text}


_GROWING = [
    "{% assign a = 'x' %}" + "{% assign a = a | append: a %}" * 30 + "{{ a }}",
    "{{ text | replace: '', text }}",
    "{{ text | replace: 'x', text }}",
    "{{ text | split: '' | join: text }}",
    "{{ (1..1000000000) | join: ',' }}",
    "{% assign n = 'Nov 24, 2026' %}{{ n | date: '%999999999d' }}",
    "{% capture a %}{{ text }}{{ text }}{% endcapture %}"
    + "{% capture a %}{{ a }}{{ a }}{{ a }}{{ a }}{% endcapture %}" * 10,
    "{{ text }}" * 90,
]


@pytest.mark.parametrize("template", _GROWING)
def test_a_liquid_template_that_grows_is_refused(template: str) -> None:
    with pytest.raises(MappingError, match="limit"):
        resolve({"f": {"@liquid": template}}, {"text": "x" * 200_000})


def test_half_a_character_in_a_liquid_template() -> None:
    mapping = {"f": {"@liquid": "{% capture a %}{{ t }}{% endcapture %}{{ a | append: t }}"}}
    assert resolve(mapping, {"t": "\ud800x"}) == {"f": "\ud800x\ud800x"}
    coded = resolve({"f": {"@liquid": "{{ t | base64_encode }}"}}, {"t": "\udfff"})
    assert coded == {"f": "77+9"}


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (True, "0"),
        (["2026-01-02"], "1767312000"),
        ({}, "[object Object]"),
        ("9" * 5000, "9" * 5000),
    ],
)
def test_odd_values_as_dates_in_a_liquid_template(value: Any, text: str) -> None:
    assert resolve({"f": {"@liquid": "{{ t | date: '%s' }}"}}, {"t": value}) == {"f": text}


@pytest.mark.parametrize("name", ["strip_html", "strip", "lstrip", "rstrip", "squish", "round"])
@pytest.mark.parametrize("text", ["<" * LENGTH, f"x{BLANKS}x"])
def test_a_long_text_in_a_liquid_filter(name: str, text: str) -> None:
    given = resolve({"f": {"@liquid": f"{{{{ text | {name} }}}}"}}, {"text": text})
    assert given["f"] in (text, "x x", "0")


def test_a_replacement_that_repeats_all_that_is_before() -> None:
    options = {"pattern": "x", "replacement": "$`$`$`", "value": {"@path": "$.text"}}
    with pytest.raises(MappingError, match="Invalid string length"):
        resolve({"f": {"@replace": options}}, {"text": "x" * 20_000})


def test_a_text_beyond_the_basic_plane_is_taken_apart_once() -> None:
    text = "\U0001f600" * 50_000
    merged = resolve(
        {"f": {"@merge": {"objects": [{"@path": "$.t"}], "direction": "right"}}}, {"t": text}
    )
    units: dict[str, Any] = merged["f"]
    assert len(units) == 100_000
    assert (units["0"], units["1"]) == ("\ud83d", "\ude00")
