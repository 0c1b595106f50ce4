"""The JSON that other programs rely on."""

import json
from typing import Any

from app.analysis.analyst import Analyst
from app.analysis.report import capture_line, delivery_lines, message_line
from app.destination import load_definition
from app.lint.finding import Finding

PAIR = {"product_id": "p", "resolvedBidId": "b"}


def add_all(messages: list[dict[str, Any]], **options: Any) -> list[dict[str, Any]]:
    analyst = Analyst(load_definition().configuration(**options))
    findings: dict[int, dict[str, tuple[Finding, ...]]] = {}
    judgements = []
    for row, made in enumerate(messages):
        judgement, changes = analyst.add(row, made, 1_795_615_200_000)
        judgements.append(judgement)
        for change in changes:
            assert change.row is not None
            findings.setdefault(change.row, {})[change.code] = change.findings
    return [
        message_line(
            made,
            judgement,
            [one for said in findings.get(row, {}).values() for one in said],
            lambda at: messages[at]["messageId"],
        )
        for row, (made, judgement) in enumerate(zip(messages, judgements, strict=True))
    ]


def test_a_pair_stands_on_both_and_names_the_other(message: Any) -> None:
    first, second = add_all(
        [
            message("Product Clicked", PAIR, messageId="m-1"),
            message("Product Added", PAIR, messageId="m-2"),
        ],
        enable=["Product Added"],
    )
    assert list(first) == ["messageId", "verdict", "severity", "deliveries", "findings"]
    assert (first["messageId"], first["verdict"], first["severity"]) == (
        "m-1",
        "accepted",
        "warning",
    )
    finding = first["findings"][0]
    assert list(finding) == ["code", "severity", "message", "paths", "fix", "with"]
    assert (finding["code"], finding["with"]) == ("CLK-001", ["m-2"])
    assert "may be charged" in finding["message"]
    assert second["findings"][0]["with"] == ["m-1"]
    (delivery,) = first["deliveries"]
    assert list(delivery) == [
        "messageId",
        "preset",
        "action",
        "outcome",
        "tie",
        "request",
        "errors",
        "reasons",
        "findings",
    ]
    assert delivery["findings"] == first["findings"]
    assert [one["code"] for one in first["findings"]] == ["CLK-001", "CLK-004"]
    assert delivery["request"]["clicks"][0]["id"] == "m-1"


def test_a_witness_is_no_subject(message: Any) -> None:
    first, second = add_all(
        [
            message("Product Clicked", PAIR, messageId="m-1"),
            message("Product Viewed", {"product_id": "p"}, messageId="m-2"),
        ]
    )
    assert [one["code"] for one in first["findings"]] == ["CLK-004"]
    assert second["findings"][0]["code"] == "BID-001s"
    assert "with" not in second["findings"][0]


def test_the_errors_of_a_delivery_are_those_of_who_refused_it(message: Any) -> None:
    dropped, rejected, fine = add_all(
        [
            message("Order Completed", {"products": [{"sku": "s"}]}),
            message(
                "Order Completed", {"products": [{"product_id": "p", "price": 0}]}, messageId="2"
            ),
            message("Product Clicked", PAIR, messageId="3"),
        ]
    )
    assert dropped["deliveries"][0]["errors"] == [
        {
            "path": "$.items[0]",
            "message": "The value at /items/0 is missing the required field 'productId'.",
        }
    ]
    assert dropped["deliveries"][0]["request"] is None
    assert rejected["deliveries"][0]["errors"][0]["path"] == "$.purchases[0].items[0].unitPrice"
    assert rejected["severity"] == "error"
    assert fine["deliveries"][0]["errors"] == []
    assert fine["severity"] == "info"
    json.dumps([dropped, rejected, fine], allow_nan=False)


def test_a_message_without_a_delivery_gives_one_line(message: Any) -> None:
    analyst = Analyst(load_definition().configuration())
    made = message("Signed Up", {})
    judgement, changes = analyst.add(1, made, 0)
    assert changes == []
    assert delivery_lines(made, judgement, [], str) == [
        {
            "messageId": "m-1",
            "preset": None,
            "action": None,
            "outcome": "unmapped",
            "tie": None,
            "request": None,
            "errors": [],
            "reasons": [],
            "findings": [],
        }
    ]


def test_findings_of_the_whole_capture_have_a_line_of_their_own() -> None:
    finding = Finding("QA-001", "info", "One user", "Only one user.", "", "Test with two.")
    assert capture_line([finding], str) == {
        "capture": True,
        "findings": [
            {
                "code": "QA-001",
                "severity": "info",
                "message": "Only one user.",
                "paths": [],
                "fix": "Test with two.",
            }
        ],
    }
    assert Analyst(load_definition().configuration()).capture_changes() == []


def test_silenced_findings_are_counted_and_quiet_ones_say_so(message: Any) -> None:
    analyst = Analyst(load_definition().configuration())
    made = message("Product Clicked", PAIR)
    judgement, _ = analyst.add(1, made, 0)
    loud = Finding("CLK-005", "warning", "T", "M.", "", "F.", delivery=0, quiet=True)
    silent = Finding("PUR-003", "error", "T", "M.", "", "F.", delivery=0, silenced=True)
    line = message_line(made, judgement, [silent, loud, silent], str)
    assert line["severity"] == "warning"
    assert line["silenced"] == {"PUR-003": 2}
    assert line["findings"] == line["deliveries"][0]["findings"]
    assert [(one["code"], one["quiet"]) for one in line["findings"]] == [("CLK-005", True)]
    whole = Finding("SHP-013", "error", "T", "M.", "", "F.", others=(1, 2))
    assert capture_line([whole, silent], str)["findings"][0]["with"] == ["1", "2"]
    assert capture_line([whole, silent], str)["silenced"] == {"PUR-003": 1}
