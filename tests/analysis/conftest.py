"""Messages, and a judge under the packaged presets."""

from collections.abc import Callable
from typing import Any

import pytest

from app.analysis.explain import Explanation, explain
from app.analysis.judge import judge
from app.analysis.verdict import Judgement
from app.destination import load_definition

NOW = 1_795_615_200_000
TIME = "2026-11-24T14:05:09.871Z"


@pytest.fixture
def message() -> Callable[..., dict[str, Any]]:
    """A completed track message; `...` leaves a field out, properties by keyword."""

    def make(event: Any, properties: Any = None, /, **more: Any) -> dict[str, Any]:
        made = {
            "type": "track",
            "event": event,
            "messageId": "m-1",
            "timestamp": TIME,
            "anonymousId": "u-1",
            "properties": properties or {},
            **more,
        }
        return {key: value for key, value in made.items() if value is not ...}

    return make


@pytest.fixture
def judged() -> Callable[..., Judgement]:
    """Judge a message under the packaged presets, changed by options."""

    def run(made: dict[str, Any], *, provenance: bool = False, **options: Any) -> Judgement:
        configuration = load_definition().configuration(**options)
        return judge(made, configuration, judged_at=NOW, provenance=provenance)

    return run


@pytest.fixture
def explained(judged: Callable[..., Judgement]) -> Callable[..., Explanation]:
    """Judge and explain a message."""

    def run(made: dict[str, Any], **options: Any) -> Explanation:
        return explain(made, judged(made, provenance=True, **options))

    return run
