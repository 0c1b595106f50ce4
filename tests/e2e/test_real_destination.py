"""Segment's published Topsort destination and ours, on messages made anew each week.

The package on npm is the definition of 2026-01.
"""

import json
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from app.destination import deliver, load_definition
from app.destination.javascript import plain
from app.destination.model import Configuration
from tests.destination.odd_messages import odd_cases

PROJECT = Path(__file__).parent / "destination"
DEFINITION = "topsort-2026-01"
COUNT = 600

Case = dict[str, Any]


@pytest.fixture(scope="module")
def node() -> str:
    """The command `node`, with the package installed; nothing in it is run to install it."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None:
        pytest.skip("node is not installed")
    if not (PROJECT / "node_modules" / "@segment" / "action-destinations").is_dir():
        if npm is None:
            pytest.skip("npm is not installed, so Segment's destination cannot be")
        subprocess.run([npm, "ci", "--ignore-scripts"], cwd=PROJECT, check=True, timeout=600)
    return node


@pytest.fixture(scope="module")
def cases() -> list[Case]:
    """This week's messages."""
    year, week, _ = datetime.now(UTC).isocalendar()
    seed = f"{year}-W{week:02}"
    print(f"messages from the seed {seed}")
    return odd_cases(seed, COUNT)


@pytest.fixture(scope="module")
def real(node: str, cases: list[Case]) -> list[Any]:
    """What the real destination makes of them."""
    done = subprocess.run(
        [node, "answer.mjs"],
        cwd=PROJECT,
        input="".join(json.dumps(case) + "\n" for case in cases),
        capture_output=True,
        text=True,
        check=True,
        timeout=300,
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


Change = Callable[[Configuration], Configuration]


def unlike(cases: list[Case], real: list[Any], *, change: Change = lambda same: same) -> list[str]:
    """The cases in which ours does something else."""
    definition = load_definition(DEFINITION)
    found = []
    for case, expected in zip(cases, real, strict=True):
        skip = bool(case["settings"])
        ours = []
        for one in deliver(change(definition.configuration(skip_zero_price=skip)), case["event"]):
            errors = [{"path": each.path, "message": each.message} for each in one.errors]
            said = {"error": errors} if errors else {"body": one.request}
            ours.append({"preset": one.preset, **said})
        if ours != plain(expected):
            found.append(json.dumps({**case, "real": expected, "ours": ours}))
    return found


def test_ours_does_what_the_real_one_does(cases: list[Case], real: list[Any]) -> None:
    answers = [one for deliveries in real for one in deliveries]
    assert sum("error" in one for one in answers) > 50
    assert sum(one.get("body") is not None for one in answers) > 50
    differing = unlike(cases, real)
    assert not differing, f"{len(differing)} of {len(cases)}, first:\n" + "\n".join(differing[:3])


def _newer(configuration: Configuration) -> Configuration:
    """The definition of half a year later, in which a bid is no longer required."""
    return replace(configuration, definition="topsort-2026-07")


def _other_user(configuration: Configuration) -> Configuration:
    """`opaqueUserId` read from `userId`, which the setup guide promises."""
    mapped = [
        replace(one, mapping={**one.mapping, "opaqueUserId": {"@path": "$.userId"}})
        for one in configuration.subscriptions
    ]
    return replace(configuration, subscriptions=tuple(mapped))


def _other_trigger(configuration: Configuration) -> Configuration:
    first = replace(configuration.subscriptions[0], trigger='event = "Product Viewed"')
    return replace(configuration, subscriptions=(first, *configuration.subscriptions[1:]))


@pytest.mark.parametrize("fault", [_newer, _other_user, _other_trigger])
def test_a_planted_fault_is_seen(cases: list[Case], real: list[Any], fault: Change) -> None:
    assert unlike(cases, real, change=fault)
