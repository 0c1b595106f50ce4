"""A whole capture judged anew in other processes says the same as in one."""

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from random import Random
from typing import Any

import pytest

from app.analysis.analyst import Analyst
from app.analysis.rejudge import batches, examine, rejudge
from app.analysis.verdict import Judgement
from app.destination import load_definition
from app.lint.rule_settings import RulesError
from app.segment.jsontext import JsonError, dumps
from tests.lint.test_stream import crowd

CONFIGURATION = load_definition().configuration(enable=["Product Added"])
AT = 1_795_700_000_000

Standing = dict[tuple[int | None, str], Any]


def kept(row: int, message: dict[str, Any], judgement: Judgement) -> tuple[int, str]:
    return row, judgement.verdict


def in_one(rows: list[tuple[int, dict[str, Any]]]) -> tuple[list[tuple[int, str]], Standing]:
    analyst = Analyst(CONFIGURATION)
    verdicts, standing = [], {}
    for row, message in rows:
        judgement, changes = analyst.add(row, message, AT)
        verdicts.append((row, judgement.verdict))
        standing.update({(one.row, one.code): one.findings for one in changes})
    changes = analyst.capture_changes()
    standing.update({(one.row, one.code): one.findings for one in changes})
    return verdicts, standing


@pytest.mark.parametrize("processes", [0, 2])
def test_the_same_in_other_processes(processes: int) -> None:
    rows = crowd(150, Random(3))
    made = batches(((row, dumps(one), AT) for row, one in rows), CONFIGURATION, kept, size=40)
    verdicts: list[tuple[int, str]] = []
    standing: Standing = {}
    steps = []
    pool = ProcessPoolExecutor(processes or 1, mp_context=get_context("spawn"))
    with pool:
        examined = pool.map(examine, made) if processes else map(examine, made)
        for step in rejudge(examined, Analyst(CONFIGURATION)):
            steps.append(step.upto)
            verdicts += step.kept
            standing.update({(one.row, one.code): one.findings for one in step.changes})
    assert steps == [40, 80, 120, 150, 150]
    assert (verdicts, standing) == in_one(rows)


def test_who_stops_asking_has_cancelled() -> None:
    asked = []

    def rows() -> Any:
        for row, one in crowd(100, Random(1)):
            asked.append(row)
            yield row, dumps(one), AT

    examined = map(examine, batches(rows(), CONFIGURATION, kept, size=10))
    steps = rejudge(examined, Analyst(CONFIGURATION))
    assert next(steps).upto == 10
    steps.close()  # type: ignore[attr-defined]
    assert len(asked) == 10


def test_what_cannot_be_used_is_said() -> None:
    with pytest.raises(JsonError):
        list(map(examine, batches([(1, b"{", AT)], CONFIGURATION, kept)))
    from dataclasses import replace

    wrong = replace(CONFIGURATION, rules={"bands": {"x": 1}})
    with pytest.raises(RulesError):
        Analyst(wrong)
    with pytest.raises(RulesError):
        list(map(examine, batches([(1, b"{}", AT)], wrong, kept)))
