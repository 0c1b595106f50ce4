"""Rules that a user has silenced: for a capture, for one event, for one place. Silenced findings
are counted, never hidden without a trace."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from app.lint.finding import Finding


@dataclass(frozen=True, slots=True)
class Silence:
    """One silenced rule.

    `rule` is its code. `event`, where not empty, is the only event name that it is silenced
    for (`page` and `screen` for these calls). `path`, where not empty, is a page's path when it
    begins with `/` (`/checkout`, or `/shop/*` for all that begins so), else a place in the
    message (`properties.products`, with all that lies in it). `note` says why.
    """

    rule: str
    event: str = ""
    path: str = ""
    note: str = ""


def silence_of(
    silences: Iterable[Silence], finding: Finding, *, event: str = "", page: str = ""
) -> Silence | None:
    """The first silence that a finding falls under, None for the others. `event` and `page` are
    the name and the page's path of the message that it stands on; both are empty for a finding of
    the capture, which falls under silences without them only."""
    for one in silences:
        if one.rule == finding.code and one.event in ("", event) and _at(one, finding, page):
            return one
    return None


def silenced(
    findings: Sequence[Finding],
    silences: Sequence[Silence],
    *,
    event: str = "",
    page: str = "",
) -> tuple[Finding, ...]:
    """The findings, those that fall under a silence marked, and those of silences that were
    lifted no longer."""
    marked = []
    for one in findings:
        falls = silence_of(silences, one, event=event, page=page) is not None
        marked.append(one if one.silenced is falls else replace(one, silenced=falls))
    return tuple(marked)


def silenced_too(
    findings: Sequence[Finding],
    silences: Sequence[Silence],
    *,
    event: str = "",
    page: str = "",
) -> tuple[Finding, ...]:
    """The findings, those that fall under a silence marked beside those that are marked already:
    silences that a person adds to those of the configuration."""
    if not silences:
        return tuple(findings)
    return tuple(
        replace(one, silenced=True)
        if not one.silenced and silence_of(silences, one, event=event, page=page) is not None
        else one
        for one in findings
    )


def heard(findings: Iterable[Finding]) -> list[Finding]:
    """Those that are not silenced."""
    return [one for one in findings if not one.silenced]


def silenced_counts(findings: Iterable[Finding]) -> dict[str, int]:
    """How many are silenced, by code, in the order of the codes."""
    counts: dict[str, int] = {}
    for one in findings:
        if one.silenced:
            counts[one.code] = counts.get(one.code, 0) + 1
    return dict(sorted(counts.items()))


def _at(silence: Silence, finding: Finding, page: str) -> bool:
    path = silence.path
    if not path:
        return True
    if path.startswith("/"):
        return page.startswith(path[:-1]) if path.endswith("*") else page == path
    return any(
        place == path or (place.startswith(path) and place[len(path)] in ".[")
        for place in finding.paths
    )
