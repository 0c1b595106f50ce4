"""The directives of the mapping kit, beyond the recorded cases."""

import copy
from typing import Any

import pytest

from app.destination.mapping import MappingError, resolve, resolve_with_provenance
from app.destination.nodes import TOO_DEEP

_DATA: dict[str, Any] = {
    "text": "Straße aſK",
    "price": 12.5,
    "none": None,
    "empty": "",
    "zero": 0,
    "list": [1, {"a": "x"}, [2]],
    "object": {"b": 1, "a": {"c": None, "d": "{{text}}"}},
}


def _one(piece: Any) -> Any:
    return resolve({"f": piece}, copy.deepcopy(_DATA)).get("f", "(nothing)")


@pytest.mark.parametrize(
    ("piece", "value"),
    [
        ({"@path": "$.object.a.d"}, "{{text}}"),
        ({"@path": "list[1]['a']"}, "x"),
        ({"@path": "$.list.length"}, 3),
        ({"@path": "$.text[0]"}, "S"),
        ({"@path": "$.none.deeper"}, None),
        ({"@path": "$.empty.deeper"}, ""),
        ({"@path": "$.zero.deeper"}, 0),
        ({"@path": "$.price.deeper"}, "(nothing)"),
        ({"@path": {"@template": "$.pr{{nope}}ice"}}, 12.5),
        ({"@template": "{{{object.a.d}}} {{list}} {{none}}|"}, "Straße aſK 1,[object Object],2 |"),
        ({"@if": {"exists": {"@path": "zero"}, "then": "y", "else": "n"}}, "y"),
        ({"@if": {"blank": {"@path": "zero"}, "then": "y", "else": "n"}}, "n"),
        ({"@if": {"exists": {"@path": "nope"}, "then": "y", "else": ""}}, "(nothing)"),
        ({"@case": {"operator": "upper", "value": {"@path": "text"}}}, "STRASSE ASK"),
        ({"@case": {"operator": "upper", "value": {"@path": "price"}}}, 12.5),
        (
            {"@replace": {"pattern": "S", "replacement": "<$&>", "value": {"@path": "text"}}},
            "<S>traße aſK",
        ),
        (
            {
                "@replace": {
                    "pattern": "s",
                    "replacement": "$$",
                    "ignorecase": True,
                    "value": {"@path": "text"},
                }
            },
            "$traße aſK",
        ),
        ({"@replace": {"pattern": "x", "value": {"@path": "none"}}}, ""),
        ({"@arrayPath": ["$.object", {"q": {"@path": "b"}}]}, [{"q": 1}]),
        ({"@arrayPath": ["$.list", {"q": {"@path": "a"}}]}, [{}, {"q": "x"}, {}]),
        (
            {"@merge": {"direction": "right", "objects": [{"b": 2, "a": 3}, {"@path": "object"}]}},
            {"b": 1, "a": {"c": None, "d": "{{text}}"}},
        ),
        (
            {"@merge": {"direction": "left", "objects": [{"b": {"@path": "x"}}, {"b": 2}]}},
            "(nothing)",
        ),
        ({"@excludeWhenNull": {"@path": "object"}}, {"b": 1, "a": {"d": "{{text}}"}}),
        ({"@excludeWhenNull": {"@path": "none"}}, "(nothing)"),
        (
            {"@flatten": {"separator": "_", "value": {"@path": "object"}}},
            {"b": 1, "a_c": None, "a_d": "{{text}}"},
        ),
        ({"@json": {"mode": "encode", "value": {"@path": "list"}}}, '[1,{"a":"x"},[2]]'),
        ({"@json": {"mode": "decode", "value": "{oops"}}, "{oops"),
        ({"@json": {"mode": "ENCODE", "value": "x"}}, "(nothing)"),
        (["a", {"@path": "nope"}], ["a", None]),
        ({"_metadata": {"type": "literal"}, "@literal": {"@path": "price"}}, 12.5),
    ],
)
def test_directive(piece: Any, value: Any) -> None:
    expected = {"@merge": {}} if value is None else value
    got = _one(piece)
    if isinstance(piece, dict) and "@merge" in piece and value == "(nothing)":
        assert got == {}
    else:
        assert got == (None if value is None else expected)


@pytest.mark.parametrize(
    ("piece", "text"),
    [
        ({"@path": 5}, "/f/@path should be a string or a mapping directive but it is a number."),
        ({"@nope": 1}, "/f has an invalid directive: @nope."),
        ({"@path": "a", "b": 1}, "/f should only have one @-prefixed key but it has 2 keys."),
        (
            {"@replace": {"pattern": "12345678901", "value": "x"}},
            "/f/@replace/pattern should be a string of length 10 or less.",
        ),
        ({"@json": {"value": "x"}}, '/f/@json should have field "mode" but it doesn\'t.'),
        ({"@if": {}}, '@if requires an "exists" key or a "blank" key'),
        ({"@flatten": {"value": "x"}}, '@flatten requires a "separator" key'),
        ([{"@path": {"@path": "zero"}}], "@path: expected string, got number"),
        ([{"@nope": 1}], "@nope is not a valid directive, got undefined"),
        ({"@template": "{{object2}}{{bad}}"}, "Cannot convert object to primitive value"),
        ({"@liquid": "{% for a in list %}{% endfor %}"}, 'tag "for" is disabled'),
        ({"@liquid": "{{ list | sort }}"}, 'filter "sort" is disabled'),
        ({"@liquid": "x" * 1001}, "liquid template values are limited to 1000 characters"),
    ],
)
def test_faults_have_segments_words(piece: Any, text: str) -> None:
    with pytest.raises(MappingError) as caught:
        resolve({"f": piece}, {**_DATA, "bad": {"toString": "x"}})
    assert text in str(caught.value)


def test_all_faults_are_told() -> None:
    with pytest.raises(MappingError) as caught:
        resolve({"a": {"@path": 1}, "b": {"c": {"@x": 1}}}, {})
    assert str(caught.value).splitlines() == [
        "/a/@path should be a string or a mapping directive but it is a number.",
        "/b/c has an invalid directive: @x.",
    ]


def test_root_directive_takes_the_other_keys() -> None:
    mapping = {
        "__segment_internal_directive": {"@transform": {"apply": {"x": {"@path": "$.price"}}}},
        "f": {"@path": "$.x"},
    }
    assert resolve(mapping, _DATA) == {"f": 12.5}
    with pytest.raises(MappingError, match="single directive object"):
        resolve({"__segment_internal_directive": {"@a": {}, "@b": {}}}, _DATA)
    with pytest.raises(MappingError, match="must be an object"):
        resolve({"__segment_internal_directive": None}, _DATA)
    of_a_list = {"__segment_internal_directive": {"@arrayPath": ["$.list"]}, "f": "unused"}
    assert resolve(of_a_list, _DATA) == _DATA["list"]


def test_data_must_be_an_object() -> None:
    with pytest.raises(MappingError, match="data must be an object, got array"):
        resolve({}, [])  # type: ignore[arg-type]


def test_a_bottomless_mapping_fails_as_in_javascript() -> None:
    piece: Any = "x"
    for _ in range(3000):
        piece = {"a": piece}
    with pytest.raises(MappingError, match=TOO_DEEP):
        resolve({"f": piece}, {})


def test_a_mapping_that_holds_itself_or_never_ends_is_refused() -> None:
    endless: dict[str, Any] = {}
    endless["a"] = endless
    twice: dict[str, Any] = {"@merge": {"direction": "right", "objects": []}}
    twice["@merge"]["objects"] = [twice, twice]
    for mapping in (endless, {"f": twice}):
        with pytest.raises(MappingError, match=TOO_DEEP):
            resolve(mapping, _DATA)
    many: Any = {"@path": "$.text"}
    for _ in range(40):
        many = {"l": [many, many]}
    with pytest.raises(MappingError, match="too large: more than 50000 values"):
        resolve(many, _DATA)


def test_resolving_changes_neither_message_nor_mapping() -> None:
    data = copy.deepcopy(_DATA)
    mapping = {
        "a": {"@replace": {"pattern": "x", "value": "x", "replacement2": None, "pattern2": "y"}},
        "b": {"@merge": {"direction": "right", "objects": [{"@path": "object"}, {"b": 9}]}},
    }
    before = copy.deepcopy(mapping)
    resolve(mapping, data)
    assert data == _DATA
    assert mapping == before


def test_provenance_goes_into_what_directives_build() -> None:
    mapping = {
        "joined": {"@template": "{{text}} {{price}}"},
        "items": {"@arrayPath": ["$.list", {"q": {"@path": "a"}}]},
        "lit": "x",
        "flat": {"@flatten": {"separator": ".", "value": {"@path": "object"}}},
        "again": {"@transform": {"apply": {"o": {"@path": "object"}}, "mapping": {"@path": "o.b"}}},
        "liquid": {"@liquid": "{{ object.b | plus: price }}{{ list[0] }}"},
    }
    _, origin = resolve_with_provenance(mapping, _DATA)
    assert origin.child("joined").sources == (("text",), ("price",))
    assert origin.child("items").child(1).child("q").sources == (("list", 1, "a"),)
    assert origin.child("lit").kind == "constant"
    assert origin.child("flat").child("a.d").sources == (("object", "a", "d"),)
    assert origin.child("again").sources == (("object", "b"),)
    assert set(origin.child("liquid").sources) == {("object", "b"), ("price",), ("list", 0)}


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("{{ price | times: 2 }}", "25"),
        ("{{ price | round }}", "13"),
        ("{{ price | divided_by: 0 }}", "Infinity"),
        ("{{ -7 | modulo: 3 }}", "2"),
        ("{{ list }}{{ object }}{{ none }}", "1[object Object]2[object Object]"),
        ("{{ text | size }}{{ text[1] }}{{ list.last }}", "10t2"),
        ("{{ '2026-11-23T19:00:00Z' | date: '%e %b %y, %-I:%M %p' }}", "23 Nov 26, 7:00 PM"),
        ("{{ text | url_encode }}", "Stra%C3%9Fe+a%C5%BFK"),
        ("{{ nope | default: 'd' }}{{ text | no_such_filter | slice: -2, 2 }}", "dſK"),
        ("{{ 'a,b,,' | split: ',' | join: '+' }}", "a+b"),
        ("{{ list | json }}", '[1,{"a":"x"},[2]]'),
        ("{% assign a = zero %}{% if a %}{{ a }}{% endif %}", "0"),
    ],
)
def test_liquid(template: str, text: str) -> None:
    assert _one({"@liquid": template}) == text


@pytest.mark.parametrize(
    "template", ["{{ ", "{% nope %}", "{% for x in list %}{% endfor %}", "{{ | }}"]
)
def test_liquid_errors_are_mapping_errors(template: str) -> None:
    with pytest.raises(MappingError) as caught:
        resolve({"f": {"@liquid": template}}, {"list": 5, "object": {}})
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("template", "value"),
    [
        # A text is compared with a number as JavaScript does, and nothing that compares fails.
        ('{% if "12" > 9 %}y{% else %}n{% endif %}', "y"),
        ('{% unless price <= "13" %}y{% else %}n{% endunless %}', "n"),
        ('{% if "12" > "9" %}y{% else %}n{% endif %}', "n"),
        ("{% if nope > 1 or none >= 0 %}y{% else %}n{% endif %}", "y"),
        ("{% if object < list %}y{% elsif text contains 9 %}n{% endif %}|", "|"),
        ("{% if nope == nil and none == nil and empty != zero %}y{% endif %}", "y"),
        ("{% if none == nope %}y{% else %}n{% endif %}", "n"),
        ("{% if list contains 1 and empty == text %}y{% else %}n{% endif %}", "n"),
        ("{{ empty }}|{{ blank | append: 'x' }}", "|x"),
        # Escapes in a text.
        ("{{ 'a\\nb' | split: '\\n' | join: '-' }}", "a-b"),
        ("{{ 'it\\'s' }}{{ \"\\u0041\\101\\q\" }}", "it'sAAq"),
        ("{% raw %}'\\n'{% endraw %}", "'\\n'"),
        # Filters on what is not there.
        ("{{ text | append: nope }}{{ none | prepend: 'x' }}", "Straße aſKx"),
        ("{{ 1.005 | round: 2 }} {{ -2.5 | round }} {{ 7 | round: 400 }}", "1.01 -3 7"),
        ("{{ 'ab' | replace: '', '-' }}", "a-b"),
        ("{{ ' A  b ' | squish }}|{{ ' A b' | truncatewords: 1 }}", "A b|A..."),
        ("{{ text | slugify }} {{ 'É x_y' | slugify: 'latin', true }}", "straße-aſk É-x-y"),
        ("{{ 'a.b/C' | slugify: 'pretty' }} {{ 'é!1' | slugify: 'ascii' }}", "a.b-c 1"),
        ("{{ '日本 x y' | number_of_words: 'auto' }}{{ ' ' | number_of_words }}", "40"),
        ("{{ 'x' | hmac_sha256: 'k' | slice: 0, 8 }}", "c38edc88"),
        ("{{ '2026-11-24' | date: '%Z' }}", "UTC"),
    ],
)
def test_liquid_does_as_the_javascript_library(template: str, value: str) -> None:
    assert _one({"@liquid": template}) == value


@pytest.mark.parametrize(
    "template", ["{{ text | append }}", "{{ 'y' | base64_decode }}", "{{ 1 | prepend: 2, 3 }}"]
)
def test_liquid_fails_where_the_javascript_library_does(template: str) -> None:
    with pytest.raises(MappingError):
        _one({"@liquid": template})
