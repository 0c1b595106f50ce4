"""The catalogue as a whole, and how ids are compared."""

from string import Formatter
from typing import Any

import pytest

from app.destination.model import FieldError
from app.lint.catalogue import RULES
from app.lint.complaints import complaint
from app.lint.ids import id_text, is_variant
from app.lint.sources import ListSource, list_source, source
from app.lint.texts import NOUNS


def test_rules_of_one_code_look_through_unlike_windows() -> None:
    seen = [(rule.code, rule.run, rule.over, rule.watcher, rule.capture) for rule in RULES]
    assert len(set(seen)) == len(seen)


def test_every_rule_runs_one_way_and_says_when() -> None:
    for rule in RULES:
        ways = (rule.run, rule.over, rule.watcher, rule.capture)
        assert sum(way is not None for way in ways) == 1, rule.code
        assert (rule.run is None) is not bool(rule.when), rule.code
        assert (rule.over is None) is (rule.window is None), rule.code
        assert set(rule.when) <= {*NOUNS, "discarded", "unmapped", "any"}
        assert rule.watcher is None or rule.code in rule.watcher.codes
        assert not rule.set_up or rule.text.capture


def test_texts_are_sentences() -> None:
    for rule in RULES:
        text = rule.text
        for sentences in (text.says, text.costs, text.fixes, text.capture):
            for sentence in sentences.values():
                list(Formatter().parse(sentence))
                assert sentence.endswith("."), rule.code
                assert "!" not in sentence
                assert "please" not in sentence.lower()


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("p-1", "P-1", True),
        ("p-1", "p-1-red", True),
        ("p-1:red", "p-1", True),
        ("p-1", "p-1/red", True),
        ("p-1", "p-1 red", True),
        ("p-1", "sku_p-1", True),
        ("p-1", "sku1_p-1", False),
        ("p-1", "p-12", False),
        ("p-1", "xp-1", False),
        ("p-1", "p-1", False),
        ("", "-x", False),
        ("p", "", False),
    ],
)
def test_variants_of_one_product(one: str, other: str, same: bool) -> None:
    assert is_variant(one, other) is same
    assert is_variant(other, one) is same


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (" p ", "p"),
        (7, "7"),
        (7.0, "7"),
        (7.5, "7.5"),
        (["p"], "p"),
        (["p", "q"], ""),
        ([["p"]], ""),
        (True, ""),
        (None, ""),
        ({}, ""),
    ],
)
def test_ids_as_text(value: Any, text: str) -> None:
    assert id_text(value) == text


@pytest.mark.parametrize(
    ("message", "found"),
    [
        ("The root value is missing the required field 'id'.", "is missing"),
        ("Page Value must be a string but it was an array.", "is an array, not a string"),
        ("Additional Attribution must be an object but it was null.", "is null, not an object"),
        ("Occurred At must be a valid date-like string but it was not.", "is no date"),
        ("Something else went wrong.", "is not valid"),
    ],
)
def test_segments_complaints_taken_apart(message: str, found: str) -> None:
    assert complaint(FieldError("$", message, ("id",))).found == found


@pytest.mark.parametrize(
    ("directive", "path"),
    [
        ({"@path": "$.properties.price"}, ("properties", "price")),
        ({"@path": "properties.price"}, ("properties", "price")),
        ({"@path": "$.properties['a b']"}, None),
        ({"@path": 7}, None),
        ({"@path": "$.a", "@if": 1}, None),
        ("$.a", None),
        (None, None),
    ],
)
def test_where_a_mapping_reads(directive: Any, path: Any) -> None:
    assert source(directive) == path


def test_a_list_that_a_mapping_walks_through() -> None:
    directive = {"@arrayPath": ["$.properties.lines", {"productId": {"@path": "$.id"}, "x": 1}]}
    assert list_source(directive) == ListSource(("properties", "lines"), {"productId": ("id",)})
    assert list_source({"@arrayPath": ["$.a"]}) is None
    assert list_source({"@arrayPath": [7, {}]}) is None
    assert list_source([]) is None


def test_a_mapping_of_ones_own_moves_the_rules_along(track: Any) -> None:
    from dataclasses import replace

    from app.analysis.analyst import Analyst
    from app.destination import load_definition

    packaged = load_definition().configuration()
    purchase = packaged.subscriptions[2]
    lines = {
        "@arrayPath": [
            "$.properties.lines",
            {"productId": {"@path": "$.id"}, "unitPrice": {"@path": "$.cost"}},
        ]
    }
    mine = replace(purchase, mapping={**purchase.mapping, "items": lines})
    subscriptions = (*packaged.subscriptions[:2], mine, *packaged.subscriptions[3:])
    analyst = Analyst(replace(packaged, subscriptions=subscriptions))
    made = track("Order Completed", 0, lines=[{"id": "p", "cost": 0}, {"id": "", "cost": 3}])
    changes = analyst.add(1, made, 1_900_000_000_000)[1]
    found = {change.code: change.findings[0].paths for change in changes}
    assert {code: found.get(code) for code in ("PUR-002", "PUR-004")} == {
        "PUR-002": ("properties.lines[1].id",),
        "PUR-004": ("properties.lines[0].cost",),
    }
