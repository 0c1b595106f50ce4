"""The quick way and the watched way give the same deliveries."""

from dataclasses import replace

import pytest
from destination_vectors import mapping_input, vectors

from app.destination import deliver, load_definition
from app.destination.model import Configuration, Subscription
from tests.destination.odd_messages import odd_cases


@pytest.mark.parametrize("definition", ["topsort-2026-07", "topsort-2026-01"])
def test_watching_changes_nothing(definition: str) -> None:
    configurations = {
        skip: load_definition(definition).configuration(
            skip_zero_price=skip, enable=["Product Added"]
        )
        for skip in (False, True)
    }
    dropped = sent = 0
    for case in odd_cases(f"watching {definition}", 3000):
        configuration = configurations[bool(case["settings"])]
        quick = deliver(configuration, case["event"])
        watched = deliver(configuration, case["event"], provenance=True)
        assert quick == [replace(one, provenance=None) for one in watched], case
        assert [list(one.event) for one in quick] == [list(one.event) for one in watched]
        dropped += sum(bool(one.errors) for one in quick)
        sent += sum(one.request is not None for one in quick)
    assert min(dropped, sent) > 200


def test_watching_changes_nothing_whatever_the_mapping() -> None:
    data = mapping_input()
    for case in vectors("mapping.jsonl"):
        for action, mapping in (
            ("click", case["mapping"]),
            ("click", {"dspMetadata": case["mapping"], "id": case["mapping"]}),
            ("purchase", {"items": case["mapping"], "occurredAt": case["mapping"]}),
        ):
            one = Subscription("own", 'type != "x"', action, mapping)
            configuration = Configuration("topsort-2026-07", (one,))
            quick = deliver(configuration, data)
            watched = deliver(configuration, data, provenance=True)
            assert quick == [replace(each, provenance=None) for each in watched], case
