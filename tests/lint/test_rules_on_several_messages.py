"""Each rule over several messages: journeys with its fault, and journeys that come near it."""

from collections import Counter
from typing import Any

import pytest

from app.analysis.analyst import Analyst
from app.destination import load_definition
from app.lint.catalogue import RULES
from app.lint.finding import Finding
from tests.lint.cases_of_journeys import CAPTURE, CASES, DAY, START, Message, click, listed, view

CONFIGURATION = load_definition().configuration(enable=["Product Added"])

SEVERAL = {rule.code for rule in RULES if rule.run is None} | {"PLV-006", "PLV-008"}


def standing(messages: list[Message]) -> dict[int, list[Finding]]:
    analyst = Analyst(CONFIGURATION)
    found: dict[tuple[int, str], tuple[Finding, ...]] = {}
    for row, message in enumerate(messages, 1):
        for change in analyst.add(row, message, START + 40 * DAY)[1]:
            found[change.row or CAPTURE, change.code] = change.findings
    for change in analyst.capture_changes():
        found[CAPTURE, change.code] = change.findings
    rows: dict[int, list[Finding]] = {}
    for (row, _), findings in found.items():
        rows.setdefault(row, []).extend(findings)
    return rows


@pytest.mark.parametrize(
    ("code", "messages", "rows"),
    CASES,
    ids=[f"{code}-{number}" for number, (code, _, _) in enumerate(CASES)],
)
def test_a_rule_speaks_on_these_rows(code: str, messages: list[Message], rows: set[int]) -> None:
    found = standing(messages)
    assert {row for row, said in found.items() if any(one.code == code for one in said)} == rows
    severities = {rule.code: rule.severity for rule in RULES}
    for said in found.values():
        for one in said:
            assert one.code in severities
            assert one.message.isprintable()
            assert "{" not in one.message.replace("{}", "")


def test_each_rule_has_two_faults_and_two_near_misses() -> None:
    faults = Counter(code for code, _, rows in CASES if rows)
    misses = Counter(code for code, _, rows in CASES if not rows)
    # These two have pages of their own.
    for code in SEVERAL - {"CLK-001", "BID-001", "BID-001s", "SND-001", "SND-002"}:
        assert faults[code] >= 2, code
        assert misses[code] >= 2, code


@pytest.mark.parametrize("code", ["CLK-005", "PLV-006", "BOT-001"])
def test_a_fault_of_the_set_up_is_one_finding_with_examples(code: str) -> None:
    messages = {
        "CLK-005": [
            one
            for n in range(9)
            for one in (click(n * 9, f"b-{n}"), view(n * 9 + 4, f"b-{n}", path="/p"))
        ],
        "PLV-006": [listed(n * 9, (f"p-{n}", f"b-{n}"), ("q", f"c-{n}")) for n in range(9)],
        "BOT-001": [view(n * 9, f"b-{n}", agent="HeadlessChrome/140") for n in range(9)],
    }[code]
    found = standing(messages)
    marked = [row for row, said in found.items() if row for one in said if one.code == code]
    (whole,) = [one for one in found[CAPTURE] if one.code == code]
    assert all(one.quiet for row in marked for one in found[row] if one.code == code)
    assert len(marked) == 9
    assert not whole.quiet
    assert whole.message.startswith("In 9 messages") or whole.message.endswith(": 9 messages.")
    assert whole.others == tuple(sorted(marked)[:5])


def test_a_group_names_examples_and_how_many() -> None:
    bare: list[dict[str, Any]] = [view(at, "", f"p-{at}") for at in range(1_200)]
    (whole,) = [one for one in standing(bare)[CAPTURE] if one.code == "BID-001"]
    assert "never sent on Product Viewed: 1,200 of 1,200 messages" in whole.message
    assert whole.others == (1, 2, 3, 4, 5)
