"""What a configuration says about rules: bands, and rules that are silenced."""

from dataclasses import replace
from typing import Any

import pytest

from app.destination import load_definition
from app.lint.bands import BANDS, Bands
from app.lint.catalogue import CODES
from app.lint.finding import Finding
from app.lint.rule_settings import RulesError, read_rules
from app.lint.silence import Silence, silence_of, silenced, silenced_counts

PAIR = {"product_id": "p-1", "resolvedBidId": "b-1"}
PACKAGED = load_definition().configuration(enable=["Product Added"])


def found(code: str = "CLK-001", *paths: str) -> Finding:
    return Finding(code, "warning", "T", "M.", "", "F.", paths=paths)


@pytest.mark.parametrize(
    ("rules", "path", "said"),
    [
        ([], "rules", "must be an object"),
        ({"band": {}}, "rules.band", "Did you mean bands?"),
        ({"bands": []}, "rules.bands", "must be an object, not an empty list"),
        ({"bands": {"probabel": 1}}, "rules.bands.probabel", "Did you mean probable?"),
        ({"bands": {"PROBABLE": 1}}, "rules.bands.PROBABLE", "Did you mean probable?"),
        ({"bands": {"\u202e\n": 1}}, "rules.bands.\\u202e\\n", "is not known."),
        ({"bands": {"certain": "500"}}, "rules.bands.certain", "must be a number of milliseconds"),
        ({"bands": {"certain": True}}, "rules.bands.certain", "must be a number"),
        ({"bands": {"certain": None}}, "rules.bands.certain", "must be a number"),
        ({"bands": {"certain": float("inf")}}, "rules.bands.certain", "must be a number"),
        ({"bands": {"certain": -1}}, "rules.bands.certain", "must not be below 0"),
        ({"bands": {"certain": 10_001}}, "rules.bands.certain", "10,000 milliseconds at most"),
        ({"bands": {"click_rate": 101}}, "rules.bands.click_rate", "100 percent at most"),
        ({"bands": {"certain": 1.5}}, "rules.bands.certain", "must be a whole number"),
        ({"silenced": {}}, "rules.silenced", "must be a list"),
        ({"silenced": [7]}, "rules.silenced[0]", "must be an object"),
        ({"silenced": ["CLK-7"]}, "rules.silenced[0].rule", "which is no rule"),
        ({"silenced": [{}]}, "rules.silenced[0].rule", "is missing"),
        ({"silenced": [{"rule": "CLK-01"}]}, "rules.silenced[0].rule", "Did you mean CLK-001?"),
        ({"silenced": [{"rule": 7}]}, "rules.silenced[0].rule", "must be a text"),
        (
            {"silenced": [{"rule": "CLK-001", "note": ["x"]}]},
            "rules.silenced[0].note",
            "must be a text",
        ),
        (
            {"silenced": [{"rule": "CLK-001", "evnt": ""}]},
            "rules.silenced[0].evnt",
            "Did you mean event?",
        ),
        (
            {"silenced": [{"rule": "CLK-001", "note": "x" * 1_001}]},
            "rules.silenced[0].note",
            "is longer than",
        ),
    ],
)
def test_what_cannot_be_read_is_named_with_its_place(rules: Any, path: str, said: str) -> None:
    with pytest.raises(RulesError) as raised:
        read_rules(rules, CODES)
    assert raised.value.path == path
    assert said in str(raised.value)
    assert str(raised.value).isprintable()


def test_what_is_not_changed_stays() -> None:
    read = read_rules({"bands": {"probable": 3_000.0, "group_size": 5}}, CODES)
    assert read.bands == replace(Bands(), probable=3_000, group_size=5)
    assert read_rules({}, CODES).bands == Bands()


def test_each_band_has_a_reason_and_is_within_its_cap() -> None:
    for name, one in BANDS.items():
        assert one.metadata["reason"].endswith("."), name
        assert 0 <= getattr(Bands(), name) <= one.metadata["cap"], name
        read_rules({"bands": {name: one.metadata["cap"]}}, CODES)
        read_rules({"bands": {name: 0}}, CODES)


def test_a_band_decides_what_a_rule_says(run: Any, track: Any) -> None:
    wide = run(replace(PACKAGED, rules={"bands": {"probable": 9_000}}))
    pair = [track("Product Clicked", 0, **PAIR), track("Product Added", 8_000, **PAIR)]
    assert wide.all(pair).one(1, "CLK-001").severity == "warning"
    assert run(PACKAGED).all(pair).on(1, "CLK-001") == []


@pytest.mark.parametrize("name", ["churn", "burst_size", "frantic_size", "same_time", "group_size"])
def test_a_band_of_nothing_breaks_nothing(run: Any, track: Any, name: str) -> None:
    for value in (0, 1):
        own = run(replace(PACKAGED, rules={"bands": {name: value}}))
        agent = {"userAgent": "A", "library": {"name": "analytics.js"}}
        own.all(
            track("Product Viewed", at, user=f"u-{at % 3}", more={"context": agent}, **PAIR)
            for at in range(9)
        )
        own.analyst.capture_changes()


@pytest.mark.parametrize(
    ("silence", "event", "page", "falls"),
    [
        (Silence("CLK-001"), "Product Clicked", "/a", True),
        (Silence("CLK-002"), "Product Clicked", "/a", False),
        (Silence("CLK-001", event="Product Clicked"), "Product Clicked", "/a", True),
        (Silence("CLK-001", event="Product Clicked"), "Product Added", "/a", False),
        (Silence("CLK-001", event="Product Clicked"), "", "", False),
        (Silence("CLK-001", path="/a"), "x", "/a", True),
        (Silence("CLK-001", path="/a"), "x", "/a/b", False),
        (Silence("CLK-001", path="/a/*"), "x", "/a/b", True),
        (Silence("CLK-001", path="/a/*"), "x", "/ab", False),
        (Silence("CLK-001", path="/a"), "", "", False),
        (Silence("CLK-001", path="properties.products"), "x", "/a", True),
        (Silence("CLK-001", path="properties.prod"), "x", "/a", False),
        (Silence("CLK-001", path="properties.products[1].price"), "x", "/a", True),
    ],
)
def test_what_falls_under_a_silence(silence: Silence, event: str, page: str, falls: bool) -> None:
    finding = found("CLK-001", "properties.products[1].price")
    assert (silence_of([silence], finding, event=event, page=page) is silence) is falls
    (marked,) = silenced([finding], [silence], event=event, page=page)
    assert marked.silenced is falls
    assert silenced([replace(finding, silenced=True)], []) == (finding,)


def test_silenced_findings_are_counted() -> None:
    one = replace(found("PUR-002"), silenced=True)
    assert silenced_counts([one, found(), replace(found(), silenced=True), one]) == {
        "CLK-001": 1,
        "PUR-002": 2,
    }


def test_a_silenced_rule_speaks_no_louder_over_a_stream(run: Any, track: Any) -> None:
    rules = {"silenced": [{"rule": "CLK-001", "event": "Product Added", "note": "known"}]}
    own = run(replace(PACKAGED, rules=rules))
    own.all([track("Product Clicked", 0, **PAIR), track("Product Added", 40, **PAIR)])
    assert not own.one(1, "CLK-001").silenced
    assert own.one(2, "CLK-001").silenced


def test_a_finding_of_the_capture_can_be_silenced(run: Any, track: Any) -> None:
    own = run(replace(PACKAGED, rules={"silenced": [{"rule": "QA-001"}, {"rule": "PUR-004"}]}))
    line = {"product_id": "p", "price": 0}
    own.all([track("Product Clicked", 0, **PAIR), track("Order Completed", 9, products=[line])])
    said = {one.code: one.findings for one in own.analyst.capture_changes()}
    assert said["QA-001"][0].silenced
    assert own.one(2, "PUR-004").silenced


@pytest.mark.parametrize(
    ("silence", "counted"),
    [
        ({"rule": "SHP-013", "event": "page"}, ()),
        ({"rule": "SHP-013", "path": "/1"}, (1,)),
        ({"rule": "SHP-013", "event": "screen"}, (1, 2)),
        ({"rule": "SHP-013"}, (1, 2)),
    ],
)
def test_the_fault_of_a_set_up_counts_the_rows_that_are_not_silenced_alone(
    run: Any, page: Any, silence: Any, counted: tuple[int, ...]
) -> None:
    own = run(replace(PACKAGED, rules={"silenced": [silence]}))
    own.all([page(at) | {"context": {"page": {"path": f"/{at}"}}} for at in range(2)])
    said = {one.code: one.findings for one in own.analyst.capture_changes()}.get("SHP-013", ())
    assert [one.others for one in said] == ([counted] if counted else [])
    assert all(one.silenced is (silence == {"rule": "SHP-013"}) for one in said)


def test_what_an_event_never_sends_is_silenced_with_the_event(run: Any, track: Any) -> None:
    silence = {"rule": "BID-001", "event": "Product Viewed"}
    own = run(replace(PACKAGED, rules={"silenced": [silence]}))
    own.all([track(name, at) for at in range(20) for name in ("Product Viewed", "Banner Click")])
    said = {one.code: one.findings for one in own.analyst.capture_changes()}["BID-001"]
    assert {"Product Viewed" in one.message: one.silenced for one in said} == {
        True: True,
        False: False,
    }
