"""Each rule over one message: cases at fault, near misses, and what holds for every finding."""

from typing import Any

import pytest

from app.lint.catalogue import RULES
from app.lint.finding import Finding
from tests.lint import cases_of_bids, cases_of_orders, cases_of_shape, cases_of_users
from tests.lint.one_message import Faulty, Near, judged, said

FAMILIES = (cases_of_bids, cases_of_orders, cases_of_shape, cases_of_users)

FAULTY = [
    (code, one) for family in FAMILIES for code, found in family.FAULTY.items() for one in found
]
NEAR = [(code, one) for family in FAMILIES for code, found in family.NEAR.items() for one in found]


def name(case: Any) -> str:
    if isinstance(case, str):
        return case
    return str(case.message.get("event"))


@pytest.mark.parametrize(("code", "case"), FAULTY, ids=name)
def test_the_rule_fires(code: str, case: Faulty) -> None:
    (finding,) = said(code, case.message, case.configuration)
    assert finding.severity == case.severity, finding.message
    assert finding.paths == case.paths


@pytest.mark.parametrize(("code", "case"), NEAR, ids=name)
def test_the_rule_is_silent(code: str, case: Near) -> None:
    assert said(code, case.message, case.configuration) == []


@pytest.mark.parametrize(("code", "case"), FAULTY, ids=name)
def test_what_is_said_is_complete_and_in_keeping_with_the_outcome(code: str, case: Faulty) -> None:
    judgement, findings = judged(case.message, case.configuration)
    for one in findings:
        if one.severity == "error" and one.delivery is not None:
            outcome = judgement.deliveries[one.delivery].outcome
            assert outcome in ("dropped", "rejected"), one
        if one.code == code:
            _complete(one)
    for index, delivery in enumerate(judgement.deliveries):
        if delivery.outcome in ("dropped", "rejected"):
            assert any(one.severity == "error" and one.delivery == index for one in findings)


def _complete(finding: Finding) -> None:
    assert 1 <= len(finding.title.split()) <= 4
    for text in (finding.message, finding.cost, finding.fix):
        assert text[:1].strip()
        assert text.endswith("."), text
        assert "{" not in text.replace('"{{', "")
        assert "MISSING" not in text


@pytest.mark.parametrize(("code", "case"), FAULTY, ids=name)
def test_a_snippet_is_code(code: str, case: Faulty) -> None:
    library = {"library": {"name": "analytics-python"}}
    message = {**case.message, "context": {**case.message["context"], **library}}
    for one in said(code, message, case.configuration):
        if one.snippet and not one.snippet.startswith("{"):
            compile(one.snippet, "snippet", "exec")


def test_every_rule_of_these_has_its_cases() -> None:
    known = {rule.code for rule in RULES}
    codes = {code for code, _ in FAULTY}
    assert codes <= known
    assert codes == {code for code, _ in NEAR}
    for code in codes:
        assert sum(1 for one, _ in FAULTY if one == code) >= 2, code
        assert sum(1 for one, _ in NEAR if one == code) >= 2, code
