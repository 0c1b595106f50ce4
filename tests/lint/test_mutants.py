"""Messages at fault with one more value made odd or hostile: what is said stays true and plain."""

import copy
from collections.abc import Iterator
from dataclasses import replace
from random import Random
from typing import Any

import pytest

from app.analysis.analyst import Analyst
from app.destination import load_definition
from app.lint.complaints import complaint
from app.lint.faults import MOST_PATHS
from app.lint.finding import Finding
from app.lint.observation import JudgedDelivery
from tests.lint.one_message import NOW, PACKAGED, SKIPPING, Message
from tests.lint.test_rules_on_one_message import FAULTY

SECRET = "TSE_" + "s3cr3t" * 6
HOSTILE = (
    SECRET,
    "x" * 10_000,
    "\u202e\u0000\u001b[31m\nred",
    "{product} {0} {",
    "\ud800 lone",
    "</script>",
)
ODD: tuple[Any, ...] = (
    None,
    "",
    [],
    {},
    [None],
    [[]],
    0,
    -1,
    1.5,
    True,
    "x",
    ["x"],
    {"a": 1},
    1e308,
)

TOUCHED: dict[str, Any] = {
    "resolvedBidId": {"@path": "$.properties.products[0].resolvedBidId"},
    "page": {"type": {"@template": "{{properties.page.type}}"}, "pageId": "x"},
    "placement": {"path": "/", "position": {"@path": "$.properties.position"}},
    "entity": {"@path": "$.properties.object"},
}
OWN: dict[str, dict[str, Any]] = {
    "impression": TOUCHED,
    "click": TOUCHED,
    "purchase": {"items": {"@path": "$.properties.products"}, "id": {"@path": "$.userId"}},
    "impressionsList": {
        "products": {
            "@arrayPath": ["$.properties.products", {"resolvedBidId": {"@path": "$.product_id"}}]
        }
    },
}
"""Mappings of a user's own, by action."""

WITHOUT_RULE = (
    ("externalCampaignId",),
    ("externalVendorId",),
    ("placement", "productId"),
    ("placement", "categoryIds"),
    ("placement", "searchQuery"),
    ("page", "value"),
)
"""Places in the payload whose faults no rule of the catalogue is about."""


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every place below the top of a message."""
    items = value.items() if isinstance(value, dict) else enumerate(value)
    for key, item in items:
        yield (*path, key)
        if isinstance(item, dict | list):
            yield from places(item, (*path, key))


def put(message: Message, path: tuple[Any, ...], value: Any) -> Message:
    changed = copy.deepcopy(message)
    holder: Any = changed
    for key in path[:-1]:
        holder = holder[key]
    holder[path[-1]] = value
    return changed


def mutants(seed: int, values: tuple[Any, ...], count: int) -> list[Message]:
    random = Random(seed)
    made = []
    for number in range(count):
        message = random.choice(FAULTY)[1].message
        path = random.choice([one for one in places(message) if one not in (("type",),)])
        message = put(message, path, random.choice(values))
        if path != ("messageId",):
            message["messageId"] = f"m-{number}"
        made.append(message)
    return made


def explained(delivery: JudgedDelivery, findings: list[Finding], index: int) -> bool:
    """Whether an error stands on a lost delivery, or no rule is about what is wrong."""
    if any(one.severity == "error" and one.delivery == index for one in findings):
        return True
    at = [complaint(one).path for one in delivery.delivery.errors]
    at += [one.path[2:] for one in delivery.refusals]
    return any(path[: len(known)] == known for path in at for known in WITHOUT_RULE) or () in at


CONFIGURATIONS = {
    "packaged": PACKAGED,
    "skipping": SKIPPING,
    "before July 2026": load_definition("topsort-2026-01").configuration(),
    "mapped otherwise": replace(
        PACKAGED,
        subscriptions=tuple(
            replace(one, mapping={**one.mapping, **OWN.get(one.action, {})})
            for one in PACKAGED.subscriptions
        ),
    ),
}


@pytest.mark.parametrize("name", CONFIGURATIONS)
@pytest.mark.parametrize("seed", range(2))
def test_errors_and_losses_go_together(seed: int, name: str) -> None:
    for message in mutants(seed, ODD, 250):
        judgement, changes = Analyst(CONFIGURATIONS[name]).add(1, message, NOW)
        findings = [one for change in changes for one in change.findings]
        for one in findings:
            if one.severity == "error" and one.delivery is not None:
                outcome = judgement.deliveries[one.delivery].outcome
                assert outcome in ("dropped", "rejected"), (message, one)
        for index, delivery in enumerate(judgement.deliveries):
            if delivery.outcome in ("dropped", "rejected"):
                assert explained(delivery, findings, index), (message, delivery)


@pytest.mark.parametrize("seed", range(3))
def test_captured_text_is_cut_masked_and_made_visible(seed: int) -> None:
    analyst = Analyst(PACKAGED)
    for row, message in enumerate(mutants(seed, HOSTILE, 250), 1):
        for change in analyst.add(row, message, NOW)[1]:
            for one in change.findings:
                _plain(one)


def _plain(finding: Finding) -> None:
    for text in (finding.title, finding.message, finding.cost, finding.fix, *finding.paths):
        assert text.isprintable(), finding
        assert len(text) < 1_500
    assert "s3cr3ts3cr3t" not in repr(finding)
    assert len(finding.snippet) < 3_000
    assert finding.snippet.replace("\n", "").isprintable()


@pytest.mark.parametrize("line", [{}, None, {"resolvedBidId": "null"}, {"product_id": ""}])
@pytest.mark.parametrize("event", ["Order Completed", "Product List Viewed"])
def test_a_message_of_many_bad_lines_makes_no_finding_many_times_its_size(
    event: str, line: Any
) -> None:
    message = copy.deepcopy(FAULTY[0][1].message)
    message |= {"event": event, "properties": {"products": [line] * 1_000}}
    found = [one for change in Analyst(PACKAGED).add(1, message, NOW)[1] for one in change.findings]
    assert found
    for one in found:
        assert len(one.paths) <= MOST_PATHS
        _plain(one)


def test_hostile_keys_are_cut_masked_and_made_visible() -> None:
    placement = {"path": "/", **dict.fromkeys(HOSTILE, 1), "\u202eseen": 1}
    message = copy.deepcopy(FAULTY[0][1].message)
    message["properties"] = {"placement": placement, "resolvedBidId": "b"}
    found = [
        one
        for change in Analyst(PACKAGED).add(1, message, NOW)[1]
        for one in change.findings
        if one.code == "SHP-007"
    ]
    assert len(found) == 1
    _plain(found[0])
