"""A small shop, and a run of its messages through destination, contract and rules."""

from collections.abc import Callable, Iterable
from typing import Any

import pytest

from app.analysis.analyst import Analyst
from app.destination import load_definition
from app.destination.model import Configuration
from app.lint.finding import Change, Finding

START = 1_795_528_800_000

Message = dict[str, Any]
Said = dict[str, list[Finding]]


def iso(ms: int) -> str:
    from app.segment.times import iso as text

    return text(START + ms)


@pytest.fixture
def track() -> Callable[..., Message]:
    """Make a track message `at` milliseconds after the start; properties by keyword."""

    def make(
        event: str,
        at: int = 0,
        *,
        id: str = "",
        user: Any = "u-1",
        path: str | None = "/search",
        library: str = "analytics.js",
        more: Message | None = None,
        **properties: Any,
    ) -> Message:
        context: Message = {"library": {"name": library, "version": "1"}}
        if path is not None:
            context["page"] = {"path": path}
        message = {
            "type": "track",
            "event": event,
            "messageId": id or f"{event}-{at}-{user}",
            "originalTimestamp": iso(at),
            "timestamp": iso(at),
            "anonymousId": user,
            "properties": properties,
            "context": context,
            **(more or {}),
        }
        return {key: value for key, value in message.items() if value is not ...}

    return make


@pytest.fixture
def page() -> Callable[..., Message]:
    """Make a page call `at` milliseconds after the start."""

    def make(at: int = 0, *, type: str = "page", user: str = "u-1", **properties: Any) -> Message:
        return {
            "type": type,
            "messageId": f"{type}-{at}-{user}",
            "originalTimestamp": iso(at),
            "timestamp": iso(at),
            "anonymousId": user,
            "properties": properties,
            "context": {"library": {"name": "analytics.js"}},
        }

    return make


class Run:
    """What the rules say of a stream of messages, kept up to date with every change."""

    def __init__(self, configuration: Configuration) -> None:
        self.analyst = Analyst(configuration)
        self.standing: dict[tuple[int | None, str], tuple[Finding, ...]] = {}
        self.changes: list[Change] = []

    def add(self, row: int, message: Message) -> list[Change]:
        _, changes = self.analyst.add(row, message, START + 86_000_000)
        for change in changes:
            self.standing[change.row, change.code] = change.findings
        self.changes += changes
        return changes

    def all(self, messages: Iterable[Message]) -> "Run":
        for row, message in enumerate(messages, 1):
            self.add(row, message)
        return self

    def on(self, row: int, code: str = "") -> list[Finding]:
        """The findings of a code on a row; without one, those that are more than a hint."""
        return [
            finding
            for (at, _), findings in sorted(self.standing.items(), key=str)
            for finding in findings
            if at == row and (finding.code == code if code else finding.severity != "info")
        ]

    def codes(self, row: int) -> list[str]:
        return sorted({finding.code for finding in self.on(row)})

    def alarms(self, row: int) -> list[str]:
        """The codes of what is more than a hint."""
        return sorted({one.code for one in self.on(row) if one.severity != "info"})

    def one(self, row: int, code: str) -> Finding:
        (finding,) = self.on(row, code)
        return finding


def configured(definition: str = "topsort-2026-07", **options: Any) -> Configuration:
    return load_definition(definition).configuration(**options)


@pytest.fixture
def packaged() -> Run:
    """Under the packaged presets."""
    return Run(configured())


@pytest.fixture
def both() -> Run:
    """With Product Clicked and Product Added both mapped to a click."""
    return Run(configured(enable=["Product Added"]))


@pytest.fixture
def run() -> Callable[..., Run]:
    """A run under a configuration, or under one made by these options."""

    def make(definition: str | Configuration = "topsort-2026-07", **options: Any) -> Run:
        if isinstance(definition, Configuration):
            return Run(definition)
        return Run(configured(definition, **options))

    return make
