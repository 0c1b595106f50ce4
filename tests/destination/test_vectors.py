"""The three files of recorded behaviour, every case of them."""

import json
from typing import Any

import pytest
from destination_vectors import assert_all_agree, mapping_input, vectors

from app.destination import deliver, fql, load_definition
from app.destination.javascript import plain
from app.destination.mapping import MappingError, resolve, resolve_with_provenance
from app.destination.model import Delivery


def _recorded(delivery: Delivery) -> dict[str, Any]:
    if delivery.errors:
        errors = [{"path": one.path, "message": one.message} for one in delivery.errors]
        return {"preset": delivery.preset, "error": errors}
    return {"preset": delivery.preset, "body": delivery.request}


@pytest.mark.parametrize("watched", [False, True])
def test_deliveries(watched: bool) -> None:
    definition = load_definition("topsort-2026-07")
    unlike = []
    cases = vectors("deliveries.jsonl")
    for case in cases:
        if watched:
            skip = case["settings"].get("skipZeroPricePurchases", False)
            configuration = definition.configuration(skip_zero_price=skip)
            found = deliver(configuration, case["event"], provenance=True)
        else:
            found = definition.deliver(case["event"], case["settings"])
        got = [_recorded(one) for one in found]
        if got != plain(case["expect"]):
            unlike.append(json.dumps({**case, "got": got}))
    assert_all_agree("deliveries.jsonl", len(cases), unlike)


@pytest.mark.parametrize("watched", [False, True])
def test_mappings(watched: bool) -> None:
    unlike = []
    cases = vectors("mapping.jsonl")
    data = mapping_input()
    for case in cases:
        try:
            if watched:
                got = {"ok": resolve_with_provenance(case["mapping"], data)[0]}
            else:
                got = {"ok": resolve(case["mapping"], data)}
        except MappingError:
            got = {"error": True}
        if got != plain(case["expect"]):
            unlike.append(json.dumps({**case, "got": got}))
    assert data == mapping_input(), "resolving changed the message"
    assert_all_agree("mapping.jsonl", len(cases), unlike)


def test_triggers() -> None:
    unlike = []
    cases = vectors("fql.jsonl")
    for case in cases:
        try:
            match = fql.parse(case["fql"]).matches(case["event"])
            got = {"match": match, "invalid": False}
        except fql.FqlError:
            got = {"match": False, "invalid": True}
        if got != case["expect"]:
            unlike.append(json.dumps({**case, "got": got}))
    assert_all_agree("fql.jsonl", len(cases), unlike)
